package web

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// A made-up desk, written through the store's own doors. Every outlet, person
// and number is invented.

// now is the desk's clock in these tests: a Thursday afternoon in London.
var now = time.Date(2026, 3, 12, 15, 4, 0, 0, time.UTC)

type seeder struct {
	t     testing.TB
	db    *store.DB
	at    time.Time
	feeds map[news.OutletID]news.FeedID
	ids   map[string]news.ArticleID // by short name
}

// testTags is a small catalogue.
var testTags = []TagInfo{
	{"topic/e2ee-rollout", "End-to-end encryption", "A service adds, extends, delays, refuses or removes end-to-end encryption.", nil},
	{"topic/client-side-scanning", "Client-side scanning", "Detection on the device or before encryption.", []string{"topic/lawful-access"}},
	{"topic/lawful-access", "Access by order or design", "Also called lawful access, backdoor, exceptional access.", []string{"topic/client-side-scanning"}},
	{"topic/open-letter-campaign", "Open letters", "Letters, petitions and campaigns.", nil},
	{"topic/crime-platform-takedown", "Crime platforms", "Police action against messaging networks made for crime.", nil},
	{"law/uk-online-safety-act", "Online Safety Act (UK)", "The act of 2023 and the bill before it.", nil},
	{"actor/child-protection-org", "Child protection bodies", "Bodies whose declared purpose is the protection of children.", nil},
	{"actor/digital-rights-org", "Digital rights bodies", "Bodies whose declared purpose is rights in the digital sphere.", nil},
	{"form/opinion", "Opinion", "Signed opinion.", nil},
}

func testOutlets() []news.Outlet {
	make := func(id, name string, kind news.Kind, country, lang string) news.Outlet {
		return news.Outlet{ID: news.OutletID(id), Name: name, Home: "https://" + id + ".example", Kind: kind, Country: country,
			Languages: []string{lang}, Owner: name, Excerpt: 300, Enabled: true, Hosts: []string{id + ".example"},
			Feeds: []news.FeedSpec{{Kind: news.KindFeed, URL: "https://" + id + ".example/feed.xml", Cron: "7 * * * *"}}}
	}
	outlets := []news.Outlet{
		make("harbour-times", "The Harbour Times", news.GeneralPress, "GB", "en"),
		make("medialog", "Medialog", news.PolicyPress, "IN", "en"),
		make("tekblad", "Tekblad", news.TechPress, "NL", "nl"),
		make("policy-ledger", "Policy Ledger", news.PolicyPress, "INT", "en"),
		make("lantern-trust", "Lantern Trust", news.ChildProtection, "GB", "en"),
		make("shore-line", "Shore Line for Children", news.ChildProtection, "IE", "en"),
		make("open-line", "Open Line", news.DigitalRights, "EU", "en"),
		make("chatterbox", "Chatterbox", news.Company, "US", "en"),
		make("assembly", "Northland Assembly", news.Legislature, "INT", "en"),
		make("northland-police", "Northland Police", news.LawEnforcement, "INT", "en"),
		make("cipher-lab", "Cipher Lab", news.Research, "DE", "en"),
		make("coastal-herald", "Coastal Herald", news.GeneralPress, "GB", "en"),
		make("ministry", "Ministry of the Interior", news.Government, "INT", "en"),
	}
	echo := make("echo-en", "Echo in English", news.TechPress, "INT", "en")
	echo.DerivativeOf = "tekblad"
	body := news.Outlet{ID: "clearing-house", Name: "Northland Clearing House", Home: "https://clearing.example", Kind: news.ChildProtection,
		Country: "INT", Languages: []string{"en"}, Enabled: true, Entity: true}
	return append(outlets, echo, body)
}

