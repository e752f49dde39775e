package store

import (
	"fmt"
	"strings"

	"cipherdesk/internal/news"
)

// wanted is a search on its way to SQL.
type wanted struct {
	expr    string        // what the index is asked for; empty: no word is wanted
	never   []string      // the same for words that must not occur, when none is wanted
	clauses []news.Clause // on fields
}

// compile turns a search into expressions of the index. ErrInvalid when
// nothing is left to look for.
func (ws *words) compile(s news.Search) (w wanted, err error) {
	var want, not []string
	for _, c := range s.Clauses {
		if c.Field != news.SearchWords {
			w.clauses = append(w.clauses, c)
			continue
		}
		expr := ws.anyOf(c.Any)
		switch {
		case expr == "":
		case c.Not:
			not = append(not, expr)
		default:
			want = append(want, expr)
		}
	}
	where := ""
	if s.InTitle {
		where = `title : `
	}
	switch {
	case len(want) > 0:
		w.expr = where + `(` + strings.Join(append([]string{strings.Join(want, " AND ")}, not...), " NOT ") + `)`
	case len(w.clauses) == 0 && len(not) > 0:
		err = &news.SearchError{Why: "add a word that should occur, not only words that should not"}
	case len(w.clauses) == 0:
		err = &news.SearchError{Why: "there is nothing to look for in it: write a word"}
	}
	for _, n := range not {
		w.never = append(w.never, where+`(`+n+`)`)
	}
	return w, err
}

// anyOf asks for one of several words or phrases, each in every form in which
// the index can hold it.
func (ws *words) anyOf(values []news.SearchValue) string {
	var forms []string
	for _, v := range values {
		for _, form := range ws.forms(v.Text) {
			forms = append(forms, `"`+form+`"`) // folded words hold no quotation mark
		}
	}
	if len(forms) == 0 {
		return ""
	}
	return `(` + strings.Join(forms, " OR ") + `)`
}

// stint is a stretch of articles: their ids, and the times at which they were
// first seen. The zero value is all of them.
type stint struct {
	lo, hi      int64 // ids in [lo, hi)
	first, last int64
}

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
	case news.SearchSource:
		return s.ofTexts(`cited f`, `f.term_id IN (SELECT id FROM term WHERE words IN `+s.texts(c.Any, sourceTerm)+
			` AND words NOT IN (SELECT 'source/' || target FROM withdrawal WHERE what = 'source'))`)
	case news.SearchFigure:
		return s.ofTexts(`figure f`, s.ranges(`f.value`, c.Any))
	}
	return ""
}

// ofTexts are the articles whose newest text has a finding.
func (s *selection) ofTexts(from, condition string) string {
	return `SELECT m.article_id FROM ` + from + ` CROSS JOIN text x ON x.id = f.text_id CROSS JOIN article_now m
		ON m.revision_id = x.revision_id AND m.text_id = x.id WHERE ` + condition
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
