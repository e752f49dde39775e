package store

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

func TestTheRegisterFollowsFeedsYAML(t *testing.T) {
	b := open(t)
	os, err := b.Outlets(b.ctx)
	b.ok(err)
	var got []news.Outlet
	for _, o := range os {
		got = append(got, o.Outlet)
	}
	if !reflect.DeepEqual(got, register()) {
		t.Errorf("register\n got %+v\nwant %+v", got, register())
	}
	if f := os[0].Feeds[0]; f.Status != news.FeedNew || f.Address != f.Spec.URL || !f.Due.IsZero() || f.Outlet != "harbour-post" {
		t.Errorf("a new feed: %+v", f)
	}
	b.poll(piece{url: "https://harbour.example/a", title: "A"})
	polled := b.feed("harbour-post", 0)

	next := register()
	next[0].Name, next[0].Enabled = "The Harbour Post", false
	next[0].Feeds = next[0].Feeds[:1]
	next[0].ScopeAll, next[0].Kind = true, news.GeneralPress
	b.ok(b.SyncOutlets(b.ctx, []news.Outlet{next[2], next[0]}))
	os, err = b.Outlets(b.ctx)
	b.ok(err)
	if len(os) != 2 || os[1].Outlet.Name != "The Harbour Post" || len(os[1].Feeds) != 1 || os[1].Articles != 1 {
		t.Fatalf("register %+v", os)
	}
	f := os[1].Feeds[0]
	if f.Status != news.FeedOff || f.Validators != polled.Validators || f.Polls != 1 || f.ID != polled.ID {
		t.Errorf("a feed that was switched off: %+v", f)
	}
	if got := b.titles(news.Query{Shown: true, Kind: news.GeneralPress}); got != "A" {
		t.Errorf("lists did not follow: %q", got)
	}
	old, err := b.Outlet(b.ctx, "child-line") // no longer named, not forgotten
	b.ok(err)
	if len(old.Feeds) != 0 {
		t.Errorf("feeds of an outlet that was set aside: %+v", old.Feeds)
	}
	if _, err := b.Outlet(b.ctx, "nobody"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("unknown outlet: %v", err)
	}
	b.ok(b.SyncOutlets(b.ctx, register()))
	if f := b.feed("harbour-post", 0); f.Status != news.FeedOK || f.Validators != polled.Validators {
		t.Errorf("switched on again: %+v", f)
	}
	if feeds, err := b.Feeds(b.ctx); err != nil || len(feeds) != 3 {
		t.Errorf("%d feeds, %v", len(feeds), err)
	}
}

func TestFeedStateIsKeptWhole(t *testing.T) {
	b := open(t)
	in := b.feed("harbour-post", 0)
	filled(t, reflect.ValueOf(&in).Elem())
	in.ID, in.Outlet, in.Spec = b.feed("harbour-post", 0).ID, "harbour-post", b.feed("harbour-post", 0).Spec
	in.Status = news.FeedFailing
	b.ok(b.SaveFeedState(b.ctx, in))
	if got := b.feed("harbour-post", 0); !reflect.DeepEqual(got, in) {
		t.Errorf("state\n got %+v\nwant %+v", got, in)
	}
	in.ID = 99
	if err := b.SaveFeedState(b.ctx, in); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("unknown feed: %v", err)
	}
}

// filled gives every field of a struct a value, so that none is forgotten.
func filled(t *testing.T, v reflect.Value) {
	t.Helper()
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = noon
		return
	case *[]time.Weekday:
		*x = []time.Weekday{time.Saturday}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			filled(t, v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		filled(t, v.Index(0))
	case reflect.String:
		v.SetString("x")
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint8, reflect.Uint32:
		v.SetUint(7)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Bool:
		v.SetBool(true)
	default:
		t.Fatalf("a field of kind %s: teach filled about it", v.Kind())
	}
}

