package store

import (
	"context"
	"database/sql"
	"math/bits"
	"slices"
	"strings"

	"cipherdesk/internal/news"
)

// What a search may cost before it stops and says how far it came, and what its
// steps cost, in quarters of a microsecond. The cost is told from the search and
// from how common its words are, never from a clock: the same search of the same
// articles always comes equally far.
const (
	affordable = 45000
	leastSpent = 6000 // on articles, whatever it costs to begin

	readBegin  = 1000 // to find where a word stands
	readPlace  = 1.5  // of a word, in an article that has it
	readTitle  = 2.0  // the same where only headlines count
	readPhrase = 2.0  // of a word of a phrase, in an article that has all of them
	readFound  = 3.0  // of an article that has the words
	readNever  = 3.0  // of an article that has an unwanted word
	readSet    = 2.0  // of an article that a field names
	readAsked  = 8.0  // of an article whose findings are looked up
	readPassed = 3.0  // of any article, when no word is wanted
	readLeast  = 0.01 // of any article
	skips      = 500  // places of a word that are read to get to one article

	sampled    = 256 // newest articles among which words are counted
	mostProbed = 8   // words that are counted, the longest: they are the rare ones
	rareWord   = 64  // articles of a word that is counted in all of them
	few        = 32  // articles of a field in a stretch, that make it shorter
	fenceTries = 4   // pairs of words of one article that are tried as the end of a stretch, and longer phrases
	mostFenced = 4   // alternatives that each have the end of a stretch among them
	spreadOver = 500 // findings from which on each article is asked for them
)

// effort is what a search has cost and may cost.
type effort struct {
	most   float64
	least  float64 // on articles, whatever it costs to begin
	begin  float64 // cost of a stretch, however short
	begun  int     // stretches
	passed int64   // articles looked at
	each   float64 // cost of one; 0: not known yet
}

// left is how many more articles the search may look at, in one stretch, when
// one costs so much.
func (e *effort) left(each float64) int64 {
	spent := e.begin*float64(e.begun+1) + each*float64(e.passed)
	switch {
	case e.begun == 0:
		return int64(max(e.least, e.most-spent) / each)
	case e.most-spent < e.begin: // it would cost more to begin than what it could look at
		return 0
	}
	return int64((e.most - spent) / each)
}

// afford cuts a stretch to what the search may still cost; it is empty when
// that is too little.
func (w *hunt) afford(ctx context.Context, st stint) (stint, error) {
	e := &w.effort
	each := e.each
	if each == 0 {
		each = w.cost(everywhere, everywhere)
	}
	if e.each == 0 && (e.left(each) < st.hi-st.lo || w.runsOn()) {
		var err error
		if each, err = w.measure(ctx); err != nil {
			return stint{}, err
		}
		e.each = each
		e.most -= readBegin * float64(len(w.want.longest(mostProbed)))
	}
	if left := e.left(each); left < st.hi-st.lo {
		// At a round number: with one new article the same search ends where it did.
		step := int64(1) << (bits.Len64(uint64(left)) / 2)
		st.lo = min(st.hi, (st.hi-left+step-1)/step*step)
	}
	e.begun++
	e.passed += st.hi - st.lo
	return st, nil
}

// everywhere is the share of what nothing is known of.
func everywhere[T any](T) float64 { return 1 }

// cost is that of one article, by the share of articles that have a word or
// that a field names. Where all of several words are wanted, the index skips
// from one that has the rarest to the next.
func (w *hunt) cost(word func(string) float64, field func(news.Clause) float64) float64 {
	sum, rarest := 0.0, 1.0
	for _, asked := range w.want.words {
		if !asked.not {
			rarest = min(rarest, asked.share(word))
		}
	}
	for _, asked := range w.want.words {
		for _, form := range asked.forms {
			sum += w.costOf(asked.not, strings.Fields(form), word, rarest)
		}
	}
	for _, c := range w.want.clauses {
		sum += readSet * field(c)
	}
	sum += readAsked * rarest * float64(len(w.spread))
	if w.want.anyWord() {
		return max(readLeast, sum+readFound*rarest)
	}
	return sum + readPassed
}

