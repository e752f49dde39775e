package enrich

import "testing"

// BenchmarkFiguresOf measures figures on prose of 4.5 KB and on prose without
// a number.
func BenchmarkFiguresOf(b *testing.B) {
	quiet := sample()
	quiet.Summary, quiet.Text = "", "The ministry said nothing of it. "
	for len(quiet.Text) < 4500 {
		quiet.Text += quiet.Text
	}
	for name, r := range map[string]Revision{"prose": sample(), "no number": quiet} {
		b.Run(name, func(b *testing.B) {
			a, d := with(b, nil), &document{}
			d.read(r, a.phrases)
			d.lang = language(d)
			cites := a.citer.find(d)
			b.ReportAllocs()
			for b.Loop() {
				a.figurer.find(d, cites)
			}
		})
	}
}
