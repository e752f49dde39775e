package digest

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// What editions a shelf remembers at most, and their rows together: a row is
// about a kilobyte.
const mostMemos, mostMemoRows = 24, 20000

// memo is an edition with what it was made of, so that it can be brought up to
// date by what was written since.
type memo struct {
	in      Input
	edition Edition
	stale   bool // to be chosen again
	reading Reading
	health  string // that reading was made from
	fixed   []store.SeenChange

	serial   int
	has      map[int64]bool         // rows of the edition and of its events
	events   map[news.EventID]bool  // that its stories belong to
	versions map[news.EventID]int   // grow with every change
	written  map[int64]int          // rows written since: how often
	touched  []store.TouchedArticle // since it was brought up to date
	moved    map[news.EventID]bool  // events written since
}

// memo returns an edition's input as of now: remembered and brought up to date,
// or read whole.
func (l *loader) memo(ctx context.Context, p Period) (*memo, error) {
	s := l.o.Shelf
	name := p.Path() + " " + p.Start.Location().String()
	m, ok := s.memos[name]
	delete(s.memos, name) // what fails half-way is forgotten
	var err error
	switch {
	case !ok:
		m, err = l.remember(ctx, p)
	case len(m.touched)+len(m.moved) > 0:
		err = l.refresh(ctx, m)
	}
	if err != nil {
		return nil, err
	}
	s.keep(name, m)
	return m, nil
}

func (s *Shelf) keep(name string, m *memo) {
	rows := len(m.in.Rows)
	for _, o := range s.memos {
		rows += len(o.in.Rows)
	}
	if s.memos == nil || len(s.memos) >= mostMemos || rows > mostMemoRows {
		s.memos = map[string]*memo{}
	}
	s.memos[name] = m
}

// follow tells the shelf what was written since the last time.
func (l *loader) follow(ctx context.Context) error {
	s := l.o.Shelf
	now, err := l.State(ctx)
	if err != nil {
		return err
	}
	before := s.state
	s.state = now
	if now.Rest != before.Rest {
		s.forget()
	}
	if len(s.memos)+len(s.counts) == 0 && !s.edges.known || now.Generation == before.Generation {
		return nil
	}
	t, err := l.Touched(ctx, before.Generation)
	if err != nil || t.All {
		s.forget()
		return err
	}
	for _, m := range s.memos {
		m.tell(t)
	}
	for _, a := range t.Articles {
		if !a.Live || a.Placed.IsZero() || !a.Placed.After(s.edges.oldest) {
			s.edges.known = false
		}
		if !a.Live { // it may have stood on another day before
			s.counts = nil
		}
		maps.DeleteFunc(s.counts, func(day Period, _ DayCount) bool { return day.Has(a.Placed) })
	}
	return nil
}

func (s *Shelf) forget() { s.memos, s.counts, s.edges = nil, nil, edges{} }

// edges are what every edition says of all that there is: the time of the oldest
// story, and how many have none.
type edges struct {
	known   bool
	undated int
	oldest  time.Time
}

// edges reads them anew when something was written that can move them.
func (l *loader) edges(ctx context.Context) (e edges, err error) {
	if s := l.o.Shelf; s.edges.known {
		return s.edges, nil
	}
	if _, e.undated, err = l.UndatedRows(ctx, 0); err != nil {
		return e, fmt.Errorf("undated: %w", err)
	}
	if e.oldest, err = l.OldestStory(ctx); err != nil {
		return e, fmt.Errorf("oldest story: %w", err)
	}
	e.known = true
	l.o.Shelf.edges = e
	return e, nil
}

// tell notes what concerns the edition among what was written.
func (m *memo) tell(t store.Touched) {
	for _, a := range t.Articles {
		if m.has[a.Seq] || m.events[a.Event] || m.admits(a) {
			m.touched = append(m.touched, a)
		}
	}
	for _, id := range t.Events {
		if m.events[id] {
			m.moved[id] = true
		}
	}
}

// admits reports whether an article can stand in the edition by its time.
func (m *memo) admits(a store.TouchedArticle) bool {
	p := m.in.Period
	if a.Story != news.VerdictYes && a.Story != news.VerdictPassing || a.Placed.IsZero() {
		return false
	}
	if a.Live {
		return p.Has(a.Placed)
	}
	return a.Placed.Before(p.End.Add(store.Beyond)) && !a.Placed.Before(p.Start.Add(-store.Beyond))
}

// remember reads all that an edition is made of.
func (l *loader) remember(ctx context.Context, p Period) (*memo, error) {
	l.o.Shelf.serial++
	m := &memo{in: Input{Period: p, Now: l.o.Now}, stale: true, serial: l.o.Shelf.serial, versions: map[news.EventID]int{}, written: map[int64]int{}}
	rows, err := l.EditionRows(ctx, p.Start, p.End)
	if err != nil {
		return nil, fmt.Errorf("edition rows: %w", err)
	}
	m.in.Rows = credible(rows, p)
	if err := l.events(ctx, &m.in); err != nil {
		return nil, err
	}
	m.index()
	return m, nil
}

