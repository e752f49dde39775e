package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"cipherdesk/internal/config"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/form"
	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"

	"github.com/spf13/cobra"
)

func checkCommand(e *env) *cobra.Command {
	var probe, asJSON bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Validate feeds.yaml: every error with line and column",
		Args:  exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			if asJSON && !probe {
				return usagef("--json belongs to --probe; 'cipherdesk check' alone prints its errors a line each")
			}
			return check(c.Context(), e, probe, asJSON)
		},
	}
	c.Flags().BoolVar(&probe, "probe", false, "also ask every feed and its alternates once, and print a dated verdict")
	c.Flags().BoolVar(&asJSON, "json", false, "print the verdicts of --probe as JSON")
	return c
}

func check(ctx context.Context, e *env, probe, asJSON bool) error {
	c, err := e.loadConfig()
	if err != nil {
		return err
	}
	for _, note := range append(c.Notes.Lines(e.configRead), e.missing(c)...) {
		fmt.Fprintln(e.err, note)
	}
	if !asJSON {
		e.printf("%s\n", contents(c))
	}
	if !probe {
		return nil
	}
	return e.probe(ctx, c, asJSON)
}

// missing says which secrets that the configuration names are not there.
func (e *env) missing(c *config.Config) (notes []string) {
	for _, name := range c.Secrets() {
		if e.getenv(name) == "" {
			notes = append(notes, fmt.Sprintf("%s: the environment variable %s is not set; set it where serve runs, or nothing that needs it is sent", e.configRead, name))
		}
	}
	return notes
}

// contents counts what a configuration names.
func contents(c *config.Config) string {
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
	return fmt.Sprintf("ok: %d outlets, %d feeds, %d other sources, %d bodies that are only cited", len(c.Outlets)-entities, feeds, sources, entities)
}

// asking is what asks outlets without a desk around it; its client is to be closed.
func (e *env) asking(c *config.Config) (ingest.Options, error) {
	log, err := e.logger()
	if err != nil {
		return ingest.Options{}, err
	}
	client := fetch.New(fetch.Options{Version: version, Contact: c.Desk.Contact, Allow: c.Fetch.AllowNetworks, Limits: c.Fetch.PerHost, Clock: e.now, Log: log})
	return ingest.Options{Client: client, Clock: e.now, Log: log}, nil
}

// probe asks every address once, outlets side by side, and prints what each
// answered in the order of the file.
func (e *env) probe(ctx context.Context, c *config.Config, asJSON bool) error {
	o, err := e.asking(c)
	if err != nil {
		return err
	}
	defer o.Client.Close()
	asked := e.now().UTC()
	answers := make([][]ingest.Verdict, len(c.Outlets))
	var group sync.WaitGroup
	for i, outlet := range c.Outlets {
		group.Go(func() { answers[i] = ingest.Probe(ctx, o, outlet) })
	}
	group.Wait()
	if ctx.Err() != nil {
		return fmt.Errorf("stopped before every address had answered: %w", ctx.Err())
	}
	r := report{asked: asked}
	for _, list := range answers {
		r.verdicts = append(r.verdicts, list...)
	}
	r.offline = ingest.Exonerate(r.verdicts)
	if asJSON {
		return e.writeJSON(r.form())
	}
	return e.printProbe(r)
}

// report is what a probe found.
type report struct {
	asked    time.Time
	verdicts []ingest.Verdict
	offline  bool
}

