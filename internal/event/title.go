package event

import (
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

const fewestHeadline = 7 // words that make a headline one of its own

// titles returns a title as one hash, when it is long enough to be told from
// others, and one without its numbers, months and weekdays, when it has any:
// "Best of cartoons, April 21" and "April 22" are two parts of one column. 0
// stands for neither.
func (r *reader) titles(title string) (headline, serial term) {
	w := &r.words
	w.Read(title)
	var all, rest []string
	for i := range w.Tokens {
		t := &w.Tokens[i]
		if t.Kind == text.Mark || t.Is(text.Possessive) {
			continue
		}
		word := w.Fold(i)
		all = append(all, word)
		if t.Kind != text.Number && monthOf(word) == 0 && !weekdays[word] {
			rest = append(rest, word)
		}
	}
	if len(all) >= fewestHeadline {
		headline = newTerm(isWord, strings.Join(all, " "))
	}
	if len(rest) > 0 && len(rest) < len(all) {
		serial = newTerm(isWord, strings.Join(rest, " "))
	}
	return headline, serial
}

// weekdays in the languages of the field, folded.
var weekdays = func() map[string]bool {
	out := map[string]bool{}
	for day := range strings.FieldsSeq(`monday tuesday wednesday thursday friday saturday sunday
		montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche
		lunes martes miercoles jueves viernes sabado domingo lunedi martedi mercoledi giovedi venerdi domenica
		maandag dinsdag woensdag donderdag vrijdag zaterdag zondag mandag tirsdag onsdag torsdag fredag lordag sondag
		mandag tisdag lordag segunda terca quarta quinta sexta poniedzialek wtorek sroda czwartek piatek sobota niedziela`) {
		out[day] = true
	}
	return out
}()

// isListing reports whether a page lists articles instead of being one.
func isListing(p *news.Piece) bool {
	_, rest, _ := strings.Cut(p.URL, "://")
	_, rest, _ = strings.Cut(rest, "/")
	path, query, _ := strings.Cut(rest, "?")
	for part := range strings.SplitSeq(query, "&") {
		switch key, _, _ := strings.Cut(part, "="); key {
		case "s", "q", "query", "search", "tag":
			return true
		}
	}
	return listingPath(strings.Split(strings.ToLower(strings.Trim(path, "/")), "/")) || listingTitle(p.Title)
}

// listingPath reports whether the parts of a path end in a list: "tag/nspcc" and
// "category/news/page/2" do, "category/news/headline-of-some-article" does not.
func listingPath(parts []string) bool {
	if n := len(parts); n > 2 && parts[n-2] == "page" {
		parts = parts[:n-2]
	}
	last := parts[len(parts)-1]
	for i, part := range parts {
		switch part {
		case "tag", "tags", "category", "categories", "author", "search", "archive", "archives", "label", "etiqueta", "schlagwort":
			return i+2 >= len(parts) && strings.Count(last, "-") < 4
		}
	}
	return false
}

// listingTitle reports whether a headline is that of a list.
func listingTitle(title string) bool {
	title = text.Fold(title)
	for _, begin := range [...]string{"tag:", "tags:", "tag archive", "category:", "archive:", "archives:", "search results", "schlagwort:",
		"suchergebnis", "etiquette :", "etiquette:", "etiqueta:", "trefwoord:", "zoekresultaten", "risultati della ricerca",
		"resultados de busqueda", "resultats de recherche"} {
		if strings.HasPrefix(title, begin) {
			return true
		}
	}
	return strings.HasSuffix(title, "search results")
}
