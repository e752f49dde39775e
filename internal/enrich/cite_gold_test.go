package enrich

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

// shared returns the folder of recorded data, which is not part of the
// repository; without it the test is skipped.
func shared(t testing.TB, path string) string {
	t.Helper()
	root := os.Getenv("CIPHERDESK_SHARED")
	if root == "" {
		root = "../../../shared"
	}
	file := filepath.Join(root, path)
	if _, err := os.Stat(file); err != nil {
		t.Skip("shared data absent: ", err)
	}
	return file
}

type goldSeed struct {
	Seed, Title  string
	Boilerplate  [][2]int     `json:"boilerplate_lines"`
	Attributions []goldVoice  `json:"attributions"`
	Credits      []goldCredit `json:"credited_reporting"`
	Figures      []goldFigure
	body         string
	at           map[int]int // code point of the seed file to byte of the body
}

type goldVoice struct {
	Span                              string
	Offset                            [2]int
	Speaker, Organisation, Verb, Kind string
}

type goldCredit struct{ Span, Credited, Relation string }

type goldFigure struct {
	Span   string
	Offset [2]int
	Value  any
	Unit   string
	Source string
	Note   string
}

// relations maps the words of the labels to the contract's.
var relations = map[string]news.Relation{
	"document-seen-by": news.RelSeenBy, "obtained-document": news.RelSeenBy, "statement-given-to": news.RelStatementTo,
	"quoted-article": news.RelBasedOn, "see-also primary": news.RelBasedOn, "first-report": news.RelFirstReport,
	"figure-source": news.RelFigureSource, "covered-by": news.RelCoveredBy, "based-on": news.RelBasedOn,
}

// readSeeds reads the annotated seeds and leaves their boilerplate out.
func readSeeds(t testing.TB) []goldSeed {
	t.Helper()
	src, err := os.ReadFile(shared(t, "data/gold/seeds.dev.json"))
	if err != nil {
		t.Fatal(err)
	}
	var seeds []goldSeed
	if err := json.Unmarshal(src, &seeds); err != nil {
		t.Fatal(err)
	}
	for i := range seeds {
		files, err := filepath.Glob(filepath.Join(shared(t, "data/seeds"), seeds[i].Seed+"_*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("seed %s: %v %v", seeds[i].Seed, files, err)
		}
		raw, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		seeds[i].clean(string(raw))
	}
	return seeds
}

// clean builds the body: no boilerplate lines, no title, paragraphs parted by
// blank lines; it keeps where each code point went.
func (g *goldSeed) clean(raw string) {
	g.at = map[int]int{}
	var b strings.Builder
	point := 0
	for n, line := range strings.Split(raw, "\n") {
		drop := strings.TrimSpace(line) == "" || strings.TrimSpace(line) == g.Title
		for _, x := range g.Boilerplate {
			drop = drop || n+1 >= x[0] && n+1 <= x[1]
		}
		if !drop && b.Len() > 0 {
			b.WriteString("\n\n")
		}
		for _, r := range line {
			if !drop {
				g.at[point] = b.Len()
				b.WriteRune(r)
			}
			point++
		}
		point++
	}
	g.body = b.String()
}

// bytes converts a range of code points; ok is false outside the body.
func (g *goldSeed) bytes(offset [2]int) (start, end int, ok bool) {
	start, ok = g.at[offset[0]]
	end, ok2 := g.at[offset[1]-1]
	if ok2 {
		_, n := utf8.DecodeRuneInString(g.body[end:])
		end += n
	}
	return start, end, ok && ok2
}

func overlaps(spans []news.Span, start, end int) bool {
	for _, s := range spans {
		if s.Field == news.FieldText && s.Start < end && start < s.End {
			return true
		}
	}
	return false
}

// rightVoice compares a label's speaker with what was found: a name, or
// nobody's name where the label has brackets, and then the body.
func rightVoice(c news.Citation, g goldVoice) bool {
	if !strings.HasPrefix(g.Speaker, "(") {
		return same(c.Speaker, g.Speaker)
	}
	if c.Speaker != "" {
		return false
	}
	if strings.Contains(g.Speaker, "letter") {
		return strings.Contains(c.Source, "letter")
	}
	return same(c.Organisation, g.Organisation)
}

func TestSeedsCitations(t *testing.T) {
	a := newTestAnalyser(t)
	loud := os.Getenv("LOUD") != ""
	var quotes, attrs, credits score
	for _, g := range readSeeds(t) {
		f := a.Analyse(Revision{Title: g.Title, Text: g.body, Language: "en"})
		checkSpans(t, g.body, f)
		var voices []news.Citation
		for _, c := range f.Citations {
			if (c.Kind == news.CiteQuote || c.Kind == news.CiteAttribution) && c.Evidence[0].Field == news.FieldText {
				voices = append(voices, c)
			}
			if loud {
				t.Logf("seed %s: %s %s by %q (%s) of %q, %s, source %q: %q", g.Seed, c.Kind, c.Relation, c.Speaker, c.Role, c.Organisation, c.Verb, c.Source, c.Evidence[0].Quote)
			}
		}
		used := make([]bool, len(voices))
		for _, w := range g.Attributions {
			start, end, ok := g.bytes(w.Offset)
			if !ok {
				t.Fatalf("seed %s: %q is not in the body", g.Seed, w.Span)
			}
			isQuote := !strings.HasPrefix(w.Kind, "paraphrase")
			hit := false
			for i, c := range voices {
				if overlaps(c.Evidence, start, end) && rightVoice(c, w) && (!isQuote || c.Kind == news.CiteQuote) {
					hit, used[i] = true, true
				}
			}
			attrs.wanted++
			if isQuote {
				quotes.wanted++
			}
			if hit {
				attrs.hits++
				if isQuote {
					quotes.hits++
				}
			} else {
				t.Logf("seed %s: missed %q by %q of %q", g.Seed, w.Span, w.Speaker, w.Organisation)
			}
		}
		for i, c := range voices {
			if used[i] {
				attrs.found++
				attrs.right++
				if c.Kind == news.CiteQuote {
					quotes.found++
					quotes.right++
				}
				continue
			}
			attrs.found++
			if c.Kind == news.CiteQuote {
				quotes.found++
			}
			t.Logf("seed %s: surplus %s %q by %q of %q", g.Seed, c.Kind, c.Evidence[0].Quote, c.Speaker, c.Organisation)
		}
		var labels labelled
		for _, c := range g.Credits {
			labels.credits = append(labels.credits, news.Citation{Relation: relations[c.Relation], Source: c.Credited})
		}
		scoreCredits(t, labels, ofKind(f.Citations, news.CiteCredit), &credits, true)
	}
	quotes.print(t, "quotes, right speaker")
	attrs.print(t, "quotes and attributions")
	credits.print(t, "credits, outlet+relation")
	quotes.atLeast(t, "quotes", 0.92)
	attrs.atLeast(t, "quotes and attributions", 0.88)
	credits.atLeast(t, "credits", 0.95)
}
