package enrich

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// cue is what a word or phrase does in a citation; one phrase may do several
// things. The words are in cues.yaml.
type cue uint64

// The cues. Those of credits stand before or after the outlet.
const (
	cueSay       cue = 1 << iota // verb of saying
	cueWeak                      // verb that brings a quotation, but makes no attribution by itself
	cueNoun                      // a verb of saying that is also a plural noun: "estimates"
	cueThat                      // says something only before "that" or behind what is said: "added"
	cueTell                      // has the hearer behind it, never the speaker: "told"
	cueFind                      // says something only of documents and researchers: "found", "shows"
	cueAccording                 // stands before whom it names: "according to"
	cueBehind                    // stands behind whom it names: "zufolge", "own admission"
	cueRole                      // what a person is: "spokesperson"
	cueTitle                     // "Mr", "Dr"
	cueFirm                      // "the company": the company named last
	cueBody                      // "the charity": the body named last
	cueMany                      // "the signatories": those who wrote the letter
	cueAnon                      // people without names: "critics"
	cueDoc                       // letter, report, bill…
	cueOrg                       // a word that only names of bodies have: "Foundation"
	cueMale                      // given name
	cueFemale                    // given name
	cueOther                     // written with a capital, but no person: countries, months
	cueLed                       // "led by"
	cueLeads                     // what people do for the body they belong to: "runs"
	cueTerm                      // before words in quotation marks that nobody said: "so-called"
	cueSources                   // heading of a list of sources: "See also"
	cueFirstBy                   // "first reported by" OUTLET
	cueFirst                     // OUTLET "first reported"
	cueSeenBy                    // "seen by" OUTLET
	cueSeen                      // OUTLET "has seen"
	cueTo                        // "told" OUTLET
	cueCovered                   // "picked up by" OUTLET
	cueFrom                      // "as reported by" OUTLET
	cueReports                   // OUTLET "reports"
	cuePress                     // what an outlet is: "newspaper"
	cueSign                      // beside a document word: one that people sign
	cueOutlet                    // a word that names of outlets have: "Gazette"
	cueOwnView                   // "in her view": of who spoke last
	cueInner                     // stands inside names, but is none: "Online"
	cueStance                    // demands or takes a side, quotation or not: "urges"
	cueWish                      // the same, with whom and "to" behind it: "wants platforms to"
	cueDiffer                    // the same, with a colon or a clause behind it: "sees it differently:"
	cueThatNoun                  // tells what is said as a noun, from whom, and "that": "warnings from"
	cueForNoun                   // the same with "for": "calls by"
)

// cueBrings is every cue that can tie a quotation to a speaker, and cueVerb every
// cue of a verb.
const (
	cueBrings = cueSay | cueWeak | cueFind
	cueVerb   = cueBrings | cueStance
)

// cuePointer is every phrase that stands before an outlet and tells what it did.
const cuePointer = cueFirstBy | cueSeenBy | cueTo | cueCovered

// cueNames are the keys of cues.yaml.
var cueNames = map[string]cue{
	"say": cueSay, "say-noun": cueSay | cueNoun, "say-that": cueSay | cueThat, "say-tell": cueSay | cueTell, "find": cueSay | cueFind, "weak": cueWeak, "stance": cueWeak | cueStance, "wish": cueStance | cueWish, "differ": cueWeak | cueDiffer,
	"according": cueAccording, "behind": cueBehind, "role": cueRole, "title": cueTitle, "firm": cueFirm, "body": cueBody,
	"many": cueMany, "anon": cueAnon, "doc": cueDoc, "org": cueOrg, "male": cueMale, "female": cueFemale, "other": cueOther,
	"led": cueLed, "leads": cueLeads, "term": cueTerm, "sources": cueSources, "first-by": cueFirstBy, "first": cueFirst, "seen-by": cueSeenBy,
	"seen": cueSeen, "to": cueTo, "covered": cueCovered, "from": cueFrom, "reports": cueReports, "press": cuePress, "own-view": cueOwnView, "inner": cueInner, "sign": cueSign, "outlet": cueOutlet,
	"that-noun": cueThatNoun, "for-noun": cueForNoun,
}

// cueEntry is one phrase; its place in the list is its number.
type cueEntry struct {
	cue  cue
	lang string // "": every language
}

// listCues lists every phrase of cues.yaml.
func listCues(src []byte, add adder) ([]cueEntry, error) {
	file := map[string]map[string]string{}
	if err := yaml.NewDecoder(bytes.NewReader(src)).Decode(&file); err != nil {
		return nil, err
	}
	var out []cueEntry
	for _, name := range slices.Sorted(maps.Keys(file)) {
		c, known := cueNames[name]
		if !known {
			return nil, fmt.Errorf("there is no cue %q", name)
		}
		for _, lang := range slices.Sorted(maps.Keys(file[name])) {
			e := cueEntry{cue: c, lang: lang}
			if lang == "any" {
				e.lang = ""
			}
			for _, phrase := range strings.Split(file[name][lang], ",") {
				for _, form := range contracted(strings.TrimSpace(phrase), lang) {
					if err := add(form, len(out)); err != nil {
						return nil, fmt.Errorf("cue %s, %s: %w", name, lang, err)
					}
				}
				out = append(out, e)
			}
		}
	}
	return out, nil
}

// contractions are what a preposition at the end of a phrase becomes before an
// article.
var contractions = map[string]string{
	"it da": "dal dalla dall dai dalle dagli", "it di": "del della dell dello dei delle degli d", "it a": "al alla all ai alle agli", "it con": "col",
	"fr de": "du des d", "fr a": "au aux", "es de": "del", "es a": "al", "de von": "vom", "de bei": "beim", "de zu": "zum zur", "de in": "im", "pt de": "da do",
}

// contracted returns a phrase and its forms with a contracted preposition.
func contracted(phrase, lang string) []string {
	forms := []string{phrase}
	stem, last := "", phrase
	if i := strings.LastIndexByte(phrase, ' '); i >= 0 {
		stem, last = phrase[:i+1], phrase[i+1:]
	}
	if stem == "" {
		return forms
	}
	for _, c := range strings.Fields(contractions[lang+" "+last]) {
		forms = append(forms, stem+c)
	}
	return forms
}
