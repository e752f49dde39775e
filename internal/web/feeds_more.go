package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/feed"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

func (s *site) eventsChannel(ctx context.Context, r *http.Request) (channel, error) {
	at := r.URL.Query().Get("cursor")
	rows, older, err := s.store.Events(ctx, news.EventQuery{Limit: feedSize, Cursor: at})
	if err != nil {
		return channel{}, err
	}
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return channel{}, err
	}
	c := channel{Path: "/events", Title: "Events", About: "What happened, each with every article that we found about it.", At: at, Older: older}
	for _, row := range rows {
		ev := digest.Whole(row, digest.Context{Outlets: outlets})
		c.Entries = append(c.Entries, feed.Entry{ID: s.tagID("event/" + string(row.ID)), Title: row.Title, Link: s.url("/event/" + string(row.ID)),
			Updated: newest(row.Updated, row.Started), Content: s.fragment("feed-event", ev), Language: ev.Lang})
	}
	return c, nil
}

func newest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// eventChannel lists the stories of one event, newest first, same texts folded.
func (s *site) eventChannel(ctx context.Context, r *http.Request) (channel, error) {
	row, err := s.readEvent(ctx, r.PathValue("id"), "/event/%s."+r.PathValue("format"))
	if err != nil {
		return channel{}, err
	}
	homes, err := s.homes(ctx)
	if err != nil {
		return channel{}, err
	}
	return channel{Path: "/event/" + string(row.ID), Title: row.Title, About: "Stories about one event, newest first. Same texts are folded into the one we saw first.",
		Entries: s.storiesOf(row.Rows, homes)}, nil
}

// storiesOf are the stories among rows as entries, newest first, same texts
// folded. The rows are in the order in which they were seen.
func (s *site) storiesOf(rows []news.Row, homes map[news.OutletID]feed.Source) (list []feed.Entry) {
	within := map[news.ArticleID]bool{}
	for _, m := range rows {
		within[m.ID] = m.Story == news.VerdictYes
	}
	for _, m := range slices.Backward(rows) {
		if within[m.ID] && !within[m.SameTextAs] && len(list) < feedSize {
			list = append(list, s.entry(m, homes))
		}
	}
	return list
}

// documentChannel lists the stories that rely on one document.
func (s *site) documentChannel(ctx context.Context, r *http.Request) (channel, error) {
	doc, row, _, err := s.readDocument(ctx, r.PathValue("id"))
	var to *moved
	if errors.As(err, &to) {
		return channel{}, &moved{to.to + "." + r.PathValue("format"), to.status}
	}
	if err != nil {
		return channel{}, err
	}
	homes, err := s.homes(ctx)
	if err != nil {
		return channel{}, err
	}
	rely := slices.DeleteFunc(slices.Clone(row.Rows), func(m news.Row) bool {
		return !slices.ContainsFunc(doc.Refs, func(ref news.DocumentRef) bool { return ref.Article == m.ID })
	})
	page := documentPage{Document: doc}
	return channel{Path: "/document/" + string(doc.ID), Title: page.Title(), About: "Stories that link this document or name it, newest first.", Entries: s.storiesOf(rely, homes)}, nil
}

// undatedChannel lists what first polls brought without a credible day.
func (s *site) undatedChannel(ctx context.Context, _ *http.Request) (channel, error) {
	rows, _, err := s.store.UndatedRows(ctx, feedSize)
	if err != nil {
		return channel{}, err
	}
	homes, err := s.homes(ctx)
	c := channel{Path: "/undated", Title: "Undated", About: "Stories of outlets’ first polls that state no credible day: they are in no edition."}
	for _, row := range rows {
		c.Entries = append(c.Entries, s.entry(row, homes))
	}
	return c, err
}

