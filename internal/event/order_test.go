package event

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"

	"pgregory.net/rapid"
)

// division is who is with whom, whatever the events are called.
func division(c *Clusterer) []string {
	var out []string
	for _, cl := range c.events {
		var ids []string
		for _, n := range cl.members {
			ids = append(ids, string(n.piece.ID))
		}
		slices.Sort(ids)
		out = append(out, strings.Join(ids, " "))
	}
	slices.Sort(out)
	return out
}

// sound fails when what the clusterer holds contradicts itself.
func sound(t interface{ Fatalf(string, ...any) }, c *Clusterer) {
	for id, cl := range c.events {
		if id != cl.id || len(cl.members) < 2 {
			t.Fatalf("event %s is called %s and has %d members", id, cl.id, len(cl.members))
		}
		for _, n := range cl.members {
			if n.event != cl || c.nodes[n.piece.ID] != n || n.listing {
				t.Fatalf("member %s of %s is not at home there", n.piece.ID, id)
			}
		}
	}
	for id, n := range c.nodes {
		if n.event != nil && c.events[n.event.id] != n.event {
			t.Fatalf("%s is in an event that is not held", id)
		}
		if !slices.IsSortedFunc(n.near, moreAlike) {
			t.Fatalf("neighbours of %s are out of order", id)
		}
		seen := map[*node]bool{}
		for _, e := range n.near {
			if seen[e.to] {
				t.Fatalf("%s is a neighbour of %s twice", e.to.piece.ID, id)
			}
			seen[e.to] = true
			if c.nodes[e.to.piece.ID] != e.to || e.to.likeness(n) != n.likeness(e.to) {
				t.Fatalf("%s and %s are no mutual neighbours", id, e.to.piece.ID)
			}
		}
	}
}

// world draws articles of a few stories in a few words, days and outlets.
func world(t *rapid.T) []news.Piece {
	words := strings.Fields("letter vote arrest Facebook Wanless Johansson Ghost Kraken Durov 16,800,000 2,500 scan delay withdraw minister charity Brussels London Delhi brief lettre Abstimmung vote kinderen")
	some := rapid.SliceOfN(rapid.SampledFrom(words), 3, 9)
	n := rapid.IntRange(2, 40).Draw(t, "n")
	out := make([]news.Piece, n)
	for i := range out {
		r := row{
			URL:     "https://" + rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "host") + ".example/" + string(rune('A'+i)),
			Title:   strings.Join(some.Draw(t, "title"), " "),
			Summary: strings.Join(some.Draw(t, "summary"), " "),
			Date:    rapid.SampledFrom([]string{"", "2024", "2024-03", "2024-03-02", "2024-03-03", "2024-03-09", "2024-05-20"}).Draw(t, "date"),
			Lang:    rapid.SampledFrom([]string{"en", "de", "nl", ""}).Draw(t, "lang"),
		}
		out[i] = r.labelled().piece
		out[i].FirstSeen = time.Date(2024, 6, 1, i, 0, 0, 0, time.UTC)
		out[i].FromFirst = true
	}
	return out
}

// TestRecallSaysWhatIsDifferent: other rules, or articles that are not there any
// more, change what is stored, and the change says how.
func TestRecallSaysWhatIsDifferent(t *testing.T) {
	c, letter, pieces := theLetter(t)
	e := c.Events()[0]
	stored := func(id news.EventID, version string, members ...int) news.Event {
		x := news.Event{ID: id, Version: version}
		for _, i := range members {
			x.Members = append(x.Members, news.Member{Article: pieces[i].ID})
		}
		return x
	}
	for name, tc := range map[string]struct {
		stored            []news.Event
		upsert, gone, old int
		id                news.EventID
	}{
		"nothing":       {[]news.Event{e}, 0, 0, 0, letter},
		"other rules":   {[]news.Event{stored("x", "event/1", 0, 1, 2)}, 1, 0, 0, "x"},
		"one more":      {[]news.Event{stored("x", Version, 0, 1)}, 1, 0, 0, "x"},
		"two are one":   {[]news.Event{stored("y", Version, 2), stored("x", Version, 0, 1)}, 1, 0, 1, "x"},
		"members gone":  {[]news.Event{e, {ID: "z", Members: []news.Member{{Article: "gone"}}}}, 0, 1, 0, letter},
		"nothing known": {nil, 1, 0, 0, letter},
	} {
		again := New(Options{})
		change := again.Recall(pieces, tc.stored)
		if len(change.Upsert) != tc.upsert || len(change.Dissolved) != tc.gone || len(change.Merged) != tc.old || again.events[tc.id] == nil || len(again.events) != 1 {
			t.Errorf("%s: %+v", name, change)
		}
	}
	pieces[0].SameTextAs = pieces[1].ID
	if change := New(Options{}).Recall(pieces, []news.Event{e}); len(change.Copies) != 1 || change.Copies[pieces[0].ID] != "" {
		t.Errorf("a copy that is none any more: %+v", change.Copies)
	}
}

