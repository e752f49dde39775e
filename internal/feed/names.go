package feed

import "strings"

// vocabulary is what a namespace means to us, spelled as the prefix that
// everybody uses for it; empty for the format's own elements.
type vocabulary string

// namespaces names the vocabularies that we read. Keys are lower case without a
// slash at the end: feeds get both wrong.
var namespaces = map[string]vocabulary{
	"http://www.w3.org/2005/atom":                     "atom",
	"http://purl.org/atom/ns#":                        "atom",
	"http://purl.org/net/rss1.1#":                     "rss",
	"http://purl.org/rss/1.0":                         "rss",
	"http://channel.netscape.com/rdf/simple/0.9":      "rss",
	"http://my.netscape.com/rdf/simple/0.9":           "rss",
	"http://backend.userland.com/rss":                 "rss",
	"http://backend.userland.com/rss2":                "rss",
	"http://backend.userland.com/rss091":              "rss",
	"http://blogs.law.harvard.edu/tech/rss":           "rss",
	"http://cyber.law.harvard.edu/rss":                "rss",
	"http://my.netscape.com/publish/formats/rss-0.91": "rss",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#":     "rdf",
	"http://purl.org/rss/1.0/modules/content":         "content",
	"http://purl.org/dc/elements/1.1":                 "dc",
	"http://purl.org/dc/elements/1.0":                 "dc",
	"http://purl.org/dc/terms":                        "dcterms",
	"http://purl.org/rss/1.0/modules/syndication":     "sy",
	"http://search.yahoo.com/mrss":                    "media",
	"http://www.itunes.com/dtds/podcast-1.0.dtd":      "itunes",
	"http://example.com/dtds/podcast-1.0.dtd":         "itunes",
	"http://rssnamespace.org/feedburner/ext/1.0":      "feedburner",
	"http://www.w3.org/1999/xhtml":                    "xhtml",
	"http://purl.org/syndication/history/1.0":         "fh",
}

// prefixes are vocabularies that a feed may use without declaring them.
var prefixes = map[string]vocabulary{
	"atom": "atom", "atom10": "atom", "rss": "rss", "rdf": "rdf", "content": "content", "dc": "dc", "dcterms": "dcterms",
	"sy": "sy", "media": "media", "itunes": "itunes", "feedburner": "feedburner", "xhtml": "xhtml", "fh": "fh",
}

// foreign is the vocabulary of namespaces that we do not read.
const foreign vocabulary = "?"

// binding is one xmlns declaration in force.
type binding struct {
	prefix, space string
	depth         int
}

// names resolves qualified names to the elements we know.
type names struct {
	bindings []binding
	own      vocabulary         // of the root: its elements are native
	ownSpace string             // of the root, when it is none that we know
	cache    map[string]element // by name as written; emptied when bindings change
}

// element is a name resolved.
type element struct {
	key string // "title", "dc:creator"; native names without prefix, lower case
	use use
}

// declare takes the xmlns attributes of a tag at depth into force.
func (n *names) declare(attrs string, depth int) {
	if !strings.Contains(attrs, "xmlns") {
		return
	}
	for attrs != "" {
		var name, value string
		name, value, attrs = attribute(attrs)
		prefix, isDeclaration := strings.CutPrefix(name, "xmlns")
		if name == "" {
			return
		}
		if isDeclaration && len(n.bindings) < 200 {
			n.bindings = append(n.bindings, binding{strings.TrimPrefix(prefix, ":"), value, depth})
			clear(n.cache)
		}
	}
}

// leave takes the declarations of tags at depth out of force.
func (n *names) leave(depth int) {
	last := len(n.bindings)
	for last > 0 && n.bindings[last-1].depth >= depth {
		last--
	}
	if last < len(n.bindings) {
		n.bindings = n.bindings[:last]
		clear(n.cache)
	}
}

// space returns the namespace that a prefix stands for.
func (n *names) space(prefix string) (string, bool) {
	for i := len(n.bindings) - 1; i >= 0; i-- {
		if n.bindings[i].prefix == prefix {
			return n.bindings[i].space, true
		}
	}
	return "", false
}

// vocabulary resolves a prefix.
func (n *names) vocabulary(prefix string) vocabulary {
	space, bound := n.space(prefix)
	if !bound || space == "" {
		if prefix == "" {
			return n.own
		}
		if v, known := prefixes[strings.ToLower(prefix)]; known {
			return v
		}
		return foreign
	}
	if v, known := namespaces[strings.TrimSuffix(strings.ToLower(strings.TrimSpace(space)), "/")]; known {
		return v
	}
	if space == n.ownSpace {
		return n.own
	}
	return foreign
}

// resolve returns what a name as written means.
func (n *names) resolve(written string) element {
	if e, ok := n.cache[written]; ok {
		return e
	}
	prefix, local, prefixed := strings.Cut(written, ":")
	if !prefixed {
		prefix, local = "", written
	}
	v := n.vocabulary(prefix)
	local = strings.ToLower(local)
	e := element{key: string(v) + ":" + local}
	switch {
	case v == n.own, v == "rdf" && n.own == "rss" && local == "rdf":
		e.key = local
	case v == foreign:
		e.key = "?"
	}
	e.use = uses[e.key]
	if len(n.cache) < 1000 {
		n.cache[written] = e
	}
	return e
}

// setRoot makes the vocabulary of the root element native.
func (n *names) setRoot(written string) {
	prefix, local, prefixed := strings.Cut(written, ":")
	if !prefixed {
		prefix, local = "", written
	}
	n.own = "rss"
	if strings.EqualFold(local, "feed") {
		n.own = "atom"
	}
	if space, bound := n.space(prefix); bound {
		if _, known := namespaces[strings.TrimSuffix(strings.ToLower(strings.TrimSpace(space)), "/")]; !known {
			n.ownSpace = space
		}
	}
	clear(n.cache)
}
