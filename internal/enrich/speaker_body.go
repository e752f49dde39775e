package enrich

import (
	"slices"
	"sort"
	"strings"

	"cipherdesk/internal/text"
)

// furthestTopic bounds how many sentences are looked through for a topic.
const furthestTopic = 8

// topic returns the body that the sentences before a token are about: the
// nearest one that opens a sentence or speaks, within so many paragraphs. An
// outlet counts only where one is asked for.
func (v *view) topic(at int32, within int, press bool) string {
	s := v.sentence(at)
	least := max(0, v.paragraph(at)-within)
	u := len(v.spoken) - 1
	for n := s - 1; n >= 0 && n >= s-furthestTopic; n-- {
		x := v.Sentences[n]
		if x.First < v.Paragraphs[least].First {
			break
		}
		for ; u >= 0 && v.spoken[u].at >= x.First; u-- {
			if y := &v.spoken[u]; y.at < x.Last && y.kind == aBody && y.org != "" {
				return y.org
			}
		}
		if org := v.opening(x, press); org != "" {
			return org
		}
	}
	return ""
}

// paperBefore resolves "it says" to the document that the sentence before is
// about: "A joint letter urges Meta to wait. It says …".
func (v *view) paperBefore(x voice) voice {
	const head = 4 // tokens
	n := v.sentence(x.first)
	if n == 0 || v.Sentences[n-1].First < v.Paragraphs[v.paragraph(x.first)].First {
		return x
	}
	from := v.Sentences[n-1].First
	for i := from; i < min(from+head, v.Sentences[n-1].Last); i++ {
		switch {
		case v.cues[i]&cueDoc != 0 && v.who[i] == 0 && v.cues[i]&cueQuoted == 0:
			x.kind, x.doc = aDoc, v.slice(i, i+1)
			if letterWord(v.form(i)) {
				x.org = v.lead
			} else {
				x.org = v.paperNamed(i)
			}
			return x
		case v.who[i] != 0 || v.Tokens[i].Kind == text.Mark || v.in(i, prepositions|passives):
			return x
		}
	}
	return x
}

// onlyBody returns the one body of the text that may be called by a word, "" when
// there is none or several.
func (r *reader) onlyBody(word string) string {
	only := ""
	for place := range r.views {
		v := &r.views[place]
		for k := range v.runs[:min(len(v.runs), mostRuns)] {
			if x := &v.runs[k]; x.person < 0 && strings.HasSuffix(v.form(x.last-1), word) { // "der Anwaltverein"
				return ""
			}
		}
		for _, m := range v.mentions[:min(len(v.mentions), mostRuns)] {
			e := &r.entities[m.entity]
			if e.group != isBody || !suits(word, e.kind) || e.kind == "government" || e.kind == "law_enforcement" {
				continue
			}
			if name := r.body(m.entity).name; only == "" {
				only = name
			} else if only != name {
				return ""
			}
		}
	}
	return only
}

// opening returns the body that a sentence opens with, by name or as "the
// company".
func (v *view) opening(x text.Range, press bool) string {
	i := x.First
	for i < x.Last-1 && i < x.First+4 && v.who[i] == 0 && (v.in(i, determiners) || v.who[i+1] != 0 && v.cues[i]&(cueBody|cueFirm) != 0 || v.cues[i+1]&(cueBody|cueFirm) != 0 && i+2 < x.Last && v.who[i+2] != 0) {
		i++ // "The trade body X"
	}
	if v.cues[i]&cueQuoted != 0 {
		return ""
	}
	if v.who[i] != 0 {
		n := v.nameAt(i)
		e := v.entityAt(i)
		outlet := e != nil && e.group == isOutlet || v.isPress(voice{kind: aBody, org: n.text})
		if n.kind == aBody && !v.owns(n.last) && (press || !outlet) {
			return n.text
		}
		return ""
	}
	if i > x.First && v.cues[i]&(cueFirm|cueBody) != 0 {
		return v.pointedBody(i, x.Last)
	}
	return ""
}

