package digest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/news"
)

// Input is all that an edition is made of. Choose reads nothing else.
type Input struct {
	Period  Period
	Now     time.Time
	Rows    []news.Row   // shown rows of the period, see [Load]
	Changed []Correction // what publishers changed in the period, newest first
	Events  []news.EventRow
	Notes   map[news.ArticleID]Notes // of events' members, as far as needed
	Outlets []news.OutletState
}

// What one edition shows at most; the rest is counted and linked.
const (
	mostEvents  = 60
	mostLoose   = 100
	mostPassing = 200
	mostChanged = 12
)

// Choose makes an edition out of its input. Stories that we saw as they came
// make the edition; what outlets' first polls brought stands beside them, and
// is the edition where there is nothing else.
func Choose(in Input) Edition {
	e := Edition{Period: in.Period, Open: in.Now.Before(in.Period.End)}
	var live, early []news.Row
	for _, row := range in.Rows {
		if row.FromFirst {
			early = append(early, row)
		} else {
			live = append(live, row)
		}
	}
	c := chooser{Input: in, names: registerOf(in.Outlets)}
	e.Block = c.block(live, nil)
	e.Early = c.block(early, e.Events)
	if e.Articles == 0 && e.Early.Articles > 0 {
		passing := e.Passing
		e.Block, e.Early = e.Early, Block{}
		e.Reconstructed = e.Articles
		e.Passing = first(collapse(append(e.Passing, passing...)), mostPassing)
	}
	e.Changed = first(in.Changed, mostChanged)
	return e
}

// chooser is an Input with the register made ready.
type chooser struct {
	Input
	names register
}

// block groups rows by event. Stories of the events in but, which stand
// elsewhere, are listed by themselves.
func (c *chooser) block(rows []news.Row, but []Event) Block {
	var b Block
	stories := map[news.EventID][]Story{}
	outlets := map[news.OutletID]bool{}
	for _, row := range rows {
		s := Story{Row: row, Late: Late(row, c.Period), Reconstructed: row.FromFirst}
		if row.Story != news.VerdictYes {
			b.Passing = append(b.Passing, s)
			continue
		}
		b.Articles++
		b.all = append(b.all, row.ID)
		outlets[row.Outlet] = true
		stories[row.Event] = append(stories[row.Event], s)
	}
	b.Outlets = len(outlets)
	for _, ev := range c.Events {
		elsewhere := slices.ContainsFunc(but, func(e Event) bool { return e.ID == ev.ID })
		if ev.ID == "" || elsewhere || len(stories[ev.ID]) == 0 {
			continue
		}
		b.Events = append(b.Events, c.event(ev, stories[ev.ID]))
		delete(stories, ev.ID)
	}
	for _, s := range stories {
		b.Loose = append(b.Loose, s...)
	}
	b.finish()
	return b
}

func (b *Block) finish() {
	slices.SortFunc(b.Events, compareEvents)
	if len(b.Events) > mostEvents {
		b.More = len(b.Events) - mostEvents
		b.Events = b.Events[:mostEvents]
	}
	b.Loose = first(collapse(b.Loose), mostLoose)
	b.Passing = first(collapse(b.Passing), mostPassing)
}

