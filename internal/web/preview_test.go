package web

import (
	"os"
	"testing"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

func val(f float64) *float64 { return &f }

func TestPreview(t *testing.T) {
	dir := os.Getenv("PREVIEW")
	if dir == "" {
		t.Skip("PREVIEW not set")
	}
	zone, _ := time.LoadLocation("Europe/London")
	now := time.Date(2026, 3, 12, 15, 4, 0, 0, time.UTC)
	s := New(nil, Options{Zone: zone, Sample: true, Clock: func() time.Time { return now }, Version: "dev", Tags: []TagInfo{{"topic/e2ee-rollout", "End-to-end encryption", "x", nil}, {"topic/open-letter-campaign", "Open letters", "y", nil}, {"law/x", "Message Safety Bill", "", nil}}}).(*site)
	p := digest.PeriodAt(digest.Day, now, zone)
	n := 0
	row := func(out, name string, k news.Kind, title, ev string, tags ...string) news.Row {
		n++
		r := news.Row{Article: news.Article{ID: news.NewArticleID(title + out), Outlet: news.OutletID(out), URL: "https://" + out + ".example/a", FirstSeen: p.Start.Add(time.Duration(n) * 37 * time.Minute)},
			OutletName: name, Kind: k, Title: title, Language: "en", Story: news.VerdictYes, Score: .9, Event: news.EventID(ev), Revisions: 1,
			Excerpt: "Ninety-seven groups in sixty-one countries have written to the company and ask that it waits until there is a way to find what they fear will be lost."}
		for _, tg := range tags {
			r.Tags = append(r.Tags, news.Tag{Tag: tg})
		}
		return r
	}
	letter := []news.Row{
		row("harbour", "The Harbour Times", news.GeneralPress, "97 charities ask Chatterbox to halt encrypted messages “until children are safe”", "ev1", "topic/e2ee-rollout", "topic/open-letter-campaign"),
		row("lantern", "Lantern Trust", news.ChildProtection, "Our letter to Chatterbox", "ev1", "topic/e2ee-rollout", "topic/open-letter-campaign"),
		row("shore", "Shore Line", news.ChildProtection, "Why we signed", "ev1", "topic/e2ee-rollout", "topic/open-letter-campaign"),
		row("openline", "Open Line", news.DigitalRights, "A door for everyone", "ev1", "topic/e2ee-rollout"),
		row("medialog", "Medialog", news.PolicyPress, "97 signatories urge Chatterbox against encryption", "ev1", "topic/e2ee-rollout", "topic/open-letter-campaign"),
		row("tekblad", "Tekblad", news.TechPress, "Kinderorganisaties willen uitstel van versleuteling", "ev1", "topic/e2ee-rollout"),
		row("chatter", "Chatterbox", news.Company, "Our answer", "ev1", "topic/e2ee-rollout"),
		row("min", "Ministry of Justice", news.Government, "Minister welcomes letter", "ev1", "topic/e2ee-rollout"),
	}
	bill := []news.Row{
		row("ledger", "Policy Ledger", news.PolicyPress, "Committee votes 14 to 3 to shield encryption from scanning orders", "ev2", "law/x"),
		row("openline", "Open Line", news.DigitalRights, "A vote for privacy", "ev2", "law/x"),
		row("parl", "Northland Assembly", news.Legislature, "Minutes", "ev2", "law/x"),
	}
	loose := []news.Row{row("tekblad", "Tekblad", news.TechPress, "Berichtendienst zet versleuteling standaard aan", "", "topic/e2ee-rollout")}
	loose[0].Language = "nl"
	loose[0].Published = news.Claim{Time: now.AddDate(0, 0, -4), Precision: news.PrecisionDay}
	pass := row("coastal", "Coastal Herald", news.GeneralPress, "School warns parents about messaging apps", "")
	pass.Story = news.VerdictPassing
	bill[0].Revisions, bill[0].Updated = 3, now.Add(-time.Hour)
	piece := func(r news.Row, f news.Findings) news.Piece {
		body := make([]byte, 4000)
		for i := range body {
			body[i] = 'x'
		}
		return news.Piece{Row: r, Text: news.Text{Body: string(body)}, Findings: f}
	}
	q := func(sp, org, words string, at int) news.Citation {
		return news.Citation{Kind: news.CiteQuote, Speaker: sp, Organisation: org, Evidence: []news.Span{{Field: "text", Start: at, End: at + len(words), Quote: words}}}
	}
	pieces := map[news.ArticleID]news.Piece{
		letter[0].ID: piece(letter[0], news.Findings{
			Citations: []news.Citation{q("Mara Lind", "Lantern Trust", "We ask only that no child becomes harder to find.", 10), {Kind: news.CiteDocument, Source: "The letter of 9 March", URL: "https://lantern.example/letter.pdf"}},
			Figures:   []news.Figure{{Value: val(4.2e6), Unit: "reports", Bound: news.BoundMoreThan, Subject: "reports a year that would be lost", Period: "2025", Estimator: "Northland Clearing House", Conduit: "the letter"}}}),
		letter[3].ID: piece(letter[3], news.Findings{Citations: []news.Citation{q("Iven Oro", "Open Line", "“A door for the good is a door for everyone.”", 10)},
			Figures: []news.Figure{{Value: val(4.2e6), Unit: "reports", Estimator: "Northland Clearing House"}}}),
	}
	in := digest.Input{Period: p, Now: now, Pieces: pieces, Rows: append(append(append(append([]news.Row{}, letter...), bill...), loose...), pass),
		Changed: bill[:1],
		Events: []news.EventRow{
			{Event: news.Event{ID: "ev1", Title: letter[0].Title, TitleBy: "harbour", Started: p.Start.Add(time.Hour), Outlets: 8, Origins: 6, OriginsWhy: []string{"2 carry one agency text", "2 share an owner"},
				FirstReport: news.FirstReport{Kind: news.FirstCredited, Source: "Daily Beacon", By: []news.ArticleID{letter[4].ID}, Contested: []news.Contest{{Source: "Radio Nord", Relation: news.RelSeenBy}}}}, Rows: letter},
			{Event: news.Event{ID: "ev2", Title: bill[0].Title, TitleBy: "ledger", Started: p.Start.Add(time.Hour), Outlets: 3, Origins: 3, FirstReport: news.FirstReport{Kind: news.FirstEarliest, Source: "Policy Ledger", At: now}}, Rows: bill},
		},
		Outlets: []news.OutletState{{Outlet: news.Outlet{Name: "Lantern Trust", Kind: news.ChildProtection}}, {Outlet: news.Outlet{Name: "Open Line", Kind: news.DigitalRights}}},
	}
	e := digest.Choose(in)
	for i, c := range []int{12, 5, 4, 18, 22, 27, 31} {
		e.Coverage = append(e.Coverage, digest.DayCount{Day: p.Start.AddDate(0, 0, i-6), Stories: c, Outlets: c / 2})
	}
	e.Reading = digest.Reading{Total: 126, Read: 123, Unread: []digest.Unread{{Outlet: "a", Name: "Safe Harbour Line", Status: news.FeedBlocked, Since: now.AddDate(0, 0, -9), Wholly: true}, {Outlet: "b", Name: "Ministry of Interior", Status: news.FeedStale, Since: now.AddDate(0, 0, -9)}}}
	v := s.editionView(e, "")
	v.Front, v.Section = true, "/"
	a, err := s.render(v)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(dir+"/front.html", a.body, 0o644)
	a, err = s.render(view{Template: "empty", Title: "No story yet", Path: "/", Section: "/", Front: true, Data: emptyPage{Status: Status{Offline: true, Since: now}, Feeds: 120, Asked: 12, Names: nil, At: now}})
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(dir+"/empty.html", a.body, 0o644)
}
