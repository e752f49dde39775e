package web

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// passageOf is what may be shown of the words that a finding rests on, in one
// line; false when nothing may.
func passageOf(allowed digest.Allowance, s news.Span) (quoted, bool) {
	got, ok := allowed.Passage(s)
	words := onOneLine(digest.Unquoted(got.Quote))
	return quoted{words, got.End != s.End, s.Field, s.Rule}, ok && words != ""
}

// passages keeps those of texts that searches found: results begin with the
// newest, so that many searches find the same. It is safe for concurrent use;
// the zero value is ready.
type passages struct {
	mu   sync.Mutex
	kept map[news.ArticleID]stampedPassages
}

type stampedPassages struct {
	stamp string // of [store.Reader.Stamps]
	list  []quoted
}

// What is kept, and what one result shows, at most: a text has a kilobyte or two
// of passages, as no more than a quarter of it may be shown.
const (
	mostTexts       = 2048
	mostHitPassages = 2
)

// passagesOf lists the passages that may be shown of articles. They are the same
// whatever is searched for, so that no series of searches shows more of a text
// than its own page does.
func (s *site) passagesOf(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID][]quoted, error) {
	stamps, err := s.store.Stamps(ctx, ids)
	if err != nil {
		return nil, err
	}
	out, missing := s.passages.take(stamps)
	pieces, err := s.store.PiecesOf(ctx, missing)
	for id, p := range pieces {
		out[id] = s.readPassages(p)
		s.passages.put(id, stampedPassages{stamps[id], out[id]})
	}
	return out, err
}

func (c *passages) take(stamps map[news.ArticleID]string) (found map[news.ArticleID][]quoted, missing []news.ArticleID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found = map[news.ArticleID][]quoted{}
	for id, stamp := range stamps {
		if have, ok := c.kept[id]; ok && have.stamp == stamp {
			found[id] = have.list
		} else {
			missing = append(missing, id)
		}
	}
	return found, missing
}

func (c *passages) put(id news.ArticleID, p stampedPassages) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= mostTexts {
		c.kept = map[news.ArticleID]stampedPassages{} // what is needed comes back
	}
	c.kept[id] = p
}

// leastWords is how many words a passage has that says anything.
const leastWords = 4

func (s *site) readPassages(p news.Piece) (list []quoted) {
	allowed := s.allow(p)
	seen := map[string]bool{}
	for _, span := range textSpans(&p.Findings) {
		q, ok := passageOf(allowed, span)
		if ok && len(strings.Fields(q.Words)) >= leastWords && !seen[q.Words] {
			seen[q.Words] = true
			list = append(list, q)
		}
	}
	return list
}

// marked are the first passages that have words of a search, with these marked.
func marked(list []quoted, marker *store.Marker) (hits []hitPassage) {
	for _, p := range list {
		if marks := marker.Find(p.Words); len(marks) > 0 && len(hits) < mostHitPassages {
			hits = append(hits, hitPassage{runs(p.Words, marks), p.Shortened})
		}
	}
	return hits
}

// textSpans are all the places of the body that findings rest on.
func textSpans(f *news.Findings) []news.Span {
	var all []news.Span
	take := func(spans []news.Span) {
		for _, s := range spans {
			if s.Field == news.FieldText {
				all = append(all, s)
			}
		}
	}
	take(f.Story.Evidence)
	for _, t := range f.Tags {
		take(t.Evidence)
	}
	for _, c := range f.Citations {
		take(c.Evidence)
	}
	for _, fig := range f.Figures {
		take(fig.Evidence)
	}
	slices.SortFunc(all, func(a, b news.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	return all
}
