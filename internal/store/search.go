package store

import (
	"fmt"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// wanted is a search on its way to SQL.
type wanted struct {
	words   []askedWords  // looked up in the index, those that must not occur last
	title   bool          // in headlines only
	clauses []news.Clause // on fields
}

// askedWords are alternatives: words and phrases, each in every form in which
// the index can hold it, folded and with single spaces.
type askedWords struct {
	not   bool
	forms []string
}

// compile turns a search into what the index is asked for. ErrInvalid when
// nothing is left to look for.
func (ws *words) compile(s news.Search) (w wanted, err error) {
	w.title = s.InTitle
	for _, c := range s.Clauses {
		if c.Field != news.SearchWords {
			w.clauses = append(w.clauses, c)
			continue
		}
		asked := askedWords{c.Not, ws.formsOf(c.Any)}
		twice := slices.ContainsFunc(w.words, func(a askedWords) bool { return a.not == asked.not && slices.Equal(a.forms, asked.forms) })
		if len(asked.forms) > 0 && !twice {
			w.words = append(w.words, asked)
		}
	}
	slices.SortStableFunc(w.words, func(a, b askedWords) int { return flag(a.not) - flag(b.not) })
	switch {
	case w.anyWord() || len(w.clauses) > 0:
	case len(w.words) > 0:
		err = &news.SearchError{Why: "add a word that should occur, not only words that should not"}
	default:
		err = &news.SearchError{Why: "there is nothing to look for in it: write a word"}
	}
	return w, err
}

// formsOf are the forms of several words or phrases, each once.
func (ws *words) formsOf(values []news.SearchValue) (forms []string) {
	for _, v := range values {
		for _, form := range ws.forms(v.Text) {
			if !slices.Contains(forms, form) {
				forms = append(forms, form)
			}
		}
	}
	return forms
}

// anyWord reports whether a word must occur.
func (w *wanted) anyWord() bool { return len(w.words) > 0 && !w.words[0].not }

// split parts what the index is asked for at once from what it is asked for
// apart: words that must not occur, where there is no other, or where it has to
// stop at a fence, which only a wanted word can have as an alternative.
func (w *wanted) split(fenced bool) (drive, never []askedWords) {
	n := slices.IndexFunc(w.words, func(a askedWords) bool { return a.not })
	if n < 0 || n > 0 && !fenced {
		n = len(w.words)
	}
	return w.words[:n], w.words[n:]
}

// expr is an expression of the index. Where a fence is given, an article that
// has it is found too, whatever else it has. Many words have it once: they stop
// where they stand together, before it or not.
func (w *wanted) expr(words []askedWords, fence string) string {
	var b strings.Builder
	once := len(words) > mostFenced
	for i, asked := range words {
		switch {
		case i > 0 && asked.not:
			b.WriteString(` NOT `)
		case i > 0:
			b.WriteString(` AND `)
		}
		if once {
			b.WriteString(w.anyOf(asked, ""))
		} else {
			b.WriteString(w.anyOf(asked, fence))
		}
	}
	if once && fence != "" {
		return `(` + b.String() + `) OR "` + fence + `"`
	}
	return b.String()
}

func (w *wanted) anyOf(asked askedWords, fence string) string {
	expr := `("` + strings.Join(asked.forms, `" OR "`) + `")` // folded words hold no quotation mark
	if w.title {
		expr = `(title : ` + expr + `)`
	}
	if fence != "" {
		expr = `(` + expr + ` OR "` + fence + `")`
	}
	return expr
}

// matching adds what the index is asked for, as sets, to a selection whose
// articles are called id.
func (w *wanted) matching(s *selection, id string) {
	drive, never := w.split(false)
	if len(drive) > 0 {
		s.where(id + ` IN (SELECT rowid FROM search WHERE search MATCH ` + s.arg(w.expr(drive, "")) + `)`)
	}
	for i := range never {
		s.where(id + ` NOT IN (SELECT rowid FROM search WHERE search MATCH ` + s.arg(w.expr(never[i:i+1], "")) + `)`)
	}
}

// stint is a stretch of articles: their ids, and the times at which they were
// first seen. The zero value is all of them.
type stint struct {
	lo, hi      int64 // ids in [lo, hi)
	first, last int64
	fence       string // a phrase of an article below lo and of none in it; empty: none is needed
}

func (st stint) empty() bool { return st.lo >= st.hi }

// during limits a set to the times of a stint.
func (s *selection) during(column string, st stint) string {
	if st.hi == 0 {
		return ""
	}
	return ` AND ` + column + ` >= ` + s.arg(st.first) + ` AND ` + column + ` <= ` + s.arg(st.last)
}

// clauses adds the conditions on fields to a selection whose articles are
// called id. Each is a set that an index gives, so that a walk over the matches
// of words looks no further into articles that it does not want.
func (s *selection) clauses(d *dialect, id string, clauses []news.Clause, st stint) {
	for _, c := range clauses {
		set := s.set(d, c, st)
		if set == "" {
			continue
		}
		in := ` IN (`
		if c.Not {
			in = ` NOT IN (`
		}
		s.where(id + in + set + `)`)
	}
}

// set is a query for the ids of the articles that a clause names.
func (s *selection) set(d *dialect, c news.Clause, st stint) string {
	switch c.Field {
	case news.SearchTag:
		return `SELECT article_id FROM article_tag WHERE term_id IN (` + s.tagTerms(c.Any) + `)` + s.during(`first_seen`, st)
	case news.SearchOutlet:
		return `SELECT article_id FROM article_now` + d.hint(`now_outlet`) + ` WHERE outlet_id IN (SELECT id FROM outlet WHERE slug IN ` +
			s.texts(c.Any, nil) + `)` + s.during(`first_seen`, st)
	case news.SearchKind:
		return `SELECT article_id FROM article_now` + d.hint(`now_kind`) + ` WHERE kind IN ` +
			s.texts(c.Any, func(t string) string { return strings.ReplaceAll(t, "-", "_") }) + s.during(`first_seen`, st)
	case news.SearchLang:
		return `SELECT article_id FROM article_now` + d.hint(`now_lang`) + ` WHERE lang IN ` + s.texts(c.Any, primary) + s.during(`first_seen`, st)
	case news.SearchSource, news.SearchFigure:
		return s.ofTexts(s.finding(c))
	}
	return ""
}

// finding is where the findings stand that a clause names, called f.
func (s *selection) finding(c news.Clause) (from, condition string) {
	switch c.Field {
	case news.SearchSource:
		return `cited f`, `f.term_id IN (SELECT id FROM term WHERE words IN ` + s.texts(c.Any, sourceTerm) +
			` AND words NOT IN (SELECT 'source/' || target FROM withdrawal WHERE what = 'source'))`
	case news.SearchFigure:
		return `figure f`, s.ranges(`f.value`, c.Any)
	}
	return "", ""
}

// ofTexts are the articles whose newest text has a finding.
func (s *selection) ofTexts(from, condition string) string {
	return `SELECT m.article_id FROM ` + from + ` CROSS JOIN text x ON x.id = f.text_id CROSS JOIN article_now m
		ON m.revision_id = x.revision_id AND m.text_id = x.id WHERE ` + condition
}

// ask looks the findings that a clause names up for each article n.
func (s *selection) ask(c news.Clause) {
	from, condition := s.finding(c)
	not := ""
	if c.Not {
		not = `NOT `
	}
	s.where(not + `EXISTS (SELECT 1 FROM ` + from + ` WHERE f.text_id = n.text_id AND ` + condition + `)`)
}

// texts lists values as arguments.
func (s *selection) texts(values []news.SearchValue, as func(string) string) string {
	var list []string
	for _, v := range values {
		text := v.Text
		if as != nil {
			text = as(text)
		}
		list = append(list, s.arg(text))
	}
	return `(` + strings.Join(list, ", ") + `)`
}

// tagTerms finds tags by their whole name or, without a facet, by the rest.
func (s *selection) tagTerms(values []news.SearchValue) string {
	var any []string
	for _, v := range values {
		if strings.Contains(v.Text, "/") {
			any = append(any, `words = `+s.arg(v.Text))
		} else {
			any = append(any, `words LIKE `+s.arg("%/"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(v.Text))+` ESCAPE '\'`)
		}
	}
	return `SELECT id FROM term WHERE ` + strings.Join(any, ` OR `)
}

func (s *selection) ranges(column string, values []news.SearchValue) string {
	var any []string
	for _, v := range values {
		any = append(any, fmt.Sprintf(`%s BETWEEN %s AND %s`, column, s.arg(v.Least), s.arg(v.Most)))
	}
	return `(` + strings.Join(any, ` OR `) + `)`
}

// clausesOf are the conditions of a query that a search could state too.
func clausesOf(q news.Query) (clauses []news.Clause) {
	add := func(f news.SearchField, value string) {
		if value != "" {
			clauses = append(clauses, news.Clause{Field: f, Any: []news.SearchValue{{Text: value}}})
		}
	}
	for _, tag := range q.Tags {
		add(news.SearchTag, tag)
	}
	add(news.SearchOutlet, string(q.Outlet))
	add(news.SearchKind, string(q.Kind))
	add(news.SearchLang, q.Lang)
	return clauses
}
