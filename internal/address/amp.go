package address

import (
	"regexp"
	"strings"
)

// withoutAMP takes one AMP marker off a path: "/story/amp/", "/story.amp",
// "/story.amp.html", "/a-1f3c…-amp" and "/amp/a-story", in any case.
func withoutAMP(path string) string {
	trimmed := strings.TrimSuffix(path, "/")
	slash := path[len(trimmed):]
	lower := strings.ToLower(trimmed)
	for _, tail := range []string{"/amp", "/amp.html", ".amp"} {
		if rest := strings.TrimSuffix(lower, tail); rest != lower && strings.Trim(rest, "/") != "" {
			return trimmed[:len(rest)] + slash
		}
	}
	switch {
	case strings.HasSuffix(lower, ".amp.html"), strings.HasSuffix(lower, "~amp.html"):
		return trimmed[:len(trimmed)-len(".amp.html")] + ".html"
	case strings.HasSuffix(lower, "!amp"):
		return trimmed[:len(trimmed)-len("!amp")]
	}
	if m := markedID.FindStringSubmatchIndex(lower); m != nil {
		return trimmed[:m[2]] + trimmed[m[3]:] + slash
	}
	return withoutAMPSegment(path)
}

// markedID is an article's number or UUID with the marker behind it; a word
// before "-amp" may be what the story is about.
var markedID = regexp.MustCompile(`[-/](?:[0-9]{5,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(-amp)(?:\.html)?$`)

// withoutAMPSegment takes a marker out of the middle: "/amp/2020/a-story",
// "/story/amp/a-story-123", "/google-amp/a-story" and "/amp_articleshow/1.cms". It goes
// only before what looks like an article, since "/amp/" may be a section.
func withoutAMPSegment(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments[:len(segments)-1] {
		lower := strings.ToLower(segment)
		next := segments[i+1]
		switch {
		case lower != "amp" && lower != "google-amp" && !strings.HasPrefix(lower, "amp_"):
			continue
		case strings.HasPrefix(lower, "amp_"):
			if digits(next) < 6 {
				continue
			}
			segments[i] = segment[len("amp_"):]
		case i == 1 && (strings.Contains(path, "-") || isYear(next)), looksLikeArticle(next):
			segments = append(segments[:i:i], segments[i+1:]...)
		default:
			continue
		}
		return strings.Join(segments, "/")
	}
	return path
}

// looksLikeArticle accepts the segment of a headline or of an article's number.
func looksLikeArticle(segment string) bool {
	return len(segment) >= 8 && (digits(segment) >= 4 || strings.ContainsAny(segment, "-_"))
}

func digits(s string) int {
	n := 0
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			n++
		}
	}
	return n
}

func isYear(segment string) bool {
	return len(segment) == 4 && (segment[:2] == "19" || segment[:2] == "20")
}
