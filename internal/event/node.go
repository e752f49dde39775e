package event

import (
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// node is one article in the graph of likeness.
type node struct {
	piece   news.Piece // only what reasons and credits need; see keep
	span    days
	listing bool      // an index, tag or search page: a member of nothing
	field   bool      // it names what only this field is about
	said    []said    // sorted by term
	spoken  []wording // of each term of said, in its order
	vector  []weighted
	linked  bool   // in the index
	near    []edge // neighbours, most alike first
	same    []*node
	body
	outline
	title
	canonical term // the address that the page names as its own, when it is another; else 0
	event     *cluster

	kin []*node // of the nearest: one text in other words

	seat   int32  // in the index, while linked
	sum    int64  // scratch of index.best
	number int    // scratch of newGrouping and linked
	walk   uint32 // scratch of reach

	desk    *news.EventEdit // what put it into its event, when an editor did
	why     []news.Reason   // what it shares with whyNear, the nearest member of its event
	whyNear *node
}

// edge is a neighbour with its likeness, 0 to 1, and how firm that stands when
// nobody else speaks for it, 0 to 1: on one thing in common, or on several.
type edge struct {
	to         *node
	like, firm float32
}

func newNode(p *news.Piece) *node {
	n := &node{piece: keep(p), span: credible(p), listing: isListing(p)}
	if t := linkTerm(p.Text.Canonical); p.Text.Canonical != "" && t != linkTerm(p.URL) {
		n.canonical = t
	}
	return n
}

func (n *node) drop(other *node) {
	n.near = slices.DeleteFunc(n.near, func(e edge) bool { return e.to == other })
}

// likeness to another node; 0 when they are no neighbours.
func (n *node) likeness(other *node) float64 {
	for _, e := range n.near {
		if e.to == other {
			return float64(e.like)
		}
	}
	return 0
}

// replace puts one node in the place of another, or takes it out for nil.
func (cl *cluster) replace(old, by *node) {
	i := slices.Index(cl.members, old)
	if by != nil {
		cl.members[i] = by
		return
	}
	cl.members = slices.Delete(cl.members, i, i+1)
}

// latest is the last time at which the article can be news.
func (n *node) latest() time.Time {
	if n.span.to.After(n.piece.FirstSeen) && n.span.known {
		return n.span.to
	}
	return n.piece.FirstSeen
}

const (
	leadWords    = 120
	mostSummary  = 1200 // bytes
	shortestLead = 40   // bytes; a summary that begins like the body is its beginning
)

// keep copies what is asked of a piece after it was placed, so that no text
// stays in memory.
func keep(p *news.Piece) news.Piece {
	k := news.Piece{Row: p.Row, Owner: p.Owner, DerivativeOf: p.DerivativeOf}
	k.Byline, k.Aliases, k.Tags, k.Excerpt = authors(p.Byline), nil, nil, ""
	k.Text.Links = outgoing(p)
	for _, c := range p.Findings.Citations {
		if c.Kind == news.CiteCredit && c.Source != "" && len(c.Evidence) > 0 {
			c.Evidence = spans(c.Evidence)
			k.Findings.Citations = append(k.Findings.Citations, c)
		}
	}
	return k
}

// mostAuthors bounds a byline.
const mostAuthors = 4

// authors are the names of a byline that tell one hand from another.
func authors(byline []string) []string {
	var out []string
	for _, name := range byline {
		if !slices.Contains(nobody, text.Fold(name)) && len(out) < mostAuthors {
			out = append(out, strings.Clone(name))
		}
	}
	return out
}

// nobody are bylines of whoever was on duty, folded.
var nobody = strings.Split("staff,editor,editors,editorial,editorial team,newsroom,news desk,newsdesk,press office,press release,"+
	"admin,administrator,guest,guest author,reporter,correspondent,our correspondent,staff writer,staff reporter,team,redaktion,"+
	"redactie,redaction,la redaction,redaccion,redazione,redaktionen,redaksjonen,redacao,agencies,agencias,agenturen,communications", ",")

// spans is the first of them, without its text in memory.
func spans(all []news.Span) []news.Span {
	s := all[0]
	s.Quote = strings.Clone(s.Quote)
	return []news.Span{s}
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// lead is as much of a body as counts for what it is about.
func lead(body string) string { return firstWords(body, leadWords) }

// firstWords counts what ASCII white space parts: near enough, and a hundred
// times cheaper than reading.
func firstWords(s string, most int) string {
	words := 0
	for i := 1; i < len(s); i++ {
		if s[i] <= ' ' && s[i-1] > ' ' {
			if words++; words >= most {
				return s[:i]
			}
		}
	}
	return clip(s, 16*most)
}

// days is the time an article can be from: a moment, or a span when only a
// month or a year is known, or anything before it was seen.
type days struct {
	from, to time.Time
	known    bool // false: nothing but to is known, the moment it was seen
	vague    bool // a year
}

// credible is when an article can have been published: what it claims when
// that is known and plausible, otherwise when we saw it appear. What was there
// before we looked, or was added by hand, can be of any age.
func credible(p *news.Piece) days {
	c := p.Published
	if c.Doubt == "" && (p.FirstSeen.IsZero() || !c.Time.After(p.FirstSeen.Add(36*time.Hour))) {
		switch c.Precision {
		case news.PrecisionYear:
			return days{from: c.Time, to: c.Time.AddDate(1, 0, -1), known: true, vague: true}
		case news.PrecisionMonth:
			return days{from: c.Time, to: c.Time.AddDate(0, 1, -1), known: true}
		case news.PrecisionNone:
		default:
			return days{from: c.Time, to: c.Time, known: true}
		}
	}
	return days{from: p.FirstSeen, to: p.FirstSeen, known: !p.FromFirst && p.AddedBy == "" && !p.FirstSeen.IsZero()}
}

// apart is the time between two known spans, 0 when they overlap: a quarter of
// each, which nobody knows the day in, is part of it.
func (d days) apart(o days) time.Duration {
	if d.from.After(o.from) {
		d, o = o, d
	}
	if !d.to.Before(o.from) {
		return 0
	}
	return o.from.Sub(d.to) + (d.to.Sub(d.from)+o.to.Sub(o.from))/4
}
