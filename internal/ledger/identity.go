package ledger

import (
	"cmp"
	"slices"
	"strconv"

	"cipherdesk/internal/news"
)

// Outcome is what a new grouping means for the statistics that were known.
type Outcome struct {
	Put       []news.Statistic                // new, or with other members or reasons
	Merged    map[news.FigureID]news.FigureID // into which one it went
	Dissolved []news.FigureID                 // gone without a successor
}

// Identify gives each group the id of the statistic with which it shares most
// members, each id once; a group that shares none gets a new one, made from its
// first member. Was is to which statistic each entry belonged.
func Identify(groups []Group, was map[Ref]news.FigureID) Outcome {
	out := Outcome{Merged: map[news.FigureID]news.FigureID{}}
	shared := shares(groups, was)
	taken, owner := map[int]bool{}, map[news.FigureID]int{}
	for _, s := range shared {
		if _, used := owner[s.id]; !used && !taken[s.group] {
			owner[s.id], taken[s.group] = s.group, true
		}
	}
	ids := make([]news.FigureID, len(groups))
	for id, g := range owner {
		ids[g] = id
	}
	for i, g := range groups {
		if ids[i] == "" {
			first := g.Entries[0]
			ids[i] = news.FigureID(news.Slug("figure:" + string(first.Article) + ":" + strconv.Itoa(first.N) + ":" + first.Seen.UTC().String()))
		}
		out.Put = append(out.Put, statistic(ids[i], g))
	}
	out.end(was, owner, shared, ids)
	return out
}

// end says what became of ids that no group took over.
func (o *Outcome) end(was map[Ref]news.FigureID, owner map[news.FigureID]int, shared []share, ids []news.FigureID) {
	for _, s := range shared { // the largest share first
		if _, lives := owner[s.id]; !lives && o.Merged[s.id] == "" {
			o.Merged[s.id] = ids[s.group]
		}
	}
	gone := map[news.FigureID]bool{}
	for _, id := range was {
		if _, lives := owner[id]; !lives && o.Merged[id] == "" && id != "" {
			gone[id] = true
		}
	}
	for id := range gone {
		o.Dissolved = append(o.Dissolved, id)
	}
	slices.Sort(o.Dissolved)
}

// share is how many members a group has from a statistic.
type share struct {
	id    news.FigureID
	group int
	n     int
}

func shares(groups []Group, was map[Ref]news.FigureID) (out []share) {
	for i, g := range groups {
		n := map[news.FigureID]int{}
		for _, e := range g.Entries {
			if id := was[e.ID()]; id != "" {
				n[id]++
			}
		}
		for id, count := range n {
			out = append(out, share{id, i, count})
		}
	}
	slices.SortFunc(out, func(a, b share) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.id, b.id), cmp.Compare(a.group, b.group))
	})
	return out
}

func statistic(id news.FigureID, g Group) news.Statistic {
	s := news.Statistic{ID: id, Differs: g.Differs}
	for i, e := range g.Entries {
		s.Appearances = append(s.Appearances, news.Appearance{Article: e.Article, N: e.N, Seen: e.Seen, Figure: e.Figure, Why: g.Why[i]})
	}
	return s
}
