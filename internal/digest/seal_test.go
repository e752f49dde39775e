package digest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// house is a desk with a database and a clock of its own. Its outlets and their
// words are invented.
type house struct {
	*testing.T
	db    *store.DB
	file  string
	now   time.Time
	zone  *time.Location
	feeds map[news.OutletID]news.FeedID
	seal  Sealer
}

func newHouse(t *testing.T, zone string) *house {
	t.Helper()
	h := &house{T: t, file: filepath.Join(t.TempDir(), "desk.db"), feeds: map[news.OutletID]news.FeedID{}}
	var err error
	if h.zone, err = time.LoadLocation(zone); err != nil {
		t.Skip("no zone data: " + err.Error())
	}
	h.now = time.Date(2026, 11, 1, 12, 0, 0, 0, h.zone)
	clock := func() time.Time { return h.now }
	h.db, err = store.Open(t.Context(), h.file, store.Options{Clock: clock})
	h.ok(err)
	t.Cleanup(func() { h.db.Close() })
	outlet := func(id, name string, kind news.Kind) news.Outlet {
		return news.Outlet{ID: news.OutletID(id), Name: name, Kind: kind, Excerpt: 300, Enabled: true,
			Feeds: []news.FeedSpec{{Kind: news.KindFeed, URL: "https://" + id + ".example/feed"}}}
	}
	h.ok(h.db.SyncOutlets(t.Context(), []news.Outlet{outlet("beacon", "The Beacon", news.GeneralPress),
		outlet("lantern", "Lantern Trust", news.ChildProtection), outlet("line", "Open Line", news.DigitalRights)}))
	feeds, err := h.db.Feeds(t.Context())
	h.ok(err)
	for _, f := range feeds {
		h.feeds[f.Outlet] = f.ID
	}
	h.seal = Sealer{DB: h.db, Zone: h.zone, Clock: clock, Log: slog.New(slog.DiscardHandler), Maker: Maker{Desk: "Test desk", Program: "test", Rules: "rules/1"}}
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// at puts the clock to an hour of a day of November 2026, in the desk's zone.
func (h *house) at(day, hour, minute int) *house {
	h.now = time.Date(2026, 11, day, hour, minute, 0, 0, h.zone)
	return h
}

// told is an article as a test tells it. The zero value of verdict is yes.
type told struct {
	outlet, name string
	published    time.Time // zero: not stated
	first        bool
	verdict      news.Verdict
}

const plea = "“We ask only that no child becomes harder to find,” said Mara Lind of Lantern Trust."

func (a told) url() string        { return "https://" + a.outlet + ".example/" + a.name }
func (a told) id() news.ArticleID { return news.NewArticleID(a.url()) }
func (a told) text() (t news.Text) {
	t = news.Text{Version: "page/1", Origin: "feed", Title: "Headline of " + a.name, Language: "en", Summary: "Summary of " + a.name + ", which says what it is about.",
		Body:   "They plan to encrypt messages. " + plea + " Some 4200 reports a year would be lost.\n\n" + strings.Repeat("What everybody thinks of it is told in the order in which they spoke. ", 20) + a.name,
		Rights: news.Rights{MaxSnippet: -1}}
	if !a.published.IsZero() {
		t.Published = news.Claim{Time: a.published, Precision: news.PrecisionMinute, Zone: news.ZoneStated, Origin: news.OriginFeed}
	}
	return t
}

func spanIn(t news.Text, words string) []news.Span {
	i := strings.Index(t.Body, words)
	return []news.Span{{Field: news.FieldText, Start: i, End: i + len(words), Quote: words}}
}

// polls saves a poll that brings articles.
func (h *house) polls(outlet string, arts ...told) {
	h.Helper()
	r := store.PollRecord{Fetch: news.Fetch{FeedID: h.feeds[news.OutletID(outlet)], Purpose: news.ForFeed, At: h.now, Status: 200, Outcome: news.OutcomeOK},
		State: news.FeedState{Status: news.FeedOK, Since: h.now, Last: h.now, LastOK: h.now}}
	for _, a := range arts {
		t := a.text()
		value := 4200.0
		f := news.Findings{Version: "rules/1", Language: "en", Story: news.Story{Verdict: a.verdict, Score: .9, Evidence: spanIn(t, "encrypt messages")}}
		if a.verdict == "" {
			f.Story.Verdict = news.VerdictYes
		}
		f.Tags = []news.Tag{{Tag: "topic/e2ee-rollout", Score: .9, Evidence: spanIn(t, "encrypt messages")}}
		f.Citations = []news.Citation{{Kind: news.CiteQuote, Speaker: "Mara Lind", Organisation: "Lantern Trust", Evidence: spanIn(t, "“We ask only that no child becomes harder to find,”")}}
		f.Figures = []news.Figure{{Value: &value, Unit: "reports", Bound: news.BoundAbout, Estimator: "Clearing House", Evidence: spanIn(t, "4200 reports")}}
		r.Items = append(r.Items, store.NewItem{Item: news.Item{GUID: a.url(), Link: a.url(), Title: t.Title}, Text: t, Findings: f,
			Article: news.Article{ID: a.id(), URL: a.url(), FromFirst: a.first}})
	}
	_, err := h.db.SavePoll(h.Context(), r)
	h.ok(err)
}

// event puts articles into one event, the first of which gives its headline.
func (h *house) event(id string, arts ...told) {
	h.Helper()
	e := news.Event{ID: news.EventID(id), Title: arts[0].text().Title, TitleBy: arts[0].outlet, Started: h.now, Outlets: len(arts), Origins: len(arts),
		FirstReport: news.FirstReport{Kind: news.FirstCredited, Source: "Daily Lamp", By: []news.ArticleID{arts[0].id()},
			Evidence: []news.CreditEvidence{{Article: arts[0].id(), Span: spanIn(arts[0].text(), "They plan")[0]}}}}
	for _, a := range arts {
		e.Members = append(e.Members, news.Member{Article: a.id()})
	}
	h.ok(h.db.SaveEvents(h.Context(), store.EventChange{Put: []news.Event{e}}))
}

func (h *house) seals() {
	h.Helper()
	h.ok(h.seal.Seal(h.Context()))
}

func (h *house) edition(length Length, name string) Edition {
	h.Helper()
	p, err := ParsePeriod(length, name, h.zone)
	h.ok(err)
	e, err := Load(h.Context(), h.db.Reader, p, Options{Now: h.now})
	h.ok(err)
	return e
}

func (h *house) day(day int) Edition {
	h.Helper()
	return h.edition(Day, fmt.Sprintf("2026-11-%02d", day))
}

func (h *house) json(day int) string {
	h.Helper()
	p, err := ParsePeriod(Day, fmt.Sprintf("2026-11-%02d", day), h.zone)
	h.ok(err)
	out, err := JSON(h.Context(), h.db.Reader, p, Options{Now: h.now})
	h.ok(err)
	return string(out)
}

func (h *house) verified() Verified {
	h.Helper()
	v, err := Verify(h.Context(), h.db.Reader, nil)
	h.ok(err)
	return v
}

// sealedHouse has one sealed day with an event, and its articles.
func sealedHouse(t *testing.T) (*house, told, told) {
	h := newHouse(t, "Europe/London")
	a, b := told{outlet: "beacon", name: "one"}, told{outlet: "line", name: "two"}
	h.at(20, 10, 0).polls("beacon", a)
	h.at(20, 11, 0).polls("line", b)
	h.event("e1", a, b)
	h.at(21, 2, 0).seals()
	return h, a, b
}

func TestADayIsSealedTwoHoursAfterItsEnd(t *testing.T) {
	h := newHouse(t, "Europe/London")
	h.at(20, 10, 0).polls("beacon", told{outlet: "beacon", name: "one"})
	h.at(21, 1, 59).seals()
	before := h.day(20)
	if before.Seal != nil || before.Open {
		t.Fatalf("sealed %v, open %v one minute too early", before.Seal, before.Open)
	}
	h.at(21, 2, 0).seals()
	e := h.day(20)
	if e.Seal == nil || e.Articles != 1 || len(e.Loose) != 1 || e.Loose[0].Excerpt == "" || !e.Seal.At.Equal(h.now) {
		t.Fatalf("%+v", e)
	}
	s, err := h.db.SealedEdition(t.Context(), "day", "2026-11-20")
	h.ok(err)
	if news.DigestOf(s.Frame) != e.Seal.ID || bytes.Contains(s.Frame, []byte("Headline of")) {
		t.Errorf("the id is not that of the frame, or the frame holds others' words: %s", s.Frame)
	}
	h.seals() // again changes nothing
	if again := h.day(20); again.Seal.ID != e.Seal.ID {
		t.Error("sealed twice")
	}
	if v := h.verified(); v.Editions != 1 || len(v.Faults) > 0 || v.Bodies != 1 {
		t.Errorf("%+v", v)
	}
}

func TestASealedEditionNeverChanges(t *testing.T) {
	h, a, b := sealedHouse(t)
	before := h.json(20)
	c := told{outlet: "lantern", name: "three"}
	h.at(21, 9, 0).polls("lantern", c)
	h.event("e1", c, b, a)
	h.ok(h.db.SaveEvents(t.Context(), store.EventChange{Dissolved: []news.EventID{"e1"}}))
	h.at(21, 9, 30).polls("lantern", told{outlet: "lantern", name: "old", first: true, published: h.now.AddDate(0, 0, -1)})
	if after := h.json(20); after != before {
		t.Errorf("it was\n%s\nand is\n%s", before, after)
	}
	if e := h.day(20); len(e.Early.Loose) != 1 || !e.Early.Loose[0].Reconstructed {
		t.Errorf("what a first poll brought later stands beside it: %+v", e.Early)
	}
}

func TestWhatFirstPollsBroughtIsNeverSealed(t *testing.T) {
	h := newHouse(t, "Europe/London")
	h.at(20, 10, 0).polls("beacon", told{outlet: "beacon", name: "old", first: true, published: h.now.AddDate(0, 0, -1)},
		told{outlet: "beacon", name: "today", first: true, published: h.now.Add(-time.Hour)}, told{outlet: "beacon", name: "undated", first: true})
	h.at(22, 3, 0).seals()
	for day, want := range map[int]int{19: 1, 20: 1, 21: 0} {
		if e := h.day(day); e.Reconstructed != want || e.Seal != nil {
			t.Errorf("day %d: %d reconstructed, sealed %v", day, e.Reconstructed, e.Seal)
		}
	}
	if e := h.day(20); e.Undated != 1 {
		t.Errorf("%d undated", e.Undated)
	}
}

func TestAQuietDayIsSealedOnlyWhereSomebodyWasAsked(t *testing.T) {
	h := newHouse(t, "Europe/London")
	h.at(20, 10, 0).polls("beacon")
	h.at(22, 9, 0).polls("beacon", told{outlet: "beacon", name: "school", verdict: news.VerdictPassing})
	h.at(23, 3, 0).seals()
	for day, want := range map[int]bool{20: true, 21: false, 22: true} {
		e := h.day(day)
		if (e.Seal != nil) != want || !e.Empty() {
			t.Errorf("day %d: sealed %v", day, e.Seal)
		}
		if want && (e.Reading.Asked == nil || e.Reading.Asked.Requests != 1 || e.Reading.Asked.Answered != 1) {
			t.Errorf("day %d: asked %+v", day, e.Reading.Asked)
		}
	}
	if p, any, err := Newest(t.Context(), h.db.Reader, h.zone); any || err != nil {
		t.Errorf("newest edition with a story: %v, %v", p, err)
	}
}

func TestWhatIsOverForAWeekIsNotSealedAnyMore(t *testing.T) {
	h := newHouse(t, "Europe/London")
	h.at(10, 10, 0).polls("beacon", told{outlet: "beacon", name: "one"})
	h.at(18, 3, 0).seals()
	if e := h.day(10); e.Seal != nil {
		t.Error("sealed after more than a week")
	}
}

func TestAStoryFoundAfterTheSealIsALateFind(t *testing.T) {
	h := newHouse(t, "Europe/London")
	a := told{outlet: "beacon", name: "slow", verdict: news.VerdictNo}
	h.at(20, 23, 50).polls("beacon", a)
	h.at(21, 2, 0).seals()
	h.refind(a, news.VerdictYes)
	h.at(21, 2, 5).seals()
	if e := h.day(20); e.Articles != 0 {
		t.Errorf("the sealed day has %d stories", e.Articles)
	}
	if e := h.day(21); len(e.Loose) != 1 || !e.Loose[0].Late {
		t.Errorf("the next day: %+v", e.Loose)
	}
	h.at(22, 2, 0).seals()
	h.at(23, 2, 0).seals()
	if e := h.day(21); e.Seal == nil || len(e.Loose) != 1 || !e.Loose[0].Late {
		t.Errorf("the next day, sealed: %+v", e.Loose)
	}
}

func TestWeeksAndMonthsAreSealedInTheirZone(t *testing.T) {
	for zone, hours := range map[string]time.Duration{"Pacific/Kiritimati": -14, "Pacific/Niue": 11, "Asia/Kathmandu": 0} {
		h := newHouse(t, zone)
		last := told{outlet: "beacon", name: "last"}
		h.at(29, 23, 59).polls("beacon", last) // a Sunday
		h.at(30, 0, 0).polls("beacon", told{outlet: "beacon", name: "next"})
		if got := h.now.UTC().Hour(); hours != 0 && got != int((24+hours)%24) {
			t.Fatalf("%s: midnight is %d UTC", zone, got)
		}
		h.at(30, 2, 0).seals()
		if e := h.edition(Week, "2026-W48"); e.Seal == nil || e.Articles != 1 || e.Loose[0].ID != last.id() {
			t.Errorf("%s: week 48: %+v", zone, e.Block)
		}
		h.at(31, 2, 0).seals() // 1 December
		if e := h.edition(Month, "2026-11"); e.Seal == nil || e.Articles != 2 {
			t.Errorf("%s: November: %+v", zone, e.Block)
		}
		if v := h.verified(); v.Editions != 4 || len(v.Faults) > 0 {
			t.Errorf("%s: %+v", zone, v)
		}
	}
}

// The recipe that /about gives, run by another program's JSON.
func TestAnybodyCanCheckAnEdition(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 on this machine")
	}
	h, a, _ := sealedHouse(t)
	check := func() {
		t.Helper()
		c := exec.Command(python, "-c", Recipe)
		c.Stdin = strings.NewReader(h.json(20))
		if got, err := c.CombinedOutput(); err != nil || strings.TrimSpace(string(got)) != "True" {
			t.Errorf("%s %v", got, err)
		}
	}
	check()
	h.ok(h.db.Withdraw(t.Context(), store.Withdrawal{What: store.WithdrawArticle, ID: string(a.id()), Reason: "asked"}))
	check()
}

