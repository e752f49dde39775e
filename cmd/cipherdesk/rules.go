package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"

	"github.com/spf13/cobra"
)

func rulesCommand(e *env) *cobra.Command {
	days := 30
	test := &cobra.Command{
		Use:   "test [--days N]",
		Short: "What a change of tagging rules would gain or lose on recent articles",
		Long: "Reads recent articles with the rules of the configuration and compares with what is stored:\n" +
			"which article would gain or lose which tag, whose verdict would turn, and the words that\n" +
			"decide. Nothing is written; the next poll, or 'cipherdesk reanalyse', makes it so.",
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error { return rulesTest(c.Context(), e, days) },
	}
	test.Flags().IntVar(&days, "days", days, "articles first seen in so many days before now")
	c := &cobra.Command{
		Use:   "rules test [--days N]",
		Short: test.Short,
		Args:  exactly("test"),
		RunE:  func(_ *cobra.Command, args []string) error { return usagef("rules takes test, not %q", args[0]) },
	}
	c.AddCommand(test)
	return c
}

// otherRules is what rules change on the articles that others read.
type otherRules struct {
	read         int // articles that other rules read
	gained, lost map[string]int
	turned       map[string]int
	of           []rereading
}

type rereading struct {
	article news.Row
	enrich.Difference
}

func rulesTest(ctx context.Context, e *env, days int) error {
	if days < 1 {
		return usagef("--days %d: use 1 or more", days)
	}
	c, err := e.loadConfig()
	if err != nil {
		return err
	}
	return previewRules(ctx, e, c.Tags, days)
}

// previewRules reads articles with rules that are not in use and prints what
// would change.
func previewRules(ctx context.Context, e *env, rules news.Rules, days int) error {
	analyser, err := enrich.New(enrich.Options{Rules: rules})
	if err != nil {
		return err
	}
	db, err := e.reader(ctx, e.database)
	if err != nil {
		return err
	}
	defer db.Close()
	r := otherRules{gained: map[string]int{}, lost: map[string]int{}, turned: map[string]int{}}
	q := store.StaleQuery{Version: analyser.Version(), Since: e.now().AddDate(0, 0, -days), Limit: 200}
	for {
		stale, err := db.Stale(ctx, q)
		if err != nil {
			return err
		}
		if len(stale) == 0 {
			break
		}
		for _, s := range stale {
			r.add(s.Piece, analyser)
			q.After = int64(s.Revision)
		}
	}
	return r.print(e, days)
}

func (r *otherRules) add(p news.Piece, a *enrich.Analyser) {
	if p.Findings.Version == "" {
		return // never read: there is nothing to compare with
	}
	r.read++
	t := p.Text
	now := a.Analyse(enrich.Revision{Title: t.Title, Summary: t.Summary, Text: t.Body, Language: t.Language, URL: p.URL, Links: t.Links})
	d := enrich.Compare(p.Findings, now)
	if d.None() {
		return
	}
	for _, t := range d.Gained {
		r.gained[t.Tag]++
	}
	for _, t := range d.Lost {
		r.lost[t.Tag]++
	}
	if d.Turned() {
		r.turned[turn(d)]++
	}
	r.of = append(r.of, rereading{p.Row, d})
}

func turn(d enrich.Difference) string { return fmt.Sprintf("%s → %s", d.Was.Verdict, d.Now.Verdict) }

func (r *otherRules) print(e *env, days int) error {
	last := fmt.Sprintf("first seen in the last %d days", days)
	if r.read == 0 {
		e.printf("no article %s was read with other rules than these: nothing would change\n", last)
		return nil
	}
	e.printf("%d of %d articles %s would change\n", len(r.of), r.read, last)
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, tag := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Keys(r.gained)), slices.Collect(maps.Keys(r.lost)))))) {
		fmt.Fprintf(w, "  %s\tgained %d\tlost %d\n", tag, r.gained[tag], r.lost[tag])
	}
	for _, t := range slices.Sorted(maps.Keys(r.turned)) {
		fmt.Fprintf(w, "  verdict %s\t%d\n", t, r.turned[t])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	slices.SortStableFunc(r.of, func(a, b rereading) int {
		return cmp.Compare(b.article.FirstSeen.UnixMilli(), a.article.FirstSeen.UnixMilli())
	})
	for _, x := range r.of {
		x.print(e)
	}
	return nil
}

func (x rereading) print(e *env) {
	a := x.article
	e.printf("\n%s  %s: %s\n", a.FirstSeen.UTC().Format(time.DateOnly), a.Outlet, inLine(a.Title))
	e.printf("  %s\n", a.URL)
	if x.Turned() {
		gained, lost := x.Why()
		e.printf("  verdict %s%s%s\n", turn(x.Difference), words("; now also ", gained), words("; no longer ", lost))
	}
	for _, t := range x.Gained {
		e.printf("  + %s%s\n", t.Tag, words(": ", t.Evidence))
	}
	for _, t := range x.Lost {
		e.printf("  - %s%s\n", t.Tag, words(": ", t.Evidence))
	}
}

// mostWords is how many pieces of evidence a line names.
const mostWords = 4

// words lists evidence with the rule that found it.
func words(lead string, spans []news.Span) string {
	if len(spans) == 0 {
		return ""
	}
	var out []string
	for _, s := range spans[:min(len(spans), mostWords)] {
		out = append(out, fmt.Sprintf("“%s” in the %s (%s)", inLine(s.Quote), s.Field, s.Rule))
	}
	if more := len(spans) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	return lead + strings.Join(out, ", ")
}

// inLine puts a text on one line, without what a terminal would obey.
func inLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c <= ' ' || c >= 0x7f && c < 0xa0 }), " ")
}
