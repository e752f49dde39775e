package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
)

func pollCommand(e *env) *cobra.Command {
	var all, asJSON bool
	c := &cobra.Command{
		Use:   "poll [OUTLET ...]",
		Short: "Poll once what is due, print a report per feed, exit",
		Example: "  cipherdesk poll                 what is due\n" +
			"  cipherdesk poll medianama iwf   these outlets, due or not\n" +
			"  cipherdesk poll --all --json    everything, as JSON",
		RunE: func(c *cobra.Command, args []string) error { return poll(c.Context(), e, args, all, asJSON) },
	}
	c.Flags().BoolVar(&all, "all", false, "everything, setting our own schedule aside but never a wait that a server asked for")
	c.Flags().BoolVar(&asJSON, "json", false, "print the report as JSON")
	return c
}

func poll(ctx context.Context, e *env, args []string, all, asJSON bool) error {
	d, err := e.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	sel := ingest.Selection{All: all}
	for _, a := range args {
		if !slices.ContainsFunc(d.config.Outlets, func(o news.Outlet) bool { return string(o.ID) == a }) {
			return usagef("%s has no outlet %q; 'cipherdesk poll' takes ids of outlets", e.configRead, a)
		}
		sel.Outlets = append(sel.Outlets, news.OutletID(a))
	}
	client := d.client(e)
	defer client.Close()
	p, err := d.poller(ctx, e, client)
	if err != nil {
		return err
	}
	sealer := d.sealer(e)
	d.seal(ctx, sealer) // before a poll brings what came later
	bar := e.progress(p, "polling")
	reports, err := p.Poll(ctx, sel)
	bar()
	if err != nil {
		return err
	}
	d.seal(ctx, sealer)
	slices.SortFunc(reports, func(a, b ingest.Report) int {
		return strings.Compare(string(a.Outlet)+a.Feed, string(b.Outlet)+b.Feed)
	})
	if asJSON {
		return e.writeJSON(struct {
			Feeds []ingest.Report `json:"feeds"`
		}{append([]ingest.Report{}, reports...)})
	}
	return e.printReports(reports)
}

// progress shows a bar on a terminal, and nothing elsewhere. The function that
// it returns takes the bar away.
func (e *env) progress(p *ingest.Poller, what string) func() {
	if !isTerminal(e.err) {
		return func() {}
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(e.err), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	p.Progress = func(r ingest.Report) {
		bar.Describe(what + " " + string(r.Outlet))
		_ = bar.Add(1)
	}
	return func() { _ = bar.Finish() }
}

func (e *env) printReports(reports []ingest.Report) error {
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	items, fresh, failed, waiting := 0, 0, 0, 0
	fmt.Fprintln(w, "OUTLET\tOUTCOME\tENTRIES\tNEW\tCHANGED\tNEXT (UTC)\tFEED")
	for _, r := range reports {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%s\t%s\n", r.Outlet, r.Outcome, r.Items, r.New, r.Changed, r.Next.UTC().Format("2006-01-02 15:04"), r.Feed)
		if r.Error != "" {
			fmt.Fprintf(w, "\t  %s\n", r.Error)
		}
		items, fresh = items+r.Items, fresh+r.New
		if r.Outcome.Failed() {
			failed++
		}
		if r.Outcome == news.OutcomeSlowDown {
			waiting++
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	e.printf("%d feeds, %d entries, %d new, %d could not be read, %d wait\n", len(reports), items, fresh, failed, waiting)
	return nil
}

func (e *env) writeJSON(v any) error {
	enc := json.NewEncoder(e.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
