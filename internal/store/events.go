package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"cipherdesk/internal/news"
)

// storedDetail is the part of an event that no query looks into. Its form is
// frozen like those in codec.go.
type storedDetail struct {
	OriginsWhy []string          `json:"origins_why,omitempty"`
	First      storedFirstReport `json:"first_report"`
	Traits     []news.Trait      `json:"traits,omitempty"`
}

type storedFirstReport struct {
	Kind      news.FirstReportKind  `json:"kind"`
	Source    string                `json:"source,omitempty"`
	Article   news.ArticleID        `json:"article,omitempty"`
	At        int64                 `json:"at,omitempty"`
	By        []news.ArticleID      `json:"by,omitempty"`
	Evidence  []news.CreditEvidence `json:"evidence,omitempty"`
	Contested []news.Contest        `json:"contested,omitempty"`
}

func detailOut(e *news.Event) string {
	f := e.FirstReport
	return string(toJSON(storedDetail{e.OriginsWhy, storedFirstReport{f.Kind, f.Source, f.Article, ms(f.At), f.By, f.Evidence, f.Contested}, e.Traits}))
}

func (s *storedDetail) into(e *news.Event) {
	f := s.First
	e.OriginsWhy, e.Traits = s.OriginsWhy, s.Traits
	e.FirstReport = news.FirstReport{Kind: f.Kind, Source: f.Source, Article: f.Article, At: at(f.At), By: f.By,
		Evidence: f.Evidence, Contested: f.Contested}
}

// SaveEvents keeps a step of the clustering, in one transaction. An event
// without members counts as dissolved; an article belongs to one event at
// most. ErrNotFound for a member or survivor that is not known.
func (d *DB) SaveEvents(ctx context.Context, c EventChange) error {
	if len(c.Put)+len(c.Merged)+len(c.Dissolved)+len(c.Copies) == 0 {
		return nil
	}
	return d.write(ctx, func(t *tx) error {
		t.visible = true
		ids := make([]int64, len(c.Put))
		for i := range c.Put {
			var err error
			if ids[i], err = t.putEvent(&c.Put[i]); err != nil {
				return err
			}
		}
		// Whoever leaves is taken out before any place is filled: articles move
		// between events.
		held := make([]map[news.ArticleID]seat, len(c.Put))
		for i := range c.Put {
			var err error
			if held[i], err = t.dropMembers(ids[i], &c.Put[i]); err != nil {
				return fmt.Errorf("event %s: %w", c.Put[i].ID, err)
			}
		}
		for i := range c.Put {
			if err := t.putMembers(ids[i], &c.Put[i], held[i]); err != nil {
				return fmt.Errorf("event %s: %w", c.Put[i].ID, err)
			}
		}
		for id, into := range c.Merged {
			if err := t.endEvent(id, into); err != nil {
				return err
			}
		}
		for _, id := range c.Dissolved {
			if err := t.endEvent(id, id); err != nil {
				return err
			}
		}
		return t.putCopies(c.Copies)
	})
}

// putEvent stores an event without its members.
func (t *tx) putEvent(e *news.Event) (id int64, err error) {
	_, err = t.one(`INSERT INTO event (slug, title, title_by, started, outlets, origins, version, detail, first, last, into_id, touched)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, NULL, (SELECT n FROM generation))
		ON CONFLICT (slug) DO UPDATE SET title = excluded.title, title_by = excluded.title_by, started = excluded.started,
			outlets = excluded.outlets, origins = excluded.origins, version = excluded.version, detail = excluded.detail, into_id = NULL,
			touched = excluded.touched
		RETURNING id`, []any{string(e.ID), clean(e.Title), e.TitleBy, ms(e.Started), e.Outlets, e.Origins, e.Version, detailOut(e)}, &id)
	if err != nil {
		return 0, fmt.Errorf("event %s: %w", e.ID, err)
	}
	return id, nil
}

// seat is a membership as it is stored.
type seat struct {
	article int64
	score   float64
	why     string
}

