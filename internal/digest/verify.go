package digest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Verified is what a look at every sealed edition found.
type Verified struct {
	Editions  int
	Parts     int // that still say what they said
	Withdrawn int // parts taken off since; of them only the digest is left
	Spans     int // words found in their place in a kept text
	Bodies    int // that stand behind stories, and are kept
	Gone      int // texts and bodies that retention or an erasure took
	Faults    []string
	Notes     []string // editions with withdrawn parts, a line each
}

// Verify rebuilds every sealed edition from its parts and compares it with its
// id, follows the chain from each edition to the one before, and looks for
// every body and every passage that editions name among what was observed. What
// was withdrawn is counted, not blamed. That a kept body is what its digest says
// is for [store.Reader.Check].
func Verify(ctx context.Context, r *store.Reader, watch store.Watch) (Verified, error) {
	v := verifier{Reader: r, texts: map[news.ArticleID][]news.Text{}, seen: map[news.Digest]bool{}}
	tombs, err := r.Withdrawals(ctx)
	if err != nil {
		return v.Verified, err
	}
	v.tombs = tombs
	list, err := r.SealedEditions(ctx, "", time.Time{}, farAhead)
	if err != nil {
		return v.Verified, err
	}
	for i, e := range list {
		if watch != nil {
			watch("sealed editions", i+1, len(list))
		}
		if err := v.edition(ctx, e); err != nil {
			return v.Verified, err
		}
		v.before = e.ID
	}
	return v.Verified, nil
}

var farAhead = time.Date(lastYear+1, 1, 1, 0, 0, 0, 0, time.UTC)

type verifier struct {
	*store.Reader
	Verified
	before news.Digest                    // id of the edition before
	texts  map[news.ArticleID][]news.Text // of the articles met last
	seen   map[news.Digest]bool           // parts and bodies looked at
	tombs  []store.Tombstone
}

func (v *verifier) fault(e store.SealedEdition, format string, a ...any) {
	v.Faults = append(v.Faults, fmt.Sprintf("edition %s %s: %s", e.Length, e.Name, fmt.Sprintf(format, a...)))
}

func (v *verifier) edition(ctx context.Context, e store.SealedEdition) error {
	v.Editions++
	e, err := v.SealedEdition(ctx, e.Length, e.Name)
	if err != nil {
		if ctx.Err() != nil || errors.Is(err, news.ErrBusy) {
			return err
		}
		v.fault(e, "cannot be read: %v", err)
		return nil
	}
	var frame any
	if err := json.Unmarshal(e.Frame, &frame); err != nil {
		v.fault(e, "is no JSON: %v", err)
		return nil
	}
	if got := news.DigestOf(e.Frame); got != e.ID {
		v.fault(e, "its digest is %s, its id %s", got, e.ID)
	}
	v.rebuilt(e)
	v.chained(e, frame)
	withdrawn := v.Withdrawn
	if err := v.parts(ctx, e); err != nil {
		return err
	}
	if n := v.Withdrawn - withdrawn; n > 0 {
		v.Notes = append(v.Notes, fmt.Sprintf("edition %s %s: %d of its %d parts withdrawn since", e.Length, e.Name, n, len(e.Parts)))
	}
	return v.bodies(ctx, e, frame)
}

// rebuilt puts the edition together from its parts and takes it apart again.
func (v *verifier) rebuilt(e store.SealedEdition) {
	shown, err := shownForm(e)
	if err != nil {
		v.fault(e, "cannot be rebuilt: %v", err)
		return
	}
	withdrawn := map[news.Digest]bool{}
	for _, p := range e.Parts {
		withdrawn[p.Digest] = p.Data == nil
	}
	again := Canonical(splitAgain(shown, withdrawn))
	if got := news.DigestOf(again); got != e.ID {
		v.fault(e, "rebuilt from its parts it is %s, not %s", got, e.ID)
	}
}

// splitAgain is split, for an edition of which parts were withdrawn: they can
// only be taken at their digest.
func splitAgain(v any, withdrawn map[news.Digest]bool) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = splitAgain(v[i], withdrawn)
		}
	case map[string]any:
		if digest, is := v[partMark].(string); is {
			if !withdrawn[news.Digest(digest)] {
				digest = string(partOf(v).Digest)
			}
			return map[string]any{partMark: digest}
		}
		for name := range v {
			v[name] = splitAgain(v[name], withdrawn)
		}
	}
	return v
}

