package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"time"

	"cipherdesk/internal/news"
)

// What pages and editions ask beyond single articles and events. Every query
// here walks an index over what it shows, never over everything there is.

// mostEdition bounds the rows of one edition.
const mostEdition = 5000

// Beyond is how far a publication day can lie from its instant: a claim
// without a zone counts for the day that it prints.
const Beyond = 24 * time.Hour

// EditionRows lists what an edition may hold, oldest first: the stories and
// mentions first seen in [from, to), and those of first polls that say that
// they were published around then; the caller decides by their day.
func (r *Reader) EditionRows(ctx context.Context, from, to time.Time) ([]news.Row, error) {
	live, err := r.placedRows(ctx, 1, from, to)
	if err != nil {
		return nil, err
	}
	early, err := r.EarlyRows(ctx, from, to)
	return append(live, early...), err
}

// EarlyRows lists, of EditionRows, what first polls brought.
func (r *Reader) EarlyRows(ctx context.Context, from, to time.Time) ([]news.Row, error) {
	return r.placedRows(ctx, 0, from.Add(-Beyond), to.Add(Beyond))
}

func (r *Reader) placedRows(ctx context.Context, live int, from, to time.Time) ([]news.Row, error) {
	s := r.placed()
	s.where(`n.live = ` + s.arg(live) + ` AND n.placed >= ` + s.arg(ms(from)) + ` AND n.placed < ` + s.arg(ms(to)))
	s.order = `n.placed`
	return r.rows(ctx, s.query(mostEdition), s.args)
}

// placed walks the index of editions. The condition is the index's own.
func (r *Reader) placed() *articleSelection {
	s := &articleSelection{from: `article_now n` + r.dialect.hint(`now_placed`)}
	s.where(`n.story >= 2`)
	return s
}

// NewestStories returns when the newest story was first seen, and on what day
// the newest one of first polls says that it was published; zero times when
// there is none.
func (r *Reader) NewestStories(ctx context.Context) (live, published time.Time, err error) {
	for i, t := range []*time.Time{&published, &live} {
		var when int64
		_, err := r.one(ctx, `SELECT n.placed FROM article_now n`+r.dialect.hint(`now_placed`)+
			` WHERE n.live = $1 AND n.placed IS NOT NULL AND n.story >= 2 AND n.story = 3 ORDER BY n.placed DESC LIMIT 1`, []any{i}, &when)
		if err != nil {
			return live, published, err
		}
		*t = at(when)
	}
	return live, published, nil
}

// OldestStory returns the earliest time at which a story or mention is news; the
// zero time when there is none.
func (r *Reader) OldestStory(ctx context.Context) (oldest time.Time, err error) {
	for live := range 2 {
		var when int64
		found, err := r.one(ctx, `SELECT n.placed FROM article_now n`+r.dialect.hint(`now_placed`)+
			` WHERE n.live = $1 AND n.placed IS NOT NULL AND n.story >= 2 ORDER BY n.placed LIMIT 1`, []any{live}, &when)
		if err != nil {
			return oldest, err
		}
		if found && (oldest.IsZero() || at(when).Before(oldest)) {
			oldest = at(when)
		}
	}
	return oldest, nil
}

// StoryCount is how many stories, of how many outlets.
type StoryCount struct{ Stories, Outlets int }

// MostCounted is where counting stories ends: more are as many as this.
const MostCounted = 1000

// CountStories counts the stories that are news in [from, to): those first seen
// then, or, where there are none, those that first polls brought of it.
func (r *Reader) CountStories(ctx context.Context, from, to time.Time) (c StoryCount, err error) {
	for _, live := range []int{1, 0} {
		var s selection
		s.where(`n.live = ` + s.arg(live) + ` AND n.placed >= ` + s.arg(ms(from)) + ` AND n.placed < ` + s.arg(ms(to)) + ` AND n.story >= 2 AND n.story = 3`)
		_, err = r.one(ctx, `SELECT count(*), count(DISTINCT outlet_id) FROM (SELECT n.outlet_id FROM article_now n`+r.dialect.hint(`now_placed`)+
			` WHERE `+s.conditions()+` `+s.limit(MostCounted)+`) AS some`, s.args, &c.Stories, &c.Outlets)
		if err != nil || c.Stories > 0 {
			break
		}
	}
	return c, err
}

