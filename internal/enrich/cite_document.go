package enrich

import (
	"slices"
	"sort"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// mostMentions bounds how often one document is shown.
const mostMentions = 5

// paper is a document met so far.
type paper struct {
	head   string // folded
	found  int    // place in reader.found
	second bool   // another of its kind came before: "the letter" no more says which
}

// documents records the letters, reports and bills that a field names.
func (v *view) documents() {
	met := v.met[:0]
	defer func() { v.met = met }()
	for _, h := range v.docs {
		head := v.form(h.Last - 1)
		if v.cues[h.First]&cueQuoted != 0 || !v.named(h, head) {
			continue
		}
		at := -1
		for i := range met {
			if met[i].head == head {
				at = i
			}
		}
		first := h.First
		for first > 0 && v.Tokens[first-1].Kind == text.Word && v.cues[first-1]&(cueSign|cueOther) != 0 && !v.Tokens[first].Is(text.Opens) {
			first--
		}
		words := v.span(first, h.Last, v.papers.of("document/", head))
		another := at >= 0 && v.newcomer(first) && letterWord(head)
		if at >= 0 && !another {
			if met[at].second {
				continue
			}
			if x := &v.reader.found[met[at].found]; len(x.Evidence) < mostMentions {
				x.Evidence = append(x.Evidence, words)
			}
			continue
		}
		c := news.Citation{Kind: news.CiteDocument, Source: words.Quote, Evidence: append(v.room(1), words)}
		switch {
		case another: // not the letter of those who lead the first
		case letterWord(head):
			c.Organisation = v.lead
		default:
			c.Organisation = v.issuer(first, h.Last)
		}
		met = append(met, paper{head, len(v.reader.found), another})
		v.add(c, first, h.Last)
	}
}

// compoundPapers are the nouns that end the compounds for documents, by language,
// as they are folded.
var compoundPapers = map[string]string{
	"de": "antwort bericht berichts stellungnahme entwurf entwurfs papier papiers gutachten gutachtens studie urteil urteils beschluss beschlusses umfrage erlass protokoll protokolls vermerk vermerks analyse",
	"nl": "rapport advies verslag nota notitie peiling enquete wetsvoorstel kamerbrief brandbrief",
	"sv": "rapport rapporten brev brevet utredning utredningen promemoria promemorian undersokning undersokningen skrivelse skrivelsen yttrande yttrandet utkast utkastet forslaget svaret enkat enkaten",
	"da": "rapport rapporten brev brevet notat notatet undersogelse undersogelsen udkast udkastet redegorelse redegorelsen forslaget svaret betaenkning betaenkningen",
	"no": "rapport rapporten brev brevet notat notatet undersokelse undersokelsen utkast utkastet redegjorelse redegjorelsen forslaget svaret utredning utredningen",
}

// paperEnds are compoundPapers by language and last four bytes.
var paperEnds = func() map[string]map[string][]string {
	ends := map[string]map[string][]string{}
	for lang, words := range compoundPapers {
		ends[lang] = map[string][]string{}
		for w := range strings.FieldsSeq(words) {
			end := w[len(w)-4:]
			ends[lang][end] = append(ends[lang][end], w)
		}
	}
	return ends
}()

// compounds takes compounds for the documents that their last noun names:
// "Vernehmlassungsantwort", "tilsynsrapporten".
func (v *view) compounds() {
	const least = 4 // bytes of what stands before the noun
	ends := paperEnds[v.lang]
	if ends == nil {
		return
	}
	n := len(v.docs)
	for i := range v.Tokens {
		t := &v.Tokens[i]
		if t.Kind != text.Word || t.End-t.Start < 9 || v.lang == "de" && !t.Is(text.Capital) || v.cues[i]&cueDoc != 0 || v.who[i] != 0 {
			continue
		}
		f := v.Fold(i)
		if len(f) < 9 {
			continue
		}
		for _, end := range ends[f[len(f)-4:]] {
			if head := strings.TrimSuffix(f, end); len(head) < len(f) && len(head) >= least && !madeByPress(head) {
				v.cues[i] |= cueDoc
				v.docs = append(v.docs, text.Hit{First: int32(i), Last: int32(i) + 1})
				break
			}
		}
	}
	if len(v.docs) > n {
		slices.SortFunc(v.docs, func(a, b text.Hit) int { return int(a.First - b.First) })
	}
}

// madeByPress reports whether the first part of a compound makes it newsrooms' own:
// "Medienbericht".
func madeByPress(head string) bool {
	for _, made := range [...]string{"medien", "presse", "zeitung", "agentur", "fernseh", "rundfunk", "erfahrung", "augenzeug", "wetter", "media", "erlebnis"} {
		if strings.HasPrefix(head, made) {
			return true
		}
	}
	return false
}

// named reports whether a document word means a document here.
func (v *view) named(h text.Hit, head string) bool {
	if dataWord(head) || v.who[h.First] != 0 || v.verbHere(h.First) {
		return false
	}
	switch head {
	case "messages": // what encryption protects, unless a newsroom has them in hand
		return v.inHand(h)
	case "documents", "documenten", "documentos", "documenti", "dokumente":
		return v.inHand(h)
	case "text":
		return h.Last-h.First > 1
	case "assessment": // and not "carry out an assessment"
		return h.Last-h.First > 1 || v.newcomer(h.First) && v.within(h.Last) && (v.form(h.Last) == "dated" || v.in(h.Last, agents) || v.participle(h.Last))
	case "decisao": // where it is read
		return h.First > 0 && v.form(h.First-1) == "na"
	case "stanowiska", "stanowisku":
		return h.First > 0 && v.in(h.First-1, prepositions)
	case "brief": // and not "a brief statement"
		return h.Last-h.First > 1 || h.First > 0 && v.lang == "en" && v.in(h.First-1, determiners) && (!v.within(h.Last) || v.cues[h.Last]&cueEdge == 0 && !v.plainWord(h.Last) || v.in(h.Last, prepositions|clauseWords)) || v.lang != "en"
	case "avis": // "a changé d'avis", "à son avis"
		return h.First < 2 || v.form(h.First-2) != "d" && v.form(h.First-2) != "a"
	case "minutes":
		return h.First > 0 && v.form(h.First-1) == "the"
	case "statement", "post", "article", "notice", "paper", "review", "analysis", "note", "tribune", "leak", "briefing",
		"testo", "onderzoek", "verklaring", "beitrag", "rapports", "relazione", "studio", "notulen", "papier":
		return v.issuer(h.First, h.Last) != "" || h.Last-h.First > 1 || (head == "paper" || head == "note" || head == "briefing") && v.newcomer(h.First)
	case "report":
		if v.outletBeside(h) {
			return false
		}
	}
	return true
}

// inHand reports whether words say that somebody has read papers that were not
// meant for them: "leaked messages", "according to messages", "messages seen by".
func (v *view) inHand(h text.Hit) bool {
	if h.First > 0 {
		switch v.form(h.First - 1) {
		case "leaked", "internal", "interne", "internen", "gelekte":
			return true
		case "to":
			return h.First > 1 && v.form(h.First-2) == "according"
		}
	}
	if !v.within(h.Last) {
		return false
	}
	switch v.form(h.Last) {
	case "seen", "obtained", "reviewed", "shared", "leaked", "consultes", "obtenidos", "filtrados", "ingezien", "visionati":
		return true
	}
	return false
}

// outletBeside reports whether a report is an outlet's own: a credit.
func (v *view) outletBeside(h text.Hit) bool {
	n := int32(len(v.Tokens))
	for i := max(0, h.First-4); i < min(n, h.Last+4); i++ {
		if e := v.entityAt(i); e != nil && e.group == isOutlet {
			return true
		}
	}
	return false
}

// newcomer reports whether an indefinite article stands before token i.
func (v *view) newcomer(i int32) bool {
	if i == 0 {
		return false
	}
	switch v.form(i - 1) {
	case "a", "an", "another", "ein", "eine", "einen", "einem", "une", "un", "una", "een":
		return true
	}
	return false
}

// issuer returns the body beside a document: "Childlight report", "a study by
// Ofcom".
func (v *view) issuer(first, last int32) string {
	n := int32(len(v.Tokens))
	i := first - 1
	for i > 0 && (v.Tokens[i].Is(text.Possessive) || v.Tokens[i].Kind == text.Mark && v.Tokens[i].Is(text.Glue)) {
		i--
	}
	if i >= 0 && v.who[i] > 0 && !v.Tokens[first].Is(text.Opens) {
		if n := v.nameAt(i); n.kind == aBody && !(v.kindOf(n.text) == "company" && v.form(last-1) == "post") {
			return n.text
		}
	}
	if last+1 < n && (v.in(last, agents) || v.form(last) == "from" || v.form(last) == "of") {
		i = last + 1
		for i < n && v.in(i, determiners) {
			i++
		}
		if i < n {
			return v.firstBody(i, min(i+1, n))
		}
	}
	return ""
}

// mostLinks bounds the links of one text that are looked at.
const mostLinks = 200

// links gives citations the addresses that their words link to, and records
// the other links that lead away from the outlet.
func (r *reader) links() {
	v := &r.views[inText]
	own := host(r.d.rev.URL)
	for i, l := range r.d.rev.Links {
		h := host(l.URL)
		if i == mostLinks {
			break
		}
		if l.Start < 0 || l.End <= l.Start || l.End > len(v.Source) || h == "" || h == own || r.ownHost(h) {
			continue
		}
		if r.address(l) {
			continue
		}
		c := news.Citation{Kind: news.CiteLink, Source: h, URL: l.URL, Evidence: append(v.room(1), v.bytes(int32(l.Start), int32(l.End), "link"))}
		first := v.tokenAt(int32(l.Start))
		v.add(c, first, first+1)
	}
}

// address gives the address of a link to the citation whose words it stands on.
func (r *reader) address(l news.Link) bool {
	for i := range r.found {
		x := &r.found[i]
		if x.Kind != news.CiteCredit && x.Kind != news.CiteDocument {
			continue
		}
		for _, s := range x.Evidence {
			if s.Field == news.FieldText && s.Start < l.End && l.Start < s.End && (x.URL == "" || x.URL == l.URL) {
				x.URL = l.URL
				return true
			}
		}
	}
	return false
}

// tokenAt returns the token at or behind a byte.
func (v *view) tokenAt(b int32) int32 {
	return int32(sort.Search(len(v.Tokens), func(i int) bool { return v.Tokens[i].End > b }))
}

func (r *reader) ownHost(h string) bool {
	if r.d.rev.Outlet == nil {
		return false
	}
	for _, own := range r.d.rev.Outlet.Hosts {
		if h == strings.TrimPrefix(own, "www.") {
			return true
		}
	}
	return h == host(r.d.rev.Outlet.Home)
}

// host returns the host of an http address without "www.", "" for others.
func host(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok || !strings.HasPrefix(address, "http") {
		return ""
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	rest = rest[strings.LastIndexByte(rest, '@')+1:]
	rest, _, _ = strings.Cut(rest, ":")
	return strings.TrimPrefix(strings.ToLower(rest), "www.")
}
