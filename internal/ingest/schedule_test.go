package ingest

import (
	"testing"
	"time"

	"cipherdesk/internal/config"
	"cipherdesk/internal/news"

	"github.com/robfig/cron/v3"
)

var noon = time.Date(2026, 3, 2, 12, 0, 30, 0, time.UTC) // a Monday

func hourly(t *testing.T) cron.Schedule {
	t.Helper()
	s, err := cron.ParseStandard("7 * * * *")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// near reports whether due is the tick at want, give or take the jitter.
func near(due, want time.Time) bool {
	d := due.Sub(want)
	return d >= 0 && d < jitterSpan
}

func TestNextDueWaitsForTheLatestWord(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name  string
		state news.FeedState
		want  time.Time
	}{
		{"cron alone", news.FeedState{}, at(2, 13, 7)},
		{"a server's floor moves to the tick after it", news.FeedState{Floor: at(2, 15, 30)}, at(2, 16, 7)},
		{"a floor of nine days is not capped", news.FeedState{Floor: at(11, 15, 30)}, at(11, 16, 7)},
		{"ttl of an hour keeps an hourly schedule", news.FeedState{Hints: news.ScheduleHints{Every: time.Hour}}, at(2, 13, 7)},
		{"ttl of three hours", news.FeedState{Hints: news.ScheduleHints{Every: 3 * time.Hour}}, at(2, 15, 7)},
		{"a monthly blog is asked every six hours", news.FeedState{Interval: 30 * 24 * time.Hour}, at(2, 18, 7)},
		{"a first error costs nothing", news.FeedState{Errors: 1}, at(2, 13, 7)},
		{"errors back off", news.FeedState{Errors: 5}, at(2, 14, 7)},
		{"and are bounded", news.FeedState{Errors: 60}, at(3, 12, 7)},
		{"ttl of a year is a slip", news.FeedState{Hints: news.ScheduleHints{Every: 365 * 24 * time.Hour}}, at(9, 12, 7)},
		{"a daily feed keeps an hourly schedule", news.FeedState{Interval: 8 * time.Hour}, at(2, 13, 7)},
		{"silent for a week, it is asked less often", news.FeedState{Interval: 8 * time.Hour, Quiet: 7 * 24 * time.Hour}, at(2, 18, 7)},
		{"silent for a day, a little less", news.FeedState{Interval: 24 * time.Hour, Quiet: 48 * time.Hour}, at(2, 16, 7)},
		{"without validators, once a day", news.FeedState{Last: noon, LastOK: noon}, at(3, 12, 7)},
		{"unless its entries come more often", news.FeedState{Last: noon, LastOK: noon, Interval: 8 * time.Hour}, at(2, 16, 7)},
		{"but never within the hour", news.FeedState{Last: noon, LastOK: noon, Interval: time.Minute}, at(2, 13, 7)},
		{"an error brings no body", news.FeedState{Last: noon, LastOK: noon.Add(-time.Hour), Errors: 1}, at(2, 13, 7)},
		{"skipHours", news.FeedState{Hints: news.ScheduleHints{SkipHours: []int{12, 13}}}, at(2, 14, 0)},
		{"skipDays", news.FeedState{Hints: news.ScheduleHints{SkipDays: []time.Weekday{time.Monday, time.Tuesday}}}, at(4, 0, 0)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if due := nextDue(hourly(t), tt.state, noon); !near(due, tt.want) {
				t.Errorf("due %v, want %v", due, tt.want)
			}
		})
	}
}

// More often than hourly takes an operator who wrote so and a feed that has
// something to say that often.
func TestMoreOftenThanHourly(t *testing.T) {
	spec, err := cron.ParseStandard("*/10 * * * *")
	if err != nil {
		t.Fatal(err)
	}
	validators := news.Validators{ETag: "a"}
	for interval, want := range map[time.Duration]time.Duration{0: time.Hour, 8 * time.Hour: time.Hour, 40 * time.Minute: 20 * time.Minute, time.Minute: 10 * time.Minute} {
		due := nextDue(spec, news.FeedState{Validators: validators, Interval: interval}, noon)
		if !near(due, noon.Truncate(time.Minute).Add(want)) {
			t.Errorf("something new every %v: next poll after %v, want %v", interval, due.Sub(noon), want)
		}
	}
	ours := news.FeedState{Outlet: "lantern", Last: noon, LastOK: noon, Interval: 2 * time.Hour, Spec: news.FeedSpec{Cron: config.DefaultCron("lantern")}}
	if due := nextDue(hourly(t), ours, noon); due.Sub(noon) < 24*time.Hour {
		t.Errorf("without validators, on the built-in schedule: %v", due.Sub(noon))
	}
}

