package enrich

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

const (
	mostEvidence = 8   // spans a tag prints
	leadLength   = 8   // sentences of the body that count in full
	tailWeight   = .5  // of what stands further down
	titleWeight  = 1.4 // of a headline
)

// find gives verdict and tags.
func (t *tagger) find(d *document) (news.Story, []news.Tag) {
	t.listen(d)
	t.match(d, false)
	story := t.judge(d)
	if story.Verdict == news.VerdictYes {
		t.match(d, true)
	}
	tags := t.given(d)
	if story.Verdict == news.VerdictYes {
		tags = t.addTold(d, tags)
	}
	tags = t.addBrought(tags)
	sortTags(tags)
	return story, tags
}

// sortTags puts tags in the order of their names.
func sortTags(tags []news.Tag) {
	slices.SortFunc(tags, func(a, b news.Tag) int { return cmp.Compare(a.Tag, b.Tag) })
}

// given gives the tags whose matches are enough.
func (t *tagger) given(d *document) []news.Tag {
	m := &d.matches
	m.given = m.given[:0]
	spans := 0
	for _, number := range m.used {
		rule, found := &t.tags[number], m.byTag[number]
		if strings.HasPrefix(rule.name, storyFacet) {
			continue
		}
		if sum := t.sum(d, found); sum >= rule.threshold {
			m.given = append(m.given, scored{number, squash(sum / rule.threshold)})
			spans += min(len(found), mostEvidence)
		}
	}
	if len(m.given) == 0 {
		return nil
	}
	tags, evidence := make([]news.Tag, 0, len(m.given)), make([]news.Span, 0, spans) // one piece for all tags
	for _, x := range m.given {
		from := len(evidence)
		evidence = t.evidence(d, m.byTag[x.tag], evidence)
		tags = append(tags, news.Tag{Tag: t.tags[x.tag].name, Score: x.score, Evidence: slices.Clip(evidence[from:])})
	}
	return tags
}

// addTold adds the tags that the verdict's forms bring: what a story told in
// such words is about, on those very words.
func (t *tagger) addTold(d *document, tags []news.Tag) []news.Tag {
	for _, m := range d.matches.byTag[t.story.encryption] {
		f := &t.forms[m.form]
		for _, name := range f.brings {
			if t.lacks(tags, name) {
				tags = append(tags, news.Tag{Tag: name, Score: squash(1), Evidence: []news.Span{d.fields[m.place].span(m.first, m.last, f.rule)}})
			}
		}
	}
	return tags
}

// addBrought adds what the tags found bring with them, on the same evidence.
func (t *tagger) addBrought(tags []news.Tag) []news.Tag {
	for i := 0; i < len(tags); i++ {
		found := tags[i]
		for _, name := range t.rule(found.Tag).brings {
			if t.lacks(tags, name) {
				tags = append(tags, news.Tag{Tag: name, Score: squash(1), Evidence: found.Evidence})
			}
		}
	}
	return tags
}

// lacks reports whether a tag is wanted and not there yet.
func (t *tagger) lacks(tags []news.Tag, name string) bool {
	return !t.silent[name] && !slices.ContainsFunc(tags, func(x news.Tag) bool { return x.Tag == name })
}

// always are the tags of the desk's own field: they describe an article that
// only mentions encryption, or does not. All others describe the debate on
// encryption and belong to it alone: a school's leaflet that names the Online
// Safety Act, or a messenger's new stickers, would fill their pages.
var always = []string{"topic/csam-detection", "actor/child-protection-org", "actor/signal"}

// forEveryText reports whether a tag may be given whatever the verdict is.
func forEveryText(tag string) bool {
	return strings.HasPrefix(tag, "form/") || slices.Contains(always, tag)
}

// sum adds the weights of a tag's matches: each further match of the same form
// counts half of the one before, and what stands deep in the body half.
func (t *tagger) sum(d *document, found []match) float64 {
	total := 0.0
	var room [16]repeat
	seen := room[:0]
	for _, m := range found {
		i := slices.IndexFunc(seen, func(r repeat) bool { return r.form == m.form })
		if i < 0 {
			i, seen = len(seen), append(seen, repeat{m.form, 1})
		}
		total += t.forms[m.form].weight * seen[i].worth * d.depth(m)
		seen[i].worth /= 2
	}
	return total
}

// repeat is what the next match of a form is worth.
type repeat struct {
	form  int32
	worth float64
}

// depth is how much a match counts for where it stands.
func (d *document) depth(m match) float64 {
	if m.place == inTitle {
		return titleWeight
	}
	if m.place == inText && d.fields[inText].sentence(m.first) >= leadLength {
		return tailWeight
	}
	return 1
}

// evidence appends the matches that speak for a tag, in reading order.
func (t *tagger) evidence(d *document, found []match, spans []news.Span) []news.Span {
	most := len(spans) + mostEvidence
	for _, m := range found {
		f := &t.forms[m.form]
		if f.weight > 0 && len(spans) < most {
			spans = append(spans, d.fields[m.place].span(m.first, m.last, f.rule))
		}
	}
	return spans
}

// squash maps a sum to 0…1: 1, the threshold, is a little over one half.
func squash(sum float64) float64 {
	if sum <= 0 {
		return 0
	}
	return math.Round(100*(1-math.Exp2(-1.25*sum))) / 100
}
