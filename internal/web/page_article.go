package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// articlePage is what the article templates see.
type articlePage struct {
	news.Full
	Rights    string // why little is shown; empty otherwise
	Excerpt   string
	Relies    []citationLine
	Links     []citationLine
	Figures   []figureLine
	Tags      []tagLine
	Verdict   []quoted
	EventRow  *news.EventRow
	SameText  *news.Row
	Origin    string // the outlet whose texts its outlet carries; empty: none is known
	CopyRows  []news.Row
	OtherDate []news.Claim
	LastFetch []news.Fetch
	Archive   string       // address of the page in the public archive; empty for samples
	Whole     []wholeField // the text with every finding in its place, for the desk alone
	Withheld  int          // findings whose words may not be shown
}

// quoted is one passage that may be shown.
type quoted struct {
	Words     string
	Shortened bool
	Field     news.Field
	Rule      string
}

type citationLine struct {
	news.Citation
	Quote *quoted
	Again int // how many like it follow, whose words are not shown either
}

// Telling is the quotation, unless it only repeats the name that stands before it.
func (l citationLine) Telling() *quoted {
	if l.Quote != nil && l.Speaker == "" && strings.EqualFold(l.Quote.Words, strings.TrimPrefix(cmp.Or(l.Source, l.Organisation), "the ")) {
		return nil
	}
	return l.Quote
}

// folded counts citations of one source without words as one line.
func folded(lines []citationLine, line citationLine) []citationLine {
	for i := range lines {
		have := &lines[i]
		if line.Quote == nil && have.Quote == nil && have.Kind == line.Kind && have.Relation == line.Relation && have.Speaker == line.Speaker &&
			have.Role == line.Role && have.Organisation == line.Organisation && have.Source == line.Source && have.URL == line.URL {
			have.Again++
			return lines
		}
	}
	return append(lines, line)
}

type figureLine struct {
	news.Figure
	N     int
	Quote *quoted
	Same  news.FigureID // the quantity that other articles state too; empty: none does
}

type tagLine struct {
	news.Tag
	Quotes []quoted
}

// announced is a name by which feeds announced an article, and when each entry
// of that name was first seen: a changed one is another entry.
type announced struct {
	GUID  string
	Times []time.Time
}

// mostAnnounced is how many entries of feeds a page lists.
const mostAnnounced = 4

// Announced lists the names by which feeds announced the article, each once.
func (p articlePage) Announced() (list []announced) {
	for _, item := range p.Items[:min(len(p.Items), mostAnnounced)] {
		at := slices.IndexFunc(list, func(a announced) bool { return a.GUID == item.GUID })
		if at < 0 {
			at, list = len(list), append(list, announced{GUID: item.GUID})
		}
		list[at].Times = append(list[at].Times, item.FirstSeen)
	}
	return list
}

// pieceOf is the article as clustering and allowances see it.
func pieceOf(f news.Full) news.Piece {
	return news.Piece{Row: f.Row, Owner: f.Outlet.Owner, DerivativeOf: f.Outlet.DerivativeOf, Text: f.Text, Findings: f.Findings}
}

// readArticle reads an article, or the tombstone of a withdrawn one.
func (s *site) readArticle(ctx context.Context, id string) (news.Full, error) {
	f, err := s.store.Article(ctx, news.ArticleID(id))
	if errors.Is(err, news.ErrGone) {
		return f, &gone{"article", f.Withdrawn}
	}
	return f, err
}

func (s *site) allow(p news.Piece) digest.Allowance {
	if s.o.Desk {
		return digest.AllowAll(p)
	}
	return digest.Allow(p)
}

