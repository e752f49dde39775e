package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// editionPage is what the edition templates see.
type editionPage struct {
	digest.Edition
	Front   bool
	Quiet   string // why an older edition is shown; empty otherwise
	Nav     []link // other lengths of the same time
	Today   string
	Chart   chart
	Unread  []unreadLine
	Lead    *digest.Event
	Rest    []digest.Event // shown in full
	Brief   []digest.Event // shown by their titles
	Waiting bool           // the period lies ahead
}

// unreadLine is one line of the completeness statement.
type unreadLine struct {
	digest.Unread
	Words string
}

// mostFull is how many events an edition shows in full.
const mostFull = 14

// mostUnread is how many outlets the side column names before it points to the
// whole list.
const mostUnread = 8

func (s *site) front(ctx context.Context, _ *http.Request) (view, error) {
	today := digest.PeriodAt(digest.Day, s.o.Clock(), s.o.Zone)
	e, err := digest.Load(ctx, s.store, today, digest.Options{Now: s.o.Clock(), Shelf: &s.shelf})
	if err != nil {
		return view{}, err
	}
	quiet := ""
	if e.Empty() {
		newest, any, err := digest.Newest(ctx, s.store, s.o.Zone)
		if err != nil {
			return view{}, err
		}
		if !any {
			return s.empty(ctx)
		}
		quiet = fmt.Sprintf("No encryption story was first seen today, %s, so far. This is the latest edition that has one.",
			today.Start.Format("2 January"))
		if e, err = digest.Load(ctx, s.store, newest, digest.Options{Now: s.o.Clock(), Shelf: &s.shelf}); err != nil {
			return view{}, err
		}
	}
	v := s.editionView(e, quiet)
	v.Path, v.Section, v.Front = "/", "/", true
	return v, nil
}

func (s *site) edition(length digest.Length) pageFunc {
	return func(ctx context.Context, r *http.Request) (view, error) {
		p, err := digest.ParsePeriod(length, r.PathValue("period"), s.o.Zone)
		if err != nil {
			return view{}, fmt.Errorf("%w: %w", news.ErrNotFound, err)
		}
		e, err := digest.Load(ctx, s.store, p, digest.Options{Now: s.o.Clock(), Shelf: &s.shelf})
		if err != nil {
			return view{}, err
		}
		if p.Start.After(s.o.Clock()) || e.Oldest.IsZero() || p.End.Before(e.Oldest) {
			return view{}, fmt.Errorf("no edition for %s: %w", p.Name(), news.ErrNotFound)
		}
		v := s.editionView(e, "")
		v.Path, v.NoIndex = p.Path(), e.Empty()
		if length == digest.Week {
			v.Section = "/week"
		}
		return v, nil
	}
}

// present redirects "/day", "/week" and "/month" to the edition of now.
func (s *site) present(length digest.Length) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := redirectTo(http.StatusFound, digest.PeriodAt(length, s.o.Clock(), s.o.Zone).Path())
		a.control = controlPage
		a.write(w, r)
	})
}

func (s *site) editionView(e digest.Edition, quiet string) view {
	p := editionPage{Edition: e, Quiet: quiet, Chart: coverageChart(e.Coverage, e.Period, s.o.Zone),
		Nav: otherLengths(e.Period), Waiting: e.Period.Next().Start.After(s.o.Clock())}
	if len(e.Events) > 0 {
		full := min(len(e.Events), mostFull)
		p.Lead, p.Rest, p.Brief = &e.Events[0], e.Events[1:full], e.Events[full:]
	}
	for i, u := range e.Reading.Unread {
		if i == mostUnread {
			break
		}
		p.Unread = append(p.Unread, unreadLine{u, u.Why(s.asOf(e.Period.End))})
	}
	return view{Template: "front", Title: e.Period.Title(), Feed: "/" + string(e.Period.Length), Cite: s.citeEdition(&e),
		Description: fmt.Sprintf("%s: %s, %s from %s about encryption and child safety, with their sources.", e.Period.Title(),
			digest.Count(len(e.Events), "event"), digest.Count(e.Articles, "article"), digest.Count(e.Outlets, "outlet")),
		Data: &p}
}

// otherLengths leads from a period to the ones around it.
func otherLengths(p digest.Period) []link {
	var links []link
	for _, length := range []digest.Length{digest.Day, digest.Week, digest.Month} {
		if length == p.Length {
			continue
		}
		at := p.Start
		if length == digest.Day {
			at = p.End.Add(-time.Second)
		}
		around := digest.PeriodAt(length, at, p.Start.Location())
		links = append(links, link{around.Path(), around.Title()})
	}
	return links
}

// emptyPage explains a desk without a story.
type emptyPage struct {
	Status
	Feeds    int
	Asked    int
	Answered int
	Failing  []news.FeedState
	Articles int
	Names    map[news.OutletID]string
	At       time.Time
}

// empty says what was tried and what to do. It is made anew each time: while
// nothing is stored the generation does not move.
func (s *site) empty(ctx context.Context) (view, error) {
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return view{}, err
	}
	p := emptyPage{Status: s.o.Status(), Names: map[news.OutletID]string{}, At: s.o.Clock()}
	for _, o := range outlets {
		p.Articles += o.Articles
		p.Names[o.Outlet.ID] = o.Outlet.Name
		for _, f := range o.Feeds {
			p.count(f)
		}
	}
	return view{Template: "empty", Title: "No story yet", Path: "/", Section: "/", Front: true, Fleeting: true, Data: p}, nil
}

func (p *emptyPage) count(f news.FeedState) {
	if f.Status == news.FeedOff {
		return
	}
	p.Feeds++
	if !f.Last.IsZero() {
		p.Asked++
	}
	if !f.LastOK.IsZero() {
		p.Answered++
	}
	if f.LastError != "" && len(p.Failing) < mostUnread {
		p.Failing = append(p.Failing, f)
	}
}

// undated lists what first polls brought without a credible day.
func (s *site) undated(ctx context.Context, _ *http.Request) (view, error) {
	rows, n, err := s.store.UndatedRows(ctx, pageSize)
	if err != nil {
		return view{}, err
	}
	var stories []digest.Story
	for _, row := range rows {
		stories = append(stories, digest.Story{Row: row})
	}
	return view{Template: "undated", Title: "Undated", Path: "/undated", Data: struct {
		Stories []digest.Story
		Total   int
	}{stories, n}}, nil
}
