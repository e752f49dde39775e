package markup

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// Parse reads an HTML document into a tree at most 512 elements deep. A document
// that nests deeper, or is built to make a parser slow, is read by plainer rules:
// deep tags are left out, all text is kept. No document makes it fail; the error
// stands for what no test has found yet.
func Parse(doc string) (root *html.Node, err error) {
	if !suspicious(doc) {
		root, err = caught(func() (*html.Node, error) { return html.Parse(strings.NewReader(doc)) })
		if err == nil {
			return root, nil
		}
	}
	return caught(func() (*html.Node, error) { return build(doc), nil })
}

// parseFragment reads what may stand inside <body> and returns the element that
// holds it.
func parseFragment(fragment string) (body *html.Node, err error) {
	if !suspicious(fragment) {
		body, err = caught(func() (*html.Node, error) { return standardFragment(fragment) })
		if err == nil {
			return body, nil
		}
	}
	return caught(func() (*html.Node, error) { return build(fragment).FirstChild.LastChild, nil })
}

func standardFragment(fragment string) (*html.Node, error) {
	body := element("body", nil)
	nodes, err := html.ParseFragmentWithOptions(strings.NewReader(fragment), body, html.ParseOptionEnableScripting(false))
	for _, n := range nodes {
		body.AppendChild(n)
	}
	return body, err
}

// caught turns a panic of the parser into an error.
func caught(parse func() (*html.Node, error)) (n *html.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("html parser: %v", r)
		}
	}()
	return parse()
}
