package ingest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Two passes at once, as the schedule's tick and the catch-up may make them,
// are one request.
func TestTwoPassesAskOnce(t *testing.T) {
	s := newSite(t)
	letter := s.letter("Charities write to Chatterbox", appeal)
	asked, answer := make(chan struct{}, 2), make(chan struct{})
	s.answer("/feed", func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-answer
		letter(w, r)
	})
	b := newBench(t, s)
	before := b.state(t)
	var passes sync.WaitGroup
	passes.Go(func() { b.poll(t, Selection{}) })
	<-asked
	b.poll(t, Selection{})
	close(answer)
	passes.Wait()
	if n := s.requests.Load(); n != 2 { // the feed and its letter's page
		t.Errorf("%d requests, want two", n)
	}
	// A tick that looked before the other's answer was stored comes too late.
	if r, err := b.Poller.pass(context.Background(), []news.FeedState{before}); err != nil || len(r) != 0 {
		t.Errorf("polled again on an old state: %+v, %v", r, err)
	}
}

// A host that is slow keeps no other waiting, however many feeds it has.
func TestASlowHostKeepsNobodyWaiting(t *testing.T) {
	var done atomic.Int64
	release := make(chan struct{})
	jobs := []lane{}
	for range 500 {
		jobs = append(jobs, lane{"slow", 1})
	}
	for i := range 100 {
		jobs = append(jobs, lane{fmt.Sprint("good ", i), 2})
	}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		inLanes(jobs, func(l lane) lane { return l }, func(l lane) {
			if l.name == "slow" {
				<-release
				return
			}
			if done.Add(1) == 100 {
				close(release)
			}
		})
	}()
	<-finished
	if done.Load() != 100 {
		t.Errorf("%d of 100 good hosts were asked", done.Load())
	}
}

func TestALaneKeepsItsOrderAndWidth(t *testing.T) {
	for _, width := range []int{1, 3} {
		var mu sync.Mutex
		var order []int
		at, most := 0, 0
		inLanes([]int{0, 1, 2, 3, 4, 5, 6, 7}, func(int) lane { return lane{"one", width} }, func(i int) {
			mu.Lock()
			order = append(order, i)
			at++
			most = max(most, at)
			mu.Unlock()
			time.Sleep(time.Millisecond)
			mu.Lock()
			at--
			mu.Unlock()
		})
		if len(order) != 8 || most > width || width == 1 && fmt.Sprint(order) != "[0 1 2 3 4 5 6 7]" {
			t.Errorf("width %d: %d at once, in order %v", width, most, order)
		}
	}
}

// An allowance of thirty a day is never more in any day, and comes back.
func TestAllowance(t *testing.T) {
	var spent time.Time
	var taken []time.Time
	for minute := range 3 * 24 * 60 {
		now := noon.Add(time.Duration(minute) * time.Minute)
		until := spend(&spent, now, recheckEvery, recheckBurst)
		if until.IsZero() {
			taken = append(taken, now)
		} else if until.Sub(now) > recheckEvery || !until.After(now) {
			t.Fatalf("the next one after %v", until.Sub(now))
		}
	}
	for i := range taken {
		if i >= 30 && taken[i].Sub(taken[i-30]) < 24*time.Hour {
			t.Fatalf("31 within %v", taken[i].Sub(taken[i-30]))
		}
	}
	if len(taken) < 6+3*24-1 {
		t.Errorf("only %d in three days", len(taken))
	}
	spent = noon.AddDate(1, 0, 0)
	if until := spend(&spent, noon, recheckEvery, recheckBurst); until.Sub(noon) > recheckEvery {
		t.Errorf("spent on a clock that ran a year ahead: the next one after %v", until.Sub(noon))
	}
}

// story is a page long enough to be an article of its own.
var story = page200("text/html", "<!doctype html><title>Charities write to Chatterbox</title><article><h1>Charities write to Chatterbox</h1>"+
	strings.Repeat("<p>The charities ask the company to keep detecting abuse in private messages before it turns on end-to-end encryption for all of its users.</p>", 8)+"</article>")

// many is a feed of n stories.
func (s *site) many(n int) http.HandlerFunc {
	var items strings.Builder
	for i := range n {
		fmt.Fprintf(&items, `<item><guid isPermaLink="false">%d</guid><title>Charities write to Chatterbox again, %d</title><link>%s/story/%d</link><description>%s</description></item>`, i, i, s.URL, i, appeal)
		s.answer(fmt.Sprintf("/story/%d", i), story)
	}
	return page200("application/rss+xml", `<rss version="2.0"><channel><title>Lantern Trust</title>`+items.String()+`</channel></rss>`)
}

