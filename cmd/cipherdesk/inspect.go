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
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"

	"github.com/spf13/cobra"
)

// inspection is one thing to explain: the fields of a --jsonl line, or the
// flags of a single file.
type inspection struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Summary   string   `json:"summary"`
	Text      string   `json:"text"`
	HTML      string   `json:"html"`
	Published string   `json:"published"`
	Language  string   `json:"language"`
	Outlet    string   `json:"outlet"`
	Feed      string   `json:"feed"`
	Headers   []string `json:"headers"`

	contentType string
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
}

func inspect(ctx context.Context, e *env, args []string, f inspectFlags) error {
	if f.lines == (len(args) == 1) || len(args) > 1 {
		return usagef("inspect takes one FILE, URL or - (or --jsonl with none); see 'cipherdesk inspect --help'")
	}
	in, err := newInspector(e)
	if err != nil {
		return err
	}
	if f.lines {
		return in.lines(ctx, f)
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
	c, err := e.loadConfig()
	if err != nil {
		return nil, err
	}
	a, err := enrich.New(enrich.Options{Rules: c.Tags})
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
		return readAll(in.in, "standard input")
	case strings.HasPrefix(from, "http://"), strings.HasPrefix(from, "https://"):
		return in.download(ctx, from, one)
	}
	file, err := os.Open(from)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", from, err)
	}
	defer file.Close()
	return readAll(file, from)
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
	one.contentType = r.Header.Get("Content-Type")
	return r.Body, nil
}

// lines explains one JSON object a line. A line that cannot be explained
// answers with its error; its neighbours go on.
func (in *inspector) lines(ctx context.Context, f inspectFlags) error {
	out := bufio.NewWriter(in.out)
	defer out.Flush()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	reader := bufio.NewReaderSize(in.in, 1<<20)
	for n := 1; ctx.Err() == nil; n++ {
		line, err := readLine(reader)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return out.Flush()
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("standard input, line %d: %w", n, err)
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := enc.Encode(in.line(ctx, line, n, f.feed)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > longestInspected {
			return nil, errors.New("line too long")
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

type lineError struct {
	ID    string `json:"id"`
	Error string `json:"error"`
}

func (in *inspector) line(ctx context.Context, line []byte, n int, asFeed bool) (answer any) {
	var one inspection
	defer func() {
		if p := recover(); p != nil {
			answer = lineError{one.ID, fmt.Sprintf("reader failed: %v", p)}
		}
	}()
	if err := json.Unmarshal(line, &one); err != nil {
		return lineError{one.ID, fmt.Sprintf("line %d is not a JSON object with the known fields: %v", n, err)}
	}
	if asFeed {
		return in.feedLine(ctx, one)
	}
	return in.explain(nil, one)
}

func (in *inspector) feedLine(ctx context.Context, one inspection) any {
	body, err := in.load(ctx, one.Feed, &one)
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
