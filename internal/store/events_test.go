package store

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

func TestAnEventComesBackWhole(t *testing.T) {
	b := open(t)
	one, two := piece{url: "https://harbour.example/1", title: "One", verdict: news.VerdictYes}, piece{url: "https://line.example/2", title: "Two", verdict: news.VerdictYes}
	b.poll(one)
	b.pollOf(b.feed("child-line", 0), two)
	e := news.Event{
		ID: "e1", Title: "Letter · 2 March", TitleBy: "rule", Started: noon, Outlets: 2, Origins: 1, OriginsWhy: []string{"same text"}, Version: "event/1",
		Members: []news.Member{{Article: one.id(), Score: 1, Why: []news.Reason{{Kind: "words", Words: "letter", With: two.id()}}}, {Article: two.id(), Score: .5}},
		FirstReport: news.FirstReport{Kind: news.FirstCredited, Source: "Financial Times", Article: one.id(), At: noon, By: []news.ArticleID{one.id()},
			Evidence:  []news.CreditEvidence{{Article: one.id(), Span: news.Span{Field: news.FieldText, Start: 1, End: 3, Quote: "ab", Rule: "r"}}},
			Contested: []news.Contest{{Source: "BBC", Relation: news.RelSeenBy, Evidence: []news.CreditEvidence{{Article: two.id()}}}}},
	}
	b.ok(b.SaveEvents(b.ctx, EventChange{Put: []news.Event{e}}))
	got, err := b.Event(b.ctx, "e1")
	b.ok(err)
	if !reflect.DeepEqual(got.Event, e) {
		t.Errorf("event\n got %+v\nwant %+v", got.Event, e)
	}
	if len(got.Rows) != 2 || got.Rows[0].Title != "One" || !got.Updated.Equal(b.now) {
		t.Errorf("rows %+v", got.Rows)
	}
	f := b.full(one.url)
	if f.Event != "e1" || f.Member.Score != 1 || len(f.Member.Why) != 1 {
		t.Errorf("member %+v of %q", f.Member, f.Event)
	}
}

func TestEventsMergeMoveAndDissolve(t *testing.T) {
	b := open(t)
	var ids []news.ArticleID
	for i := range 6 {
		p := piece{url: fmt.Sprintf("https://harbour.example/%d", i), title: fmt.Sprint(i), verdict: news.VerdictYes, tags: []string{[]string{"topic/a", "topic/b"}[i%2]}}
		b.poll(p)
		ids = append(ids, p.id())
	}
	event := func(id string, of ...int) news.Event {
		e := news.Event{ID: news.EventID(id), Title: id, TitleBy: "rule"}
		for _, i := range of {
			e.Members = append(e.Members, news.Member{Article: ids[i]})
		}
		return e
	}
	save := func(c EventChange) { t.Helper(); b.ok(b.SaveEvents(b.ctx, c)) }
	list := func(q news.EventQuery) string {
		t.Helper()
		var out []string
		for {
			es, next, err := b.Events(b.ctx, q)
			b.ok(err)
			for _, e := range es {
				s := string(e.ID) + ":"
				for _, r := range e.Rows {
					s += r.Title
				}
				out = append(out, s)
			}
			if q.Cursor = next; next == "" {
				return strings.Join(out, " ")
			}
		}
	}
	save(EventChange{Put: []news.Event{event("e1", 0, 2), event("e2", 1), event("e3", 3, 5)}})
	for _, c := range []struct {
		q    news.EventQuery
		want string
	}{
		{news.EventQuery{}, "e3:35 e1:02 e2:1"},
		{news.EventQuery{Limit: 1}, "e3:35 e1:02 e2:1"},
		{news.EventQuery{Tag: "topic/a"}, "e1:02"},
		{news.EventQuery{Since: noon.Add(3 * time.Minute)}, "e3:35 e1:02"},
		{news.EventQuery{Until: noon.Add(2 * time.Minute)}, "e1:02"},
		{news.EventQuery{Since: noon.Add(5 * time.Minute), Until: noon.Add(6 * time.Minute)}, ""}, // e3 has members before and after
	} {
		if got := list(c.q); got != c.want {
			t.Errorf("%+v: %q, want %q", c.q, got, c.want)
		}
	}
	// An article moves, whatever the order of the events in the change.
	save(EventChange{Put: []news.Event{event("e2", 1, 2), event("e1", 0)}})
	if got := list(news.EventQuery{}); got != "e3:35 e2:12 e1:0" {
		t.Errorf("moved: %q", got)
	}
	save(EventChange{Put: []news.Event{event("e3", 3, 5, 1, 2)}, Merged: map[news.EventID]news.EventID{"e2": "e3"}})
	save(EventChange{Put: []news.Event{event("e4", 3, 5, 1, 2)}, Merged: map[news.EventID]news.EventID{"e3": "e4"}, Dissolved: []news.EventID{"e1"}})
	if got := list(news.EventQuery{}); got != "e4:1235" {
		t.Errorf("merged: %q", got)
	}
	if id, err := b.EventAlias(b.ctx, "e2"); err != nil || id != "e4" {
		t.Errorf("alias of e2: %q, %v", id, err)
	}
	for id, want := range map[news.EventID]error{"e1": news.ErrGone, "e2": news.ErrGone, "e9": news.ErrNotFound} {
		if _, err := b.Event(b.ctx, id); !errors.Is(err, want) {
			t.Errorf("event %s: %v, want %v", id, err, want)
		}
	}
	if _, err := b.EventAlias(b.ctx, "e1"); !errors.Is(err, news.ErrGone) {
		t.Errorf("alias of a dissolved event: %v", err)
	}
	if got := b.titles(news.Query{NoEvent: true}); got != "4 0" {
		t.Errorf("without an event: %q", got)
	}
	err := b.SaveEvents(b.ctx, EventChange{Put: []news.Event{event("e5", 4), {ID: "e6", Title: "x", Members: []news.Member{{Article: "nobody"}}}}})
	if !errors.Is(err, news.ErrNotFound) || list(news.EventQuery{}) != "e4:1235" {
		t.Errorf("half a change was kept: %v", err)
	}
}

func TestCopiesAreCollapsedAndListed(t *testing.T) {
	b := open(t)
	one, two := piece{url: "https://harbour.example/1", title: "One"}, piece{url: "https://line.example/2", title: "Two"}
	b.poll(one, two)
	b.ok(b.SaveEvents(b.ctx, EventChange{Copies: map[news.ArticleID]news.ArticleID{two.id(): one.id()}}))
	if got := b.titles(news.Query{}) + "|" + b.titles(news.Query{Copies: true}); got != "One|Two One" {
		t.Errorf("lists %q", got)
	}
	if f := b.full(one.url); !reflect.DeepEqual(f.Copies, []news.ArticleID{two.id()}) || b.full(two.url).SameTextAs != one.id() {
		t.Errorf("copies %v", f.Copies)
	}
	two.body = "Something else entirely."
	b.poll(two)
	if b.full(two.url).SameTextAs != one.id() {
		t.Error("only the clustering says what is a copy")
	}
	b.ok(b.SaveEvents(b.ctx, EventChange{Copies: map[news.ArticleID]news.ArticleID{two.id(): ""}}))
	if got := b.titles(news.Query{}); got != "Two One" {
		t.Errorf("its own again: %q", got)
	}
}