// lastBody resolves "it", "the company", "the agency": the body named last
// that is of such a kind.
func (v *view) lastBody(x voice, at int32, word string) voice {
	if word == "" {
		org := ""
		if s := v.Sentences[v.sentence(x.first)]; x.first-s.First > furthestTopic && v.form(x.first-1) == "," || x.first > s.First && v.form(x.first-1) == ":" { // "The trust was dismissive: the text, it said, …"
			org = v.opening(s, false)
		}
		if org = either(org, v.topic(at, 0, false)); org != "" {
			x.kind, x.org, x.role = aBody, org, ""
			return x
		}
	}
	y, ok := v.before(at, 1, func(y *voice) bool {
		if y.kind != aBody {
			return false
		}
		kind := v.kindOrSound(y.org)
		return kind == "" && !official(word) || kind != "" && suits(word, kind) || v.kindOf(y.org) == "" && word != "" && strings.Contains(text.Fold(y.org), word) || watches(word, y.org)
	})
	if ok {
		if org := v.namedSince(y, at, word); org != "" {
			y.org = org
		}
		return y
	}
	if org := v.presented(min(at, x.first), word); org != "" {
		x.kind, x.org, x.role = aBody, org, ""
		return x
	}
	if word == "company" {
		return v.mainCompany(x, at)
	}
	for _, byName := range [2]bool{true, false} {
		for i := len(v.mentions) - 1; i >= 0; i-- {
			m := v.mentions[i]
			e := &v.entities[m.entity]
			if m.last > at || e.group != isBody || byName && !v.shareWord(m.first, m.last, word) && !watches(word, e.name) || !byName && !suits(word, e.kind) {
				continue
			}
			y := x
			y.kind, y.org, y.role = aBody, v.body(m.entity).name, ""
			return y
		}
		if i, known := v.byID["european-commission"]; known && byName && suits(word, "government") && strings.HasPrefix(word, "ko") || known && byName && strings.HasPrefix(word, "com") && suits(word, "government") {
			x.kind, x.org, x.role = aBody, v.entities[i].name, ""
			return x
		}
	}
	if org := v.courtNamed(at, word); org != "" {
		x.kind, x.org, x.role = aBody, org, ""
		return x
	}
	if y := v.unlistedBody(x, at, word); y.org != "" || word == "" || word == "company" {
		return y
	}
	if only := v.onlyBody(word); only != "" {
		x.kind, x.org, x.role = aBody, only, ""
	}
	return x
}

// namedSince returns the body of the register that the paragraph names between
// what a voice said and token at, as the subject of a clause, if it may be called
// by that word: "While A demands it, B does not. The association said …".
func (v *view) namedSince(y voice, at int32, word string) string {
	said := v.spokenBy(y)
	if word == "" || word == "company" && said >= 0 && v.paragraph(said) == v.paragraph(at) {
		return ""
	}
	for i := len(v.mentions) - 1; i >= 0 && said >= 0; i-- {
		m := v.mentions[i]
		if m.last > at {
			continue
		}
		if m.first <= said || v.paragraph(m.first) != v.paragraph(at) {
			break
		}
		e := &v.entities[m.entity]
		if e.group != isBody || v.cues[m.first]&cueQuoted != 0 || !suits(word, e.kind) || v.owns(m.last) {
			continue
		}
		k := m.first
		for k > 0 && v.in(k-1, determiners) {
			k--
		}
		if k > 0 && v.in(k-1, prepositions) && !v.Tokens[k].Is(text.Opens) || v.form(m.last) == "," {
			continue
		}
		return v.body(m.entity).name
	}
	return ""
}

// spokenBy returns the last token at which a body spoke before, -1 for none.
func (v *view) spokenBy(y voice) int32 {
	for i := len(v.spoken) - 1; i >= 0 && i >= len(v.spoken)-12; i-- {
		if u := &v.spoken[i]; u.kind == y.kind && u.org == y.org {
			return u.at
		}
	}
	return -1
}

// shareWord reports whether the name of a body has the word that it is called
// by: "the Center" is the National Center for Missing and Exploited Children.
func (v *view) shareWord(first, last int32, word string) bool {
	for i := first; i < last && word != ""; i++ {
		if v.form(i) == word {
			return true
		}
	}
	return false
}

