package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// reporting is a desk of three outlets that all report a letter, and two of them,
// some weeks later, a vote.
func reporting(t *testing.T, later time.Duration) *bench {
	t.Helper()
	sites := []*site{newSite(t), newSite(t), newSite(t)}
	b := newBench(t, sites...)
	say := func(what string, entries ...string) {
		for i, e := range entries {
			s := sites[i]
			title, text, _ := strings.Cut(e, "|")
			s.answer("/feed", page200("application/rss+xml", fmt.Sprintf(`<rss version="2.0"><channel><title>%[1]d</title><link>%[2]s/</link>
<item><guid isPermaLink="false">%[3]s</guid><title>%[4]s</title><link>%[2]s/%[3]s</link><description>%[5]s</description></item></channel></rss>`, i, s.URL, what, title, text)))
		}
		b.poll(t, Selection{All: true})
	}
	say("early", "A word on encryption|What we think of end-to-end encryption.", "Encryption in schools|Pupils learn what end-to-end encryption is.", "Our library on encryption|Books on end-to-end encryption.")
	b.pass(t, 24*time.Hour)
	say("letter", "97 charities ask Chatterbox to halt end-to-end encryption|The open letter of the Lantern Trust was presented by Mara Lind in Northport.",
		"Chatterbox should halt end-to-end encryption, say 97 charities|Mara Lind of the Lantern Trust brought the open letter to Northport.",
		"Open letter of 97 charities to Chatterbox on end-to-end encryption|Northport: Mara Lind speaks for the Lantern Trust.")
	b.pass(t, later)
	say("vote", "Committee votes 14 to 3 against scanning of encrypted messages|Olof Berg moved amendment 61 in the Norland Assembly.",
		"Norland Assembly: scanning of encrypted messages struck out, 14 to 3|The committee adopted amendment 61 of Olof Berg.")
	return b
}

// grouped lists the events as the articles in them, by outlet and subject.
func (b *bench) grouped(t *testing.T) string {
	t.Helper()
	rows, _, err := b.db.Events(context.Background(), news.EventQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, row := range rows {
		var names []string
		for _, r := range row.Rows {
			names = append(names, r.URL[strings.LastIndex(r.URL, "/")+1:]+string(r.Article.Outlet[len("outlet-"):]))
		}
		slices.Sort(names)
		out = append(out, strings.Join(names, "+"))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// eventOf is the event of the first article of that name.
func (b *bench) eventOf(t *testing.T, subject string) string {
	t.Helper()
	rows, _, err := b.db.Articles(context.Background(), news.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if strings.HasSuffix(r.URL, "/"+subject) && r.Event != "" {
			return string(r.Event)
		}
	}
	t.Fatalf("%s is in no event", subject)
	return ""
}

// twin is another process on the same database.
func (b *bench) twin(t *testing.T) *Poller {
	t.Helper()
	o := b.Options
	o.Owner, o.Log = "twin", slog.New(slog.DiscardHandler)
	p, err := New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const apart, together = "letter0+letter1+letter2 vote0+vote1", "letter0+letter1+letter2+vote0+vote1"

// TestEditsReachEveryProcess: what one process keeps holds in another that runs on,
// whether events are new, old, or one of each.
func TestEditsReachEveryProcess(t *testing.T) {
	for name, c := range map[string]struct{ between, after time.Duration }{
		"both new":       {5 * 24 * time.Hour, time.Hour},
		"one old":        {60 * 24 * time.Hour, time.Hour},
		"both old":       {30 * 24 * time.Hour, 200 * 24 * time.Hour},
		"one much older": {100 * 24 * time.Hour, 20 * 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			b := reporting(t, c.between)
			b.pass(t, c.after)
			ctx := context.Background()
			step := func(what, want string) {
				t.Helper()
				for _, who := range []string{"now", "in the process that ran on", "after a restart"} {
					if who == "in the process that ran on" {
						b.must(t, b.updateEvents(ctx))
					} else if who == "after a restart" {
						b.must(t, b.twin(t).updateEvents(ctx))
					}
					if got := b.grouped(t); got != want {
						t.Fatalf("%s, %s: %s, want %s", what, who, got, want)
					}
				}
				generation, err := b.db.Generation(ctx)
				b.must(t, err)
				b.must(t, b.twin(t).updateEvents(ctx))
				if again, err := b.db.Generation(ctx); err != nil || again != generation {
					t.Errorf("%s: a restart writes (%d, %d, %v)", what, generation, again, err)
				}
			}
			step("as found", apart)
			letter, vote := b.eventOf(t, "letter"), b.eventOf(t, "vote")
			edit, now, err := b.twin(t).Edit(ctx, Order{Kind: news.EditMerge, Event: vote, Into: letter})
			b.must(t, err)
			if string(now) != letter {
				t.Errorf("merged into %s, want %s", now, letter)
			}
			step("merged", together)
			if _, _, err := b.twin(t).Edit(ctx, Order{Kind: news.EditRetitle, Event: letter, Title: "One debate"}); err != nil {
				t.Fatal(err)
			}
			step("titled", together)
			if row, err := b.db.Event(ctx, news.EventID(letter)); err != nil || row.Title != "One debate" || row.TitleBy != "desk" {
				t.Errorf("%q by %q, %v", row.Title, row.TitleBy, err)
			}
			b.must(t, b.twin(t).Undo(ctx, edit.N, ""))
			step("undone", apart)
			if err := b.Undo(ctx, edit.N, ""); err == nil || !strings.Contains(err.Error(), "undone before") {
				t.Errorf("undone twice: %v", err)
			}
		})
	}
}

func (b *bench) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