func (e *env) printProbe(r report) error {
	e.printf("asked on %s\n", r.asked.Format("2006-01-02 15:04 MST"))
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	for _, v := range r.verdicts {
		kind := string(v.Kind)
		if v.AlternateOf != "" {
			kind = "alternate"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", v.Outlet, kind, v.URL, v.Sentence())
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, line := range r.summary() {
		e.printf("%s\n", line)
	}
	return nil
}

// counts are the judgements by number, the best first.
func (r report) counts() map[ingest.Judgement]int {
	n := map[ingest.Judgement]int{}
	for _, v := range r.verdicts {
		n[v.Judgement]++
	}
	return n
}

// standing sorts outlets by whether any address of theirs can be read.
func (r report) standing() (readable, byAlternate, unreadable []string) {
	type state struct{ main, any bool }
	states := map[news.OutletID]*state{}
	var order []news.OutletID
	for _, v := range r.verdicts {
		s := states[v.Outlet]
		if s == nil {
			s = &state{}
			states[v.Outlet] = s
			order = append(order, v.Outlet)
		}
		s.any = s.any || v.Good()
		s.main = s.main || v.Good() && v.AlternateOf == ""
	}
	for _, id := range order {
		switch s := states[id]; {
		case s.main:
			readable = append(readable, string(id))
		case s.any:
			byAlternate = append(byAlternate, string(id))
		default:
			unreadable = append(unreadable, string(id))
		}
	}
	return readable, byAlternate, unreadable
}

// summary is what the verdicts come to.
func (r report) summary() []string {
	if r.offline {
		return []string{fmt.Sprintf("no host could be reached: this machine seems to be offline, and none of the %d addresses is blamed", len(r.verdicts))}
	}
	counts := r.counts()
	var parts []string
	for _, j := range ingest.Judgements() {
		if n := counts[j]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, j))
		}
	}
	lines := []string{fmt.Sprintf("%d addresses: %s", len(r.verdicts), cmp.Or(strings.Join(parts, ", "), "none"))}
	readable, byAlternate, unreadable := r.standing()
	lines = append(lines, fmt.Sprintf("%d outlets can be read", len(readable)))
	if len(byAlternate) > 0 {
		lines = append(lines, fmt.Sprintf("%d at an alternate only, make it the url: %s", len(byAlternate), strings.Join(byAlternate, ", ")))
	}
	if len(unreadable) > 0 {
		lines = append(lines, fmt.Sprintf("%d cannot be read, try 'cipherdesk discover' on their home: %s", len(unreadable), strings.Join(unreadable, ", ")))
	}
	return lines
}

// probeForm is the JSON form of a probe.
type probeForm struct {
	Asked    time.Time      `json:"asked"`
	Offline  bool           `json:"offline"`
	Counts   map[string]int `json:"counts"`
	Readable int            `json:"outlets_readable"`
	Verdicts []verdictForm  `json:"verdicts"`
}

type verdictForm struct {
	Outlet      news.OutletID   `json:"outlet"`
	Kind        news.FeedKind   `json:"kind"`
	URL         string          `json:"url"`
	AlternateOf *string         `json:"alternate_of"`
	Asked       time.Time       `json:"asked"`
	Verdict     string          `json:"verdict"`
	Status      int             `json:"status"`
	RedirectsTo *string         `json:"redirects_to"`
	Moved       bool            `json:"moved"`
	Entries     int             `json:"entries"`
	Newest      *form.Published `json:"newest"`
	Reason      *string         `json:"reason"`
}

func (r report) form() probeForm {
	f := probeForm{Asked: r.asked, Offline: r.offline, Counts: map[string]int{}, Verdicts: []verdictForm{}}
	for j, n := range r.counts() {
		f.Counts[string(j)] = n
	}
	readable, byAlternate, _ := r.standing()
	f.Readable = len(readable) + len(byAlternate)
	for _, v := range r.verdicts {
		f.Verdicts = append(f.Verdicts, verdictForm{
			Outlet: v.Outlet, Kind: v.Kind, URL: v.URL, AlternateOf: form.Known(v.AlternateOf), Asked: v.Asked.UTC(), Verdict: string(v.Judgement),
			Status: v.Status, RedirectsTo: form.Known(v.Final), Moved: v.Moved, Entries: v.Entries, Newest: form.OfClaim(v.Newest), Reason: form.Known(v.Words),
		})
	}
	return f
}
