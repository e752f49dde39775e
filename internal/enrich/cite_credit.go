package enrich

import (
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// credit is what the words around an outlet's name say of it.
type credit struct {
	relation news.Relation
	first    int32 // tokens of those words
	last     int32
}

// ruleWire is the rule of credits that vouch for a whole text, not for a
// sentence.
const ruleWire = "credit/wire"

// credits records what a field owes to other outlets.
func (v *view) credits() {
	for k := range v.mentions {
		m := v.mentions[k]
		if v.entities[m.entity].group != isOutlet || v.cues[m.first]&cueQuoted != 0 && !v.nameInMarks(m) || v.namesake(m) {
			continue
		}
		name := v.entities[m.entity].name
		if end := v.stationEnd(m.last); end > m.last {
			m.last, name = end, v.slice(m.first, end)
		}
		if c := v.relation(m); c.relation != "" && !v.refused(c, m) && !v.ownTitle(c, m) {
			v.credit(c, name)
		} else if v.wire(m) {
			v.creditBy(credit{news.RelBasedOn, m.first, m.last}, name, ruleWire)
		}
	}
	v.pointedPress()
	for _, h := range v.pointers {
		v.unlisted(h)
	}
	v.unlistedBehind()
}

// stationEnd returns the token behind the local station that a broadcaster's name
// at token i goes on with: "BBC Radio Leeds".
func (v *view) stationEnd(i int32) int32 {
	if !v.within(i+1) || v.form(i) != "radio" || v.compound(i) || !v.Tokens[i].Is(text.Capital) {
		return i
	}
	end := i + 1
	for v.within(end) && v.Tokens[end].Kind == text.Word && v.Tokens[end].Is(text.Capital) && !v.Tokens[end].Is(text.Opens) {
		end++
	}
	if end == i+1 {
		return i
	}
	return end
}

// ownTitle reports whether an everyday title with a small article is told something
// in English, which is, as a rule, that paper's own copy: "told the Herald".
func (v *view) ownTitle(c credit, m mention) bool {
	i := m.last - 1
	return v.lang == "en" && c.relation == news.RelStatementTo && v.entities[m.entity].common && m.last-m.first <= 2 && v.form(i-1) == "the" && !v.Tokens[i-1].Is(text.Capital)
}

// namesake reports whether the word for an outlet is something else here: a
// surname ("Cameron Forbes"), a part of a role ("Vice President").
func (v *view) namesake(m mention) bool {
	if m.last > m.first+1 {
		return v.form(m.last-1) == "abc" && v.within(m.last) && v.plainWord(m.last) && v.cues[m.last]&(cueBrings|cueReports|cueFirst|cueSeen) == 0 &&
			!v.in(m.last, prepositions&^employers|clauseWords|days|determiners) && !v.auxiliary(m.last) // "the ABC affiliate", "the ABC of it"
	}
	if v.cues[m.first]&cueRole != 0 || v.compound(m.last) && v.within(m.last+1) && v.Tokens[m.last+1].Is(text.Joined) && v.cues[m.last+1]&cueRole != 0 || // "Vice-chancellor"
		v.Tokens[m.first].Is(text.Opens) && v.within(m.last) && v.Tokens[m.last].Kind == text.Number { // "Record 50.8 million"
		return true
	}
	i := m.first - 1
	return i >= 0 && v.cues[i]&(cueMale|cueFemale) != 0 && v.Tokens[i].Is(text.Capital) && !v.Tokens[i].Is(text.Possessive)
}

// nameInMarks reports whether a name fills its quotation marks, as German
// papers write each other's.
func (v *view) nameInMarks(m mention) bool {
	return m.first > 0 && v.cues[m.first-1]&cueEdge != 0 && int(m.last) < len(v.Tokens) && v.cues[m.last]&cueEdge != 0
}

func (v *view) credit(c credit, source string) {
	v.creditBy(c, source, creditRules[c.relation])
}

// creditRules names the rule of each relation in its evidence.
var creditRules = map[news.Relation]string{
	news.RelFirstReport: "credit/first-report", news.RelSeenBy: "credit/seen-by", news.RelStatementTo: "credit/statement-to",
	news.RelBasedOn: "credit/based-on", news.RelCoveredBy: "credit/covered-by",
}

func (v *view) creditBy(c credit, source, rule string) {
	out := news.Citation{Kind: news.CiteCredit, Relation: c.relation, Source: source}
	out.Evidence = append(v.room(1), v.span(c.first, c.last, rule))
	v.add(out, c.first, c.last)
}

// relation reads the words before and behind an outlet's name. What stands
// right before it is told first, then what the outlet itself does.
func (v *view) relation(m mention) credit {
	from, to := v.sentenceOf(m.first)
	if c := v.laidBefore(m, from, to); c.relation != "" {
		return c
	}
	if c := v.toldBehind(m, from, to); c.relation != "" {
		return c
	}
	before := v.leading(m, from)
	behind := v.following(m, to)
	switch {
	case before.relation == news.RelStatementTo && v.lang == "pl": // "Jako pierwszy poinformował o tym Onet"
		return v.firstOfAll(before, from, to)
	case before.relation != "" && before.relation != news.RelBasedOn:
		return before
	case behind.relation == news.RelFirstReport, behind.relation == news.RelSeenBy:
		return behind
	}
	if c := v.passiveCredit(m, from); c.relation != "" {
		return c
	}
	if before.relation == "" && behind.relation == "" {
		before = v.onAir(m, from)
	}
	if before.relation == "" {
		before = behind
	}
	if before.relation == news.RelBasedOn && v.lang != "en" {
		return v.firstOfAll(before, from, to)
	}
	if before.relation == "" {
		before = v.writerOf(m, from)
	}
	return before
}

// leading looks for what stands before a name: a phrase that points to it, or a
// verb of saying with who speaks between.
func (v *view) leading(m mention, from int32) credit {
	if c := v.writtenBy(m, from); c.relation != "" {
		return c
	}
	if c := v.pointing(m, from); c.relation != "" {
		return c
	}
	return v.toldOver(m, from)
}

// pointing looks for a phrase that ends before the name, over articles, kinds
// of outlet, nationalities, and the outlets of a list.
func (v *view) pointing(m mention, from int32) credit {
	hearer, toWhom := false, false
	nearest := int32(4) // from the outlet to who tells it
	for i := m.first - 1; i >= from && i > m.first-longestPhrase; i-- {
		c := v.cues[i]
		if rel := pointed(c); rel != "" {
			first := v.phraseStart(i, from, c&(cuePointer|cueFrom))
			if rel == news.RelSeenBy && v.peopleBefore(first, from) || rel == news.RelBasedOn && v.quotedPerson(first, i, from) { // "fuentes comunitarias consultadas por"
				rel = news.RelStatementTo
			}
			return credit{rel, first, m.last}
		}
		f := v.form(i)
		if x := v.runAt(i); x != nil && hearer && x.person >= 0 { // "ha detto Rinaldi a Il Post"
			i = x.first
			for i > from && m.first-i < longestPhrase && v.verbAt(i-1) < 0 && (v.cues[i-1]&cueRole != 0 || v.roleSuffix(i-1) || v.in(i-1, determiners) || v.cues[i-1]&cueOther != 0) {
				i--
			}
			if k := v.verbAt(i - 1); k >= 0 && v.verbs[k].cue&cueSay != 0 {
				return credit{news.RelStatementTo, v.verbs[k].first, m.last}
			}
			break
		}
		if toWhom && v.tellsTo(i, f) {
			return credit{news.RelStatementTo, i, m.last}
		}
		if hearer && (v.tellsDay(i) || v.compound(i)) { // "a déclaré mardi à l'AFP", "disse na quinta-feira à Lusa"
			nearest++
			continue
		}
		prev := hearer
		beside := i > from && hearer && v.plainWord(i) && m.first-i < nearest && v.tellsTo(i-1, v.form(i-1)) // "confirmó ayer a EL PAÍS"
		hearer = f == "to" || f == "a" || f == "al" || f == "au" || f == "dem" || f == "der" || f == "den" && v.lang == "de" || f == "aan" || f == "tegen" || f == "till" || f == "til" || f == "alla" || f == "allo" || f == "ao"
		if (hearer || prev) && v.tellsTo(i, f) {
			return credit{news.RelStatementTo, i, m.last}
		}
		if c&cueFirst != 0 && v.lang != "en" { // "Lo rivela Domani", "révèle Le Monde"
			return credit{news.RelFirstReport, i, m.last}
		}
		if c&cueEdge != 0 && i < m.first-1 {
			break
		}
		if beside {
			return credit{news.RelStatementTo, i - 1, m.last}
		}
		if c&cueEdge != 0 && i == m.first-1 {
			continue
		}
		if !v.passesTo(i) && !hearer && !(toWhom && v.plainWord(i) && m.first-i < 8) {
			break
		}
		toWhom = toWhom || f == "to"
	}
	return credit{}
}

// peopleBefore reports whether people stand right before a phrase at token i,
// over an adjective: what they are asked is no document.
func (v *view) peopleBefore(i, from int32) bool {
	for k := i - 1; k >= from && k > i-4; k-- {
		if v.cues[k]&cueAnon != 0 {
			return true
		}
		if !v.plainWord(k) || v.in(k, prepositions) || v.cues[k]&cueDoc != 0 {
			return false
		}
	}
	return false
}

// onAir reads what is said in an outlet: "said on Sky News", "zei ze dinsdag in
// Nieuwsuur". What is written there is the outlet's own.
func (v *view) onAir(m mention, from int32) credit {
	if c := v.onAirFirst(m, from); c.relation != "" {
		return c
	}
	i := m.first - 1
	for i > from && v.who[i] == 0 && (v.in(i, determiners) || v.cues[i]&cuePress != 0) && !v.airs(i) {
		i--
	}
	if i <= from || !v.airs(i) || v.who[i] != 0 {
		return credit{}
	}
	if opinion(v.form(i - 1)) { // what is written there is no statement: "varnar i en debattartikel i Aftonbladet"
		return credit{news.RelBasedOn, i - 1, m.last}
	}
	for k := i - 1; k >= from && i-k < longestPhrase/2; k-- {
		if v.lang == "de" && v.who[k] == 0 && spoke(v.form(k)) { // "sprach im ARD-Morgenmagazin von einem Fehler"
			return credit{news.RelStatementTo, k, m.last}
		}
		if y := v.verbAt(k); y >= 0 && v.verbs[y].cue&(cueSay|cueWeak) != 0 && v.cues[k]&cueQuoted == 0 {
			if writesUp(v.form(v.verbs[y].first)) || v.heard(v.verbs[y]) {
				return credit{}
			}
			return credit{news.RelStatementTo, v.verbs[y].first, m.last}
		}
		if t := &v.Tokens[k]; t.Kind == text.Mark && !t.Is(text.Glue) || v.in(k, clauseWords) && v.who[k] == 0 {
			break
		}
	}
	return credit{}
}

// onAirFirst reads German that opens with where it is said: "Im ZDF sagte sie",
// "Im Spiegel-Interview warnte er".
func (v *view) onAirFirst(m mention, from int32) credit {
	if v.lang != "de" || m.first != from+1 || !v.airs(from) {
		return credit{}
	}
	i := m.last
	for v.compound(i) && v.within(i+1) {
		i += 2
	}
	if k := v.verbAt(i); k >= 0 && v.verbs[k].cue&(cueSay|cueWeak) != 0 && !writesUp(v.form(i)) || v.within(i) && spoke(v.form(i)) {
		return credit{news.RelStatementTo, m.first, i + 1}
	}
	return credit{}
}

// spoke reports whether a folded word is German for speaking of something.
func spoke(f string) bool {
	return f == "sprach" || f == "spricht" || f == "sprachen" || f == "sprechen"
}

// airs reports whether token i is the preposition before what is on the air.
func (v *view) airs(i int32) bool {
	switch f := v.form(i); v.lang {
	case "en":
		return f == "on"
	case "fr":
		return f == "sur" || f == "dans"
	case "es":
		return f == "en"
	case "de":
		return f == "im" || f == "in"
	case "nl":
		return f == "in" || f == "bij" || f == "op"
	case "it":
		return f == "su" || f == "a"
	case "pt":
		return f == "na" || f == "no"
	case "sv", "da", "no":
		return f == "i" || f == "pa"
	case "pl":
		return f == "w"
	}
	return false
}

// tellsTo reports whether token i is a verb of saying or speaking, with its
// hearer behind it: "confirmed the figure to", "speaking exclusively to".
func (v *view) tellsTo(i int32, f string) bool {
	switch f {
	case "speaking", "spoke", "speaks", "talking", "talked", "parlant", "hablando", "parlando", "sprach", "sprekend":
		return true
	}
	k := v.verbAt(i)
	return k >= 0 && v.verbs[k].cue&cueSay != 0 && (v.verbs[k].cue&cueFind == 0 || v.lang != "en")
}

// plainWord reports whether token i is a word without a capital or a mark.
func (v *view) plainWord(i int32) bool {
	t := &v.Tokens[i]
	return t.Kind == text.Word && !t.Is(text.Capital) && v.who[i] == 0
}

// pointed is the relation that a phrase before an outlet states.
func pointed(c cue) news.Relation {
	switch {
	case c&cueFirstBy != 0:
		return news.RelFirstReport
	case c&cueTo != 0: // "statement shared with", before "shared with"
		return news.RelStatementTo
	case c&cueSeenBy != 0:
		return news.RelSeenBy
	case c&cueCovered != 0:
		return news.RelCoveredBy
	case c&cueFrom != 0:
		return news.RelBasedOn
	}
	return ""
}

// passesTo reports whether token i may stand between a phrase and the outlet
// that it points to.
func (v *view) passesTo(i int32) bool {
	t := &v.Tokens[i]
	f := v.form(i)
	switch e := v.entityAt(i); {
	case e != nil:
		return e.group == isOutlet
	case v.who[i] < 0:
		return false
	case t.Kind == text.Mark:
		return t.Is(text.Glue) || f == ","
	}
	return v.in(i, determiners) || v.tellsDay(i) || v.cues[i]&(cuePress|cueOther|cueDoc) != 0 || t.Is(text.Possessive) && i > 2 && v.cues[i-2]&cueOther != 0 || // "Russia's Novaya Gazeta"
		f == "and" || f == "und" || f == "et" || f == "y" || f == "en" || f == "e" || f == "both" ||
		f == "of" || f == "di" || f == "de" || f == "del" || f == "von" || f == "du" || f == "meer" || f == "onder" || f == "unter" || f == "anderem" || f == "dal" || f == "dalla" || f == "al" || f == "alla" || f == "au"
}

// tellsDay reports whether token i is a part of the day on which something is said:
// "on Thursday", "el jueves".
func (v *view) tellsDay(i int32) bool {
	return v.in(i, days) || v.within(i+1) && v.in(i+1, days) && v.in(i, prepositions|determiners)
}

// refused reports whether the words of a credit are denied: "was not first
// reported by the Mail", "the BBC has not seen the draft".
func (v *view) refused(c credit, m mention) bool {
	from, _ := v.sentenceOf(m.first)
	for i := c.first - 1; i >= from && i >= c.first-3 && v.Tokens[i].Kind == text.Word && v.who[i] == 0; i-- {
		if v.in(i, negations) {
			return true
		}
	}
	for i := m.last; i < c.last; i++ {
		if v.in(i, negations) && v.who[i] == 0 {
			return true
		}
	}
	return false
}

// phraseStart returns the first of the tokens up to i that carry one of the
// cues.
func (v *view) phraseStart(i, from int32, c cue) int32 {
	for i > from && v.cues[i-1]&c != 0 {
		i--
	}
	return i
}

// following looks for what the outlet does: "first reported", "has seen",
// "reports".
func (v *view) following(m mention, to int32) credit {
	if v.broke(m) {
		return credit{news.RelFirstReport, m.first, m.last + 1}
	}
	out := credit{}
	from, _ := v.sentenceOf(m.first)
	aside := false // a comma parts the name from its verb
	for i := m.last; i < to && i < m.last+9; i++ {
		c := v.cues[i]
		if c&(cueEdge|cueFirst|cueSeen|cueReports) == 0 && out.relation == "" && v.Tokens[i].Kind == text.Word && !v.Tokens[i].Is(text.Possessive) { // most words
			aside = aside && !v.in(i, relatives)
			continue
		}
		f := v.form(i)
		aside = (aside || f == ",") && !v.in(i, relatives)
		if c&cueEdge != 0 && i > m.last || v.who[i] == 0 && (f == "that" || f == "dass" || f == "que" || f == "che" || f == "dat") && i > m.last && out.relation != "" {
			break
		}
		last := v.phraseEnd(i, to, c&(cueFirst|cueSeen|cueReports))
		switch {
		case c&cueFirst != 0:
			return credit{news.RelFirstReport, m.first, last}
		case c&cueSeen != 0 && v.lang == "pl" && strings.HasPrefix(v.form(i-1), "ktor") && !v.in(i-1, relatives): // "do którego dotarła": who has seen it stands behind
			return credit{}
		case c&cueSeen != 0:
			return credit{news.RelSeenBy, m.first, last}
		case c&cueReports != 0 && out.relation == "" && !v.pluralHere(i, m.last) && (!aside || m.first-from <= 2) && !(int(last) < len(v.Tokens) && v.in(last, agents)):
			out = credit{news.RelBasedOn, m.first, last}
		case v.Tokens[i].Kind == text.Mark && !v.Tokens[i].Is(text.Glue) && f != "," && f != "(" && f != ")":
			return out
		case v.Tokens[i].Is(text.Possessive):
			if c := v.ownWork(m, i+1, to); c.relation != "" {
				return c
			}
			if x := v.runAt(min(i+1, to-1)); x == nil || x.person >= 0 { // else its programme: "the BBC's Panorama first reported"
				return credit{}
			}
		}
	}
	return out
}

// pluralHere reports whether a verb is the plural of a noun: "ITV's big live
// studio shows".
func (v *view) pluralHere(i, first int32) bool {
	return v.lang == "en" && i > first && strings.HasSuffix(v.form(i), "s") && v.plainWord(i-1) && !v.auxiliary(i-1) &&
		v.cues[i-1]&(cuePress|cueAnon|cueRole) == 0 && !v.in(i-1, determiners|fillers) && v.Tokens[i-1].Kind == text.Word
}

// ownWork reads what belongs to an outlet: "the BBC's report", "the Guardian's
// Alex Hern".
func (v *view) ownWork(m mention, i, to int32) credit {
	for k := i; k < to && k < i+3; k++ {
		if v.cues[k]&cueDoc != 0 || v.personAt(k) >= 0 {
			if last := v.brokeIt(k, to); last > 0 {
				return credit{news.RelFirstReport, m.first, last}
			}
			return credit{news.RelBasedOn, m.first, k + 1}
		}
		if v.Tokens[k].Kind == text.Mark {
			break
		}
	}
	return credit{}
}

func (v *view) phraseEnd(i, to int32, c cue) int32 {
	for i < to && v.cues[i]&c != 0 {
		i++
	}
	return i
}

// passiveCredit reads a participle apart from its "by": "obtained ahead of
// publication by BuzzFeed News".
func (v *view) passiveCredit(m mention, from int32) credit {
	i := m.first - 1
	for i > from && v.passesTo(i) && v.who[i] == 0 {
		i--
	}
	within := i >= from && (v.in(i, locatives) || v.airs(i)) // "a letter published on Monday in Libération"
	if i < from || !within && !v.in(i, agents) {
		return credit{}
	}
	for k := i - 1; k >= from && k > i-12; k-- {
		switch c := v.cues[k]; {
		case within && !publishes(v.form(k)):
			if v.Tokens[k].Kind == text.Mark && !v.Tokens[k].Is(text.Glue) {
				return credit{}
			}
		case within:
			return credit{news.RelBasedOn, k, m.last}
		case c&(cueFirst|cueFirstBy) != 0 || discloses(v.form(k)):
			return credit{news.RelFirstReport, v.phraseStart(k, from, cueFirst|cueFirstBy), m.last}
		case c&(cueSeen|cueSeenBy) != 0:
			return credit{news.RelSeenBy, k, m.last}
		case c&cueReports != 0:
			return credit{news.RelBasedOn, k, m.last}
		case c&cueEdge != 0:
			return credit{}
		}
	}
	return credit{}
}

// opinion reports whether a folded word is a piece that somebody writes for an
// outlet and signs.
func opinion(f string) bool {
	switch f {
	case "column", "op", "gastbeitrag", "gastkommentar", "meinungsbeitrag", "kolumne", "tribune", "chronique", "tribuna", "columna", "opiniestuk", "opinieartikel", "opiniebijdrage",
		"editoriale", "coluna", "debattartikel", "debattinlagg", "kronika", "kronik", "debatindlaeg", "klumme", "kronikk", "debattinnlegg", "felieton", "felietonie":
		return true
	}
	return false
}

// discloses reports whether a folded word is a participle of telling first, which
// may stand apart from who did: "adelantada en abril por el diario".
func discloses(f string) bool {
	stem := strings.TrimRight(f, "aeios")
	switch stem {
	case "adelantad", "avanzad", "desvelad", "destapad", "anticipat", "rivelat", "svelat", "avancad", "revelad":
		return stem != f
	}
	switch f {
	case "revele", "revelee", "reveles", "revelees", "devoile", "devoilee", "devoiles", "devoilees", "onthuld", "enthullt", "aufgedeckt", "afsloret", "avslort", "avslojad", "avslojat", "avslojades",
		"ujawniony", "ujawniona", "ujawnione":
		return true
	}
	return false
}

// publishes reports whether a folded word is the participle of publishing.
func publishes(f string) bool {
	switch f {
	case "published", "printed", "veroffentlicht", "erschienen", "erschienene", "erschienenen", "publiziert", "publie", "publiee", "publies", "publiees", "paru", "parue", "parus",
		"publicado", "publicada", "publicados", "publicadas", "gepubliceerd", "gepubliceerde", "verschenen", "pubblicato", "pubblicata", "pubblicati", "pubblicate", "apparso", "apparsa",
		"publicerad", "publicerat", "publicerades", "offentliggjort", "publisert", "bragt", "opublikowany", "opublikowana", "opublikowane", "opublikowanym":
		return true
	}
	return false
}

// firstOfAll raises a plain report to a first report when the sentence says so
// elsewhere: "Zuerst hatte die Zeitung darüber berichtet".
func (v *view) firstOfAll(c credit, from, to int32) credit {
	for i := from; i < to; i++ {
		if v.cues[i]&cueFirst != 0 && v.cues[i]&cueQuoted == 0 {
			c.relation = news.RelFirstReport
			c.first, c.last = min(c.first, i), max(c.last, i+1)
		}
	}
	return c
}

// writerOf reads "James Ball, Rolling Stone" and "Hannah Bowler of the Drum".
func (v *view) writerOf(m mention, from int32) credit {
	i := m.first - 1
	for i > from && v.in(i, determiners) {
		i--
	}
	if i <= from {
		return credit{}
	}
	switch v.form(i) {
	case ",", "of", "at", "for", "in", "(":
	default:
		return credit{}
	}
	if x := v.runAt(i - 1); x != nil && x.person >= 0 {
		return credit{news.RelBasedOn, x.first, m.last}
	}
	return credit{}
}
