package ingest

import (
	"testing"
	"time"

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
		{"cron alone", news.FeedState{}, at(2, 12, 7)},
		{"a server's floor moves to the tick after it", news.FeedState{Floor: at(2, 15, 30)}, at(2, 16, 7)},
		{"a floor of nine days is not capped", news.FeedState{Floor: at(11, 15, 30)}, at(11, 16, 7)},
		{"ttl of an hour keeps an hourly schedule", news.FeedState{Hints: news.ScheduleHints{Every: time.Hour}}, at(2, 13, 7)},
		{"ttl of three hours", news.FeedState{Hints: news.ScheduleHints{Every: 3 * time.Hour}}, at(2, 15, 7)},
		{"a monthly blog is asked every six hours", news.FeedState{Interval: 30 * 24 * time.Hour}, at(2, 18, 7)},
		{"a first error costs nothing", news.FeedState{Errors: 1}, at(2, 12, 7)},
		{"errors back off", news.FeedState{Errors: 5}, at(2, 14, 7)},
		{"and are bounded", news.FeedState{Errors: 60}, at(3, 12, 7)},
		{"a bare 429 slows down", news.FeedState{Slow: 1}, at(2, 13, 7)},
		{"and more each time", news.FeedState{Slow: 3}, at(2, 16, 7)},
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

func TestNextDueOfAFeedThatSkipsEverything(t *testing.T) {
	all := make([]int, 24)
	for i := range all {
		all[i] = i
	}
	due := nextDue(hourly(t), news.FeedState{Hints: news.ScheduleHints{SkipHours: all}}, noon)
	if !near(due, time.Date(2026, 3, 2, 12, 7, 0, 0, time.UTC)) {
		t.Errorf("due %v: a feed that skips every hour is taken at its schedule", due)
	}
}

func TestJitterSurvivesARestart(t *testing.T) {
	tick := noon.Truncate(time.Hour)
	if before, again := jitter(7, tick), jitter(7, tick); before != again {
		t.Error("jitter of one feed and tick differs")
	}
	different := 0
	for id := range news.FeedID(20) {
		if jitter(id, tick) != jitter(id+1, tick) {
			different++
		}
	}
	if different < 15 {
		t.Errorf("only %d of 20 neighbours are apart", different)
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
	s = after(s, answer{fetch: news.Fetch{At: noon, Outcome: news.OutcomeSlowDown, Status: 503}})
	if s.Errors != 0 || s.Slow != 1 {
		t.Errorf("a bare 503: %+v", s)
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
	failed := func(url string) polled {
		return polled{state: news.FeedState{Address: url}, network: true, answer: answer{fetch: news.Fetch{Outcome: news.OutcomeDNS}}}
	}
	outcomes := func(list []polled) (out []news.Outcome) {
		for _, p := range list {
			out = append(out, p.answer.fetch.Outcome)
		}
		return out
	}
	var r reach
	if got := outcomes(r.judge([]polled{failed("https://a/1"), failed("https://b/2")}, false)); got[0] != news.OutcomeOffline || got[1] != news.OutcomeOffline {
		t.Errorf("nobody answered: %v", got)
	}
	if got := outcomes(r.judge([]polled{failed("https://a/1")}, true)); got[0] != news.OutcomeDNS {
		t.Errorf("others answered: %v", got)
	}
	if got := outcomes(r.judge([]polled{failed("https://a/1")}, false)); got[0] != news.OutcomeDNS {
		t.Errorf("a single host failed: %v", got)
	}
}
