package main

import (
	"cmp"
	"context"
	"io"
	"time"

	"cipherdesk/internal/config"
	"cipherdesk/internal/digest"
	"cipherdesk/internal/enrich"
	"cipherdesk/internal/store"

	"github.com/spf13/cobra"
)

type digestFlags struct {
	day, week, month string
	format           string
	send             bool
}

func digestCommand(e *env) *cobra.Command {
	f := digestFlags{}
	c := &cobra.Command{
		Use:   "digest [--day D|--week W|--month M]",
		Short: "Print an edition: the newest, or that of a day, week or month",
		Long: "Without a date it is the newest edition that is not empty. An edition is sealed two hours\n" +
			"after its end by whichever serve or poll runs then; from there on it never changes. As json\n" +
			"it is printed in its canonical form: 'id' is the SHA-256 of 'edition' with each part that\n" +
			"has a \"sha256\" reduced to that. /about says how to check it.",
		Example: "  cipherdesk digest\n" +
			"  cipherdesk digest --day yesterday\n" +
			"  cipherdesk digest --week 2026-W47 --format markdown",
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error { return printEdition(c.Context(), e, f) },
	}
	c.Flags().StringVar(&f.day, "day", "", "a day, as 2026-11-22, today or yesterday")
	c.Flags().StringVar(&f.week, "week", "", "an ISO week, as 2026-W47")
	c.Flags().StringVar(&f.month, "month", "", "a month, as 2026-11")
	c.Flags().StringVar(&f.format, "format", "text", "text, html, markdown or json")
	c.Flags().BoolVar(&f.send, "send", false, "mail it to the recipients of feeds.yaml who want editions of its length, once")
	return c
}

// editionWriters print an edition in each format but JSON, which is stored.
var editionWriters = map[string]func(io.Writer, *digest.Edition, digest.Words) error{
	"text": digest.WriteText, "html": digest.WriteHTML, "markdown": digest.WriteMarkdown,
}

func printEdition(ctx context.Context, e *env, f digestFlags) error {
	write := editionWriters[f.format]
	if write == nil && f.format != "json" {
		return usagef("--format %q: use text, html, markdown or json", f.format)
	}
	if f.day != "" && f.week+f.month != "" || f.week != "" && f.month != "" {
		return usagef("digest takes one of --day, --week and --month")
	}
	if f.send {
		return sendEdition(ctx, e, f)
	}
	c, analyser, err := e.loadAnalyser()
	if err != nil {
		return err
	}
	db, err := e.reader(ctx, e.database)
	if err != nil {
		return err
	}
	defer db.Close()
	p, err := f.period(ctx, db, c.Desk.Timezone, e.now())
	if err != nil {
		return err
	}
	o := digest.Options{Now: e.now(), Maker: digest.Maker{Desk: c.Desk.Title, Program: version, Rules: analyser.Version()}}
	if f.format == "json" {
		out, err := digest.JSON(ctx, db, p, o)
		if err == nil {
			e.printf("%s\n", out)
		}
		return err
	}
	edition, err := digest.Load(ctx, db, p, o)
	if err != nil {
		return err
	}
	words := e.words(c, analyser)
	if words.Sample, err = isSample(ctx, db); err != nil {
		return err
	}
	return write(e.out, &edition, words)
}

// words are those of the desk's editions.
func (e *env) words(c *config.Config, a *enrich.Analyser) digest.Words {
	return digest.Words{Title: c.Desk.Title, Base: c.Desk.BaseURL, Zone: c.Desk.Timezone, Now: e.now(), Label: labeller(a)}
}

// labeller gives tags their plain words.
func labeller(a *enrich.Analyser) func(string) string {
	labels := map[string]string{}
	for _, t := range a.Catalogue() {
		labels[t.Tag] = t.Label
	}
	return func(tag string) string { return cmp.Or(labels[tag], tag) }
}

// period is the one that the flags name; without any, that of the newest edition
// with a story.
func (f digestFlags) period(ctx context.Context, db *store.Reader, zone *time.Location, now time.Time) (digest.Period, error) {
	today := digest.PeriodAt(digest.Day, now, zone)
	length, name := digest.Day, f.day
	switch {
	case f.week != "":
		length, name = digest.Week, f.week
	case f.month != "":
		length, name = digest.Month, f.month
	case f.day == "today":
		return today, nil
	case f.day == "yesterday":
		return today.Prev(), nil
	case f.day == "":
		e, err := digest.Load(ctx, db, today, digest.Options{Now: now})
		if err != nil || !e.Empty() {
			return today, err
		}
		newest, any, err := digest.Newest(ctx, db, zone)
		if !any {
			newest = today
		}
		return newest, err
	}
	p, err := digest.ParsePeriod(length, name, zone)
	if err != nil {
		return p, usagef("--%s %q is none; write it as %s", length, name, digest.PeriodAt(length, now, zone).Name())
	}
	if p.Start.After(now) {
		return p, usagef("--%s %s lies ahead", length, name)
	}
	return p, nil
}

// sealer seals the editions of a desk.
func (d *desk) sealer(e *env) *digest.Sealer {
	c := d.config.Desk
	return &digest.Sealer{DB: d.db, Zone: c.Timezone, Clock: e.now, Log: d.log,
		Maker: digest.Maker{Desk: c.Title, Program: version, Rules: d.analyser.Version()}}
}

// seal seals what is due. A failure is recorded, and stops nothing else.
func (d *desk) seal(ctx context.Context, s *digest.Sealer) {
	if err := s.Seal(ctx); err != nil && ctx.Err() == nil {
		d.log.Error("editions", "err", err)
	}
}