// watches reports whether a body is called a watchdog for its name: the Internet
// Watch Foundation.
func watches(word, org string) bool {
	return word == "watchdog" && strings.Contains(org, "Watch")
}

// unlistedBody resolves "the charity", "the Trust" to a body that the register
// does not know: the last one with that word in its name, else the only one
// that may be called so.
func (v *view) unlistedBody(x voice, at int32, word string) voice {
	only, several := "", false
	for i := len(v.runs) - 1; i >= 0; i-- {
		u := &v.runs[i]
		if u.last > at || !u.body || u.person >= 0 || v.words(u.first, u.last) < 2 {
			continue
		}
		name := v.slice(u.first, u.last)
		if v.shareWord(u.first, u.last, word) || official(word) && suits(word, soundsLike(name)) {
			x.kind, x.org, x.role = aBody, name, ""
			return x
		}
		several = several || only != "" && only != name
		only = name
	}
	if only != "" && !several && suits(word, "child_protection") && word != "" {
		x.kind, x.org, x.role = aBody, only, ""
	}
	return x
}

// kindNames are the words inside names that tell what kind of body has them, in
// the order in which they count.
var kindNames = [...]struct {
	kind  string
	words []string
}{
	{"law_enforcement", []string{"police", "polizei", "polizia", "policia", "polis", "politi", "policj", "constabulary", "kriminalamt", "gendarmerie", "sheriff"}},
	{"court", []string{"court", "gericht", "tribunal", "rechtbank", "tingsratt", "domstol"}},
	{"legislature", []string{"parliament", "parlament"}},
	{"regulator", []string{"authority", "regulat", "commissioner", "ombudsman", "autoridad", "autorite", "autorita", "datenschutz", "datatilsyn", "inspectorate"}},
	{"government", []string{"ministr", "minister", "ministe", "department of", "commission", "council"}},
	{"research", []string{"universit", "universid", "hochschule", "politecnic", "polytechn"}},
	{"child_protection", []string{"charity", "foundation", "stiftung", "fondation", "fundac", "fondazione", "stichting", "stiftelse", "trust"}},
}

// soundsLike returns the kind that the name of a body which the register does not
// know tells by itself, "" for none.
func soundsLike(org string) string {
	org = text.Fold(org)
	for _, k := range &kindNames {
		for _, w := range k.words {
			if strings.Contains(org, w) {
				return k.kind
			}
		}
	}
	return ""
}

// kindOrSound returns the kind of a body, by the register or by its name.
func (r *reader) kindOrSound(org string) string {
	if kind := r.kindOf(org); kind != "" {
		return kind
	}
	return r.sounds.of(org, soundsLike)
}

// presented returns the name that was introduced as a company, or by another
// word for bodies, before a token: "Larkmail, a messaging company based in
// Tallinn", "der Anbieter Larkmail". A company of the register named since is
// the company.
func (v *view) presented(at int32, word string) string {
	const (
		paragraphs = 4
		aside      = 6 // tokens
	)
	if word == "" {
		return ""
	}
	called := func(i int32) bool {
		if v.who[i] != 0 || v.cues[i]&cueQuoted != 0 {
			return false
		}
		return word == "company" && v.cues[i]&cueFirm != 0 || word != "company" && (v.cues[i]&cueBody != 0 && v.form(i) == word || len(word) > 6 && v.kindOfBody(i) && strings.HasSuffix(v.form(i), word))
	}
	p := v.paragraph(at)
	for k := len(v.runs) - 1; k >= 0; k-- {
		u := &v.runs[k]
		if u.last > at {
			continue
		}
		if p-v.paragraph(u.first) > paragraphs {
			break
		}
		if u.person >= 0 || u.press || v.cues[u.first]&cueQuoted != 0 {
			continue
		}
		found := u.first > 0 && called(u.first-1)
		if i := u.last + 1; !found && v.within(i) && v.form(u.last) == "," && v.in(i, determiners) {
			for i++; i < min(at, u.last+2+aside) && !v.bounds(i) && !found; i++ {
				found = called(i)
			}
		}
		if found {
			if word == "company" && v.companySince(u.last, at) {
				return ""
			}
			return v.slice(u.first, u.last)
		}
	}
	return ""
}

