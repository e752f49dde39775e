package ingest

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

const letterPage = `<!doctype html><title>Letter</title><h1>Charities write to Chatterbox</h1>
<p>Thirty charities have written to Chatterbox about its plan for end-to-end encryption of private messages, and ask for a delay.</p>
<p class="tip">The harbour museum keeps a model of the old exchange, which shows how calls were once connected by hand.</p>
<p>Всего 12 000 сообщений, says the letter, which was seen by the Lantern Trust and by two ministers before it was published.</p>`

// lettered is an outlet whose one story was read from its feed and its page, the
// page in an encoding that only its answer names.
func lettered(t *testing.T) (*site, *bench) {
	t.Helper()
	s := newSite(t)
	s.answer("/feed", s.letter("Charities write to Chatterbox", "Thirty charities ask for a delay of end-to-end encryption."))
	body, err := charmap.KOI8R.NewEncoder().String(letterPage)
	if err != nil {
		t.Fatal(err)
	}
	s.answer("/letter", page200("text/html; charset=koi8-r", body))
	b := newBench(t, s)
	b.poll(t, Selection{})
	return s, b
}

func (b *bench) stale(t *testing.T) []store.StaleText {
	t.Helper()
	all, err := b.db.StaleTexts(context.Background(), store.StaleQuery{Outlet: "outlet-0", Version: "none"})
	if err != nil || len(all) != 2 {
		t.Fatalf("%d texts, %v", len(all), err)
	}
	return all
}

func TestATextDerivedAnewIsTheSame(t *testing.T) {
	_, b := lettered(t)
	for _, s := range b.stale(t) {
		got, ok := b.derive(s)
		if !ok || !reflect.DeepEqual(got, s.Text) {
			t.Errorf("derived anew (%v):\n%+v\nread at first:\n%+v", ok, got, s.Text)
		}
	}
}

func TestReanalysisIsNoEdit(t *testing.T) {
	s, b := lettered(t)
	ctx := context.Background()
	before := b.article(t)
	generation, err := b.db.Generation(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Reanalyse(ctx, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if now, _ := b.db.Generation(ctx); now != generation {
		t.Error("nothing changed, and something was written")
	}
	o := b.outlets["outlet-0"]
	o.Selectors = news.Selectors{Drop: []string{".tip"}}
	b.outlets["outlet-0"] = o
	var steps []Step
	b.Step = func(s Step) { steps = append(steps, s) }
	if err := b.Reanalyse(ctx, time.Time{}); err != nil {
		t.Fatal(err)
	}
	after := b.article(t)
	if after.Text.Body == before.Text.Body || after.Row.Revisions != before.Row.Revisions || !after.Updated.Equal(before.Updated) {
		t.Errorf("%d versions, updated %v, text %q", after.Row.Revisions, after.Updated, after.Text.Body)
	}
	if after.Findings.Version == "" || len(steps) == 0 {
		t.Errorf("findings %q, steps %v", after.Findings.Version, steps)
	}
	// The publisher's own edit is told from ours.
	edited := http.HandlerFunc(page200("text/html", `<h1>Charities write to Chatterbox</h1><p>Forty charities have written to Chatterbox
		about its plan for end-to-end encryption of private messages, and ask for a delay of a year.</p>`))
	s.answer("/letter", edited)
	b.pass(t, 20*time.Minute)
	b.poll(t, Selection{})
	if last := b.article(t); last.Row.Revisions != before.Row.Revisions+1 || !last.Revisions[1].Change.Text {
		t.Errorf("%d versions, change %+v", last.Row.Revisions, last.Revisions[len(last.Revisions)-1].Change)
	}
}

// An analyser that fails on a text loses neither the text nor the page it came
// from: both are stored, and analysed when it is mended. The zero analyser has
// no rules to look into, and panics.
func TestATextOnWhichTheAnalyserFailsIsKept(t *testing.T) {
	s := newSite(t)
	s.answer("/feed", s.letter("Charities write to Chatterbox", "Thirty charities ask for a delay of end-to-end encryption."))
	s.answer("/letter", page200("text/html", letterPage))
	b := newBench(t, s)
	var log strings.Builder
	b.Log = slog.New(slog.NewTextHandler(&log, nil))
	whole := b.Analyser
	b.Analyser = &enrich.Analyser{}
	if r := b.poll(t, Selection{}); r[0].New != 1 {
		t.Errorf("the feed: %+v", r[0])
	}
	a := b.article(t)
	if a.Text.Origin != "page" || !strings.Contains(a.Text.Body, "ask for a delay") || a.Findings.Version != "" || a.Findings.Story.Verdict != "" {
		t.Errorf("kept: %+v, found: %+v", a.Text, a.Findings)
	}
	if said := log.String(); !strings.Contains(said, "analyser failed") || !strings.Contains(said, string(a.ID)) || !strings.Contains(said, "enrich.go") {
		t.Errorf("the log: %s", said)
	}
	b.Analyser = whole
	if err := b.Reanalyse(context.Background(), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if f := b.article(t).Findings; f.Story.Verdict != news.VerdictYes || f.Version != whole.Version() {
		t.Errorf("analysed anew: %+v", f.Story)
	}
	found := b.article(t).Findings
	b.Analyser = &enrich.Analyser{}
	if err := b.Reanalyse(context.Background(), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if f := b.article(t).Findings; !reflect.DeepEqual(f, found) {
		t.Errorf("what was found before is lost: %+v", f)
	}
}