func TestLeases(t *testing.T) {
	b := open(t)
	f := b.feed("harbour-post", 0)
	until := b.now.Add(time.Minute)
	get := func(owner string) bool {
		t.Helper()
		ok, err := b.Lease(b.ctx, f.ID, owner, until)
		b.ok(err)
		return ok
	}
	first, renewed := get("one"), get("one")
	if !first || !renewed || get("two") {
		t.Error("a lease is for one owner, who may renew it")
	}
	b.ok(b.Release(b.ctx, f.ID, "two"))
	if get("two") {
		t.Error("another's lease was released")
	}
	r := b.record(f)
	b.now = noon
	r.Owner = "one"
	_, err := b.SavePoll(b.ctx, r)
	b.ok(err)
	if !get("two") {
		t.Error("a poll gives its lease back")
	}
	b.now = until
	if !get("three") {
		t.Error("a lease runs out")
	}
	b.ok(b.Release(b.ctx, f.ID, "three"))
	b.now = noon
	got, err := b.LeaseAll(b.ctx, []news.FeedID{f.ID, b.feed("child-line", 0).ID, 99}, "four", until)
	if err != nil || len(got) != 2 {
		t.Errorf("leased %v, %v", got, err)
	}
}

func TestLedgerAndFetches(t *testing.T) {
	b := open(t)
	f := b.feed("harbour-post", 0)
	for i := range 5 {
		r := b.record(f)
		switch i {
		case 1, 2:
			r.Fetch.Outcome, r.Fetch.Status, r.Fetch.Wire = news.OutcomeNotModified, 304, 10
		case 3:
			r.Fetch.Outcome, r.Fetch.Error, r.State.Status = news.OutcomeTimeout, "no answer within 30 s", news.FeedFailing
		case 4:
			r.Fetch.Outcome, r.Fetch.Waited = news.OutcomeSlowDown, time.Hour
		}
		_, err := b.SavePoll(b.ctx, r)
		b.ok(err)
	}
	probe, err := b.SaveFetch(b.ctx, news.Fetch{Outlet: "child-line", Purpose: news.ForProbe, URL: "https://line.example/x", At: b.now, Outcome: news.OutcomeDNS})
	b.ok(err)
	o, err := b.Outlet(b.ctx, "harbour-post")
	b.ok(err)
	if o.Requests != 5 || o.NotModified != 2 || o.Bytes != 3020 || o.Waited != time.Hour {
		t.Errorf("ledger %+v", o)
	}
	for _, c := range []struct {
		q    FetchQuery
		want int
	}{{FetchQuery{}, 6}, {FetchQuery{Failed: true}, 2}, {FetchQuery{Outlet: "harbour-post"}, 5}, {FetchQuery{Feed: f.ID, Failed: true}, 1}, {FetchQuery{Outlet: "nobody"}, 0}} {
		var got []news.Fetch
		for q := c.q; ; {
			q.Limit = 2
			page, next, err := b.Fetches(b.ctx, q)
			b.ok(err)
			got = append(got, page...)
			if q.Cursor = next; next == "" {
				break
			}
		}
		if len(got) != c.want {
			t.Errorf("%+v: %d fetches, want %d", c.q, len(got), c.want)
		}
	}
	all, _, err := b.Fetches(b.ctx, FetchQuery{})
	b.ok(err)
	if all[0].ID != probe || all[0].Purpose != news.ForProbe || all[1].Outcome != news.OutcomeSlowDown || all[1].URL != f.Address {
		t.Errorf("newest %+v", all[:2])
	}
	if _, _, err := b.Fetches(b.ctx, FetchQuery{Cursor: "x"}); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("bad cursor: %v", err)
	}
}

// A lease from a clock that ran months ahead, and whose owner is no more, must
// not hold the feed for months.
func TestALeaseFromTheFutureIsFree(t *testing.T) {
	b := open(t)
	f := b.feed("harbour-post", 0)
	lease := func(owner string) bool {
		ok, err := b.Lease(b.ctx, f.ID, owner, b.now.Add(5*time.Minute))
		b.ok(err)
		return ok
	}
	b.now = noon.AddDate(0, 6, 0)
	if !lease("killed") {
		t.Fatal("not leased")
	}
	b.now = noon
	if !lease("next") {
		t.Error("held for half a year")
	}
	b.now = noon.Add(-30 * time.Second)
	if lease("another") {
		t.Error("half a minute between two clocks is no reason to take a lease")
	}
}

func TestOneFeed(t *testing.T) {
	b := open(t)
	f := b.feed("child-line", 0)
	if got, err := b.Feed(b.ctx, f.ID); err != nil || got.Address != f.Address || got.Outlet != "child-line" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := b.Feed(b.ctx, 99); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("no such feed: %v", err)
	}
}