// A desk that looks every minute for a week reads a host's pages again at most
// thirty times a day, with their validators, and the youngest first.
func TestPagesAreReadAgainAtMostThirtyTimesADay(t *testing.T) {
	s := newSite(t)
	s.answer("/feed", s.many(40))
	var again []time.Time
	var unconditional int
	b := newBench(t, s)
	b.poll(t, Selection{})
	if n := s.requests.Load(); n != 41 {
		t.Fatalf("%d requests at first, want the feed and forty pages", n)
	}
	for i := range 40 {
		s.answer(fmt.Sprintf("/story/%d", i), func(w http.ResponseWriter, r *http.Request) {
			again = append(again, time.Unix(0, b.clock.Load()))
			if r.Header.Get("If-None-Match") == "" {
				unconditional++
			}
			w.WriteHeader(http.StatusNotModified)
		})
	}
	for range 3 * 24 * 6 {
		b.pass(t, 10*time.Minute)
		b.poll(t, Selection{})
	}
	for i := range again {
		if i >= 30 && again[i].Sub(again[i-30]) < 24*time.Hour {
			t.Fatalf("31 within %v", again[i].Sub(again[i-30]))
		}
	}
	if len(again) < 60 || unconditional > 0 {
		t.Errorf("%d pages read again in three days, %d without validators", len(again), unconditional)
	}
	restarted, err := New(context.Background(), b.Options)
	if err != nil {
		t.Fatal(err)
	}
	before := len(again)
	if err := restarted.Follow(context.Background()); err != nil || len(again) > before+1 {
		t.Errorf("a restart gave %d pages more, %v", len(again)-before, err)
	}
}

// Pages whose turn had not come when the desk was stopped are read at its next
// start, and those that were being read are not lost.
func TestAStopGivesPagesBack(t *testing.T) {
	s := newSite(t)
	s.answer("/feed", s.many(30))
	b := newBench(t, s)
	ctx, stop := context.WithCancel(context.Background())
	s.answer("/story/3", func(w http.ResponseWriter, r *http.Request) {
		stop()
		<-r.Context().Done()
	})
	if _, err := b.Poll(ctx, Selection{}); err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
	read := s.requests.Load() - 1
	s.answer("/story/3", story)
	work, err := b.db.PagesDue(context.Background(), b.Clock(), 100)
	if err != nil || len(work) < 27 || int64(len(work))+read < 30 {
		t.Fatalf("%d pages were asked for, %d are due: %v", read, len(work), err)
	}
	if err := b.Follow(context.Background()); err != nil || s.requests.Load()-1 != read+int64(len(work)) {
		t.Errorf("%d requests, %v", s.requests.Load(), err)
	}
}

// The schedule's own loop reads feeds and pages, once each, and ends when told.
func TestRunAsksOnceAndStops(t *testing.T) {
	s := newSite(t)
	s.answer("/feed", s.many(3))
	b := newBench(t, s)
	ctx, stop := context.WithCancel(context.Background())
	s.answer("/story/2", func(w http.ResponseWriter, r *http.Request) {
		story(w, r)
		time.AfterFunc(50*time.Millisecond, stop)
	})
	if err := b.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if n := s.requests.Load(); n != 4 {
		t.Errorf("%d requests, want the feed and three pages", n)
	}
}

// Pages that no server answered for cost no try when nothing could be reached.
func TestPagesWaitWhenWeAreOffline(t *testing.T) {
	one, two := newSite(t), newSite(t)
	for _, s := range []*site{one, two} {
		s.answer("/feed", s.letter("Charities write to Chatterbox", appeal))
		s.answer("/letter", refuse(500))
	}
	b := newBench(t, one, two)
	b.poll(t, Selection{})
	one.Close()
	two.Close()
	b.pass(t, 3*time.Hour)
	if err := b.Follow(context.Background()); err != nil {
		t.Fatal(err)
	}
	work, err := b.db.PagesDue(context.Background(), b.Clock().Add(time.Hour), 0)
	if err != nil || len(work) != 2 {
		t.Fatalf("%d pages to read within the hour, %v", len(work), err)
	}
	for _, w := range work {
		if w.Tries != 1 {
			t.Errorf("%s: %d tries, want the one that was answered", w.URL, w.Tries)
		}
	}
}

