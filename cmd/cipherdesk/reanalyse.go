package main

import (
	"context"
	"time"

	"cipherdesk/internal/ingest"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
)

func reanalyseCommand(e *env) *cobra.Command {
	var since string
	c := &cobra.Command{
		Use:   "reanalyse [--since DATE]",
		Short: "Make texts, findings and events anew from what is kept, without any network",
		Long: "Texts are derived anew from kept pages and feed entries where another version of the\n" +
			"program, of an outlet's settings or of its template made them; findings where other rules\n" +
			"did. No article gets a new version by that. It can be stopped and goes on where it was.",
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error { return reanalyse(c.Context(), e, since) },
	}
	c.Flags().StringVar(&since, "since", "", "only articles first seen since this day, as 2026-11-22")
	return c
}

func reanalyse(ctx context.Context, e *env, since string) error {
	d, err := e.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	from := time.Time{}
	if since != "" {
		if from, err = time.ParseInLocation("2006-01-02", since, d.config.Desk.Timezone); err != nil {
			return usagef("--since %q is no day; write it as 2026-11-22", since)
		}
	}
	client := d.client(e)
	defer client.Close()
	p, err := d.poller(ctx, e, client)
	if err != nil {
		return err
	}
	done, end := e.counting(p)
	err = p.Reanalyse(ctx, from)
	end()
	switch {
	case ctx.Err() != nil:
		e.printf("stopped: %d texts and %d findings made anew so far; the next run goes on from here\n", done["texts"], done["findings"])
		return nil
	case err != nil:
		return err
	}
	e.printf("%d texts derived anew, %d texts analysed anew\n", done["texts"], done["findings"])
	return nil
}

// counting counts what a reanalysis does, with a bar on a terminal. The function
// that it returns takes the bar away.
func (e *env) counting(p *ingest.Poller) (done map[string]int, end func()) {
	done = map[string]int{}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(e.err), progressbar.OptionShowCount(),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetVisibility(isTerminal(e.err)))
	p.Step = func(s ingest.Step) {
		done[s.What] = s.Done
		bar.Describe(s.What)
		_ = bar.Set(s.Done)
	}
	return done, func() { _ = bar.Finish() }
}
