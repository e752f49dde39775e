package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"

	"cipherdesk/internal/ingest"
	"cipherdesk/internal/news"

	"github.com/spf13/cobra"
)

func addCommand(e *env) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "add URL [--file F]",
		Short: "Fetch and keep one article by hand, marked as added by the desk",
		Args:  exactly("URL"),
		RunE:  func(c *cobra.Command, args []string) error { return add(c.Context(), e, args[0], file) },
	}
	c.Flags().StringVar(&file, "file", "", "take the text or HTML from a file and ask nobody")
	return c
}

func add(ctx context.Context, e *env, url, file string) error {
	var body []byte
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return fmt.Errorf("cannot read %s: %w", file, err)
		}
		defer f.Close()
		if body, err = readAll(f, file); err != nil {
			return err
		}
	}
	return withPoller(ctx, e, func(d *desk, p *ingest.Poller) error {
		a, err := p.Add(ctx, ingest.Given{URL: url, Body: body, HTML: looksHTML(body, "")})
		if err != nil {
			return err
		}
		how := "added"
		switch {
		case a.Changed:
			how = "known already, with a new version"
		case a.Known:
			how = "known already, and says the same"
		}
		outlet := string(a.Outlet)
		if !slices.ContainsFunc(d.config.Outlets, func(o news.Outlet) bool { return o.ID == a.Outlet }) {
			outlet += " (not in feeds.yaml; registered with its address alone)"
		}
		e.printf("%s: %s\n%s\noutlet: %s\nencryption story: %s\n%s/article/%s\n", how, cmp.Or(a.Title, "(no headline)"), a.URL, outlet, a.Story, d.config.Desk.BaseURL, a.ID)
		return nil
	})
}