// companySince reports whether tokens lo to hi-1 name a company of the register.
func (v *view) companySince(lo, hi int32) bool {
	for i := len(v.mentions) - 1; i >= 0 && v.mentions[i].first >= lo; i-- {
		if m := v.mentions[i]; m.first < hi && v.entities[m.entity].kind == "company" {
			return true
		}
	}
	return false
}

// courtNamed returns the name of the court that stood last before a token, in
// languages that write it in a row: "Supreme Court of Estland",
// "Verwaltungsgericht Köln".
func (v *view) courtNamed(at int32, word string) string {
	if word != "court" && word != "tribunal" && word != "gericht" {
		return ""
	}
	p := v.paragraph(at)
	for i := at - 1; i >= 0 && p-v.paragraph(i) <= 2; i-- {
		t := &v.Tokens[i]
		if !t.Is(text.Capital) || v.cues[i]&cueQuoted != 0 || v.who[i] > 0 || !strings.HasSuffix(v.form(i), word) {
			continue
		}
		first, last := i, i+1
		if v.lang == "de" {
			if len(v.form(i)) == len(word) {
				continue
			}
			if v.within(last) && v.Tokens[last].Flags&(text.Capital|text.Opens) == text.Capital && v.Tokens[last].Kind == text.Word {
				last++
			}
			return v.slice(first, last)
		}
		for first > 0 && v.Tokens[first-1].Kind == text.Word && v.Tokens[first-1].Is(text.Capital) && !v.in(first-1, determiners) {
			first--
		}
		if v.form(last) == "of" && v.within(last+1) && v.Tokens[last+1].Is(text.Capital) {
			for last++; v.within(last) && v.Tokens[last].Kind == text.Word && v.Tokens[last].Is(text.Capital) && !v.Tokens[last].Is(text.Opens); last++ {
			}
		}
		if v.words(first, last) > 1 {
			return v.slice(first, last)
		}
	}
	return ""
}

// lastFirm resolves "the company". "The research firm" is another one, unless
// a body that the register does not know spoke last.
func (v *view) lastFirm(x voice, at int32) voice {
	if strings.Contains(x.role, " ") && v.cues[max(0, x.last-2)]&cueFirm == 0 {
		y, ok := v.before(at, 0, func(y *voice) bool { return y.kind == aBody && v.kindOf(y.org) == "" })
		if !ok {
			return x
		}
		return y
	}
	return v.lastBody(x, at, "company")
}

// mainCompany resolves "the company": the one named most often so far, of
// equals the one named last.
func (v *view) mainCompany(x voice, at int32) voice {
	const recent = 64 // mentions that are looked at
	best, most := "", 0
	before := sort.Search(len(v.mentions), func(i int) bool { return v.mentions[i].first >= at })
	known := v.mentions[max(0, before-recent):]
	for _, m := range known {
		if v.entities[m.entity].kind != "company" {
			continue
		}
		if m.first >= at {
			if best == "" { // named behind: "By the company's own admission …"
				best = v.body(m.entity).name
			}
			break
		}
		name := v.body(m.entity).name
		n := 0
		for _, o := range known[:min(len(known), recent)] {
			if o.first < at && v.body(o.entity).name == name {
				n++
			}
		}
		if n >= most {
			best, most = name, n
		}
	}
	if name := v.mostNamed(at, max(most, 1)); name != "" {
		best = name
	}
	if best != "" {
		x.kind, x.org, x.role = aBody, best, ""
	}
	return x
}