// A bare "slow down" costs more each time, and not everybody the same.
func TestBareSlowDownIsSpread(t *testing.T) {
	waits := map[time.Duration]bool{}
	for id := range news.FeedID(50) {
		for slow, least := range map[int]time.Duration{1: time.Hour, 3: 4 * time.Hour, 40: 24 * time.Hour} {
			wait := backOff(news.FeedState{ID: id, Slow: slow})
			if wait < least || wait > least+least/2 {
				t.Errorf("%d in a row: %v", slow, wait)
			}
			waits[wait] = true
		}
	}
	if len(waits) < 140 {
		t.Errorf("150 feeds wait for %d lengths of time", len(waits))
	}
}

func TestNextDueOfAFeedThatSkipsEverything(t *testing.T) {
	all := make([]int, 24)
	for i := range all {
		all[i] = i
	}
	due := nextDue(hourly(t), news.FeedState{Hints: news.ScheduleHints{SkipHours: all}}, noon)
	if !near(due, time.Date(2026, 3, 2, 13, 7, 0, 0, time.UTC)) {
		t.Errorf("due %v: a feed that skips every hour is taken at its schedule", due)
	}
}

// Feeds that share a minute are spread, and so are the desks that share a
// feeds.yaml; one feed of one desk keeps its place, over restarts too.
func TestFeedsOfOneMinuteAreSpread(t *testing.T) {
	second := func(id news.FeedID, salt uint32) time.Duration {
		due := nextDue(hourly(t), news.FeedState{ID: id, Salt: salt}, noon)
		return due.Sub(due.Truncate(time.Minute))
	}
	seen := map[time.Duration]bool{}
	for n := range 20 {
		seen[second(news.FeedID(n), 0)] = true
		seen[second(7, uint32(n)+1)] = true
	}
	if len(seen) < 35 {
		t.Errorf("40 feeds fall on %d moments", len(seen))
	}
	if first, again := second(7, 3), second(7, 3); first != again {
		t.Error("one feed has no place of its own")
	}
}

func ok(at time.Time, v news.Validators) answer {
	return answer{fetch: news.Fetch{At: at, Outcome: news.OutcomeOK, Status: 200, Items: 10, Digest: "d", Returned: v}}
}

