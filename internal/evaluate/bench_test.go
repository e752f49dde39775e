package evaluate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cipherdesk/internal/enrich"
)

// BenchmarkFindings times real texts of 4.5 KB: recorded entries, which are
// about everything, and the founding articles, which are about encryption.
func BenchmarkFindings(b *testing.B) {
	for name, texts := range map[string][]string{"news": entryTexts(b), "stories": seedTexts(b)} {
		b.Run(name, func(b *testing.B) {
			a := analyser(b)
			for b.Loop() {
				for _, text := range texts {
					a.Analyse(enrich.Revision{Text: text, Language: "en"})
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(texts)), "ns/text")
		})
	}
}

// entryTexts are the first 4.5 KB of recorded entries in English, not many of
// one feed.
func entryTexts(b *testing.B) (texts []string) {
	const ofFeed = 10
	files, err := filepath.Glob(filepath.Join(shared(b, "data/feeds"), "*"))
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range files {
		taken := 0
		for _, item := range readItems(b, file) {
			if text := revision(item).Text; len(text) >= benchSize && taken < ofFeed && strings.Contains(text, " the ") {
				texts, taken = append(texts, cut(text)), taken+1
			}
		}
	}
	return texts
}

// seedTexts are the founding articles in pieces of 4.5 KB.
func seedTexts(b *testing.B) (texts []string) {
	files, err := filepath.Glob(filepath.Join(shared(b, "data/seeds"), "*.txt"))
	if err != nil {
		b.Fatal(err)
	}
	all := ""
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		all += string(body) + "\n\n"
	}
	for len(all) >= benchSize {
		piece := cut(all)
		texts, all = append(texts, piece), all[len(piece):]
	}
	return texts
}

// benchSize is the size of a text in bytes.
const benchSize = 4500

// cut returns the first 4.5 KB of a text, to the end of a word.
func cut(text string) string { return text[:strings.LastIndexByte(text[:benchSize], ' ')] }
