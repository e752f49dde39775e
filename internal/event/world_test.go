package event

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/config"
	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
	"cipherdesk/internal/sample"
)

// happened says which of the sample's articles report one thing. What stands in
// no line reports something of its own.
var happened = map[string]string{
	"the bill": "ministry-interior/message-safety-bill-introduced policy-ledger/message-safety-bill-tabled keyholders-union/clause-nine-explained",
	"the letter": `hallowmere-beacon/charities-letter tarnholm-trust/open-letter brackwater-times/charities-letter vellis-herald/encryption-warning
		tekbode/kinderorganisaties-chatterbox gadgetrelay/childrens-organizations-chatterbox medialoom/letter-to-chatterbox
		chatterbox/why-we-go-ahead keyholders-union/carta-abierta`,
	"the heads' letter": `brackwater-times/head-teachers-letter vellis-herald/class-groups tekbode/schoolhoofden-klassengroepen
		gadgetrelay/class-groups-outside-encryption medialoom/head-teachers-and-class-groups`,
	"the roll-out": `chatterbox/encrypted-by-default tarnholm-trust/rollout-statement brackwater-helpline/what-changes-for-you
		vellis-herald/chatterbox-goes-dark policy-ledger/chatterbox-switches-on keyholders-union/a-lock-for-everyone
		plumbline-institute/chatterbox-verschluesselt`,
	"the speech": "ministry-interior/speech-police-conference brackwater-times/minister-crimes medialoom/fact-check-four-million",
	"37 arrests": `vellmark-police/operation-lanyard brackwater-times/veil-network hallowmere-beacon/veil-arrests
		vellmark-police/operation-lanyard-update plumbline-institute/veil-handys`,
	"51 arrests": `vellmark-police/operation-lanyard-second-update brackwater-times/port-chief-veil hallowmere-beacon/veil-switched-off
		tekbode/veil-beheerders policy-ledger/veil-and-the-bill`,
	"the vote": `policy-ledger/committee-vote brackwater-times/committee-backs-encryption ministry-interior/statement-amendment-31
		tarnholm-trust/committee-vote-statement keyholders-union/commission-protege-le-chiffrement`,
	"the ruling": "hallowmere-beacon/phone-code-ruling medialoom/phone-code-ruling plumbline-institute/phone-code-intervention",
	"the second letter": `tarnholm-trust/second-letter hallowmere-beacon/second-letter brackwater-times/second-letter tekbode/tweede-brief
		gadgetrelay/pause-of-ninety-days keyholders-union/no-pause-for-locks chatterbox/answer-to-second-letter`,
	"the study": "plumbline-institute/backup-code-study chatterbox/longer-backup-codes policy-ledger/backup-code tekbode/back-upcode-chatterbox",
	"the phone": "tekbode/telefoon-vouwscherm gadgetrelay/foldable-phone-test",
}

// sampleSet are the demo's articles as the desk reads them: pages fetched,
// extracted and analysed. Articles outside of the field are left out, as the
// desk leaves them out.
func sampleSet(t *testing.T) []labelled {
	t.Helper()
	w, err := sample.New(sample.Named(8080))
	if err != nil {
		t.Fatal(err)
	}
	src, err := w.Config("http://127.0.0.1:8080/")
	if err != nil {
		t.Fatal(err)
	}
	conf, problems := config.Load(src)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	analyser, err := enrich.New(enrich.Options{Rules: conf.Tags})
	if err != nil {
		t.Fatal(err)
	}
	event := map[string]string{}
	for name, ids := range happened {
		for _, id := range strings.Fields(ids) {
			event[id] = name
		}
	}
	days := w.Days()
	w.SetNow(days[len(days)-1].Add(20 * time.Hour))
	var out []labelled
	for _, scene := range w.Scenes() {
		for _, id := range scene.IDs {
			if p, is := samplePiece(t, w, id); is {
				o := outletOf(conf.Outlets, p.Article.Outlet)
				p.OutletName, p.Kind, p.Owner, p.DerivativeOf = o.Name, o.Kind, o.Owner, o.DerivativeOf
				p.Byline = p.Text.Byline
				p.Findings = analyser.Analyse(enrich.Revision{Title: p.Text.Title, Summary: p.Text.Summary, Text: p.Text.Body, Language: p.Text.Language, URL: p.URL, Links: p.Text.Links, Outlet: &o})
				p.Language = p.Findings.Language
				out = append(out, labelled{p, event[id]})
			}
		}
	}
	return out
}