func TestAWithdrawalLeavesDigests(t *testing.T) {
	for name, c := range map[string]struct {
		w    func(a told) store.Withdrawal
		gone []string // words that must be nowhere in the edition
		left string
	}{
		"article": {func(a told) store.Withdrawal {
			return store.Withdrawal{What: store.WithdrawArticle, ID: string(a.id())}
		},
			[]string{"Headline of one", "beacon.example"}, "Headline of two"},
		"quote": {func(a told) store.Withdrawal {
			return store.Withdrawal{What: store.WithdrawQuote, ID: store.QuoteID(a.id(), spanIn(a.text(), "harder to find")[0])}
		}, []string{"harder to find"}, "Headline of one"},
		"source": {func(told) store.Withdrawal { return store.Withdrawal{What: store.WithdrawSource, ID: "clearing-house"} },
			[]string{"Clearing House"}, "harder to find"},
	} {
		for _, erase := range []bool{false, true} {
			h, a, _ := sealedHouse(t)
			before, e := h.json(20), h.day(20)
			w := c.w(a)
			w.Reason, w.Erase = "asked by its publisher", erase
			h.ok(h.db.Withdraw(t.Context(), w))
			shown, after := h.json(20), h.day(20)
			for _, words := range c.gone {
				if !strings.Contains(before, words) || strings.Contains(shown, words) {
					t.Errorf("%s: %q was there: %v, is there: %v", name, words, strings.Contains(before, words), strings.Contains(shown, words))
				}
			}
			if !strings.Contains(shown, c.left) || !strings.Contains(shown, "asked by its publisher") {
				t.Errorf("%s took too much, or left no tombstone: %s", name, shown)
			}
			if after.Seal.ID != e.Seal.ID || after.Seal.Withdrawn == 0 {
				t.Errorf("%s: the id changed, or nothing was withdrawn", name)
			}
			if v := h.verified(); len(v.Faults) > 0 || v.Withdrawn == 0 || len(v.Notes) != 1 {
				t.Errorf("%s, erased %v: %+v", name, erase, v)
			}
		}
	}
}

