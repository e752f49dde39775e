package enrich

import (
	"testing"

	"cipherdesk/internal/news"
)

// Whose words a quotation or a sentence tells where no verb of saying stands
// beside a name: answers, hearers before the verb, aides, papers, letters.
func TestWhoseWords(t *testing.T) {
	a := newTestAnalyser(t)
	for _, c := range []struct {
		lang, text string
		kind       news.CitationKind
		want       string // speaker|body
	}{
		{"en", "Ministers had hoped for more. Signal's answer was short: “We will leave the market before we do that.”", news.CiteQuote, "|Signal"},
		{"es", "El plazo vence en mayo. La respuesta de Meta fue breve: «No vamos a abrir los mensajes de nadie».", news.CiteQuote, "|Meta"},
		{"en", "The answer is simple: “We will leave the market before we do that.”", news.CiteQuote, "|"},
		{"de", "BKA-Präsidentin Ruth Kaminski hatte der „Rundschau am Abend“ gesagt, die Zahl der Fälle steige weiter.", news.CiteAttribution, "Ruth Kaminski|Bundeskriminalamt"},
		{"de", "Die Kryptografin Ruth Kaminski forscht in Bonn. Bei tausend Meldungen, rechnet sie vor, wären neun falsch.", news.CiteAttribution, "Ruth Kaminski|"},
		{"en", "A spokesman for Ms Kaminski said the plan was unchanged.", news.CiteAttribution, "|"},
		{"it", "Paola Ferri ha firmato la lettera. A Repubblica dice: «Bastano dieci minuti a uno studente per entrare».", news.CiteQuote, "Paola Ferri|"},
		{"en", "Europol published new figures. Its analysts found that reports had doubled.", news.CiteAttribution, "|Europol"},
		{"en", "The NSPCC was not amused. A spokesperson disputed the sums. “The figure leaves out what we built in,” they told reporters.", news.CiteQuote, "|NSPCC"},
	} {
		got, n := "|", 0
		for _, x := range ofKind(a.Analyse(Revision{Text: c.text, Language: c.lang}).Citations, c.kind) {
			got, n = x.Speaker+"|"+x.Organisation, n+1
		}
		if got != c.want {
			t.Errorf("%s: %s\n\tgot %q of %d, want %q", c.lang, c.text, got, n, c.want)
		}
	}
}
