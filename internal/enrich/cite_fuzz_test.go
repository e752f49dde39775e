package enrich

import (
	"testing"

	"cipherdesk/internal/news"
)

// FuzzFindings checks what must hold for any text: no panic, every finding
// rests on exact bytes, and the same text gives the same findings.
func FuzzFindings(f *testing.F) {
	for _, file := range []string{"sentences.txt", "blind.txt"} {
		for i, l := range readLabelled(f, file) {
			if i%4 == 0 {
				f.Add(l.text, l.text[:len(l.text)/2], l.lang)
			}
		}
	}
	f.Add("“a ‘b “c” d’ “\n\n“e ” «f » „g“ \" h \"i", "12,5.6 1'234 €3–4m%", "de")
	f.Add("According to according to, told told told: said said.", "1 of 2 of 3 of which 4 5 6 000 000", "en")
	a := newTestAnalyser(f)
	f.Fuzz(func(t *testing.T, body, title, lang string) {
		d := &document{}
		first := findAll(a, d, Revision{Title: title, Summary: lang, Text: body, Language: lang})
		again := findAll(a, d, Revision{Title: title, Summary: lang, Text: body, Language: lang})
		if len(first.Citations) != len(again.Citations) || len(first.Figures) != len(again.Figures) {
			t.Errorf("findings differ: %d, %d citations; %d, %d figures", len(first.Citations), len(again.Citations), len(first.Figures), len(again.Figures))
		}
		fields := map[news.Field]string{news.FieldTitle: title, news.FieldSummary: lang, news.FieldText: body}
		check := func(spans []news.Span) {
			if len(spans) == 0 {
				t.Error("a finding without evidence")
			}
			for _, s := range spans {
				if x := fields[s.Field]; s.Start < 0 || s.End > len(x) || s.Start >= s.End || x[s.Start:s.End] != s.Quote {
					t.Errorf("%s %d to %d is not %q", s.Field, s.Start, s.End, s.Quote)
				}
			}
		}
		for _, c := range first.Citations {
			check(c.Evidence)
		}
		for _, g := range first.Figures {
			check(g.Evidence)
		}
	})
}

// findAll runs the finders of citations and figures alone.
func findAll(a *Analyser, d *document, r Revision) news.Findings {
	d.read(r, a.phrases)
	d.lang = language(d)
	f := news.Findings{Language: d.lang}
	f.Citations = a.citer.find(d)
	f.Figures = a.figurer.find(d, f.Citations)
	return f
}
