package enrich

import (
	"slices"
	"testing"

	"cipherdesk/internal/news"
)

// TestWhoSpeaksIsAnActor asks for the bodies that the body of a story quotes or
// cites, and for none that only a headline, a former officer or another sort of
// article names.
func TestWhoSpeaksIsAnActor(t *testing.T) {
	a := with(t, nil)
	const title = "Ministers want a backdoor in end-to-end encryption"
	for _, x := range []struct {
		title, lang, text, tag string
		given                  bool
	}{
		{title, "en", "The plan is late.\n\nThe Internet Watch Foundation said the plan would help it find pictures.", "actor/child-protection-org", true},
		{title, "en", "The plan is late.\n\n“It will not work,” said Ada Finch of the Open Rights Group.", "actor/digital-rights-org", true},
		{title, "it", "Il piano tarda.\n\nLa Polizia Postale fa sapere di aver arrestato 44 persone.", "actor/law-enforcement", true},
		{title, "fr", "Le projet tarde.\n\nSignal a prévenu qu'il quitterait le pays.", "actor/signal", true},
		{title, "nl", "Het plan laat op zich wachten.\n\nDe AIVD waarschuwde dat scannen risico's oplevert.", "actor/government", true},
		{title, "nl", "Het plan laat op zich wachten.\n\nDe AIVD waarschuwde dat scannen risico's oplevert.", "actor/law-enforcement", false},
		{title, "en", "The plan is late.\n\n“It will not work,” said Ada Finch, a former head of GCHQ.", "actor/law-enforcement", false},
		{"A new bridge opens in the north", "en", "The bridge is long.\n\nThe Open Rights Group said the bridge was long.", "actor/digital-rights-org", false},
	} {
		got := a.Analyse(Revision{Title: x.title, Text: x.text, Language: x.lang}).Tags
		if slices.ContainsFunc(got, func(g news.Tag) bool { return g.Tag == x.tag }) != x.given {
			t.Errorf("%s\n%s given: %v", x.text, x.tag, !x.given)
		}
	}
}
