package evaluate

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/event"
	"cipherdesk/internal/news"
)

// Grouping is how well the events, or the texts, of one file were told apart.
type Grouping struct {
	Task string // TaskEvents or TaskCopies
	File string
	event.Agreement
	Confusions []Confusion
}

// What groups are made of.
const (
	TaskEvents = "events"
	TaskCopies = "same text"
)

// fewestGrouped is how many articles a claim about groups needs.
const fewestGrouped = 20

// Groups clusters the articles of each file as the desk would and compares the
// events with the labelled ones, and the texts that are carried with those that
// are labelled as carried. Every article of a file is in, those of no event as
// events of their own. Files are left out in which nothing is labelled, or no
// article has a date or a text to be placed by.
func Groups(cases []Case, find Finder) []Grouping {
	var out []Grouping
	for _, file := range files(cases) {
		var own []*Case
		var pieces []news.Piece
		seen, placed := map[news.ArticleID]bool{}, false
		for i := range cases {
			c := &cases[i]
			if c.file != file {
				continue
			}
			placed = placed || c.Date != "" || c.Text != ""
			if p := c.piece(find); !seen[p.ID] {
				seen[p.ID] = true
				own, pieces = append(own, c), append(pieces, p)
			}
		}
		if !placed {
			continue
		}
		if slices.ContainsFunc(own, func(c *Case) bool { return c.Event != "" }) {
			out = append(out, group(TaskEvents, file, own, foundEvents(pieces), func(c *Case) string { return c.Event }))
		}
		if slices.ContainsFunc(own, func(c *Case) bool { return c.SameText != "" }) {
			texts := labelledTexts(own)
			out = append(out, group(TaskCopies, file, own, foundTexts(pieces), func(c *Case) string { return texts[c] }))
		}
	}
	return out
}

func files(cases []Case) []string {
	var out []string
	for i := range cases {
		if !slices.Contains(out, cases[i].file) {
			out = append(out, cases[i].file)
		}
	}
	return out
}

// piece is the case as the desk would hold it. What is not dated was there before
// anybody looked.
func (c *Case) piece(find Finder) news.Piece {
	var p news.Piece
	p.ID, p.URL, p.Title, p.Language = news.NewArticleID(c.key()), c.URL, c.Title, c.Language
	if u, err := url.Parse(c.URL); err == nil {
		p.Article.Outlet = news.OutletID(strings.TrimPrefix(u.Hostname(), "www."))
	}
	p.OutletName = string(p.Article.Outlet)
	p.Text = news.Text{Title: c.Title, Summary: c.Summary, Body: c.Text}
	p.Published = news.ISOClaim(c.Date, news.OriginGiven)
	p.FirstSeen, p.FromFirst = p.Published.Time, !p.Published.Known()
	p.Findings = find(enrich.Revision{Title: c.Title, Summary: c.Summary, Text: c.Text, Language: c.Language, URL: c.URL})
	return p
}

// key tells a case from others.
func (c *Case) key() string { return cmp.Or(c.URL, c.ID, c.Seed, c.Title) }

// foundEvents is the event of each article; none for one that stands alone.
func foundEvents(pieces []news.Piece) map[news.ArticleID]string {
	c := event.New(event.Options{})
	c.AddAll(pieces)
	c.Settle()
	out := map[news.ArticleID]string{}
	for _, e := range c.Events() {
		for _, m := range e.Members {
			out[m.Article] = string(e.ID)
		}
	}
	return out
}

// foundTexts is the text of each article that carries another's or is carried.
func foundTexts(pieces []news.Piece) map[news.ArticleID]string {
	out := map[news.ArticleID]string{}
	for _, r := range event.Carried(pieces) {
		join(out, r.Article, r.Of)
	}
	return out
}

// labelledTexts is the text of each case that carries another's or is carried.
func labelledTexts(cases []*Case) map[*Case]string {
	out := map[*Case]string{}
	for _, c := range cases {
		i := slices.IndexFunc(cases, func(o *Case) bool { return c.SameText != "" && (o.ID == c.SameText || o.URL == c.SameText) })
		if i >= 0 {
			join(out, c, cases[i])
		}
	}
	return out
}

// join puts two into one group.
func join[K comparable](groups map[K]string, a, b K) {
	from, into := groups[a], groups[b]
	name := cmp.Or(into, from, fmt.Sprint("group ", len(groups)))
	for k, g := range groups {
		if g == from && from != "" {
			groups[k] = name
		}
	}
	groups[a], groups[b] = name, name
}

// group measures one division against another.
func group(task, file string, cases []*Case, found map[news.ArticleID]string, label func(*Case) string) Grouping {
	items := make([]event.Placed, len(cases))
	together, apart := map[string][]string{}, map[string][]string{}
	for i, c := range cases {
		items[i] = event.Placed{Found: found[news.NewArticleID(c.key())], Gold: label(c)}
		if f := items[i].Found; f != "" {
			together[f] = append(together[f], fmt.Sprintf("%s (%s)", c.name(), cmp.Or(items[i].Gold, "none")))
		}
		if g := items[i].Gold; g != "" {
			apart[g] = append(apart[g], items[i].Found)
		}
	}
	g := Grouping{Task: task, File: file, Agreement: event.Measure(items, resamples)}
	for _, it := range items {
		if it.Found != "" && slices.ContainsFunc(items, func(o event.Placed) bool { return o.Found == it.Found && (o.Gold != it.Gold || o.Gold == "") }) && together[it.Found] != nil {
			g.Confusions = append(g.Confusions, Confusion{Task: task, Want: "apart", Got: "together", Case: strings.Join(together[it.Found], " | ")})
			delete(together, it.Found)
		}
	}
	for _, it := range items {
		if parts := len(slices.Compact(slices.Sorted(slices.Values(apart[it.Gold])))); parts > 1 {
			g.Confusions = append(g.Confusions, Confusion{Task: task, Want: "together", Got: fmt.Sprintf("in %d parts", parts), Case: it.Gold})
			delete(apart, it.Gold)
		}
	}
	return g
}

// WriteGroups prints one line for each measure, in the form of Report.Write.
func WriteGroups(w io.Writer, groups []Grouping) error {
	for _, g := range groups {
		for _, line := range []struct {
			name string
			event.Score
		}{{"B³", g.B3}, {"pairs", g.Pairs}} {
			note := ""
			if g.Items < fewestGrouped {
				note = "  (too few for a claim)"
			}
			_, err := fmt.Fprintf(w, "%-40s %5d %6.3f %6.3f %6.3f  %.3f to %.3f%s\n", fmt.Sprintf("%s, %s (%s)", g.Task, line.name, g.File),
				g.Items, line.Precision, line.Recall, line.F1, line.Low, line.High, note)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
