package web

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// claimedBy says whose word a claimed time is.
func claimedBy(c news.Claim) string {
	if !c.Known() {
		return ""
	}
	switch c.Origin {
	case news.OriginFeed:
		return "says its feed"
	case news.OriginSitemap:
		return "says its sitemap"
	case news.OriginJSON:
		return "says its list of articles"
	case news.OriginURL:
		return "says its address"
	case news.OriginGiven:
		return "given by hand"
	case news.OriginText:
		return "says the text"
	}
	return "says the page"
}

// bytesWords prints a size: "3.2 MB".
func bytesWords(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

// outcomeWords says how a request ended.
func outcomeWords(o news.Outcome) string {
	switch o {
	case news.OutcomeSlowDown:
		return "asks us to come later"
	case news.OutcomeHTTP:
		return "refused or failed"
	case news.OutcomeDNS:
		return "name not found"
	case news.OutcomeTLS:
		return "no secure connection"
	case news.OutcomeConnect:
		return "no connection"
	}
	return strings.ReplaceAll(string(o), "-", " ")
}

// ruleWords is the name of a rule without the tag whose rule it is, which stands
// beside it.
func ruleWords(id string) string {
	_, name, cut := strings.Cut(id, ":")
	if !cut {
		return id
	}
	return name
}

var (
	everyHour  = regexp.MustCompile(`^(\d{1,2}) \* \* \* \*$`)
	everyHours = regexp.MustCompile(`^(\d{1,2}) \*/(\d{1,2}) \* \* \*$`)
	everyDay   = regexp.MustCompile(`^(\d{1,2}) (\d{1,2}) \* \* \*$`)
)

// cronWords explains the common schedules; a rarer one is printed as it is.
func cronWords(spec string) string {
	pad := func(s string) string { return fmt.Sprintf("%02s", s) }
	if m := everyHour.FindStringSubmatch(spec); m != nil {
		return "every hour at :" + pad(m[1])
	}
	if m := everyHours.FindStringSubmatch(spec); m != nil {
		return "every " + m[2] + " hours at :" + pad(m[1])
	}
	if m := everyDay.FindStringSubmatch(spec); m != nil {
		return "daily at " + pad(m[2]) + ":" + pad(m[1]) + " UTC"
	}
	if spec == "" {
		return "every hour"
	}
	return spec + " (cron, UTC)"
}

// citationWords names how an article relies on a source.
func citationWords(c news.Citation) string {
	switch c.Relation {
	case news.RelFirstReport:
		return "Credited as first"
	case news.RelSeenBy:
		return "Saw the document"
	case news.RelStatementTo:
		return "Statement made to"
	case news.RelFigureSource:
		return "Figures taken from"
	case news.RelBasedOn:
		return "Based on"
	case news.RelCoveredBy:
		return "Also covered by"
	}
	switch c.Kind {
	case news.CiteCredit:
		return "Credits"
	case news.CiteQuote:
		return "Quotes"
	case news.CiteAttribution:
		return "Attributes to"
	case news.CiteDocument:
		return "Document"
	}
	return "Links to"
}

// reasonsWords says why an article belongs to an event, what is shared of one
// kind together: "shares names: Tarnholm, Veil". nameOf tells the outlet of the
// other article where one text is another's; nil where none is at hand.
func reasonsWords(reasons []news.Reason, nameOf func(news.ArticleID) string) (out []string) {
	var kinds []string
	shared := map[string][]string{}
	for _, r := range reasons {
		what := r.Words
		if what == "" && nameOf != nil {
			what = nameOf(r.With)
		}
		if !slices.Contains(kinds, r.Kind) {
			kinds = append(kinds, r.Kind)
		}
		if what = digest.Shorten(what, longestReason); what != "" && !slices.Contains(shared[r.Kind], what) {
			shared[r.Kind] = append(shared[r.Kind], what)
		}
	}
	for _, kind := range kinds {
		words := reasonKind(kind, len(shared[kind]))
		if len(shared[kind]) > 0 {
			words += ": " + strings.Join(shared[kind], ", ")
		}
		out = append(out, words)
	}
	return out
}

// longestReason is how much of others' words one reason shows, in characters:
// enough to judge, never a text.
const longestReason = 80

// reasonKind words one kind of reason, of which n words are shared.
func reasonKind(kind string, n int) string {
	one := map[string]string{"words": "shares words", "figure": "shares a figure", "quote": "shares a quotation",
		"link": "shares a link", "document": "is about the same document", "name": "shares names",
		"same-text": "same text", "wording-differs": "says the same in other words", "possible-translation": "possible translation, one of the other",
		"law": "is about the same law", "event": "recalls the same event", "desk": "placed here by an editor of this desk"}
	several := map[string]string{"figure": "shares figures", "quote": "shares quotations", "link": "shares links"}
	if words := several[kind]; n > 1 && words != "" {
		return words
	}
	return cmp.Or(one[kind], kind)
}

// kindWords explains a kind of actor on an outlet's page: what it is, never
// what it thinks.
func kindWords(k news.Kind) string {
	switch k {
	case news.ChildProtection:
		return "A body whose declared purpose is the protection of children."
	case news.DigitalRights:
		return "A body whose declared purpose is rights in the digital sphere."
	case news.PolicyPress:
		return "A publication about technology policy."
	case news.TechPress:
		return "A publication about technology."
	case news.GeneralPress:
		return "A publication for general news."
	case news.Research:
		return "A university, an institute, or researchers publishing as such."
	case news.Company:
		return "A company speaking about its own products."
	case news.Regulator:
		return "A body with statutory powers over services."
	case news.Government:
		return "A government or one of its departments."
	case news.LawEnforcement:
		return "A police force, a prosecutor or an agency of either."
	case news.Legislature:
		return "A parliament, one of its committees or its members' office."
	}
	return ""
}

// ledgerReason says in plain words why a figure belongs to a quantity.
func ledgerReason(r news.Reason) string {
	switch r.Kind {
	case "figure":
		return r.Words
	case "same-text":
		return "the articles carry one text"
	case "event":
		return "the articles are about one event"
	case "words", "period":
		return "both are about " + r.Words
	case "estimator":
		return "both are a number of " + r.Words
	}
	return r.Kind
}

// momentWords prints a moment as far as it is known.
func (s *site) momentWords(m news.Moment) string {
	if m.Precision == news.PrecisionDay || m.Precision == news.PrecisionMonth || m.Precision == news.PrecisionYear {
		return digest.ClaimWords(news.Claim{Time: m.At, Precision: m.Precision})
	}
	return m.At.In(s.o.Zone).Format("2 Jan 2006, 15:04")
}

// withArticle says what something is: "an outlet".
func withArticle(noun string) string {
	if noun != "" && strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// besideTitle names a period on the page of the one beside it: without the days of
// a week, and without a year that both are in.
func besideTitle(p, page digest.Period) string {
	title := p.Title()
	if p.Length == digest.Week {
		title, _, _ = strings.Cut(title, ",")
		return title
	}
	if p.Start.Year() == page.Start.Year() {
		title = strings.TrimSuffix(title, p.Start.Format(" 2006"))
	}
	return title
}
