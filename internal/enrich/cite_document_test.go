package enrich

import (
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// Which words are a document that a text rests on: in their cases, in compounds,
// and where they only look like one.
func TestDocuments(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"de", "Im Lagebericht steht, dass die Zahl sinkt.", "Lagebericht"},
		{"de", "In ihrer Vernehmlassungsantwort lehnt sie das ab.", "Vernehmlassungsantwort"},
		{"de", "Der Medienbericht nennt keine Zahl.", ""},
		{"nl", "Uit het inspectierapport blijkt weinig.", "inspectierapport"},
		{"sv", "Tillsynsrapporten pekar på brister.", "Tillsynsrapporten"},
		{"da", "Ekspertnotatet er på ti sider.", "Ekspertnotatet"},
		{"pl", "Tak wynika ze stanowiska ministerstwa.", "stanowiska"},
		{"pl", "Pod listem podpisało się sto osób.", "listem"},
		{"pl", "Rząd zmienił stanowisko.", ""},
		{"fr", "Le ministre a changé d'avis.", ""},
		{"fr", "Dans son avis, la CNIL est sévère.", "avis"},
		{"en", "Ministers knew of it, documents obtained by reporters show.", "documents"},
		{"en", "Keep your documents safe.", ""},
		{"en", "Their brief, which ten groups joined, is short.", "brief"},
		{"en", "He gave a brief statement.", ""},
		{"en", "According to a note from the regulator, nothing changes.", "note"},
	} {
		var got []string
		for _, x := range ofKind(newTestAnalyser(t).Analyse(Revision{Text: c.text, Language: c.lang}).Citations, news.CiteDocument) {
			got = append(got, x.Source)
		}
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("%s: %q, want %q: %s", c.lang, got, c.want, c.text)
		}
	}
}
