package event

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"

	"pgregory.net/rapid"
)

func ids(s string) []news.ArticleID {
	var out []news.ArticleID
	for _, r := range s {
		out = append(out, news.ArticleID(string(r)))
	}
	return out
}

// TestApplyEdits: groups as letters, before and after.
func TestApplyEdits(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 3, 2, hour, 0, 0, 0, time.UTC) }
	merge := func(hour int, a, b string) news.EventEdit {
		return news.EventEdit{Kind: news.EditMerge, At: at(hour), Articles: ids(a), Rest: ids(b)}
	}
	split := func(hour int, leave, stay string) news.EventEdit {
		return news.EventEdit{Kind: news.EditSplit, At: at(hour), Articles: ids(leave), Rest: ids(stay)}
	}
	pin := func(hour int, which, to string) news.EventEdit {
		return news.EventEdit{Kind: news.EditPin, At: at(hour), Articles: ids(which), Rest: ids(to)}
	}
	for name, tc := range map[string]struct {
		groups string
		edits  []news.EventEdit
		want   string
		moved  string
	}{
		"nothing":                         {"abc de f", nil, "abc de f", ""},
		"merge":                           {"abc de f", []news.EventEdit{merge(1, "de", "abc")}, "abcde f", "de"},
		"merge with newcomers":            {"abcx dey f", []news.EventEdit{merge(1, "de", "abc")}, "abcdexy f", "dey"},
		"merged already":                  {"abcde f", []news.EventEdit{merge(1, "de", "abc")}, "abcde f", ""},
		"merge of what has gone":          {"abc f", []news.EventEdit{merge(1, "de", "abc")}, "abc f", ""},
		"merge where most are":            {"ab cde", []news.EventEdit{merge(1, "abc", "de")}, "abcde", "ab"},
		"split":                           {"abcde", []news.EventEdit{split(1, "de", "abc")}, "abc de", "de"},
		"split off one":                   {"abcde", []news.EventEdit{split(1, "e", "abcd")}, "abcd e", "e"},
		"split, a newcomer on each side":  {"abcdeCD", []news.EventEdit{split(1, "de", "abc")}, "Cabc Dde", "Dde"},
		"split already":                   {"abc de", []news.EventEdit{split(1, "de", "abc")}, "abc de", ""},
		"pin one that stands alone":       {"abc d", []news.EventEdit{pin(1, "d", "abc")}, "abcd", "d"},
		"pin one from elsewhere":          {"abc de", []news.EventEdit{pin(1, "d", "abc")}, "abcd e", "d"},
		"pin all that are there":          {"ab c", []news.EventEdit{pin(1, "abc", "abc")}, "abc", "c"},
		"the later one has the last word": {"abc de", []news.EventEdit{split(2, "de", "abc"), merge(1, "de", "abc")}, "abc de", "de"},
		"undone by merging again":         {"abc de", []news.EventEdit{merge(1, "de", "abc"), split(2, "de", "abc"), merge(3, "de", "abc")}, "abcde", "de"},
		"a title moves nobody":            {"abc", []news.EventEdit{{Kind: news.EditRetitle, Articles: ids("abc"), Title: "x"}}, "abc", ""},
	} {
		var groups [][]news.ArticleID
		for g := range strings.FieldsSeq(tc.groups) {
			groups = append(groups, ids(g))
		}
		alike := func(a, b news.ArticleID) float64 { // C is like c, D like d
			if strings.EqualFold(string(a), string(b)) {
				return 1
			}
			return 0
		}
		edited, moved := ApplyEdits(groups, tc.edits, alike)
		var got, who []string
		for _, g := range edited {
			slices.Sort(g)
			got = append(got, strings.Join(strs(g), ""))
		}
		for id := range moved {
			who = append(who, string(id))
		}
		slices.Sort(got)
		slices.Sort(who)
		if strings.Join(got, " ") != tc.want || strings.Join(who, "") != tc.moved {
			t.Errorf("%s: %v, moved %v, want %s, moved %s", name, got, who, tc.want, tc.moved)
		}
	}
}

func strs(ids []news.ArticleID) []string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}

// TestEditsSurvive: an editor's hand holds through everything that comes and goes,
// and when all is read again.
func TestEditsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := world(t)
		some := func(label string) []news.ArticleID {
			var out []news.ArticleID
			for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 4).Draw(t, label) {
				out = append(out, p.ID)
			}
			return out
		}
		var hand []news.EventEdit
		for i := range rapid.IntRange(1, 3).Draw(t, "edits") {
			hand = append(hand, news.EventEdit{
				Kind: rapid.SampledFrom([]news.EditKind{news.EditMerge, news.EditSplit, news.EditPin, news.EditRetitle}).Draw(t, "kind"),
				At:   time.Date(2026, 1, 1, i, 0, 0, 0, time.UTC), Articles: some("articles"), Rest: some("rest"), Title: "A title"})
		}
		lived := New(Options{})
		half := rapid.IntRange(0, len(pieces)).Draw(t, "half")
		lived.AddAll(pieces[:half])
		for i := len(hand) - 1; i >= 0; i-- {
			lived.Edit(hand[i])
		}
		for _, p := range pieces[half:] {
			lived.Add(p)
		}
		lived.Settle()
		sound(t, lived)
		again := New(Options{})
		again.Edit(hand...)
		again.AddAll(pieces)
		again.Settle()
		if got, want := division(lived), division(again); !slices.Equal(got, want) {
			t.Fatalf("read again:\n%v\n%v", got, want)
		}
	})
}

