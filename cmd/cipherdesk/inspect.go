package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"unicode/utf8"

	"cipherdesk/internal/config"
	"cipherdesk/internal/enrich"
	"cipherdesk/internal/feed"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"

	"github.com/spf13/cobra"
)

// inspection is one thing to explain: the fields of a --jsonl line, or the
// flags of a single file.
type inspection struct {
	ID        json.RawMessage `json:"id"` // given back as it came, whatever its type
	URL       string          `json:"url"`
	Title     string          `json:"title"`
	Summary   string          `json:"summary"`
	Text      string          `json:"text"`
	HTML      string          `json:"html"`
	Published string          `json:"published"`
	Language  string          `json:"language"`
	Outlet    string          `json:"outlet"`
	Feed      string          `json:"feed"`
	Headers   []string        `json:"headers"`

	header http.Header // of the response, when it was downloaded
}

type inspectFlags struct {
	asJSON, lines, feed bool
	given               inspection
}

// longestInspected bounds what is read from a file, a page or one line.
const longestInspected = 32 << 20

func inspectCommand(e *env) *cobra.Command {
	var f inspectFlags
	c := &cobra.Command{
		Use:   "inspect FILE|URL|-",
		Short: "Explain one article or feed: what was extracted, and every finding with its evidence",
		Example: "  cipherdesk inspect article.html\n  cipherdesk inspect --json https://example.org/story\n" +
			"  cipherdesk inspect --feed feed.xml\n  cipherdesk inspect --jsonl < articles.jsonl",
		RunE: func(c *cobra.Command, args []string) error { return inspect(c.Context(), e, args, f) },
	}
	fl := c.Flags()
	fl.BoolVar(&f.asJSON, "json", false, "print JSON")
	fl.BoolVar(&f.lines, "jsonl", false, "read one JSON object a line from standard input, write one line each")
	fl.BoolVar(&f.feed, "feed", false, "the input is a feed")
	fl.StringVar(&f.given.URL, "url", "", "address of the article")
	fl.StringVar(&f.given.Outlet, "outlet", "", "outlet id, for its selectors and languages")
	fl.StringVar(&f.given.Title, "title", "", "headline, when the input has none")
	fl.StringVar(&f.given.Summary, "summary", "", "summary that a feed gave")
	fl.StringVar(&f.given.Published, "published", "", "publication time, ISO 8601")
	fl.StringVar(&f.given.Language, "language", "", "language, BCP 47")
	return c
}

// inspector explains without a database.
type inspector struct {
	*env
	config   *config.Config
	analyser *enrich.Analyser
	outlets  map[news.OutletID]news.Outlet
	feeds    bool // what is read are feeds
}

func inspect(ctx context.Context, e *env, args []string, f inspectFlags) error {
	if f.lines == (len(args) == 1) || len(args) > 1 {
		return usagef("inspect takes one FILE, URL or - (or --jsonl with none); see 'cipherdesk inspect --help'")
	}
	in, err := newInspector(e)
	if err != nil {
		return err
	}
	in.feeds = f.feed
	if f.lines {
		return in.lines(ctx)
	}
	one := f.given
	body, err := in.load(ctx, args[0], &one)
	if err != nil {
		return err
	}
	if f.feed {
		return in.printFeed(body, one, f.asJSON)
	}
	return in.printArticle(body, one, f.asJSON)
}

func newInspector(e *env) (*inspector, error) {
	c, a, err := e.loadAnalyser()
	if err != nil {
		return nil, err
	}
	in := &inspector{env: e, config: c, analyser: a, outlets: map[news.OutletID]news.Outlet{}}
	for _, o := range c.Outlets {
		in.outlets[o.ID] = o
	}
	return in, nil
}

// load reads a file, standard input, or an address.
func (in *inspector) load(ctx context.Context, from string, one *inspection) ([]byte, error) {
	switch {
	case from == "-":
		return readAll(in.limited(in.in), "standard input")
	case strings.HasPrefix(from, "http://"), strings.HasPrefix(from, "https://"):
		return in.download(ctx, from, one)
	}
	file, err := os.Open(from)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", from, err)
	}
	defer file.Close()
	return readAll(in.limited(file), from)
}

// limited cuts off what no reader of feeds looks at; that says what is missing.
func (in *inspector) limited(r io.Reader) io.Reader {
	if in.feeds {
		return io.LimitReader(r, feed.MaxBytes+1)
	}
	return r
}

func readAll(r io.Reader, name string) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, longestInspected+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %w", name, err)
	case len(b) > longestInspected:
		return nil, fmt.Errorf("%s is larger than %d MB", name, longestInspected>>20)
	}
	return b, nil
}

