package enrich

import (
	"os"
	"testing"
)

// benchText is 4.5 KB of a seed, or of our own sentences when the recorded
// data is absent.
func benchText(b *testing.B) string {
	b.Helper()
	var text string
	for _, l := range readLabelled(b, "sentences.txt") {
		if l.lang == "en" && len(text) < 4500 {
			text += l.text + "\n\n"
		}
	}
	if file := os.Getenv("BENCH_TEXT"); file != "" {
		src, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		text = string(src)
	}
	return text[:min(len(text), 4500)]
}

// BenchmarkCitations measures citations alone, on a text already taken apart.
func BenchmarkCitations(b *testing.B) {
	a, d := benchDocument(b)
	b.ReportAllocs()
	for b.Loop() {
		a.citer.find(d)
	}
}

// BenchmarkFigures measures figures alone.
func BenchmarkFigures(b *testing.B) {
	a, d := benchDocument(b)
	cites := a.citer.find(d)
	b.ReportAllocs()
	for b.Loop() {
		a.figurer.find(d, cites)
	}
}

func benchDocument(b *testing.B) (*Analyser, *document) {
	a := newTestAnalyser(b)
	d := &document{}
	d.read(Revision{Text: benchText(b), Language: "en"}, a.phrases)
	d.lang = "en"
	b.SetBytes(int64(len(d.rev.Text)))
	return a, d
}
