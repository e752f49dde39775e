// Package event decides which articles cover one event, which of them carry one
// text, how many separate origins there can be at most, and who reported it
// first. It is pure: pieces go in, events with their reasons come out, and the
// same pieces in the same order give the same events.
//
// Two articles are joined by what is rare: each shared word, name, number and
// cited link counts by how seldom the running corpus has it, and less with each
// day between them. Events are the average-link clusters of that graph, so one
// odd pair cannot chain two events into one.
package event

import (
	"slices"
	"time"

	"cipherdesk/internal/news"
)

// Version names the clustering rules; memberships carry it.
const Version = "event/1"

// Options bound the clustering. The zero value means the defaults.
type Options struct {
	// Window is how far apart two articles about one event can be; 0 is 21 days.
	Window time.Duration
	// Join is the mean similarity from which two groups are one event; 0 is the default.
	Join float64
}

const (
	defaultWindow = 21 * 24 * time.Hour
	defaultJoin   = 0.065
	// edgeFloor is the similarity below which two pieces are not remembered as
	// neighbours at all.
	edgeFloor = 0.02
)

// Clusterer holds the articles of the window and their neighbourhood. It is not
// safe for concurrent use.
type Clusterer struct {
	opts   Options
	corpus corpus
	nodes  map[news.ArticleID]*node
	index  map[term][]*node
	events map[news.EventID]*cluster
	// learned are the articles whose words were counted.
	learned map[news.ArticleID]bool
}

// node is one article in the graph of likeness.
type node struct {
	piece  news.Piece
	vector vector
	span   days
	seq    int // order of arrival: ties are broken by it
	edges  map[*node]float64
	event  *cluster
	text   map[uint64]struct{} // shingles of the body, made when first asked for
}

// cluster is an event of at least two members.
type cluster struct {
	id      news.EventID
	members []*node
}

// Change is what one piece did to the events: Upsert holds every event that is
// new or has other members, facts or title; Dissolved ids are gone; Merged maps
// an id to the one it went into.
type Change struct {
	Upsert    []news.Event
	Dissolved []news.EventID
	Merged    map[news.EventID]news.EventID
	Copies    map[news.ArticleID]news.ArticleID // article → earliest article with the same text
}

// New returns an empty Clusterer.
func New(o Options) *Clusterer {
	if o.Window == 0 {
		o.Window = defaultWindow
	}
	if o.Join == 0 {
		o.Join = defaultJoin
	}
	return &Clusterer{
		opts: o, corpus: newCorpus(),
		nodes: map[news.ArticleID]*node{}, index: map[term][]*node{}, events: map[news.EventID]*cluster{},
		learned: map[news.ArticleID]bool{},
	}
}

// Restore names an event that a database already knows, so that its members
// keep its id. Call it after its members were added.
func (c *Clusterer) Restore(id news.EventID, members []news.ArticleID) {
	best := map[*cluster]int{}
	for _, m := range members {
		if n := c.nodes[m]; n != nil && n.event != nil {
			best[n.event]++
		}
	}
	for cl, shared := range best {
		if 2*shared > len(cl.members) {
			delete(c.events, cl.id)
			cl.id = id
			c.events[id] = cl
		}
	}
}

// Learn counts the words of an article without placing it, so that the weights
// of a whole corpus are known before its first article is placed.
func (c *Clusterer) Learn(p news.Piece) {
	if !c.learned[p.ID] {
		c.learned[p.ID] = true
		c.corpus.learn(terms(p))
	}
}

// Add takes in one article, or a new version of a known one, and returns what
// changed. Articles should come in the order in which they were first seen.
func (c *Clusterer) Add(p news.Piece) Change {
	touched := map[*node]bool{}
	seq := len(c.nodes)
	if old := c.nodes[p.ID]; old != nil {
		seq = old.seq
		for n := range old.edges {
			touched[n] = true
		}
		c.remove(old)
	}
	n := &node{piece: p, seq: seq, span: credible(p), edges: map[*node]float64{}}
	count := terms(p)
	if !c.learned[p.ID] {
		c.learned[p.ID] = true
		c.corpus.learn(count)
	}
	n.vector = c.corpus.vector(count)
	c.link(n)
	c.nodes[p.ID] = n
	touched[n] = true
	return c.recluster(component(touched))
}

// Has reports whether the article is held.
func (c *Clusterer) Has(id news.ArticleID) bool { return c.nodes[id] != nil }

// Remove takes an article out, when it was withdrawn or is no story any more.
func (c *Clusterer) Remove(id news.ArticleID) Change {
	n := c.nodes[id]
	if n == nil {
		return Change{}
	}
	touched := map[*node]bool{}
	for other := range n.edges {
		touched[other] = true
	}
	nodes := component(touched)
	c.remove(n)
	return c.recluster(slices.DeleteFunc(nodes, func(x *node) bool { return x == n }))
}

// Forget drops every article whose day is before the window that ends at now,
// so that memory is bounded by the window. Their events stay as they are.
func (c *Clusterer) Forget(now time.Time) {
	for _, n := range c.nodes {
		if now.Sub(n.span.to) > 2*c.opts.Window {
			c.remove(n)
			if n.event != nil {
				delete(c.events, n.event.id)
			}
		}
	}
}

func (c *Clusterer) remove(n *node) {
	delete(c.nodes, n.piece.ID)
	for other := range n.edges {
		delete(other.edges, n)
	}
	for _, w := range n.vector.terms {
		list := c.index[w.term]
		if i := slices.Index(list, n); i >= 0 {
			c.index[w.term] = slices.Delete(list, i, i+1)
		}
	}
}

// link finds the neighbours of n through the terms that few articles share, and
// enters n into the index.
func (c *Clusterer) link(n *node) {
	for other := range c.candidates(n) {
		likeness := n.vector.cosine(other.vector) * nearness(n.span.apart(other.span), c.opts.Window)
		if likeness >= edgeFloor {
			n.edges[other] = likeness
			other.edges[n] = likeness
		}
	}
	for _, w := range n.vector.terms {
		c.index[w.term] = append(c.index[w.term], n)
	}
}

// commonest is how many articles may share a term before it stops proposing
// neighbours: such a word says nothing about an event, and following it would
// make one new article as dear as the corpus is large.
const commonest = 400

func (c *Clusterer) candidates(n *node) map[*node]bool {
	found := map[*node]bool{}
	for _, w := range n.vector.terms {
		list := c.index[w.term]
		if len(list) > commonest {
			continue
		}
		for _, other := range list {
			if n.span.apart(other.span) <= c.opts.Window {
				found[other] = true
			}
		}
	}
	return found
}

// Events returns every current event, oldest first.
func (c *Clusterer) Events() []news.Event {
	out := make([]news.Event, 0, len(c.events))
	for _, cl := range c.events {
		out = append(out, c.describe(cl))
	}
	slices.SortFunc(out, func(a, b news.Event) int {
		if d := a.Started.Compare(b.Started); d != 0 {
			return d
		}
		return compare(a.ID, b.ID)
	})
	return out
}