// newSeeder opens an empty desk with its outlets.
func newSeeder(t testing.TB) *seeder {
	t.Helper()
	s := &seeder{t: t, at: now.AddDate(0, -3, 0), feeds: map[news.OutletID]news.FeedID{}, ids: map[string]news.ArticleID{}}
	db, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "desk.db"), store.Options{Clock: func() time.Time { return s.at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s.db = db
	s.must(db.SyncOutlets(context.Background(), testOutlets()))
	feeds, err := db.Feeds(context.Background())
	s.must(err)
	for _, f := range feeds {
		s.feeds[f.Outlet] = f.ID
	}
	s.at = now
	return s
}

func (s *seeder) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// piece is what a test says about an article; the rest is filled in.
type draft struct {
	name      string // short, for the test
	outlet    news.OutletID
	title     string
	text      string
	lang      string
	seen      time.Time
	published news.Claim
	first     bool
	verdict   news.Verdict
	tags      []string
	find      func(f *news.Findings, text string)
	rights    news.Rights
}

// exact is a claim to the minute in UTC.
func exact(t time.Time) news.Claim {
	return news.Claim{Raw: t.Format(time.RFC1123Z), Time: t, Precision: news.PrecisionMinute, Zone: news.ZoneStated, Origin: news.OriginFeed}
}

// words is the span of a passage in a text; the passage must be there.
func words(text, passage string) []news.Span {
	at := strings.Index(text, passage)
	if at < 0 {
		panic("the sample text does not hold: " + passage)
	}
	return []news.Span{{Field: news.FieldText, Start: at, End: at + len(passage), Quote: passage, Rule: "sample-rule"}}
}

// add saves a poll that brings one article.
func (s *seeder) add(d draft) news.ArticleID {
	s.t.Helper()
	s.at = d.seen
	url := fmt.Sprintf("https://%s.example/%s", d.outlet, d.name)
	id := news.NewArticleID(url)
	s.ids[d.name] = id
	text := s.textOf(d)
	_, err := s.db.SavePoll(context.Background(), store.PollRecord{
		Fetch: s.fetch(d),
		Items: []store.NewItem{{
			Item:     news.Item{GUID: url, Link: url, Title: d.title, Published: d.published, Summary: text.Summary},
			Article:  news.Article{ID: id, URL: url, Aliases: []string{url}, FromFirst: d.first},
			Text:     text,
			Findings: findingsOf(d, text),
		}},
		State: news.FeedState{Address: fmt.Sprintf("https://%s.example/feed.xml", d.outlet), Status: news.FeedOK, Since: d.seen.AddDate(0, -1, 0),
			Last: d.seen, LastOK: d.seen, LastNew: d.seen, Due: d.seen.Add(time.Hour), Polls: 1},
	})
	s.must(err)
	return id
}

func (s *seeder) fetch(d draft) news.Fetch {
	return news.Fetch{FeedID: s.feeds[d.outlet], Outlet: d.outlet, Purpose: news.ForFeed, URL: fmt.Sprintf("https://%s.example/feed.xml", d.outlet),
		At: d.seen, Took: 80 * time.Millisecond, Status: 200, Outcome: news.OutcomeOK, Wire: 4200, Size: 18000, Items: 20, New: 1}
}

func (s *seeder) textOf(d draft) news.Text {
	summary, _, _ := strings.Cut(d.text, "\n\n")
	if d.rights == (news.Rights{}) {
		d.rights.MaxSnippet = -1
	}
	return news.Text{Version: "page/1", Origin: "feed", Title: d.title, Byline: []string{"A. Writer"}, Published: d.published,
		Dates: []news.Claim{d.published}, Language: d.lang, Summary: summary, Body: d.text, Rights: d.rights}
}

func findingsOf(d draft, text news.Text) news.Findings {
	f := news.Findings{Version: "sample", Language: d.lang, Story: news.Story{Verdict: d.verdict, Score: map[news.Verdict]float64{news.VerdictYes: .93, news.VerdictPassing: .41, news.VerdictNo: .02}[d.verdict]}}
	if d.verdict != news.VerdictNo && strings.Contains(text.Body, "encrypt") {
		f.Story.Evidence = words(text.Body, "encrypt")
	}
	for i, tag := range d.tags {
		f.Tags = append(f.Tags, news.Tag{Tag: tag, Score: .9 - float64(i)/10, Evidence: f.Story.Evidence})
	}
	if d.find != nil {
		d.find(&f, text.Body)
	}
	return f
}

// event saves an event over named articles, the first of which gives its
// headline.
func (s *seeder) event(id, title, by string, first news.FirstReport, origins int, why []string, names ...string) {
	s.t.Helper()
	ev := news.Event{ID: news.EventID(id), Title: title, TitleBy: by, Started: s.at, Outlets: len(names), Origins: origins, OriginsWhy: why, FirstReport: first, Version: "sample"}
	for i, name := range names {
		m := news.Member{Article: s.ids[name], Score: .8}
		if i > 0 {
			m.Why = []news.Reason{{Kind: "name", Words: "Chatterbox, Lantern Trust", With: s.ids[names[0]]}, {Kind: "figure", Words: "4.2 million", With: s.ids[names[0]]}}
		}
		ev.Members = append(ev.Members, m)
	}
	s.must(s.db.SaveEvents(context.Background(), store.EventChange{Put: []news.Event{ev}}))
}

// change saves a new version of an article.
func (s *seeder) change(d draft) {
	s.t.Helper()
	s.at = d.seen
	text := s.textOf(d)
	text.Origin = "page"
	url := fmt.Sprintf("https://%s.example/%s", d.outlet, d.name)
	f := s.fetch(d)
	f.Purpose, f.URL, f.FeedID, f.Article = news.ForArticle, url, 0, s.ids[d.name]
	f.Digest = news.DigestOf([]byte(d.text))
	_, err := s.db.SavePage(context.Background(), store.PageRecord{Fetch: f, Article: news.Article{ID: s.ids[d.name], Outlet: d.outlet, URL: url},
		Body: []byte(d.text), Text: text, Findings: findingsOf(d, text)})
	s.must(err)
}

// fail saves a poll that was refused.
func (s *seeder) fail(outlet news.OutletID, status news.FeedStatus, since time.Time, words string) {
	s.t.Helper()
	s.at = now.Add(-time.Hour)
	f := s.fetch(draft{outlet: outlet, seen: s.at})
	f.Status, f.Outcome, f.Error, f.Items, f.New = 403, news.OutcomeHTTP, words, 0, 0
	_, err := s.db.SavePoll(context.Background(), store.PollRecord{Fetch: f,
		State: news.FeedState{Address: f.URL, Status: status, Since: since, Last: s.at, LastError: words, Errors: 4, Due: now.Add(6 * time.Hour), Floor: now.Add(6 * time.Hour), Polls: 40}})
	s.must(err)
}

// options are those of the sample desk.
func options() Options {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		zone = time.UTC
	}
	return Options{Zone: zone, Sample: true, Clock: func() time.Time { return now }, Version: "test", Rules: "sample", Tags: testTags,
		Complaints: "desk@example.org", IDAuthority: "example.org,2026", BaseURL: "https://desk.example", Recheck: -1}
}

