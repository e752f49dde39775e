package event

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/news"
)

// firstReport weighs what the members say about who had it first: an explicit
// credit by somebody else, else the earliest that we saw and that links to no
// other member, else not known. What an outlet says of itself only contests.
// Claimed and observed times are never mixed, and a translator or copier is never
// named.
func firstReport(cl *cluster) news.FirstReport {
	members := cl.members
	claims := claimsOf(cl)
	if len(claims) == 0 || claims[0].first == 0 {
		r := earliest(members)
		r.Contested = contests(claims, r.Source)
		return r
	}
	top := claims[0]
	r := news.FirstReport{Kind: news.FirstCredited, Source: top.name, Evidence: top.evidence, Contested: contests(claims[1:], top.name)}
	for _, e := range top.evidence {
		if !slices.Contains(r.By, e.Article) {
			r.By = append(r.By, e.Article)
		}
	}
	for _, n := range members {
		if r.Article == "" && sameName(n.piece.OutletName, top.name) {
			r.Article = n.piece.ID
		}
	}
	return r
}

// claimant is a newsroom that some member credits.
type claimant struct {
	name     string
	relation news.Relation
	first    int // voices that say that it was first, its own apart
	evidence []news.CreditEvidence
	voices   []int
}

// credit is one member's credit, with the voice it speaks with.
type credit struct {
	by    *node
	voice int
	news.Citation
}

// oneText joins the members that speak with one voice: one outlet, owner or
// text.
func oneText(cl *cluster) *union {
	set := newUnion(len(cl.members))
	for _, v := range voices(cl) {
		if strings.HasPrefix(v.because, "credited to ") {
			continue // whoever credits the same newsroom still says so himself
		}
		for _, i := range v.members {
			set.join(v.members[0], i)
		}
	}
	return set
}

// claimsOf lists the newsrooms credited with the report, the most credited
// first: each origin has one voice, so that ten prints of one agency text count
// once.
func claimsOf(cl *cluster) []claimant {
	var out []claimant
	var one *union
	for i, n := range cl.members {
		for _, c := range n.piece.Findings.Citations {
			if c.Relation != news.RelFirstReport && c.Relation != news.RelSeenBy || isDerivative(c.Source, cl.members) {
				continue
			}
			if one == nil {
				one = oneText(cl)
			}
			for _, m := range cl.members { // by the name that the outlet bears
				if sameName(m.piece.OutletName, c.Source) {
					c.Source = m.piece.OutletName
				}
			}
			out = claim(out, credit{n, one.find(i), c})
		}
	}
	slices.SortStableFunc(out, func(a, b claimant) int {
		return cmp.Or(b.first-a.first, len(b.voices)-len(a.voices), cmp.Compare(a.name, b.name))
	})
	return out
}

// isDerivative reports whether a credited name is that of a member outlet that
// carries others' texts.
func isDerivative(name string, members []*node) bool {
	return slices.ContainsFunc(members, func(n *node) bool {
		return n.piece.DerivativeOf != "" && sameName(n.piece.OutletName, name)
	})
}

func claim(claims []claimant, c credit) []claimant {
	own := isOwnName(c.Source, c.by.piece.OutletName)
	if own {
		c.Source = c.by.piece.OutletName
	}
	i := slices.IndexFunc(claims, func(cl claimant) bool { return sameName(cl.name, c.Source) })
	if i < 0 {
		i = len(claims)
		claims = append(claims, claimant{name: c.Source, relation: c.Relation})
	}
	cl := &claims[i]
	if len(c.Source) > len(cl.name) {
		cl.name = c.Source // "Financial Times" rather than "FT"
	}
	if c.Relation == news.RelFirstReport {
		cl.relation = c.Relation
		if !own && (cl.first == 0 || !slices.Contains(cl.voices, c.voice)) {
			cl.first++
		}
	}
	if !slices.Contains(cl.voices, c.voice) {
		cl.voices = append(cl.voices, c.voice)
	}
	cl.evidence = append(cl.evidence, news.CreditEvidence{Article: c.by.piece.ID, Span: c.Evidence[0]})
	return claims
}

// contests are the other claims; what names the same newsroom contests nothing.
func contests(others []claimant, source string) []news.Contest {
	var out []news.Contest
	for _, o := range others {
		if !sameName(o.name, source) {
			out = append(out, news.Contest{Source: o.name, Relation: o.relation, Evidence: o.evidence})
		}
	}
	return out
}

// earliest is the first report that we saw appear. What was there already when
// we began to watch an outlet says nothing about order, and whoever links to
// another member's report had it from there. A body's own statement is what is
// reported, not its first report, as long as somebody reports it.
func earliest(members []*node) news.FirstReport {
	var able []*node
	for _, n := range members {
		if n.piece.DerivativeOf == "" && isReporter(n) {
			able = append(able, n)
		}
	}
	if len(able) == 0 {
		for _, n := range members {
			if n.piece.DerivativeOf == "" {
				able = append(able, n)
			}
		}
	}
	sources := slices.DeleteFunc(slices.Clone(able), func(n *node) bool { return linksTo(n, able) != nil })
	if len(sources) == 0 {
		sources = able
	}
	slices.SortFunc(sources, bySeen)
	// Somebody whose time is not known can have been before all others.
	if len(sources) == 0 || slices.ContainsFunc(sources, unwatched) {
		return news.FirstReport{Kind: news.FirstUnknown}
	}
	first := sources[0]
	r := news.FirstReport{Kind: news.FirstEarliest, Source: first.piece.OutletName, Article: first.piece.ID, At: first.piece.FirstSeen}
	for _, n := range members {
		if l := linkTo(n, first); l != nil && l.Start >= 0 {
			r.By = append(r.By, n.piece.ID)
			r.Evidence = append(r.Evidence, news.CreditEvidence{Article: n.piece.ID,
				Span: news.Span{Field: news.FieldText, Start: l.Start, End: l.End, Quote: l.Anchor, Rule: "link"}})
		}
	}
	return r
}

// unwatched reports whether nobody saw the piece appear.
func unwatched(n *node) bool {
	return n.piece.FromFirst || n.piece.AddedBy != "" || n.piece.FirstSeen.IsZero()
}

// linksTo is the first of others, of another outlet, that n links to.
func linksTo(n *node, others []*node) *node {
	for _, o := range others {
		if o != n && o.piece.Article.Outlet != n.piece.Article.Outlet && linkTo(n, o) != nil {
			return o
		}
	}
	return nil
}

func linkTo(n, other *node) *news.Link {
	target := linkTerm(other.piece.URL)
	for i := range n.piece.Text.Links {
		if linkTerm(n.piece.Text.Links[i].URL) == target {
			return &n.piece.Text.Links[i]
		}
	}
	return nil
}

// commonClock is a way to tell the time that means the same for all of a group:
// when we saw them if we saw all of them appear, what they claim if all claim
// something usable, and otherwise again when we saw them.
func commonClock(group []*node) func(*node) time.Time {
	seen := func(n *node) time.Time { return n.piece.FirstSeen }
	if !slices.ContainsFunc(group, unwatched) {
		return seen
	}
	if slices.ContainsFunc(group, func(n *node) bool { return !n.piece.Published.Usable() }) {
		return seen
	}
	return func(n *node) time.Time { return n.piece.Published.Time }
}
