package enrich

import (
	"testing"

	"cipherdesk/internal/news"
)

func TestCompareTellsWhatOtherRulesChange(t *testing.T) {
	text := Revision{Title: "Signal threatens to leave over the Investigatory Powers Act", Text: "A lighthouse keeper says end-to-end encryption keeps ships safe."}
	base := with(t, nil)
	other := with(t, news.Rules{
		"topic/lighthouse":                {Forms: []news.Form{{ID: "word", Words: []string{"lighthouse*"}}}},
		"law/uk-investigatory-powers-act": {Silence: true},
	})
	was, now := base.Analyse(text), other.Analyse(text)
	if d := Compare(was, base.Analyse(text)); !d.None() {
		t.Errorf("the same rules differ: %+v", d)
	}
	d := Compare(was, now)
	if d.None() || len(d.Gained) != 1 || d.Gained[0].Tag != "topic/lighthouse" || d.Gained[0].Evidence[0].Quote != "lighthouse" {
		t.Errorf("gained %+v, want topic/lighthouse by its word", d.Gained)
	}
	if len(d.Lost) != 1 || d.Lost[0].Tag != "law/uk-investigatory-powers-act" || d.Lost[0].Evidence[0].Quote != "Investigatory Powers" {
		t.Errorf("lost %+v, want the silenced law by its name", d.Lost)
	}
}

func TestCompareTellsWhyAVerdictTurned(t *testing.T) {
	span := func(quote string) news.Span { return news.Span{Field: news.FieldTitle, Quote: quote, End: len(quote)} }
	d := Compare(
		news.Findings{Story: news.Story{Verdict: news.VerdictYes, Evidence: []news.Span{span("a"), span("b")}}},
		news.Findings{Story: news.Story{Verdict: news.VerdictPassing, Evidence: []news.Span{span("b"), span("c")}}})
	gained, lost := d.Why()
	if !d.Turned() || len(gained) != 1 || gained[0].Quote != "c" || len(lost) != 1 || lost[0].Quote != "a" {
		t.Errorf("turned %v, gained %+v, lost %+v", d.Turned(), gained, lost)
	}
}