func (s *site) article(ctx context.Context, r *http.Request) (view, error) {
	f, err := s.readArticle(ctx, r.PathValue("id"))
	if err != nil {
		return view{}, err
	}
	p := articlePage{Full: f, Archive: s.captured(f)}
	if err := s.around(ctx, &p); err != nil {
		return view{}, err
	}
	allowed := s.allow(pieceOf(f))
	p.Excerpt, p.Rights = allowed.Excerpt, allowed.Why
	p.fill(allowed)
	if err := s.figuresOf(ctx, &p); err != nil {
		return view{}, err
	}
	if s.o.Desk {
		p.Whole = s.inPlace(&f)
	}
	for _, c := range f.Text.Dates {
		same := func(o news.Claim) bool {
			return digest.ClaimWords(o) == digest.ClaimWords(c) && claimedBy(o) == claimedBy(c)
		}
		if c.Known() && !same(f.Published) && !slices.ContainsFunc(p.OtherDate, same) {
			p.OtherDate = append(p.OtherDate, c)
		}
	}
	p.LastFetch = f.Fetches[:min(len(f.Fetches), 10)]
	return view{Template: "article", Title: cmp.Or(f.Title, "(without a headline)"), Description: p.Excerpt,
		Path: "/article/" + string(f.ID), NoIndex: p.Rights != "", Cite: s.citeArticle(f.Row, f.Text.Rights), Data: p}, nil
}

// around reads what stands beside an article: its event and its copies.
func (s *site) around(ctx context.Context, p *articlePage) error {
	if p.Event != "" {
		ev, err := s.store.Event(ctx, p.Event)
		if err != nil && !errors.Is(err, news.ErrNotFound) && !errors.Is(err, news.ErrGone) {
			return err
		}
		if err == nil {
			p.EventRow = &ev
		}
	}
	if id := p.Outlet.DerivativeOf; id != "" {
		p.Origin = string(id)
		if of, err := s.store.Outlet(ctx, id); err == nil {
			p.Origin = of.Outlet.Name
		}
	}
	ids := p.Copies
	if p.SameTextAs != "" {
		ids = append([]news.ArticleID{p.SameTextAs}, ids...)
	}
	pieces, err := s.store.PiecesOf(ctx, ids)
	if err != nil {
		return fmt.Errorf("same texts: %w", err)
	}
	for _, id := range ids {
		piece, ok := pieces[id]
		switch {
		case !ok:
		case id == p.SameTextAs:
			p.SameText = &piece.Row
		default:
			p.CopyRows = append(p.CopyRows, piece.Row)
		}
	}
	return nil
}

// fill sets out every finding with the words it rests on, as far as they may
// be shown.
func (p *articlePage) fill(allowed digest.Allowance) {
	for _, c := range p.Findings.Citations {
		line := citationLine{Citation: c, Quote: p.first(allowed, c.Evidence)}
		if c.Kind == news.CiteLink {
			p.Links = append(p.Links, line)
		} else {
			p.Relies = folded(p.Relies, line)
		}
	}
	slices.SortStableFunc(p.Relies, func(a, b citationLine) int { return cmp.Compare(citeRank(a.Citation), citeRank(b.Citation)) })
	for n, f := range p.Findings.Figures {
		p.Figures = append(p.Figures, figureLine{Figure: f, N: n, Quote: p.first(allowed, f.Evidence)})
	}
	for _, t := range p.Findings.Tags {
		p.Tags = append(p.Tags, tagLine{t, p.several(allowed, t.Evidence, 3)})
	}
	p.Verdict = p.several(allowed, p.Findings.Story.Evidence, 3)
}

func citeRank(c news.Citation) int {
	return slices.Index([]news.CitationKind{news.CiteCredit, news.CiteDocument, news.CiteQuote, news.CiteAttribution, news.CiteLink}, c.Kind)
}

func (p *articlePage) first(allowed digest.Allowance, spans []news.Span) *quoted {
	got := p.several(allowed, spans, 1)
	if len(got) == 0 {
		return nil
	}
	return &got[0]
}

// several shows up to n different passages of the spans and counts a finding
// that has to go without.
func (p *articlePage) several(allowed digest.Allowance, spans []news.Span, n int) []quoted {
	var shown []quoted
	seen := map[string]bool{}
	for _, s := range spans {
		q, ok := passageOf(allowed, s)
		if !ok || seen[strings.ToLower(q.Words)] {
			continue
		}
		seen[strings.ToLower(q.Words)] = true
		if len(shown) < n {
			shown = append(shown, q)
		}
	}
	if len(shown) == 0 && len(spans) > 0 {
		p.Withheld++
	}
	return shown
}