// share is that of the articles that have one of the alternatives, at most.
func (a askedWords) share(word func(string) float64) (sum float64) {
	for _, form := range a.forms {
		all := 1.0
		for one := range strings.FieldsSeq(form) {
			all = min(all, word(one))
		}
		sum += all
	}
	return sum
}

func (w *hunt) costOf(not bool, phrase []string, word func(string) float64, rarest float64) (sum float64) {
	read := readPlace
	if w.want.title {
		read = readTitle
	}
	all := rarest
	for _, one := range phrase {
		all = min(all, word(one))
	}
	for _, one := range phrase {
		sum += read * min(word(one), skips*all)
	}
	if len(phrase) > 1 {
		sum += readPhrase * float64(len(phrase)) * all
	}
	if not {
		sum += readNever * all
	}
	return sum
}

// measure is cost by the newest articles not looked at yet. What is not counted
// is taken to be everywhere.
func (w *hunt) measure(ctx context.Context) (each float64, err error) {
	st, err := w.stint(ctx, max(1, w.hi-sampled))
	if err != nil {
		return 0, err
	}
	shares := map[string]float64{}
	for _, word := range w.want.longest(mostProbed) {
		if shares[word], err = w.shareOf(ctx, word, st); err != nil {
			return 0, err
		}
	}
	return w.cost(func(word string) float64 {
		if share, ok := shares[word]; ok {
			return share
		}
		return 1
	}, func(c news.Clause) float64 {
		s, from := w.among(c, st)
		var n float64
		if err == nil {
			_, err = w.one(ctx, `SELECT count(*) FROM `+from, s.args, &n)
		}
		return n / float64(st.hi-st.lo)
	}), err
}