// TestReadAgain: after all that came, went and changed, in any order and in any
// batches, a settled clusterer holds the events that
// the same articles make when they are read again.
func TestReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := world(t)
		lived := New(Options{})
		told := map[news.EventID]news.Event{}
		apply := func(ch Change) {
			for _, e := range ch.Upsert {
				told[e.ID] = e
			}
			for _, id := range ch.Dissolved {
				delete(told, id)
			}
			for id := range ch.Merged {
				delete(told, id)
			}
		}
		for rest := rapid.Permutation(pieces).Draw(t, "order"); len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "batch")
			early := rest[0]
			early.Title = "An earlier headline: " + early.Title
			apply(lived.Add(early))
			if rapid.Bool().Draw(t, "take") {
				apply(lived.Take(rest[:n]))
			} else {
				apply(lived.AddAll(rest[:n]))
			}
			if rapid.Bool().Draw(t, "gone and back") {
				apply(lived.Remove(rest[n-1].ID))
				apply(lived.Add(rest[n-1]))
			}
			if rapid.Bool().Draw(t, "settle") {
				apply(lived.Settle())
			}
			rest = rest[n:]
		}
		passing := pieces[0]
		passing.ID = "passing"
		apply(lived.Add(passing))
		apply(lived.Remove("passing"))
		apply(lived.Settle())
		sound(t, lived)

		again := New(Options{})
		stored := slices.Collect(maps.Values(told))
		if c := again.Recall(pieces, stored); len(c.Upsert)+len(c.Dissolved)+len(c.Merged) > 0 {
			t.Fatalf("recalled with changes: %d put, %v dissolved, %v merged", len(c.Upsert), c.Dissolved, c.Merged)
		}
		sound(t, again)
		if got, want := division(lived), division(again); !slices.Equal(got, want) {
			t.Fatalf("read again:\n%v\n%v", got, want)
		}
		for id := range told {
			if again.events[id] == nil {
				t.Fatalf("%s has another name", id)
			}
		}
		if len(told) != len(lived.events) {
			t.Fatalf("%d events told, %d held", len(told), len(lived.events))
		}
		if c := lived.Settle(); len(c.Upsert)+len(c.Dissolved)+len(c.Merged) > 0 || lived.Restless() {
			t.Fatalf("settled twice: %+v", c)
		}
	})
}

// TestChangesTellTheWholeStory: whoever applies every change holds the events
// that the clusterer holds.
func TestChangesTellTheWholeStory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := world(t)
		c := New(Options{})
		told := map[news.EventID]news.Event{}
		copies := map[news.ArticleID]news.ArticleID{}
		apply := func(ch Change) {
			for _, e := range ch.Upsert {
				told[e.ID] = e
			}
			for _, id := range ch.Dissolved {
				if _, known := told[id]; !known {
					t.Fatalf("%s is dissolved and was never told", id)
				}
				delete(told, id)
			}
			for from, into := range ch.Merged {
				if _, known := told[from]; !known || from == into {
					t.Fatalf("%s goes into %s and was never told", from, into)
				}
				delete(told, from)
				if _, known := told[into]; !known {
					t.Fatalf("%s goes into %s, which is not there", from, into)
				}
			}
			maps.Copy(copies, ch.Copies)
		}
		for len(pieces) > 0 {
			n := rapid.IntRange(1, len(pieces)).Draw(t, "batch")
			apply(c.AddAll(pieces[:n]))
			if rapid.Bool().Draw(t, "remove") {
				apply(c.Remove(pieces[n-1].ID))
			}
			pieces = pieces[n:]
		}
		sound(t, c)
		if len(told) != len(c.events) {
			t.Fatalf("%d events told, %d held", len(told), len(c.events))
		}
		for id, cl := range c.events {
			var held, heard []news.ArticleID
			for _, n := range cl.members {
				held = append(held, n.piece.ID)
			}
			for _, m := range told[id].Members {
				heard = append(heard, m.Article)
			}
			if !slices.Equal(held, heard) {
				t.Fatalf("event %s: told %v, held %v", id, heard, held)
			}
		}
		for id, n := range c.nodes {
			if of := copies[id]; of != "" && len(n.same) == 0 {
				t.Fatalf("%s is told to carry %s", id, of)
			}
		}
	})
}

// TestSameInputSameOutput: no map's order shows.
func TestSameInputSameOutput(t *testing.T) {
	set := written(t, "steps.tsv")
	first := clustered(set, Options{}).Events()
	for range 3 {
		again := clustered(set, Options{}).Events()
		for i := range first {
			if a, b := first[i], again[i]; a.ID != b.ID || a.Title != b.Title || len(a.Members) != len(b.Members) || !slices.Equal(a.OriginsWhy, b.OriginsWhy) {
				t.Fatalf("%+v\n%+v", a, b)
			}
			for j := range first[i].Members {
				if a, b := first[i].Members[j], again[i].Members[j]; a.Score != b.Score || !slices.Equal(a.Why, b.Why) {
					t.Fatalf("%+v\n%+v", a, b)
				}
			}
		}
	}
}

// TestNeighboursAreBounded keeps a day on which everything is like everything.
func TestNeighboursAreBounded(t *testing.T) {
	c, p := New(Options{}), newPress(true)
	for i := range 300 {
		c.Add(p.piece(i, benchDay.Add(time.Duration(i)*time.Minute)))
	}
	sound(t, c)
	for _, n := range c.nodes {
		if len(n.near) > mostNear {
			t.Fatalf("%d neighbours", len(n.near))
		}
	}
}

// TestFloodIsForgotten: of more articles than are held the oldest go, but for
// those whose event is not that old.
func TestFloodIsForgotten(t *testing.T) {
	c, p := New(Options{Held: 40}), newPress(false)
	at := func(i int) time.Time { return benchDay.Add(time.Duration(i) * time.Minute) }
	for i := range 150 {
		c.Add(p.piece(i, at(i)))
	}
	c.Forget(at(150))
	sound(t, c)
	held := 0
	old := func(n *node) bool { return n.piece.FirstSeen.Before(at(110)) }
	for _, n := range c.nodes {
		held += toInt(!old(n))
		if old(n) && (n.event == nil || all(n.event.members, old)) {
			t.Errorf("%s is held for nothing", n.piece.ID)
		}
	}
	if held != 40 || len(c.nodes) == 150 {
		t.Errorf("%d of the newest 40 are held, %d in all", held, len(c.nodes))
	}
}
