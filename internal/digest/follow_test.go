package digest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// prints is everything that an edition shows, but for the keys.
func (h *house) prints(e Edition) string {
	h.Helper()
	whole, err := tree(writer{}.edition(&e))
	h.ok(err)
	return fmt.Sprintf("%s open %v, %d undated, oldest %v, %+v", Canonical(whole), e.Open, e.Undated, e.Oldest, e.Month)
}

// Whatever is written in whatever order, an edition that is brought up to date
// is the one that is read whole.
func TestWhatIsFollowedIsWhatIsRead(t *testing.T) {
	for seed := range uint64(6) {
		h := newHouse(t, "Europe/London")
		rng := rand.New(rand.NewPCG(seed, 7))
		shelf := &Shelf{}
		var known []told
		keys := map[string]string{}
		check := func(what string) {
			t.Helper()
			for _, name := range []string{"2026-11-19", "2026-11-20", "2026-W47"} {
				length := Day
				if name == "2026-W47" {
					length = Week
				}
				p, err := ParsePeriod(length, name, h.zone)
				h.ok(err)
				followed, err := Load(t.Context(), h.db.Reader, p, Options{Now: h.now, Shelf: shelf})
				h.ok(err)
				read, err := Load(t.Context(), h.db.Reader, p, Options{Now: h.now})
				h.ok(err)
				if got, want := h.prints(followed), h.prints(read); got != want {
					at := 0
					for at < len(got) && at < len(want) && got[at] == want[at] {
						at++
					}
					t.Fatalf("seed %d, %s, after %s: followed\n…%.400s\nread\n…%.400s", seed, name, what, got[max(0, at-200):], want[max(0, at-200):])
				}
				for _, ev := range followed.Events {
					shown := h.shownEvent(ev)
					if before, ok := keys[ev.Key]; ok && before != shown {
						t.Fatalf("seed %d, after %s: one key, two contents of event %s: %s", seed, what, ev.ID, shown)
					}
					keys[ev.Key] = shown
				}
			}
		}
		for step := range 60 {
			h.at(19+step/45, 8+step%45/4, step%4*15)
			what := rng.IntN(10)
			switch {
			case what < 5 || len(known) < 4:
				a := told{outlet: []string{"beacon", "lantern", "line"}[rng.IntN(3)], name: fmt.Sprint("n", step), published: h.now.AddDate(0, 0, -rng.IntN(3)),
					first: rng.IntN(4) == 0, verdict: []news.Verdict{news.VerdictYes, news.VerdictYes, news.VerdictPassing, news.VerdictNo}[rng.IntN(4)]}
				h.polls(a.outlet, a)
				known = append(known, a)
			case what < 8:
				rng.Shuffle(len(known), func(i, j int) { known[i], known[j] = known[j], known[i] })
				h.event(fmt.Sprint("e", rng.IntN(3)), known[:1+rng.IntN(4)]...)
			case what == 8:
				h.refind(known[rng.IntN(len(known))], []news.Verdict{news.VerdictYes, news.VerdictNo}[rng.IntN(2)])
			default:
				i := rng.IntN(len(known))
				h.ok(h.db.Withdraw(t.Context(), store.Withdrawal{What: store.WithdrawArticle, ID: string(known[i].id()), Reason: "asked"}))
				known = append(known[:i:i], known[i+1:]...)
			}
			check(fmt.Sprintf("step %d (%d)", step, what))
		}
	}
}

// An event about which something was written that no edition shows keeps its
// key, so that nothing of it is set again.
func TestAnEventThatLooksAsBeforeKeepsItsKey(t *testing.T) {
	h := newHouse(t, "Europe/London")
	h.at(19, 8, 0)
	a := told{outlet: "beacon", name: "a", verdict: news.VerdictYes}
	b := told{outlet: "lantern", name: "b", verdict: news.VerdictYes}
	h.polls("beacon", a)
	h.polls("lantern", b)
	h.event("e1", a, b)
	p, err := ParsePeriod(Day, "2026-11-19", h.zone)
	h.ok(err)
	shelf := &Shelf{}
	key := func() string {
		e, err := Load(t.Context(), h.db.Reader, p, Options{Now: h.now, Shelf: shelf})
		h.ok(err)
		if len(e.Events) != 1 {
			t.Fatalf("%d events", len(e.Events))
		}
		return e.Events[0].Key
	}
	before := key()
	f, err := h.db.Article(t.Context(), a.id())
	h.ok(err)
	more := f.Findings
	more.Citations = append(more.Citations, news.Citation{Kind: news.CiteLink, Source: "Somebody", Evidence: spanIn(a.text(), "encrypt messages")})
	h.ok(h.db.PutFindings(t.Context(), []store.FindingsRecord{{Revision: f.Revisions[0].ID, Findings: more}}))
	if got := key(); got != before {
		t.Errorf("a link that is not shown: %q, before %q", got, before)
	}
	h.refind(a, news.VerdictPassing)
	if got := key(); got == before {
		t.Errorf("a story less keeps %q", got)
	}
}

func (h *house) shownEvent(ev Event) string {
	h.Helper()
	v, err := tree(writer{}.event(ev))
	h.ok(err)
	return string(Canonical(v))
}

// refind gives an article another verdict.
func (h *house) refind(a told, verdict news.Verdict) {
	h.Helper()
	f, err := h.db.Article(h.Context(), a.id())
	h.ok(err)
	h.ok(h.db.PutFindings(h.Context(), []store.FindingsRecord{{Revision: f.Revisions[0].ID, Findings: news.Findings{Version: "rules/1",
		Story: news.Story{Verdict: verdict, Evidence: spanIn(a.text(), "encrypt messages")}}}}))
}
