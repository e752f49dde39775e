package page

import (
	"net/url"
	"slices"
	"strings"

	"github.com/abadojack/whatlanggo"
	"golang.org/x/text/language"
)

// pressLanguages are those that detection may answer: the fewer, the surer.
var pressLanguages = map[whatlanggo.Lang]bool{
	whatlanggo.Eng: true, whatlanggo.Deu: true, whatlanggo.Fra: true, whatlanggo.Spa: true, whatlanggo.Ita: true,
	whatlanggo.Nld: true, whatlanggo.Por: true, whatlanggo.Swe: true, whatlanggo.Dan: true, whatlanggo.Nob: true,
	whatlanggo.Fin: true, whatlanggo.Pol: true, whatlanggo.Ces: true, whatlanggo.Hun: true, whatlanggo.Ron: true,
	whatlanggo.Ell: true, whatlanggo.Tur: true, whatlanggo.Rus: true, whatlanggo.Ukr: true, whatlanggo.Bul: true,
	whatlanggo.Jpn: true, whatlanggo.Cmn: true, whatlanggo.Kor: true, whatlanggo.Arb: true, whatlanggo.Heb: true,
	whatlanggo.Hin: true, whatlanggo.Pes: true,
}

// sayLanguage chooses the language of a text: what is stated, when the words
// agree or are too few to tell; else what the words are. Empty when nothing tells.
func sayLanguage(stated, body string, outlet []string) string {
	base := baseLanguage(stated)
	if base != "" && (len(body) < 600 || speaks(body, base)) {
		return base
	}
	found := ""
	if len(body) >= 200 {
		info := whatlanggo.DetectWithOptions(opening(body, 3000), whatlanggo.Options{Whitelist: pressLanguages})
		if base == "" && (len(body) >= 400 || info.IsReliable()) || info.Confidence >= .9 {
			found = info.Lang.Iso6391()
		}
	}
	switch {
	case base == "" && found == "" && len(outlet) > 0:
		return baseLanguage(outlet[0])
	case base == "", found != "" && surelyNot(base, found):
		return found
	}
	return base
}

// opening is the beginning of a text, at a character's boundary.
func opening(s string, limit int) string {
	return strings.ToValidUTF8(s[:min(len(s), limit)], "")
}

// commonWords of the languages that pages most often claim wrongly: templates
// come with them.
var commonWords = map[string][]string{
	"en": {"the", "of", "and", "to", "in", "is", "that", "for", "on", "with", "a", "as", "it", "are"},
	"de": {"der", "die", "und", "das", "den", "von", "ist", "mit", "zu", "nicht", "ein", "eine", "auf", "für"},
	"fr": {"le", "la", "les", "de", "des", "et", "du", "en", "un", "une", "que", "est", "pour", "dans"},
	"es": {"el", "la", "los", "las", "de", "que", "y", "en", "un", "una", "es", "del", "por", "para"},
	"it": {"il", "la", "di", "che", "e", "un", "una", "per", "del", "della", "non", "con", "le", "sono"},
	"nl": {"de", "het", "een", "van", "en", "is", "dat", "op", "te", "voor", "met", "niet", "zijn", "die"},
	"pt": {"o", "a", "os", "as", "de", "que", "e", "do", "da", "em", "um", "uma", "para", "não"},
	"sv": {"och", "att", "det", "som", "en", "på", "är", "av", "för", "med", "den", "till", "inte", "ett"},
}

// speaks reports that a text has the words of a language: one in eight is
// common in it. Languages without a list are believed.
func speaks(body, base string) bool {
	common := commonWords[base]
	if common == nil {
		return true
	}
	all, hits := 0, 0
	for w := range strings.FieldsSeq(opening(body, 3000)) {
		all++
		if slices.Contains(common, strings.ToLower(w)) {
			hits++
		}
	}
	return hits*8 >= all
}

// surelyNot reports two languages that detection does not mistake for each other.
func surelyNot(stated, found string) bool {
	for _, near := range [][]string{{"da", "nb", "no", "nn", "sv"}, {"es", "pt", "gl", "ca", "it", "fr"}, {"cs", "sk", "pl"}, {"ru", "uk", "bg", "sr", "mk"}, {"nl", "af"}, {"hr", "bs", "sl", "sr"}, {"id", "ms"}} {
		if slices.Contains(near, stated) && slices.Contains(near, found) {
			return false
		}
	}
	return slices.Contains([]string{"en", "de", "fr", "es", "it", "nl", "pt", "ru", "pl", "sv"}, stated)
}

// baseLanguage is the language of a BCP 47 tag without region and script; empty
// for what is none.
func baseLanguage(tag string) string {
	t, err := language.Parse(strings.TrimSpace(strings.ReplaceAll(tag, "_", "-")))
	if err != nil {
		return ""
	}
	base, sure := t.Base()
	if sure == language.No || base.String() == "und" {
		return ""
	}
	return base.String()
}

// stated is the language that the page gives itself.
func (h *head) stated() string {
	if h.lang != "" {
		return h.lang
	}
	if l := h.article().text("inLanguage"); l != "" {
		return l
	}
	return h.value("content-language", "language", "dc.language", "og:locale")
}

// place is where the page's dates were written: the outlet's country where that is
// known, else what language tags and the address say, if they agree. English alone
// says nothing, and templates everywhere are made in "en-US".
func (p *page) place() locale {
	for _, tag := range p.o.Languages {
		if o, c := orderOf(tag); c != "" {
			return locale{o, c}
		}
	}
	in := locale{country: countryOfHost(p.o.URL)}
	if in.country != "" {
		in.order = orderOfCountry(in.country, p.head.stated())
	}
	tags := append([]string{p.head.stated()}, p.o.Languages...)
	for _, tag := range append(tags, p.head.value("og:locale")) {
		o, country := orderOf(tag)
		switch {
		case o == orderUnknown:
			continue
		case in.order == orderUnknown:
			in.order = o
		case in.order != o:
			return locale{country: in.country}
		}
		if in.country == "" {
			in.country = country
		}
		break
	}
	return in
}

// countryOfHost is the country of an address's last label, empty for none.
func countryOfHost(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	host := u.Hostname()
	switch top := host[strings.LastIndexByte(host, '.')+1:]; top {
	case "uk":
		return "GB"
	case "us", "gov", "mil":
		return "US"
	case "tv", "me", "io", "co", "ai", "fm", "ly", "to", "cc", "ws", "gg", "sh", "am", "eu": // taken for their letters
	default:
		if len(top) == 2 {
			return strings.ToUpper(top)
		}
	}
	return ""
}

// orderOfCountry is how a country writes numeric dates. Canada does both.
func orderOfCountry(country, tag string) order {
	switch country {
	case "US", "PH":
		return monthFirst
	case "CA", "INT":
		if o, _ := orderOf(tag); strings.HasPrefix(strings.ToLower(tag), "fr") {
			return o
		}
		return orderUnknown
	}
	return dayFirst
}

// orderOf is the order that a language tag tells, and the country in it.
func orderOf(tag string) (order, string) {
	t, err := language.Parse(strings.ReplaceAll(tag, "_", "-"))
	if err != nil || tag == "" {
		return orderUnknown, ""
	}
	base, _ := t.Base()
	region, sure := t.Region()
	country := ""
	if sure == language.Exact && region.IsCountry() {
		country = region.String()
	}
	switch {
	case base.String() != "en":
		return dayFirst, country
	case country == "":
		return orderUnknown, ""
	}
	return orderOfCountry(country, ""), country
}
