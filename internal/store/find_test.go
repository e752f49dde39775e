package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// shelf is a small desk of which every field of a search can be asked.
func shelf(t *testing.T) *bench {
	b := open(t)
	yes := func(title, body string, mod func(*NewItem), tags ...string) piece {
		return piece{url: "https://harbour.example/" + news.Slug(title), title: title, verdict: news.VerdictYes, tags: tags, mod: mod,
			body: "On end-to-end encryption. " + body}
	}
	cites := func(source, organisation string) func(*NewItem) {
		return func(n *NewItem) {
			n.Findings.Citations = append(n.Findings.Citations, news.Citation{Kind: news.CiteAttribution, Source: source, Organisation: organisation, Evidence: spanOf(n.Text, "encryption")},
				news.Citation{Kind: news.CiteLink, Source: "Only A Link", Evidence: spanOf(n.Text, "encryption")})
		}
	}
	states := func(v float64) func(*NewItem) {
		return func(n *NewItem) {
			n.Findings.Figures = append(n.Findings.Figures, news.Figure{Value: &v, Bound: news.BoundExact, Evidence: spanOf(n.Text, "encryption")})
		}
	}
	b.poll(yes("Letter", "Ninety charities wrote.", cites("Lantern Trust", "Children’s Helpline"), "topic/e2ee"))
	b.poll(yes("Vote", "The committee voted on the letters.", states(16.8e6), "law/osa", "topic/e2ee"))
	b.pollOf(b.feed("child-line", 0), yes("Helpline", "What families asked about letters.", cites("", "Lantern Trust"), "law/osa"))
	b.poll(yes("Brief", "Ein Brief der Verbände über Verschlüsselung.", func(n *NewItem) { n.Text.Language, n.Findings.Language = "de", "de" }, "topic/e2ee"))
	b.poll(piece{url: "https://harbour.example/other", title: "Letters to the editor", body: "Nothing about it, only letters and end-to-end encryption in passing.", verdict: news.VerdictNo})
	return b
}

func titlesOf(rows []news.Row) string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Title)
	}
	return strings.Join(out, " ")
}

func TestSearchFields(t *testing.T) {
	b := shelf(t)
	for typed, want := range map[string]string{
		"letter":                          "Helpline Vote Letter",
		"letter -committee":               "Helpline Letter",
		"charities OR families":           "Helpline Letter",
		`"voted on the letters"`:          "Vote",
		"in:title letter":                 "Letter",
		"in:title -letter tag:topic/e2ee": "Brief Vote",
		"tag:topic/e2ee":                  "Brief Vote Letter",
		"tag:e2ee tag:osa":                "Vote",
		"tag:e2ee OR tag:osa":             "Brief Helpline Vote Letter",
		"-tag:e2ee":                       "Helpline",
		"tag:e2ee -letter":                "Brief",
		"outlet:child-line":               "Helpline",
		"outlet:child-line outlet:nobody": "Helpline",
		"-outlet:child-line letter":       "Vote Letter",
		"kind:child-protection":           "Helpline",
		"kind:child_protection OR kind:tech_press letter": "Helpline Vote Letter",
		"lang:de":                  "Brief",
		"-lang:de letter tag:e2ee": "Vote Letter",
		"source:lantern-trust":     "Helpline Letter",
		`source:"Lantern Trust" letter -source:childrens-helpline`: "Helpline",
		"source:only-a-link":            "",
		"figure:16.8m":                  "Vote",
		"figure:>1m letter":             "Vote",
		"figure:<1m":                    "",
		"verschlusselung":               "Brief",
		"after:2026-03-02":              "Brief Helpline Vote Letter",
		"before:2026-03-02":             "",
		"letter before:2027 after:2026": "Helpline Vote Letter",
	} {
		found, err := b.Search(b.ctx, news.Query{Text: typed, Story: []news.Verdict{news.VerdictYes}, Shown: true}, false)
		if err != nil || titlesOf(found.Rows) != want {
			t.Errorf("%s: %q, want %q (%v)", typed, titlesOf(found.Rows), want, err)
		}
		rows, _, err := b.Articles(b.ctx, news.Query{Text: typed, Story: []news.Verdict{news.VerdictYes}, Shown: true})
		if err != nil || titlesOf(rows) != want {
			t.Errorf("%s as a list: %q, want %q (%v)", typed, titlesOf(rows), want, err)
		}
	}
	b.ok(b.Withdraw(b.ctx, Withdrawal{What: WithdrawSource, ID: "lantern-trust", Reason: "asked"}))
	if got := b.titles(news.Query{Text: "source:lantern-trust"}); got != "" {
		t.Errorf("a withdrawn source finds %q", got)
	}
	var n int
	_, err := b.one(b.ctx, `SELECT count(*) FROM cited`, nil, &n)
	b.ok(err)
	b.ok(b.Withdraw(b.ctx, Withdrawal{What: WithdrawArticle, ID: string(ArticleID("https://harbour.example/" + news.Slug("Letter"))), Reason: "asked", Erase: true}))
	var left int
	_, err = b.one(b.ctx, `SELECT count(*) FROM cited`, nil, &left)
	if b.ok(err); n != 3 || left != 1 {
		t.Errorf("%d names before an erasure, %d after it", n, left)
	}
}

