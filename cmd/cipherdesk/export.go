package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/web"

	"github.com/spf13/cobra"
)

type exportFlags struct {
	format       string
	since, until string
	outlet, kind string
	tags, story  []string
	words        string
	file         string
}

func exportCommand(e *env) *cobra.Command {
	f := exportFlags{}
	c := &cobra.Command{
		Use:   "export " + strings.Join(web.Exports(), "|") + " --format F",
		Short: "Write articles, events, figures or citations to a file; or the whole site",
		Long: "Everything that the list of the same name in the API would answer, newest first: the same\n" +
			"filters, and the same share of other people's texts. Citations are what articles rely on, and\n" +
			"figures what they state; a bibliography of the articles themselves is 'export articles --format bibtex'.",
		Example: "  cipherdesk export articles --format csv --story yes --since 2026-11-01 -o november.csv\n" +
			"  cipherdesk export articles --format bibtex --tag law/uk-online-safety-act\n" +
			"  cipherdesk export site public",
		Args: exactly(strings.Join(web.Exports(), "|")),
		RunE: func(c *cobra.Command, args []string) error { return export(c.Context(), e, args[0], f) },
	}
	c.Flags().StringVar(&f.format, "format", "", "csv, json or jsonl; articles and events also bibtex, ris or csl")
	c.Flags().StringVar(&f.since, "since", "", "first seen from this day or time on, as 2026-11-01")
	c.Flags().StringVar(&f.until, "until", "", "first seen before this day or time")
	c.Flags().StringVar(&f.outlet, "outlet", "", "of this outlet")
	c.Flags().StringVar(&f.kind, "kind", "", "of outlets of this kind, as digital_rights")
	c.Flags().StringArrayVar(&f.tags, "tag", nil, "with this tag, as topic/e2ee-rollout; several times: all of them")
	c.Flags().StringArrayVar(&f.story, "story", nil, "yes, passing or no; several times: any of them (default any)")
	c.Flags().StringVar(&f.words, "search", "", "that this search finds, written as on /search")
	c.Flags().StringVarP(&f.file, "output", "o", "", "file to write (default standard output)")
	c.AddCommand(exportSiteCommand(e))
	return c
}

func export(ctx context.Context, e *env, what string, f exportFlags) error {
	if !slices.Contains(web.Exports(), what) {
		return usagef("export takes %s or site, not %q", strings.Join(web.Exports(), ", "), what)
	}
	if formats := web.ExportFormats(what); !slices.Contains(formats, f.format) {
		return usagef("--format %q: %s are written as %s", f.format, what, strings.Join(formats, ", "))
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
	d := &desk{config: c, analyser: analyser}
	o := d.options(e)
	o.Sample, err = isSample(ctx, db)
	if err != nil {
		return err
	}
	err = e.toFile(f.file, func(w io.Writer) error {
		return web.WriteExport(ctx, db, o, web.Export{What: what, Format: f.format, Query: f.query()}, w)
	})
	if errors.Is(err, news.ErrInvalid) {
		return usagef("export: %w", err)
	}
	return err
}

// query is the same as the API's.
func (f exportFlags) query() url.Values {
	q := url.Values{"tag": f.tags, "story": f.story}
	for name, v := range map[string]string{"since": f.since, "until": f.until, "outlet": f.outlet, "kind": f.kind, "q": f.words} {
		q.Set(name, v)
	}
	return q
}

// toFile lets write fill a file, which has its name only once it is whole; or
// standard output, where no file is named.
func (e *env) toFile(name string, write func(io.Writer) error) (err error) {
	if name == "" || name == "-" {
		return write(e.out)
	}
	mode := os.FileMode(0o644)
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
		if info, err := os.Stat(name); err == nil {
			mode = info.Mode().Perm()
		}
	}
	part, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*.part")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, dropped(part.Name())) }()
	if err := errors.Join(write(part), part.Chmod(mode), part.Close()); err != nil {
		return err
	}
	return os.Rename(part.Name(), name)
}
