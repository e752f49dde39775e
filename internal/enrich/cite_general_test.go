package enrich

import (
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// Who says what in sentences of every kind: speaker, or in brackets the body,
// and what a text is owed to.
func TestVoicesAndCredits(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		// Whom the paragraph before tells of, and not who spoke earlier still.
		{"sv", "Karin Lund, docent vid Uppsala universitet, är kritisk.\n\n– Det räcker inte, säger hon.\n\nVänsterpartiets Sanna Berg är besviken.\n\n– Statsministern lovade något annat, säger hon.",
			"Karin Lund, Sanna Berg"},
		{"en", "Kate Doyle joined in May.\n\n“It is hard,” Doyle said.\n\nAnna Reid disagreed.\n\n“It is easy,” she said.", "Kate Doyle, Anna Reid"},
		// "It" behind a colon is whom the sentence opens with.
		{"en", "The NSPCC is not convinced. Apple took another view: it told peers that the rate had not changed.", "(Apple)"},
		// Data that a body owns are its own.
		{"en", "Providers sent 36 million reports, according to NCMEC's own data.", "(NCMEC)"},
		// What officers noted is no statement, unless "that" follows.
		{"en", "Where officers noted the platform, Snapchat came first.", ""},
		{"en", "Sponsors claim that platforms look away.", "()"},
		// Credits.
		{"fr", "Le document, dont Le Monde a pu prendre connaissance, compte 22 pages.", "Le Monde seen-by"},
		{"en", "The report, which Libération has been able to consult, is dated 3 May.", "Libération seen-by"},
		{"pt", "Contactada pela agência Lusa, a Meta não respondeu.", "Lusa statement-to"},
		{"sv", "Regeringen har, enligt uppgifter till Dagens Nyheter, bytt linje.", "Dagens Nyheter statement-to"},
		{"sv", "Tidningen Ny Teknik avslöjade i mars att försöken stoppats.", "Ny Teknik first-report"},
		{"pl", "Do projektu dotarła Rzeczpospolita.", "Rzeczpospolita seen-by"},
	} {
		var got []string
		for _, x := range newTestAnalyser(t).Analyse(Revision{Text: c.text, Language: c.lang}).Citations {
			switch {
			case x.Kind == news.CiteCredit:
				got = append(got, x.Source+" "+string(x.Relation))
			case x.Kind != news.CiteQuote && x.Kind != news.CiteAttribution:
			case x.Speaker != "":
				got = append(got, x.Speaker)
			default:
				got = append(got, "("+x.Organisation+")")
			}
		}
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("%s: %q, want %q: %s", c.lang, got, c.want, c.text)
		}
	}
}