// tagsChannel lists the subjects that have stories, the one with the newest
// first: its entry is written anew with each story.
func (s *site) tagsChannel(ctx context.Context, _ *http.Request) (channel, error) {
	newest, err := s.store.TagsNewest(ctx)
	if err != nil {
		return channel{}, fmt.Errorf("subjects: %w", err)
	}
	c := channel{Path: "/tags", Title: "Subjects", About: "The topics, laws, actors, technologies and forms that stories are about, the one with the newest story first."}
	for _, t := range s.o.Tags {
		if at, ok := newest[t.Tag]; ok {
			c.Entries = append(c.Entries, feed.Entry{ID: s.tagID("subject/" + t.Tag), Title: s.tagLabel(t.Tag), Link: s.url("/" + t.Tag), Updated: at,
				Content: "<p>" + template.HTMLEscapeString(t.Definition) + "</p>"})
		}
	}
	slices.SortStableFunc(c.Entries, func(a, b feed.Entry) int { return b.Updated.Compare(a.Updated) })
	c.Entries = c.Entries[:min(len(c.Entries), feedSize)]
	return c, nil
}

// outletsChannel tells in what state each address that is asked has been, and
// since when: for whoever keeps the desk running.
func (s *site) outletsChannel(ctx context.Context, _ *http.Request) (channel, error) {
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return channel{}, err
	}
	c := channel{Path: "/outlets", Title: "Outlets", About: "How each feed and list of an outlet answers, whenever that changes."}
	for _, o := range outlets {
		for _, f := range o.Feeds {
			if f.Since.IsZero() || f.Status == news.FeedNew || f.Status == news.FeedOff {
				continue
			}
			c.Entries = append(c.Entries, feed.Entry{ID: s.tagID(fmt.Sprintf("outlet/%s/%s/%s/%d", o.Outlet.ID, news.Slug(f.Spec.URL), f.Status, f.Since.Unix())),
				Title: o.Outlet.Name + ": " + digest.StatusWords(f.Status), Link: s.url("/outlet/" + string(o.Outlet.ID)), Updated: f.Since, Content: s.fragment("feed-standing", f)})
		}
	}
	slices.SortStableFunc(c.Entries, func(a, b feed.Entry) int { return b.Updated.Compare(a.Updated) })
	c.Entries = c.Entries[:min(len(c.Entries), feedSize)]
	return c, nil
}

func (s *site) figuresChannel(ctx context.Context, r *http.Request) (channel, error) {
	given := r.URL.Query()
	c := channel{Path: "/figures", Title: "Figures", About: "Every number that a story states, with whose it is.", At: given.Get("cursor")}
	q := store.FigureQuery{Query: news.Query{Shown: true, Story: yes, Limit: feedSize, Cursor: c.At}}
	if asked := given.Get("value"); asked != "" {
		value, ok := news.ParseNumber(asked)
		if !ok {
			return channel{}, fmt.Errorf("%q is not a number: %w", asked, news.ErrInvalid)
		}
		q.Value, c.Query, c.Title = &value, "?value="+url.QueryEscape(asked), "Figures: "+asked
	}
	rows, older, err := s.store.Figures(ctx, q)
	if err != nil {
		return channel{}, err
	}
	lines, err := s.ledgerLines(ctx, rows)
	if err != nil {
		return channel{}, err
	}
	homes, err := s.homes(ctx)
	if err != nil {
		return channel{}, err
	}
	c.Older = older
	seen := map[string]bool{}
	for _, l := range lines {
		if e := s.figureEntry(l, homes); !seen[e.ID] {
			seen[e.ID] = true
			c.Entries = append(c.Entries, e)
		}
	}
	return c, nil
}

func (s *site) figureEntry(l ledgerLine, homes map[news.OutletID]feed.Source) feed.Entry {
	title := strings.TrimSpace(digest.FigureValue(l.Figure) + " " + digest.FigureWhat(l.Figure))
	return feed.Entry{ID: s.tagID("article/" + string(l.ID) + "/figure/" + figureSlug(l.Figure)), Title: title + " (" + l.OutletName + ")", Link: l.URL,
		Related: []string{s.url(fmt.Sprintf("/article/%s#figure-%d", l.ID, l.N))}, Updated: l.Updated,
		Content: s.fragment("feed-figure", l), Source: s.sourceOf(l.Row, homes)}
}

// figureSlug tells the figures of one article apart by what they say, so that
// an id does not move when another figure is found before it.
func figureSlug(f news.Figure) string {
	at := 0
	if len(f.Evidence) > 0 {
		at = f.Evidence[0].Start
	}
	return news.Slug(fmt.Sprintf("%s|%s|%s|%s|%d", digest.FigureValue(f), f.Unit, f.Subject, f.Estimator, at))
}