// shareOf counts the articles of a word: in a stretch, or in all of them where
// none of the stretch has it.
func (w *hunt) shareOf(ctx context.Context, word string, st stint) (share float64, err error) {
	var n float64
	_, err = w.one(ctx, `SELECT count(*) FROM search WHERE search MATCH $1 AND rowid >= $2 AND rowid < $3`, []any{`"` + word + `"`, st.lo, st.hi}, &n)
	if err != nil || n > 0 {
		return n / float64(st.hi-st.lo), err
	}
	_, err = w.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH $1 AND rowid < $2 LIMIT ($3 + 0)) AS some`,
		[]any{`"` + word + `"`, st.lo, rareWord}, &n)
	if n < rareWord {
		return n / float64(st.hi), err
	}
	return 0.5 / float64(st.hi-st.lo), err
}

// longest are the longest words that the index is asked for.
func (w *wanted) longest(most int) []string {
	list := w.each()
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	list = slices.Compact(list)
	return list[:min(len(list), most)]
}

// each lists every word that the index is asked for, as often as it is.
func (w *wanted) each() (list []string) {
	for _, asked := range w.words {
		for _, form := range asked.forms {
			list = append(list, strings.Fields(form)...)
		}
	}
	return list
}

// among is the set of a clause's articles in a stretch, for a FROM.
func (w *hunt) among(c news.Clause, st stint) (s selection, from string) {
	from = `(` + s.set(w.dialect, c, st) + `)`
	s.where(`article_id >= ` + s.arg(st.lo) + ` AND article_id < ` + s.arg(st.hi))
	return s, from + ` AS named WHERE ` + s.conditions()
}

// narrow cuts a stretch to where articles can stand that the query's time and
// fields name.
func (w *hunt) narrow(ctx context.Context, st stint) (stint, error) {
	if st.last < ms(w.q.Since) || !w.q.Until.IsZero() && st.first >= ms(w.q.Until) {
		return stint{}, nil
	}
	for _, c := range w.want.clauses {
		if c.Not {
			continue
		}
		ids, err := w.named(ctx, c, st)
		if err != nil || len(ids) == 0 {
			return stint{}, err
		}
		if len(ids) <= few {
			st.lo, st.hi = max(st.lo, slices.Min(ids)), min(st.hi, slices.Max(ids)+1)
		}
	}
	return st, nil
}

// named are the articles of a stretch that a clause names, few and one at most.
func (w *hunt) named(ctx context.Context, c news.Clause, st stint) (ids []int64, err error) {
	s, from := w.among(c, st)
	err = w.each(ctx, `SELECT article_id FROM `+from+` `+s.limit(few+1), s.args, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// fence finds what makes the index stop at the end of a stretch. It does so by
// itself only where it finds an article: behind words that never stand together
// it would look through all that follows.
func (w *hunt) fence(ctx context.Context, st stint) (string, error) {
	cheap := st.lo <= st.hi-st.lo || w.effort.left(w.effort.each) >= st.lo // to look through all that follows
	if st.lo <= 1 || !w.runsOn() || cheap {
		return "", nil
	}
	var texts [][2]int64
	err := w.each(ctx, `SELECT article_id, text_id FROM article_now WHERE article_id < $1 AND text_id <> 0 ORDER BY article_id DESC LIMIT 4`, []any{st.lo},
		func(rows *sql.Rows) error {
			var ids [2]int64
			err := rows.Scan(&ids[0], &ids[1])
			texts = append(texts, ids)
			return err
		})
	if err != nil {
		return "", err
	}
	for _, ids := range texts {
		text, _, _, err := textBy(asking{w.Reader, ctx}, w.codec, `x.id = $1`, ids[1])
		if err != nil {
			return "", err
		}
		fence, err := w.fenceOf(ctx, ids[0], w.Reader.words.of(&text).body, st)
		if err != nil || fence != "" {
			return fence, err
		}
	}
	return "", nil
}

// runsOn reports whether the index can pass articles without finding one.
func (w *hunt) runsOn() bool {
	return w.want.title || len(w.want.words) > 1 || len(w.want.words) == 1 && slices.ContainsFunc(w.want.words[0].forms, func(f string) bool { return strings.Contains(f, " ") })
}

// fenceOf chooses, of the words of an article, two or four in a row that stand
// nowhere between it and the end of a stretch. Long words are rare ones.
func (w *hunt) fenceOf(ctx context.Context, article int64, body string, st stint) (string, error) {
	for _, fence := range append(longest(body, 2, fenceTries), longest(body, 4, fenceTries)...) {
		var at int64
		_, err := w.one(ctx, `SELECT rowid FROM search WHERE search MATCH $1 AND rowid >= $2 AND rowid < $3 ORDER BY rowid DESC LIMIT 1`,
			[]any{`"` + fence + `"`, article, st.hi}, &at)
		if err != nil || at == article {
			return fence, err
		}
	}
	return "", nil
}

// longest lists the longest runs of n words of a text, each of its words in
// one of them at most.
func longest(text string, n, most int) []string {
	words, runs := strings.Fields(text), []string(nil)
	for i := 0; i+n <= len(words); i += n {
		runs = append(runs, strings.Join(words[i:i+n], " "))
	}
	slices.SortStableFunc(runs, func(a, b string) int { return len(b) - len(a) })
	runs = slices.Compact(runs)
	return runs[:min(len(runs), most)]
}

// sift sets apart the clauses on findings that so many articles meet that
// listing those would cost more than asking each.
func (w *hunt) sift(ctx context.Context) error {
	var kept []news.Clause
	for _, c := range w.want.clauses {
		if c.Field == news.SearchBefore || c.Field == news.SearchAfter {
			continue // are in the query's time
		}
		var s selection
		from, condition := s.finding(c)
		var n int
		if from != "" {
			if _, err := w.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM `+from+` WHERE `+condition+` `+s.limit(w.spreadOver+1)+`) AS some`, s.args, &n); err != nil {
				return err
			}
		}
		if n > w.spreadOver {
			w.spread = append(w.spread, c)
		} else {
			kept = append(kept, c)
		}
	}
	w.want.clauses = kept
	return nil
}
