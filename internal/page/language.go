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

// sayLanguage chooses the language of a text: what is stated; where nothing is
// stated, or a long text is plainly in another language than its template
// claims, what the words are. Empty when neither tells.
func sayLanguage(stated, body string, outlet []string) string {
	base := baseLanguage(stated)
	found := ""
	if len(body) >= 200 {
		info := whatlanggo.DetectWithOptions(body[:min(len(body), 6000)], whatlanggo.Options{Whitelist: pressLanguages})
		switch {
		case base == "" && (len(body) >= 400 || info.IsReliable()), info.Confidence >= .9 && len(body) >= 600:
			found = info.Lang.Iso6391()
		}
	}
	switch {
	case base == "" && found != "":
		return found
	case base == "" && len(outlet) > 0:
		return baseLanguage(outlet[0])
	case found != "" && found != base && surelyNot(base, found):
		return found
	}
	return base
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

// dateOrder is how the page's country writes numeric dates. English alone says
// nothing; its region, the outlet's or the address's country does.
func (p *page) dateOrder() order {
	tags := append([]string{p.head.stated()}, p.o.Languages...)
	for _, tag := range append(tags, p.head.value("og:locale")) {
		if o := orderOf(tag); o != orderUnknown {
			return o
		}
	}
	u, err := url.Parse(p.o.URL)
	if err != nil {
		return orderUnknown
	}
	host := u.Hostname()
	switch host[strings.LastIndexByte(host, '.')+1:] {
	case "uk", "au", "nz", "ie", "in", "za", "eu", "sg", "hk", "my", "ng", "ke", "pk", "mt":
		return dayFirst
	case "us", "gov", "mil":
		return monthFirst
	}
	return orderUnknown
}

func orderOf(tag string) order {
	t, err := language.Parse(strings.ReplaceAll(tag, "_", "-"))
	if err != nil || tag == "" {
		return orderUnknown
	}
	base, _ := t.Base()
	region, sure := t.Region()
	switch {
	case base.String() == "en" && sure < language.Exact:
		return orderUnknown
	case base.String() != "en":
		return dayFirst
	}
	switch region.String() {
	case "US", "PH":
		return monthFirst
	case "CA":
		return orderUnknown
	}
	return dayFirst
}
