package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Export is what is to be written to a file: everything of one list of the API,
// chosen by the list's own parameters, in its order, and with what the API shows
// of other people's texts.
type Export struct {
	What   string // one of Exports
	Format string // one of ExportFormats(What)
	Query  url.Values
}

// Exports lists what can be exported.
func Exports() []string { return []string{"articles", "events", "figures", "citations"} }

// ExportFormats lists the formats of an export: works can be cited, while a
// figure or a citation is a part of one.
func ExportFormats(what string) []string {
	formats := []string{"csv", "json", "jsonl"}
	if what == "articles" || what == "events" {
		formats = append(formats, "bibtex", "ris", "csl")
	}
	return formats
}

// exportPage is how many rows are in memory at a time.
const exportPage = 100

// WriteExport writes an export. What is asked for that is none is
// [news.ErrInvalid].
func WriteExport(ctx context.Context, r *store.Reader, o Options, e Export, to io.Writer) error {
	s := newSite(r, o)
	lists := map[string]exportList{"articles": s.exportArticles, "events": s.exportEvents, "figures": s.exportFigures, "citations": s.exportCitations}
	list, known := lists[e.What]
	if !known || !slices.Contains(ExportFormats(e.What), e.Format) {
		return fmt.Errorf("no export of %q as %q: %w", e.What, e.Format, news.ErrInvalid)
	}
	ask, err := s.apiQuery(ctx, e.Query)
	if err != nil {
		return err
	}
	if err := s.knownOutlet(ctx, ask.Outlet); err != nil {
		return err
	}
	ask.Limit = exportPage
	b := bufio.NewWriter(to)
	out, err := newExportWriter(b, e, s.o.Sample)
	if err != nil {
		return err
	}
	x := exporting{out, list, map[news.EventID]bool{}}
	if err := x.all(ctx, ask); err != nil {
		return err
	}
	if err := out.end(); err != nil {
		return err
	}
	return b.Flush()
}

// exporting is an export under way. An event that gets an article meanwhile goes
// to the top of its list and may be missed further down, so events are looked
// through again, until nothing is new.
type exporting struct {
	out  exportWriter
	list exportList
	seen map[news.EventID]bool
}

func (x exporting) all(ctx context.Context, ask news.Query) error {
	for {
		began := len(x.seen)
		for ask.Cursor = ""; ; {
			fresh, next, err := x.page(ctx, ask)
			if err != nil {
				return err
			}
			if ask.Cursor = next; next == "" || began > 0 && !fresh {
				break
			}
		}
		if len(x.seen) == began {
			return nil
		}
	}
}

// page writes one page of the list, and reports whether any of it was new.
func (x exporting) page(ctx context.Context, ask news.Query) (fresh bool, next string, err error) {
	records, next, err := x.list(ctx, ask)
	for _, r := range records {
		if r.event != "" && x.seen[r.event] {
			continue
		}
		if err := x.out.record(r); err != nil {
			return fresh, "", err
		}
		if fresh = true; r.event != "" {
			x.seen[r.event] = true
		}
	}
	return fresh, next, err
}

// exportRecord is one thing of an export in the form that each format wants.
type exportRecord struct {
	shape any     // as the API prints it
	cells []cell  // of a table
	cite  *citing // nil: it is no work
	event news.EventID
}

type exportList func(ctx context.Context, ask news.Query) (records []exportRecord, next string, err error)

func (s *site) exportArticles(ctx context.Context, ask news.Query) (records []exportRecord, next string, err error) {
	rows, next, err := s.store.Articles(ctx, ask)
	if err != nil {
		return nil, "", err
	}
	pieces, err := s.store.PiecesOf(ctx, each(rows, func(r news.Row) news.ArticleID { return r.ID }))
	for _, row := range rows {
		records = append(records, exportRecord{articleOf(row), articleCells(row), s.citeArticle(row, pieces[row.ID].Text.Rights), ""})
	}
	return records, next, err
}

