package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/event"
	"cipherdesk/internal/news"
)

// lawPage is a law's page: what happened, then the stories.
type lawPage struct {
	tagPage
	Steps    []lawStep // the newest first
	Earlier  []lawStep
	Calendar string
}

// lawStep is a dated step, with its words where they stand in a headline.
type lawStep struct {
	news.LawStep
	Day           string
	Before, After string // of the headline, around the words
}

// What a law's page and calendar hold.
const (
	mostLawEvents = 400
	mostLawSteps  = 12 // shown at once
)

func (s *site) law(ctx context.Context, r *http.Request) (view, error) {
	l, err := s.tagList("law")(r)
	if err != nil {
		return view{}, err
	}
	stories, err := s.chartedStories(ctx, r, l)
	if err != nil {
		return view{}, err
	}
	tag := strings.TrimPrefix(l.Path, "/")
	page := lawPage{tagPage: tagPage{stories, tag, facetWords("law"), s.tags[tag].See}, Calendar: l.Path + ".ics"}
	steps, err := s.lawSteps(ctx, tag)
	if err != nil {
		return view{}, err
	}
	slices.Reverse(steps)
	for _, step := range steps {
		line := lawStep{LawStep: step, Day: s.stepDay(step)}
		line.Before, line.After, _ = strings.Cut(step.Said.Title, step.Words)
		if len(page.Steps) < mostLawSteps {
			page.Steps = append(page.Steps, line)
		} else {
			page.Earlier = append(page.Earlier, line)
		}
	}
	return l.view("law", page), nil
}

// lawSteps are the steps of a law, the earliest first, from its newest events.
func (s *site) lawSteps(ctx context.Context, tag string) ([]news.LawStep, error) {
	rows, _, err := s.store.Events(ctx, news.EventQuery{Tag: tag, Limit: mostLawEvents})
	if err != nil {
		return nil, fmt.Errorf("events of %s: %w", tag, err)
	}
	return event.LawSteps(tag, rows), nil
}

// lawOrCalendar tells a law's page from its calendar, whose path only ends
// otherwise.
func (s *site) lawOrCalendar() http.Handler {
	page := s.page("tag", s.law, "cursor")
	calendar := s.ready("law calendar", s.lawCalendar)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if term, is := strings.CutSuffix(r.PathValue("term"), ".ics"); is {
			r.SetPathValue("term", term)
			calendar.ServeHTTP(w, r)
			return
		}
		page.ServeHTTP(w, r)
	})
}

// lawCalendar answers with the steps of a law as iCalendar.
func (s *site) lawCalendar(ctx context.Context, r *http.Request) (*answer, error) {
	l, err := s.tagList("law")(r)
	if err != nil {
		return nil, err
	}
	steps, err := s.lawSteps(ctx, strings.TrimPrefix(l.Path, "/"))
	if err != nil {
		return nil, err
	}
	c := calendar{Name: l.Title + " · " + s.o.Title, About: l.Intro, URL: s.url(l.Path), Program: s.o.Version}
	var changed time.Time
	for _, step := range steps {
		c.Entries = append(c.Entries, s.calendarEntry(r.PathValue("term"), step))
		changed = newest(changed, step.Updated)
	}
	a := newAnswer(http.StatusOK, "text/calendar; charset=utf-8", c.bytes())
	a.control = controlFeed
	a.modified, err = s.touched(ctx, changed)
	return a, err
}

func (s *site) calendarEntry(law string, step news.LawStep) calendarEntry {
	from, to := days(step, s.o.Zone)
	title := step.Title
	if what := stepWords(step.Kind); what != "" {
		title = what + ": " + title
	}
	if s.o.Sample {
		title = "SAMPLE · " + title
	}
	source := step.Source
	about := fmt.Sprintf("Source: %s, “%s”, %s\n", source.OutletName, source.Title, source.URL)
	if step.Words != "" {
		about += fmt.Sprintf("Its words: “%s”, in the headline of %s, “%s”, %s\n", step.Words, step.Said.OutletName, step.Said.Title, step.Said.URL)
	}
	about += fmt.Sprintf("The day: %s, %s\n%s in this event: %s", s.stepDay(step), whoseDay(step), digest.Count(step.Articles, "article"), s.url("/event/"+string(step.Event)))
	host, _, _ := strings.Cut(s.o.IDAuthority, ",")
	return calendarEntry{UID: fmt.Sprintf("%s.%s@%s", step.Event, law, host), Stamp: step.Updated, From: from, To: to,
		Title: title, About: about, URL: s.url("/event/" + string(step.Event))}
}

// days are the day of a step and the day after its last: a whole month, or year,
// when no more is known.
func days(step news.LawStep, zone *time.Location) (from, to time.Time) {
	switch step.Precision {
	case news.PrecisionYear:
		return step.At, step.At.AddDate(1, 0, 0)
	case news.PrecisionMonth:
		return step.At, step.At.AddDate(0, 1, 0)
	case news.PrecisionDay:
		return step.At, step.At.AddDate(0, 0, 1)
	}
	from = step.At.In(zone)
	return from, from.AddDate(0, 0, 1)
}

// stepDay is the day of a step, as far as it is known.
func (s *site) stepDay(step news.LawStep) string {
	switch step.Precision {
	case news.PrecisionYear, news.PrecisionMonth, news.PrecisionDay:
		return digest.ClaimWords(news.Claim{Time: step.At, Precision: step.Precision})
	}
	return step.At.In(s.o.Zone).Format("2 January 2006")
}

// whoseDay says on what the day of a step rests.
func whoseDay(step news.LawStep) string {
	if step.Clock == news.ClockClaimed {
		return "published, as it says"
	}
	return "first seen by us"
}

// stepWords is the label of a step; empty when headlines name none.
func stepWords(k news.LawStepKind) string {
	return map[news.LawStepKind]string{news.StepProposed: "Proposed", news.StepAmended: "Amended", news.StepReading: "Reading", news.StepCommittee: "In committee",
		news.StepVoted: "Vote", news.StepPostponed: "Postponed", news.StepWithdrawn: "Withdrawn", news.StepRejected: "Rejected",
		news.StepPassed: "Passed", news.StepInForce: "In force", news.StepOrder: "Order", news.StepRuling: "Ruling"}[k]
}
