package digest

import (
	"encoding/json"
	"fmt"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// reader turns a form back into an edition. What was withdrawn since is left
// out, or stands as its tombstone.
type reader struct {
	withdrawn int
}

// readSealed reads an edition as it was sealed.
func readSealed(s store.SealedEdition) (Edition, error) {
	shown, err := shownForm(s)
	if err != nil {
		return Edition{}, err
	}
	var f formEdition
	if err := json.Unmarshal(Canonical(shown), &f); err != nil {
		return Edition{}, fmt.Errorf("edition %s: %w", s.Name, err)
	}
	var r reader
	e := Edition{Block: r.block(f.Block), Changed: r.fixes(f.Changed), Reading: readingFrom(f.Reading)}
	zone, err := time.LoadLocation(f.Zone)
	if err != nil {
		zone = time.FixedZone(f.Zone, 0)
	}
	e.Period = Period{Length: f.Length, Start: timeOf(&f.Start).In(zone), End: timeOf(&f.End).In(zone)}
	for _, d := range f.Coverage {
		if day, err := time.ParseInLocation(time.DateOnly, d.Day, zone); err == nil {
			e.Coverage = append(e.Coverage, DayCount{day, d.Stories, d.Outlets})
		}
	}
	e.Seal = &Seal{ID: s.ID, At: timeOf(f.Sealed), Withdrawn: r.withdrawn, Maker: Maker{f.Desk, f.Program, f.Rules, f.Sample}}
	for i := range e.Events {
		e.Events[i].Key = fmt.Sprint(s.ID, " ", r.withdrawn, " ", i)
	}
	for i := range e.Loose {
		e.Loose[i].Key = fmt.Sprint(s.ID, " ", r.withdrawn, " alone ", i)
	}
	for i := range e.Changed {
		e.Changed[i].Key = fmt.Sprint(s.ID, " ", r.withdrawn, " changed ", i)
	}
	if f.Before != nil {
		e.Seal.Before = news.Digest(*f.Before)
	}
	return e, nil
}

// shownForm is a sealed edition with its parts in their places.
func shownForm(s store.SealedEdition) (any, error) {
	var frame any
	if err := json.Unmarshal(s.Frame, &frame); err != nil {
		return nil, fmt.Errorf("edition %s: %w", s.Name, err)
	}
	parts := make(map[news.Digest]store.Part, len(s.Parts))
	for _, p := range s.Parts {
		parts[p.Digest] = p
	}
	shown, err := join(frame, parts)
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", s.Name, err)
	}
	return shown, nil
}

// here reports whether a part is still there, and counts it otherwise.
func (r *reader) here(p formPart) bool {
	if p.Withdrawn != nil {
		r.withdrawn++
	}
	return p.Withdrawn == nil
}

func (r *reader) block(f formBlock) Block {
	b := Block{Articles: f.Articles, Outlets: f.Outlets, More: f.More, Loose: r.stories(f.Alone), Passing: r.stories(f.Mentions)}
	for _, e := range f.Events {
		b.Events = append(b.Events, r.event(e))
	}
	return b
}

func (r *reader) event(f formEvent) Event {
	e := Event{ID: f.ID, Outlets: f.Outlets, Origins: f.Origins, OriginsWhy: f.OriginsWhy, Tags: f.Tags, Stories: r.stories(f.Stories),
		Earlier: f.Earlier, Changed: r.fixes(f.Changed), Fresh: f.Fresh, Latest: timeOf(f.Latest)}
	if t := f.Title; r.here(t.formPart) {
		e.Title, e.TitleOf, e.TitleFrom, e.Lang = t.Title, t.Article, t.Outlet, t.Lang
		switch t.By {
		case "rule":
		case "desk":
			e.ByDesk = true
		default:
			e.TitleBy = news.OutletID(t.By)
		}
	}
	for _, k := range f.Kinds {
		e.Kinds = append(e.Kinds, KindCount(k))
	}
	r.first(&e, f.First)
	for i, g := range f.Figures {
		switch figure := figureFrom(g); {
		case !r.here(g.formPart):
		case i == 0:
			e.Figure = &figure
		default:
			e.Further = append(e.Further, figure)
		}
	}
	for _, q := range f.Quotes {
		if r.here(q.formPart) {
			e.Quotes = append(e.Quotes, Quote{Words: q.Words, Shortened: q.Shortened, Speaker: q.Speaker, Body: q.Body, Mark: q.Mark,
				Known: q.Mark != "", Article: q.Article, Outlet: q.Outlet, Lang: q.Lang})
		}
	}
	if d := f.Document; d != nil && r.here(d.formPart) {
		e.Document = &Document{Label: d.Source, URL: d.URL, Linked: d.Linked}
	}
	return e
}

