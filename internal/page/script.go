package page

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cipherdesk/internal/markup"
)

// Some pages send their text only as data for their own scripts: JSON-LD's
// articleBody, Next.js, Nuxt or Apollo state. Such a script is read without its
// grammar: strings, each with the key before it, are all that is needed, and
// every framework wraps them differently.

// literal is one string of a script.
type literal struct {
	key, value string
	of         string // the key of the object or list around it
	words      int
	html       bool // with paragraphs of its own
	inline     bool // with tags, but none of paragraphs
}

const (
	maxLiterals = 200_000
	nestedData  = 2 // strings that hold data themselves
)

// fromScripts replaces what was found by the text in the page's data, when that
// holds more than a few words and more than the page shows.
func (p *page) fromScripts() {
	best, from := literal{value: p.head.article().text("articleBody")}, ""
	best.measure()
	for _, src := range p.head.scripts {
		if lit := longest(src); lit.words > best.words {
			best, from = lit, src
		}
	}
	if best.words < fewWords || best.words < 2*p.size() {
		return
	}
	p.data, p.writers = datesIn(from), authorsIn(from)
	shown := p.blocks
	p.builder = builder{drop: p.drop, cuts: p.cuts}
	for i := range shown {
		p.cuts = append(p.cuts, cutting{"not the article: the page's text is in its data", shown[i].text})
	}
	if best.html {
		if doc, err := markup.Parse(best.value); err == nil {
			p.read(doc)
		}
	} else {
		p.elems = []element{{node: textRoot(), parent: -1}}
		p.lines(best.value)
	}
	p.judge()
	p.template(p.o.Template)
	p.trim()
}

// longest finds the text of an article among a script's strings: one long
// string, or the paragraphs that stand under one key.
func longest(src string) literal {
	var best literal
	sums := map[string]int{}
	var all []literal
	literals(src, 0, func(l literal) {
		if l.measure(); l.words > best.words && l.proseLike() {
			best = l
		}
		if l.words >= 2 && !l.html && l.key != "" {
			if l.words >= 6 {
				sums[l.key] += l.words
			}
			all = append(all, l)
		}
	})
	key := ""
	for k, n := range sums {
		if n > sums[key] || n == sums[key] && k < key {
			key = k
		}
	}
	if sums[key]*4 <= best.words*5 {
		return best
	}
	return joined(all, key, sums[key])
}

// joined are the strings under one key as one text. Short ones are headings and
// items between paragraphs; before the first and after the last paragraph they are
// something else.
func joined(all []literal, key string, words int) literal {
	all = slices.DeleteFunc(slices.Clone(all), func(l literal) bool { return l.key != key })
	long := func(l literal) bool { return l.words >= 6 }
	for len(all) > 0 && !long(all[0]) {
		all = all[1:]
	}
	for len(all) > 0 && !long(all[len(all)-1]) {
		all = all[:len(all)-1]
	}
	out := literal{key: key, words: words, html: slices.ContainsFunc(all, func(l literal) bool { return l.inline })}
	var b strings.Builder
	for _, l := range all {
		switch {
		case !out.html:
			b.WriteString(l.value + "\n\n")
		case l.inline:
			b.WriteString("<p>" + l.value + "</p>")
		default:
			b.WriteString("<p>" + html.EscapeString(l.value) + "</p>")
		}
	}
	out.value = b.String()
	return out
}

// authorsIn are the names that a script gives to those who wrote.
func authorsIn(src string) []string {
	var out []string
	literals(src, 0, func(l literal) {
		key, of := strings.ToLower(l.key), strings.ToLower(l.of)
		switch {
		case len(out) >= 12 || len(l.value) > 80:
		case key == "authorname" || key == "author_name" || key == "byline" || key == "bylinetext",
			(key == "author" || key == "authors" || key == "by") && !strings.Contains(l.value, "/"),
			(key == "name" || key == "displayname" || key == "display_name" || key == "fullname" || key == "full_name") &&
				(of == "author" || of == "authors" || of == "by" || of == "byline" || of == "bylines" || of == "contributors" || of == "creator"):
			if !slices.Contains(out, l.value) {
				out = append(out, l.value)
			}
		}
	})
	return out
}

