package web

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/event"
	"cipherdesk/internal/news"
)

// besides is what an event's page shows beside its articles: the documents that
// it is about, who covers it in what words, when, and the storyline it is a step
// of.
type besides struct {
	Documents []documentLine
	Sides     []sideLine
	Countries []news.Side
	Moments   []momentLine
	Line      []stepLine
}

// documentLine is a primary document with who links it and who only names it.
type documentLine struct {
	news.Document
	Named int          // articles that name it without a link
	Said  []attributed // words and numbers that articles take from it
}

// sideLine is what outlets of one kind have on the event.
type sideLine struct {
	news.Side
	Rows []news.Row // of its headlines
	Said []attributed
}

// attributed is a passage with whose words it is: a quotation under a newspaper's
// headline is not the newspaper's.
type attributed struct {
	quoted
	Who, In string // speaker; outlet
}

type momentLine struct {
	news.Moment
	Outlet string
}

// stepLine is another event of the storyline.
type stepLine struct {
	news.EventRow
	Why []string // what joins it to an earlier one
	Now bool     // the event of this page
}

// carried says whose text an article carries.
type carried struct {
	Words  string
	Of     news.ArticleID
	Outlet string
	Why    string
}

// beside fills it from the texts that were read, which need not be all of a large
// event: a kind of actor that the event has is never said to be missing.
func (p *eventPage) beside(byID map[news.ArticleID]news.Piece, outlets []news.OutletState, allowed map[news.ArticleID]digest.Allowance) {
	b := &p.besides
	var pieces []news.Piece
	covered := map[news.Kind]bool{}
	for _, r := range p.Row.Rows {
		covered[r.Kind] = true
		if piece, ok := byID[r.ID]; ok {
			pieces = append(pieces, piece)
		}
	}
	said := func(id news.ArticleID, span news.Span) (quoted, bool) {
		return passageOf(allowed[id], span)
	}
	for _, d := range event.Documents(pieces) {
		line := documentLine{Document: d, Named: len(d.Refs) - d.Linked()}
		for _, use := range append(slices.Clone(d.Quotes), d.Figures...) {
			if q, ok := said(use.Article, use.Span); ok {
				line.Said = withPassage(line.Said, attributed{quoted: q, In: byID[use.Article].OutletName})
			}
		}
		b.Documents = append(b.Documents, line)
	}
	var watched []news.Watched
	for _, o := range outlets {
		if len(o.Feeds) > 0 {
			watched = append(watched, news.Watched{Outlet: o.Outlet, Readable: digest.Readable(o.Feeds)})
		}
	}
	c := event.Compare(pieces, watched)
	for _, side := range c.Kinds {
		if len(side.Headlines) == 0 && covered[side.Kind] {
			continue
		}
		line := sideLine{Side: side}
		for _, h := range side.Headlines {
			line.Rows = append(line.Rows, byID[h.Article].Row)
		}
		for _, q := range side.Quotes {
			if words, ok := said(q.Article, q.Span); ok && !(words.Shortened && utf8.RuneCountInString(words.Words) < leastCut) {
				line.Said = withPassage(line.Said, attributed{words, whose(byID[q.Article], q), byID[q.Article].OutletName})
			}
		}
		b.Sides = append(b.Sides, line)
	}
	b.Countries = slices.DeleteFunc(c.Countries, func(s news.Side) bool { return s.Outlets == 0 })
	for _, m := range event.Timeline(pieces) {
		b.Moments = append(b.Moments, momentLine{m, byID[m.Article].OutletName})
	}
}

// whose words a quotation is: the speaker's, or those of a document that the text
// quotes, or of a body.
func whose(p news.Piece, q news.UsedQuote) string {
	if q.Speaker != "" {
		return q.Speaker
	}
	for _, c := range p.Findings.Citations {
		if c.Kind == news.CiteQuote && c.Source != "" && slices.Contains(c.Evidence, q.Span) {
			return digest.SourceWords(c.Source)
		}
	}
	return cmp.Or(q.Organisation, "somebody not named")
}

// leastCut is how many characters of a quotation that was cut say anything.
const leastCut = 30

// mostSaid is how many passages of one document or side are shown.
const mostSaid = 3

// withPassage adds a passage while there is room, unless its words are there: what
// two articles quote of a letter stands once, and whole if one of them has it whole.
func withPassage(list []attributed, q attributed) []attributed {
	for i, x := range list {
		switch {
		case x.Words == q.Words, q.Shortened && strings.HasPrefix(x.Words, q.Words):
			return list
		case x.Shortened && strings.HasPrefix(q.Words, x.Words):
			list[i] = q
			return list
		}
	}
	if len(list) == mostSaid {
		return list
	}
	return append(list, q)
}

// Covering reports whether outlets of at least two kinds are set side by side.
func (b besides) Covering() bool {
	n := 0
	for _, s := range b.Sides {
		if len(s.Headlines) > 0 {
			n++
		}
	}
	return n > 1
}

// carry notes for each member whose text it carries, and why.
func (p *eventPage) carry(byID map[news.ArticleID]news.Piece) {
	var pieces []news.Piece
	at := map[news.ArticleID]int{}
	for i, m := range p.Members {
		at[m.ID] = i
		if piece, ok := byID[m.ID]; ok {
			pieces = append(pieces, piece)
		}
	}
	for _, c := range event.Carried(pieces) {
		i, ok := at[c.Article]
		if !ok {
			continue
		}
		line := carried{Words: copyWords(c), Of: c.Of, Outlet: byID[c.Of].OutletName, Why: strings.Join(c.Why, "; ")}
		p.Members[i].Carries = append(p.Members[i].Carries, line)
	}
}

func copyWords(c news.Copy) string {
	switch c.Kind {
	case news.CopyTranslation:
		return "possible translation of"
	case news.CopyReworded:
		return "says the same in other words as"
	}
	return "same text as"
}

func documentWords(k news.DocumentKind) string {
	switch k {
	case news.DocFiling:
		return "court paper"
	case news.DocOther:
		return "document"
	}
	return string(k)
}

// lineReach is how far back events are looked at for storylines, and how many.
const (
	lineReach  = 400 * 24 * time.Hour
	lineEvents = 500
)

// storylineOf lists the events of which this one is a step, oldest first. What
// cannot be read is left out: the page stands without it.
func (s *site) storylineOf(ctx context.Context, id news.EventID) (out []stepLine) {
	rows, _, err := s.store.Events(ctx, news.EventQuery{Since: s.o.Clock().Add(-lineReach), Limit: lineEvents})
	if err != nil {
		s.o.Log.Warn("storyline not read", "event", id, "err", err)
		return nil
	}
	byID, all := map[news.EventID]news.EventRow{}, make([]news.Event, len(rows))
	for i, r := range rows {
		byID[r.ID], all[i] = r, r.Event
	}
	for _, line := range event.Storylines(all) {
		if !slices.Contains(line.Events, id) {
			continue
		}
		why := map[news.EventID][]string{}
		for _, step := range line.Steps {
			for _, r := range step.Why {
				why[step.To] = append(why[step.To], digest.Shorten(r.Words, longestReason))
			}
		}
		for _, e := range line.Events {
			out = append(out, stepLine{EventRow: byID[e], Why: why[e], Now: e == id})
		}
	}
	return out
}
