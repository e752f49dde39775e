package main

import (
	"context"
	"errors"
	"strings"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/mirror"
	"cipherdesk/internal/news"
	"cipherdesk/internal/web"

	"github.com/spf13/cobra"
)

func exportSiteCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "site DIR",
		Short: "Write the whole site as static files, for any file server",
		Long: "Every page, feed and file that can be reached from the front page, as serve would show it,\n" +
			"but for search and /why, which need a program. Pages link to each other by relative addresses;\n" +
			"feeds keep desk.base_url, which should be where the files will be served. Run it again to bring\n" +
			"DIR up to date: files that are as they were stay, pages that are gone are removed.",
		Args: exactly("DIR"),
		RunE: func(c *cobra.Command, args []string) error { return exportSite(c.Context(), e, args[0]) },
	}
}

func exportSite(ctx context.Context, e *env, dir string) error {
	// A site of nothing is a slip: openDesk would make an empty database.
	if db, err := e.reader(ctx, e.database); errors.Is(err, news.ErrNotFound) {
		return err
	} else if err == nil {
		db.Close()
	}
	d, err := e.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	o, err := d.pages(ctx, e)
	if err != nil {
		return err
	}
	r, err := mirror.Write(ctx, dir, mirror.Site{Handler: web.New(d.db.Reader, o), Base: o.BaseURL, Fixed: "/static/", Live: needsProgram,
		Start: []string{"/", "/undated", "/revisions", "/encryption", "/robots.txt", "/favicon.ico", "/sitemap.xml", "/subscriptions.opml", "/outlets.opml"}})
	if err != nil {
		return err
	}
	e.printf("%s: %s, %d written, %d removed\n", dir, digest.Count(r.Files, "file"), r.Written, r.Removed)
	return nil
}

// needsProgram reports addresses that no file can answer.
func needsProgram(path, _ string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	first, _, _ = strings.Cut(first, ".")
	return first == "search" || first == "why" || path == "/api/openapi.json"
}