// datesIn are the first date of publication and of change in a script.
func datesIn(src string) []literal {
	var out []literal
	seen := map[string]bool{}
	literals(src, 0, func(l literal) {
		switch key := strings.ToLower(l.key); key {
		case "publishedat", "published_at", "datepublished", "publishdate", "publisheddate", "published_date", "publicationdate", "firstpublished",
			"firstpublishedat", "first_publish_date", "display_date", "updatedat", "datemodified", "modifieddate", "last_updated_date":
			if !seen[key] && len(l.value) < 60 {
				seen[key] = true
				out = append(out, l)
			}
		}
	})
	return out
}

// measure counts words outside tags.
func (l *literal) measure() {
	l.html = strings.Contains(l.value, "</p>") || strings.Contains(l.value, "<p>") || strings.Contains(l.value, "<br")
	l.inline = !l.html && (strings.Contains(l.value, "</a>") || strings.Contains(l.value, "</b>") || strings.Contains(l.value, "</i>") ||
		strings.Contains(l.value, "</em>") || strings.Contains(l.value, "</strong>") || strings.Contains(l.value, "</span>"))
	l.words = 0
	tag, inWord := false, false
	for i := 0; i < len(l.value); i++ {
		c := l.value[i]
		switch {
		case c == '<' && (l.html || l.inline):
			tag, inWord = true, false
		case c == '>' && tag:
			tag = false
		case tag:
		case c == ' ' || c == '\n' || c == '\t':
			inWord = false
		case !inWord:
			l.words++
			inWord = true
		}
	}
}

// proseLike tells text from code, styles and lists of identifiers.
func (l *literal) proseLike() bool {
	if l.words < fewWords || strings.Contains(l.value, `":`) && strings.ContainsAny(l.value[:1], "{[") {
		return false
	}
	signs := strings.Count(l.value, "{") + strings.Count(l.value, ";") + strings.Count(l.value, "=")
	stops := strings.Count(l.value, ". ") + strings.Count(l.value, ".<") + strings.Count(l.value, ".\n") + strings.Count(l.value, "。")
	return stops > 1 && (l.html || signs*10 < l.words)
}

// literals calls f with every double-quoted string of a script, and with those
// inside strings that are data again.
func literals(src string, depth int, f func(literal)) {
	key, of := "", ""
	for n := 0; n < maxLiterals; n++ {
		i := strings.IndexByte(src, '"')
		if i < 0 {
			return
		}
		value, rest, ok := unquote(src[i+1:])
		if !ok {
			return
		}
		src = rest
		after := strings.TrimLeft(src[:min(len(src), 16)], " \t\r\n")
		if strings.HasPrefix(after, ":") && len(value) < 60 {
			key = value
			if after = strings.TrimLeft(after[1:], " \t\r\n"); strings.HasPrefix(after, "{") || strings.HasPrefix(after, "[") {
				of = key
			}
			continue
		}
		f(literal{key: key, value: value, of: of})
		if depth < nestedData && len(value) > 400 && strings.Contains(value, `":`) {
			literals(value, depth+1, f)
		}
	}
}

// unquote reads a JSON string after its opening quote.
func unquote(s string) (value, rest string, ok bool) {
	end := strings.IndexAny(s, `"\`)
	if end < 0 {
		return "", "", false
	}
	if s[end] == '"' {
		return s[:end], s[end+1:], true
	}
	b := []byte(s[:end])
	for i := end; i < len(s); i++ {
		switch c := s[i]; c {
		case '"':
			return string(b), s[i+1:], true
		case '\\':
			if i++; i >= len(s) {
				return "", "", false
			}
			var n int
			b, n = escape(b, s[i:])
			i += n - 1
		default:
			b = append(b, c)
		}
	}
	return "", "", false
}

// escape appends what an escape stands for and returns its length after the
// backslash.
func escape(b []byte, s string) ([]byte, int) {
	switch s[0] {
	case 'n':
		return append(b, '\n'), 1
	case 't', 'r':
		return append(b, ' '), 1
	case 'u':
		r, ok := hex4(s[1:])
		if !ok {
			return b, 1
		}
		if r >= 0xd800 && r < 0xdc00 && len(s) >= 11 && s[5] == '\\' && s[6] == 'u' {
			if low, ok := hex4(s[7:]); ok && low >= 0xdc00 && low < 0xe000 {
				return utf8.AppendRune(b, (r-0xd800)<<10+(low-0xdc00)+0x10000), 11
			}
		}
		return utf8.AppendRune(b, r), 5
	}
	return append(b, s[0]), 1
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(s[:4], 16, 32)
	return rune(n), err == nil
}
