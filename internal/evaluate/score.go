package evaluate

import (
	"slices"
	"strings"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
)

// The tasks that are not named after a tag.
const (
	TaskVerdict    = "verdict: encryption story"
	TaskTitle      = "verdict by the title alone"
	TaskNo         = "verdict: no stays no"
	TaskPassing    = "verdict: passing recognised"
	TaskForeign    = "verdict: stories not in English found"
	TaskTags       = "tags, all"
	TaskLaws       = macroLaw
	TaskFigures    = "figures, value and unit"
	TaskEstimators = "figures, estimator right"
	TaskBounds     = "figures, bound right"
	TaskEmployers  = "named speakers, their body right"
	TaskPapers     = "documents found"
	TaskQuotes     = "quotes, right speaker"
	TaskVoices     = "quotes and attributions"
	TaskCredits    = "credits, outlet and relation"
)

// Confusion is one wrong answer and the words that it rests on.
type Confusion struct {
	Task, Case, Want, Got string
	Evidence              []news.Span
}

// Report is the table, and what went wrong.
type Report struct {
	Measures   []Measure
	Confusions []Confusion
}

// Finder makes findings of one revision.
type Finder func(enrich.Revision) news.Findings

// Measure returns one line of the table.
func (r Report) Measure(task string) (Measure, bool) {
	i := slices.IndexFunc(r.Measures, func(m Measure) bool { return m.Task == task })
	if i < 0 {
		return Measure{}, false
	}
	return r.Measures[i], true
}

// Run scores findings against labels. Where two annotators disagree on the
// verdict either answer is right; a tag is right if either gave it, and missing
// only if both did. Form and tech tags are not scored: nobody labelled them.
func Run(cases []Case, find Finder) Report {
	s := scorer{tally: newTally(), find: find}
	for i := range cases {
		s.score(&cases[i])
	}
	return Report{Measures: s.measures(), Confusions: s.confusions}
}

type scorer struct {
	*tally
	find       Finder
	confusions []Confusion
}

func (s *scorer) score(c *Case) {
	revision := enrich.Revision{Title: c.Title, Summary: c.Summary, Text: c.Text, Language: c.Language, URL: c.URL}
	found := s.find(revision)
	if c.Verdict != "" && (!c.Ambiguous || c.Second != nil) {
		s.verdict(c, found)
		revision.Summary, revision.Text = "", ""
		s.binary(c, TaskTitle, string(s.find(revision).Story.Verdict))
	}
	if c.Tags != nil {
		s.tags(c, found)
	}
	if c.whole {
		s.figures(c, found)
		if c.Voices != nil || c.Credits != nil { // else only the figures are labelled
			s.voices(c, found)
			s.credits(c, found)
		}
		s.papers(c, found)
	}
}

// answers are the verdicts that are right.
func (c *Case) answers() []string {
	out := []string{c.Verdict}
	if c.Second != nil && c.Second.Verdict != c.Verdict {
		out = append(out, c.Second.Verdict)
	}
	return out
}

func (s *scorer) verdict(c *Case, found news.Findings) {
	want, got := c.answers(), string(found.Story.Verdict)
	s.binary(c, TaskVerdict, got)
	if len(want) == 1 {
		switch want[0] {
		case "no":
			s.share(c.group(), TaskNo, got == "no")
		case "passing":
			s.share(c.group(), TaskPassing, got == "passing")
		case "yes":
			if c.Language != "" && !strings.HasPrefix(c.Language, "en") {
				s.share(c.group(), TaskForeign, got == "yes")
			}
		}
	}
	if !slices.Contains(want, got) {
		s.confuse(TaskVerdict, c, strings.Join(want, " or "), got, found.Story.Evidence)
	}
}

// binary counts yes against everything else.
func (s *scorer) binary(c *Case, task, got string) {
	want := c.answers()
	switch yes := slices.Contains(want, "yes"); {
	case got == "yes" && yes:
		s.count(c.group(), task, Counts{Hit: 1})
	case got == "yes":
		s.count(c.group(), task, Counts{Wrong: 1})
	case yes && !slices.Contains(want, got):
		s.count(c.group(), task, Counts{Missed: 1})
	}
}

func (s *scorer) tags(c *Case, found news.Findings) {
	either, both := c.Tags, c.Tags
	if c.Second != nil {
		either = slices.Concat(c.Tags, c.Second.Tags)
		both = slices.DeleteFunc(slices.Clone(c.Tags), func(t string) bool { return !slices.Contains(c.Second.Tags, t) })
	}
	add := func(tag string, n Counts) {
		s.count(c.group(), tag, n)
		s.count(c.group(), TaskTags, n)
	}
	for _, t := range found.Tags {
		switch {
		case !claimed(t.Tag):
		case slices.Contains(either, t.Tag):
			add(t.Tag, Counts{Hit: 1})
		default:
			add(t.Tag, Counts{Wrong: 1})
			s.confuse(t.Tag, c, "", t.Tag, t.Evidence)
		}
	}
	for _, tag := range both {
		if claimed(tag) && !found.HasTag(tag) {
			add(tag, Counts{Missed: 1})
			s.confuse(tag, c, tag, "", nil)
		}
	}
}

// claimed reports whether a tag carries a claim of accuracy.
func claimed(tag string) bool {
	return !strings.HasPrefix(tag, "tech/") && !strings.HasPrefix(tag, "form/")
}

func (s *scorer) confuse(task string, c *Case, want, got string, evidence []news.Span) {
	s.confusions = append(s.confusions, Confusion{Task: task, Case: c.name(), Want: want, Got: got, Evidence: evidence})
}
