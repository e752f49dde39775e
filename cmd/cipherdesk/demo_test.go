package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/web"
)

// sampleStage is the demo, played to its end once for every test of the
// package and served until the last of them has run. Tests only read it.
type sampleStage struct {
	once sync.Once
	err  error
	dir  string
	url  string
	desk *sampleDesk
	undo []func()
}

var stage = &sampleStage{}

func TestMain(m *testing.M) {
	code := m.Run()
	stage.close()
	os.Exit(code)
}

func (s *sampleStage) play() error {
	var err error
	if s.dir, err = os.MkdirTemp("", "cipherdesk-demo-test-"); err != nil {
		return err
	}
	s.undo = append(s.undo, func() { os.RemoveAll(s.dir) })
	e := &env{in: strings.NewReader(""), out: os.Stdout, err: os.Stderr, getenv: func(string) string { return "" }, now: time.Now, logFormat: "text"}
	server := httptest.NewUnstartedServer(nil)
	ctx := context.Background()
	if s.desk, err = openSample(ctx, e, filepath.Join(s.dir, "demo.db"), "http://"+server.Listener.Addr().String()); err != nil {
		return err
	}
	s.undo = append(s.undo, s.desk.close)
	if err := s.desk.play(ctx); err != nil {
		return err
	}
	o, err := s.desk.desk.pages(ctx, s.desk.env)
	if err != nil {
		return err
	}
	o.Sample = true
	server.Config.Handler = web.New(s.desk.desk.db.Reader, o)
	server.Start()
	s.undo = append(s.undo, server.Close)
	s.url = server.URL
	return nil
}

func (s *sampleStage) close() {
	for i := len(s.undo) - 1; i >= 0; i-- {
		s.undo[i]()
	}
}

// sampleSite is the address of the played demo.
func sampleSite(t testing.TB) string {
	t.Helper()
	stage.once.Do(func() { stage.err = stage.play() })
	if stage.err != nil {
		t.Fatal(stage.err)
	}
	return stage.url
}

// demoReader asks the played demo through its pages and its API, and names
// articles as the scenes do: "outlet/slug".
type demoReader struct {
	*testing.T
	site  string
	world interface{ URL(string) string }
	byURL map[string]demoArticle
}

type demoArticle struct {
	ID         news.ArticleID `json:"id"`
	URL        string         `json:"url"`
	Aliases    []string       `json:"aliases"`
	Outlet     string         `json:"outlet"`
	Title      string         `json:"title"`
	FirstSeen  time.Time      `json:"first_seen"`
	Story      news.Story     `json:"story"`
	EventID    string         `json:"event_id"`
	Revisions  int            `json:"revisions"`
	SameTextAs string         `json:"same_text_as"`
}

func readDemo(t *testing.T) *demoReader {
	t.Helper()
	d := &demoReader{T: t, site: sampleSite(t), world: stage.desk.world, byURL: map[string]demoArticle{}}
	var list struct{ Items []demoArticle }
	d.api("/api/v1/articles?limit=500", &list)
	for _, a := range list.Items {
		for _, u := range append(a.Aliases, a.URL) {
			d.byURL[u] = a
		}
	}
	return d
}

func (d *demoReader) page(path string) string {
	d.Helper()
	r, err := http.Get(d.site + path)
	if err != nil {
		d.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		d.Fatalf("%s: %d %v", path, r.StatusCode, err)
	}
	return string(body)
}

func (d *demoReader) api(path string, into any) {
	d.Helper()
	if err := json.Unmarshal([]byte(d.page(path)), into); err != nil {
		d.Fatalf("%s: %v", path, err)
	}
}

// article is one of the world's articles as the desk has it.
func (d *demoReader) article(id string) demoArticle {
	d.Helper()
	a, ok := d.byURL[d.world.URL(id)]
	if !ok {
		d.Fatalf("%s was not stored", id)
	}
	return a
}

// full is the same with all that was observed and found.
func (d *demoReader) full(id string) news.Full {
	d.Helper()
	full, err := stage.desk.desk.db.Article(d.Context(), d.article(id).ID)
	if err != nil {
		d.Fatal(err)
	}
	return full
}

// together checks that all the articles are in one event, and returns it.
func (d *demoReader) together(what string, ids ...string) string {
	d.Helper()
	in := map[string][]string{}
	for _, id := range ids {
		e := d.article(id).EventID
		in[e] = append(in[e], id)
	}
	first := d.article(ids[0]).EventID
	if len(in) != 1 || first == "" {
		d.Errorf("%s: not one event but %v", what, in)
	}
	return first
}