// letterText is long enough for a quarter of it to hold what its page shows.
func letterText(lede string, passages ...string) string {
	paragraphs := []string{lede}
	paragraphs = append(paragraphs, passages...)
	filler := "The plan has been under discussion for more than a year, and the people on every side of it say that they want the same thing, " +
		"which is that nobody is harmed. How this can be had is where they part, and what follows sets out what each of them has said so far, in their own order. "
	return strings.Join(append(paragraphs, strings.Repeat(filler, 6)), "\n\n")
}

func quoteOf(text, speaker, organisation, passage string) news.Citation {
	return news.Citation{Kind: news.CiteQuote, Speaker: speaker, Organisation: organisation, Verb: "said", Evidence: words(text, passage)}
}

func amount(v float64) *float64 { return &v }

// desk fills a whole week of a made-up world.
func (s *seeder) desk() {
	day := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)
	s.older(day)
	s.letter(day)
	s.bill(day)
	s.loose(day)
	s.fail("ministry", news.FeedBlocked, day.AddDate(0, 0, -9), "403 Forbidden: this service is not available to you")
	s.fail("coastal-herald", news.FeedFailing, day.AddDate(0, 0, -1), "the connection was closed before an answer came")
	s.at = now
}

func (s *seeder) letter(day time.Time) {
	letter := []string{"topic/e2ee-rollout", "topic/open-letter-campaign", "actor/child-protection-org"}
	plea := "“We ask only that no child becomes harder to find.”"
	loss := "more than 4.2 million reports a year would be lost"
	base := letterText("Ninety-seven charities have asked Chatterbox to halt its plan to encrypt all messages until children are safe.",
		"The letter says that "+loss+", a number of the Northland Clearing House.", plea+" said Mara Lind of Lantern Trust.")
	figure := func(f *news.Findings, text string) {
		f.Figures = append(f.Figures, news.Figure{Value: amount(4.2e6), Unit: "reports", Bound: news.BoundMoreThan, Subject: "reports a year that would be lost",
			Estimator: "Northland Clearing House", Conduit: "the letter", Evidence: words(text, loss)})
	}
	s.add(draft{name: "letter", outlet: "lantern-trust", title: "Our letter to Chatterbox", text: base, lang: "en", seen: day.Add(7 * time.Hour), verdict: news.VerdictYes,
		published: exact(day.Add(6*time.Hour + 30*time.Minute)), tags: letter, find: figure})
	s.add(draft{name: "harbour", outlet: "harbour-times", title: "97 charities ask Chatterbox to halt encrypted messages “until children are safe”", text: base, lang: "en",
		seen: day.Add(8 * time.Hour), published: exact(day.Add(7*time.Hour + 50*time.Minute)), verdict: news.VerdictYes, tags: letter,
		find: func(f *news.Findings, text string) {
			figure(f, text)
			f.Citations = append(f.Citations, quoteOf(text, "Mara Lind", "Lantern Trust", plea), news.Citation{Kind: news.CiteDocument, Relation: news.RelBasedOn,
				Source: "The letter of 12 March", URL: "https://lantern-trust.example/letter.pdf", Evidence: words(text, "The letter")})
		}})
	s.add(draft{name: "medialog", outlet: "medialog", title: "97 signatories urge Chatterbox against encryption, citing child safety", lang: "en", seen: day.Add(9 * time.Hour), verdict: news.VerdictYes, tags: letter[:2],
		published: news.Claim{Time: day.Add(14*time.Hour + 23*time.Minute), Precision: news.PrecisionMinute, Zone: news.ZoneUnknown, Origin: news.OriginMeta},
		text:      letterText("Citing child safety, 97 signatories have written to Chatterbox about its plan to encrypt messages. The Daily Beacon first reported the letter.", "4.2 million of the 6 million reports of last year came from Chat."),
		find: func(f *news.Findings, text string) {
			f.Citations = append(f.Citations, news.Citation{Kind: news.CiteCredit, Relation: news.RelFirstReport, Source: "Daily Beacon", Evidence: words(text, "The Daily Beacon first reported the letter")})
			f.Figures = append(f.Figures, news.Figure{Value: amount(4.2e6), Unit: "reports", Bound: news.BoundExact, Subject: "reports that came from Chat", Period: "2025", Evidence: words(text, "4.2 million of the 6 million reports")})
		}})
	s.add(draft{name: "open", outlet: "open-line", title: "A door for everyone", lang: "en", seen: day.Add(10 * time.Hour), verdict: news.VerdictYes, tags: []string{"topic/e2ee-rollout", "topic/open-letter-campaign", "actor/digital-rights-org", "form/opinion"},
		published: exact(day.Add(9 * time.Hour)), text: letterText("Why we answer the letter to Chatterbox, and why encrypting messages protects children too.", "“A door for the good is a door for everyone,” says Iven Oro."),
		find: func(f *news.Findings, text string) {
			f.Citations = append(f.Citations, quoteOf(text, "Iven Oro", "Open Line", "“A door for the good is a door for everyone,”"))
		}})
	s.add(draft{name: "tekblad", outlet: "tekblad", title: "Kinderorganisaties vragen Chatterbox om uitstel van versleuteling", lang: "nl", seen: day.Add(10*time.Hour + 30*time.Minute), verdict: news.VerdictYes, tags: letter[:2],
		published: exact(day.Add(10 * time.Hour)), text: letterText("Zevenennegentig organisaties vragen Chatterbox om te wachten met de versleuteling (encryption) van berichten.")})
	s.add(draft{name: "answer", outlet: "chatterbox", title: "Our answer to the letter of 12 March", lang: "en", seen: day.Add(12 * time.Hour), verdict: news.VerdictYes, tags: letter[:1],
		published: exact(day.Add(12 * time.Hour)), text: letterText("We will go on to encrypt all messages by default.", "“Safety and privacy are built together,” said Ada Fenn, who leads the work.")})
	s.at = day.Add(7 * time.Hour)
	s.event("chatterbox-letter", "97 charities ask Chatterbox to halt encrypted messages “until children are safe”", "harbour-times",
		news.FirstReport{Kind: news.FirstCredited, Source: "Daily Beacon", By: []news.ArticleID{s.ids["medialog"]},
			Evidence: []news.CreditEvidence{{Article: s.ids["medialog"], Span: words(letterText("Citing child safety, 97 signatories have written to Chatterbox about its plan to encrypt messages. The Daily Beacon first reported the letter."), "The Daily Beacon first reported the letter")[0]}}},
		5, []string{"Lantern Trust and The Harbour Times carry one text"}, "harbour", "letter", "medialog", "open", "tekblad", "answer")
}