// Whatever the stretches, a search finds the same, and its pages follow each
// other without a gap.
func TestSearchFindsTheSameInAnyStretches(t *testing.T) {
	b := open(t)
	mixed(b, 120)
	b.now = b.now.Add(-3 * time.Hour) // the clock is put right
	mixed2 := b.feed("child-line", 0)
	b.pollOf(mixed2, piece{url: "https://late.example/1", title: "Late", body: "Word3 and end-to-end encryption in a harbour.", verdict: news.VerdictYes, tags: []string{"topic/e2ee"}})
	for _, typed := range []string{"word3", "word3 -school", "tag:topic/e2ee -harbour", "kind:child-protection", "encryption lang:de", "after:2026-03-02 word1 OR word2"} {
		for _, story := range [][]news.Verdict{nil, {news.VerdictYes}, {news.VerdictYes, news.VerdictPassing}} {
			q := news.Query{Text: typed, Story: story, Copies: true}
			var want []match
			for _, size := range []int64{1 << 20, 1, 2, 7, 50} {
				h, err := b.newHunt(q)
				b.ok(err)
				h.size = size
				got, err := h.run(b.ctx, 1000)
				b.ok(err)
				if want == nil {
					want = got
				}
				if len(got) == 0 || !slices.Equal(got, want) {
					t.Errorf("%s by %d: %v\nwant %v", typed, size, got, want)
				}
			}
			q.Limit = 7
			var paged []int64
			for {
				found, err := b.Search(b.ctx, q, false)
				b.ok(err)
				for _, r := range found.Rows {
					paged = append(paged, r.Seq)
				}
				if q.Cursor = found.Next; q.Cursor == "" {
					break
				}
			}
			if len(paged) != len(want) || !slices.IsSortedFunc(paged, func(x, y int64) int { return int(y - x) }) {
				t.Errorf("%s: %d by pages, %d at once", typed, len(paged), len(want))
			}
		}
	}
}

