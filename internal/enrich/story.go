package enrich

import (
	"fmt"
	"slices"

	"cipherdesk/internal/news"
)

// storyFacet marks the rules of the verdict, which are no tags.
const storyFacet = "story/"

// The rules of the verdict. Encryption holds what speaks for an encryption
// story, with weights: 1 is enough in a headline. Other holds what speaks
// against: encryption of another kind; Mention what is a mention even beside
// that. Index marks lists of articles, which are never a story of their own,
// Beside matters in which protected messages are but the means, nor are they;
// Aside tells that the article is about something else.
const (
	storyEncryption = storyFacet + "encryption"
	storyOther      = storyFacet + "other"
	storyMention    = storyFacet + "mention"
	storyIndex      = storyFacet + "index"
	storyBeside     = storyFacet + "beside"
	storyAside      = storyFacet + "aside"
)

// storyTags are the places of those rules in tagger.tags.
type storyTags struct{ encryption, other, mention, index, beside, aside int32 }

func findStoryTags(tags []tagRule) (s storyTags, err error) {
	for name, place := range map[string]*int32{
		storyEncryption: &s.encryption, storyOther: &s.other, storyMention: &s.mention, storyIndex: &s.index,
		storyBeside: &s.beside, storyAside: &s.aside,
	} {
		i := slices.IndexFunc(tags, func(t tagRule) bool { return t.name == name })
		if i < 0 {
			return s, fmt.Errorf("no rules for %s", name)
		}
		*place = int32(i)
	}
	return s, nil
}

// Weights of the verdict. The question behind them is the delete-every-sentence
// test: a headline or the opening carries the subject, a sentence further down
// is a mention, many of them are a subject again.
const (
	yesFrom      = .9
	passingFrom  = .2
	headline     = 1.25 // a headline counts more than any sentence
	openingShare = .8   // of what the body's opening says
	agree        = .2   // of the weaker of summary and opening, which often are the same words
	besides      = .4   // of each further match in a sentence
	sentenceMost = 1.5
	denseFrom    = .1 // share of the body's sentences
	denseMost    = .6
	silentBody   = 12 // sentences without a word of it make a headline doubtful
	otherMost    = 2
	asideCost    = .8
	asideUnder   = .5 // what a headline says of encryption at most, to be about something else
)

// tally is what speaks for a story in one field.
type tally struct {
	top       [3]float64 // best sentences
	sentences int        // that speak for it
}

func (t *tally) add(score float64) {
	if score <= 0 {
		return
	}
	score = min(score, sentenceMost)
	t.sentences++
	for i, s := range t.top {
		if score > s {
			t.top[i], score = score, s
		}
	}
}

// strength is the best sentence, half of the second, a quarter of the third.
func (t *tally) strength() float64 { return t.top[0] + t.top[1]/2 + t.top[2]/4 }

// judge gives the verdict.
func (t *tagger) judge(d *document) news.Story {
	found := d.matches.byTag[t.story.encryption]
	title, summary := t.tally(d, found, inTitle, 0), t.tally(d, found, inSummary, 0)
	body, opening := t.tally(d, found, inText, 0), t.tally(d, found, inText, leadLength)
	length := len(d.fields[inText].Sentences)

	head := headline * title.strength()
	if length >= silentBody && body.sentences == 0 {
		head /= 2
	}
	s, o := summary.strength(), openingShare*opening.strength()
	score := head + max(s, o) + agree*min(s, o) + density(body.sentences, length)
	if head < asideUnder && len(d.matches.byTag[t.story.aside]) > 0 {
		score = max(score-asideCost, min(score, passingFrom))
	}
	if body.sentences > 0 {
		score = max(score, passingFrom)
	}
	score -= t.against(d)
	mention := d.matches.byTag[t.story.mention]
	if len(mention) > 0 || len(d.matches.byTag[t.story.index]) > 0 && len(found) > 0 {
		score = max(score, passingFrom)
	}
	if !t.mentions(found) {
		found = mention
	}
	return t.story.verdict(d, t, score, found)
}

// density is the bonus of a body that speaks of nothing else.
func density(sentences, length int) float64 {
	if length < 4 || float64(sentences) < denseFrom*float64(length) {
		return 0
	}
	return min(denseMost, 2*float64(sentences)/float64(length))
}

func (s storyTags) verdict(d *document, t *tagger, score float64, found []match) news.Story {
	story := news.Story{Verdict: news.VerdictNo, Score: squash(score)}
	switch {
	case score < passingFrom || !t.mentions(found):
		return story
	case score < yesFrom || len(d.matches.byTag[s.index]) > 0 || len(d.matches.byTag[s.beside]) > 0:
		story.Verdict = news.VerdictPassing
	default:
		story.Verdict = news.VerdictYes
	}
	story.Evidence = t.evidence(d, found, make([]news.Span, 0, min(len(found), mostEvidence)))
	return story
}

// mentions reports whether any match alone is a mention: words that only lend
// weight to others are none.
func (t *tagger) mentions(found []match) bool {
	return slices.ContainsFunc(found, func(m match) bool { return t.forms[m.form].weight >= passingFrom })
}

// tally adds up a field sentence by sentence; most bounds the sentences looked
// at, 0 is all.
func (t *tagger) tally(d *document, found []match, place int32, most int) tally {
	var out tally
	f, sentence, best, rest := &d.fields[place], -1, 0.0, 0.0
	for _, m := range found {
		if m.place != place {
			continue
		}
		if s := f.sentence(m.first); s != sentence {
			out.add(best + besides*rest)
			sentence, best, rest = s, 0, 0
		}
		if most > 0 && sentence >= most {
			break
		}
		w := t.forms[m.form].weight
		if w > best {
			best, w = w, best
		}
		rest += w
	}
	out.add(best + besides*rest)
	return out
}

// against is what speaks of another kind of encryption, by the same measure;
// deep in a body it only means that the subject has neighbours.
func (t *tagger) against(d *document) float64 {
	found := d.matches.byTag[t.story.other]
	if len(found) == 0 {
		return 0
	}
	title, summary := t.tally(d, found, inTitle, 0), t.tally(d, found, inSummary, 0)
	opening := t.tally(d, found, inText, leadLength)
	return min(headline*title.strength()+max(summary.strength(), openingShare*opening.strength()), otherMost)
}
