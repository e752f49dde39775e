package event

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/hostile"
	"cipherdesk/internal/news"
)

// pieces are what articles are alike in, and what looks alike and is not.
var pieces = hostile.Pieces("Charities ask Chatterbox to halt encryption|Police searched forty flats|Lantern|Brackwater|Philippa Rothwell|the National Crime Agency|Meta|Europol|ministers|said|told|according to Reuters|first reported by the Guardian|“We were not asked,”|“|”|4,300 users|61 people|16.8 million reports|70%|one in three|on Monday|6 March 2026|Online Safety Act|(EU) 2022/2065|chat control|Chatkontrolle|end-to-end encryption|children|vote|Abstimmung|arrested|"+
	"A lawyer of two of the accused, Philippa Rothwell, said that she would ask how the letters had been opened before a chamber of three judges.|The prosecutor expects a first trial in autumn, and said that 61 people were still being looked for in the harbour town.|"+
	".|,|?|-|—|:|(|)|>|•|0|1|%|'|’s|日本語|端到端加密|警察庁は|шифрование|ע|É|İ|ﬁ|ß|٣|１２|½|💬", "\n\n", "\n", " ", "\u00a0", "\u00ad", "\u200b", "\u0301", "\u202e", "\ufeff", "\x00", "\xff", "\xe2\x80")

// story is an article as a hostile outlet would have it.
func story(m *hostile.Mix, a *enrich.Analyser, i int) news.Piece {
	title := m.Words(6)
	p := print(hostile.Pick(m, "a", "b", "c", "d"), title, fmt.Sprint(i, title, m.Words(40)), i)
	p.Text.Summary, p.Language = m.Words(10), hostile.Pick(m, "", "en", "de", "zh", "xx")
	p.FirstSeen = hostile.Pick(m, p.FirstSeen, p.FirstSeen, time.Time{}, time.Date(2026, 3, i, 0, 0, 0, 0, time.UTC), time.Date(99999, 1, 1, 0, 0, 0, 0, time.UTC))
	p.Published = hostile.Pick(m, news.Claim{}, news.Claim{Time: time.Date(2026, 3, 1+i, 0, 0, 0, 0, time.UTC), Precision: news.PrecisionDay}, news.Claim{Time: time.Unix(1, 0), Precision: news.PrecisionYear})
	p.DerivativeOf, p.Owner = hostile.Pick(m, "", "", "a", "nobody", p.Article.Outlet), hostile.Pick(m, "", "o")
	p.Text.Links = []news.Link{{URL: hostile.Pick(m, "https://a.example/x", "", "http://[", "https://b.example/"+m.Text(3))}}
	p.Findings = a.Analyse(enrich.Revision{Title: title, Summary: p.Text.Summary, Text: p.Text.Body, Language: p.Language, URL: p.URL, Links: p.Text.Links})
	return p
}

func TestAnyMixtureOfArticlesIsClustered(t *testing.T) {
	a, err := enrich.New(enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	hostile.Each(t, 60, pieces, func(m *hostile.Mix) {
		all := make([]news.Piece, 8)
		set := make([]labelled, len(all))
		for i := range all {
			all[i] = story(m, a, i)
			set[i].piece = all[i]
		}
		c, whole := clustered(set, Options{}), New(Options{})
		whole.AddAll(all)
		whole.Settle()
		sound(t, c)
		spansStand(t, c, set)
		if one, once := division(c), division(whole); !slices.Equal(one, once) {
			t.Errorf("one after the other %q, at once %q", one, once)
		}
		events := c.Events()
		expected := []news.EventID{"", "nobody"}
		for _, e := range events {
			expected = append(expected, e.ID)
		}
		for _, p := range all {
			c.Explain(p.ID, hostile.Pick(m, expected...))
		}
		Storylines(events)
		Documents(all)
		Carried(all)
		Timeline(all)
		Compare(all, []news.Watched{{Outlet: news.Outlet{ID: "a"}, Readable: true}})
		fresh := New(Options{})
		fresh.Recall(all, events)
		sound(t, fresh)
		c.Remove(all[0].ID)
		c.Add(all[0])
		c.Forget(time.Date(2026, 3, 30, 0, 0, 0, 0, time.UTC))
		sound(t, c)
	})
}
