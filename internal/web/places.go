package web

import (
	"cmp"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// countryWords names a country; a code that stands for none, such as those of the
// sample's invented countries, is printed as it is.
func countryWords(code string) string {
	switch code {
	case "INT":
		return "international"
	case "EU":
		return "European Union"
	}
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() {
		return code
	}
	return cmp.Or(display.English.Regions().Name(region), code)
}

// languageWords names a language; "" when none is known.
func languageWords(code string) string {
	tag, err := language.Parse(code)
	if err != nil || strings.HasPrefix(code, "und") {
		return code
	}
	return cmp.Or(display.English.Tags().Name(tag), code)
}
