package event

import (
	"slices"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// theLetter is one event of three, in a clusterer with what stands beside it.
func theLetter(t *testing.T, beside ...row) (*Clusterer, news.EventID, []news.Piece) {
	t.Helper()
	rows := append([]row{
		{URL: "https://a.example/letter", Date: "2024-03-04", Lang: "en", Title: "Ninety charities ask Chatterbox to halt encryption", Summary: "A letter signed in Tarnholm by Ottilie Brandt says 41,000 reports a year would be lost."},
		{URL: "https://b.example/letter", Date: "2024-03-04", Lang: "en", Title: "Charities' letter: halt encryption of Chatterbox", Summary: "Ottilie Brandt of the Tarnholm Trust fears for 41,000 reports."},
		{URL: "https://c.example/brief", Date: "2024-03-05", Lang: "nl", Title: "Organisaties vragen Chatterbox te stoppen met versleuteling", Summary: "Brief van Ottilie Brandt uit Tarnholm; 41.000 meldingen."},
	}, beside...)
	var pieces []news.Piece
	for _, r := range rows {
		pieces = append(pieces, r.labelled().piece)
	}
	c := New(Options{})
	c.AddAll(pieces)
	c.Settle()
	events := c.Events()
	if len(events) != 1 || len(events[0].Members) != 3 {
		t.Fatalf("%d events of %d: %+v", len(events), len(events[0].Members), beside)
	}
	return c, events[0].ID, pieces
}

func TestWhyNot(t *testing.T) {
	for name, tc := range map[string]struct {
		row
		want string // in Missing of the letter's event
	}{
		"a later recall":    {row{URL: "https://d.example/1", Date: "2024-04-20", Title: "Chatterbox answers", Summary: "In March Ottilie Brandt of Tarnholm wrote a letter about 41,000 reports."}, "47 days from the nearest member; an event reaches over 21 days at most"},
		"a week later":      {row{URL: "https://d.example/2", Date: "2024-03-16", Title: "Chatterbox answers Tarnholm", Summary: "Ottilie Brandt is not content with what it says of reports."}, "11 days from the nearest member"},
		"a search":          {row{URL: "https://d.example/?s=chatterbox", Date: "2024-03-04", Title: "Chatterbox", Summary: "Charities' letter: Ottilie Brandt, Tarnholm, 41,000 reports."}, "an index, tag or search page is a member of no event"},
		"no day":            {row{URL: "https://d.example/3", Title: "Chatterbox and the letter", Summary: "Ottilie Brandt speaks."}, "the day of this article is not known"},
		"one thing":         {row{URL: "https://d.example/4", Date: "2024-03-04", Title: "Ferry to Tarnholm is late", Summary: "Storm at sea."}, "hardly more than one thing in common with the nearest member"},
		"nothing in common": {row{URL: "https://d.example/5", Date: "2024-03-04", Title: "Harbour festival begins", Summary: "Music and boats."}, "nothing rare in common with the nearest member"},
	} {
		c, letter, pieces := theLetter(t, tc.row)
		p, held := c.Explain(pieces[3].ID, letter)
		if !held || p.Event != "" || len(p.Near) != 1 {
			t.Fatalf("%s: %+v", name, p)
		}
		n := p.Near[0]
		if n.Event != letter || !slices.Contains(n.Missing, tc.want) || n.Score > n.Needed || n.Needed != defaultJoin {
			t.Errorf("%s: %+v", name, n)
		}
		if len(n.Lacks) == 0 && name != "a search" {
			t.Errorf("%s lacks nothing", name)
		}
	}
}

func TestWhyHere(t *testing.T) {
	c, letter, pieces := theLetter(t)
	p, held := c.Explain(pieces[2].ID, letter)
	if !held || p.Event != letter || len(p.Near) != 0 || len(p.Member.Why) == 0 || p.Member.Score < bond {
		t.Errorf("%+v", p)
	}
	var words []string
	for _, w := range p.Member.Why {
		words = append(words, w.Words)
	}
	if all := strings.Join(words, " "); !strings.Contains(all, "41.000") || !strings.Contains(all, "Tarnholm") {
		t.Errorf("reasons %q", all)
	}
	if _, held := c.Explain("nobody", ""); held {
		t.Error("an article that is not held is explained")
	}
}