func outletOf(outlets []news.Outlet, id news.OutletID) news.Outlet {
	i := slices.IndexFunc(outlets, func(o news.Outlet) bool { return o.ID == id })
	return outlets[i]
}

// samplePiece reads one article's page; false when it has none any more.
func samplePiece(t *testing.T, w *sample.World, id string) (news.Piece, bool) {
	t.Helper()
	address, err := url.Parse(w.URL(id))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, address.Path, nil)
	r.Host = address.Host
	rec := httptest.NewRecorder()
	func() {
		defer func() { _ = recover() }() // an outlet that has stopped answering breaks off
		w.Handler().ServeHTTP(rec, r)
	}()
	if rec.Code != http.StatusOK || rec.Body.Len() == 0 {
		return news.Piece{}, false
	}
	text, err := page.Extract(rec.Body.Bytes(), page.Options{URL: address.String(), ContentType: rec.Header().Get("Content-Type")})
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	outlet, _, _ := strings.Cut(id, "/")
	p := news.Piece{Text: text}
	p.ID, p.URL, p.Article.Outlet = news.NewArticleID(address.String()), address.String(), news.OutletID(outlet)
	p.Title, p.Published, p.FirstSeen = text.Title, text.Published, text.Published.Time
	return p, true
}

// TestSampleWorld: on whole pages every step of the demo's storylines is an
// event of its own, and nothing is put together wrongly.
func TestSampleWorld(t *testing.T) {
	set := sampleSet(t)
	if len(set) < 45 {
		t.Fatalf("only %d of the sample's pages could be read", len(set))
	}
	c := clustered(set, Options{})
	a := Measure(placed(c, set), rounds)
	t.Log("whole pages: ", a)
	for _, m := range mixtures(c, set) {
		t.Errorf("different events in one: %s", m)
	}
	floor(t, a, 0.92, 0.88)
	spansStand(t, c, set)
	for _, e := range c.Events() {
		t.Logf("%s: %d articles, %d outlets, at most %d origins %q; %s %s", e.Title, len(e.Members), e.Outlets, e.Origins, e.OriginsWhy, e.FirstReport.Kind, e.FirstReport.Source)
		for _, m := range e.Members {
			if len(m.Why) == 0 || len(m.Why) > mostReasons {
				t.Errorf("%s is a member for %d reasons", m.Article, len(m.Why))
			}
		}
	}
}

// spansStand fails unless every reason's words stand where it says.
func spansStand(t *testing.T, c *Clusterer, set []labelled) {
	t.Helper()
	text := map[news.ArticleID]map[news.Field]string{}
	for _, l := range set {
		p := l.piece
		text[p.ID] = map[news.Field]string{news.FieldTitle: p.Title, news.FieldSummary: p.Text.Summary, news.FieldText: p.Text.Body}
	}
	kinds := map[string]int{}
	for _, e := range c.Events() {
		for _, m := range e.Members {
			for _, r := range m.Why {
				kinds[r.Kind]++
				if r.Field == "" {
					continue
				}
				if words := text[m.Article][r.Field][r.Start:r.End]; words != r.Words && r.Kind != "link" {
					t.Errorf("%s: %q stands where the reason says %q", m.Article, words, r.Words)
				}
			}
		}
	}
	t.Log("reasons: ", kinds)
}
