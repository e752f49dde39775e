package page

import (
	"cmp"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	mdPicture = regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)`)
	mdLink    = regexp.MustCompile(`\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]*)[^)]*\)`)
	mdStrong  = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	mdNumber  = regexp.MustCompile(`^\d+\. `)
)

// part is one block of an article written in Markdown.
type part struct{ kind, text string }

// parts reads the Markdown of the labels: as much of it as they use.
func parts(src string) (out []part) {
	add := func(kind, text string) {
		if n := len(out); n > 0 && out[n-1].kind == kind && (kind == "p+" || kind == "tr") {
			out[n-1].text += "\n" + text
			return
		}
		out = append(out, part{kind, text})
	}
	for line := range strings.Lines(mdPicture.ReplaceAllString(src, "")) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			add("", "")
		case strings.HasPrefix(line, "#"):
			add(fmt.Sprintf("h%d", min(6, max(2, len(line)-len(strings.TrimLeft(line, "#"))))), strings.TrimLeft(line, "# "))
		case strings.HasPrefix(line, "|"):
			add("tr", strings.Trim(line, "|"))
		case strings.HasPrefix(line, "- "), strings.HasPrefix(line, "* "):
			add("ul", line[2:])
		case mdNumber.MatchString(line):
			add("ol", mdNumber.ReplaceAllString(line, ""))
		case strings.HasPrefix(line, ">"):
			add("blockquote", strings.TrimLeft(line, "> "))
		default:
			add("p+", line)
		}
	}
	return out
}

func inlineHTML(s string) string {
	return mdStrong.ReplaceAllString(mdLink.ReplaceAllString(html.EscapeString(s), `<a href="$2">$1</a>`), "<b>$1</b>")
}

// paragraphStyles are the ways in which publishing software writes a paragraph.
var paragraphStyles = []string{"<p>%s</p>\n", "%s<br />\n<br />\n", "<div>%s</div>\n",
	"<div class=\"pblock\"><div class=\"inner\"><p>%s</p></div></div>\n", "<p class=\"pw\"><span><span>%s</span></span></p>\n"}

func renderParts(all []part, paragraph string) string {
	var b strings.Builder
	for i := 0; i < len(all); i++ {
		k := all[i]
		switch k.kind {
		case "":
		case "p+":
			fmt.Fprintf(&b, paragraph, inlineHTML(k.text))
		case "ul", "ol":
			fmt.Fprintf(&b, "<%s>", k.kind)
			for ; i < len(all) && (all[i].kind == k.kind || all[i].kind == ""); i++ {
				if all[i].text != "" {
					fmt.Fprintf(&b, "<li>%s</li>\n", inlineHTML(all[i].text))
				}
			}
			i--
			fmt.Fprintf(&b, "</%s>\n", k.kind)
		case "tr":
			b.WriteString("<table>")
			for row := range strings.SplitSeq(k.text, "\n") {
				if strings.Trim(row, "|-: ") != "" {
					b.WriteString("<tr><td>" + strings.ReplaceAll(inlineHTML(row), "|", "</td><td>") + "</td></tr>\n")
				}
			}
			b.WriteString("</table>\n")
		case "blockquote":
			fmt.Fprintf(&b, "<blockquote><p>%s</p></blockquote>\n", inlineHTML(k.text))
		default:
			fmt.Fprintf(&b, "<%s>%s</%s>\n", k.kind, inlineHTML(k.text), k.kind)
		}
	}
	return b.String()
}

// firstParts is the beginning of an article: parts until there are enough words.
func firstParts(all []part, words int) []part {
	for i, n := 0, 0; i < len(all); i++ {
		if n += len(strings.Fields(all[i].text)); n >= words {
			return all[:i+1]
		}
	}
	return all
}

// TestArticlesInOtherShells puts the labelled articles into pages of our own, in
// the form of publishing software of three decades and several languages, whole
// and as short as a brief: what is read must be the article, not the shell.
func TestArticlesInOtherShells(t *testing.T) {
	shells, err := filepath.Glob("testdata/shells/*.html")
	if err != nil || len(shells) < 15 {
		t.Fatal("testdata/shells is missing", err)
	}
	type sum struct {
		n       int
		p, r, f float64
		titles  int
	}
	brief, whole, by := sum{}, sum{}, map[string]*sum{}
	for n, l := range labels(t) {
		for length, total := range map[int]*sum{100: &brief, 1 << 30: &whole} {
			shell := shells[(n+length)%len(shells)]
			src, err := os.ReadFile(shell)
			if err != nil {
				t.Fatal(err)
			}
			body := renderParts(firstParts(parts(l.Markdown), length), paragraphStyles[n%len(paragraphStyles)])
			page := strings.NewReplacer("{BODY}", body, "{TITLE}", html.EscapeString(l.Title)).Replace(string(src))
			x := extract(t, page, Options{URL: "https://www.example.org/2012/a-page.html"})
			p, r, f := agree(bag(x.Body), bag(plainHTML(body)))
			name := filepath.Base(shell)
			by[name] = cmp.Or(by[name], &sum{})
			for _, s := range []*sum{total, by[name]} {
				s.n, s.p, s.r, s.f, s.titles = s.n+1, s.p+p, s.r+r, s.f+f, s.titles+count(same(x.Title, l.Title))
			}
		}
	}
	line := func(name string, s *sum) {
		n := float64(s.n)
		t.Logf("%-20s n %3d: P %.3f R %.3f F1 %.3f; title %.3f", name, s.n, s.p/n, s.r/n, s.f/n, float64(s.titles)/n)
	}
	for _, shell := range shells {
		line(filepath.Base(shell), by[filepath.Base(shell)])
	}
	line("first 100 words", &brief)
	line("whole articles", &whole)
	if whole.f < .985*float64(whole.n) || brief.f < .95*float64(brief.n) || whole.r < .99*float64(whole.n) || whole.titles*100 < whole.n*97 {
		t.Error("below what was reached before")
	}
}
