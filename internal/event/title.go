package event

import (
	"slices"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

const (
	fewestHeadline = 7  // words that make a headline one of its own
	mostTitle      = 24 // words of a title that are looked at
)

// title is a headline taken apart. The zero value is no title.
type title struct {
	words    []uint32 // hashes
	lead     int      // words before a colon or bullet; 0 without one
	headline term     // of all words, when they are enough to be told from others; else 0
	serial   term     // of the words without numbers, months and weekdays, when there are such; else 0
}

// title takes a headline apart: "Best of cartoons, April 21" and "April 22" are
// two parts of one column.
func (r *reader) title(source string) title {
	w := &r.words
	w.Read(source)
	var t title
	var all, rest []string
	for i := range w.Tokens {
		tok := &w.Tokens[i]
		if tok.Kind == text.Mark || tok.Is(text.Possessive) {
			if m := w.Text(i); t.lead == 0 && len(all) > 0 && (m == ":" || m == "•" || m == "|" || m == "›") {
				t.lead = len(all)
			}
			continue
		}
		if len(all) == mostTitle {
			break
		}
		word := w.Fold(i)
		all = append(all, word)
		t.words = append(t.words, uint32(newTerm(isWord, word)))
		if tok.Kind != text.Number && monthOf(word) == 0 && !weekdays[word] {
			rest = append(rest, word)
		}
	}
	if len(all) >= fewestHeadline {
		t.headline = newTerm(isWord, strings.Join(all, " "))
	}
	if len(rest) > 0 && len(rest) < len(all) {
		t.serial = newTerm(isWord, strings.Join(rest, " "))
	}
	t.words = slices.Clip(t.words)
	return t
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
	return asks(query) || listingPath(strings.Split(strings.ToLower(strings.Trim(path, "/")), "/")) || listingTitle(p.Title)
}

// asks reports whether an address asks for a list: it has words to look for and
// names no single article by number.
func asks(query string) bool {
	found := false
	for part := range strings.SplitSeq(query, "&") {
		switch key, value, _ := strings.Cut(part, "="); key {
		case "s", "q", "query", "search", "tag":
			found = true
		default:
			if strings.HasSuffix(key, "id") && value != "" && strings.Trim(value, "0123456789") == "" {
				return false
			}
		}
	}
	return found
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
