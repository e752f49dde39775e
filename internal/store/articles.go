package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"cipherdesk/internal/address"
	"cipherdesk/internal/news"
)

// Articles lists what a query selects, newest first seen first, with the
// cursor of the next page; it is empty at the end. Withdrawn articles are in
// no list. ErrInvalid for a bad cursor, limit, verdict or search.
func (r *Reader) Articles(ctx context.Context, q news.Query) ([]news.Row, string, error) {
	limit, err := pageSize(q.Limit)
	if err != nil {
		return nil, "", err
	}
	if q.Text != "" {
		found, err := r.Sought(ctx, q)
		return found.Rows, found.Next, err
	}
	s, err := r.selectArticles(q)
	if err != nil {
		return nil, "", err
	}
	rows, err := r.rows(ctx, s.query(limit+1), s.args)
	if err != nil || len(rows) <= limit {
		return rows, "", err
	}
	last := rows[limit-1]
	return rows[:limit], cursor{ms(last.FirstSeen), last.Seq}.String(), nil
}

// maxTags bounds how many tags one query asks for.
const maxTags = 16

func countTags(q news.Query) error {
	if len(q.Tags) > maxTags {
		return fmt.Errorf("at most %d tags at once: %w", maxTags, news.ErrInvalid)
	}
	return nil
}

// articleSelection is a query on its way to SQL. One table drives it in the
// order of the list, so that a page costs what it shows, not what there is.
type articleSelection struct {
	selection
	from  string
	order string
	time  string // column of first seen in the driving table
}

func (s *articleSelection) query(limit int) string {
	return `SELECT ` + rowColumns + ` FROM ` + s.from + rowJoins + ` WHERE ` + s.conditions() +
		` ORDER BY ` + s.order + ` ` + s.limit(limit)
}

func (r *Reader) selectArticles(q news.Query) (*articleSelection, error) {
	after, err := parseCursor(q.Cursor)
	if err != nil {
		return nil, err
	}
	verdicts, err := verdictsOf(q.Story)
	if err != nil {
		return nil, err
	}
	if err := countTags(q); err != nil {
		return nil, err
	}
	s := &articleSelection{}
	if len(q.Tags) > 0 {
		s.byTag(q.Tags[0], after)
	} else {
		s.byIndex(r.dialect, q, verdicts, after)
	}
	s.filter(q, verdicts)
	return s, s.matching(r, q.Text)
}

func (s *articleSelection) byTag(tag string, after cursor) {
	s.from = `article_tag g JOIN article_now n ON n.article_id = g.article_id`
	s.order, s.time = `g.first_seen DESC, g.article_id DESC`, `g.first_seen`
	s.where(`g.term_id = (SELECT id FROM term WHERE words = ` + s.arg(tag) + `)`)
	if after != theTop {
		s.where(`(g.first_seen, g.article_id) < (` + s.arg(after.time) + `, ` + s.arg(after.id) + `)`)
	}
}

// byIndex walks the index that leaves least to skip.
func (s *articleSelection) byIndex(d *dialect, q news.Query, v verdicts, after cursor) {
	index, shown := `now_time`, q.Shown || v.topical()
	switch {
	case q.Outlet != "" && shown:
		index = `now_outlet_shown`
	case q.Outlet != "":
		index = `now_outlet`
	case q.Kind != "" && shown:
		index = `now_kind_shown`
	case q.Kind != "":
		index = `now_kind`
	case v.only(storyYes):
		index = `now_yes`
	case shown:
		index = `now_shown`
	case q.Lang != "":
		index = `now_lang`
	}
	if shown && !q.Shown && index != `now_yes` {
		s.where(`n.shown = 1`)
	}
	s.from = `article_now n` + d.hint(index)
	s.order, s.time = `n.first_seen DESC, n.article_id DESC`, `n.first_seen`
	if after != theTop {
		s.where(`(n.first_seen, n.article_id) < (` + s.arg(after.time) + `, ` + s.arg(after.id) + `)`)
	}
}

