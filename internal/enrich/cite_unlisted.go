package enrich

import (
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// unlisted reads outlets that the register does not know behind a phrase that
// only outlets follow, and the outlet's own "told us".
func (v *view) unlisted(h text.Hit) {
	if v.cues[h.First]&cueQuoted != 0 {
		return
	}
	n, rel := int32(len(v.Tokens)), pointed(v.cues[h.First])
	if h.Last < n && v.form(h.Last) == "us" && !v.Tokens[h.Last].Is(text.Capital) {
		v.ownCredit(credit{rel, h.First, h.Last + 1})
		return
	}
	i, press := h.Last, false
	for i < n && v.who[i] == 0 && (v.in(i, determiners) || v.cues[i]&(cuePress|cueOther|cueEdge) != 0 || v.form(i) == "'") {
		press = press || v.cues[i]&cuePress != 0 || v.cues[i]&cueEdge != 0 && v.lang == "de"
		i++
	}
	if press && v.form(h.Last) == "this" {
		v.ownCredit(credit{rel, h.First, i})
		return
	}
	if i >= n || v.who[i] >= 0 || v.Tokens[i].Is(text.Opens) {
		return
	}
	x := v.runAt(i)
	if x.person >= 0 || v.pressNoun(x.first) {
		return
	}
	name := v.slice(x.first, x.last)
	for _, m := range v.mentions { // "the Journal", once the Wall Street Journal is named
		if e := &v.entities[m.entity]; m.last <= x.first && e.group == isOutlet && strings.HasSuffix(e.name, " "+name) {
			v.credit(credit{rel, h.First, x.last}, e.name)
			return
		}
	}
	if name := v.pressName(x); (press || v.isPressRun(x) || v.onlyOutlets(h, x, rel)) && !v.bareTitle(x, name) {
		v.credit(credit{rel, h.First, x.last}, name)
	}
}

// onlyOutlets reports whether a phrase says of a name what is said of outlets
// alone: that it reported first, that a document was seen by it, that somebody
// gave it a statement. Others are told things too.
func (v *view) onlyOutlets(h text.Hit, x *run, rel news.Relation) bool {
	if x.body {
		return false
	}
	switch rel {
	case news.RelFirstReport:
		return true
	case news.RelSeenBy:
		return v.capitalThe(x) || v.seenWord(h) && v.docBefore(h.First)
	case news.RelStatementTo:
		return v.capitalThe(x) || v.statementWord(h) && v.lang != "de" && v.speaksIn(h) || v.toldBare(h, x)
	}
	return false
}

// seenWord reports whether a phrase is about reading, not about getting.
func (v *view) seenWord(h text.Hit) bool {
	for i := h.First; i < h.Last; i++ {
		switch v.form(i) {
		case "seen", "viewed", "reviewed", "leaked", "obtained", "consulte", "consultee", "vu", "vue", "visto", "vista", "visionato", "visionata", "ingezien", "gezien", "vor", "eingesehen":
			return true
		}
	}
	return false
}

// docBefore reports whether the sentence names a document before token i.
func (v *view) docBefore(i int32) bool {
	from, _ := v.sentenceOf(i)
	for _, h := range v.docs {
		if h.First >= from && h.First < i {
			return true
		}
	}
	return false
}

// statementWord reports whether a phrase names what outlets are given.
func (v *view) statementWord(h text.Hit) bool {
	for i := h.First; i < h.Last; i++ {
		switch v.form(i) {
		case "statement", "statements", "interview", "comment", "comments", "interviewed", "entrevista", "declaraciones", "entretien", "intervista", "micro", "gesprach", "gegenuber":
			return true
		}
	}
	return false
}

// speaksIn reports whether somebody says something in the sentence of a phrase
// that is given to outlets: musicians give interviews to others as well.
func (v *view) speaksIn(h text.Hit) bool {
	from, to := v.sentenceOf(h.First)
	for k := v.verbFrom(from); k < len(v.verbs) && v.verbs[k].first < to; k++ {
		if y := &v.verbs[k]; y.cue&(cueSay|cueWeak) != 0 && (y.last <= h.First || y.first >= h.Last) {
			return true
		}
	}
	return v.edgeBetween(from, to)
}

// toldBare reports whether a name that no list knows is told a quotation, and
// is named nowhere else: “We asked,” he told Quorum. A party to the story
// would be.
func (v *view) toldBare(h text.Hit, x *run) bool {
	from, to := v.sentenceOf(h.First)
	if v.lang != "en" || h.Last != x.first || v.words(x.first, x.last) > 3 || h.First == from || x.last < to && v.plainWord(x.last) && !v.in(x.last, prepositions|clauseWords) {
		return false
	}
	if f := v.form(h.First); f != "told" && f != "tells" || !v.edgeBetween(from, h.First) {
		return false
	}
	f := v.form(x.last - 1)
	for place := range v.views {
		o := &v.views[place]
		for k := range o.runs[:min(len(o.runs), mostRuns)] {
			if y := &o.runs[k]; y != x && o.form(y.last-1) == f {
				return false
			}
		}
	}
	return true
}

// ownCredit credits the outlet itself: "told us", "told this newspaper".
func (v *view) ownCredit(c credit) {
	if o := v.d.rev.Outlet; o != nil && o.Name != "" && (o.Kind == "" || o.Kind == news.GeneralPress || o.Kind == news.TechPress || o.Kind == news.PolicyPress) {
		v.credit(c, o.Name)
	}
}
