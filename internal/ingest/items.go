package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
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
func (p *Poller) sift(ctx context.Context, r *polled, items []news.Item) error {
	items = distinct(items)
	guids := make([]string, len(items))
	for i, it := range items {
		guids[i] = it.GUID
	}
	seen, err := p.DB.SeenItems(ctx, r.state.ID, guids)
	if err != nil {
		return fmt.Errorf("look up known items: %w", err)
	}
	for _, it := range items {
		payload := store.ItemPayload(it)
		digest := news.DigestOf(payload)
		old, known := seen[it.GUID]
		if known && old.Digest == digest {
			continue
		}
		n, err := p.newItem(ctx, r, it)
		if err != nil {
			return err
		}
		n.Payload, n.Digest = payload, digest
		r.items = append(r.items, n)
		if known {
			r.answer.fetch.Changed++
			r.changed = append(r.changed, n.Article.ID)
		} else {
			r.answer.fetch.New++
		}
	}
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

func (p *Poller) newItem(ctx context.Context, r *polled, it news.Item) (store.NewItem, error) {
	a, err := p.articleOf(ctx, r.state, it)
	if err != nil {
		return store.NewItem{}, err
	}
	a.FromFirst = r.state.LastOK.IsZero()
	t := page.FromFeed(it, p.pageOptions(a.Outlet, a.URL))
	n := store.NewItem{Item: it, Article: a, Text: t}
	full, err := p.DB.Article(ctx, a.ID)
	switch {
	case err == nil && full.Text.Origin == "page":
		// The page has the better text: it is read again, and says what changed.
		n.Text, n.Page = news.Text{}, r.answer.fetch.At
		return n, nil
	case err != nil && !errors.Is(err, news.ErrNotFound) && !errors.Is(err, news.ErrGone):
		return n, fmt.Errorf("look up article: %w", err)
	}
	n.Findings = p.analyse(a, n.Text)
	if p.wantsPage(a, it, t, n.Findings.Story.Verdict) {
		n.Page = r.answer.fetch.At
	}
	return n, nil
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

// wall reports whether a page that stands where a feed should be asks for
// consent, a login or proof of being human.
func wall(body []byte) bool {
	head := bytes.ToLower(body[:min(len(body), 64<<10)])
	for _, sign := range []string{"consent", "captcha", "cf-challenge", "just a moment", "access denied", "are you a robot", "enable javascript and cookies"} {
		if bytes.Contains(head, []byte(sign)) {
			return true
		}
	}
	return false
}