func (s *seeder) bill(day time.Time) {
	tags := []string{"topic/client-side-scanning", "law/uk-online-safety-act"}
	vote := draft{name: "vote", outlet: "policy-ledger", title: "Committee votes 14 to 2 to shield encryption from scanning orders", lang: "en", seen: day.Add(10*time.Hour + 42*time.Minute), verdict: news.VerdictYes, tags: tags,
		published: exact(day.Add(10*time.Hour + 40*time.Minute)), text: letterText("The committee voted 14 to 2 to shield encrypted messages from scanning orders.", "Four members were away.")}
	s.add(vote)
	s.add(draft{name: "minutes", outlet: "assembly", title: "Minutes of the committee on the Message Safety Bill", lang: "en", seen: day.Add(11 * time.Hour), verdict: news.VerdictYes, tags: tags,
		published: news.Claim{Time: day, Precision: news.PrecisionDay, Zone: news.ZoneUnknown, Origin: news.OriginText}, text: letterText("The committee met. It considered amendments on encrypted messages and divided: ayes 14, noes 3.")})
	s.at = day.Add(10*time.Hour + 42*time.Minute)
	s.event("committee-vote", "Committee votes 14 to 3 to shield encryption from scanning orders", "policy-ledger",
		news.FirstReport{Kind: news.FirstEarliest, Source: "Policy Ledger", Article: s.ids["vote"], At: day.Add(10*time.Hour + 42*time.Minute)}, 2, nil, "vote", "minutes")
	vote.seen = day.Add(11 * time.Hour)
	s.change(vote) // the page as first read
	vote.title, vote.seen = "Committee votes 14 to 3 to shield encryption from scanning orders", day.Add(11*time.Hour+20*time.Minute)
	vote.text = strings.Replace(vote.text, "14 to 2", "14 to 3", 1)
	s.change(vote)
}

