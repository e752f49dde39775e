package main

import (
	"context"

	"cipherdesk/internal/store"

	"github.com/spf13/cobra"
)

func withdrawCommand(e *env) *cobra.Command {
	w := store.Withdrawal{}
	c := &cobra.Command{
		Use:   "withdraw article|quote|source ID --reason TEXT [--erase]",
		Short: "Take something off every page, feed, export and the API at once",
		Args:  exactly("article|quote|source", "ID"),
		RunE: func(c *cobra.Command, args []string) error {
			w.What, w.ID = args[0], args[1]
			return withdraw(c.Context(), e, w)
		},
	}
	c.Flags().StringVar(&w.Reason, "reason", "", "the kind of reason, shown on the tombstone")
	c.Flags().BoolVar(&w.Erase, "erase", false, "also remove the stored text")
	return c
}

func withdraw(ctx context.Context, e *env, w store.Withdrawal) error {
	switch w.What {
	case store.WithdrawArticle, store.WithdrawQuote, store.WithdrawSource:
	default:
		return usagef("withdraw takes article, quote or source, not %q", w.What)
	}
	if w.Reason == "" {
		return usagef("withdraw needs --reason: the tombstone says why")
	}
	d, err := e.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	if err := d.db.Withdraw(ctx, w); err != nil {
		return err
	}
	e.printf("withdrawn: %s %s\n", w.What, w.ID)
	return nil
}
