package web

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"cipherdesk/internal/news"
)

// cell is one value of a table: text of other people, unless it is a number or
// a time of ours.
type cell struct {
	column, value string
	ours          bool
}

// maybe is a cell of words that may be unknown, and is empty then.
func maybe[T ~string](column string, v *T) cell {
	if v == nil {
		return cell{column: column}
	}
	return cell{column: column, value: string(*v)}
}

func wording(column, v string) cell { return cell{column: column, value: v} }

func number(column string, v *float64) cell {
	if v == nil {
		return cell{column: column}
	}
	return cell{column, strconv.FormatFloat(*v, 'f', -1, 64), true}
}

func count(column string, n int) cell { return cell{column, strconv.Itoa(n), true} }

func moment(column string, t time.Time) cell {
	if t.IsZero() {
		return cell{column: column}
	}
	return cell{column, t.UTC().Format(time.RFC3339), true}
}

// inCell joins a list that stands in one cell.
const inCell = "; "

func articleCells(row news.Row) []cell {
	a := articleOf(row)
	claim := claimJSON{}
	if a.Published != nil {
		claim = *a.Published
	}
	tags := each(a.Tags, func(t tagJSON) string { return t.Tag })
	return []cell{wording("id", string(a.ID)), wording("url", a.URL), wording("outlet", string(a.Outlet)), wording("outlet_name", row.OutletName),
		wording("kind", string(row.Kind)), maybe("title", a.Title), wording("byline", strings.Join(a.Byline, inCell)),
		wording("published", claim.Time), wording("published_precision", string(claim.Precision)), wording("published_zone", string(claim.Zone)),
		wording("published_origin", string(claim.Origin)), moment("first_seen", a.FirstSeen), maybe("language", a.Language), maybe("excerpt", a.Excerpt),
		wording("story", string(a.Story.Verdict)), number("score", &a.Story.Score), wording("tags", strings.Join(tags, inCell)),
		maybe("event_id", a.EventID), count("revisions", a.Revisions), maybe("same_text_as", a.SameTextAs)}
}

func eventCells(e eventJSON) []cell {
	first := cell{column: "first_report_at"}
	if e.FirstReport.At != nil {
		first = moment(first.column, *e.FirstReport.At)
	}
	articles := each(e.Articles, func(id news.ArticleID) string { return string(id) })
	return []cell{wording("id", string(e.ID)), wording("title", e.Title), wording("title_by", e.TitleBy), moment("started", e.Started),
		count("articles", len(e.Articles)), count("outlets", e.Outlets), count("origins_at_most", e.Origins), wording("origins_why", strings.Join(e.OriginsWhy, inCell)),
		wording("first_report_kind", string(e.FirstReport.Kind)), maybe("first_report_source", e.FirstReport.Source), maybe("first_report_article_id", e.FirstReport.Article),
		first, wording("article_ids", strings.Join(articles, inCell))}
}

// originCells say which article a figure or a citation stands in.
func originCells(row news.Row) []cell {
	return []cell{wording("article_id", string(row.ID)), wording("outlet", string(row.Outlet)), moment("first_seen", row.FirstSeen),
		wording("article_url", row.URL), wording("article_title", row.Title)}
}

func figureCells(f figureJSON) []cell {
	return append([]cell{number("value", f.Value), number("value_max", f.ValueMax), maybe("unit", f.Unit), wording("bound", string(f.Bound)),
		maybe("subject", f.Subject), maybe("period", f.Period), maybe("estimator", f.Estimator), maybe("conduit", f.Conduit)}, evidenceCells(f.Evidence)...)
}

func citationCells(c citationJSON) []cell {
	return append([]cell{wording("kind", string(c.Kind)), maybe("relation", c.Relation), maybe("speaker", c.Speaker), maybe("role", c.Role),
		maybe("organisation", c.Organisation), maybe("verb", c.Verb), maybe("source", c.Source), maybe("source_url", c.URL)}, evidenceCells(c.Evidence)...)
}

// evidenceCells are the words on which a finding rests first of all; the other
// formats have all of them.
func evidenceCells(spans []evidenceJSON) []cell {
	if len(spans) == 0 {
		return []cell{{column: "field"}, {column: "start"}, {column: "end"}, {column: "quote"}}
	}
	e := spans[0]
	return []cell{wording("field", string(e.Field)), count("start", e.Start), count("end", e.End), maybe("quote", e.Quote)}
}

// columnsOf lists the columns of a table, which it has without a row, too.
func columnsOf(what string) []cell {
	switch what {
	case "articles":
		return articleCells(news.Row{})
	case "events":
		return eventCells(eventJSON{})
	case "figures":
		return append(originCells(news.Row{}), figureCells(figureJSON{})...)
	}
	return append(originCells(news.Row{}), citationCells(citationJSON{})...)
}

// table writes RFC 4180.
type table struct {
	*csv.Writer
	sample bool
}

func newTable(w io.Writer, columns []cell, sample bool) table {
	t := table{csv.NewWriter(w), sample}
	t.UseCRLF = true
	head := each(columns, func(c cell) string { return c.column })
	if sample {
		head = append(head, "sample")
	}
	_ = t.Write(head) // a writer that fails is told of by Error
	return t
}

func (t table) row(cells []cell) error {
	line := each(cells, cell.safe)
	if t.sample {
		line = append(line, "SAMPLE")
	}
	return t.Write(line)
}

func (t table) end() error {
	t.Flush()
	return t.Error()
}

// safe is the value with an apostrophe before what a spreadsheet would take for
// a formula: words that others wrote are never run by whoever opens the file.
func (c cell) safe() string {
	v := strings.ReplaceAll(c.value, "\x00", "")
	if c.ours || v == "" || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(v)[0]) {
		return v
	}
	return "'" + v
}