// wordy is a desk of articles of made-up words, each of which many have, with
// unlike neighbours.
func wordy(t *testing.T, n int) *bench {
	b := open(t)
	rng := rand.New(rand.NewPCG(5, 6))
	for i := range n {
		words := []string{"On", "end-to-end", "encryption"}
		for range 30 + rng.IntN(30) {
			words = append(words, fmt.Sprintf("w%d", int(rng.ExpFloat64()*12)))
		}
		p := piece{url: fmt.Sprintf("https://harbour.example/%d", i), title: "Story " + words[3] + " " + words[4], verdict: news.VerdictYes, body: strings.Join(words, " ")}
		if rng.IntN(2) == 0 {
			p.verdict = news.VerdictNo
		} else if rng.IntN(3) > 0 {
			p.tags = []string{"topic/e2ee"}
		}
		p.mod = func(n *NewItem) {
			if v := float64(i % 3); v > 0 && n.Findings.Story.Verdict == news.VerdictYes {
				n.Findings.Figures = append(n.Findings.Figures, news.Figure{Value: &v, Bound: news.BoundExact, Evidence: spanOf(n.Text, "encryption")})
			}
		}
		b.poll(p)
	}
	return b
}

// A search that may cost little comes only so far, says so, and goes on from
// there: page by page it finds what it finds at once.
func TestASearchGoesOnWhereItStopped(t *testing.T) {
	b := wordy(t, 300)
	for i, typed := range []string{"w3", `"w3 w4"`, `"w1 w1 w1 w1"`, `"w2 w5 w9"`, "w30 -w3", "w40 w50", `-"w3 w4" tag:topic/e2ee`, "w1 w2 w30", "w1 w2 w3 w4 w25 -w60",
		"in:title w3", `in:title "story w7"`, "in:title w1 w2", `"nowhere at all"`, "w40 OR w50 w2", `w3 -"w1 w2"`, "tag:topic/e2ee -w3", "figure:>0 w1", "figure:2 w1", "-figure:1 w3 w4"} {
		for _, spread := range []int{spreadOver, 10} {
			q := news.Query{Text: typed, Copies: true}
			hunt := func() *hunt {
				h, err := b.newHunt(q)
				b.ok(err)
				h.spreadOver = spread
				return h
			}
			h := hunt()
			want, err := h.run(b.ctx, 1000)
			b.ok(err)
			if !h.stopped.IsZero() {
				t.Fatalf("%s stops", typed)
			}
			var got []match
			pages := 0
			for ; ; pages++ {
				h := hunt()
				h.effort.most, h.effort.least = 0, float64(100+20*i)
				found, err := h.run(b.ctx, 1000)
				b.ok(err)
				got = append(got, found...)
				if h.stopped.IsZero() {
					break
				}
				if q.Cursor = (cursor{ms(h.stopped), h.hi}).String(); pages > 300 {
					t.Fatalf("%s does not get on", typed)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s by %d pages: %v\nwant %v", typed, pages, got, want)
			}
			t.Logf("%s: %d found, %d pages", typed, len(want), pages)
		}
	}
}

// What ends a stretch stands below it and in none of its articles.
func TestTheIndexIsFenced(t *testing.T) {
	b := wordy(t, 60)
	for _, typed := range []string{`"nowhere at all"`, "w1 w2", "w1 -nowhere"} {
		h, err := b.newHunt(news.Query{Text: typed})
		b.ok(err)
		b.ok(h.begin(b.ctx))
		h.effort.each = 1e9
		st, err := h.stint(b.ctx, 40)
		b.ok(err)
		fence, err := h.fence(b.ctx, st)
		b.ok(err)
		var last int64
		_, err = b.one(b.ctx, `SELECT max(rowid) FROM search WHERE search MATCH $1`, []any{`"` + fence + `"`}, &last)
		if b.ok(err); fence == "" || last >= 40 || last < 36 {
			t.Errorf("%s: %q stands in %v", typed, fence, last)
		}
	}
	h, err := b.newHunt(news.Query{Text: "w1"})
	b.ok(err)
	if h.runsOn() {
		t.Error("one word needs a fence")
	}
}

// The cost of a search follows its rarest word.
func TestRareWordsAreCheap(t *testing.T) {
	b := wordy(t, 60)
	cost := func(typed string) float64 {
		h, err := b.newHunt(news.Query{Text: typed})
		b.ok(err)
		b.ok(h.begin(b.ctx))
		each, err := h.measure(b.ctx)
		b.ok(err)
		return each
	}
	if none, rare, common := cost("w1 nowhere"), cost(`"w40 w1"`), cost(`"w2 w1"`); none > rare/10 || rare > common/2 {
		t.Errorf("a word that is nowhere %v, one of few %v, of most %v", none, rare, common)
	}
}

func TestSearchCountsByKind(t *testing.T) {
	b := shelf(t)
	found, err := b.Search(b.ctx, news.Query{Text: "encryption", Story: []news.Verdict{news.VerdictYes}, Limit: 1}, false)
	b.ok(err)
	if len(found.Rows) != 1 || found.Counted != 4 || found.More || !reflect.DeepEqual(found.Kinds, map[news.Kind]int{news.TechPress: 3, news.ChildProtection: 1}) {
		t.Errorf("%+v", found)
	}
	more, err := b.Search(b.ctx, news.Query{Text: "encryption", Story: []news.Verdict{news.VerdictYes}, Limit: 1, Cursor: found.Next}, false)
	if b.ok(err); more.Kinds != nil || len(more.Rows) != 1 {
		t.Errorf("a further page: %+v", more)
	}
}

func TestTheBestHaveTheirWordsInTheHeadline(t *testing.T) {
	b := shelf(t)
	found, err := b.Search(b.ctx, news.Query{Text: "letters", Story: []news.Verdict{news.VerdictYes}}, true)
	if b.ok(err); titlesOf(found.Rows) != "Letter Helpline Vote" || found.Next != "" {
		t.Errorf("best first: %q", titlesOf(found.Rows))
	}
}

// A search that takes too long says how far it came, and a list of it is
// refused rather than cut.
func TestASearchIsGivenUp(t *testing.T) {
	b := shelf(t)
	h, err := b.newHunt(news.Query{Text: "encryption"})
	b.ok(err)
	h.wait = time.Nanosecond
	if got, err := h.run(b.ctx, 10); err != nil || len(got) > 0 || !h.stopped.Equal(b.now) {
		t.Errorf("%v, stopped at %v, %v", got, h.stopped, err)
	}
}

func TestNothingToLookFor(t *testing.T) {
	b := open(t)
	for typed, says := range map[string]string{"-a": "a word that should occur", "—": "nothing to look for", "in:title": "nothing to look for", "AND": "nothing to look for", "x:y": "no such field"} {
		_, err := b.Search(b.ctx, news.Query{Text: typed}, false)
		if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", typed, err)
		}
	}
}