func (s *seeder) loose(day time.Time) {
	s.add(draft{name: "standard", outlet: "tekblad", title: "Berichtendienst zet versleuteling standaard aan", lang: "nl", seen: day.Add(7*time.Hour + 24*time.Minute), verdict: news.VerdictYes, tags: []string{"topic/e2ee-rollout"},
		published: news.Claim{Time: day.AddDate(0, 0, -4), Precision: news.PrecisionDay, Zone: news.ZoneUnknown, Origin: news.OriginFeed}, text: letterText("De dienst zet encryption standaard aan.")})
	s.add(draft{name: "school", outlet: "harbour-times", title: "School warns parents about messaging apps", lang: "en", seen: day.Add(13 * time.Hour), verdict: news.VerdictPassing, text: letterText("A school has warned parents about apps, among them an encrypted one.")})
	s.add(draft{name: "ransom", outlet: "harbour-times", title: "Ransomware closes a clinic", lang: "en", seen: day.Add(13*time.Hour + 5*time.Minute), verdict: news.VerdictNo, text: letterText("Files of the clinic were locked.")})
	s.add(draft{name: "reserved", outlet: "cipher-lab", title: "A measurement of encrypted backups", lang: "en", seen: day.Add(13*time.Hour + 20*time.Minute), verdict: news.VerdictYes, tags: []string{"topic/e2ee-rollout"},
		rights: news.Rights{NoSnippet: true, MaxSnippet: -1}, text: letterText("We measured how many people encrypt their backups.", "It was 12 % of those asked.")})
	s.add(draft{name: "hostile", outlet: "medialog", title: `<script>alert("x")</script> & “Curly” <b>encryption</b> ` + strings.Repeat("Unbrokenword", 12), lang: "en", seen: day.Add(14 * time.Hour), verdict: news.VerdictYes,
		tags: []string{"topic/lawful-access"}, text: letterText("An encrypted text with <b>markup</b> & “quotes”.")})
}