// chained compares what the frame says of itself with where it is kept.
func (v *verifier) chained(e store.SealedEdition, frame any) {
	f, _ := frame.(map[string]any)
	before, _ := f["before"].(string)
	if news.Digest(before) != v.before {
		v.fault(e, "it follows %q, but %q was sealed before it: an edition is missing or was put in", before, v.before)
	}
	if f["form"] != Form || f["length"] != e.Length || f["name"] != e.Name || f["start"] != stampOf(e.Start) || f["end"] != stampOf(e.End) {
		v.fault(e, "it is kept in the place of another one")
	}
}

// parts checks every part once, however many editions show it.
func (v *verifier) parts(ctx context.Context, e store.SealedEdition) error {
	for _, p := range e.Parts {
		switch {
		case p.Data == nil && p.Withdrawn == nil:
			v.fault(e, "part %s is gone, and no withdrawal says why", p.Digest)
		case p.Data == nil:
			v.Withdrawn++
		case v.seen[p.Digest]:
		default:
			v.Parts++
			if err := v.passage(ctx, e, p); err != nil {
				return err
			}
		}
		v.seen[p.Digest] = true
	}
	return nil
}

// passage looks for the words that a part names in the texts of its article.
func (v *verifier) passage(ctx context.Context, e store.SealedEdition, p store.Part) error {
	var named struct {
		Article news.ArticleID
		Span    *formSpan
	}
	if err := json.Unmarshal(p.Data, &named); err != nil || named.Span == nil {
		return nil // what is no JSON does not have its digest either
	}
	texts, err := v.textsOf(ctx, named.Article)
	if err != nil {
		v.fault(e, "article %s: %v", named.Article, err)
		return nil
	}
	erased := len(texts) == 0
	for _, t := range texts {
		if named.Span.in(t) {
			v.Spans++
			return nil
		}
	}
	for _, t := range v.tombs {
		erased = erased || t.Erase && t.What == store.WithdrawQuote && store.QuoteOf(t.ID) == named.Article
	}
	if erased {
		v.Gone++
		return nil
	}
	v.fault(e, "part %s: no text of article %s has its words at %s %d–%d", p.Digest, named.Article, named.Span.Field, named.Span.Start, named.Span.End)
	return nil
}

// in reports whether the words stand where the span says.
func (s *formSpan) in(t news.Text) bool {
	text := map[news.Field]string{news.FieldTitle: t.Title, news.FieldSummary: t.Summary, news.FieldText: t.Body}[s.Field]
	return s.Start >= 0 && s.Start < s.End && s.End <= len(text) && news.DigestOf([]byte(text[s.Start:s.End])) == s.Digest
}

// mostTexts bounds how many articles' texts are remembered.
const mostTexts = 500

func (v *verifier) textsOf(ctx context.Context, id news.ArticleID) ([]news.Text, error) {
	if texts, ok := v.texts[id]; ok {
		return texts, nil
	}
	texts, err := v.TextsOf(ctx, id)
	if len(v.texts) >= mostTexts {
		clear(v.texts)
	}
	v.texts[id] = texts
	return texts, err
}

// bodies looks for every body that stands behind a story of the frame.
func (v *verifier) bodies(ctx context.Context, e store.SealedEdition, frame any) error {
	switch f := frame.(type) {
	case []any:
		for _, x := range f {
			if err := v.bodies(ctx, e, x); err != nil {
				return err
			}
		}
	case map[string]any:
		for name, x := range f {
			digest, _ := x.(string)
			if name == "item" || name == "page" {
				if err := v.body(ctx, e, news.Digest(digest)); err != nil {
					return err
				}
				continue
			}
			if err := v.bodies(ctx, e, x); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *verifier) body(ctx context.Context, e store.SealedEdition, digest news.Digest) error {
	if digest == "" || v.seen[digest] {
		return nil
	}
	v.seen[digest] = true
	kept, err := v.BodyKept(ctx, digest)
	switch {
	case err != nil:
		return err
	case kept == store.StillKept:
		v.Bodies++
	case kept == store.OnceKept:
		v.Gone++
	default:
		v.fault(e, "body %s, behind a story of it, was never kept", digest)
	}
	return nil
}