func TestVerifyFindsEveryTampering(t *testing.T) {
	for name, c := range map[string]struct{ sql, says string }{
		"a word of a headline": {`UPDATE part SET data = replace(data, 'Headline of one', 'Headline of won')`, "rebuilt"},
		"a part taken out":     {`DELETE FROM edition_part WHERE part_id = (SELECT max(id) FROM part)`, "missing"},
		"a part emptied":       {`UPDATE part SET data = NULL WHERE id = 1`, "no withdrawal says why"},
		"another day's name":   {`UPDATE edition SET name = '2026-11-19' WHERE id = 1`, "in the place of another"},
		"another id":           {`UPDATE edition SET digest = zeroblob(32) WHERE id = 1`, "its digest is"},
		"an edition removed":   {`DELETE FROM edition_part; DELETE FROM edition_article; DELETE FROM edition WHERE id = 1`, "missing"},
		"a body never kept":    {`UPDATE body SET digest = zeroblob(32) WHERE id = 1`, "never kept"},
		"no frame at all":      {`UPDATE edition SET frame = zeroblob(9)`, "cannot be read"},
	} {
		h, _, _ := sealedHouse(t)
		h.at(21, 10, 0).polls("beacon")
		h.at(22, 3, 0).seals()
		if v := h.verified(); len(v.Faults) > 0 || v.Editions != 2 || v.Spans == 0 {
			t.Fatalf("%+v", v)
		}
		tamper(t, h.file, c.sql)
		v := h.verified()
		if len(v.Faults) == 0 || !strings.Contains(strings.Join(v.Faults, "\n"), c.says) {
			t.Errorf("%s: %q", name, v.Faults)
		}
	}
}