func figureFrom(g formFigure) KeyFigure {
	return KeyFigure{Figure: news.Figure{Value: g.Value, ValueMax: g.ValueMax, Unit: g.Unit, Bound: g.Bound, Subject: g.Subject,
		Period: g.Period, Estimator: g.Estimator, Conduit: g.Conduit}, Article: g.Article, Outlet: g.Outlet, N: g.N, Texts: g.Texts}
}

// first reads who was first. A credit that nobody is left to give is not
// known any more.
func (r *reader) first(e *Event, f formFirst) {
	known := r.here(f.Source.formPart)
	for _, s := range f.Says {
		if r.here(s.formPart) {
			e.Sayings = append(e.Sayings, Saying{Article: s.Article, Outlet: s.Outlet})
		}
	}
	e.First = news.FirstReport{Kind: news.FirstUnknown}
	if known && (f.Kind != news.FirstCredited || len(f.Says) == 0 || len(e.Sayings) > 0) {
		e.First = news.FirstReport{Kind: f.Kind, Source: f.Source.Source, Article: f.Source.Article, At: timeOf(f.At)}
	}
	for _, c := range f.Contested {
		if r.here(c.formPart) {
			e.First.Contested = append(e.First.Contested, news.Contest{Source: c.Source, Relation: c.Relation})
		}
	}
}

func (r *reader) stories(forms []formStory) []Story {
	var out []Story
	for _, f := range forms {
		out = append(out, r.story(f))
	}
	return out
}

func (r *reader) story(f formStory) Story {
	s := r.text(f.Article, f.Text)
	s.Late, s.Reconstructed, s.Copies, s.Revisions = f.Late, f.Early, f.Copies, f.Version
	if s.Withdrawn == nil && f.Excerpt != nil && r.here(f.Excerpt.formPart) {
		s.Excerpt = f.Excerpt.Excerpt
	}
	return s
}

func (r *reader) text(id news.ArticleID, t formText) (s Story) {
	s.ID = id
	if !r.here(t.formPart) {
		s.Withdrawn = &news.Withdrawal{At: timeOf(&t.Withdrawn.On), Reason: t.Withdrawn.Reason}
		return s
	}
	s.Title, s.URL, s.Outlet, s.OutletName, s.Kind, s.Language = t.Title, t.URL, t.Outlet, t.OutletName, t.Kind, t.Lang
	s.FirstSeen, s.Updated, s.Story, s.SameTextAs = timeOf(&t.FirstSeen), timeOf(t.Updated), t.Story, t.SameTextAs
	if c := t.Published; c != nil {
		s.Published = news.ISOClaim(c.Time, c.Origin)
		s.Published.Precision, s.Published.Zone = c.Precision, c.Zone
	}
	return s
}

func (r *reader) fixes(forms []formFix) []Correction {
	var out []Correction
	for _, f := range forms {
		c := Correction{Story: r.text(f.Article, f.Text), At: timeOf(&f.At), N: f.Version, Parts: f.Parts, Quotes: f.Quotes, Notice: f.Notice}
		c.Revisions = f.Version
		for _, e := range f.Figures {
			if r.here(e.formPart) {
				c.Figures = append(c.Figures, FigureEdit{e.Was, e.Now, e.What, e.Carried})
			}
		}
		if f.Was != nil && r.here(f.Was.formPart) {
			c.Headline = f.Was.Title
		}
		out = append(out, c)
	}
	return out
}

func readingFrom(f formReading) Reading {
	r := Reading{Total: f.Total, Read: f.Read, Waiting: f.Waiting, Asked: &store.Asked{Requests: f.Requests, Outlets: f.Asked, Answered: f.Answered}}
	for _, u := range f.Unread {
		r.Unread = append(r.Unread, Unread{Outlet: u.Outlet, Name: u.Name, Kind: u.Kind, Status: u.Status, Since: timeOf(u.Since), Detail: u.Detail,
			LastNew: timeOf(u.LastNew), Usual: time.Duration(u.Usual) * time.Minute, Wholly: u.Wholly})
	}
	return r
}
