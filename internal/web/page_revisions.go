package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/meaning"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
	"cipherdesk/internal/text"
)

// contexts are how many words are shown before and after a changed place: the
// most that may be shown all together.
var contexts = []int{15, 8, 4, 2}

// revisionsPage is every version of an article, newest first.
type revisionsPage struct {
	news.Full
	Path   string // of this page, and of its feeds
	Query  string
	Lines  []revisionLine
	On     string        // day that was asked for, as 2026-03-05; empty: none
	Stood  *revisionLine // the version that stood on that day; nil: none did
	Rights string        // why no words are shown; empty otherwise
	CanAsk bool          // approvals can be given here
}

// revisionLine is one version of an article as the public may see it.
type revisionLine struct {
	news.Revision
	Until    time.Time // when the next version was seen; zero: it is the last
	Headline string
	Was      string // the headline before, when it is another
	Words    int
	changed
}

// changed is what is shown of one change.
type changed struct {
	Parts    []string       // in plain words
	Passages []text.Passage // changed places, as far as they may be shown
	More     int            // changed places that may not
	Kept     bool           // words that the publisher removed are shown as a count
	Meant    []string       // what the change did to figures and quotations
}

func (s *site) revisions(ctx context.Context, r *http.Request) (view, error) {
	f, err := s.readArticle(ctx, r.PathValue("id"))
	if err != nil {
		return view{}, err
	}
	page := revisionsPage{Full: f, Path: "/article/" + string(f.ID) + "/revisions", On: r.URL.Query().Get("on"),
		CanAsk: s.o.Desk && s.o.Approve != nil}
	allowed := s.allow(pieceOf(f))
	page.Rights = allowed.Why
	if page.Lines, err = s.revisionLines(ctx, f, allowed); err != nil {
		return view{}, err
	}
	if page.On != "" {
		if page.Stood, err = s.stood(page.Lines, page.On); err != nil {
			return view{}, err
		}
	}
	return view{Template: "revisions", Title: "Versions of “" + cmp.Or(f.Title, "an article") + "”",
		Path: page.Path, Feed: page.Path, NoIndex: true, Data: page}, nil
}

// revisionLines lists the versions, newest first. What may be shown of the
// changes is spent on the newest first.
func (s *site) revisionLines(ctx context.Context, f news.Full, allowed digest.Allowance) ([]revisionLine, error) {
	told, err := s.store.Changes(ctx, store.ChangesQuery{To: s.o.Clock().Add(time.Hour), Article: f.ID, Limit: 500})
	if err != nil {
		return nil, err
	}
	byVersion := map[int]news.Changed{}
	for _, c := range told {
		byVersion[c.N] = c
	}
	purse := &purse{left: allowed.Changes, all: s.o.Desk}
	var lines []revisionLine
	until := time.Time{}
	for _, rev := range slices.Backward(f.Revisions) {
		l := revisionLine{Revision: rev, Until: until, Headline: rev.Text.Title, Words: len(strings.Fields(rev.Text.Body))}
		if c, ok := byVersion[rev.N]; ok && !rev.Gone {
			l.changed = purse.spend(c)
			if c.Change.Headline {
				l.Was = c.Before.Title
			}
		}
		lines, until = append(lines, l), rev.SeenAt
	}
	return lines, nil
}

// stood is the version that we knew at the end of a day.
func (s *site) stood(lines []revisionLine, day string) (*revisionLine, error) {
	end, err := time.ParseInLocation(time.DateOnly, day, s.o.Zone)
	if err != nil {
		return nil, fmt.Errorf("%q is no day; write it as 2026-03-05: %w", day, news.ErrInvalid)
	}
	end = end.AddDate(0, 0, 1)
	for i := range lines {
		if lines[i].SeenAt.Before(end) {
			return &lines[i], nil
		}
	}
	return nil, nil
}

// purse is what may still be shown of one article's changes.
type purse struct {
	left int  // characters
	all  bool // the desk's own view: everything
}

// spend sets out one change. Words that a publisher removed are a count until
// the desk approves them.
func (p *purse) spend(c news.Changed) changed {
	out := changed{Parts: partWords(c.Change), Meant: meant(c)}
	if !c.Change.Text || c.Before.Version == "" {
		return out
	}
	edits := text.Diff(c.Before.Body, c.After.Body)
	var places []text.Passage
	for _, around := range contexts {
		places = text.Passages(edits, around)
		if !p.all && !c.Approved {
			out.Kept = withhold(places)
		}
		if p.all || costOf(places...) <= p.left {
			break
		}
	}
	for _, place := range places {
		if cost := costOf(place); p.all || cost <= p.left && !private(place) {
			p.left -= cost
			out.Passages = append(out.Passages, place)
			continue
		}
		out.More++
	}
	return out
}

