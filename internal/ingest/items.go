package ingest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"cipherdesk/internal/address"
	"cipherdesk/internal/news"
	"cipherdesk/internal/page"
	"cipherdesk/internal/store"
)

const (
	// fullWords is from where a feed's content counts as the whole article.
	fullWords = 200
	// tellingWords is how much title and summary must say before a verdict on
	// them alone decides whether the page is worth a request.
	tellingWords = 20
)

// sift keeps what the feed had not said before, each with its article, text and
// findings.
func (p *Poller) sift(ctx context.Context, r *polled, d document) error {
	t, err := p.compare(ctx, r, d)
	if err != nil {
		return err
	}
	f := &r.answer.fetch
	f.Repairs = append(f.Repairs, t.notes...)
	r.state.List = t.list
	if t.held != "" {
		f.Outcome, f.Error = news.OutcomeBroken, t.held
		return nil
	}
	for i := range t.entries {
		e := &t.entries[i]
		if e.left || e.before.Item != 0 && !e.changed() {
			continue
		}
		n, told, err := p.newItem(ctx, r, e)
		if err != nil {
			return err
		}
		r.items = append(r.items, n)
		switch {
		case t.quiet && e.changed():
			r.items[len(r.items)-1].Text, r.items[len(r.items)-1].Page = news.Text{}, time.Time{}
		case e.changed():
			f.Changed++
			r.changed = append(r.changed, n.Article.ID)
		case !told:
			f.New++
		}
	}
	r.again = t.again
	r.state.Shape = shape(r.state.Spec, f.URL)
	return nil
}

// distinct gives entries that share an id but not an address ids of their own,
// and drops plain repetitions: otherwise the two would overwrite each other at
// every poll.
func distinct(items []news.Item) []news.Item {
	taken := make(map[string]string, len(items))
	out := items[:0:len(items)]
	for _, it := range items {
		if link, again := taken[it.GUID]; again {
			if link == it.Link || it.Link == "" {
				continue
			}
			it.GUID += " " + it.Link
			if _, again := taken[it.GUID]; again {
				continue
			}
		}
		taken[it.GUID] = it.Link
		out = append(out, it)
	}
	return out
}

// newItem is an entry on its way into the database; told reports whether this
// feed announced its article before.
func (p *Poller) newItem(ctx context.Context, r *polled, e *entry) (n store.NewItem, told bool, err error) {
	it := e.Item
	a, err := p.articleOf(ctx, r.state, it)
	if err != nil {
		return n, false, err
	}
	if a, err = p.renamed(ctx, r.state, e, a); err != nil {
		return n, false, err
	}
	if e.moved.Article != "" {
		a = news.Article{ID: e.moved.Article, URL: e.moved.URL, Outlet: a.Outlet, Aliases: append(a.Aliases, a.URL)}
	}
	a.FromFirst = e.archive
	t := page.FromFeed(it, p.pageOptions(a.Outlet, a.URL))
	n = store.NewItem{Item: it, Payload: e.payload, Digest: e.digest, Article: a, Text: t}
	full, err := p.DB.Article(ctx, a.ID)
	known := err == nil
	if err != nil && !errors.Is(err, news.ErrNotFound) && !errors.Is(err, news.ErrGone) {
		return n, false, fmt.Errorf("look up article: %w", err)
	}
	if known {
		if told, err = p.DB.Told(ctx, r.state.ID, a.ID); err != nil {
			return n, false, fmt.Errorf("look up article: %w", err)
		}
		if full.Text.Version != t.Version {
			if err := p.retextArticle(ctx, full.Article, t.Version); err != nil {
				return n, false, fmt.Errorf("bring texts up to date: %w", err)
			}
		}
	}
	if known && full.Text.Origin == "page" {
		// The page has the better text: it is read again, and says what changed.
		n.Text, n.Page = news.Text{}, r.answer.fetch.At
		return n, told, nil
	}
	n.Findings = p.analyse(a, n.Text)
	if r.state.Spec.Kind != news.KindDocument && p.wantsPage(a, it, t, n.Findings.Story.Verdict) {
		n.Page = r.answer.fetch.At
	}
	return n, told, nil
}

// articleOf finds or names the article that an entry announces. An entry
// without an address is an article of the feed itself.
func (p *Poller) articleOf(ctx context.Context, s news.FeedState, it news.Item) (news.Article, error) {
	a := news.Article{Outlet: s.Outlet, FirstSeen: s.Last}
	canonical, err := address.Canonical(it.Link)
	if err != nil {
		a.ID = news.NewArticleID("item:" + s.Spec.URL + "\n" + it.GUID)
		a.URL = s.Spec.URL
		return a, nil
	}
	a.URL = canonical
	if it.Link != canonical {
		a.Aliases = []string{it.Link}
	}
	a.ID, err = p.DB.Resolve(ctx, canonical)
	if errors.Is(err, news.ErrNotFound) {
		a.ID, err = store.ArticleID(canonical), nil
	}
	if owner := p.hosts[address.Host(canonical)]; owner != "" {
		a.Outlet = owner
	}
	return a, err
}

// wantsPage decides whether the article's page is worth a request to its
// publisher.
func (p *Poller) wantsPage(a news.Article, it news.Item, t news.Text, v news.Verdict) bool {
	o := p.outlets[a.Outlet]
	switch {
	case it.Link == "" || o.Article == news.ArticleFeed:
		return false
	case o.Article != news.ArticlePage && whole(t.Body):
		return false
	case o.ScopeAll || v != news.VerdictNo:
		return true
	}
	return words(t.Title)+words(t.Summary)+words(t.Body) < tellingWords
}

// whole reports whether a feed's content looks like the whole article.
func whole(body string) bool {
	body = strings.TrimSpace(body)
	return words(body) >= fullWords && !strings.HasSuffix(body, "…") && !strings.HasSuffix(body, "...") && !strings.HasSuffix(body, "[…]")
}

func words(s string) int {
	n, in := 0, false
	for _, r := range s {
		letter := !unicode.IsSpace(r)
		if letter && !in {
			n++
		}
		in = letter
	}
	return n
}