// mostNamed returns the name which the register does not know that stands most
// often before a token, if more often than n times: the text may well be about
// that company. A name of persons or of a charity is none.
func (v *view) mostNamed(at int32, n int) string {
	const recent = 64
	var names [recent]string
	k := 0
	title := &v.reader.views[inTitle]
	called := false // somewhere a company
	for i := range title.runs {
		if x := &title.runs[i]; v.place != inTitle && x.person < 0 && k < recent {
			names[k] = title.slice(x.first, x.last)
			called = called || title.calledFirm(x)
			k++
		}
	}
	for i := range v.runs {
		if x := &v.runs[i]; x.person < 0 && !x.press && x.last <= at && k < recent {
			names[k] = v.slice(x.first, x.last)
			called = called || v.calledFirm(x)
			k++
		}
	}
	if v.lang == "de" { // where any noun has a capital
		if !called {
			return ""
		}
		firms := names[:0]
		for _, name := range names[:k] {
			if v.firmNamed(title, name) {
				firms = append(firms, name)
			}
		}
		k = len(firms)
	}
	slices.Sort(names[:k])
	best, most, row := "", n, 0
	for i := range names[:k] {
		if i > 0 && names[i] == names[i-1] {
			row++
		} else {
			row = 1
		}
		if row > most && !states[names[i]] {
			best, most = names[i], row
		}
	}
	return best
}

// states are the American ones: no companies, however often a text names them.
var states = setOf("Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Washington Wisconsin Wyoming Ontario Quebec Alberta Queensland Victoria Bavaria Scotland Wales")

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// calledFirm reports whether the word before a name says that it is a company's:
// "der Messenger Larkmail".
func (v *view) calledFirm(x *run) bool {
	return x.first > 0 && v.who[x.first-1] == 0 && v.cues[x.first-1]&cueFirm != 0
}

// firmNamed reports whether the text or its title calls a name a company's.
func (v *view) firmNamed(title *view, name string) bool {
	for _, w := range [...]*view{title, v} {
		for i := range w.runs {
			if x := &w.runs[i]; w.calledFirm(x) && w.slice(x.first, x.last) == name {
				return true
			}
		}
	}
	return false
}

// official reports whether a word is one for public bodies, which nobody else is
// called by.
func official(word string) bool {
	if word == "" {
		return false
	}
	for _, kind := range [...]string{"regulator", "law_enforcement", "government", "legislature", "court"} {
		if suits(word, kind) {
			return true
		}
	}
	return false
}

// suits reports whether a body of that kind may be called by that word.
func suits(word, kind string) bool {
	switch word {
	case "":
		return true
	case "company":
		return kind == "company"
	case "entidad", "entity", "organisationen", "foreningen", "organizacao", "organisasjonen", "organizacja", "organizacji", "fundacja", "fundacji", "stowarzyszenie", "stowarzyszenia", "associacao", "charity", "ngo", "foundation", "ong", "stiftung", "fondation", "fundacion", "stichting", "fondazione", "nonprofit", "association", "verein", "verband", "organisation", "organization", "coalition", "asociacion", "vereniging", "associazione", "hotline", "organizacion", "organisatie", "organizzazione":
		return kind == "child_protection" || kind == "digital_rights"
	case "centre", "center", "zentrum", "centrum", "centro":
		return kind == "child_protection" || kind == "research"
	case "commission", "kommission", "comision", "commissie", "commissione", "comissao", "kommissionen":
		return kind == "government" || kind == "regulator"
	case "regulator", "watchdog", "toezichthouder", "aufsicht", "autorita", "autorite", "authority":
		return kind == "regulator"
	case "behorde", "myndigheten", "myndigheden":
		return kind == "regulator" || kind == "law_enforcement" || kind == "government"
	case "universitat", "university", "universite", "universidad", "universita", "universiteit", "institute", "institut", "instituto", "istituto", "instituut":
		return kind == "research"
	case "bureau", "force", "constabulary", "agency", "police", "agence", "agencia", "agenzia", "polizei", "polizia", "policia", "politie", "polisen", "politiet", "policja", "policji", "korps":
		return kind == "law_enforcement"
	case "government", "ministry", "department", "office", "ministerium", "regierung", "gouvernement", "ministere", "gobierno", "ministerio", "ministerie", "regering", "kabinet", "governo", "ministero", "ministeriums", "departementet", "ministeriet", "ministerstwo", "ministerstwa", "resort", "rzad", "rzadu", "regeringen", "regjeringen":
		return kind == "government"
	case "parliament":
		return kind == "legislature"
	case "court", "gericht", "cour", "corte", "tribunal", "hof", "rechtbank":
		return kind == "court"
	}
	return false
}