// filter adds every condition that the driving table has not met.
func (s *articleSelection) filter(q news.Query, v verdicts) {
	if !q.Since.IsZero() {
		s.where(s.time + ` >= ` + s.arg(ms(q.Since)))
	}
	if !q.Until.IsZero() {
		s.where(s.time + ` < ` + s.arg(ms(q.Until)))
	}
	if cond := v.condition(); cond != "" {
		s.where(cond)
	}
	if q.Shown {
		s.where(`n.shown = 1`)
	}
	if q.Outlet != "" {
		s.where(`n.outlet_id = (SELECT id FROM outlet WHERE slug = ` + s.arg(string(q.Outlet)) + `)`)
	}
	if q.Kind != "" {
		s.where(`n.kind = ` + s.arg(string(q.Kind)))
	}
	if q.Lang != "" {
		s.where(`n.lang = ` + s.arg(primary(q.Lang)))
	}
	if !q.Copies {
		s.where(`n.copy_of IS NULL`)
	}
	if q.NoEvent {
		s.where(`n.event_id IS NULL`)
	}
	for _, tag := range q.Tags {
		s.where(`EXISTS (SELECT 1 FROM article_tag h WHERE h.term_id = (SELECT id FROM term WHERE words = ` + s.arg(tag) +
			`) AND h.first_seen = n.first_seen AND h.article_id = n.article_id)`)
	}
}

// verdicts is a set of stories; empty: every one.
type verdicts []int

func verdictsOf(story []news.Verdict) (verdicts, error) {
	var v verdicts
	for _, s := range story {
		n := storyOut(s)
		if n == storyNone {
			return nil, fmt.Errorf("story %q: it is yes, passing or no: %w", s, news.ErrInvalid)
		}
		v = append(v, n)
	}
	return v, nil
}

// topical reports whether only yes and passing are wanted: those are always
// shown.
func (v verdicts) topical() bool {
	for _, n := range v {
		if n < storyPassing {
			return false
		}
	}
	return len(v) > 0
}

func (v verdicts) only(story int) bool {
	for _, n := range v {
		if n != story {
			return false
		}
	}
	return len(v) > 0
}

// condition is written with literals, which partial indexes need.
func (v verdicts) condition() string {
	if len(v) == 0 {
		return ""
	}
	var list []string
	for n := storyNo; n <= storyYes; n++ {
		if v.has(n) {
			list = append(list, fmt.Sprint(n))
		}
	}
	if len(list) == 1 {
		return `n.story = ` + list[0]
	}
	return `n.story IN (` + strings.Join(list, ", ") + `)`
}

func (v verdicts) has(story int) bool {
	for _, n := range v {
		if n == story {
			return true
		}
	}
	return false
}

const rowColumns = `n.article_id, a.slug, a.url, n.first_seen, a.from_first, a.added_by, n.aliases, o.slug, o.name, n.kind, o.excerpt,
	n.title, n.byline, n.published, n.language, n.lead, n.chars, n.snippet, n.story, n.score, n.tags, n.versions, n.gone,
	n.updated, n.words, coalesce(e.slug, ''), coalesce(c.slug, '')`

// Left joins, although nothing is ever missing: they keep the driving table
// first.
const rowJoins = ` LEFT JOIN article a ON a.id = n.article_id LEFT JOIN outlet o ON o.id = n.outlet_id
	LEFT JOIN event e ON e.id = n.event_id LEFT JOIN article c ON c.id = n.copy_of`

func (r *Reader) rows(ctx context.Context, query string, args []any) ([]news.Row, error) {
	var out []news.Row
	var tags []tagList
	err := r.each(ctx, query, args, func(rows *sql.Rows) error {
		var s rowScan
		if err := rows.Scan(s.dest()...); err != nil {
			return err
		}
		row, list, err := s.row()
		out, tags = append(out, row), append(tags, list)
		return err
	})
	for i := range out {
		if err == nil {
			out[i].Tags, err = r.tags(ctx, tags[i])
		}
	}
	return out, err
}

// tags names the tags of a row. It asks for words that are not known yet, so
// no other answer may be open: it would hold the connection that this needs.
func (r *Reader) tags(ctx context.Context, list tagList) ([]news.Tag, error) {
	var out []news.Tag
	for _, g := range list {
		words, err := r.term(ctx, g.term)
		if err != nil {
			return nil, err
		}
		out = append(out, news.Tag{Tag: words, Score: g.score})
	}
	return out, nil
}

// rowScan is a row as the database has it.
type rowScan struct {
	news.Row
	firstSeen, updated                     int64
	aliases, byline, published, lead, tags string
	limit, chars, snippet, story           int
}

func (s *rowScan) dest() []any {
	r := &s.Row
	return []any{&r.Seq, &r.ID, &r.URL, &s.firstSeen, &r.FromFirst, &r.AddedBy, &s.aliases, &r.Article.Outlet, &r.OutletName, &r.Kind, &s.limit,
		&r.Title, &s.byline, &s.published, &r.Language, &s.lead, &s.chars, &s.snippet, &s.story, &r.Score, &s.tags, &r.Revisions, &r.Gone,
		&s.updated, &r.Words, &r.Event, &r.SameTextAs}
}

