package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// Marker finds the words of a search in any text, in every form under which the
// search finds them: other endings, other accents, upper and lower case.
type Marker struct {
	words *words
	terms []markTerm
}

// markTerm is a word or phrase: its words, as they stand and as stems.
type markTerm struct{ plain, stems []string }

// Marker returns what finds the wanted words of a search.
func (r *Reader) Marker(s news.Search) *Marker {
	m := &Marker{words: r.words}
	for _, c := range s.Clauses {
		if c.Field != news.SearchWords || c.Not {
			continue
		}
		for _, v := range c.Any {
			t := markTerm{strings.Fields(r.words.index(v.Text, "und")), strings.Fields(r.words.index(v.Text, "en"))}
			if len(t.plain) > 0 {
				m.terms = append(m.terms, t)
			}
		}
	}
	return m
}

// Words reports whether there is a word to look for.
func (m *Marker) Words() bool { return len(m.terms) > 0 }

// token is a word of a text in both forms.
type token struct {
	plain, stem string
	place
}

func (ws *words) tokens(text string) []token {
	st := ws.pool.Get().(*stemmer)
	defer ws.pool.Put(st)
	var out []token
	eachWord(text, func(word []byte, ascii bool, at place) {
		if !ascii {
			word = foldRunes(word)
		}
		if len(word) > 0 {
			out = append(out, token{string(word), st.stem(word, len(word) > 2), at})
		}
	})
	return out
}

// Find returns where the words stand in a text, as pairs of byte offsets, in
// order and apart from each other.
func (m *Marker) Find(text string) [][2]int {
	tokens := m.words.tokens(text)
	var found [][2]int
	for i := range tokens {
		if n := m.longest(tokens[i:]); n > 0 {
			found = append(found, [2]int{tokens[i].start, tokens[i+n-1].end})
		}
	}
	return joined(found)
}

// longest is the number of words of the longest term at the start of a text.
func (m *Marker) longest(tokens []token) int {
	n := 0
	for _, t := range m.terms {
		if len(t.plain) > n && t.begins(tokens) {
			n = len(t.plain)
		}
	}
	return n
}

func (t markTerm) begins(tokens []token) bool {
	if len(tokens) < len(t.plain) || len(t.plain) != len(t.stems) {
		return false
	}
	for i := range t.plain {
		if tokens[i].plain != t.plain[i] && tokens[i].stem != t.stems[i] {
			return false
		}
	}
	return true
}

// joined puts stretches that touch into one.
func joined(found [][2]int) (out [][2]int) {
	for _, f := range found {
		if n := len(out); n > 0 && f[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], f[1])
			continue
		}
		out = append(out, f)
	}
	return out
}

// holds counts the terms that stand in a text.
func (m *Marker) holds(text string) (n int) {
	tokens := m.words.tokens(text)
	for _, t := range m.terms {
		for i := range tokens {
			if t.begins(tokens[i:]) {
				n++
				break
			}
		}
	}
	return n
}

// best reads, of articles, those of which the headline, and then the excerpt,
// holds most of the words; among equals the newest is first.
func (r *Reader) best(ctx context.Context, found []match, s news.Search, limit int) ([]news.Row, error) {
	score, err := r.scores(ctx, found, r.Marker(s))
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(found, func(a, b match) int { return score[b.id] - score[a.id] })
	rows, err := r.rowsOf(ctx, found[:min(len(found), limit)])
	slices.SortStableFunc(rows, func(a, b news.Row) int { return score[b.Seq] - score[a.Seq] })
	return rows, err
}

// scores reads of articles only what they are put in order by.
func (r *Reader) scores(ctx context.Context, found []match, m *Marker) (map[int64]int, error) {
	score := map[int64]int{}
	if len(found) == 0 {
		return score, nil
	}
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f.id
	}
	var s selection
	s.where(`n.article_id IN ` + padded(&s, ids))
	err := r.each(ctx, `SELECT n.article_id, n.title, n.lead, n.chars, n.snippet, o.excerpt FROM article_now n
		LEFT JOIN outlet o ON o.id = n.outlet_id WHERE `+s.conditions(), s.args, func(rows *sql.Rows) error {
		var id int64
		var title, lead string
		var chars, snippet, limit int
		err := rows.Scan(&id, &title, &lead, &chars, &snippet, &limit)
		score[id] = inHeadline*m.holds(title) + m.holds(excerpt(lead, chars, limit, snippet))
		return err
	})
	return score, err
}

// inHeadline is what a word of the headline counts beside one of the excerpt.
const inHeadline = 3