// apart checks that no two of the articles share an event.
func (d *demoReader) apart(what string, ids ...string) {
	d.Helper()
	for i, a := range ids {
		for _, b := range ids[:i] {
			if e := d.article(a).EventID; e != "" && e == d.article(b).EventID {
				d.Errorf("%s: %s and %s are in one event", what, b, a)
			}
		}
	}
}

type demoEvent struct {
	Outlets     int
	Origins     int `json:"origins_at_most"`
	FirstReport struct {
		Source    string
		Kind      news.FirstReportKind
		Contested []struct{ Source string }
	} `json:"first_report"`
	Sample bool
}

func (d *demoReader) event(id string) demoEvent {
	d.Helper()
	var e demoEvent
	if id != "" {
		d.api("/api/v1/events/"+id, &e)
	}
	return e
}

func TestDemoStoresEveryArticle(t *testing.T) {
	d := readDemo(t)
	n := 0
	for _, scene := range stage.desk.world.Scenes() {
		for _, id := range scene.IDs {
			d.article(id)
			n++
		}
	}
	if n < 50 {
		t.Errorf("only %d articles", n)
	}
}

// What became of a polled outlet, in the word of the API and on the page.
func TestDemoReadsEveryOutletButTwo(t *testing.T) {
	d := readDemo(t)
	var list struct {
		Items []struct {
			ID, Name string
			Entity   bool
			Articles int
			Feeds    []struct{ Status, URL string }
		}
	}
	d.api("/api/v1/outlets?limit=500", &list)
	register, polled := d.page("/outlets"), 0
	for _, o := range list.Items {
		if o.Entity {
			continue
		}
		polled++
		want, words := "ok", "reads well"
		switch o.ID {
		case "vellis-herald":
			want, words = "blocked", "refuses us"
		case "brackwater-helpline":
			want, words = "failing", "cannot be read"
		}
		for _, f := range o.Feeds {
			if f.Status != want {
				t.Errorf("%s: %s is %s, not %s", o.ID, f.URL, f.Status, want)
			}
		}
		row := regexp.MustCompile(`(?s)<tr><th scope="row"><a href="/outlet/`+o.ID+`">.*?</tr>`).FindAllString(register, -1)
		if o.Articles == 0 || !strings.Contains(strings.Join(row, " "), words) {
			t.Errorf("%s: %d articles; /outlets does not say %q: %v", o.ID, o.Articles, words, row)
		}
	}
	if polled < 10 || polled > 14 {
		t.Errorf("%d outlets", polled)
	}
}

func TestDemoLetterIsOneEvent(t *testing.T) {
	d := readDemo(t)
	id := d.together("the letter of February", "hallowmere-beacon/charities-letter", "tarnholm-trust/open-letter",
		"brackwater-times/charities-letter", "vellis-herald/encryption-warning", "tekbode/kinderorganisaties-chatterbox",
		"gadgetrelay/childrens-organizations-chatterbox", "medialoom/letter-to-chatterbox")
	e := d.event(id)
	if e.Outlets < 5 || e.Origins >= e.Outlets {
		t.Errorf("%d outlets, at most %d origins, though two papers print one text", e.Outlets, e.Origins)
	}
	if e.FirstReport.Kind != news.FirstCredited || !strings.Contains(e.FirstReport.Source, "Hallowmere Beacon") {
		t.Errorf("first report: %+v", e.FirstReport)
	}
	if !slices.ContainsFunc(e.FirstReport.Contested, func(c struct{ Source string }) bool { return c.Source == "Radio Tarnholm" }) {
		t.Errorf("Radio Tarnholm, which Tekbode credits, is not among %v", e.FirstReport.Contested)
	}
	d.apart("two letters, the roll-out, the bill", "tarnholm-trust/open-letter", "tarnholm-trust/second-letter",
		"chatterbox/encrypted-by-default", "policy-ledger/message-safety-bill-tabled")
}