func (m *memo) index() {
	m.has, m.events, m.touched, m.moved = map[int64]bool{}, map[news.EventID]bool{}, nil, map[news.EventID]bool{}
	for _, row := range m.in.Rows {
		m.has[row.Seq] = true
	}
	for _, ev := range m.in.Events {
		m.events[ev.ID] = true
		for _, row := range ev.Rows {
			m.has[row.Seq] = true
		}
	}
}

// refresh reads what was written since, and nothing else.
func (l *loader) refresh(ctx context.Context, m *memo) error {
	written, gone := map[int64]bool{}, map[news.ArticleID]bool{}
	var seqs []int64
	admitted := map[int64]bool{}
	for _, a := range m.touched {
		written[a.Seq], gone[a.ID] = true, true
		m.written[a.Seq]++
		admitted[a.Seq] = m.admits(a)
		if admitted[a.Seq] || m.has[a.Seq] || m.events[a.Event] {
			seqs = append(seqs, a.Seq)
		}
	}
	all, err := l.RowsBySeq(ctx, seqs)
	if err != nil {
		return fmt.Errorf("edition rows: %w", err)
	}
	fresh := credible(slices.DeleteFunc(slices.Clone(all), func(r news.Row) bool { return !admitted[r.Seq] }), m.in.Period)
	m.in.Rows = append(slices.DeleteFunc(m.in.Rows, func(r news.Row) bool { return written[r.Seq] }), fresh...)
	moved := maps.Clone(m.moved)
	ids := slices.DeleteFunc(m.changedEvents(written, fresh), func(id news.EventID) bool { return !moved[id] && m.replaced(id, written, all) })
	events, err := l.EventsOf(ctx, ids)
	if err != nil {
		return fmt.Errorf("events of the edition: %w", err)
	}
	m.in.Events = append(slices.DeleteFunc(m.in.Events, func(e news.EventRow) bool { return slices.Contains(ids, e.ID) }), events...)
	for _, id := range ids {
		m.versions[id]++
	}
	for id := range gone {
		delete(m.in.Notes, id)
	}
	var missing []news.ArticleID
	for _, id := range members(m.in) {
		if _, ok := m.in.Notes[id]; !ok {
			missing = append(missing, id)
		}
	}
	notes, err := l.o.Shelf.read(ctx, l.Reader, missing)
	if err != nil {
		return fmt.Errorf("texts of the edition: %w", err)
	}
	for id, n := range notes {
		m.in.Notes[id] = n
	}
	m.stale = true
	m.index()
	return nil
}

// changedEvents lists the events that were written, or had or have a member that
// was.
func (m *memo) changedEvents(written map[int64]bool, fresh []news.Row) []news.EventID {
	changed := m.moved
	for _, ev := range m.in.Events {
		if slices.ContainsFunc(ev.Rows, func(r news.Row) bool { return written[r.Seq] }) {
			changed[ev.ID] = true
		}
	}
	for _, id := range eventsOf(fresh) {
		changed[id] = true
	}
	for _, a := range m.touched {
		if m.events[a.Event] {
			changed[a.Event] = true
		}
	}
	var ids []news.EventID
	for id := range changed {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// replaced puts new rows into an event of which only texts of members were
// written. It reports false, and does nothing, when its members are others now.
func (m *memo) replaced(id news.EventID, written map[int64]bool, fresh []news.Row) bool {
	at := slices.IndexFunc(m.in.Events, func(e news.EventRow) bool { return e.ID == id })
	if at < 0 {
		return false
	}
	now := map[int64]news.Row{}
	for _, r := range fresh {
		if r.Event == id {
			now[r.Seq] = r
		}
	}
	rows := slices.Clone(m.in.Events[at].Rows) // an edition that was given away holds the old ones
	var updated time.Time
	for i, r := range rows {
		if written[r.Seq] {
			n, member := now[r.Seq]
			if !member {
				return false
			}
			rows[i] = n
			delete(now, r.Seq)
		}
		if rows[i].Updated.After(updated) {
			updated = rows[i].Updated
		}
	}
	if len(now) > 0 {
		return false
	}
	m.in.Events[at].Rows, m.in.Events[at].Updated = rows, updated
	m.versions[id]++
	return true
}

// choose chooses the edition, unless nothing has changed since it was, and
// names its events and stories, so that a page can tell which are as before.
func (m *memo) choose() {
	if !m.stale {
		return
	}
	m.stale = false
	before := m.edition
	m.edition = Choose(m.in)
	m.edition.Block.name(m, &before.Block)
	m.edition.Early.name(m, &before.Early)
}

// name names the events and stories of a block. What looks as it did before
// keeps its name, whatever was written about it.
func (b *Block) name(m *memo, before *Block) {
	for i := range b.Events {
		ev := &b.Events[i]
		ev.Key = fmt.Sprint(m.serial, " ", ev.ID, " ", m.versions[ev.ID])
		j := slices.IndexFunc(before.Events, func(o Event) bool { return o.ID == ev.ID })
		if j < 0 || before.Events[j].Key == ev.Key {
			continue
		}
		old := before.Events[j]
		was := old.Key
		if old.Key = ev.Key; reflect.DeepEqual(old, *ev) {
			ev.Key = was
		}
	}
	for i := range b.Loose {
		s := &b.Loose[i]
		s.Key = fmt.Sprint(m.serial, " ", s.Seq, " ", m.written[s.Seq], " ", s.Copies)
	}
}
