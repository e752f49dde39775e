package event

import (
	"testing"
	"time"

	"cipherdesk/internal/news"
)

func TestCompare(t *testing.T) {
	quoted := func(p *news.Piece, words string) {
		p.Findings.Citations = append(p.Findings.Citations, news.Citation{Kind: news.CiteQuote, Speaker: "Ottilie Brandt", Evidence: []news.Span{{Field: news.FieldText, Quote: words}}})
	}
	stated := func(p *news.Piece, value float64, words, whose string) {
		p.Findings.Figures = append(p.Findings.Figures, news.Figure{Value: &value, Unit: "reports", Estimator: whose, Evidence: []news.Span{{Field: news.FieldText, Quote: words}}})
	}
	trust, paper, second := print("trust", "We ask for time", "x", 8), print("paper", "Charities ask for time", "y", 9), print("paper", "A day later", "z", 10)
	trust.Kind, paper.Kind, second.Kind = news.ChildProtection, news.GeneralPress, news.GeneralPress
	quoted(&trust, "“No child should be harder to find than today.”")
	quoted(&paper, "no child should be harder to find")
	quoted(&second, "“no child should be harder to find”,")
	stated(&trust, 4.2e6, "4.2 million reports", "")
	stated(&paper, 4.2e6, "4.2 million", "Clearing Centre")
	stated(&second, 9, "nine", "")
	outlet := func(id string, kind news.Kind, country string, readable bool) news.Watched {
		return news.Watched{Outlet: news.Outlet{ID: news.OutletID(id), Kind: kind, Country: country, Enabled: true}, Readable: readable}
	}
	body := outlet("iwf", news.ChildProtection, "GB", false)
	body.Outlet.Entity = true
	c := Compare([]news.Piece{second, paper, trust}, []news.Watched{
		outlet("trust", news.ChildProtection, "XV", true), outlet("help", news.ChildProtection, "XV", false),
		outlet("paper", news.GeneralPress, "XV", true), outlet("union", news.DigitalRights, "XW", true), body,
	})
	if len(c.Kinds) != 3 || len(c.Countries) != 2 {
		t.Fatalf("%d kinds, %d countries", len(c.Kinds), len(c.Countries))
	}
	child, rights, press := c.Kinds[0], c.Kinds[1], c.Kinds[2]
	if child.Kind != news.ChildProtection || child.Readable != 1 || child.Total != 2 || child.Outlets != 1 || len(child.Headlines) != 1 {
		t.Errorf("%+v", child)
	}
	if rights.Kind != news.DigitalRights || rights.Readable != 1 || rights.Total != 1 || len(rights.Headlines) != 0 {
		t.Errorf("%+v", rights)
	}
	if press.Outlets != 1 || len(press.Headlines) != 2 || press.Headlines[0].Title != "Charities ask for time" {
		t.Errorf("%+v", press)
	}
	if len(child.Quotes) != 1 || child.Quotes[0].Others != 2 || len(press.Quotes) != 1 || press.Quotes[0].Others != 1 {
		t.Errorf("quotes %+v and %+v", child.Quotes, press.Quotes)
	}
	if len(child.Figures) != 1 || child.Figures[0].Others != 1 || len(press.Figures) != 2 || press.Figures[0].Others != 1 || press.Figures[0].Estimator != "Clearing Centre" {
		t.Errorf("figures %+v and %+v", child.Figures, press.Figures)
	}
	if c.Countries[0].Country != "XV" || c.Countries[0].Total != 3 || len(c.Countries[0].Headlines) != 3 || len(c.Countries[1].Headlines) != 0 {
		t.Errorf("%+v", c.Countries)
	}
}

func TestTimeline(t *testing.T) {
	claimed, seen, old, year := print("a", "A", "x", 9), print("b", "B", "x", 8), print("c", "C", "x", 7), print("d", "D", "x", 10)
	claimed.Published = news.ISOClaim("2026-03-01", news.OriginMeta)
	claimed.Text.Updates = []news.Update{
		{Time: news.ISOClaim("2026-03-04T10:00", news.OriginText), Words: "Updated with a reply"},
		{Time: news.Claim{Time: time.Now(), Precision: news.PrecisionDay, Doubt: "before publication"}, Words: "slip"},
	}
	old.FromFirst = true
	year.Published = news.ISOClaim("2025", news.OriginText)
	moments := Timeline([]news.Piece{seen, old, claimed, year})
	want := []news.Moment{
		{Article: year.ID, At: year.Published.Time, Precision: news.PrecisionYear, Clock: news.ClockClaimed},
		{Article: claimed.ID, At: claimed.Published.Time, Precision: news.PrecisionDay, Clock: news.ClockClaimed},
		{Article: seen.ID, At: seen.FirstSeen, Precision: news.PrecisionSecond, Clock: news.ClockSeen},
		{Article: claimed.ID, At: claimed.Text.Updates[0].Time.Time, Precision: news.PrecisionMinute, Clock: news.ClockClaimed, Update: "Updated with a reply"},
	}
	if len(moments) != len(want) {
		t.Fatalf("%+v", moments)
	}
	for i := range want {
		if moments[i] != want[i] {
			t.Errorf("%+v, want %+v", moments[i], want[i])
		}
	}
}
