package digest

import (
	"cmp"
	"slices"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// writer turns an edition into its form. made tells what each text was made
// from.
type writer struct {
	made map[news.ArticleID]store.Made
}

func (w writer) edition(e *Edition) formEdition {
	p := e.Period
	f := formEdition{Form: Form, Length: p.Length, Name: p.Name(), Zone: p.Start.Location().String(), Start: stampOf(p.Start), End: stampOf(p.End),
		Reconstructed: e.Reconstructed > 0, Block: w.block(&e.Block), Changed: each(e.Changed, fixForm), Reading: readingForm(e.Reading)}
	if !e.Early.Empty() || len(e.Early.Passing) > 0 {
		early := w.block(&e.Early)
		f.Early = &early
	}
	f.Coverage = each(e.Coverage, func(d DayCount) formDay { return formDay{d.Day.Format(time.DateOnly), d.Stories, d.Outlets} })
	if s := e.Seal; s != nil {
		f.Sealed = maybe(s.At)
		if s.Before != "" {
			before := string(s.Before)
			f.Before = &before
		}
	}
	return f
}

// each is never nil: an empty list is not an unknown one.
func each[T, F any](list []T, form func(T) F) []F {
	out := make([]F, len(list))
	for i, v := range list {
		out[i] = form(v)
	}
	return out
}

func same[T any](v T) T { return v }

func (w writer) block(b *Block) formBlock {
	return formBlock{Articles: b.Articles, Outlets: b.Outlets, More: b.More, Events: each(b.Events, w.event),
		Alone: each(b.Loose, w.story), Mentions: each(b.Passing, w.story)}
}

func (w writer) event(e Event) formEvent {
	by := "rule"
	if e.ByDesk {
		by = "desk"
	}
	f := formEvent{ID: e.ID, Title: formTitle{Article: e.TitleOf, Title: e.Title, By: cmp.Or(string(e.TitleBy), by), Outlet: e.TitleFrom, Lang: e.Lang},
		Kinds: each(e.Kinds, func(k KindCount) formKind { return formKind(k) }), Outlets: e.Outlets, Origins: e.Origins,
		OriginsWhy: each(e.OriginsWhy, same), First: firstForm(e), Tags: each(e.Tags, same), Quotes: each(e.Quotes, quoteForm),
		Stories: each(e.Stories, w.story), Earlier: e.Earlier, Changed: each(e.Changed, fixForm), Fresh: e.Fresh, Latest: maybe(e.Latest)}
	f.Figures = each(e.Further, figureForm)
	if e.Figure != nil {
		f.Figures = slices.Insert(f.Figures, 0, figureForm(*e.Figure))
	}
	if d := e.Document; d != nil {
		f.Document = &formDocument{Source: d.Label, URL: d.URL, Linked: d.Linked}
	}
	return f
}

func firstForm(e Event) formFirst {
	r := e.First
	f := formFirst{Kind: r.Kind, Source: formSource{Article: r.Article, Source: r.Source}, At: maybe(r.At)}
	f.Says = each(e.Sayings, func(s Saying) formSays { return formSays{Article: s.Article, Outlet: s.Outlet, Span: spanForm(s.Span)} })
	f.Contested = each(r.Contested, func(c news.Contest) formContest {
		out := formContest{Source: c.Source, Relation: c.Relation}
		if len(c.Evidence) > 0 {
			out.Article, out.Span = c.Evidence[0].Article, spanForm(c.Evidence[0].Span)
		}
		return out
	})
	return f
}

func figureForm(g KeyFigure) formFigure {
	return formFigure{Article: g.Article, N: g.N, Outlet: g.Outlet, Value: g.Value, ValueMax: g.ValueMax, Unit: g.Unit, Bound: g.Bound,
		Subject: g.Subject, Period: g.Period, Estimator: g.Estimator, Conduit: g.Conduit, Texts: g.Texts, Span: firstSpan(g.Evidence)}
}

func quoteForm(q Quote) formQuote {
	f := formQuote{Article: q.Article, Words: q.Words, Shortened: q.Shortened, Speaker: q.Speaker, Body: q.Body, Outlet: q.Outlet, Lang: q.Lang,
		Span: spanForm(q.Span)}
	if q.Known {
		f.Mark = q.Mark
	}
	return f
}

func firstSpan(spans []news.Span) *formSpan {
	if len(spans) == 0 {
		return nil
	}
	return spanForm(spans[0])
}

func spanForm(s news.Span) *formSpan {
	if s.Quote == "" {
		return nil
	}
	return &formSpan{s.Field, s.Start, s.End, news.DigestOf([]byte(s.Quote))}
}

func (w writer) story(s Story) formStory {
	m := w.made[s.ID]
	f := formStory{Article: s.ID, Version: m.Version, Item: m.Item, Page: m.Page, Extractor: m.Extractor, Late: s.Late, Early: s.Reconstructed,
		Copies: s.Copies, Text: textForm(s.Row)}
	if words := Excerpt(s.Row); words != "" {
		f.Excerpt = &formExcerpt{Article: s.ID, Excerpt: words}
	}
	return f
}

func textForm(r news.Row) formText {
	f := formText{Article: r.ID, Title: r.Title, URL: r.URL, Outlet: r.Outlet, OutletName: r.OutletName, Kind: r.Kind,
		Lang: r.Language, FirstSeen: stampOf(r.FirstSeen), Story: r.Story, SameTextAs: r.SameTextAs}
	if r.Revisions > 1 {
		f.Updated = maybe(r.Updated)
	}
	if c := r.Published; c.Known() {
		f.Published = &formClaim{c.String(), c.Precision, c.Zone, c.Origin}
	}
	return f
}

func fixForm(c Correction) formFix {
	f := formFix{Article: c.ID, Version: c.N, At: stampOf(c.At), Parts: each(c.Parts, same), Quotes: c.Quotes, Notice: c.Notice, Text: textForm(c.Row)}
	f.Figures = each(c.Figures, func(e FigureEdit) formEdit {
		return formEdit{Article: c.ID, Was: e.Was, Now: e.Now, What: e.What, Carried: each(e.Carried, same)}
	})
	if c.Headline != "" {
		f.Was = &formWas{Article: c.ID, Title: c.Headline}
	}
	return f
}

func readingForm(r Reading) formReading {
	f := formReading{Total: r.Total, Read: r.Read, Waiting: r.Waiting}
	if r.Asked != nil {
		f.Requests, f.Asked, f.Answered = r.Asked.Requests, r.Asked.Outlets, r.Asked.Answered
	}
	f.Unread = each(r.Unread, func(u Unread) formUnread {
		return formUnread{u.Outlet, u.Name, u.Kind, u.Status, maybe(u.Since), u.Detail, maybe(u.LastNew), int(u.Usual / time.Minute), u.Wholly}
	})
	return f
}

// storiesOf lists every story that an edition shows.
func storiesOf(e *Edition) []news.ArticleID {
	var ids []news.ArticleID
	add := func(stories []Story) {
		for _, s := range stories {
			ids = append(ids, s.ID)
		}
	}
	for _, b := range []*Block{&e.Block, &e.Early} {
		for _, ev := range b.Events {
			add(ev.Stories)
		}
		add(b.Loose)
		add(b.Passing)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
