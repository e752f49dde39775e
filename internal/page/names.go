package page

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// people cleans claimed names: several in one string are parted, what is no
// name is dropped.
func people(claims []string, site string) []string {
	var out []string
	for _, c := range claims {
		for _, name := range namesIn(strings.ReplaceAll(c, "\n", " | "), site) {
			if !slices.ContainsFunc(out, func(have string) bool { return same(have, name) }) {
				out = append(out, name)
			}
		}
	}
	out = slices.DeleteFunc(out, func(name string) bool {
		return slices.ContainsFunc(out, func(other string) bool { return strings.HasPrefix(name, other+" ") && strings.Contains(other, " ") })
	})
	// A site signs what has no other author; beside a person it is the publisher.
	if len(out) > 1 && site != "" {
		out = slices.DeleteFunc(out, func(name string) bool { return same(name, site) })
	}
	if len(out) > 12 {
		out = out[:12]
	}
	return out
}

// namesIn are the names in one claim: of its parts, set apart by bars or dots,
// the first that holds any ("19 May 2025 · Jane Roe · Politics").
func namesIn(claim, site string) []string {
	claim = clean(claim)
	if site != "" && same(claim, site) {
		return []string{claim}
	}
	claim = withoutBrackets(claim)
	for _, sep := range []string{" • ", " · ", " – ", " — ", " - ", " ● ", " » ", " / ", "\t"} {
		claim = strings.ReplaceAll(claim, sep, " | ")
	}
	for part := range strings.SplitSeq(claim, " | ") {
		var names []string
		for _, name := range parted(part) {
			if name = person(name); name != "" {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			return names
		}
	}
	return nil
}

// bylineOpeners are words before a name, longest first.
var bylineOpeners = []string{"article written by", "article by", "articles by", "medically reviewed by", "written by", "reported by", "reporting by", "posted by",
	"published by", "story by", "words by", "text by", "review by", "analysis by", "opinion by", "contributed by", "created by", "authored by",
	"view all posts by", "see all posts by", "all posts by", "more posts by", "more about", "insights from", "by:", "by", "author:", "authors:", "author", "geschrieben von", "von", "ecrit par", "écrit par", "par", "escrito por", "por",
	"scritto da", "di", "geschreven door", "door", "av", "af", "skrevet af", "skrevet av", "text:", "texte:", "autor:", "auteur:", "autore:"}

// stops are where a byline goes on to something else than names.
var stops = []string{" on ", " updated", " published", " posted", " http", " / ",
	" for the ", " send me", " follow", " contact", " email", " is a ", " is an ", " is the ", " view ", " staff reporter", " last updated",
	" edited by", " reviewed by", " translated by", " photographs by", " photography by", " illustrations by"}

// parted splits one byline into names.
func parted(s string) []string {
	s = strings.TrimSpace(s)
	for trimmed := true; trimmed; {
		trimmed = false
		if rest, opens := afterBy(s); opens && rest != "" {
			s, trimmed = rest, true
		}
	}
	low := strings.ToLower(s)
	if len(low) == len(s) {
		for _, stop := range stops {
			if i := strings.Index(low, stop); i > 0 {
				s, low = s[:i], low[:i]
			}
		}
	}
	for _, and := range []string{" y ", " e ", " en ", " i "} { // that are also parts of names
		if i := strings.Index(s, and); i > 0 && strings.Contains(s[:i], " ") && strings.Contains(s[i+len(and):], " ") {
			s = s[:i] + ", " + s[i+len(and):]
		}
	}
	for _, and := range []string{" and ", " And ", " AND ", " & ", ";", " und ", " et ", " with ", " och ", " og ", ", by "} {
		s = strings.ReplaceAll(s, and, ", ")
	}
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		switch {
		case part == "":
		case len(out) > 0 && credential(part):
			out[len(out)-1] += ", " + part
		case len(out) > 0 && role(part):
		default:
			out = append(out, part)
		}
	}
	return out
}

// credential reports what follows a name after a comma: "MD", "Ph.D.", "Jr.".
func credential(s string) bool {
	bare := strings.NewReplacer(".", "", " ", "", "-", "").Replace(s)
	if len(bare) > 12 || bare == "" {
		return false
	}
	upper := 0
	for _, r := range bare {
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return upper*2 >= utf8.RuneCountInString(bare) && !strings.Contains(s, " ") || bare == "Jr" || bare == "Sr" || bare == "Esq"
}

// role reports a job beside a name.
func role(s string) bool {
	for w := range strings.FieldsSeq(strings.ToLower(s)) {
		switch strings.Trim(w, ".") {
		case "editor", "reporter", "correspondent", "writer", "journalist", "director", "manager", "founder", "ceo", "cto", "president",
			"professor", "contributor", "columnist", "analyst", "senior", "chief", "head", "author", "specialist", "consultant", "staff", "reviewer", "producer", "fellow", "lead", "co-founder",
			"redakteur", "journaliste", "redactor", "redactora", "periodista", "giornalista", "redacteur", "political", "technology":
			return true
		}
	}
	return false
}

// withoutBrackets drops what stands in brackets: "Jane (J.R.) Roe (Reuters)".
func withoutBrackets(s string) string {
	for {
		open := strings.IndexByte(s, '(')
		if open < 0 {
			return s
		}
		end := strings.IndexByte(s[open:], ')')
		if end < 0 {
			return strings.TrimSpace(s[:open])
		}
		s = strings.TrimSpace(strings.TrimRight(s[:open], " ") + s[open+end+1:])
	}
}

// withoutRole cuts a job printed after a name without a comma.
func withoutRole(s string) string {
	f := strings.Fields(s)
	for i := 2; i < len(f); i++ {
		if w := strings.ToLower(f[i]); role(w) && w != "staff" && w != "team" {
			return strings.Join(f[:i], " ")
		}
	}
	return s
}

// sentence reports words of which most are written small: no name.
func sentence(s string) bool {
	small, all := 0, 0
	for w := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case !unicode.IsLetter(r):
			continue
		case unicode.IsLower(r) && len(w) > 1:
			small++
		}
		all++
	}
	return small*2 > all
}

// person is a claimed name if it can be one, with the noise around it gone.
func person(s string) string {
	s = strings.Trim(withoutRole(s), " \t.:;|*-–—•\"'&")
	if i := strings.IndexFunc(s, unicode.IsDigit); i >= 0 {
		if i < 4 || s[i-1] != ' ' {
			return ""
		}
		s = strings.TrimRight(s[:i], " ,.:;|-–")
		if j := strings.LastIndexByte(s, ' '); j > 0 && monthNamed(strings.ToLower(s[j+1:])) > 0 {
			s = s[:j] // "Jane Roe March 11, 2015"
		}
	}
	n := len(strings.Fields(s))
	if n == 0 || n > 7 || utf8.RuneCountInString(s) < 3 || strings.ContainsAny(s, "/@<>{}[]=_") || !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	if n > 2 && sentence(s) {
		return ""
	}
	switch l := labelOf(s); l {
	case "admin", "administrator", "wpadmin", "webmaster", "user", "author", "anonymous", "none", "null", "undefined", "unknown", "editor",
		"editors", "guest", "follow", "share", "read more", "super user", "root", "site admin", "marketing", "posts", "all posts", "view profile",
		"about the author", "by", "name", "published", "updated", "january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return ""
	default:
		if strings.HasPrefix(l, "reply to ") || strings.HasPrefix(l, "posts by ") {
			return ""
		}
	}
	return s
}