// older is the days before: a take-down, first polls, an undated text.
func (s *seeder) older(day time.Time) {
	tags := []string{"topic/crime-platform-takedown"}
	s.add(draft{name: "veil", outlet: "northland-police", title: "Police take over “Veil” phone network; arrests now 51", lang: "en", seen: day.AddDate(0, 0, -2).Add(9 * time.Hour), verdict: news.VerdictYes, tags: tags,
		published: exact(day.AddDate(0, 0, -2).Add(8 * time.Hour)), text: letterText("Northland Police have read the encrypted messages of the Veil network and made 51 arrests.")})
	s.add(draft{name: "veil-herald", outlet: "coastal-herald", title: "Police read “Veil” messages, 51 arrested", lang: "en", seen: day.AddDate(0, 0, -2).Add(10 * time.Hour), verdict: news.VerdictYes, tags: tags,
		published: exact(day.AddDate(0, 0, -2).Add(10 * time.Hour)), text: letterText("Encrypted phones led to 51 arrests, police say (encrypt).")})
	s.at = day.AddDate(0, 0, -2).Add(9 * time.Hour)
	s.event("veil", "Police take over “Veil” phone network; arrests now 51", "northland-police", news.FirstReport{Kind: news.FirstUnknown}, 1, []string{"same text"}, "veil", "veil-herald")
	for i := range 9 {
		at := day.AddDate(0, 0, -3-i).Add(8 * time.Hour)
		s.add(draft{name: fmt.Sprintf("shore-%d", i), outlet: "shore-line", title: fmt.Sprintf("What families ask us about encrypted messages, part %d", i+1), lang: "en", seen: day.AddDate(0, 0, -1), first: true,
			published: exact(at), verdict: news.VerdictYes, tags: []string{"topic/e2ee-rollout"}, text: letterText("Families ask us what it means to encrypt messages.")})
	}
	s.add(draft{name: "undated", outlet: "shore-line", title: "About encryption and children", lang: "en", seen: day.AddDate(0, 0, -1), first: true, verdict: news.VerdictYes, text: letterText("What we think about plans to encrypt messages.")})
}

// seal seals every edition that is due.
func (s *seeder) seal() {
	s.t.Helper()
	o := options()
	sealer := digest.Sealer{DB: s.db, Zone: o.Zone, Clock: o.Clock, Log: slog.New(slog.DiscardHandler),
		Maker: digest.Maker{Desk: "Test desk", Program: "test", Rules: "sample", Sample: true}}
	s.must(sealer.Seal(context.Background()))
}

// articles lists the seeded names in a stable order.
func (s *seeder) articles() []string {
	var names []string
	for name := range s.ids {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// withdrawal takes one article off.
func withdrawal(id news.ArticleID) store.Withdrawal {
	return store.Withdrawal{What: store.WithdrawArticle, ID: string(id), Reason: "asked by its publisher"}
}

// merge dissolves an event into another.
func (s *seeder) merge(from, into news.EventID) {
	s.t.Helper()
	s.must(s.db.SaveEvents(context.Background(), store.EventChange{Merged: map[news.EventID]news.EventID{from: into}}))
}

// timeT keeps a clock's type short in tests.
type timeT = time.Time