// compareEvents is the order of an edition, explained on /about: more separate
// origins, then more kinds of actor, then begun in this edition, then about a
// document that articles link, then the newest. No click is counted anywhere.
func compareEvents(a, b Event) int {
	return cmp.Or(
		cmp.Compare(b.Origins, a.Origins),
		cmp.Compare(len(b.Kinds), len(a.Kinds)),
		compareBool(a.Fresh, b.Fresh),
		compareBool(a.Document != nil, b.Document != nil),
		b.Latest.Compare(a.Latest),
		cmp.Compare(a.ID, b.ID),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func first[T any](s []T, n int) []T { return s[:min(len(s), n)] }

// collapse orders stories newest first and folds same texts into the one that
// was seen first. Nothing is dropped: the fold is counted.
func collapse(stories []Story) []Story {
	slices.SortFunc(stories, bySeen)
	at := map[news.ArticleID]int{}
	var kept []Story
	for _, s := range stories {
		text := cmp.Or(s.SameTextAs, s.ID)
		if i, have := at[text]; have {
			kept[i].Copies++
			continue
		}
		at[text] = len(kept)
		kept = append(kept, s)
	}
	slices.Reverse(kept)
	return kept
}

// event shows an event as it stood at the end of the period.
func (c *chooser) event(ev news.EventRow, stories []Story) Event {
	rows := until(ev.Rows, c.Period.End, stories)
	e := describe(ev, rows, known{c.Notes, c.names, editionQuotes})
	slices.SortFunc(stories, bySeen)
	e.Stories, e.Earlier = stories, max(0, len(rows)-len(stories))
	e.Fresh = c.Period.Has(ev.Started)
	e.Latest = stories[len(stories)-1].FirstSeen
	var texts []Notes
	for _, r := range rows {
		if n, ok := c.Notes[r.ID]; ok {
			texts = append(texts, n)
		}
	}
	for _, fix := range c.Changed {
		if slices.ContainsFunc(rows, func(r news.Row) bool { return r.ID == fix.ID }) {
			e.Changed = append(e.Changed, fix.carried(texts))
		}
	}
	return e
}

// Context is what is known beside an event: notes on its texts and the
// register. Both may be empty: figure, quotations and document are then left
// out.
type Context struct {
	Notes   map[news.ArticleID]Notes
	Outlets []news.OutletState
	Quotes  int // quotations wanted at most
}

// Whole shows an event as it stands now, with all its members as stories.
func Whole(ev news.EventRow, c Context) Event {
	e := describe(ev, ev.Rows, known{c.Notes, registerOf(c.Outlets), c.Quotes})
	for _, r := range ev.Rows {
		e.Stories = append(e.Stories, Story{Row: r, Reconstructed: r.FromFirst})
		if r.FirstSeen.After(e.Latest) {
			e.Latest = r.FirstSeen
		}
		if r.Revisions > 1 {
			e.Changed = append(e.Changed, Correction{Story: Story{Row: r}, At: r.Updated, N: r.Revisions})
		}
	}
	return e
}

// editionQuotes is how many quotations an edition shows of one event.
const editionQuotes = 2

// known is a Context with the register made ready.
type known struct {
	notes  map[news.ArticleID]Notes
	names  register
	quotes int
}

// describe says of an event what is true of the given members.
func describe(ev news.EventRow, rows []news.Row, k known) Event {
	e := Event{ID: ev.ID, Title: ev.Title, First: ev.FirstReport, OriginsWhy: distinct(ev.OriginsWhy),
		Kinds: CountKinds(rows), Tags: commonTags(rows, 4), Outlets: countOutlets(rows)}
	e.Origins = min(max(ev.Origins, 1), e.Outlets)
	e.headline(ev, k.names)
	var texts []Notes
	for _, r := range rows {
		if slices.Contains(ev.FirstReport.By, r.ID) && !slices.Contains(e.Says(), r.OutletName) {
			e.Sayings = append(e.Sayings, Saying{r.ID, r.OutletName, evidenceOf(ev.FirstReport.Evidence, r.ID)})
		}
		if n, ok := k.notes[r.ID]; ok {
			texts = append(texts, n)
		}
	}
	e.Figure, e.Further = keyFigures(texts)
	e.Quotes = PickQuotes(texts, k.names.kindOf, k.quotes)
	e.Document = PickDocument(texts)
	return e
}

// evidenceOf is the first span of one article among the evidence.
func evidenceOf(evidence []news.CreditEvidence, id news.ArticleID) news.Span {
	for _, e := range evidence {
		if e.Article == id {
			return e.Span
		}
	}
	return news.Span{}
}

// distinct keeps the first of equal strings.
func distinct(list []string) []string {
	var kept []string
	for _, s := range list {
		if !slices.Contains(kept, s) {
			kept = append(kept, s)
		}
	}
	return kept
}

func bySeen(a, b Story) int {
	return cmp.Or(a.FirstSeen.Compare(b.FirstSeen), cmp.Compare(a.ID, b.ID))
}

// until keeps the members that an edition may know of: first seen before the
// period ended, or part of the period by their publication day.
func until(rows []news.Row, end time.Time, stories []Story) []news.Row {
	in := map[news.ArticleID]bool{}
	for _, s := range stories {
		in[s.ID] = true
	}
	var kept []news.Row
	for _, r := range rows {
		if r.FirstSeen.Before(end) || in[r.ID] {
			kept = append(kept, r)
		}
	}
	return kept
}

// TitleLang is the language of an event's title when it is an outlet's headline;
// empty when it is ours.
func TitleLang(ev news.EventRow) string {
	for _, r := range ev.Rows {
		if string(r.Outlet) == ev.TitleBy && r.Title == ev.Title {
			return r.Language
		}
	}
	return ""
}

func (e *Event) headline(ev news.EventRow, names register) {
	switch ev.TitleBy {
	case "rule", "":
	case "desk":
		e.ByDesk = true
	default:
		e.TitleBy = news.OutletID(ev.TitleBy)
		e.TitleFrom = names.name(e.TitleBy)
	}
	for _, r := range ev.Rows {
		if r.Outlet == e.TitleBy && r.Title == e.Title {
			e.Lang, e.TitleFrom, e.TitleOf = r.Language, r.OutletName, r.ID
			return
		}
	}
}

func countOutlets(rows []news.Row) int {
	seen := map[news.OutletID]bool{}
	for _, r := range rows {
		seen[r.Outlet] = true
	}
	return len(seen)
}

// CountKinds counts outlets by family of kinds, the most first, then by name.
// Where a family has one kind only its own word is used.
func CountKinds(rows []news.Row) []KindCount {
	outlets := map[news.Mark]map[news.OutletID]news.Kind{}
	for _, r := range rows {
		m := r.Kind.Mark()
		if outlets[m] == nil {
			outlets[m] = map[news.OutletID]news.Kind{}
		}
		outlets[m][r.Outlet] = r.Kind
	}
	var counts []KindCount
	for m, of := range outlets {
		counts = append(counts, KindCount{Mark: m, Label: familyLabel(m, of), Outlets: len(of)})
	}
	slices.SortFunc(counts, func(a, b KindCount) int {
		return cmp.Or(cmp.Compare(b.Outlets, a.Outlets), cmp.Compare(a.Label, b.Label))
	})
	return counts
}

func familyLabel(m news.Mark, of map[news.OutletID]news.Kind) string {
	if m == news.MarkPress {
		return "press"
	}
	label := ""
	for _, k := range of {
		if label != "" && label != k.Label() {
			return "public bodies"
		}
		label = k.Label()
	}
	return label
}

// commonTags lists the tags that most of the rows carry, topics and laws
// first, at most n.
func commonTags(rows []news.Row, n int) []string {
	count := map[string]int{}
	for _, r := range rows {
		for _, t := range r.Tags {
			count[t.Tag]++
		}
	}
	var tags []string
	for t, c := range count {
		facet, _, _ := strings.Cut(t, "/")
		if (facet == "topic" || facet == "law") && 2*c >= len(rows) {
			tags = append(tags, t)
		}
	}
	slices.SortFunc(tags, func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	return tags[:min(n, len(tags))]
}
