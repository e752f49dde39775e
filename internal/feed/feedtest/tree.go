package feedtest

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// The namespaces that feeds use.
const (
	nsAtom    = "http://www.w3.org/2005/Atom"
	nsXML     = "http://www.w3.org/XML/1998/namespace"
	nsHistory = "http://purl.org/syndication/history/1.0"
	nsContent = "http://purl.org/rss/1.0/modules/content/"
	nsDC      = "http://purl.org/dc/elements/1.1/"
)

// node is an XML element.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []*node    `xml:",any"`
}

func parse(doc []byte) (*node, error) {
	n := &node{}
	return n, xml.Unmarshal(doc, n)
}

// all returns the children with a name.
func (n *node) all(space, local string) (list []*node) {
	for _, c := range n.Children {
		if c.XMLName == (xml.Name{Space: space, Local: local}) {
			list = append(list, c)
		}
	}
	return list
}

// text is the trimmed text of the first child with a name; empty without one.
func (n *node) text(space, local string) string {
	for _, c := range n.all(space, local) {
		return strings.TrimSpace(c.Text)
	}
	return ""
}

// attr is an attribute without a namespace; ok is false when there is none.
func (n *node) attr(local string) (value string, ok bool) {
	for _, a := range n.Attrs {
		if a.Name.Space == "" && a.Name.Local == local {
			return a.Value, true
		}
	}
	return "", false
}

func (n *node) at(local string) string {
	v, _ := n.attr(local)
	return v
}

// report gathers broken rules.
type report struct{ broken []string }

func (r *report) rule(holds bool, rule string, about ...any) {
	if !holds {
		if len(about) > 0 {
			rule += ": " + strings.TrimSpace(fmt.Sprintln(about...))
		}
		r.broken = append(r.broken, rule)
	}
}

func absolute(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != ""
}

func onTheWeb(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

var language = regexp.MustCompile(`^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$`)

var atomTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)

// isTime reports whether a time is RFC 3339 with capital letters: RFC 4287 §3.3.
func isTime(s string) bool {
	_, err := time.Parse(time.RFC3339Nano, s)
	return err == nil && atomTime.MatchString(s)
}
