package event

import (
	"slices"
	"strconv"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// voice is a group of members that have one origin, by their place, with what
// shows it.
type voice struct {
	members []int
	because string // "" goes without saying
	named   bool   // because names the outlets itself; otherwise it follows their names
	source  int    // how many members, the first, are the newsroom that the others credit
}

// origins counts the groups of members that cannot be shown to have one origin,
// with what shows it for the others. It is an upper bound: a copy that nobody
// can see is still a copy.
func origins(cl *cluster) (int, []string) {
	set := newUnion(len(cl.members))
	var why []string
	for _, v := range voices(cl) {
		joined := false
		for _, i := range v.members {
			joined = set.join(v.members[0], i) || joined
		}
		switch {
		case !joined || v.because == "" || len(outletNames(cl, v.members)) < 2:
		case v.named:
			why = append(why, v.because)
		default: // a newsroom is not credited to itself
			why = append(why, enumerate(outletNames(cl, v.members[v.source:]))+": "+v.because)
		}
	}
	return set.groups, why
}

// voices lists every group of one origin, the plainest grounds first.
func voices(cl *cluster) []voice {
	var out []voice
	by := func(key func(*node) string, because func(*node) string) {
		out = append(out, gather(cl, key, because)...)
	}
	by(func(n *node) string { return string(n.piece.Article.Outlet) }, func(*node) string { return "" })
	by(func(n *node) string { return n.piece.Owner }, func(n *node) string { return "same owner, " + n.piece.Owner })
	out = append(out, bylines(cl)...)
	out = append(out, linked(cl, func(n *node) []*node { return n.same }, "same text")...)
	out = append(out, derivatives(cl)...)
	out = append(out, linked(cl, func(n *node) []*node { return n.kinIn(true) }, "wording differs, same names and figures in the same order")...)
	out = append(out, linked(cl, func(n *node) []*node { return n.kinIn(false) }, "possible translations, same names and figures in the same order")...)
	by(func(n *node) string {
		if n.headline == 0 || !n.span.known {
			return ""
		}
		return strings.ToLower(n.piece.Title)
	}, func(*node) string { return "same headline" })
	return append(out, credited(cl)...)
}

// kinIn is the kin in n's own language, or in others.
func (n *node) kinIn(own bool) []*node {
	return slices.DeleteFunc(slices.Clone(n.kin), func(m *node) bool { return (language(&m.piece) == language(&n.piece)) != own })
}

// bylines groups the members that name one author, an agency as a rule: whoever
// writes for two outlets writes one report.
func bylines(cl *cluster) []voice {
	var out []voice
	at := map[string]int{}
	for i, n := range cl.members {
		for _, name := range n.piece.Byline {
			k := text.Fold(name)
			if _, known := at[k]; !known {
				at[k] = len(out)
				out = append(out, voice{because: "same byline, " + name})
			}
			out[at[k]].members = append(out[at[k]].members, i)
		}
	}
	return slices.DeleteFunc(out, func(v voice) bool { return len(v.members) < 2 })
}

// gather groups the members that have one key; the empty key is nobody's.
func gather(cl *cluster, key, because func(*node) string) []voice {
	var out []voice
	at := map[string]int{}
	for i, n := range cl.members {
		k := key(n)
		if k == "" {
			continue
		}
		if _, known := at[k]; !known {
			at[k] = len(out)
			out = append(out, voice{because: because(n)})
		}
		out[at[k]].members = append(out[at[k]].members, i)
	}
	return slices.DeleteFunc(out, func(v voice) bool { return len(v.members) < 2 })
}

// linked groups the members that hang together by what each lists.
func linked(cl *cluster, list func(*node) []*node, because string) []voice {
	set := newUnion(len(cl.members))
	for i, n := range cl.members {
		n.number = i
	}
	for i, n := range cl.members {
		for _, other := range list(n) {
			if other.event == cl {
				set.join(i, other.number)
			}
		}
	}
	return gather(cl, func(n *node) string { return strconv.Itoa(set.find(n.number)) }, func(*node) string { return because })
}

// derivatives joins an outlet that is known to carry another's texts with it.
func derivatives(cl *cluster) []voice {
	var out []voice
	for i, n := range cl.members {
		if n.piece.DerivativeOf == "" {
			continue
		}
		j := slices.IndexFunc(cl.members, func(m *node) bool { return m.piece.Article.Outlet == n.piece.DerivativeOf })
		if j >= 0 {
			because := n.piece.OutletName + ": possible translation of " + cl.members[j].piece.OutletName
			out = append(out, voice{members: []int{i, j}, because: because, named: true})
		}
	}
	carried := func(n *node) string { return string(n.piece.DerivativeOf) }
	return append(out, gather(cl, carried, func(*node) string { return "carry one other outlet's texts" })...)
}

// credited joins who says to have the story from one newsroom, and that
// newsroom: a text that names another as the first to report or as what it is
// based on.
func credited(cl *cluster) []voice {
	var out []voice
	var names []string
	for i, n := range cl.members {
		for _, c := range n.piece.Findings.Citations {
			if c.Relation != news.RelFirstReport && c.Relation != news.RelBasedOn || isOwnName(c.Source, n.piece.OutletName) {
				continue
			}
			k := slices.IndexFunc(names, func(name string) bool { return sameName(name, c.Source) })
			if k < 0 {
				k = len(names)
				names = append(names, c.Source)
				out = append(out, voice{because: "credited to " + c.Source})
				for j, m := range cl.members {
					if sameName(m.piece.OutletName, c.Source) {
						out[k].members = append(out[k].members, j)
						out[k].because = "credited to " + m.piece.OutletName
					}
				}
				out[k].source = len(out[k].members)
			}
			out[k].members = append(out[k].members, i)
		}
	}
	return out
}

func outletNames(cl *cluster, members []int) []string {
	var names []string
	for _, i := range members {
		if name := cl.members[i].piece.OutletName; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// mostNamed is how many outlets one ground names.
const mostNamed = 6

func enumerate(names []string) string {
	if len(names) > mostNamed {
		return strings.Join(names[:mostNamed], ", ") + " and others"
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// union is a disjoint-set forest over member positions.
type union struct {
	parent []int
	groups int
}

func newUnion(n int) *union {
	u := &union{parent: make([]int, n), groups: n}
	for i := range u.parent {
		u.parent[i] = i
	}
	return u
}

func (u *union) find(i int) int {
	for u.parent[i] != i {
		u.parent[i] = u.parent[u.parent[i]]
		i = u.parent[i]
	}
	return i
}

func (u *union) join(i, j int) bool {
	i, j = u.find(i), u.find(j)
	if i == j {
		return false
	}
	u.parent[max(i, j)] = min(i, j)
	u.groups--
	return true
}