func TestMarks(t *testing.T) {
	b := open(t)
	text := "Verbände: The charities’ Letters — an END-TO-END encrypted é letter to 97."
	for typed, want := range map[string]string{
		"letter":                     "[Letters] [letter]",
		"verbande":                   "[Verbände]",
		`"end-to-end" -letter`:       "[END-TO-END]",
		`"end to end encryption"`:    "[END-TO-END encrypted]",
		"charity OR 97":              "[charities] [97]",
		"end":                        "[END] [END]",
		`"letters an"`:               "[Letters — an]",
		"tag:letter in:title nobody": "",
	} {
		s, err := news.ParseSearch(typed)
		b.ok(err)
		var got []string
		for _, m := range b.Marker(s).Find(text) {
			got = append(got, "["+text[m[0]:m[1]]+"]")
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", typed, got, want)
		}
	}
}

func FuzzMarks(f *testing.F) {
	f.Add("a OR b", "ä-b")
	b := open(f)
	f.Fuzz(b.checkMarks)
}

func (b *bench) checkMarks(t *testing.T, typed, text string) {
	s, err := news.ParseSearch(typed)
	if err != nil {
		return
	}
	last := 0
	for _, m := range b.Marker(s).Find(text) {
		if m[0] < last || m[1] <= m[0] || m[1] > len(text) {
			t.Fatalf("%q in %q: %v after %d", typed, text, m, last)
		}
		last = m[1]
	}
}