// UndatedRows lists the newest stories that came with first polls and state no
// credible day, and counts all of them, MostCounted at most.
func (r *Reader) UndatedRows(ctx context.Context, limit int) (rows []news.Row, all int, err error) {
	const undated = `n.live = 0 AND n.placed IS NULL AND n.story = 3`
	_, err = r.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM article_now n`+r.dialect.hint(`now_placed`)+` WHERE n.story >= 2 AND `+undated+
		` LIMIT ($1 + 0)) AS some`, []any{MostCounted}, &all)
	if err != nil || limit == 0 {
		return nil, all, err
	}
	s := r.placed()
	s.where(undated)
	s.order = `n.first_seen DESC, n.article_id DESC`
	rows, err = r.rows(ctx, s.query(limit), s.args)
	return rows, all, err
}

// EventsOf reads several events; those that are gone are left out. The order
// is not that of the ids.
func (r *Reader) EventsOf(ctx context.Context, ids []news.EventID) ([]news.EventRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var s selection
	s.where(`v.slug IN ` + padded(&s, ids))
	found, err := r.events(ctx, &s, `v.id`)
	rows := make([]news.EventRow, len(found))
	for i := range found {
		rows[i] = found[i].EventRow
	}
	return rows, err
}

// EventsWith lists events that have an article which a query selects, the one
// with the newest member first. The query's Shown, Copies and NoEvent count
// for nothing. ErrInvalid as for Articles.
func (r *Reader) EventsWith(ctx context.Context, q news.Query) ([]news.EventRow, string, error) {
	verdicts, err := verdictsOf(q.Story)
	if err != nil {
		return nil, "", err
	}
	q.Shown, q.Copies, q.NoEvent = false, true, false
	member := articleSelection{time: `n.first_seen`}
	if err := member.matching(r, q.Text); err != nil {
		return nil, "", err
	}
	member.filter(q, verdicts)
	s := member.selection
	s.conds = []string{`EXISTS (SELECT 1 FROM article_now n WHERE n.event_id = v.id AND ` + s.conditions() + `)`}
	return r.eventPage(ctx, &s, q.Limit, q.Cursor)
}

// matching asks for a search inside of another selection.
func (s *articleSelection) matching(r *Reader, typed string) error {
	if typed == "" {
		return nil
	}
	search, err := news.ParseSearch(clean(typed))
	if err != nil {
		return err
	}
	want, err := r.words.compile(search)
	if err != nil {
		return err
	}
	want.matching(&s.selection, `n.article_id`)
	s.clauses(r.dialect, `n.article_id`, want.clauses, stint{})
	since, until := search.Span(time.UTC)
	s.filter(news.Query{Since: since, Until: until, Copies: true}, nil)
	return nil
}

// PiecesOf reads articles with text and findings; those that are gone are left
// out.
func (r *Reader) PiecesOf(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]news.Piece, error) {
	out := map[news.ArticleID]news.Piece{}
	if len(ids) == 0 {
		return out, nil
	}
	s := articleSelection{from: `article_now n`, order: `n.article_id`}
	s.where(`n.article_id IN (SELECT id FROM article WHERE slug IN ` + padded(&s.selection, ids) + `)`)
	found, err := r.pieces(ctx, s)
	for _, p := range found {
		out[p.Piece.ID] = p.Piece
	}
	return out, err
}

// Stamps tells for each article by what its text and findings can be known to
// be those of before: a copy made under an equal stamp still holds. Articles
// that are gone are left out.
func (r *Reader) Stamps(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]string, error) {
	out := map[news.ArticleID]string{}
	if len(ids) == 0 {
		return out, nil
	}
	var s selection
	in := padded(&s, ids)
	err := r.each(ctx, `SELECT a.slug, n.text_id, n.touched, (SELECT coalesce(max(id), 0) FROM withdrawal) FROM article a
		JOIN article_now n ON n.article_id = a.id WHERE a.slug IN `+in, s.args, func(rows *sql.Rows) error {
		var id news.ArticleID
		var text, touched, withdrawal int64
		err := rows.Scan(&id, &text, &touched, &withdrawal)
		out[id] = fmt.Sprint(text, " ", touched, " ", withdrawal)
		return err
	})
	return out, err
}

// padded lists ids as arguments, the last one repeated until their number is a
// power of two: few statements then serve lists of every length.
func padded[T ~string | ~int64](s *selection, ids []T) string {
	n := 1 << bits.Len(uint(len(ids)-1))
	first := len(s.args) + 1
	for i := range n {
		s.arg(ids[min(i, len(ids)-1)])
	}
	return places(first, n)
}

// FigureQuery selects figures by their articles, newest article first, and by
// their value.
type FigureQuery struct {
	news.Query
	Value *float64 // nil: any
}

// FigureRow is a figure with the article that states it. Its evidence has the
// words.
type FigureRow struct {
	news.Row
	N      int // place among the article's figures, from 0
	Figure news.Figure
}

// figureStep makes one number of an article and a figure's place in it.
const figureStep = 1024

// Figures lists the figures of the articles that a query selects, in the order
// of the articles. ErrInvalid as for Articles.
func (r *Reader) Figures(ctx context.Context, q FigureQuery) ([]FigureRow, string, error) {
	limit, after, err := page(q.Limit, q.Cursor)
	if err != nil {
		return nil, "", err
	}
	s, err := r.selectFigures(q)
	if err != nil {
		return nil, "", err
	}
	if after != theTop {
		t := s.arg(after.time)
		s.where(`n.first_seen <= ` + t + ` AND (n.first_seen < ` + t + ` OR n.article_id * 1024 - g.n < ` + s.arg(after.id) + `)`)
	}
	rows, err := r.figureRows(ctx, s, limit+1)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = cursor{ms(last.FirstSeen), last.Seq*figureStep - int64(last.N)}.String()
	}
	rows, err = r.fillFigures(ctx, rows)
	return rows, next, err
}

// selectFigures walks the articles in their order; one value is looked for
// among the figures themselves.
func (r *Reader) selectFigures(q FigureQuery) (*articleSelection, error) {
	q.Cursor = ""
	if q.Value == nil {
		s, err := r.selectArticles(q.Query)
		if err == nil {
			s.from += ` CROSS JOIN figure g ON g.text_id = n.text_id`
			s.order += `, g.n`
		}
		return s, err
	}
	verdicts, err := verdictsOf(q.Story)
	if err != nil {
		return nil, err
	}
	s := &articleSelection{time: `n.first_seen`, order: `n.first_seen DESC, n.article_id DESC, g.n`,
		from: `figure g CROSS JOIN text x ON x.id = g.text_id CROSS JOIN article_now n ON n.revision_id = x.revision_id AND n.text_id = x.id`}
	s.where(`g.value = ` + s.arg(*q.Value))
	if err := s.matching(r, q.Text); err != nil {
		return nil, err
	}
	s.filter(q.Query, verdicts)
	return s, nil
}

func (r *Reader) figureRows(ctx context.Context, s *articleSelection, limit int) ([]FigureRow, error) {
	var out []FigureRow
	var tags []tagList
	query := `SELECT ` + rowColumns + `, g.n FROM ` + s.from + rowJoins + ` WHERE ` + s.conditions() + ` ORDER BY ` + s.order + ` ` + s.limit(limit)
	err := r.each(ctx, query, s.args, func(rows *sql.Rows) error {
		var scan rowScan
		var f FigureRow
		if err := rows.Scan(append(scan.dest(), &f.N)...); err != nil {
			return err
		}
		var list tagList
		var err error
		f.Row, list, err = scan.row()
		out, tags = append(out, f), append(tags, list)
		return err
	})
	for i := range out {
		if err == nil {
			out[i].Tags, err = r.tags(ctx, tags[i])
		}
	}
	return out, err
}

// fillFigures reads what the texts say of the figures. Where one was withdrawn
// the others move up, as on the article's page.
func (r *Reader) fillFigures(ctx context.Context, rows []FigureRow) ([]FigureRow, error) {
	var ids []news.ArticleID
	for i := range rows {
		if i == 0 || rows[i].ID != rows[i-1].ID {
			ids = append(ids, rows[i].ID)
		}
	}
	pieces, err := r.PiecesOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("figures: %w", err)
	}
	kept := rows[:0]
	for _, row := range rows {
		if figures := pieces[row.ID].Findings.Figures; row.N < len(figures) {
			row.Figure = figures[row.N]
			kept = append(kept, row)
		}
	}
	return kept, nil
}
