package web

import (
	"fmt"
	"regexp"

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

// reasonWords says why an article belongs to an event.
func reasonWords(r news.Reason) string {
	kind := map[string]string{"words": "shares words", "figure": "shares a figure", "quote": "shares a quotation",
		"link": "shares a link", "document": "is about the same document", "name": "shares names",
		"same-text": "same text", "wording-differs": "says the same in other words", "possible-translation": "possible translation",
		"law": "is about the same law", "event": "recalls the same event", "desk": "placed here by an editor of this desk"}[r.Kind]
	if kind == "" {
		kind = r.Kind
	}
	if r.Words == "" {
		return kind
	}
	return kind + ": " + r.Words
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
	return m.At.In(s.o.Zone).Format("2 January 2006, 15:04")
}
