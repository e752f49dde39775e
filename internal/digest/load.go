package digest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Options are what an edition needs beside the database and its period.
type Options struct {
	Now   time.Time // decides whether the edition is still open
	Shelf *Shelf    // nil: every text is read anew
	Maker           // for JSON of an edition that is not sealed
}

// mostMembers is how many texts may be read for one event's figure and
// quotations.
const mostMembers = 12

// Load returns the edition of a period: as it was sealed, or made out of what
// the store holds now.
func Load(ctx context.Context, r *store.Reader, p Period, o Options) (Edition, error) {
	if o.Shelf == nil {
		o.Shelf = &Shelf{}
	}
	o.Shelf.following.Lock()
	defer o.Shelf.following.Unlock()
	l := loader{Reader: r, o: o}
	if err := l.follow(ctx); err != nil {
		return Edition{}, fmt.Errorf("state: %w", err)
	}
	e, sealed, err := Edition{}, false, error(nil)
	if !o.Now.Before(p.End) {
		e, sealed, err = l.sealed(ctx, p)
	}
	if err == nil && !sealed {
		e, err = l.make(ctx, p)
	}
	if err == nil && sealed {
		err = l.early(ctx, &e)
	}
	if err != nil {
		return Edition{}, err
	}
	all, err := l.edges(ctx)
	if err != nil {
		return Edition{}, err
	}
	e.Undated, e.Oldest = all.undated, all.oldest
	if e.Month, err = l.calendar(ctx, &e); err != nil {
		return Edition{}, fmt.Errorf("calendar: %w", err)
	}
	return e, nil
}

// loader reads editions.
type loader struct {
	*store.Reader
	o Options
}

// make chooses an edition out of what the store holds now.
func (l *loader) make(ctx context.Context, p Period) (Edition, error) {
	m, err := l.memo(ctx, p)
	if err != nil {
		return Edition{}, err
	}
	fixed, changed, err := corrections(ctx, l.Reader, l.o.Shelf, p.Start, p.End, 4*mostChanged)
	if err != nil {
		return Edition{}, fmt.Errorf("changed articles: %w", err)
	}
	if !slices.Equal(fixed, m.fixed) {
		m.fixed, m.in.Changed, m.stale = fixed, changed, true
	}
	m.choose()
	e := m.edition
	e.Open = l.o.Now.Before(p.End)
	if e.Reading, err = l.reading(ctx, m); err != nil {
		return Edition{}, fmt.Errorf("outlets: %w", err)
	}
	if e.Coverage, err = l.count(ctx, chartOf(p)); err != nil {
		return Edition{}, fmt.Errorf("coverage: %w", err)
	}
	return e, nil
}

// reading is the completeness statement, made anew when a feed stands otherwise.
func (l *loader) reading(ctx context.Context, m *memo) (Reading, error) {
	if now := l.o.Shelf.state.Health; m.health != now {
		outlets, err := l.Health(ctx, m.in.Period.End)
		if err != nil {
			return Reading{}, err
		}
		m.reading, m.health = ReadingOf(outlets, m.in.Period.End), now
	}
	return m.reading, nil
}

// events reads the events of an input's rows, notes on their texts, and the
// register.
func (l *loader) events(ctx context.Context, in *Input) (err error) {
	if in.Events, err = l.EventsOf(ctx, eventsOf(in.Rows)); err != nil {
		return fmt.Errorf("events of the edition: %w", err)
	}
	if in.Notes, err = l.o.Shelf.read(ctx, l.Reader, members(*in)); err != nil {
		return fmt.Errorf("texts of the edition: %w", err)
	}
	if in.Outlets, err = l.Health(ctx, in.Period.End); err != nil {
		return fmt.Errorf("outlets: %w", err)
	}
	return nil
}

// sealed reads the edition of a period as it was sealed, if it was.
func (l *loader) sealed(ctx context.Context, p Period) (Edition, bool, error) {
	stamp, err := l.SealStamp(ctx, string(p.Length), p.Name())
	if err != nil || stamp == "" {
		return Edition{}, false, err
	}
	if e, ok := l.o.Shelf.sealed(stamp); ok {
		return e, true, nil
	}
	s, err := l.SealedEdition(ctx, string(p.Length), p.Name())
	if err != nil {
		return Edition{}, false, err
	}
	e, err := readSealed(s)
	if err == nil {
		l.o.Shelf.putSealed(stamp, e)
	}
	return e, err == nil, err
}

// early adds what outlets' first polls brought of the time of a sealed edition.
func (l *loader) early(ctx context.Context, e *Edition) error {
	in := Input{Period: e.Period, Now: l.o.Now}
	rows, err := l.EarlyRows(ctx, e.Period.Start, e.Period.End)
	if err != nil {
		return fmt.Errorf("first polls: %w", err)
	}
	if in.Rows = credible(rows, e.Period); len(in.Rows) == 0 {
		return nil
	}
	if err := l.events(ctx, &in); err != nil {
		return err
	}
	c := chooser{Input: in, names: registerOf(in.Outlets)}
	e.Early = c.block(in.Rows, e.Events)
	return nil
}

// Newest is the day of the newest edition that is not empty, or false when no
// edition holds anything yet.
func Newest(ctx context.Context, r *store.Reader, zone *time.Location) (Period, bool, error) {
	live, published, err := r.NewestStories(ctx)
	if err != nil {
		return Period{}, false, fmt.Errorf("newest story: %w", err)
	}
	newest := live
	if published.After(newest) {
		newest = published
	}
	if newest.IsZero() {
		return Period{}, false, nil
	}
	return PeriodAt(Day, newest, zone), true, nil
}

// credible leaves out what first polls brought of another day.
func credible(rows []news.Row, p Period) []news.Row {
	return slices.DeleteFunc(rows, func(row news.Row) bool {
		if !row.FromFirst {
			return false
		}
		day, ok := PublicationDay(row, p.Start.Location())
		return !ok || !p.Has(day)
	})
}

func eventsOf(rows []news.Row) []news.EventID {
	var ids []news.EventID
	seen := map[news.EventID]bool{"": true}
	for _, row := range rows {
		if row.Story == news.VerdictYes && !seen[row.Event] {
			seen[row.Event] = true
			ids = append(ids, row.Event)
		}
	}
	return ids
}

// members lists the articles whose texts the edition's events may quote: of
// each event the first of every kind of actor first, then the others.
func members(in Input) []news.ArticleID {
	var ids []news.ArticleID
	for _, ev := range in.Events {
		ids = append(ids, Speakers(ev.Rows, mostMembers)...)
	}
	return ids
}

// Speakers chooses at most n rows to look for figures and quotations in: no
// copies, the first of every kind of actor first, then by order.
func Speakers(rows []news.Row, n int) []news.ArticleID {
	kinds := map[news.Kind]bool{}
	var first, rest []news.ArticleID
	for _, row := range rows {
		switch {
		case row.Story != news.VerdictYes || row.SameTextAs != "":
		case kinds[row.Kind]:
			rest = append(rest, row.ID)
		default:
			kinds[row.Kind] = true
			first = append(first, row.ID)
		}
	}
	all := append(first, rest...)
	return all[:min(n, len(all))]
}