// row is the row but for the names of its tags.
func (s *rowScan) row() (news.Row, tagList, error) {
	r := s.Row
	r.FirstSeen, r.Updated = at(s.firstSeen), at(s.updated)
	r.Aliases, r.Byline = fromLines(s.aliases), fromLines(s.byline)
	r.Excerpt = excerpt(s.lead, s.chars, s.limit, s.snippet)
	r.Story = storyFrom(s.story)
	var err error
	if r.Published, err = claimFrom(s.published); err != nil {
		return r, nil, err
	}
	tags, err := tagsFrom(s.tags)
	return r, tags, err
}

// term returns the words of a term. They never change, so they are asked for
// once.
func (r *Reader) term(ctx context.Context, id int64) (words string, err error) {
	if w, ok := r.terms.Load(id); ok {
		return w.(string), nil
	}
	found, err := r.one(ctx, `SELECT words FROM term WHERE id = $1`, []any{id}, &words)
	if err != nil {
		return "", err
	}
	if !found {
		return "", fmt.Errorf("term %d is missing: %w", id, errDamaged)
	}
	r.terms.Store(id, words)
	return words, nil
}

// ArticleID names the article at a canonical address. Scheme, www and a slash
// at the end make no other article.
func ArticleID(canonical string) news.ArticleID {
	key, err := address.Key(canonical)
	if err != nil {
		key = canonical
	}
	return news.NewArticleID(key)
}

// Resolve finds the article at the first known of several canonical addresses,
// by its own address or another one that it was seen at. A withdrawn article
// is found too. ErrNotFound.
func (r *Reader) Resolve(ctx context.Context, canonical ...string) (news.ArticleID, error) {
	for _, url := range canonical {
		var id string
		found, err := r.one(ctx, `SELECT slug FROM article WHERE slug IN ($1, $2)
			UNION ALL SELECT a.slug FROM alias l JOIN article a ON a.id = l.article_id WHERE l.slug IN ($1, $2) LIMIT 1`,
			[]any{string(ArticleID(url)), string(news.NewArticleID(url))}, &id)
		if err != nil || found {
			return news.ArticleID(id), err
		}
	}
	return "", fmt.Errorf("no article at %s: %w", strings.Join(canonical, ", "), news.ErrNotFound)
}

// Tags counts, for each tag, the articles with verdict yes first seen since a
// time; the zero time counts all. Tags without any are left out.
func (r *Reader) Tags(ctx context.Context, since time.Time) (map[string]int, error) {
	out := map[string]int{}
	query, args := `SELECT m.words, c.stories FROM tag_count c JOIN term m ON m.id = c.term_id WHERE c.stories > 0`, []any(nil)
	if !since.IsZero() {
		// Per tag, so that each count is one stretch of the index.
		query, args = `SELECT m.words, (SELECT count(*) FROM article_tag g WHERE g.term_id = c.term_id AND g.first_seen >= $1 AND g.story = 3) AS n
			FROM tag_count c JOIN term m ON m.id = c.term_id WHERE c.stories > 0`, []any{ms(since)}
	}
	err := r.each(ctx, query, args, func(rows *sql.Rows) error {
		var tag string
		var n int
		err := rows.Scan(&tag, &n)
		if n > 0 {
			out[tag] = n
		}
		return err
	})
	return out, err
}

// TagsNewest tells when the newest story of each tag was first seen.
func (r *Reader) TagsNewest(ctx context.Context) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	err := r.each(ctx, `SELECT m.words, coalesce((SELECT g.first_seen FROM article_tag g WHERE g.term_id = c.term_id AND g.story = 3
		ORDER BY g.first_seen DESC LIMIT 1), 0) FROM tag_count c JOIN term m ON m.id = c.term_id WHERE c.stories > 0`, nil, func(rows *sql.Rows) error {
		var tag string
		var when int64
		err := rows.Scan(&tag, &when)
		if when > 0 {
			out[tag] = at(when)
		}
		return err
	})
	return out, err
}

// Span returns when the first and the last article were first seen; zero times
// when there is none.
func (r *Reader) Span(ctx context.Context) (first, last time.Time, err error) {
	var lo, hi optional
	_, err = r.one(ctx, `SELECT (SELECT min(first_seen) FROM article_now), (SELECT max(first_seen) FROM article_now)`, nil, &lo, &hi)
	return at(int64(lo)), at(int64(hi)), err
}