// 404s count for as long as the feed was asked: one before a clock that ran
// ahead, or before a month in which the desk did not run, and one after it are
// no week.
func TestAWrongClockRetiresNothing(t *testing.T) {
	due := func(s news.FeedState) news.FeedState { s.Due = s.Last.Add(time.Hour); return s }
	missing := func(s news.FeedState, at time.Time) news.FeedState {
		return due(after(s, answer{fetch: news.Fetch{At: at, Outcome: news.OutcomeHTTP, Status: 404, Error: "HTTP 404 Not Found"}}))
	}
	s := missing(missing(news.FeedState{Since: noon}, noon), noon.AddDate(1, 0, 0))
	if s.Status != news.FeedFailing || !strings.Contains(s.LastError, "retired on") {
		t.Errorf("%s, %q", s.Status, s.LastError)
	}
	s = news.FeedState{Status: news.FeedOK, Since: noon}
	for hour := range 8 * 24 {
		if s = missing(s, noon.Add(time.Duration(hour)*time.Hour)); (s.Status == news.FeedRetired) != (hour >= 7*24) {
			t.Fatalf("after %d hours of 404: %s", hour, s.Status)
		}
	}
	if again := missing(s, s.Last.Add(time.Hour)); again.Status != news.FeedRetired {
		t.Errorf("asked by hand, and still 404: %s", again.Status)
	}
	if back := after(s, ok(s.Last.Add(time.Hour), news.Validators{})); back.Status != news.FeedOK || back.Missing != 0 {
		t.Errorf("asked by hand, and there again: %s", back.Status)
	}
	// Errors of another kind are no 404s.
	s = after(missing(news.FeedState{}, noon), answer{fetch: news.Fetch{At: noon.Add(8 * 24 * time.Hour), Outcome: news.OutcomeHTTP, Status: 500}})
	if s = missing(s, s.Last.Add(time.Hour)); s.Status == news.FeedRetired {
		t.Error("retired for a week of 500s and one 404")
	}
}

func TestGoneGoesToTheAlternateFirst(t *testing.T) {
	gone := answer{fetch: news.Fetch{At: noon, Outcome: news.OutcomeGone, Status: 410}}
	s := news.FeedState{Address: "https://a/", Spec: news.FeedSpec{URL: "https://a/", Alternates: []string{"https://b/"}}}
	if s = after(s, gone); s.Address != "https://b/" || s.Status != news.FeedFailing {
		t.Errorf("%s, %s", s.Address, s.Status)
	}
	if s = after(s, gone); s.Address != "https://a/" || s.Status != news.FeedRetired {
		t.Errorf("%s, %s", s.Address, s.Status)
	}
}

// A confirmed redirect that stops working leads back to the address that
// feeds.yaml names.
func TestTheOldAddressStaysAnAlias(t *testing.T) {
	s := news.FeedState{Address: "https://new/", Spec: news.FeedSpec{URL: "https://old/"}}
	for range blameAfter {
		s = after(s, answer{fetch: news.Fetch{At: noon, Outcome: news.OutcomeHTTP, Status: 500}})
	}
	if s.Address != "https://old/" {
		t.Errorf("still %s", s.Address)
	}
}

// "Not modified" through a redirect says nothing of a target that was never
// read: a maintenance page says it too.
func TestATargetMustHaveBeenReadOnce(t *testing.T) {
	s := news.FeedState{Address: "https://old/", Spec: news.FeedSpec{URL: "https://old/"}}
	step := func(hour int, out news.Outcome) {
		a := ok(noon.Add(time.Duration(hour)*time.Hour), news.Validators{})
		a.fetch.Outcome, a.permanent = out, "https://new/"
		s = after(s, a)
	}
	for hour := range 48 {
		step(hour, news.OutcomeNotModified)
	}
	if s.Address != "https://old/" {
		t.Fatal("moved to what was never read")
	}
	step(48, news.OutcomeOK)
	for hour := 49; hour < 72; hour++ {
		step(hour, news.OutcomeNotModified)
	}
	if s.Address != "https://old/" {
		t.Fatal("moved within a day")
	}
	if step(72, news.OutcomeNotModified); s.Address != "https://new/" {
		t.Error("not moved after a day")
	}
}

// What was noted on a clock that ran ahead counts from now once it is set back.
func TestAStateIsSetRight(t *testing.T) {
	wrong := noon.AddDate(1, 0, 0)
	s := news.FeedState{Last: wrong, LastOK: wrong, LastNew: noon.Add(-time.Hour), Due: wrong.Add(time.Hour), Floor: wrong.Add(90000 * time.Second)}
	got, mended := setRight(s, noon)
	if !mended || !got.Due.Equal(noon.Add(time.Hour)) || !got.Floor.Equal(noon.Add(25*time.Hour)) || !got.Last.Equal(noon) || !got.LastOK.Equal(noon) {
		t.Errorf("%+v", got)
	}
	if !got.LastNew.Equal(s.LastNew) {
		t.Error("what was right is changed too")
	}
	if _, mended := setRight(got, noon); mended {
		t.Error("mended twice")
	}
}