// dropMembers takes out who is no member of an event any more and returns those
// that stay.
func (t *tx) dropMembers(event int64, e *news.Event) (map[news.ArticleID]seat, error) {
	held := map[news.ArticleID]seat{}
	err := t.each(`SELECT a.slug, m.article_id, m.score, m.why FROM member m JOIN article a ON a.id = m.article_id WHERE m.event_id = $1`,
		[]any{event}, func(rows *sql.Rows) error {
			var id news.ArticleID
			var s seat
			err := rows.Scan(&id, &s.article, &s.score, &s.why)
			held[id] = s
			return err
		})
	if err != nil {
		return nil, err
	}
	leaving := maps.Clone(held)
	for _, m := range e.Members {
		delete(leaving, m.Article)
	}
	for id, s := range leaving {
		delete(held, id)
		err := t.execAll(s.article,
			`UPDATE article_now SET event_id = NULL, touched = (SELECT n FROM generation) WHERE article_id = $1`,
			`DELETE FROM member WHERE article_id = $1`)
		if err != nil {
			return nil, err
		}
	}
	return held, nil
}

func (t *tx) clearMembers(event int64) error {
	return t.execAll(event,
		`UPDATE article_now SET event_id = NULL, touched = (SELECT n FROM generation) WHERE event_id = $1`,
		`DELETE FROM member WHERE event_id = $1`)
}

// putMembers stores the members of an event that are not held as they are: one
// more in an event of many writes one row, and those whose place it changes.
func (t *tx) putMembers(event int64, e *news.Event, held map[news.ArticleID]seat) error {
	if len(e.Members) == 0 {
		return t.endEvent(e.ID, e.ID)
	}
	for _, m := range e.Members {
		s, stays := held[m.Article]
		why := string(toJSON(m.Why))
		var err error
		switch {
		case stays && s.score == m.Score && s.why == why:
		case stays:
			err = t.exec(`UPDATE member SET score = $2, why = $3 WHERE article_id = $1`, s.article, m.Score, why)
		default:
			err = t.putMember(event, m, why)
		}
		if err != nil {
			return err
		}
	}
	return t.exec(`UPDATE event SET touched = (SELECT n FROM generation),
		first = (SELECT min(a.first_seen) FROM member m JOIN article a ON a.id = m.article_id WHERE m.event_id = $1),
		last = (SELECT max(a.first_seen) FROM member m JOIN article a ON a.id = m.article_id WHERE m.event_id = $1) WHERE id = $1`, event)
}

// putMember gives an article its place in an event.
func (t *tx) putMember(event int64, m news.Member, why string) error {
	var article int64
	found, err := t.one(`SELECT id FROM article WHERE slug = $1`, []any{string(m.Article)}, &article)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("member %s: %w", m.Article, news.ErrNotFound)
	}
	err = t.exec(`INSERT INTO member (event_id, article_id, score, why) VALUES ($1, $2, $3, $4)
		ON CONFLICT (article_id) DO UPDATE SET event_id = excluded.event_id, score = excluded.score, why = excluded.why`,
		event, article, m.Score, why)
	if err != nil {
		return err
	}
	return t.exec(`UPDATE article_now SET event_id = $2, touched = (SELECT n FROM generation) WHERE article_id = $1`, article, event)
}

// endEvent merges an event into another, or dissolves it when that is itself.
func (t *tx) endEvent(slug, into news.EventID) error {
	var id, survivor int64
	for _, e := range []struct {
		slug news.EventID
		id   *int64
	}{{slug, &id}, {into, &survivor}} {
		found, err := t.one(`SELECT id FROM event WHERE slug = $1`, []any{string(e.slug)}, e.id)
		if err == nil && !found {
			err = fmt.Errorf("event %s: %w", e.slug, news.ErrNotFound)
		}
		if err != nil {
			return err
		}
	}
	if err := t.clearMembers(id); err != nil {
		return err
	}
	return t.exec(`UPDATE event SET into_id = $2, touched = (SELECT n FROM generation) WHERE id = $1`, id, survivor)
}

func (t *tx) putCopies(copies map[news.ArticleID]news.ArticleID) error {
	for id, of := range copies {
		if id == of {
			of = ""
		}
		err := t.exec(`UPDATE article_now SET copy_of = (SELECT id FROM article WHERE slug = $2), touched = (SELECT n FROM generation)
			WHERE article_id = (SELECT id FROM article WHERE slug = $1)`, string(id), string(of))
		if err != nil {
			return err
		}
	}
	return nil
}