// changesWindow is how far back the feed of changes goes.
const changesWindow = 30 * 24 * time.Hour

// changeView is a change as a feed's entry tells it.
type changeView struct {
	news.Changed
	Parts []string
	Meant []string
}

func (s *site) changeEntry(c news.Changed, homes map[news.OutletID]feed.Source) feed.Entry {
	page := s.url("/article/" + string(c.ID) + "/revisions")
	v := changeView{c, partWords(c.Change), meant(c)}
	title := "Changed (" + strings.Join(c.Change.Parts(), ", ") + "): "
	if c.Gone {
		title = "Page vanished: "
	} else if len(v.Parts) == 0 {
		title = "Page is back: "
	}
	return feed.Entry{ID: s.tagID(fmt.Sprintf("article/%s/revision/%d", c.ID, c.N)),
		Title: title + cmp.Or(c.After.Title, c.Title, "(without a headline)"), Link: page + fmt.Sprintf("#version-%d", c.N),
		Related: []string{c.URL}, Updated: c.SeenAt, Content: s.fragment("feed-change", v), Source: s.sourceOf(c.Row, homes), Language: c.Language}
}

const changesIntro = "Stories of which we read another version than before, newest change first."

// changesPage is what the template of changes sees.
type changesPage struct {
	listing
	Days []changeDay
}

// changeDay is the changes that we saw on one day.
type changeDay struct {
	Day     time.Time
	Changes []template.HTML
}

// changes is the page of the same list: what was changed, not only in what.
func (s *site) changes(ctx context.Context, _ *http.Request) (view, error) {
	to := s.o.Clock()
	list, err := digest.Corrections(ctx, s.store, &s.shelf, to.Add(-changesWindow), to.Add(time.Hour), feedSize)
	if err != nil {
		return view{}, err
	}
	page := changesPage{listing: listing{Path: "/revisions", Title: "Changed by their publishers", Section: "/latest", Intro: changesIntro}}
	for _, c := range list {
		h, err := s.part("change", c.Key, c)
		if err != nil {
			return view{}, err
		}
		day := digest.PeriodAt(digest.Day, c.At, s.o.Zone).Start
		if n := len(page.Days); n == 0 || !page.Days[n-1].Day.Equal(day) {
			page.Days = append(page.Days, changeDay{Day: day})
		}
		g := &page.Days[len(page.Days)-1]
		g.Changes = append(g.Changes, h)
	}
	return page.view("changes", page), nil
}

// How many editions the feed of a length holds.
var editionsKept = map[digest.Length]int{digest.Day: 10, digest.Week: 6, digest.Month: 6}

// editionsChannel lists the closed editions of a length that are not empty: an
// open one still grows, and a feed reader is told of an edition once.
func (s *site) editionsChannel(length digest.Length) channelFunc {
	return func(ctx context.Context, _ *http.Request) (channel, error) {
		c := channel{Path: "/" + string(length), Title: map[digest.Length]string{digest.Day: "Daily edition", digest.Week: "Weekly edition",
			digest.Month: "Monthly edition"}[length], About: "Each edition once it is closed."}
		p := digest.PeriodAt(length, s.o.Clock(), s.o.Zone)
		for range editionsKept[length] {
			p = p.Prev()
			entries, err := s.editionEntry(ctx, p)
			if err != nil {
				return channel{}, err
			}
			c.Entries = append(c.Entries, entries...)
		}
		return c, nil
	}
}

// editionEntry is the edition of a period that is over as the entry of a feed;
// none when it is empty.
func (s *site) editionEntry(ctx context.Context, p digest.Period) ([]feed.Entry, error) {
	e, err := digest.Load(ctx, s.store, p, digest.Options{Now: s.o.Clock(), Shelf: &s.shelf})
	if err != nil || e.Empty() {
		return nil, err
	}
	var body bytes.Buffer
	if err := digest.WriteFragment(&body, &e, digest.Words{Title: s.o.Title, Base: s.o.BaseURL, Zone: s.o.Zone, Now: p.End, Label: s.tagLabel, Sample: s.o.Sample}); err != nil {
		return nil, err
	}
	return []feed.Entry{{ID: s.tagID(string(p.Length) + "/" + p.Name()), Title: p.Title(), Link: s.url(p.Path()),
		Updated: p.End, Published: p.End, Content: body.String()}}, nil
}