func TestCanonicalIsRFC8785(t *testing.T) {
	for in, want := range map[string]string{
		`{"b":1,"a":[true,false,null]}`:                         `{"a":[true,false,null],"b":1}`,
		`[1e21,1E-7,100000000000000000000,0.1,-0,4.50]`:         `[1e+21,1e-7,100000000000000000000,0.1,0,4.5]`,
		`"\u20ac\u000f\u000aA'\u0042\u0022\u005c\\\"\/"`:        "\"€\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"",
		`{"\u20ac":1,"\r":2,"\ud83d\ude00":3,"\ufb33":4,"1":5}`: "{\"\\r\":2,\"1\":5,\"€\":1,\"😀\":3,\"\ufb33\":4}",
		`"<script>&\u2028\u007f"`:                               "\"<script>&\u2028\u007f\"",
	} {
		var v any
		if err := json.Unmarshal([]byte(in), &v); err != nil {
			t.Fatal(err)
		}
		if got := string(Canonical(v)); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func TestHealthIsThatOfTheEditionsEnd(t *testing.T) {
	h := newHouse(t, "Europe/London")
	state := func(status news.FeedStatus, words string) {
		h.ok(h.db.SaveFeedState(context.Background(), news.FeedState{ID: h.feeds["line"], Status: status, Since: h.now, Last: h.now, LastError: words}))
	}
	h.at(20, 10, 0).polls("line")
	h.at(20, 15, 0)
	state(news.FeedBlocked, "403 Forbidden")
	h.at(21, 9, 0)
	state(news.FeedOK, "")
	h.at(22, 3, 0).seals()
	if r := h.day(20).Reading; len(r.Unread) != 1 || r.Unread[0].Status != news.FeedBlocked || r.Unread[0].Detail != "403 Forbidden" {
		t.Errorf("at the end of the 20th: %+v", r)
	}
	if r := h.day(21).Reading; len(r.Unread) != 0 || r.Read != 1 || r.Total != 3 || r.Waiting != 2 {
		t.Errorf("at the end of the 21st: %+v", r)
	}
}
