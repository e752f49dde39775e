// Package event decides which articles cover one event, which of them carry one
// text, how many separate origins there can be at most, and who reported it
// first. It is pure: pieces go in, events with their reasons come out.
//
// Two articles are alike by what is rare in both: each shared word, name,
// number, day, law and cited address counts by how seldom the running corpus
// has it, and less with each day between them. Words that translate each other
// are one term (bridge.txt), so that languages meet. Events are the clusters of
// that graph by average link, every member speaking for or against, with at
// least one pair that is clearly alike: one odd pair cannot chain two events
// into one, and steps of one storyline share their words but not their week.
//
// The corpus is what is held. Weights are of the corpus as it was when an
// article came; [Clusterer.Settle] weighs all anew, and what comes out then
// depends on the set of articles alone, in whatever order they came, went and
// changed: a database read again gives the events that its feeds gave.
package event

import (
	"maps"
	"slices"
	"strings"
	"time"

	"cipherdesk/internal/news"
)

// Version names the clustering rules; memberships carry it.
const Version = "event/5"

// Options bound the clustering. The zero value means the defaults.
type Options struct {
	// Window is how far apart two articles about one event can be; 0 is 21 days.
	Window time.Duration
	// Join is the likeness, 0 to 1, from which two groups are one event; 0 is
	// the default.
	Join float64
	// Held is how many articles are held when more come than the window is
	// meant for; 0 is 20,000. At 300 a day 12,600 are.
	Held int
}

const (
	defaultWindow = 21 * 24 * time.Hour
	defaultJoin   = 0.09
	defaultHeld   = 20000
)

// Clusterer holds the articles of the window and their neighbourhood. It is not
// safe for concurrent use.
type Clusterer struct {
	opts   Options
	reader *reader
	corpus *corpus
	nodes  map[news.ArticleID]*node
	index  index
	texts  texts
	events map[news.EventID]*cluster
	edits  edits
	moved  int    // articles that came or went since Settle
	walk   uint32 // counts the walks of neighbourhood
}

// cluster is an event of at least two members, by the time they were seen.
type cluster struct {
	id      news.EventID
	members []*node
}

// Change is what one piece did to the events: Upsert holds every event that is
// new or has other members, facts or title; Dissolved ids are gone; Merged maps
// an id to the one it went into; Copies maps an article to the one whose text it
// carries, or to "" when its text is its own.
type Change struct {
	Upsert    []news.Event
	Dissolved []news.EventID
	Merged    map[news.EventID]news.EventID
	Copies    map[news.ArticleID]news.ArticleID
}

// New returns an empty Clusterer.
func New(o Options) *Clusterer {
	if o.Window <= 0 {
		o.Window = defaultWindow
	}
	if o.Join <= 0 {
		o.Join = defaultJoin
	}
	if o.Held <= 0 {
		o.Held = defaultHeld
	}
	b := builtinBridge()
	return &Clusterer{
		opts: o, reader: &reader{bridge: b}, corpus: newCorpus(b),
		nodes: map[news.ArticleID]*node{}, index: newIndex(o.Window), texts: newTexts(),
		events: map[news.EventID]*cluster{}, edits: edits{of: map[news.ArticleID][]int{}},
	}
}

// sayings is what an article says, without where.
func sayings(found []counted) []said {
	out := make([]said, len(found))
	for i, f := range found {
		out[i] = said{f.term, float32(f.much()), f.own, f.lower, f.place.field == theTitle}
	}
	return out
}

// Add takes in one article, or a new version of a known one, and returns what
// changed. An index, tag or search page is kept but belongs to no event.
func (c *Clusterer) Add(p news.Piece) Change { return c.AddAll([]news.Piece{p}) }

// AddAll takes in many articles and returns what changed from before the first
// to after the last: events are made once, however many of the articles they
// got, and weights are of the corpus with all of them.
func (c *Clusterer) AddAll(pieces []news.Piece) Change {
	s := c.placeAll(pieces)
	c.linkFresh(pieces, s)
	return c.finish(s)
}

// Take is AddAll, and Settle where that is due then. It weighs and groups the
// articles once, which makes a first poll as cheap as reading a database.
func (c *Clusterer) Take(pieces []news.Piece) Change {
	s := c.placeAll(pieces)
	if c.Restless() {
		return c.settle(s)
	}
	c.linkFresh(pieces, s)
	return c.finish(s)
}

// placeAll enters articles everywhere but among neighbours and in events.
func (c *Clusterer) placeAll(pieces []news.Piece) *step {
	s := newStep()
	for i := range pieces {
		c.place(&pieces[i], s)
	}
	return s
}

func (c *Clusterer) place(p *news.Piece, s *step) {
	n := newNode(p)
	n.body = c.reader.body(p)
	n.title = c.reader.title(p.Title)
	terms := c.reader.terms(p, n.figures)
	n.said, n.spoken, n.outline = sayings(terms), spoken(p, terms), c.reader.said
	n.field = c.reader.bridge.ofField(terms)
	if was := c.nodes[p.ID]; was != nil {
		c.replace(was, n, s)
	}
	c.corpus.learn(n.said)
	c.moved++
	c.nodes[p.ID] = n
	if c.texts.add(n); len(n.same) > 0 {
		s.texts[n] = true
	}
	if !n.listing {
		s.dirty[n], s.fresh[n] = true, true
	}
}

