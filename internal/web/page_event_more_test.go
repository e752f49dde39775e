package web

import (
	"slices"
	"testing"

	"cipherdesk/internal/news"
)

// TestAPassageStandsOnce: what two articles quote of one letter is shown once, whole
// if one of them has it whole, and no more than mostSaid passages are.
func TestAPassageStandsOnce(t *testing.T) {
	var list []attributed
	for _, q := range []quoted{{Words: "the lock"}, {Words: "the lock"}, {Words: "the key", Shortened: true}, {Words: "the key of it"}, {Words: "14"}, {Words: "140"},
		{Words: "the", Shortened: true}} {
		list = withPassage(list, attributed{quoted: q})
	}
	if len(list) != mostSaid || list[1].Words != "the key of it" || list[2].Words != "14" {
		t.Errorf("%+v", list)
	}
}

// TestEditsNameWhatTheyMoved: of what an editor did to an event, the articles that it
// moved are told, whether they came or went.
func TestEditsNameWhatTheyMoved(t *testing.T) {
	var row news.EventRow
	for _, id := range []news.ArticleID{"a", "b"} {
		row.Rows = append(row.Rows, news.Row{Article: news.Article{ID: id}})
	}
	ids := func(all ...news.ArticleID) []news.ArticleID { return all }
	for _, c := range []struct {
		edit  news.EventEdit
		what  string
		moved []news.ArticleID
	}{
		{news.EventEdit{Kind: news.EditSplit, Articles: ids("c"), Rest: ids("a", "b")}, "took 1 article out of it", ids("c")},
		{news.EventEdit{Kind: news.EditSplit, Articles: ids("a", "b"), Rest: ids("c")}, "took 2 articles out of another event into this one", ids("a", "b")},
		{news.EventEdit{Kind: news.EditMerge, Articles: ids("b"), Rest: ids("a")}, "made one of two events", ids("b")},
		{news.EventEdit{Kind: news.EditPin, Articles: ids("a", "b"), Rest: ids("a", "b")}, "confirmed that 2 articles belong together", nil},
		{news.EventEdit{Kind: news.EditPin, Articles: ids("c"), Rest: ids("d")}, "", nil},
	} {
		if what, moved := editWords(c.edit, row); what != c.what || !slices.Equal(moved, c.moved) {
			t.Errorf("%+v: %q %v", c.edit, what, moved)
		}
	}
}
