package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"cipherdesk/internal/news"
)

// State tells how far whoever remembers rows may trust them.
type State struct {
	Generation int64
	Rest       string // another one: nothing remembered holds
	Health     string // another one: feeds stand otherwise
}

// State reads the present one.
func (r *Reader) State(ctx context.Context) (s State, err error) {
	var withdrawal, standing int64
	var register string
	_, err = r.one(ctx, `SELECT n, (SELECT coalesce(max(id), 0) FROM withdrawal), (SELECT coalesce(max(id), 0) FROM feed_standing),
		coalesce((SELECT value FROM setting WHERE name = $1), '') FROM generation WHERE id = 1`, []any{registerSetting},
		&s.Generation, &withdrawal, &standing, &register)
	s.Rest, s.Health = fmt.Sprint(withdrawal, " ", register), fmt.Sprint(standing, " ", register)
	return s, err
}

// Touched is what was written of lists and events since a generation.
type Touched struct {
	All      bool // too much to tell
	Articles []TouchedArticle
	Events   []news.EventID
}

// TouchedArticle is an article whose row in lists was written, as it stands now.
type TouchedArticle struct {
	Seq    int64
	ID     news.ArticleID
	Live   bool      // did not come with its feed's first poll
	Placed time.Time // when it is news; zero: nobody knows
	Story  news.Verdict
	Event  news.EventID
}

// mostTouched bounds what Touched tells.
const mostTouched = 1000

// Touched lists what was written in a generation or after it. A withdrawn article
// is in no list any more, and not in this one: State tells of it.
func (r *Reader) Touched(ctx context.Context, since int64) (t Touched, err error) {
	err = r.each(ctx, `SELECT n.article_id, a.slug, n.live, coalesce(n.placed, 0), n.story, coalesce(e.slug, '')
		FROM article_now n`+r.dialect.hint(`now_touched`)+` LEFT JOIN article a ON a.id = n.article_id LEFT JOIN event e ON e.id = n.event_id
		WHERE n.touched >= $1 LIMIT ($2 + 0)`, []any{since, mostTouched + 1}, func(rows *sql.Rows) error {
		var a TouchedArticle
		var placed int64
		var story int
		err := rows.Scan(&a.Seq, &a.ID, &a.Live, &placed, &story, &a.Event)
		a.Placed, a.Story = at(placed), storyFrom(story)
		t.Articles = append(t.Articles, a)
		return err
	})
	if err != nil {
		return t, err
	}
	err = r.each(ctx, `SELECT slug FROM event v`+r.dialect.hint(`event_touched`)+` WHERE touched >= $1 LIMIT ($2 + 0)`, []any{since, mostTouched + 1},
		func(rows *sql.Rows) error {
			var id news.EventID
			err := rows.Scan(&id)
			t.Events = append(t.Events, id)
			return err
		})
	t.All = len(t.Articles) > mostTouched || len(t.Events) > mostTouched
	return t, err
}

// RowsBySeq reads articles as lists show them, by the numbers of their rows.
// Those that no list shows any more are left out.
func (r *Reader) RowsBySeq(ctx context.Context, seqs []int64) ([]news.Row, error) {
	var out []news.Row
	for len(seqs) > 0 {
		n := min(len(seqs), largestPage)
		s := articleSelection{from: `article_now n`, order: `n.article_id`}
		for _, seq := range seqs[:n] {
			s.arg(seq)
		}
		s.where(`n.article_id IN ` + places(1, n))
		rows, err := r.rows(ctx, s.query(n), s.args)
		if err != nil {
			return nil, err
		}
		out, seqs = append(out, rows...), seqs[n:]
	}
	return out, nil
}
