package markup

import "slices"

// isAllowed is the allow-list of elements.
func isAllowed(name string) bool {
	switch name {
	case "p", "div", "section", "article", "header", "footer", "aside", "address", "main",
		"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "br", "wbr",
		"ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "details", "summary",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
		"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q",
		"rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "img":
		return true
	}
	return false
}

// isCode knows the elements whose text is not shown in a page.
func isCode(name string) bool {
	switch name {
	case "script", "style", "title", "iframe", "noembed", "noframes", "frameset":
		return true
	}
	return false
}

// isBlock knows the elements that begin on a line of their own.
func isBlock(name string) bool {
	return endsParagraph(name) || isTablePart(name) || name == "td" || name == "th" || name == "caption" || name == "br"
}

// standsApart knows the elements whose words do not run on into their
// neighbours' on the screen: blocks, controls and labels of drawings.
func standsApart(name string) bool {
	switch name {
	case "button", "label", "legend", "option", "optgroup", "select", "textarea", "object", "video", "audio", "canvas",
		"noscript", "template", "marquee", "nav", "text", "desc", "foreignobject", "foreignObject":
		return true
	}
	return isBlock(name)
}

// mayStand reports whether the parser would leave an element where it is
// printed, inside what is open. Elsewhere it would close or move something, and
// the fragment would not read back as it was written (HTML §13.2.6.4).
func (w *writer) mayStand(name string) bool {
	switch name {
	case "caption", "thead", "tbody", "tfoot":
		return w.top() == "table"
	case "tr":
		return w.top() == "tbody" || w.top() == "thead" || w.top() == "tfoot"
	case "td", "th":
		return w.top() == "tr"
	}
	if isTablePart(w.top()) {
		return false
	}
	if endsParagraph(name) && w.insideParagraph() {
		return false
	}
	switch name {
	case "a":
		return !slices.Contains(w.open, "a")
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return !isHeading(w.top())
	case "li":
		return !w.insideItem("li")
	case "dt", "dd":
		return !w.insideItem("dt") && !w.insideItem("dd")
	case "rt", "rp":
		return w.top() == "ruby"
	}
	return true
}

// insideParagraph reports whether a block printed here would end a paragraph.
func (w *writer) insideParagraph() bool {
	for i := len(w.open) - 1; i >= 0; i-- {
		switch w.open[i] {
		case "p":
			return true
		case "td", "th", "caption":
			return false
		}
	}
	return false
}

// insideItem reports whether a list item printed here would end another: only
// inline elements, paragraphs, addresses and divs are between them.
func (w *writer) insideItem(item string) bool {
	for i := len(w.open) - 1; i >= 0; i-- {
		switch name := w.open[i]; {
		case name == item:
			return true
		case name != "address" && name != "div" && name != "p" && (isBlock(name) || name == "main"):
			return false
		}
	}
	return false
}

func isHeading(name string) bool {
	return len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6'
}