// EventAlias returns the event that one was merged into, over any number of
// steps, or the event itself while it lives. ErrGone when it was dissolved,
// ErrNotFound when there never was one.
func (r *Reader) EventAlias(ctx context.Context, id news.EventID) (news.EventID, error) {
	for range 100 {
		var into sql.NullString
		found, err := r.one(ctx, `SELECT s.slug FROM event e LEFT JOIN event s ON s.id = e.into_id WHERE e.slug = $1`, []any{string(id)}, &into)
		switch {
		case err != nil:
			return "", err
		case !found:
			return "", fmt.Errorf("event %s: %w", id, news.ErrNotFound)
		case !into.Valid:
			return id, nil
		case into.String == string(id):
			return "", fmt.Errorf("event %s was dissolved: %w", id, news.ErrGone)
		}
		id = news.EventID(into.String)
	}
	return "", fmt.Errorf("event %s is merged in a circle: %w", id, errDamaged)
}

// Event returns one event with its members. ErrNotFound; ErrGone when it was
// merged (EventAlias says into which) or dissolved, or nothing of it may be
// shown.
func (r *Reader) Event(ctx context.Context, id news.EventID) (news.EventRow, error) {
	var s selection
	s.where(`v.slug = ` + s.arg(string(id)))
	out, err := r.events(ctx, &s, `v.id`)
	if err != nil || len(out) > 0 {
		if err != nil {
			return news.EventRow{}, err
		}
		return out[0].EventRow, nil
	}
	switch found, err := r.one(ctx, `SELECT id FROM event WHERE slug = $1`, []any{string(id)}, new(int64)); {
	case err != nil:
		return news.EventRow{}, err
	case found:
		return news.EventRow{}, fmt.Errorf("event %s: %w", id, news.ErrGone)
	}
	return news.EventRow{}, fmt.Errorf("event %s: %w", id, news.ErrNotFound)
}

// Events lists events, the one with the newest member first, with the cursor
// of the next page; it is empty at the end. ErrInvalid for a bad cursor or
// limit.
func (r *Reader) Events(ctx context.Context, q news.EventQuery) ([]news.EventRow, string, error) {
	var s selection
	selectEvents(&s, q)
	return r.eventPage(ctx, &s, q.Limit, q.Cursor)
}

// eventPage lists the events v that meet the conditions.
func (r *Reader) eventPage(ctx context.Context, s *selection, asked int, from string) ([]news.EventRow, string, error) {
	limit, after, err := page(asked, from)
	if err != nil {
		return nil, "", err
	}
	if after != theTop {
		s.where(`(v.last, v.id) < (` + s.arg(after.time) + `, ` + s.arg(after.id) + `)`)
	}
	found, err := r.events(ctx, s, `v.last DESC, v.id DESC `+s.limit(limit+1))
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(found) > limit {
		found = found[:limit]
		next = cursor{found[limit-1].last, found[limit-1].id}.String()
	}
	rows := make([]news.EventRow, len(found))
	for i := range found {
		rows[i] = found[i].EventRow
	}
	return rows, next, nil
}

func selectEvents(s *selection, q news.EventQuery) {
	member := `SELECT 1 FROM article_now n WHERE n.event_id = v.id`
	if !q.Since.IsZero() {
		since := s.arg(ms(q.Since))
		s.where(`v.last >= ` + since)
		member += ` AND n.first_seen >= ` + since
	}
	if !q.Until.IsZero() {
		until := s.arg(ms(q.Until))
		s.where(`v.first < ` + until)
		member += ` AND n.first_seen < ` + until
	}
	if q.Tag != "" {
		member += ` AND EXISTS (SELECT 1 FROM article_tag g WHERE g.term_id = (SELECT id FROM term WHERE words = ` + s.arg(q.Tag) +
			`) AND g.first_seen = n.first_seen AND g.article_id = n.article_id)`
	}
	s.where(`EXISTS (` + member + `)`)
}

// eventRow is an event with its place in lists.
type eventRow struct {
	news.EventRow
	id, last int64
	members  int // stored, of which some may not be shown
}