// linkFresh finds the neighbours of those of the pieces that have none yet.
func (c *Clusterer) linkFresh(pieces []news.Piece, s *step) {
	for i := range pieces {
		if n := c.nodes[pieces[i].ID]; s.fresh[n] && !n.linked {
			n.vector = c.corpus.weigh(n.said)
			c.index.link(n)
			n.findKin()
		}
	}
}

// replace takes a node out; its place in an event goes to n, unless n can have
// none.
func (c *Clusterer) replace(was, n *node, s *step) {
	c.remove(was, s)
	cl := was.event
	if cl == nil {
		return
	}
	s.changed[cl.id] = true
	if n != nil && !n.listing {
		n.event = cl
		cl.replace(was, n)
		return
	}
	cl.replace(was, nil)
	for _, m := range cl.members {
		s.dirty[m] = true
	}
}

const (
	fewHeld  = 400 // articles, which are settled at once
	settleAt = 0.5 // share of the corpus that came or went
)

// Restless reports whether it is time to Settle: as soon as anything came or went
// while few articles are held, otherwise when half as many as the corpus has did:
// in a steady stream a quarter is new then, a quarter gone. That moves the weight
// of a word by a few hundredths, and settling costs each article that comes no
// more than linking it four times.
func (c *Clusterer) Restless() bool {
	return c.moved > 0 && (len(c.nodes) <= fewHeld || float64(c.moved) > settleAt*c.corpus.size)
}

// Settle weighs every article held by the corpus as it is now, groups all of
// them anew and returns what changed. It costs what adding them all at once
// costs; when nothing came or went it does nothing.
func (c *Clusterer) Settle() Change {
	if c.moved == 0 {
		return Change{}
	}
	return c.settle(newStep())
}

func (c *Clusterer) settle(s *step) Change {
	c.moved = 0
	nodes := slices.SortedFunc(maps.Values(c.nodes), byID)
	nodes = slices.DeleteFunc(nodes, func(n *node) bool { return n.listing })
	c.index.clear()
	for _, n := range nodes {
		n.vector = c.corpus.weigh(n.said)
		n.near, n.kin, n.why, n.whyNear, n.linked = nil, nil, nil, nil, false
	}
	for _, n := range nodes {
		c.index.link(n)
	}
	var groups [][]*node
	done := map[*node]bool{}
	for _, n := range nodes {
		n.findKin()
		if !done[n] {
			near, found := c.group(n, false)
			for _, g := range found {
				groups = append(groups, slices.DeleteFunc(g, func(m *node) bool { return done[m] }))
			}
			for _, m := range near {
				done[m] = true
			}
		}
	}
	c.adopt(nodes, groups, s)
	return c.report(s)
}

// Has reports whether the article is held.
func (c *Clusterer) Has(id news.ArticleID) bool { return c.nodes[id] != nil }

// Remove takes an article out, when it was withdrawn or is no story any more.
func (c *Clusterer) Remove(id news.ArticleID) Change {
	s := newStep()
	if n := c.nodes[id]; n != nil {
		c.replace(n, nil, s)
	}
	return c.finish(s)
}

// remove takes a node out of everything but its event; its neighbours are to be
// looked at again.
func (c *Clusterer) remove(n *node, s *step) {
	delete(c.nodes, n.piece.ID)
	c.corpus.unlearn(n.said)
	c.moved++
	delete(s.dirty, n)
	delete(s.fresh, n)
	for _, e := range n.near {
		s.dirty[e.to] = true
		e.to.drop(n)
	}
	for _, other := range n.kin {
		other.kin = slices.DeleteFunc(other.kin, func(m *node) bool { return m == n })
	}
	c.index.remove(n)
	n.near, n.kin = nil, nil
	delete(s.texts, n)
	if had := c.texts.remove(n); len(had) > 0 {
		s.texts[n] = true
		for _, other := range had {
			s.texts[other] = true
		}
	}
}

// Forget drops every article that can get no new neighbour any more: both what
// it claims and when it was seen lie two windows before now, and so does all of
// its event; and of more than Options.Held the oldest. Memory is bounded by that;
// events stay as they were last reported.
func (c *Clusterer) Forget(now time.Time) {
	c.forgetBefore(now.Add(-2 * c.opts.Window))
	if len(c.nodes) <= c.opts.Held {
		return
	}
	latest := make([]time.Time, 0, len(c.nodes))
	for _, n := range c.nodes {
		latest = append(latest, n.latest())
	}
	slices.SortFunc(latest, time.Time.Compare)
	c.forgetBefore(latest[len(latest)-c.opts.Held])
}

// forgetBefore drops what is older than a time, unless one of its event is not.
func (c *Clusterer) forgetBefore(t time.Time) {
	old := func(n *node) bool { return n.latest().Before(t) }
	for _, n := range c.nodes {
		if !old(n) || n.event != nil && !all(n.event.members, old) {
			continue
		}
		c.remove(n, newStep())
		if n.event != nil {
			delete(c.events, n.event.id)
		}
	}
}

func all(nodes []*node, is func(*node) bool) bool {
	return !slices.ContainsFunc(nodes, func(n *node) bool { return !is(n) })
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

func compare[T ~string](a, b T) int { return strings.Compare(string(a), string(b)) }
