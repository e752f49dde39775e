package enrich

import (
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// Whose demand or judgement a sentence tells, with no verb of saying and no
// quotation marks.
func TestStances(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "The NSPCC wants Ofcom to close the gap before spring.", "NSPCC"},
		{"en", "The NSPCC is calling for a new code by spring.", "NSPCC"},
		{"en", "The NSPCC believes the code would save lives.", "NSPCC"},
		{"en", "Signal believes strongly in privacy.", ""},
		{"en", "Signal disputes those numbers.", "Signal"},
		{"en", "Signal rejected the claim form.", ""},
		{"en", "What officials say\n\nThe office is closed.", ""},
		{"en", "The EFF urged senators to drop the bill.", "Electronic Frontier Foundation"},
		{"en", "The EFF was urged to drop the case.", ""},
		{"en", "The Home Office wants to ban the app.", ""},
		{"en", "Signal sees it differently: nobody would be safer.", "Signal"},
		{"en", "Signal disagreed.", ""},
		{"en", "Europol put the loss of reports at 40 per cent.", "Europol"},
		{"en", "Europol put two more officers on the case.", ""},
		{"en", "The EFF called it a gift to spies.", "Electronic Frontier Foundation"},
		{"de", "Bitkom verlangt klare Grenzen für jede Anordnung.", "Bitkom"},
		{"fr", "La CNIL demande que le texte soit revu avant mars.", "CNIL"},
		{"nl", "Offlimits wil dat aanbieders eerder ingrijpen.", "Offlimits"},
		{"sv", "Rädda Barnen vill att regeringen tar fram ett nytt förslag.", "Rädda Barnen"},
		{"pl", "Fundacja Panoptykon podaje, że skarg było mniej.", "Fundacja Panoptykon"},
		{"en", "A policy signed by President Dana Cole calls for more staff.", ""},
		{"en", "Hungary, which chaired the talks, insisted the text was safe.", ""},
		{"en", "Ofcom is calling on firms to:\n\n- publish figures\n- hire moderators", "Ofcom"},
		{"de", "Es gebe keine Mehrheit, hieß es aus dem Bundesinnenministerium.", "Bundesinnenministerium"},
		{"pl", "Połączeń było mniej – podała Fundacja Panoptykon.", "Fundacja Panoptykon"},
		{"en", "The EFF called it unworkable.", "Electronic Frontier Foundation"},
		{"en", "The EFF called it off.", ""},
		{"en", "The bill passed despite warnings from Signal that it would leave.", "Signal"},
		{"en", "The move follows calls from the NSPCC for tougher rules.", "NSPCC"},
		{"en", "Calls from the office were cheap.", ""},
		{"fr", "La CNIL redoute une surveillance générale.", "CNIL"},
		{"en", "Per Europol, arrests fell by half.", "Europol"},
		// What a body counted, behind a phrase that names a source.
		{"en", "Ten states are in favour, according to EDRi's tally.", "European Digital Rights"},
		{"it", "Dieci Paesi sono a favore, stando a un conteggio di EDRi.", "European Digital Rights"},
		{"en", "The seat costs $5 per user, per month.", ""},
		{"de", "Nach Angaben des Bundeskriminalamts sank die Zahl.", "Bundeskriminalamt"},
	} {
		var got []string
		for _, x := range newTestAnalyser(t).Analyse(Revision{Text: c.text, Language: c.lang}).Citations {
			if x.Kind == news.CiteAttribution {
				got = append(got, x.Organisation)
			}
		}
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("%s: %q, want %q: %s", c.lang, got, c.want, c.text)
		}
	}
}

// Who is told of without a name, or names nobody in the sentence.
func TestUnnamedVoices(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "A mother from Leeds told the inquiry that nobody had warned her.", "A mother from Leeds told the inquiry that nobody had warned her"},
		{"en", "A man alleged to be the seller was charged on Monday.", ""},
		{"en", "As Ann Hall once wrote, locks have no friends.", "As Ann Hall once wrote, locks have no friends"},
		{"fr", "Jean Morel, ministre, est inquiet. Il a ajouté que le texte serait revu.", "Il a ajouté que le texte serait revu"},
		{"it", "La ministra Anna Neri ha parlato di «errore grave». E ha aggiunto che il testo sarà rivisto.", "ha aggiunto che il testo sarà rivisto"},
		{"de", "Ministerin Eva Lang warnte vor dem Plan. Ihre Leute hätten das Muster 2023 noch nicht gesehen.", "Ministerin Eva Lang warnte vor dem Plan Ihre Leute hätten das Muster 2023 noch nicht gesehen"},
	} {
		got := ""
		for _, x := range ofKind(newTestAnalyser(t).Analyse(Revision{Text: c.text, Language: c.lang}).Citations, news.CiteAttribution) {
			for _, s := range x.Evidence {
				got = strings.TrimSpace(got + " " + s.Quote)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q: %s", c.lang, got, c.want, c.text)
		}
	}
}
