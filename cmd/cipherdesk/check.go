package main

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"text/tabwriter"

	"cipherdesk/internal/config"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"

	"github.com/spf13/cobra"
)

func checkCommand(e *env) *cobra.Command {
	var probe bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Validate feeds.yaml: every error with line and column",
		Args:  exactly(),
		RunE:  func(c *cobra.Command, _ []string) error { return check(c.Context(), e, probe) },
	}
	c.Flags().BoolVar(&probe, "probe", false, "also ask every feed and its alternates once, and print a dated verdict")
	return c
}

func check(ctx context.Context, e *env, probe bool) error {
	c, err := e.loadConfig()
	if err != nil {
		return err
	}
	for _, note := range c.Notes.Lines(e.configRead) {
		fmt.Fprintln(e.err, note)
	}
	feeds, sources, entities := 0, 0, 0
	for _, o := range c.Outlets {
		if o.Entity {
			entities++
		}
		for _, f := range o.Feeds {
			if f.Kind == news.KindFeed {
				feeds++
			} else {
				sources++
			}
		}
	}
	e.printf("ok: %d outlets, %d feeds, %d other sources, %d bodies that are only cited\n",
		len(c.Outlets)-entities, feeds, sources, entities)
	if probe {
		return e.probe(ctx, c)
	}
	return nil
}

// probe asks every address once, outlets side by side, and prints what each
// answered in the order of the file.
func (e *env) probe(ctx context.Context, c *config.Config) error {
	log, err := e.logger()
	if err != nil {
		return err
	}
	client := fetch.New(fetch.Options{
		Version: version, Contact: c.Desk.Contact, Allow: c.Fetch.AllowNetworks, Limits: c.Fetch.PerHost, Clock: e.now, Log: log,
	})
	defer client.Close()
	verdicts := make([][]ingest.Verdict, len(c.Outlets))
	var group sync.WaitGroup
	for i, o := range c.Outlets {
		group.Go(func() { verdicts[i] = ingest.Probe(ctx, ingest.Options{Client: client, Clock: e.now, Log: log}, o) })
	}
	group.Wait()
	e.printf("asked on %s\n", e.now().UTC().Format("2006-01-02 15:04 MST"))
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	for _, list := range verdicts {
		for _, v := range list {
			fmt.Fprintln(w, verdictLine(v))
		}
	}
	return w.Flush()
}

func verdictLine(v ingest.Verdict) string {
	what := fmt.Sprintf("answers, %d entries, newest %s", v.Entries, cmp.Or(v.Newest.String(), "not dated"))
	if !v.Good() {
		what = string(v.Outcome) + ": " + v.Words
	}
	if v.Final != "" {
		what += ", redirects to " + v.Final
	}
	return fmt.Sprintf("%s\t%s\t%s\t%s", v.Outlet, v.Kind, v.URL, what)
}
