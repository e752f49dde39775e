package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"cipherdesk/internal/news"
)

// FigureEntry is a figure with what the ledger must know of its article.
type FigureEntry struct {
	news.Appearance
	Event     news.EventID
	Text      news.ArticleID // whose text the article carries; itself when its own
	Statistic news.FigureID  // to which it belongs now; empty: none
	rare      bool           // see rareValue
}

// LedgerChange is a step of the ledger: SaveLedger takes it whole.
type LedgerChange struct {
	Seen      []news.ArticleID // whose figures were looked at
	Put       []news.Statistic
	Merged    map[news.FigureID]news.FigureID
	Dissolved []news.FigureID
}

// Uncounted lists stories whose figures the ledger has not seen as they are
// now: their text, findings or event are others. A limit of 0 or less is 50.
func (r *Reader) Uncounted(ctx context.Context, limit int) (ids []news.ArticleID, err error) {
	if limit <= 0 {
		limit = defaultPage
	}
	err = r.each(ctx, `SELECT a.slug FROM article_now n JOIN article a ON a.id = n.article_id LEFT JOIN counted c ON c.article_id = n.article_id
		WHERE n.story = 3 AND (c.article_id IS NULL OR c.text_id <> n.text_id OR c.analyser <> n.analyser OR c.event_id <> coalesce(n.event_id, 0))
		ORDER BY n.article_id LIMIT $1 + 0`, []any{limit}, func(rows *sql.Rows) error {
		var id news.ArticleID
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// FiguresLike lists the figures of stories that could claim the same quantity as
// those of some articles, these included: of about the same value, or of a
// statistic that one of them belongs to. Others are found once the ledger has
// seen them, and small counts in the article's event alone.
func (r *Reader) FiguresLike(ctx context.Context, articles []news.ArticleID) ([]FigureEntry, error) {
	all := map[figurePlace]FigureEntry{}
	keep := func(list []FigureEntry, err error) error {
		for _, e := range list {
			all[placeOf(e)] = e
		}
		return err
	}
	asked := map[float64]bool{} // texts of one day state one number many times
	for _, id := range articles {
		own, err := r.entries(ctx, ofArticles, `n.article_id = (SELECT id FROM article WHERE slug = $1)`, string(id))
		if err := keep(own, err); err != nil {
			return nil, err
		}
		small := false
		for _, e := range own {
			if e.Figure.Value == nil || asked[*e.Figure.Value] {
				continue
			}
			if !e.rare {
				small = true
				continue
			}
			v := *e.Figure.Value
			asked[v] = true
			if err := keep(r.entries(ctx, ofClaims, `g.value >= $1 AND g.value <= $2`, min(v/1.5, v*1.5), max(v/1.5, v*1.5))); err != nil {
				return nil, err
			}
		}
		if small {
			if err := keep(r.entries(ctx, ofArticles, `n.event_id = (SELECT o.event_id FROM article_now o JOIN article a ON a.id = o.article_id WHERE a.slug = $1)
				AND g.value > -10 AND g.value < 10`, string(id))); err != nil {
				return nil, err
			}
		}
	}
	out := make([]FigureEntry, 0, len(all))
	for _, e := range all {
		out = append(out, e)
	}
	return r.withMembers(ctx, out, all)
}

// rareValue is true of figures in the table claim: not of a number that texts
// about anything have in common, "two men", "three years".
const rareValue = `(g.value IS NOT NULL AND (abs(g.value) >= 10 OR g.value <> round(g.value) OR g.unit IN ('percent', 'fraction', 'times')))`

// figurePlace names a figure.
type figurePlace struct {
	article news.ArticleID
	n       int
}

func placeOf(e FigureEntry) figurePlace { return figurePlace{e.Article, e.N} }

// withMembers adds the other members of every statistic that the entries
// belong to: none is left with a part of them.
func (r *Reader) withMembers(ctx context.Context, out []FigureEntry, known map[figurePlace]FigureEntry) ([]FigureEntry, error) {
	asked := map[news.FigureID]bool{"": true}
	for i := 0; i < len(out); i++ {
		id := out[i].Statistic
		if asked[id] {
			continue
		}
		asked[id] = true
		more, err := r.entries(ctx, ofStatistic, `s.slug = $1`, string(id))
		if err != nil {
			return nil, err
		}
		for _, e := range more {
			if _, have := known[placeOf(e)]; !have {
				known[placeOf(e)] = e
				out = append(out, e)
			}
		}
	}
	return out, nil
}

// Where entries are read from, in the order in which tables are walked.
const (
	ofArticles = `article_now n CROSS JOIN figure g ON g.text_id = n.text_id` + andTheirs
	ofClaims   = `(SELECT DISTINCT article_id FROM claim WHERE value >= $1 AND value <= $2 ORDER BY article_id DESC LIMIT 400) k
		CROSS JOIN article_now n ON n.article_id = k.article_id CROSS JOIN figure g ON g.text_id = n.text_id` + andTheirs
	ofStatistic = `statistic s CROSS JOIN appearance p ON p.statistic_id = s.id CROSS JOIN article_now n ON n.article_id = p.article_id
		CROSS JOIN figure g ON g.text_id = n.text_id AND g.n = p.n`

	andTheirs = ` LEFT JOIN appearance p ON p.article_id = n.article_id AND p.n = g.n LEFT JOIN statistic s ON s.id = p.statistic_id`
)

// entries reads the figures of stories that a condition names, newest first: as
// many as are worth comparing.
func (r *Reader) entries(ctx context.Context, from, condition string, args ...any) (out []FigureEntry, err error) {
	err = r.each(ctx, `SELECT a.slug, g.n, n.first_seen, coalesce(v.slug, ''), coalesce(c.slug, a.slug), coalesce(s.slug, ''),
			g.value, g.value_max, g.unit, g.bound, g.subject, g.period, g.estimator, g.conduit, `+rareValue+`
		FROM `+from+` JOIN article a ON a.id = n.article_id LEFT JOIN article c ON c.id = n.copy_of LEFT JOIN event v ON v.id = n.event_id
		WHERE n.story = 3 AND `+condition+` ORDER BY n.first_seen DESC, n.article_id DESC, g.n LIMIT 400`, args,
		func(rows *sql.Rows) error {
			var e FigureEntry
			var seen int64
			f := &e.Figure
			err := rows.Scan(&e.Article, &e.N, &seen, &e.Event, &e.Text, &e.Statistic, &f.Value, &f.ValueMax, &f.Unit, &f.Bound, &f.Subject,
				&f.Period, &f.Estimator, &f.Conduit, &e.rare)
			e.Seen = at(seen)
			out = append(out, e)
			return err
		})
	return out, err
}

// SaveLedger keeps a step of the ledger.
func (d *DB) SaveLedger(ctx context.Context, c LedgerChange) error {
	return d.write(ctx, func(t *tx) error {
		t.visible = t.visible || len(c.Put)+len(c.Merged)+len(c.Dissolved) > 0
		for _, id := range c.Seen {
			if err := t.counted(id); err != nil {
				return err
			}
		}
		for _, s := range c.Put {
			if err := t.putStatistic(s); err != nil {
				return fmt.Errorf("statistic %s: %w", s.ID, err)
			}
		}
		for from, to := range c.Merged {
			if err := t.endStatistic(from, to); err != nil {
				return err
			}
		}
		for _, id := range c.Dissolved {
			if err := t.endStatistic(id, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// counted notes what the ledger saw of an article, whose figures belong nowhere
// until Put says so.
func (t *tx) counted(id news.ArticleID) error {
	err := t.exec(`INSERT INTO counted (article_id, text_id, analyser, event_id)
		SELECT article_id, text_id, analyser, coalesce(event_id, 0) FROM article_now WHERE article_id = (SELECT id FROM article WHERE slug = $1)
		ON CONFLICT (article_id) DO UPDATE SET text_id = excluded.text_id, analyser = excluded.analyser, event_id = excluded.event_id`, string(id))
	return errors.Join(err,
		t.exec(`DELETE FROM appearance WHERE article_id = (SELECT id FROM article WHERE slug = $1)`, string(id)),
		t.exec(`DELETE FROM claim WHERE article_id = (SELECT id FROM article WHERE slug = $1)`, string(id)),
		t.exec(`INSERT INTO claim (value, article_id) SELECT DISTINCT g.value, n.article_id FROM article_now n JOIN figure g ON g.text_id = n.text_id
			WHERE n.article_id = (SELECT id FROM article WHERE slug = $1) AND `+rareValue, string(id)))
}

// uncount takes an article's numbers out of those that new ones are compared
// with. Where it is a story, or becomes one again, the ledger counts them anew.
func (t *tx) uncount(article int64) error {
	return t.execAll(article, `DELETE FROM claim WHERE article_id = $1`, `DELETE FROM counted WHERE article_id = $1`)
}

func (t *tx) putStatistic(s news.Statistic) error {
	articles := map[news.ArticleID]bool{}
	first, last := ms(s.Appearances[0].Seen), int64(0)
	for _, a := range s.Appearances {
		articles[a.Article] = true
		first, last = min(first, ms(a.Seen)), max(last, ms(a.Seen))
	}
	err := t.exec(`INSERT INTO statistic (slug, differs, articles, first, last) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (slug) DO UPDATE SET differs = excluded.differs, articles = excluded.articles, first = excluded.first, last = excluded.last,
			into_id = NULL`, string(s.ID), flag(s.Differs), len(articles), first, last)
	if err != nil {
		return err
	}
	if err := t.exec(`DELETE FROM appearance WHERE statistic_id = (SELECT id FROM statistic WHERE slug = $1)`, string(s.ID)); err != nil {
		return err
	}
	for _, a := range s.Appearances {
		why, err := json.Marshal(a.Why)
		if err != nil {
			return err
		}
		err = t.exec(`INSERT INTO appearance (article_id, n, statistic_id, why)
			SELECT a.id, $2, s.id, $4 FROM article a, statistic s WHERE a.slug = $1 AND s.slug = $3
			ON CONFLICT (article_id, n) DO UPDATE SET statistic_id = excluded.statistic_id, why = excluded.why`,
			string(a.Article), a.N, string(s.ID), string(why))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) endStatistic(from, to news.FigureID) error {
	err := t.exec(`UPDATE statistic SET into_id = (SELECT id FROM statistic WHERE slug = $2), articles = 0 WHERE slug = $1`, string(from), string(to))
	return errors.Join(err, t.exec(`DELETE FROM appearance WHERE statistic_id = (SELECT id FROM statistic WHERE slug = $1)`, string(from)))
}

// StatisticRow is a statistic with the articles that state it, those only that
// may be shown.
type StatisticRow struct {
	news.Statistic
	Rows map[news.ArticleID]news.Row
}

// Statistic returns one statistic. ErrNotFound; ErrGone when it was dissolved,
// or nothing of it may be shown; for one that was merged the row has the id of
// the one that it went into.
func (r *Reader) Statistic(ctx context.Context, id news.FigureID) (StatisticRow, error) {
	for range 100 {
		var into sql.NullString
		found, err := r.one(ctx, `SELECT s.slug FROM statistic t LEFT JOIN statistic s ON s.id = t.into_id WHERE t.slug = $1`, []any{string(id)}, &into)
		switch {
		case err != nil:
			return StatisticRow{}, err
		case !found:
			return StatisticRow{}, fmt.Errorf("figure %s: %w", id, news.ErrNotFound)
		case into.String == string(id):
			return StatisticRow{}, fmt.Errorf("figure %s was dissolved: %w", id, news.ErrGone)
		case into.Valid:
			id = news.FigureID(into.String)
			continue
		}
		list, err := r.statistics(ctx, `t.slug = $1`, string(id))
		if err == nil && len(list) == 0 {
			err = fmt.Errorf("figure %s: %w", id, news.ErrGone)
		}
		if err != nil {
			return StatisticRow{}, err
		}
		return list[0], nil
	}
	return StatisticRow{}, fmt.Errorf("figure %s is merged in a circle: %w", id, errDamaged)
}

// Statistics lists statistics, the one stated last first. A limit of 0 or less
// is 50.
func (r *Reader) Statistics(ctx context.Context, limit int) ([]StatisticRow, error) {
	if limit <= 0 {
		limit = defaultPage
	}
	return r.statistics(ctx, `t.id IN (SELECT id FROM statistic WHERE into_id IS NULL ORDER BY last DESC, id DESC LIMIT $1 + 0)`, limit)
}

// StatisticsOf tells to which statistic each figure of an article belongs.
func (r *Reader) StatisticsOf(ctx context.Context, id news.ArticleID) (map[int]news.FigureID, error) {
	out := map[int]news.FigureID{}
	err := r.each(ctx, `SELECT p.n, s.slug FROM appearance p JOIN statistic s ON s.id = p.statistic_id
		WHERE p.article_id = (SELECT id FROM article WHERE slug = $1)`, []any{string(id)}, func(rows *sql.Rows) error {
		var n int
		var slug news.FigureID
		err := rows.Scan(&n, &slug)
		out[n] = slug
		return err
	})
	return out, err
}

// statistics reads statistics with what may be shown of them.
func (r *Reader) statistics(ctx context.Context, condition string, args ...any) ([]StatisticRow, error) {
	var out []StatisticRow
	var ids []news.ArticleID
	seen := map[news.ArticleID]bool{}
	err := r.each(ctx, `SELECT t.slug, t.differs, a.slug, p.n, p.why, g.value, g.unit, g.bound, g.subject, g.period
		FROM statistic t JOIN appearance p ON p.statistic_id = t.id JOIN article a ON a.id = p.article_id
		JOIN article_now n ON n.article_id = a.id JOIN figure g ON g.text_id = n.text_id AND g.n = p.n WHERE `+condition+` ORDER BY t.last DESC, t.id DESC, a.first_seen, a.id, p.n`, args, func(rows *sql.Rows) error {
		var s news.Statistic
		var a news.Appearance
		var why string
		if err := rows.Scan(&s.ID, &s.Differs, &a.Article, &a.N, &why, &a.Figure.Value, &a.Figure.Unit, &a.Figure.Bound,
			&a.Figure.Subject, &a.Figure.Period); err != nil {
			return err
		}
		if len(out) == 0 || out[len(out)-1].ID != s.ID {
			out = append(out, StatisticRow{Statistic: s, Rows: map[news.ArticleID]news.Row{}})
		}
		last := &out[len(out)-1]
		last.Appearances = append(last.Appearances, a)
		if !seen[a.Article] {
			seen[a.Article], ids = true, append(ids, a.Article)
		}
		return fromJSON(why, &last.Appearances[len(last.Appearances)-1].Why)
	})
	if err != nil {
		return nil, err
	}
	pieces, err := r.PiecesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	shown := out[:0]
	for _, s := range out {
		if s.fill(pieces); len(s.Rows) > 1 {
			shown = append(shown, s)
		}
	}
	return shown, nil
}

// fill adds articles and evidence, and leaves out what may not be shown: a
// withdrawn quotation takes its figures with it.
func (s *StatisticRow) fill(pieces map[news.ArticleID]news.Piece) {
	kept := s.Appearances[:0]
	for _, a := range s.Appearances {
		p, ok := pieces[a.Article]
		i := slices.IndexFunc(p.Findings.Figures, func(f news.Figure) bool { return sameFigure(f, a.Figure) })
		if !ok || i < 0 {
			continue
		}
		a.N, a.Figure, a.Seen = i, p.Findings.Figures[i], p.FirstSeen
		s.Rows[a.Article] = p.Row
		kept = append(kept, a)
	}
	s.Appearances = kept
}

func sameFigure(a, b news.Figure) bool {
	return a.Value != nil && b.Value != nil && *a.Value == *b.Value && a.Unit == b.Unit && a.Bound == b.Bound && a.Subject == b.Subject && a.Period == b.Period
}
