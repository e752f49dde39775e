package digest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Notes are what editions take from one article's text: its figures, the
// quotations that may be shown, and the documents it relies on.
type Notes struct {
	Article   news.ArticleID
	Outlet    news.OutletID
	Name      string // of the outlet
	Figures   []news.Figure
	Quotes    []Quote // Mark not set yet
	Documents []Document
}

// NotesOf reads an article for editions.
func NotesOf(p news.Piece) Notes {
	n := Notes{Article: p.ID, Outlet: p.Outlet, Name: p.OutletName, Documents: documentsOf(p)}
	for _, f := range p.Findings.Figures {
		f.Evidence = first(f.Evidence, 1)
		n.Figures = append(n.Figures, f)
	}
	allowed := Allow(p)
	for _, c := range p.Findings.Citations {
		if q, ok := quoteFrom(p, c, allowed); ok && len(n.Quotes) < mostNoted {
			n.Quotes = append(n.Quotes, q)
		}
	}
	return n
}

// mostNoted is how many quotations of one article an edition chooses from.
const mostNoted = 8

// AllNotes reads several articles for editions.
func AllNotes(pieces map[news.ArticleID]news.Piece) map[news.ArticleID]Notes {
	notes := map[news.ArticleID]Notes{}
	for id, p := range pieces {
		notes[id] = NotesOf(p)
	}
	return notes
}

func documentsOf(p news.Piece) []Document {
	var list []Document
	for _, c := range p.Findings.Citations {
		known := slices.ContainsFunc(list, func(d Document) bool { return d.URL == c.URL })
		if c.Kind == news.CiteDocument && c.URL != "" && !known {
			list = append(list, Document{Label: c.Source, URL: c.URL, Linked: 1})
		}
	}
	return list
}

// What makes a quotation fit for an edition, in characters.
const (
	quoteLeast = 30
	quoteFull  = 50 // from here on it stands by itself; a cut one must
	quoteMost  = 240
)

func quoteFrom(p news.Piece, c news.Citation, allowed Allowance) (Quote, bool) {
	if c.Kind != news.CiteQuote || cmp.Or(c.Speaker, c.Organisation, c.Source) == "" {
		return Quote{}, false
	}
	span, ok := allowed.First(c.Evidence)
	if !ok || span.Field == news.FieldTitle {
		return Quote{}, false
	}
	words := strings.Join(strings.Fields(Unquoted(span.Quote)), " ")
	if utf8.RuneCountInString(words) < quoteLeast {
		return Quote{}, false
	}
	q := Quote{Words: Shorten(words, quoteMost), Speaker: c.Speaker, Body: cmp.Or(c.Organisation, c.Source),
		Article: p.ID, Outlet: p.OutletName, Lang: p.Language, Span: span}
	if c.Speaker == "" && c.Source != "" && !named(c.Source) {
		// Words of a letter are the letter's: many may have signed it, and the body
		// that a text names with it is one of them.
		q.Body, q.with = SourceWords(c.Source), c.Organisation
	}
	q.Shortened = q.Words != words || !slices.Contains(c.Evidence, span)
	return q, q.full() || !q.Shortened
}

// Shelf keeps notes of articles and sealed editions, so that a page made anew
// reads only what is new. It is safe for use by several goroutines. The zero
// value is ready.
type Shelf struct {
	mu       sync.Mutex
	kept     map[news.ArticleID]shelved
	editions map[string]Edition // by their stamps
	fixed    map[store.SeenChange]Correction

	following sync.Mutex // guards the rest, for as long as an edition is made
	state     store.State
	serial    int // of memos, never used twice
	memos     map[string]*memo
	counts    map[Period]DayCount // of days that are not sealed
	edges     edges
}

type shelved struct {
	stamp string
	Notes
}

// What a shelf holds at most: some kilobytes a note, some hundred an edition.
const mostShelved, mostEditions, mostFixed = 2048, 32, 256

func (s *Shelf) correction(of store.SeenChange) (Correction, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.fixed[of]
	return c, ok
}

func (s *Shelf) putCorrection(of store.SeenChange, c Correction) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fixed == nil || len(s.fixed) >= mostFixed {
		s.fixed = map[store.SeenChange]Correction{}
	}
	s.fixed[of] = c
}

func (s *Shelf) sealed(stamp string) (Edition, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.editions[stamp]
	return e, ok
}

func (s *Shelf) putSealed(stamp string, e Edition) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.editions == nil || len(s.editions) >= mostEditions {
		s.editions = map[string]Edition{}
	}
	s.editions[stamp] = e
}

// read returns the notes of articles, from the shelf where they still hold.
func (s *Shelf) read(ctx context.Context, r *store.Reader, ids []news.ArticleID) (map[news.ArticleID]Notes, error) {
	stamps, err := r.Stamps(ctx, ids)
	if err != nil {
		return nil, err
	}
	notes, missing := s.take(stamps)
	pieces, err := r.PiecesOf(ctx, missing)
	if err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	for id, n := range AllNotes(pieces) {
		notes[id] = n
		s.put(id, stamps[id], n)
	}
	return notes, nil
}

func (s *Shelf) take(stamps map[news.ArticleID]string) (notes map[news.ArticleID]Notes, missing []news.ArticleID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	notes = map[news.ArticleID]Notes{}
	for id, stamp := range stamps {
		if have, ok := s.kept[id]; ok && have.stamp == stamp {
			notes[id] = have.Notes
		} else {
			missing = append(missing, id)
		}
	}
	slices.Sort(missing)
	return notes, missing
}

func (s *Shelf) put(id news.ArticleID, stamp string, n Notes) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil || len(s.kept) >= mostShelved {
		s.kept = map[news.ArticleID]shelved{} // rarely full; what is needed comes back
	}
	s.kept[id] = shelved{stamp, n}
}