// TestEditedEvents: what an editor did is shown as an editor's, and ids stay.
func TestEditedEvents(t *testing.T) {
	c, letter, pieces := theLetter(t,
		row{URL: "https://d.example/ferry", Date: "2024-03-04", Lang: "en", Title: "Ferry to Oskarby is late", Summary: "Storm at sea, says captain Henning Aas."})
	var members []news.ArticleID
	for _, p := range pieces[:3] {
		members = append(members, p.ID)
	}
	at := time.Date(2024, 3, 6, 9, 0, 0, 0, time.UTC)
	change := c.Edit(news.EventEdit{Kind: news.EditPin, At: at, Articles: []news.ArticleID{pieces[3].ID}, Rest: members, Reason: "the delegation was on it"},
		news.EventEdit{Kind: news.EditRetitle, At: at, Articles: members, Title: "Charities' letter to Chatterbox"})
	if len(change.Upsert) != 1 {
		t.Fatalf("%+v", change)
	}
	e := change.Upsert[0]
	i := slices.IndexFunc(e.Members, func(m news.Member) bool { return m.Article == pieces[3].ID })
	if e.ID != letter || len(e.Members) != 4 || e.Title != "Charities' letter to Chatterbox" || e.TitleBy != "desk" || i < 0 {
		t.Fatalf("%+v", e)
	}
	if why := e.Members[i].Why; len(why) == 0 || why[0].Kind != "desk" || why[0].Words != "2024-03-06: the delegation was on it" {
		t.Errorf("%+v", why)
	}
	change = c.Edit(news.EventEdit{Kind: news.EditSplit, At: at.Add(time.Hour), Articles: members[2:], Rest: members[:2]})
	if len(change.Upsert) != 1 || change.Upsert[0].ID != letter || len(change.Upsert[0].Members) != 3 {
		t.Errorf("%+v", change)
	}
	if p, _ := c.Explain(members[2], letter); p.Event != "" || len(p.Near) != 1 || !slices.ContainsFunc(p.Near[0].Missing, func(s string) bool { return strings.HasPrefix(s, "taken out by an editor of this desk, 2024-03-06") }) {
		t.Errorf("%+v", p)
	}
	change = c.Edit(news.EventEdit{Kind: news.EditMerge, At: at.Add(2 * time.Hour), Articles: members[2:], Rest: members[:2]})
	if len(change.Upsert) != 1 || len(change.Upsert[0].Members) != 4 {
		t.Errorf("%+v", change)
	}
}

// TestRecast: events that nobody holds any more are edited as they are stored.
func TestRecast(t *testing.T) {
	c, letter, pieces := theLetter(t, row{URL: "https://d.example/ferry", Date: "2023-01-04", Lang: "en", Title: "Ferry is late", Summary: "Storm."},
		row{URL: "https://e.example/ferry", Date: "2023-01-04", Lang: "en", Title: "Storm holds boats back", Summary: "No crossing."})
	stored := append(c.Events(), news.Event{ID: "storm", Members: []news.Member{{Article: pieces[3].ID}, {Article: pieces[4].ID}}})
	of := func(i int) (out []news.ArticleID) {
		for _, m := range stored[i].Members {
			out = append(out, m.Article)
		}
		return out
	}
	change := Recast(stored, pieces, []news.EventEdit{{Kind: news.EditMerge, At: benchDay, Articles: of(1), Rest: of(0)}})
	if len(change.Upsert) != 1 || change.Upsert[0].ID != letter || len(change.Upsert[0].Members) != 5 || change.Merged["storm"] != letter {
		t.Errorf("%+v", change)
	}
	change = Recast(stored, pieces, []news.EventEdit{{Kind: news.EditRetitle, At: benchDay, Articles: of(1), Title: "The storm"}})
	if len(change.Upsert) != 1 || change.Upsert[0].ID != "storm" || change.Upsert[0].Title != "The storm" || len(change.Merged)+len(change.Dissolved) > 0 {
		t.Errorf("%+v", change)
	}
	change = Recast(stored, pieces, []news.EventEdit{{Kind: news.EditSplit, At: benchDay, Articles: of(1)[:1], Rest: of(1)[1:]}})
	if len(change.Upsert) != 0 || !slices.Equal(change.Dissolved, []news.EventID{"storm"}) {
		t.Errorf("%+v", change)
	}
}
