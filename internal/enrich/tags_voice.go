package enrich

import (
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// addVoices adds the actors whom the body of a story quotes or cites: who speaks
// in it is one of its actors, also far down, on the words that say so. Headlines
// and summaries have rules of their own.
func (a *Analyser) addVoices(tags []news.Tag, cites []news.Citation) []news.Tag {
	given := len(tags)
	for i := range cites {
		x := &cites[i]
		number, known := a.citer.byName[x.Organisation]
		if !known || x.Kind != news.CiteQuote && x.Kind != news.CiteAttribution || x.Evidence[0].Field != news.FieldText || former(x) {
			continue
		}
		if name := a.tagger.actorOf(&a.citer.entities[number]); name != "" && a.tagger.lacks(tags, name) {
			tags = append(tags, news.Tag{Tag: name, Score: squash(1), Evidence: voiceEvidence(x)})
		}
	}
	if len(tags) > given {
		sortTags(tags)
	}
	return tags
}

// former reports whether who speaks has left the body: "the former head of Ofcom".
func former(x *news.Citation) bool {
	for w := range strings.FieldsSeq(text.Fold(x.Role)) {
		switch w {
		case "former", "ex", "ancien", "ancienne", "ehemaliger", "ehemalige", "fruherer", "fruhere", "voormalig", "tidigare", "tidligere", "antiguo", "antigua", "byly", "byla":
			return true
		}
	}
	return false
}

// voiceEvidence returns the words of a citation that say who speaks, or all of them.
func voiceEvidence(x *news.Citation) []news.Span {
	for _, s := range x.Evidence {
		if s.Rule == ruleSpeaker {
			return []news.Span{s}
		}
	}
	return x.Evidence
}

// actorOf returns the tag of a registered body that speaks: its own, else its
// kind's; "" for one of a kind that has none.
func (t *tagger) actorOf(e *entity) string {
	if own := "actor/" + e.id; t.rule(own) != nil {
		return own
	}
	switch e.id {
	case "gchq", "mi5", "nsa", "asio", "aivd", "mivd", "bnd", "bfv", "dgse", "csis-ca", "cia": // who gathers intelligence polices nobody
		return "actor/government"
	}
	switch e.kind {
	case "child_protection":
		return "actor/child-protection-org"
	case "digital_rights":
		return "actor/digital-rights-org"
	case "law_enforcement":
		return "actor/law-enforcement"
	case "regulator", "government", "court":
		return "actor/" + e.kind
	case "legislature":
		return "actor/legislator"
	}
	return ""
}