// editionChannel holds one edition, once it is closed.
func (s *site) editionChannel(length digest.Length) channelFunc {
	return func(ctx context.Context, r *http.Request) (channel, error) {
		p, err := digest.ParsePeriod(length, r.PathValue("period"), s.o.Zone)
		if err != nil || p.End.After(s.o.Clock()) {
			return channel{}, fmt.Errorf("no closed edition %q: %w", r.PathValue("period"), news.ErrNotFound)
		}
		c := channel{Path: p.Path(), Title: p.Title(), About: "One edition. The next ones: " + s.url("/"+string(length)+".atom")}
		if c.Entries, err = s.editionEntry(ctx, p); err == nil && len(c.Entries) == 0 {
			err = fmt.Errorf("edition %s is empty: %w", p.Name(), news.ErrNotFound)
		}
		return c, err
	}
}

// subscriptions is what we offer, as OPML.
func (s *site) subscriptions(ctx context.Context, _ *http.Request) (*answer, error) {
	groups, err := s.feedGroups(ctx)
	if err != nil {
		return nil, err
	}
	list := feed.OPML{Title: "Feeds of " + s.o.Title}
	for _, g := range append(groups, s.tagFeeds("tech", "form")...) {
		group := feed.Outline{Text: g.Name}
		for _, f := range g.Feeds {
			group.Children = append(group.Children, feed.Outline{Text: f.Title + " · " + s.o.Title, FeedURL: s.url(f.Path + ".atom"), HomeURL: s.url(f.Path)})
		}
		list.Outlines = append(list.Outlines, group)
	}
	return s.opml(list)
}

// outletsOPML is what we read, as OPML.
func (s *site) outletsOPML(ctx context.Context, _ *http.Request) (*answer, error) {
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return nil, err
	}
	read := make([]news.Outlet, len(outlets))
	for i, o := range outlets {
		read[i] = o.Outlet
		read[i].Feeds = each(o.Feeds, func(f news.FeedState) news.FeedSpec { return f.Spec })
	}
	return s.opml(feed.OutletsOPML("Outlets read by "+s.o.Title, read))
}

func (s *site) opml(list feed.OPML) (*answer, error) {
	if s.o.Sample {
		list.Title = "SAMPLE · " + list.Title
	}
	var b bytes.Buffer
	if err := feed.WriteOPML(&b, list); err != nil {
		return nil, fmt.Errorf("opml: %w", err)
	}
	return newAnswer(http.StatusOK, "text/x-opml; charset=utf-8", b.Bytes()), nil
}

// feedGroups lists every feed that a reader may want to choose.
func (s *site) feedGroups(ctx context.Context) ([]feedGroup, error) {
	groups := []feedGroup{{"The desk", []link{
		{"/encryption", "All encryption stories"}, {"/feed", "Latest, as it arrives"}, {"/events", "Events as they grow"},
		{"/day", "Daily edition"}, {"/week", "Weekly edition"}, {"/month", "Monthly edition"},
		{"/figures", "Figures"}, {"/revisions", "Changed by their publishers"}, {carriedPath, carriedTitle}}}}
	groups = append(groups, s.tagFeeds("topic", "law", "actor")...)
	groups = append(groups, feedGroup{"Kinds of actor", kindFeeds()})
	outlets, err := s.store.Outlets(ctx)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return nil, err
	}
	byOutlet := feedGroup{Name: "Outlets"}
	for _, o := range outlets {
		if len(o.Feeds) > 0 && o.Stories > 0 {
			byOutlet.Feeds = append(byOutlet.Feeds, link{"/outlet/" + string(o.Outlet.ID), o.Outlet.Name})
		}
	}
	if len(byOutlet.Feeds) > 0 {
		groups = append(groups, byOutlet)
	}
	return groups, nil
}
