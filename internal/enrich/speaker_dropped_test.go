package enrich

import (
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

func TestVerbsThatDropTheirSubject(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"es", "El lunes Inés Vidal, portavoz de la asociación, compareció en el Congreso.\n\n" +
			"«No queremos una puerta trasera en cada móvil», ha advertido ante los diputados. También ha recordado que la ley no lo exige.",
			"Inés Vidal, Inés Vidal"},
		{"it", "Ieri Marta Colli, presidente dell’associazione, è intervenuta alla Camera.\n\n" +
			"«Non vogliamo una porta sul retro in ogni telefono», ha avvertito davanti ai deputati. Ha ricordato poi che la legge non lo chiede.",
			"Marta Colli, Marta Colli"},
		{"pt", "Ontem a deputada Rita Falcão discursou no parlamento.\n\n" +
			"“Não queremos uma porta dos fundos em cada telefone”, afirmou perante os deputados. Lembrou ainda que a lei não o exige.",
			"Rita Falcão, Rita Falcão"},
		// Nobody is named: nobody said it. Nor did those who were asked.
		{"es", "Hubo un debate.\n\nHa recordado que la ley no lo exige.", ""},
		// A noun is no verb, and two given names are one name.
		{"es", "En su cuenta de Twitter figura un lema: «Vayamos todos a la plaza con farolillos».", ""},
		{"es", "«La espera ya es muy larga para todos», ha lamentado Josep Maria Puig.", "Josep Maria Puig"},
		{"fr", "« Mon client n’a rien à cacher », a plaidé Me Gaspard Tillier.", "Gaspard Tillier"},
	} {
		var who []string
		for _, x := range newTestAnalyser(t).Analyse(Revision{Text: c.text, Language: c.lang}).Citations {
			if x.Kind == news.CiteQuote || x.Kind == news.CiteAttribution {
				who = append(who, x.Speaker)
			}
		}
		if got := strings.Trim(strings.Join(who, ", "), ", "); got != c.want {
			t.Errorf("%s: %q, want %q: %s", c.lang, got, c.want, c.text)
		}
	}
}
