package event

import (
	"cmp"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// firstReport weighs what the members say about who had it first: an explicit
// credit, else the earliest that we saw, else not known. Claimed and observed
// times are never mixed, and a translator or copier is never named.
func firstReport(members []*node) news.FirstReport {
	credits := creditsOf(members)
	if len(credits) > 0 && credits[0].first > 0 {
		top := credits[0]
		r := news.FirstReport{Kind: news.FirstCredited, Source: top.name, Evidence: top.evidence}
		for _, e := range top.evidence {
			r.By = append(r.By, e.Article)
		}
		for _, n := range members {
			if strings.EqualFold(n.piece.OutletName, top.name) {
				r.Article = n.piece.ID
			}
		}
		r.Contested = contests(credits[1:])
		return r
	}
	r := earliest(members)
	r.Contested = contests(credits)
	return r
}

// claimant is a newsroom that some member credits.
type claimant struct {
	name     string
	relation news.Relation
	first    int // how many say that it was first
	evidence []news.CreditEvidence
}

func creditsOf(members []*node) []claimant {
	by := map[string]*claimant{}
	for _, n := range members {
		for _, c := range n.piece.Findings.Citations {
			if c.Kind != news.CiteCredit || c.Source == "" || len(c.Evidence) == 0 {
				continue
			}
			if c.Relation != news.RelFirstReport && c.Relation != news.RelSeenBy {
				continue
			}
			note(by, n, c)
		}
	}
	out := make([]claimant, 0, len(by))
	for _, c := range by {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b claimant) int {
		return cmp.Or(b.first-a.first, len(b.evidence)-len(a.evidence), cmp.Compare(a.name, b.name))
	})
	return out
}

func note(by map[string]*claimant, n *node, c news.Citation) {
	key := strings.ToLower(strings.TrimPrefix(c.Source, "The "))
	cl := by[key]
	if cl == nil {
		cl = &claimant{name: c.Source, relation: c.Relation}
		by[key] = cl
	}
	if c.Relation == news.RelFirstReport {
		cl.first++
		cl.relation = c.Relation
	}
	cl.evidence = append(cl.evidence, news.CreditEvidence{Article: n.piece.ID, Span: c.Evidence[0]})
}

func contests(others []claimant) []news.Contest {
	var out []news.Contest
	for _, o := range others {
		out = append(out, news.Contest{Source: o.name, Relation: o.relation, Evidence: o.evidence})
	}
	return out
}

// earliest is the first member that we saw appear. What was there already when
// we began to watch an outlet says nothing about order.
func earliest(members []*node) news.FirstReport {
	for _, n := range members {
		if n.piece.DerivativeOf != "" {
			continue
		}
		if n.piece.FromFirst || n.piece.AddedBy != "" {
			break
		}
		return news.FirstReport{Kind: news.FirstEarliest, Source: n.piece.OutletName, Article: n.piece.ID, At: n.piece.FirstSeen}
	}
	return news.FirstReport{Kind: news.FirstUnknown}
}
