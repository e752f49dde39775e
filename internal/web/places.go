package web

import (
	_ "embed"
	"strings"
	"sync"
)

// places are the English names of countries, by ISO 3166 code in capitals, and of
// languages, by ISO 639 code in small letters, one a line. The tables of
// golang.org/x/text have them in every language, which is two megabytes.
//
//go:embed places.txt
var places string

var placeNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{"INT": "international", "EU": "European Union"}
	for line := range strings.Lines(places) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		names[code] = name
	}
	return names
})

// placeWords names a country or a language; a code that is not known, such as
// those of the sample's invented countries, is printed as it is.
func placeWords(code string) string {
	if name := placeNames()[code]; name != "" {
		return name
	}
	if base, region, cut := strings.Cut(code, "-"); cut && placeNames()[base] != "" { // de-CH
		return placeNames()[base] + " (" + placeWords(region) + ")"
	}
	return code
}