// One letter, five carriers, at most two origins, and two answers to who had it
// first.
func TestDemoFiveCarriersOfTwoOrigins(t *testing.T) {
	d := readDemo(t)
	id := d.together("the head teachers' letter", "brackwater-times/head-teachers-letter", "vellis-herald/class-groups",
		"tekbode/schoolhoofden-klassengroepen", "gadgetrelay/class-groups-outside-encryption", "medialoom/head-teachers-and-class-groups")
	e := d.event(id)
	if e.Outlets != 5 || e.Origins != 2 || e.FirstReport.Kind != news.FirstCredited || !strings.HasSuffix(e.FirstReport.Source, "Hallowmere Beacon") ||
		len(e.FirstReport.Contested) != 1 || e.FirstReport.Contested[0].Source != "Radio Tarnholm" {
		t.Errorf("%+v", e)
	}
	page := d.page("/event/" + id)
	for _, want := range []string{"5 outlets, at most 2 separate origins", "same owner, Coast Press Group", "possible translation of Tekbode", "credited to The Hallowmere Beacon",
		"same text as Brackwater Times", "says that Radio Tarnholm saw the document", "/document/"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	d.apart("three letters", "brackwater-times/head-teachers-letter", "tarnholm-trust/open-letter", "tarnholm-trust/second-letter")
}

func TestDemoBillStepsAreDifferentEvents(t *testing.T) {
	d := readDemo(t)
	bill := []string{"policy-ledger/message-safety-bill-tabled", "policy-ledger/second-reading", "policy-ledger/committee-vote"}
	page := d.page("/event/" + d.article(bill[2]).EventID)
	for _, id := range bill[:2] {
		if !strings.Contains(page, `<a href="/event/`+d.article(id).EventID+`"`) {
			t.Errorf("%s is no step of the storyline of the vote", id)
		}
	}
	if veil := d.article("vellmark-police/operation-lanyard").EventID; strings.Contains(page, "/event/"+veil) {
		t.Error("the take-down of a phone network is a step of the storyline of the vote")
	}
	d.apart("the bill", "policy-ledger/message-safety-bill-tabled", "policy-ledger/amendments-to-message-safety-bill",
		"policy-ledger/second-reading", "policy-ledger/committee-vote")
	d.apart("a case in two steps", "policy-ledger/court-of-appeal-hearing", "medialoom/phone-code-ruling")
}

func TestDemoRollOutAndTakeDownAreEvents(t *testing.T) {
	d := readDemo(t)
	rollOut := d.together("the roll-out", "chatterbox/encrypted-by-default", "tarnholm-trust/rollout-statement",
		"vellis-herald/chatterbox-goes-dark", "policy-ledger/chatterbox-switches-on")
	veil := d.together("the take-down", "vellmark-police/operation-lanyard", "brackwater-times/veil-network", "hallowmere-beacon/veil-arrests")
	if rollOut == veil {
		t.Error("roll-out and take-down are one event")
	}
	for id, arrests := range map[string]float64{
		"vellmark-police/operation-lanyard": 37, "vellmark-police/operation-lanyard-update": 45, "vellmark-police/operation-lanyard-second-update": 51,
	} {
		if !hasFigure(d.full(id), arrests, "") {
			t.Errorf("%s: no %v arrests among its figures", id, arrests)
		}
	}
}

// The last day brings five events, each with several outlets of several kinds.
func TestDemoLastDay(t *testing.T) {
	d := readDemo(t)
	leads := []string{"tarnholm-trust/second-letter", "policy-ledger/committee-vote", "vellmark-police/operation-lanyard-second-update",
		"hallowmere-beacon/phone-code-ruling", "plumbline-institute/backup-code-study"}
	d.apart("events of the last day", leads...)
	letter := d.together("the second letter", leads[0], "hallowmere-beacon/second-letter", "brackwater-times/second-letter",
		"tekbode/tweede-brief", "gadgetrelay/pause-of-ninety-days", "keyholders-union/no-pause-for-locks", "chatterbox/answer-to-second-letter")
	d.together("the committee's vote", leads[1], "brackwater-times/committee-backs-encryption", "ministry-interior/statement-amendment-31",
		"tarnholm-trust/committee-vote-statement", "keyholders-union/commission-protege-le-chiffrement")
	d.together("51 arrests", leads[2], "brackwater-times/port-chief-veil", "hallowmere-beacon/veil-switched-off", "tekbode/veil-beheerders")
	d.together("the ruling", leads[3], "medialoom/phone-code-ruling", "plumbline-institute/phone-code-intervention")
	d.together("the study", leads[4], "chatterbox/longer-backup-codes", "policy-ledger/backup-code", "tekbode/back-upcode-chatterbox")
	if e := d.event(letter); e.Outlets < 5 || e.FirstReport.Kind != news.FirstCredited || !strings.Contains(e.FirstReport.Source, "Hallowmere Beacon") {
		t.Errorf("the second letter: %+v", e)
	}
	front := d.page("/")
	if !strings.Contains(front, "Thursday 12 March") {
		t.Error("the front page is not the last day's")
	}
	events := map[string]bool{}
	for _, m := range regexp.MustCompile(`<h2[^>]*><a href="/event/([a-z0-9-]+)`).FindAllStringSubmatch(front, -1) {
		events[m[1]] = true
	}
	if len(events) < 4 {
		t.Errorf("%d events on the front page", len(events))
	}
}

// Whose number it is, who repeats it, and who has another one; and a sentence
// of each camp with the name of who said it.
func TestDemoNumbersAndVoicesOfTheLastDay(t *testing.T) {
	d := readDemo(t)
	for id, value := range map[string]float64{
		"tarnholm-trust/second-letter": 4.2e6, "keyholders-union/no-pause-for-locks": 4.2e6,
		"chatterbox/answer-to-second-letter": 4.2e6, "brackwater-times/second-letter": 4.6e6,
	} {
		if !hasFigure(d.full(id), value, "Vellmark Clearing Centre") {
			t.Errorf("%s: no %.1f million of the Clearing Centre among %s", id, value/1e6, figuresOf(d.full(id)))
		}
	}
	for id, speaker := range map[string]string{
		"tarnholm-trust/second-letter": "Mara Lindqvast", "keyholders-union/no-pause-for-locks": "Iven Orrow",
		"chatterbox/answer-to-second-letter": "Ilse Marrowby", "plumbline-institute/backup-code-study": "Senna Kruytzer",
	} {
		said := func(c news.Citation) bool { return c.Kind == news.CiteQuote && c.Speaker == speaker }
		if !slices.ContainsFunc(d.full(id).Findings.Citations, said) {
			t.Errorf("%s: no quotation of %s", id, speaker)
		}
	}
	for id, relation := range map[string]news.Relation{"brackwater-times/second-letter": news.RelFirstReport, "keyholders-union/no-pause-for-locks": news.RelFirstReport,
		"medialoom/letter-to-chatterbox": news.RelFirstReport, "tekbode/kinderorganisaties-chatterbox": news.RelSeenBy} {
		if !slices.ContainsFunc(d.full(id).Findings.Citations, func(c news.Citation) bool { return c.Relation == relation }) {
			t.Errorf("%s: no credit (%s)", id, relation)
		}
	}
}

func hasFigure(f news.Full, value float64, estimator string) bool {
	return slices.ContainsFunc(f.Findings.Figures, func(g news.Figure) bool {
		return g.Value != nil && *g.Value == value && strings.Contains(g.Estimator, estimator)
	})
}

func figuresOf(f news.Full) string {
	var all []string
	for _, g := range f.Findings.Figures {
		if g.Value != nil {
			all = append(all, fmt.Sprintf("%v %s of %q", *g.Value, g.Unit, g.Estimator))
		}
	}
	return strings.Join(all, ", ")
}

func TestDemoVerdicts(t *testing.T) {
	d := readDemo(t)
	for verdict, ids := range map[news.Verdict][]string{
		news.VerdictNo: {"brackwater-times/hospital-ransomware", "gadgetrelay/encrypt-laptop-disk", "gadgetrelay/renew-tls-certificate",
			"tekbode/achterdeur-router", "brackwater-times/central-bank-signal", "vellis-herald/school-leaflet",
			"plumbline-institute/vortrag-lieferkette", "brackwater-helpline/volunteers-wanted", "brackwater-helpline/strangers-in-direct-messages"},
		news.VerdictPassing: {"brackwater-times/dock-theft", "medialoom/advertising-merger", "vellis-herald/festival-safety"},
		news.VerdictYes: {"tarnholm-trust/open-letter", "chatterbox/encrypted-by-default", "policy-ledger/committee-vote", "medialoom/phone-code-ruling",
			"medialoom/fact-check-four-million", "ministry-interior/speech-police-conference", "vellmark-police/operation-lanyard",
			"plumbline-institute/veil-handys", "keyholders-union/commission-protege-le-chiffrement", "keyholders-union/carta-abierta", "tekbode/tweede-brief"},
	} {
		for _, id := range ids {
			if a := d.article(id); a.Story.Verdict != verdict {
				t.Errorf("%s: %s (%.2f), not %s", id, a.Story.Verdict, a.Story.Score, verdict)
			}
		}
	}
}

func TestDemoKnowsTheWireCopy(t *testing.T) {
	d := readDemo(t)
	wire, copied := d.article("brackwater-times/charities-letter"), d.article("vellis-herald/encryption-warning")
	if copied.SameTextAs != string(wire.ID) || wire.SameTextAs != "" {
		t.Errorf("the copy is the same text as %q, the wire as %q; want %q and nothing", copied.SameTextAs, wire.SameTextAs, wire.ID)
	}
	for _, id := range []string{"tarnholm-trust/open-letter", "medialoom/letter-to-chatterbox", "gadgetrelay/childrens-organizations-chatterbox"} {
		if a := d.article(id); a.SameTextAs != "" {
			t.Errorf("%s is the same text as %s", id, a.SameTextAs)
		}
	}
}

// A corrected figure, a clarified speech and rewritten headlines are one more
// version each; an update notice that is dated a year early is doubted.
func TestDemoVersions(t *testing.T) {
	d := readDemo(t)
	for id, titles := range map[string][2]string{
		"policy-ledger/committee-vote":               {"Committee votes 14 to 2 to shield", "Committee votes 14 to 3 to shield"},
		"vellis-herald/chatterbox-goes-dark":         {"Chatterbox goes dark", "Chatterbox turns on end-to-end encryption"},
		"brackwater-times/port-chief-veil":           {"Port chief held", "Port employee among 51"},
		"ministry-interior/speech-police-conference": {"Speech by the Minister", "Speech by the Minister"},
	} {
		r := d.full(id).Revisions
		slices.SortFunc(r, func(a, b news.Revision) int { return cmp.Compare(a.N, b.N) })
		if len(r) != 2 || d.article(id).Revisions != 2 {
			t.Errorf("%s: %d versions, not 2: %s", id, len(r), versions(r))
			continue
		}
		for i, want := range titles {
			if !strings.HasPrefix(r[i].Text.Title, want) {
				t.Errorf("%s, version %d: %q", id, i+1, r[i].Text.Title)
			}
		}
	}
	if r := d.article("brackwater-times/committee-backs-encryption").Revisions; r != 1 {
		t.Errorf("the Times never changed its text, but has %d versions", r)
	}
	updates := d.full("medialoom/letter-to-chatterbox").Text.Updates
	if len(updates) != 1 || updates[0].Time.Doubt == "" {
		t.Errorf("an update of 2025 to a text of 2026 is not doubted: %+v", updates)
	}
}

func versions(all []news.Revision) string {
	var b strings.Builder
	for _, r := range all {
		fmt.Fprintf(&b, "[%d %s gone=%v %q %d bytes] ", r.N, r.SeenAt.Format("2 Jan 15:04"), r.Gone, r.Text.Title, len(r.Text.Body))
	}
	return b.String()
}

func TestDemoKeepsWhatAVanishedPageSaid(t *testing.T) {
	d := readDemo(t)
	const id = "vellis-herald/ministry-weighs-ban"
	full := d.full(id)
	r := full.Revisions
	slices.SortFunc(r, func(a, b news.Revision) int { return cmp.Compare(a.N, b.N) })
	if len(r) != 2 || r[0].Gone || !r[len(r)-1].Gone {
		t.Errorf("versions of the vanished page: %s", versions(r))
	}
	if !strings.Contains(full.Text.Body, "close to the minister") || !strings.HasPrefix(full.Text.Title, "Ministry weighs ban") {
		t.Errorf("its last text is lost: %q %q", full.Text.Title, full.Text.Body)
	}
	if page := d.page("/article/" + string(full.ID)); !strings.Contains(page, "Ministry weighs ban") {
		t.Error("its page does not name it")
	}
}

func TestDemoSaysSample(t *testing.T) {
	d := readDemo(t)
	article := d.article("tarnholm-trust/second-letter")
	for _, path := range []string{"/", "/latest", "/encryption", "/events", "/figures", "/outlets", "/subscribe", "/about", "/day/2026-03-12",
		"/week/2026-W11", "/topic/open-letter-campaign", "/outlet/tarnholm-trust", "/search?q=letter", "/article/" + string(article.ID),
		"/event/" + article.EventID, "/feed.atom", "/feed.rss", "/feed.json", "/encryption.atom", "/events.atom", "/day.atom",
		"/outlet/chatterbox.rss", "/topic/open-letter-campaign.json", "/subscriptions.opml", "/outlets.opml"} {
		if !strings.Contains(d.page(path), "SAMPLE") {
			t.Errorf("%s does not say SAMPLE", path)
		}
	}
	for _, path := range []string{"/articles", "/articles/" + string(article.ID), "/events", "/events/" + article.EventID, "/outlets", "/figures", "/fetches"} {
		var answer struct{ Sample bool }
		if d.api("/api/v1"+path, &answer); !answer.Sample {
			t.Errorf("/api/v1%s does not say that it is a sample", path)
		}
	}
}
