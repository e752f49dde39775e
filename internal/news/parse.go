package news

import (
	"fmt"
	"strings"
	"unicode"
)

// Bounds on one search.
const (
	MaxSearch       = 500 // bytes
	maxSearchValues = 32
	maxSearchWords  = 24 // those of phrases too: each is looked up by itself
)

// ParseSearch reads what a person typed: words, "phrases", OR between
// alternatives, a minus before what must not occur, and fields such as
// tag:e2ee-rollout. Everything else that a search language could mean is taken
// as plain words. Its errors are *[SearchError]. That names exist (tags,
// outlets, kinds) is not looked at.
func ParseSearch(typed string) (Search, error) {
	if len(typed) > MaxSearch {
		return Search{}, &SearchError{Why: fmt.Sprintf("a search has at most %d characters", MaxSearch)}
	}
	p := searchParser{rest: straight(typed)}
	for p.token() {
		if err := p.take(); err != nil {
			return Search{}, err
		}
	}
	if p.values > maxSearchValues {
		return Search{}, &SearchError{Why: fmt.Sprintf("a search has at most %d words and fields", maxSearchValues)}
	}
	if n := p.search.words(); n > maxSearchWords {
		return Search{}, &SearchError{Why: fmt.Sprintf("a search looks up at most %d words, those of phrases too, and this one has %d; the rarest few will do", maxSearchWords, n)}
	}
	return p.search, nil
}

// words counts the words that are looked up in texts.
func (s Search) words() (n int) {
	for _, c := range s.Clauses {
		if c.Field == SearchWords {
			for _, v := range c.Any {
				n += len(strings.FieldsFunc(v.Text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) }))
			}
		}
	}
	return n
}

// straight writes every kind of quotation mark and minus as the plain one.
func straight(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("“”„‟«»", r):
			return '"'
		case r == '−':
			return '-'
		case r == unicode.ReplacementChar || unicode.IsControl(r):
			return ' '
		}
		return r
	}, s)
}

// searchParser reads token by token.
type searchParser struct {
	rest   string
	search Search
	values int

	// The token.
	field  string
	value  string
	phrase bool
	not    bool

	// What operators before it say.
	or, notNext bool
}

// token reads the next one; it reports false at the end.
func (p *searchParser) token() bool {
	p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace)
	p.field, p.value, p.phrase = "", "", false
	p.not = p.notNext
	for strings.HasPrefix(p.rest, "-") {
		p.rest, p.not = p.rest[1:], true
	}
	if p.rest == "" {
		return false
	}
	if name, rest, ok := strings.Cut(p.rest, ":"); ok && isFieldName(name) && !strings.HasPrefix(rest, "//") {
		if next := strings.TrimLeftFunc(rest, unicode.IsSpace); next == rest && rest != "" || knownField(name) {
			p.field, p.rest = strings.ToLower(name), rest
		}
	}
	if strings.HasPrefix(p.rest, `"`) {
		p.phrase = true
		p.value, p.rest, _ = strings.Cut(p.rest[1:], `"`)
	} else if i := strings.IndexFunc(p.rest, func(r rune) bool { return unicode.IsSpace(r) || r == '"' }); i >= 0 {
		p.value, p.rest = p.rest[:i], p.rest[i:]
	} else {
		p.value, p.rest = p.rest, ""
	}
	p.value = strings.Join(strings.Fields(p.value), " ")
	return true
}

func isFieldName(s string) bool {
	return s != "" && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz") == ""
}

func knownField(name string) bool {
	for _, f := range SearchFields() {
		if strings.EqualFold(f.Field, name) {
			return true
		}
	}
	return false
}

// take adds the token to the search.
func (p *searchParser) take() error {
	if p.field == "" && !p.phrase {
		switch p.value {
		case "AND":
			return nil
		case "OR":
			p.or = len(p.search.Clauses) > 0
			return nil
		case "NOT":
			p.notNext = true
			return nil
		}
	}
	or := p.or
	p.or, p.notNext = false, false
	if p.field == "" && p.value == "" {
		return nil
	}
	if p.field == string(SearchIn) {
		return p.in()
	}
	v, err := p.read()
	if err != nil {
		return err
	}
	p.values++
	return p.add(v, or)
}

func (p *searchParser) typed() string { return p.field + ":" + p.value }

func (p *searchParser) in() error {
	if !strings.EqualFold(p.value, "title") || p.not {
		return &SearchError{p.typed(), "only the headline can be looked in by itself", []string{"in:title"}}
	}
	p.search.InTitle = true
	return nil
}

// read makes the token's value.
func (p *searchParser) read() (SearchValue, error) {
	v := SearchValue{Text: p.value, Phrase: p.phrase}
	if p.field == "" {
		return v, nil
	}
	if !knownField(p.field) {
		var names []string
		for _, f := range SearchFields() {
			names = append(names, f.Field+":")
		}
		return v, &SearchError{p.field + ":", "there is no such field; to look for the words themselves, put them in quotation marks", names}
	}
	if v.Text == "" {
		return v, &SearchError{p.field + ":", "a value follows right after the colon", []string{example(p.field)}}
	}
	v.Text, v.Phrase = strings.ToLower(v.Text), false
	ok := true
	switch SearchField(p.field) {
	case SearchFigure:
		if v.Least, v.Most, ok = figureRange(v.Text); !ok {
			return v, &SearchError{p.typed(), "this is not a number", []string{"figure:16.8m", `figure:"16.8 million"`, "figure:1m..2m", "figure:>70%"}}
		}
	case SearchBefore, SearchAfter:
		if v.Day, ok = searchDay(v.Text); !ok {
			return v, &SearchError{p.typed(), "this is not a day, a month or a year", []string{p.field + ":2026-03-12", p.field + ":2026-03", p.field + ":2026"}}
		}
		if p.not {
			return v, &SearchError{"-" + p.typed(), "before and after cannot be excluded; ask for the other one", nil}
		}
	}
	return v, nil
}

func example(field string) string {
	for _, f := range SearchFields() {
		if f.Field == field {
			return f.Example
		}
	}
	return ""
}

// add puts a value into the clause that it belongs to. An article has one
// outlet, kind and language, so further ones are alternatives.
func (p *searchParser) add(v SearchValue, or bool) error {
	field := SearchField(p.field)
	if or {
		last := &p.search.Clauses[len(p.search.Clauses)-1]
		if last.Not || p.not || last.Field != field || field == SearchBefore || field == SearchAfter {
			return &SearchError{"OR", "it joins words with words, or two values of one field, none of them excluded", []string{"backdoor OR “lawful access”", "tag:client-side-scanning OR tag:lawful-access"}}
		}
		last.Any = append(last.Any, v)
		return nil
	}
	if !p.not && (field == SearchOutlet || field == SearchKind || field == SearchLang) {
		for i, c := range p.search.Clauses {
			if c.Field == field && !c.Not {
				p.search.Clauses[i].Any = append(c.Any, v)
				return nil
			}
		}
	}
	p.search.Clauses = append(p.search.Clauses, Clause{field, p.not, []SearchValue{v}})
	return nil
}