// The cadence is that of entries, over the time in which the feed was watched.
func TestCadenceIsOfTheTimeWatched(t *testing.T) {
	poll := func(s news.FeedState, at time.Time, fresh int) news.FeedState {
		a := ok(at, news.Validators{ETag: "a"})
		a.fetch.New, a.claimed = fresh, 6*time.Hour
		s = after(s, a)
		s.Due = at.Add(time.Hour)
		return s
	}
	s := poll(news.FeedState{}, noon, 20)
	if s.Interval != 6*time.Hour {
		t.Errorf("at first, as the entries' dates say: %v", s.Interval)
	}
	s = poll(s, noon.Add(time.Hour), 0)
	s = poll(s, noon.Add(2*time.Hour), 2)
	if want := (3*6*time.Hour + time.Hour) / 4; s.Interval != want || s.Quiet != 0 {
		t.Errorf("two entries in two hours: %v, want %v", s.Interval, want)
	}
	usual := s.Interval
	if s = poll(s, noon.AddDate(1, 0, 0), 1); s.Interval > usual {
		t.Errorf("a year in which nobody looked: %v after %v", s.Interval, usual)
	}
}

// A desk that was told "slow down" by one feed leaves its neighbour alone
// without a request, and says so.
func TestNeighboursWaitToo(t *testing.T) {
	s := newSite(t)
	s.answer("/feed", refuse(429, "Retry-After", "7200"))
	s.answer("/other", s.letter("Charities write to Chatterbox", appeal))
	b := newBench(t, s)
	o := b.Outlets[0]
	o.Feeds = append(o.Feeds, news.FeedSpec{Kind: news.KindFeed, URL: s.URL + "/other", Cron: "0 * * * *"})
	b.Options.Outlets = []news.Outlet{o}
	p, err := New(context.Background(), b.Options)
	if err != nil {
		t.Fatal(err)
	}
	reports, err := p.Poll(context.Background(), Selection{})
	if err != nil || s.requests.Load() != 1 || len(reports) != 2 || !strings.Contains(reports[1].Error, "not asked") {
		t.Fatalf("%d requests, %+v, %v", s.requests.Load(), reports, err)
	}
	states, err := b.db.Feeds(context.Background())
	if err != nil || !states[1].Floor.Equal(noon.Add(2*time.Hour)) || states[1].Errors != 0 || states[1].Polls != 0 {
		t.Errorf("%+v, %v", states[1], err)
	}
	b.pass(t, 4*time.Hour)
	s.answer("/feed", s.letter("Charities write to Chatterbox", appeal))
	if reports, err = p.Poll(context.Background(), Selection{}); err != nil || len(reports) != 2 {
		t.Errorf("%+v, %v", reports, err)
	}
	kept, _, err := b.db.Fetches(context.Background(), store.FetchQuery{Feed: states[0].ID})
	if err != nil || kept[0].Waited != 2*time.Hour {
		t.Errorf("the wait that was obeyed is not in the ledger: %+v, %v", kept, err)
	}
}

// Polls by hand end somewhere.
func TestPollsByHandAreLimited(t *testing.T) {
	s := newSite(t)
	s.answer("/feed", s.letter("Charities write to Chatterbox", appeal))
	b := newBench(t, s)
	b.poll(t, Selection{})
	for range 3 * handBurst {
		b.pass(t, 5*time.Second)
		b.poll(t, Selection{All: true})
	}
	if n := int(s.requests.Load()); n < handBurst || n > handBurst+10 {
		t.Errorf("%d requests", n)
	}
	if r := b.poll(t, Selection{All: true}); len(r) != 1 || !strings.Contains(r[0].Error, "by hand") {
		t.Errorf("%+v", r)
	}
	b.pass(t, 2*time.Hour)
	if r := b.poll(t, Selection{}); len(r) != 1 || r[0].Error != "" {
		t.Errorf("the schedule waits for it: %+v", r)
	}
}

// An hour that a feed asks to skip is skipped by a poll that comes late, too.
func TestALatePollSkipsWhatIsToBeSkipped(t *testing.T) {
	s := news.FeedState{Due: noon.Add(-3 * time.Hour), Hints: news.ScheduleHints{SkipHours: []int{12}, SkipDays: []time.Weekday{time.Tuesday}}}
	for d, want := range map[time.Duration]bool{0: false, time.Hour: true, 24 * time.Hour: false, 48 * time.Hour: false, 49 * time.Hour: true} {
		if due(s, noon.Add(d)) != want {
			t.Errorf("after %v: due %v", d, !want)
		}
	}
}

func TestARestartKeepsTheGap(t *testing.T) {
	s := newSite(t)
	s.answer("/feed", s.letter("Charities write to Chatterbox", appeal))
	b := newBench(t, s)
	b.poll(t, Selection{})
	o := b.Options
	o.Client = fetch.New(fetch.Options{Clock: b.Clock})
	defer o.Client.Close()
	b.pass(t, time.Second)
	if _, err := New(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	wait, held := o.Client.Wait(context.Background(), fetch.Request{URL: s.URL + "/letter", Limits: news.HostLimits{Gap: time.Minute}})
	if held || wait < 50*time.Second || wait > time.Minute {
		t.Errorf("a new process would wait %v", wait)
	}
}
