package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// outletsPage is the register of outlets, by kind.
type outletsPage struct {
	Groups   []kindGroup
	Entities []news.Outlet // bodies that can be cited, not polled
	Reading  digest.Reading
	Unread   []unreadLine
	Total    asked
}

type kindGroup struct {
	Kind    news.Kind
	Outlets []outletLine
}

// outletLine is an outlet with what its feeds and requests add up to.
type outletLine struct {
	news.OutletState
	Feeds []feedLine
	Share int // percent of answers without a body: 304
}

// Standings are its feeds by how they stand, those that stand alike once.
func (l outletLine) Standings() (list []feedLine) {
	for _, f := range l.Feeds {
		if !slices.ContainsFunc(list, func(o feedLine) bool { return o.Health == f.Health && (!f.Bad || o.Since.Equal(f.Since)) }) {
			list = append(list, f)
		}
	}
	return list
}

// feedLine is a polled address with its health in words.
type feedLine struct {
	news.FeedState
	Health   string
	Bad      bool
	Schedule string
	Next     time.Time // zero: not planned
	AtOnce   bool      // due now
	Asked    bool      // Next is later than the schedule because the server asked
}

// asked adds up what was asked of servers.
type asked struct {
	Requests, NotModified int
	Bytes                 int64
	Waited                time.Duration
}

func (s *site) outlets(ctx context.Context, _ *http.Request) (view, error) {
	states, err := s.store.Outlets(ctx)
	if err != nil {
		return view{}, err
	}
	page := outletsPage{Reading: digest.ReadingOf(states, s.o.Clock().Add(time.Hour))}
	groups := map[news.Kind][]outletLine{}
	for _, o := range states {
		if o.Outlet.Entity || len(o.Feeds) == 0 {
			page.Entities = append(page.Entities, o.Outlet)
			continue
		}
		page.Total.add(o)
		groups[o.Outlet.Kind] = append(groups[o.Outlet.Kind], s.outletLine(o))
	}
	for _, k := range news.Kinds() {
		if lines := groups[k]; len(lines) > 0 {
			slices.SortFunc(lines, func(a, b outletLine) int {
				return cmp.Compare(strings.ToLower(a.Outlet.Name), strings.ToLower(b.Outlet.Name))
			})
			page.Groups = append(page.Groups, kindGroup{k, lines})
		}
	}
	for _, u := range page.Reading.Unread {
		page.Unread = append(page.Unread, unreadLine{u, u.Why(s.today())})
	}
	return view{Template: "outlets", Title: "Outlets", Path: "/outlets", Section: "/outlets", Feed: "/outlets",
		Description: fmt.Sprintf("%s read by this desk: schedule, health and what was asked of each.", digest.Count(page.Reading.Total, "outlet")),
		Data:        page}, nil
}

func (l *asked) add(o news.OutletState) {
	l.Requests += o.Requests
	l.NotModified += o.NotModified
	l.Bytes += o.Bytes
	l.Waited += o.Waited
}

// Share is the percentage of requests answered with "not modified".
func (l asked) Share() int { return share(l.NotModified, l.Requests) }

func share(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return (100*part + whole/2) / whole
}

func (s *site) outletLine(o news.OutletState) outletLine {
	line := outletLine{OutletState: o, Share: share(o.NotModified, o.Requests)}
	for _, f := range o.Feeds {
		line.Feeds = append(line.Feeds, s.feedLine(f, o.Outlet.Enabled))
	}
	return line
}

func (s *site) feedLine(f news.FeedState, enabled bool) feedLine {
	l := feedLine{FeedState: f, Health: digest.StatusWords(f.Status), Schedule: cronWords(f.Spec.Cron)}
	l.Bad = f.Status != news.FeedOK && f.Status != news.FeedNew && f.Status != news.FeedOff
	if !enabled || f.Status == news.FeedOff || f.Status == news.FeedRetired {
		return l
	}
	l.Next = f.Due
	if f.Floor.After(l.Next) {
		l.Next, l.Asked = f.Floor, true
	}
	if !l.Next.After(s.o.Clock()) {
		l.Next, l.AtOnce = time.Time{}, true
	}
	return l
}

// outletPage is one outlet with its ledger and stories.
type outletPage struct {
	storiesPage
	Line    outletLine
	Of      *news.Outlet // the outlet it derives from
	Fetches []news.Fetch
}

func (s *site) outlet(ctx context.Context, r *http.Request) (view, error) {
	o, err := s.store.Outlet(ctx, news.OutletID(r.PathValue("id")))
	if err != nil {
		return view{}, err
	}
	l, err := s.outletList(r)
	if err != nil {
		return view{}, err
	}
	l.Ask.Story = nil
	stories, err := s.readStories(ctx, r, l)
	if err != nil {
		return view{}, err
	}
	page := outletPage{storiesPage: stories, Line: s.outletLine(o)}
	if page.First && !o.Outlet.Entity {
		if page.Chart, err = s.outletChart(ctx, &o.Outlet); err != nil {
			return view{}, err
		}
	}
	if page.Fetches, _, err = s.store.Fetches(ctx, store.FetchQuery{Outlet: o.Outlet.ID, Limit: 10}); err != nil {
		return view{}, err
	}
	if o.Outlet.DerivativeOf != "" {
		if of, err := s.store.Outlet(ctx, o.Outlet.DerivativeOf); err == nil {
			page.Of = &of.Outlet
		}
	}
	v := l.view("outlet", page)
	v.Description = kindWords(o.Outlet.Kind)
	return v, nil
}