func (in *inspector) download(ctx context.Context, url string, one *inspection) ([]byte, error) {
	log, err := in.logger()
	if err != nil {
		return nil, err
	}
	client := fetch.New(fetch.Options{
		Version: version, Contact: in.config.Desk.Contact, Allow: in.config.Fetch.AllowNetworks, Clock: in.now, Log: log,
	})
	defer client.Close()
	r, err := client.Get(ctx, fetch.Request{URL: url, Purpose: news.ForProbe})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	if one.URL == "" {
		one.URL = r.Final
	}
	one.header = r.Header
	return r.Body, nil
}

// lines explains one JSON object a line. A line that cannot be explained
// answers with its error; its neighbours go on. Answers are written as soon as
// no further line is waiting, so that another program may ask and listen.
func (in *inspector) lines(ctx context.Context) error {
	out := bufio.NewWriter(in.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	reader := bufio.NewReaderSize(in.in, 1<<20)
	for n := 1; ctx.Err() == nil; n++ {
		line, err := readLine(reader)
		end := errors.Is(err, io.EOF)
		if err != nil && !end && !errors.Is(err, errLongLine) {
			return errors.Join(fmt.Errorf("standard input, line %d: %w", n, err), out.Flush())
		}
		if len(bytes.TrimSpace(line)) > 0 || errors.Is(err, errLongLine) {
			if err := enc.Encode(in.line(ctx, line, n)); err != nil {
				return err
			}
		}
		if end || reader.Buffered() == 0 {
			if err := out.Flush(); end || err != nil {
				return err
			}
		}
	}
	return errors.Join(ctx.Err(), out.Flush())
}

var errLongLine = fmt.Errorf("longer than %d MB", longestInspected>>20)

// readLine reads one line; of one that is too long nothing is kept.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(line)+len(part) > longestInspected; long {
			line = nil
		} else {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case long && (err == nil || errors.Is(err, io.EOF)):
			return nil, errLongLine
		default:
			return line, err
		}
	}
}

type lineError struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

// line explains one line; an empty one stands for one that was too long.
func (in *inspector) line(ctx context.Context, line []byte, n int) (answer any) {
	var one inspection
	defer func() {
		if p := recover(); p != nil {
			answer = lineError{one.ID, fmt.Sprintf("reader failed: %v", news.Caught(p))}
		}
	}()
	if len(line) == 0 {
		return lineError{nil, fmt.Sprintf("line %d is %v", n, errLongLine)}
	}
	if err := json.Unmarshal(line, &one); err != nil {
		return lineError{one.ID, fmt.Sprintf("line %d is not a JSON object with the known fields: %v", n, err)}
	}
	if in.feeds {
		return in.feedLine(ctx, one)
	}
	return in.explain(nil, one)
}

// feedLine reads the feed that a line names.
func (in *inspector) feedLine(ctx context.Context, one inspection) any {
	body, err := in.feedBody(ctx, &one)
	if err != nil {
		return lineError{one.ID, oneLine(err.Error())}
	}
	f, err := in.parseFeed(body, one)
	if err != nil {
		return lineError{one.ID, oneLine(err.Error())}
	}
	answer := feedForm(f)
	answer.ID = &one.ID
	return answer
}

func (in *inspector) feedBody(ctx context.Context, one *inspection) ([]byte, error) {
	switch one.Feed {
	case "":
		return nil, errors.New(`"feed" is missing: a path or an address`)
	case "-":
		return nil, errors.New(`"feed" must be a path or an address: standard input holds the lines`)
	}
	return in.load(ctx, one.Feed, one)
}

func headers(lines []string) http.Header {
	h := http.Header{}
	for _, l := range lines {
		if name, value, ok := strings.Cut(l, ":"); ok {
			h.Add(strings.TrimSpace(name), strings.TrimSpace(value))
		}
	}
	return h
}

// looksHTML reports whether a body is a web page and not plain text.
func looksHTML(body []byte, contentType string) bool {
	if strings.HasPrefix(contentType, "text/plain") {
		return false
	}
	head := strings.ToLower(string(body[:min(len(body), 4096)]))
	for _, sign := range []string{"<!doctype", "<html", "<head", "<body", "<article", "<p>", "<div"} {
		if strings.Contains(head, sign) {
			return true
		}
	}
	return strings.HasPrefix(contentType, "text/html") || !utf8.Valid(body[:min(len(body), 4096)-min(len(body), 4096)%4])
}
