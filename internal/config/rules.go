package config

import (
	"strings"

	"cipherdesk/internal/news"
)

// tags reads the operator's tagging rules.
func (r *reader) tags(n nodeT) news.Rules {
	entries, ok := entriesOf(n)
	if !ok {
		r.blame(n, bad("write topic/my-tag: and its rule below it", "tags is %s where keys are wanted", typeName(n)))
		return nil
	}
	rules, known := news.Rules{}, fields{}
	for _, e := range entries {
		name, _ := keyOf(e)
		tag, err := parseTag(name)
		if err != nil {
			r.blameError(e.Key, err)
		}
		known[name] = func(n nodeT) { rules[tag] = r.tagRule(n, tag) }
	}
	r.object(n, "tags", known)
	return rules
}

func (r *reader) tagRule(n nodeT, tag string) news.TagRule {
	var t news.TagRule
	ok := r.object(n, "tag "+tag, fields{
		"label":      maybe(r, &t.Label, parseLine),
		"definition": maybe(r, &t.Definition, parseLine),
		"see":        r.several("see", appended(r, &t.See, parseTag)),
		"brings":     r.several("brings", appended(r, &t.Brings, parseTag)),
		"threshold":  r.number(&t.Threshold, 0.01, 100),
		"silence":    r.flag(&t.Silence),
		"forms":      r.list("forms", func(n nodeT) { t.Forms = append(t.Forms, r.form(n, tag)) }),
	})
	if !ok {
		return t
	}
	seen := map[string]bool{}
	for _, f := range t.Forms {
		if seen[f.ID] {
			r.blame(n, bad("give each form an id of its own", "tag %s has two forms with the id %q", tag, f.ID))
		}
		seen[f.ID] = f.ID != ""
	}
	return t
}

func (r *reader) form(n nodeT, tag string) news.Form {
	var f news.Form
	ok := r.object(n, "a form of "+tag, fields{
		"id":      parsed(r, &f.ID, parseFormID),
		"lang":    r.several("lang", appended(r, &f.Lang, parseLanguage)),
		"words":   r.phrases("words", &f.Words),
		"weight":  r.number(&f.Weight, -100, 100),
		"fields":  r.several("fields", appended(r, &f.Fields, oneOf("field", news.FieldTitle, news.FieldSummary, news.FieldText))),
		"near":    r.phrases("near", &f.Near),
		"also":    r.phrases("also", &f.Also),
		"within":  r.integer(&f.Within, 0, 10000),
		"unless":  r.phrases("unless", &f.Unless),
		"brings":  r.several("brings", appended(r, &f.Brings, parseTag)),
		"not":     r.flag(&f.Not),
		"name":    r.flag(&f.Name),
		"exact":   r.flag(&f.Exact),
		"silence": r.flag(&f.Silence),
	}, "id")
	switch {
	case !ok:
	case len(f.Words) == 0 && !f.Silence:
		r.blame(n, bad("add words:", "a form of %s has no words", tag))
	case f.Within > 0 && len(f.Near) == 0 && len(f.Unless) == 0:
		r.blame(n, bad("add near: or unless:, or take within away", "within stands alone in a form of %s", tag))
	}
	return f
}

// phrases reads a list, or plain text with commas between the phrases, as the
// built-in rules have it.
func (r *reader) phrases(what string, into *[]string) setter {
	return r.several(what, func(n nodeT) {
		text, ok := r.text(n)
		if !ok {
			return
		}
		for phrase := range strings.SplitSeq(text, ",") {
			line, err := parseLine(strings.Join(strings.Fields(phrase), " "))
			if err != nil {
				r.blameError(n, err)
				return
			}
			*into = append(*into, line)
		}
	})
}