func TestValidatorsFollowTheAnswerExactly(t *testing.T) {
	old := news.FeedState{Validators: news.Validators{ETag: `W/"odd" x`, LastModified: "yesterday, they say"}}
	t.Run("a 200 without validators clears both", func(t *testing.T) {
		if got := after(old, ok(noon, news.Validators{})).Validators; got != (news.Validators{}) {
			t.Errorf("kept %+v", got)
		}
	})
	t.Run("a 304 overwrites only those present", func(t *testing.T) {
		a := answer{fetch: news.Fetch{At: noon, Outcome: news.OutcomeNotModified, Status: 304, Returned: news.Validators{ETag: "new"}}}
		want := news.Validators{ETag: "new", LastModified: "yesterday, they say"}
		if got := after(old, a).Validators; got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
	for _, out := range []news.Outcome{news.OutcomeHTTP, news.OutcomeNotFeed, news.OutcomeTruncated, news.OutcomeSlowDown, news.OutcomeOffline} {
		t.Run("touched by nothing else: "+string(out), func(t *testing.T) {
			a := answer{fetch: news.Fetch{At: noon, Outcome: out, Returned: news.Validators{ETag: "of an error page"}}}
			if got := after(old, a).Validators; got != old.Validators {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestSlowingDownIsNoError(t *testing.T) {
	s := after(news.FeedState{}, answer{fetch: news.Fetch{At: noon, Outcome: news.OutcomeSlowDown, Status: 429}, notBefore: noon.Add(90000 * time.Second)})
	if s.Errors != 0 || s.Slow != 0 || !s.Floor.Equal(noon.Add(25*time.Hour)) {
		t.Errorf("%+v", s)
	}
	s = after(s, answer{fetch: news.Fetch{At: noon, Outcome: news.OutcomeSlowDown, Status: 503}, bare: true})
	if s.Errors != 0 || s.Slow != 1 || s.Status == news.FeedBlocked {
		t.Errorf("a bare 503: %+v", s)
	}
	s = after(s, answer{fetch: news.Fetch{At: noon.Add(goneAfter), Outcome: news.OutcomeSlowDown, Status: 503}, bare: true})
	if s.Errors != 0 || s.Status != news.FeedBlocked {
		t.Errorf("nothing but 503 for a week: %+v", s)
	}
}

func TestPermanentRedirectIsConfirmedFirst(t *testing.T) {
	s := news.FeedState{Address: "https://old.example/feed", Spec: news.FeedSpec{URL: "https://old.example/feed"}}
	step := func(at time.Time, to string) {
		a := ok(at, news.Validators{})
		a.permanent = to
		s = after(s, a)
	}
	step(noon, "https://new.example/feed")
	step(noon.Add(time.Hour), "https://new.example/feed")
	step(noon.Add(2*time.Hour), "https://new.example/feed")
	if s.Address != "https://old.example/feed" {
		t.Fatal("followed within a day")
	}
	step(noon.Add(25*time.Hour), "https://new.example/feed")
	if s.Address != "https://new.example/feed" {
		t.Fatalf("not followed after four polls over a day: %+v", s)
	}
	step(noon.Add(26*time.Hour), "http://new.example/feed")
	if s.Moved != "" {
		t.Error("a step down from https was noted")
	}
}

func TestGoneAndNotFound(t *testing.T) {
	fail := func(s news.FeedState, at time.Time, status int) news.FeedState {
		out := news.OutcomeHTTP
		if status == 410 {
			out = news.OutcomeGone
		}
		return after(s, answer{fetch: news.Fetch{At: at, Outcome: out, Status: status}})
	}
	if s := fail(news.FeedState{}, noon, 410); s.Status != news.FeedRetired {
		t.Errorf("410: %s", s.Status)
	}
	s := fail(news.FeedState{}, noon, 404)
	if s = fail(s, noon.Add(6*24*time.Hour), 404); s.Status != news.FeedFailing {
		t.Errorf("404 for six days: %s", s.Status)
	}
	if s = fail(s, noon.Add(8*24*time.Hour), 404); s.Status != news.FeedRetired {
		t.Errorf("404 for eight days: %s", s.Status)
	}
	if s := fail(news.FeedState{}, noon, 403); s.Status != news.FeedBlocked {
		t.Errorf("403: %s", s.Status)
	}
}

func TestAlternatesAreTriedInTurn(t *testing.T) {
	s := news.FeedState{Address: "https://a/", Validators: news.Validators{ETag: "of a"}, Spec: news.FeedSpec{URL: "https://a/", Alternates: []string{"https://b/"}}}
	for range blameAfter {
		s = after(s, answer{fetch: news.Fetch{At: noon, Outcome: news.OutcomeHTTP, Status: 500}})
	}
	if s.Address != "https://b/" || s.Validators != (news.Validators{}) {
		t.Errorf("%s %+v", s.Address, s.Validators)
	}
}

func TestNobodyIsBlamedWhenWeAreOffline(t *testing.T) {
	var r reach
	if !r.judge([]string{"https://a/1", "https://b/2"}, false) {
		t.Error("nobody answered, and somebody is blamed")
	}
	if r.judge([]string{"https://a/1"}, true) {
		t.Error("others answered")
	}
	if r.judge([]string{"https://a/1"}, false) {
		t.Error("a single host failed")
	}
	if !r.judge([]string{"https://b/1"}, false) {
		t.Error("and then another, with no answer between")
	}
}
