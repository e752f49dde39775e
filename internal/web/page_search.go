package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// searchPage is what the search template sees.
type searchPage struct {
	listing
	Q       string   // as it was typed
	Trouble *trouble // what is wrong with the query
	Word    string   // that cannot be read; empty: none
	Tries   []link   // what could be asked instead
	Days    []hitDay // one without a day when the best come first
	Found   store.Found
	Kinds   []kindHits
	Best    bool
	First   bool
	Older   string
	Other   string // the same search in the other order
	Alert   string // the search as a line of feeds.yaml
	Value   string // the query read as a number
	Figures []ledgerLine
	Fields  []searchField
}

// searchField explains one field.
type searchField struct{ Example, Words string }

type hitDay struct {
	Day  time.Time
	Hits []hit
}

// hit is a story with the words of the search marked in what may be shown of
// it.
type hit struct {
	digest.Story
	Headline  []piece
	Excerpt   []piece
	Passages  []hitPassage
	Elsewhere bool // the words stand in what may not be shown
}

type hitPassage struct {
	Words     []piece
	Shortened bool
}

// kindHits is how many of the newest matches are of one kind.
type kindHits struct {
	Kind  news.Kind
	Count int
	Path  string // the search narrowed to that kind
}

// looksLikeAddress tells an address from words: a scheme, or a host with a
// path.
var looksLikeAddress = regexp.MustCompile(`(?i)^(https?://\S+|(www\.)?[a-z0-9-]+(\.[a-z0-9-]+)+/\S*)$`)

// What a page of results lists, and of how many results passages are looked up.
const (
	hitsShown    = 25
	mostPassaged = 10
)

func (s *site) search(ctx context.Context, r *http.Request) (view, error) {
	given := r.URL.Query()
	page := searchPage{Q: given.Get("q"), First: given.Get("cursor") == "", Best: given.Get("order") == "best", Fields: searchFields()}
	if looksLikeAddress.MatchString(page.Q) {
		return view{}, &moved{"/why?url=" + url.QueryEscape(page.Q), http.StatusSeeOther}
	}
	var err error
	page.listing, err = s.searchList(r)
	if err == nil && page.Query != "" {
		err = s.find(ctx, &page, given.Get("cursor"))
	}
	v := page.view("search", &page)
	v.NoIndex = true
	var wrong *news.SearchError
	switch {
	case errors.As(err, &wrong):
		page.explain(wrong)
		v.Title, v.Feed, v.Status = "Search", "", http.StatusBadRequest
		return v, nil
	case err != nil:
		return view{}, err
	case page.Query == "":
		v.Feed = ""
		return v, nil
	}
	v.Fleeting = page.Found.Late
	return v, s.asNumber(ctx, &page)
}

// explain says which word cannot be read and offers what can.
func (p *searchPage) explain(e *news.SearchError) {
	p.Word, p.Trouble = e.Word, &trouble{Words: e.Why}
	for _, try := range e.Try {
		l := link{Title: try}
		if e.Word != "" && strings.Contains(p.Q, e.Word) && !strings.HasSuffix(try, ":") {
			l.Path = "/search?q=" + url.QueryEscape(strings.Replace(p.Q, e.Word, try, 1))
		}
		p.Tries = append(p.Tries, l)
	}
}

// find fills in the results.
func (s *site) find(ctx context.Context, p *searchPage, from string) error {
	done, err := s.turn(ctx)
	if err != nil {
		return err
	}
	defer done()
	ask := p.Ask
	ask.Limit, ask.Cursor = hitsShown, from
	if p.Found, err = s.store.Search(ctx, ask, p.Best); err != nil {
		return err
	}
	p.Alert, p.Other = strconv.Quote(p.Typed), p.Path+p.Query+"&order=best"
	if p.Best {
		p.Other = p.Path + p.Query
	}
	if p.Found.Next != "" {
		p.Older = older(p.listing, p.Found.Next)
	}
	for _, k := range news.Kinds() {
		if n := p.Found.Kinds[k]; n > 0 {
			p.Kinds = append(p.Kinds, kindHits{k, n, p.Path + "?q=" + url.QueryEscape(p.Typed+" kind:"+kindSlug(k))})
		}
	}
	hits, err := s.hits(ctx, p)
	for _, h := range hits {
		day := time.Time{}
		if !p.Best {
			day = digest.PeriodAt(digest.Day, h.FirstSeen, s.o.Zone).Start
		}
		if n := len(p.Days); n == 0 || !p.Days[n-1].Day.Equal(day) {
			p.Days = append(p.Days, hitDay{Day: day})
		}
		g := &p.Days[len(p.Days)-1]
		g.Hits = append(g.Hits, h)
	}
	return err
}

