package enrich

import (
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// TestSpeakersOfCourtsAndPlaces is about whom a role, a colon or a sentence behind
// a quotation makes its speaker.
func TestSpeakersOfCourtsAndPlaces(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "US District Judge Ilana Moritz Crane rejected the bid. “The court will not go that far,” Crane wrote.", "Ilana Moritz Crane"},
		{"en", "Karwar: “Banking is going to every village” said Arvind Menon, Managing Director.", "Arvind Menon"},
		{"es", "El presidente de la Asociación Nacional de Padres (ANPA), José Luis Herrán, ha explicado que las denuncias crecen.", "José Luis Herrán presidente Asociación Nacional de Padres"},
		{"es", "El exalcalde Pedro Lamas ha dicho que sale. A su entrada, ha criticado al ministro Juan Gil, afirmando que «no es serio para nadie».", "Pedro Lamas exalcalde"},
		{"es", "Los padres confirmaron que la escuela no avisó.", " padres"},
		{"es", "«Nadie nos avisó». Así lo resume Pilar Ortuño, madre de un alumno.", "Pilar Ortuño"},
		{"nl", "„Niemand luisterde naar ons.” Zo vat Marieke Vos de jaren na de aangifte samen.", "Marieke Vos"},
	} {
		got := ""
		for _, x := range newTestAnalyser(t).Analyse(Revision{Text: c.text, Language: c.lang}).Citations {
			if x.Kind == news.CiteQuote || x.Kind == news.CiteAttribution {
				got = x.Speaker + " " + x.Role + " " + x.Organisation // the last
			}
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q: %s", c.lang, got, c.want, c.text)
		}
	}
}
