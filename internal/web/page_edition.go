package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// editionPage is what the edition templates see.
type editionPage struct {
	digest.Edition
	Quiet    string          // why an older edition is shown; empty otherwise
	State    string          // open, closed, sealed or reconstructed
	Nav      []link          // other lengths of the same time
	Full     []template.HTML // events in full
	Brief    []digest.Event  // events by their titles
	Beyond   int             // further events
	Alone    []template.HTML // stories without an event
	Passing  []digest.Story
	Hidden   int // stories and mentions beyond those shown
	Fixed    []template.HTML
	Chart    template.HTML
	Calendar template.HTML
	Unread   []unreadLine
	Dumb     int  // outlets that could not be read and are not named
	Waiting  bool // the next period lies ahead
}

// unreadLine is one line of the completeness statement.
type unreadLine struct {
	digest.Unread
	Words string
}

// What a page shows of an edition at most; its JSON has all of it. Events are
// shown in full as long as their bytes last: a page has at most 50 KB.
const (
	mostFull     = 14
	fullBytes    = 21 << 10
	mostBrief    = 16
	mostAlone    = 12
	aloneBytes   = 5 << 10
	mostMentions = 12
	mostFixed    = 6
	mostUnread   = 8 // outlets that could not be read, by name
)

func (s *site) front(ctx context.Context, _ *http.Request) (view, error) {
	today := digest.PeriodAt(digest.Day, s.o.Clock(), s.o.Zone)
	e, err := digest.Load(ctx, s.store, today, s.editionOptions())
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
		quiet = fmt.Sprintf("No encryption story was first seen today, %s, so far: %s This is the latest edition that has one.",
			today.Start.Format("2 January"), e.Reading.Words())
		if e, err = digest.Load(ctx, s.store, newest, s.editionOptions()); err != nil {
			return view{}, err
		}
	}
	v, err := s.editionView(e, quiet)
	v.Path, v.Section, v.Front = "/", "/", true
	return v, err
}

func (s *site) edition(length digest.Length) pageFunc {
	return func(ctx context.Context, r *http.Request) (view, error) {
		p, err := digest.ParsePeriod(length, r.PathValue("period"), s.o.Zone)
		if err != nil {
			return view{}, fmt.Errorf("%w: %w", news.ErrNotFound, err)
		}
		e, err := digest.Load(ctx, s.store, p, s.editionOptions())
		if err != nil {
			return view{}, err
		}
		if p.Start.After(s.o.Clock()) || e.Seal == nil && (e.Oldest.IsZero() || p.End.Before(e.Oldest)) {
			return view{}, fmt.Errorf("no edition for %s: %w", p.Name(), news.ErrNotFound)
		}
		v, err := s.editionView(e, "")
		v.Path, v.NoIndex = p.Path(), e.Empty()
		if length == digest.Week {
			v.Section = "/week"
		}
		return v, err
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

func (s *site) editionView(e digest.Edition, quiet string) (view, error) {
	p := editionPage{Edition: e, Quiet: quiet, State: s.state(&e), Nav: s.otherLengths(e.Period), Waiting: e.Period.Next().Start.After(s.o.Clock()),
		Passing: e.Passing[:min(len(e.Passing), mostMentions)]}
	if err := s.editionParts(&p); err != nil {
		return view{}, err
	}
	p.Brief = e.Events[len(p.Full):min(len(e.Events), len(p.Full)+mostBrief)]
	p.Beyond = e.More + len(e.Events) - len(p.Full) - len(p.Brief)
	p.Hidden = len(e.Loose) - len(p.Alone) + len(e.Passing) - len(p.Passing)
	for _, u := range e.Reading.Unread[:min(len(e.Reading.Unread), mostUnread)] {
		p.Unread = append(p.Unread, unreadLine{u, u.Why(s.asOf(e.Period.End))})
	}
	p.Dumb = len(e.Reading.Unread) - len(p.Unread)
	return view{Template: "front", Title: e.Period.Title(), Feed: "/" + string(e.Period.Length), Cite: s.citeEdition(&e),
		Description: fmt.Sprintf("%s: %s, %s from %s about encryption and child safety, with their sources.", e.Period.Title(),
			digest.Count(len(e.Events), "event"), digest.Count(e.Articles, "article"), digest.Count(e.Outlets, "outlet")),
		Data: &p}, nil
}

// editionParts renders what most pages have in common with the page before.
func (s *site) editionParts(p *editionPage) (err error) {
	p.Full, err = fitting(p.Events, mostFull, fullBytes, func(i int, e digest.Event) (template.HTML, error) {
		if i == 0 {
			return s.part("event-lead", e.Key, e)
		}
		return s.part("event-next", e.Key, e)
	})
	if err != nil {
		return err
	}
	p.Alone, err = fitting(p.Loose, mostAlone, aloneBytes, func(_ int, st digest.Story) (template.HTML, error) { return s.part("story", st.Key, st) })
	if err != nil {
		return err
	}
	for _, c := range p.Changed[:min(len(p.Changed), mostFixed)] {
		h, err := s.part("fix", c.Key, c)
		if err != nil {
			return err
		}
		p.Fixed = append(p.Fixed, h)
	}
	chart := coverageChart(p.Coverage, p.Period, p.Reconstructed > 0, s.o.Zone)
	if p.Chart, err = s.part("chart", chart.Desc+chart.Note+p.Period.Path(), chart); err != nil {
		return err
	}
	p.Calendar, err = s.part("calendar", p.Month.Key(), p.Month)
	return err
}

// fitting renders the first things of a list as long as there are bytes for
// them; one at least.
func fitting[T any](list []T, most, bytes int, render func(int, T) (template.HTML, error)) (out []template.HTML, err error) {
	for i, v := range list[:min(len(list), most)] {
		h, err := render(i, v)
		if err != nil {
			return nil, err
		}
		if bytes -= len(h); bytes < 0 && i > 0 {
			break
		}
		out = append(out, h)
	}
	return out, nil
}

// state says in a few words how final an edition is.
func (s *site) state(e *digest.Edition) string {
	zone := ", " + s.ZoneName()
	switch {
	case e.Seal != nil:
		return "sealed " + e.Seal.At.In(s.o.Zone).Format("2 January 2006, 15:04")
	case e.Open && e.Period.Length != digest.Day:
		return "edition open until the end of " + e.Period.End.Add(-time.Second).Format("2 January") + zone
	case e.Open:
		return "edition open until " + digest.ClockWords(e.Period.End) + zone
	case e.Reconstructed > 0:
		return "reconstructed, never sealed"
	case s.today().Before(e.Period.End.Add(digest.Grace)):
		return "edition closed, sealed at " + e.Period.End.Add(digest.Grace).Format("15:04") + zone
	}
	return "edition closed, not sealed"
}

// otherLengths leads from a period to those that hold its last day, or today
// while that lies ahead.
func (s *site) otherLengths(p digest.Period) []link {
	var links []link
	for _, length := range []digest.Length{digest.Day, digest.Week, digest.Month} {
		if length == p.Length {
			continue
		}
		around := digest.PeriodAt(length, s.asOf(p.End).Add(-time.Second), p.Start.Location())
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
	return view{Template: "undated", Title: "Undated", Path: "/undated", Feed: "/undated", Data: struct {
		Stories []digest.Story
		Total   int
	}{stories, n}}, nil
}