func (r *Reader) events(ctx context.Context, s *selection, order string) ([]eventRow, error) {
	var out []eventRow
	err := r.each(ctx, `SELECT v.id, v.slug, v.title, v.title_by, v.started, v.outlets, v.origins, v.version, v.detail, v.last
		FROM event v WHERE v.into_id IS NULL AND `+s.conditions()+` ORDER BY `+order, s.args, func(rows *sql.Rows) error {
		var e eventRow
		var started int64
		var detail string
		err := rows.Scan(&e.id, &e.ID, &e.Title, &e.TitleBy, &started, &e.Outlets, &e.Origins, &e.Version, &detail, &e.last)
		if err != nil {
			return err
		}
		e.Started = at(started)
		var d storedDetail
		err = fromJSON(detail, &d)
		d.into(&e.Event)
		out = append(out, e)
		return err
	})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	if err := r.addMembers(ctx, out); err != nil {
		return nil, err
	}
	hidden, err := r.hidden(ctx)
	if err != nil {
		return nil, err
	}
	shown := out[:0]
	for _, e := range out {
		if len(e.Rows) > 0 { // else everything was withdrawn
			hidden.cleanEvent(&e)
			shown = append(shown, e)
		}
	}
	return shown, nil
}

// addMembers reads the members of a page of events.
func (r *Reader) addMembers(ctx context.Context, events []eventRow) error {
	rank := map[news.EventID]int{}
	var ids []any
	for i := range events {
		rank[events[i].ID] = i
		ids = append(ids, events[i].id)
	}
	in := places(1, len(ids))
	rows, err := r.rows(ctx, `SELECT `+rowColumns+` FROM article_now n`+rowJoins+` WHERE n.event_id IN `+in+
		` ORDER BY n.first_seen, n.article_id`, ids)
	if err != nil {
		return err
	}
	shown := map[news.ArticleID]bool{}
	for _, row := range rows {
		e := &events[rank[row.Event]]
		e.Rows = append(e.Rows, row)
		shown[row.ID] = true
		if row.Updated.After(e.Updated) {
			e.Updated = row.Updated
		}
	}
	return r.each(ctx, `SELECT v.slug, a.slug, m.score, m.why FROM member m JOIN event v ON v.id = m.event_id
		JOIN article a ON a.id = m.article_id WHERE m.event_id IN `+in+` ORDER BY a.first_seen, a.id`, ids, func(rows *sql.Rows) error {
		var event news.EventID
		var m news.Member
		var why string
		if err := rows.Scan(&event, &m.Article, &m.Score, &why); err != nil {
			return err
		}
		e := &events[rank[event]]
		if e.members++; !shown[m.Article] {
			return nil
		}
		e.Members = append(e.Members, m)
		return fromJSON(why, &e.Members[len(e.Members)-1].Why)
	})
}

// cleanEvent takes what may not be shown out of an event: withdrawn members
// and what rests on their words.
func (h *hidings) cleanEvent(e *eventRow) {
	if e.members == len(e.Members) && len(h.quotes) == 0 && len(h.sources) == 0 {
		return
	}
	listed, outlets := map[news.ArticleID]bool{}, map[news.OutletID]bool{}
	for _, row := range e.Rows {
		listed[row.ID], outlets[row.Article.Outlet] = true, true
	}
	if e.members != len(e.Members) {
		e.Outlets = len(outlets)
		e.Origins = min(e.Origins, e.Outlets)
	}
	f := &e.FirstReport
	allowed := func(evidence []news.CreditEvidence) []news.CreditEvidence {
		return slices.DeleteFunc(evidence, func(c news.CreditEvidence) bool { return !listed[c.Article] || h.holds(c.Article, c.Span.Quote) })
	}
	f.By = slices.DeleteFunc(f.By, func(id news.ArticleID) bool { return !listed[id] })
	f.Evidence = allowed(f.Evidence)
	for i := range f.Contested {
		f.Contested[i].Evidence = allowed(f.Contested[i].Evidence)
	}
	f.Contested = slices.DeleteFunc(f.Contested, func(c news.Contest) bool { return len(c.Evidence) == 0 || h.relies(c.Source) })
	if h.relies(f.Source) || f.Kind == news.FirstEarliest && !listed[f.Article] || f.Kind == news.FirstCredited && len(f.Evidence) == 0 {
		*f = news.FirstReport{Kind: news.FirstUnknown, At: time.Time{}, Contested: f.Contested}
	}
	for i := range e.Members {
		m := &e.Members[i]
		m.Why = slices.DeleteFunc(m.Why, func(w news.Reason) bool { return w.With != "" && !listed[w.With] || h.holds(m.Article, w.Words) })
	}
}
