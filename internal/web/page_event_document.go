package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cipherdesk/internal/address"
	"cipherdesk/internal/digest"
	"cipherdesk/internal/event"
	"cipherdesk/internal/news"
)

// documentPage is a primary document of an event: who links it, who only names it,
// what they take from it, and what we read of it.
type documentPage struct {
	news.Document
	Event   news.EventRow
	Links   []reference
	Names   []reference
	Quotes  []passage
	Figures []passage
	Own     *news.Row // what we read of it; nil: nothing
}

// reference is an article that relies on a document, with its words.
type reference struct {
	news.Row
	Words []attributed
}

// passage is a quotation or number that an article takes from a document.
type passage struct {
	news.Row
	Quote quoted
	Found bool // it stands in the document as we read it
}

// mostPassages is how many of a kind a document's page shows.
const mostPassages = 12

func (s *site) document(ctx context.Context, r *http.Request) (view, error) {
	doc, row, pieces, err := s.readDocument(ctx, r.PathValue("id"))
	if err != nil {
		return view{}, err
	}
	p := documentPage{Document: doc, Event: row}
	own, err := s.ownText(ctx, doc, pieces)
	if err != nil {
		return view{}, err
	}
	if own != nil {
		p.Own = &own.Row
		if len(p.Addresses) == 0 {
			p.Addresses = []string{own.URL}
		}
	}
	p.fill(pieces, own, func(piece news.Piece) digest.Allowance { return s.allow(piece) })
	return view{Template: "document", Title: p.Title(), Path: "/document/" + string(doc.ID), Section: "/events", Feed: "/document/" + string(doc.ID),
		Description: "Who links it, who only names it, and what they take from it.", Data: p}, nil
}

// readDocument finds a document with its event and what was read of its articles.
func (s *site) readDocument(ctx context.Context, name string) (doc news.Document, row news.EventRow, pieces map[news.ArticleID]news.Piece, err error) {
	id := news.DocumentID(name)
	if row, err = s.documentEvent(ctx, id); err != nil {
		return doc, row, nil, err
	}
	if pieces, err = s.store.PiecesOf(ctx, articleIDs(row.Rows, mostPieces)); err != nil {
		return doc, row, nil, fmt.Errorf("texts of the event: %w", err)
	}
	doc, err = findDocument(event.Documents(inList(row.Rows, pieces)), id)
	return doc, row, pieces, err
}

// documentEvent is the event of the article that a document is named after.
func (s *site) documentEvent(ctx context.Context, id news.DocumentID) (news.EventRow, error) {
	article, _, _ := strings.Cut(string(id), "-")
	pieces, err := s.store.PiecesOf(ctx, []news.ArticleID{news.ArticleID(article)})
	if err != nil {
		return news.EventRow{}, err
	}
	in := pieces[news.ArticleID(article)].Event
	if in == "" {
		return news.EventRow{}, fmt.Errorf("document %q: %w", id, news.ErrNotFound)
	}
	return s.store.Event(ctx, in)
}

// findDocument is the one of that name. One that an earlier article has come to rely
// on has moved to a new name.
func findDocument(docs []news.Document, id news.DocumentID) (news.Document, error) {
	article, kind, _ := strings.Cut(string(id), "-")
	var now news.DocumentID
	for _, d := range docs {
		if d.ID == id {
			return d, nil
		}
		relies := slices.ContainsFunc(d.Refs, func(r news.DocumentRef) bool { return string(r.Article) == article })
		if now == "" && relies && strings.HasPrefix(kind, string(d.Kind)) {
			now = d.ID
		}
	}
	if now != "" {
		return news.Document{}, &moved{"/document/" + string(now), http.StatusMovedPermanently}
	}
	return news.Document{}, fmt.Errorf("document %q: %w", id, news.ErrNotFound)
}

// inList are the pieces that were read, in the order of the rows.
func inList(rows []news.Row, pieces map[news.ArticleID]news.Piece) (out []news.Piece) {
	for _, r := range rows {
		if p, ok := pieces[r.ID]; ok {
			out = append(out, p)
		}
	}
	return out
}

// ownText is what we read of the document itself: a member of the event, or a page
// that we watch at one of its addresses; nil when that is none.
func (s *site) ownText(ctx context.Context, d news.Document, pieces map[news.ArticleID]news.Piece) (*news.Piece, error) {
	if p, ok := pieces[d.Article]; ok {
		return &p, nil
	}
	for _, a := range d.Addresses {
		canonical, err := address.Canonical(a)
		if err != nil {
			continue
		}
		id, err := s.store.Resolve(ctx, canonical)
		if errors.Is(err, news.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found, err := s.store.PiecesOf(ctx, []news.ArticleID{id})
		if p, ok := found[id]; ok || err != nil {
			return &p, err
		}
	}
	return nil, nil
}

func (p *documentPage) fill(pieces map[news.ArticleID]news.Piece, own *news.Piece, allow func(news.Piece) digest.Allowance) {
	allowed := map[news.ArticleID]digest.Allowance{}
	words := func(id news.ArticleID, span news.Span) (quoted, bool) {
		if _, known := allowed[id]; !known {
			allowed[id] = allow(pieces[id])
		}
		return passageOf(allowed[id], span)
	}
	for _, ref := range p.Refs {
		if ref.Article == p.Article {
			continue // the document itself
		}
		line := reference{Row: pieces[ref.Article].Row}
		for _, span := range ref.Evidence[:min(len(ref.Evidence), mostSaid)] {
			if q, ok := words(ref.Article, span); ok {
				line.Words = withPassage(line.Words, attributed{quoted: q})
			}
		}
		if ref.Links {
			p.Links = append(p.Links, line)
		} else {
			p.Names = append(p.Names, line)
		}
	}
	takes := func(uses []news.DocumentUse) (out []passage) {
		for _, use := range uses {
			q, ok := words(use.Article, use.Span)
			if !ok || len(out) == mostPassages {
				continue
			}
			out = append(out, passage{Row: pieces[use.Article].Row, Quote: q,
				Found: own != nil && own.ID != use.Article && strings.Contains(onOneLine(own.Text.Body), onOneLine(digest.Unquoted(use.Span.Quote)))})
		}
		return out
	}
	p.Quotes, p.Figures = takes(p.Document.Quotes), takes(p.Document.Figures)
}

// onOneLine puts a text on one line.
func onOneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Title is what the document is called, and by whom it is.
func (p documentPage) Title() string {
	title := p.Name
	switch {
	case title == "" && p.URL != "":
		title = p.URL
	case !strings.Contains(title, " "): // "letter" is no name
		title = "The " + documentWords(p.Kind)
	}
	if p.By != "" && p.Article != "" { // what a text names with a document need not be all who wrote it
		title += " of " + p.By
	}
	first, size := utf8.DecodeRuneInString(title)
	return string(unicode.ToUpper(first)) + title[size:]
}