// meant says what a change did to the figures and quotations of a text, in
// values and names, never in removed words.
func meant(c news.Changed) (out []string) {
	if c.Before.Version == "" {
		return nil
	}
	figure := func(f *news.Figure) string {
		return strings.TrimSpace(digest.FigureValue(*f) + " " + digest.FigureWhat(*f))
	}
	for _, m := range meaning.Between(meaning.Version{Text: c.Before, Findings: c.FoundBefore}, meaning.Version{Text: c.After, Findings: c.FoundAfter}) {
		switch m.Kind {
		case meaning.FigureChanged:
			before, after := figure(m.Figure[0]), figure(m.Figure[1])
			if before == after {
				before, after = before+", whose number: "+digest.SourceWords(m.Figure[0].Estimator), after+", whose number: "+digest.SourceWords(m.Figure[1].Estimator)
			}
			if before != after {
				out = append(out, "figure: "+before+" → "+after)
			}
		case meaning.FigureRemoved:
			out = append(out, "figure removed: "+figure(m.Figure[0]))
		case meaning.QuoteChanged:
			out = append(out, "quotation changed: "+cmp.Or(m.Quote[0].Speaker, "of nobody named"))
		case meaning.QuoteRemoved:
			out = append(out, "quotation removed: "+cmp.Or(m.Quote[0].Speaker, "of nobody named"))
		}
	}
	return out
}

// withhold takes the removed words out of passages and leaves their number. It
// reports whether there were any.
func withhold(places []text.Passage) (some bool) {
	for _, p := range places {
		for i := range p.Runs {
			if p.Runs[i].Op == text.Removed {
				p.Runs[i].Words, some = "", true
			}
		}
	}
	return some
}

func costOf(places ...text.Passage) (n int) {
	for _, p := range places {
		for _, r := range p.Runs {
			n += utf8.RuneCountInString(r.Words)
		}
	}
	return n
}

func private(p text.Passage) bool {
	return slices.ContainsFunc(p.Runs, func(r text.Run) bool { return digest.Private(r.Words) })
}

// partWords says what changed in the words of pages.
func partWords(c news.Change) []string {
	words := map[string]string{"headline": "headline", "byline": "byline", "date": "publication date that it states",
		"summary": "summary in its feed", "text": "text", "notice": "update or correction notice added"}
	var out []string
	for _, p := range c.Parts() {
		out = append(out, words[p])
	}
	return out
}

// changesChannel is the feed of one article's changes; all of them without an
// article.
func (s *site) changesChannel(ctx context.Context, r *http.Request) (channel, error) {
	now := s.o.Clock()
	q := store.ChangesQuery{From: now.Add(-changesWindow), To: now.Add(time.Hour), Limit: feedSize}
	c := channel{Path: "/revisions", Title: "Changed by their publishers", About: changesIntro}
	if id := r.PathValue("id"); id != "" {
		f, err := s.readArticle(ctx, id)
		if err != nil {
			return channel{}, err
		}
		q.Article, q.From = f.ID, time.Time{}
		c = channel{Path: "/article/" + string(f.ID) + "/revisions", Title: "Changes of “" + cmp.Or(f.Title, "an article") + "”",
			About: "What " + f.OutletName + " changed in this article, as far as we saw it."}
	}
	if c.At = r.URL.Query().Get("cursor"); c.At != "" {
		ms, err := strconv.ParseInt(c.At, 10, 64)
		if err != nil || ms < 0 || ms > q.To.UnixMilli() {
			return channel{}, fmt.Errorf("this cursor is not one of ours: %w", news.ErrInvalid)
		}
		q.From, q.To = time.Time{}, time.UnixMilli(ms)
	}
	list, err := s.store.Changes(ctx, q)
	if err != nil {
		return channel{}, err
	}
	if n := len(list); n == q.Limit {
		// What was seen at the same moment stands on both pages rather than on
		// none, unless it fills one.
		last := list[n-1].SeenAt.UnixMilli()
		if last+1 < min(q.To.UnixMilli(), list[0].SeenAt.UnixMilli()+1) {
			last++
		}
		c.Older = strconv.FormatInt(last, 10)
	}
	homes, err := s.homes(ctx)
	if err != nil {
		return channel{}, err
	}
	for _, ch := range list {
		c.Entries = append(c.Entries, s.changeEntry(ch, homes))
	}
	return c, nil
}