// hits marks the words of a search in headlines and excerpts; where they stand
// in neither, in the passages that an article's page shows too.
func (s *site) hits(ctx context.Context, p *searchPage) ([]hit, error) {
	search, err := news.ParseSearch(p.Ask.Text)
	if err != nil {
		return nil, err
	}
	marker := s.store.Marker(search)
	var hits []hit
	var dark []news.ArticleID
	for _, row := range p.Found.Rows {
		h := hit{Story: digest.Story{Row: row, Reconstructed: row.FromFirst}}
		title, excerpt := marker.Find(row.Title), marker.Find(digest.Excerpt(row))
		h.Headline, h.Excerpt = runs(row.Title, title), runs(digest.Excerpt(row), excerpt)
		h.Elsewhere = marker.Words() && len(title)+len(excerpt) == 0
		if h.Elsewhere && len(dark) < mostPassaged {
			dark = append(dark, row.ID)
		}
		hits = append(hits, h)
	}
	shown, err := s.passagesOf(ctx, dark)
	if err != nil {
		return nil, fmt.Errorf("texts of the search: %w", err)
	}
	for i := range hits {
		if list, ok := shown[hits[i].ID]; ok && hits[i].Elsewhere {
			hits[i].Passages = marked(list, marker)
			hits[i].Elsewhere = len(hits[i].Passages) == 0
		}
	}
	return hits, nil
}

// piece is a run of a text, marked when a search found it.
type piece struct {
	Words string
	Mark  bool
}

// runs cuts a text at its marks.
func runs(text string, marks [][2]int) (out []piece) {
	at := 0
	for _, m := range marks {
		if m[0] > at {
			out = append(out, piece{text[at:m[0]], false})
		}
		out = append(out, piece{text[m[0]:m[1]], true})
		at = m[1]
	}
	if at < len(text) {
		out = append(out, piece{text[at:], false})
	}
	return out
}

// asNumber looks a number up in the ledger of figures.
func (s *site) asNumber(ctx context.Context, p *searchPage) error {
	value, ok := news.ParseNumber(p.Q)
	if !ok {
		return nil
	}
	p.Value = p.Q
	rows, _, err := s.store.Figures(ctx, store.FigureQuery{Query: news.Query{Shown: true, Story: yes, Limit: 10}, Value: &value})
	if err != nil {
		return err
	}
	p.Figures, err = s.ledgerLines(ctx, rows)
	return err
}

// searchFields explains the fields, each with an example.
func searchFields() []searchField {
	return []searchField{
		{"charities letter", "all of the words, in any order and with any ending"},
		{"“lawful access”", "a phrase: the words as they stand together"},
		{"backdoor OR “lawful access”", "one or the other"},
		{"letter -committee", "without a word; a minus also excludes a field"},
		{"in:title vote", "words of the headline only"},
		{"tag:client-side-scanning", "a subject, by its name or its label in quotation marks"},
		{"kind:digital-rights", "a kind of actor; kind:press and kind:state stand for several"},
		{"outlet:NAME", "an outlet, by its id or its name in quotation marks"},
		{"source:nspcc", "articles that rely on a body, person or outlet"},
		{"figure:16.8m", "a number that is stated; also figure:1m..2m and figure:>70%"},
		{"after:2026-03-01", "first seen that day or later"},
		{"before:2026-04", "first seen earlier than that day, month or year"},
		{"lang:de", "the language of the article"},
	}
}

// mostSearches is how many searches run at a time. They may hold some of the
// database's connections, never all of them.
const mostSearches = 2

// turn waits until a search may run; done lets the next one. ErrBusy when that
// takes too long.
func (s *site) turn(ctx context.Context) (done func(), err error) {
	wait := time.NewTimer(longestMaking / 3)
	defer wait.Stop()
	select {
	case s.searches <- struct{}{}:
		return func() { <-s.searches }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-wait.C:
		return nil, fmt.Errorf("too many searches at once: %w", news.ErrBusy)
	}
}

// rows lists articles; a search among them waits for its turn.
func (s *site) rows(ctx context.Context, q news.Query) (store.Found, error) {
	if q.Text == "" {
		rows, next, err := s.store.Articles(ctx, q)
		return store.Found{Rows: rows, Next: next}, err
	}
	done, err := s.turn(ctx)
	if err != nil {
		return store.Found{}, err
	}
	defer done()
	return s.store.Sought(ctx, q)
}