func (s *site) exportEvents(ctx context.Context, ask news.Query) (records []exportRecord, next string, err error) {
	rows, next, err := s.store.EventsWith(ctx, ask)
	if err != nil {
		return nil, "", err
	}
	for _, row := range rows {
		e, err := s.eventOf(ctx, row)
		if err != nil {
			return nil, "", err
		}
		whole := digest.Whole(row, digest.Context{})
		records = append(records, exportRecord{e, eventCells(e), s.citeEvent(row, whole.TitleFrom), row.ID})
	}
	return records, next, nil
}

func (s *site) exportFigures(ctx context.Context, ask news.Query) (records []exportRecord, next string, err error) {
	rows, next, err := s.store.Figures(ctx, store.FigureQuery{Query: ask})
	if err != nil {
		return nil, "", err
	}
	shapes, err := s.ledgerOf(ctx, rows)
	for i, shape := range shapes {
		records = append(records, exportRecord{shape, append(originCells(rows[i].Row), figureCells(shape.figureJSON)...), nil, ""})
	}
	return records, next, err
}

// citedJSON is a citation with the article that makes it.
type citedJSON struct {
	ArticleID news.ArticleID `json:"article_id"`
	Outlet    news.OutletID  `json:"outlet"`
	FirstSeen time.Time      `json:"first_seen"`
	citationJSON
}

func (s *site) exportCitations(ctx context.Context, ask news.Query) (records []exportRecord, next string, err error) {
	rows, next, err := s.store.Articles(ctx, ask)
	if err != nil {
		return nil, "", err
	}
	pieces, err := s.store.PiecesOf(ctx, each(rows, func(r news.Row) news.ArticleID { return r.ID }))
	if err != nil {
		return nil, "", err
	}
	for _, row := range rows {
		p := pieces[row.ID]
		allowed := digest.Allow(p)
		for _, c := range p.Findings.Citations {
			shape := citedJSON{row.ID, row.Outlet, row.FirstSeen.UTC(), citationOf(c, allowed)}
			records = append(records, exportRecord{shape, append(originCells(row), citationCells(shape.citationJSON)...), nil, ""})
		}
	}
	return records, next, nil
}

// exportWriter writes records one by one.
type exportWriter struct {
	record func(exportRecord) error
	end    func() error
}

func newExportWriter(w io.Writer, e Export, sample bool) (exportWriter, error) {
	print := func(words ...string) error {
		_, err := io.WriteString(w, strings.Join(words, ""))
		return err
	}
	nothing := func() error { return nil }
	switch e.Format {
	case "csv":
		t := newTable(w, columnsOf(e.What), sample)
		return exportWriter{func(r exportRecord) error { return t.row(r.cells) }, t.end}, nil
	case "json":
		head := "{\"items\":[\n"
		if sample {
			head = "{\"sample\":true,\"items\":[\n"
		}
		return arrayWriter(print, head, "]}\n", func(r exportRecord) ([]byte, error) { return encodeJSON(r.shape) }), nil
	case "jsonl":
		return exportWriter{func(r exportRecord) error {
			line, err := encodeJSON(r.shape)
			if err != nil {
				return err
			}
			if sample && !strings.HasSuffix(string(line), "\"sample\":true}\n") { // some shapes say so themselves
				return print(`{"sample":true,`, string(line[1:]))
			}
			return print(string(line))
		}, nothing}, nil
	case "bibtex":
		return exportWriter{func(r exportRecord) error { return print(r.cite.BibTeX(), "\n") }, nothing}, nil
	case "ris":
		return exportWriter{func(r exportRecord) error { return print(r.cite.RIS(), "\r\n") }, nothing}, nil
	case "csl":
		return arrayWriter(print, "[\n", "]\n", func(r exportRecord) ([]byte, error) { return r.cite.CSL(), nil }), nil
	}
	return exportWriter{}, fmt.Errorf("no format %q: %w", e.Format, news.ErrInvalid)
}

// arrayWriter writes a document of JSON items between a head and a tail.
func arrayWriter(print func(...string) error, head, tail string, item func(exportRecord) ([]byte, error)) exportWriter {
	before := head
	return exportWriter{func(r exportRecord) error {
		b, err := item(r)
		if err != nil {
			return err
		}
		lead := before
		before = ",\n"
		return print(lead, strings.TrimSpace(string(b)))
	}, func() error {
		if before == head {
			return print(head, tail)
		}
		return print("\n", tail)
	}}
}
