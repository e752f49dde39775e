package main

import (
	"context"
	"errors"
	"fmt"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
)

func verifyCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "verify [FILE]",
		Short: "Check a database, and rebuild and compare every sealed edition",
		Long: "Checks the file itself, every reference, every kept body against its digest, every finding\n" +
			"against its text, and rebuilds every sealed edition and compares it with its id. Without a\n" +
			"FILE it is the database of --db; it may be in use. A withdrawn part of an edition is reported\n" +
			"as withdrawn, not as broken. The exit status is 1 when anything is broken.",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("verify takes one FILE at most")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			file := e.database
			if len(args) > 0 {
				file = args[0]
			}
			return verify(c.Context(), e, file)
		},
	}
}

func verify(ctx context.Context, e *env, file string) error {
	db, err := e.reader(ctx, file)
	if err != nil {
		return err
	}
	defer db.Close()
	found, err := e.examine(ctx, db)
	if err != nil {
		return err
	}
	for _, line := range found.Notes {
		e.printf("withdrawn: %s\n", line)
	}
	for _, line := range found.Faults {
		e.printf("broken: %s\n", oneLine(line))
	}
	e.printf("%s: %s, of which %d %s withdrawn; %d passages and %d bodies behind them found; %d no longer kept\n", file,
		digest.Count(found.Editions, "sealed edition"), found.Withdrawn, plural(found.Withdrawn, "part was", "parts were"), found.Spans, found.Bodies, found.Gone)
	if len(found.Faults) > 0 {
		return reported{fmt.Errorf("%d faults", len(found.Faults))}
	}
	e.printf("sound\n")
	return nil
}

func plural(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// examine looks at everything in a database, with a bar on a terminal.
func (e *env) examine(ctx context.Context, db *store.Reader) (digest.Verified, error) {
	watch, end := e.watch()
	defer end()
	faults, err := db.CheckWith(ctx, watch)
	if err != nil && !broken(ctx, err) {
		return digest.Verified{}, err
	}
	if err != nil {
		return digest.Verified{Faults: append(faults, err.Error())}, nil
	}
	found, err := digest.Verify(ctx, db, watch)
	if err != nil && !broken(ctx, err) {
		return found, err
	}
	if err != nil {
		found.Faults = append(found.Faults, err.Error())
	}
	found.Faults = append(faults, found.Faults...)
	return found, nil
}

// broken reports whether an error says something about the file, and not about
// our way to it.
func broken(ctx context.Context, err error) bool {
	return ctx.Err() == nil && !errors.Is(err, news.ErrBusy)
}

// watch shows how far a long look has come, on a terminal. The function that it
// returns takes the bar away.
func (e *env) watch() (store.Watch, func()) {
	if !isTerminal(e.err) {
		return nil, func() {}
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(e.err), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	return func(what string, done, all int) {
		bar.Describe(what)
		bar.ChangeMax(max(all, 1))
		_ = bar.Set(done)
	}, func() { _ = bar.Finish() }
}
