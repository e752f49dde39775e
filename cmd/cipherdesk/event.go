package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"

	"github.com/spf13/cobra"
)

func eventCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "event merge|split|pin|retitle|undo|list|show|log …",
		Short: "An editor's hand on events, kept as observations",
		Long: "What an editor does to events is kept as an observation with its time and reason. It is about\n" +
			"articles, so that it holds whenever events are made anew, and pages show it as an editor's. An\n" +
			"event is named by its id or page, an article by its id, page or address. Nothing is lost: undo\n" +
			"takes an edit back.",
		Args: exactly("merge|split|pin|retitle|undo|list|show|log"),
		RunE: func(_ *cobra.Command, args []string) error {
			return usagef("event takes merge, split, pin, retitle, undo, list, show or log, not %q", args[0])
		},
	}
	c.AddCommand(
		editCommand(e, "merge EVENT INTO [--reason TEXT]", "Two events are one: the first goes into the second", 2, 2,
			func(a []string) ingest.Order { return ingest.Order{Kind: news.EditMerge, Event: a[0], Into: a[1]} }),
		editCommand(e, "split EVENT ARTICLE … [--reason TEXT]", "These articles are no part of the event: they leave it together", 2, -1,
			func(a []string) ingest.Order {
				return ingest.Order{Kind: news.EditSplit, Event: a[0], Articles: a[1:]}
			}),
		editCommand(e, "pin EVENT [ARTICLE …] [--reason TEXT]", "These articles belong to the event; without any, those that are in it stay together", 1, -1,
			func(a []string) ingest.Order {
				return ingest.Order{Kind: news.EditPin, Event: a[0], Articles: a[1:]}
			}),
		editCommand(e, "retitle EVENT TITLE [--reason TEXT]", "Give an event another title", 2, 2,
			func(a []string) ingest.Order { return ingest.Order{Kind: news.EditRetitle, Event: a[0], Title: a[1]} }),
		undoCommand(e), eventListCommand(e),
		&cobra.Command{Use: "show EVENT", Short: "The articles of an event, why each is in it, and what editors did", Args: exactly("EVENT"),
			RunE: func(c *cobra.Command, args []string) error { return showEvent(c.Context(), e, args[0]) }},
		&cobra.Command{Use: "log", Short: "Everything that editors did to events", Args: exactly(),
			RunE: func(c *cobra.Command, _ []string) error { return editLog(c.Context(), e) }})
	return c
}

// editCommand is one kind of edit, with so many arguments; -1 for any number.
func editCommand(e *env, use, short string, least, most int, order func([]string) ingest.Order) *cobra.Command {
	var reason string
	c := &cobra.Command{Use: use, Short: short,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < least || most >= 0 && len(args) > most {
				return usagef("use: cipherdesk event %s", use)
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			o := order(args)
			o.Reason = reason
			return editEvent(c.Context(), e, o)
		}}
	c.Flags().StringVar(&reason, "reason", "", "shown with the edit")
	return c
}

func undoCommand(e *env) *cobra.Command {
	var reason string
	c := &cobra.Command{Use: "undo NUMBER [--reason TEXT]", Short: "Take an edit back: events are as if it had never been", Args: exactly("NUMBER"),
		RunE: func(c *cobra.Command, args []string) error {
			n, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return usagef("%q is no number of an edit; 'cipherdesk event log' lists them", args[0])
			}
			return withHand(c.Context(), e, func(_ *desk, p *ingest.Poller) error {
				if err := p.Undo(c.Context(), n, reason); err != nil {
					return err
				}
				e.printf("edit %d undone\n", n)
				return nil
			})
		}}
	c.Flags().StringVar(&reason, "reason", "", "kept with it")
	return c
}

func editEvent(ctx context.Context, e *env, o ingest.Order) error {
	return withHand(ctx, e, func(d *desk, p *ingest.Poller) error {
		edit, now, err := p.Edit(ctx, o)
		if err != nil {
			return err
		}
		e.printf("edit %d: %s\n", edit.N, editWords(edit))
		if now == "" {
			e.printf("they are in no event now\n")
		} else if row, err := d.db.Event(ctx, now); err != nil {
			return err
		} else {
			e.printf("%s\n%s/event/%s\n", eventLine(row), d.config.Desk.BaseURL, now)
		}
		e.printf("to take it back: cipherdesk event undo %d\n", edit.N)
		return nil
	})
}

// editWords is what an editor did.
func editWords(x news.EventEdit) string {
	some := digest.Count(len(x.Articles), "article")
	switch x.Kind {
	case news.EditMerge:
		return fmt.Sprintf("event %s merged into %s", x.Event, x.Into)
	case news.EditSplit:
		return fmt.Sprintf("%s taken out of event %s", some, x.Event)
	case news.EditPin:
		return fmt.Sprintf("%s pinned to event %s", some, x.Event)
	}
	return fmt.Sprintf("event %s titled %q", x.Event, inLine(x.Title))
}

func eventLine(row news.EventRow) string {
	return fmt.Sprintf("%q, %s, %s", inLine(row.Title), digest.Count(len(row.Rows), "article"), digest.OriginsWords(row.Outlets, row.Origins))
}

func eventListCommand(e *env) *cobra.Command {
	limit := 20
	c := &cobra.Command{Use: "list [--limit N]", Short: "The events with the newest articles", Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			if limit < 1 || limit > 500 {
				return usagef("--limit %d: use 1 to 500", limit)
			}
			return listEvents(c.Context(), e, limit)
		}}
	c.Flags().IntVar(&limit, "limit", limit, "how many")
	return c
}

func listEvents(ctx context.Context, e *env, limit int) error {
	d, err := e.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	rows, _, err := d.db.Events(ctx, news.EventQuery{Limit: limit})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		e.printf("no event yet: an event has at least two articles\n")
		return nil
	}
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", row.ID, row.Started.In(d.config.Desk.Timezone).Format(time.DateOnly), digest.Count(len(row.Rows), "article"), inLine(row.Title))
	}
	return w.Flush()
}

func showEvent(ctx context.Context, e *env, given string) error {
	d, err := e.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	row, err := ingest.FindEvent(ctx, d.db.Reader, given)
	if err != nil {
		return err
	}
	e.printf("%s\n%s\n%s/event/%s\n", row.ID, eventLine(row), d.config.Desk.BaseURL, row.ID)
	var ids []news.ArticleID
	for i, r := range row.Rows {
		ids = append(ids, r.ID)
		e.printf("\n%s  %s: %s\n  %s\n", r.ID, r.OutletName, inLine(cmp.Or(r.Title, "(without a headline)")), r.URL)
		for _, why := range row.Members[i].Why {
			e.printf("  %s\n", reasonLine(why))
		}
	}
	edits, err := d.db.EditsOf(ctx, ids)
	if err != nil {
		return err
	}
	printEdits(e, edits)
	return nil
}

func editLog(ctx context.Context, e *env) error {
	d, err := e.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	edits, err := d.db.Edits(ctx)
	if err != nil {
		return err
	}
	if len(edits) == 0 {
		e.printf("no editor touched an event yet\n")
	}
	slices.Reverse(edits)
	printEdits(e, edits)
	return nil
}

func printEdits(e *env, edits []news.EventEdit) {
	const form = "2006-01-02 15:04 MST"
	for _, x := range edits {
		e.printf("\nedit %d, %s: %s\n", x.N, x.At.Format(form), editWords(x))
		if x.Reason != "" {
			e.printf("  %s\n", inLine(x.Reason))
		}
		if !x.Undone.IsZero() {
			e.printf("  undone %s\n", x.Undone.Format(form))
		}
	}
}
