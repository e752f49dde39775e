package store

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"cipherdesk/internal/news"
)

// keeper writes what one fetch brought of articles.
type keeper struct {
	*tx
	outlet owner // of new articles
	feed   int64 // 0: a page, or given by hand
	fetch  int64
	seen   time.Time
}

// owner is what lists keep of an article's outlet.
type owner struct {
	id   int64
	kind string
	all  bool // scope: every item is shown
}

// standing is what is known of an article before something is added to it.
type standing struct {
	id       int64
	outlet   owner
	fresh    bool // added just now
	hidden   bool // withdrawn: observed still, listed no more
	erased   bool // withdrawn, and nothing of it may be kept
	quotes   []quote
	bodiless bool // a quotation was erased: bodies may hold it
	aliases  bool // has, or may have, other addresses
	first    bool // came with its feed's first poll
	seenAt   int64
	last     observation
	versions int
}

// observation is the newest revision of an article.
type observation struct {
	id, item, itemBody, page int64
	gone                     bool
}

// item keeps a new item and reports whether its article is new or has a new
// text.
func (k *keeper) item(p *preparedItem) (touched bool, err error) {
	a, err := k.article(p.Article)
	if err != nil || a.erased {
		return false, err
	}
	kept := a.allowed(p.body)
	body, fresh, err := k.body(kept)
	if err != nil {
		return false, err
	}
	p.withItem = fresh && kept.data != nil
	item, err := k.insert(`INSERT INTO item (feed_id, guid, fetch_id, article_id, body_id) VALUES ($1, $2, $3, $4, $5)`,
		k.feed, p.guid, k.fetch, a.id, body)
	if err != nil {
		return false, err
	}
	if !p.Page.IsZero() && !a.hidden {
		err := k.exec(`INSERT INTO page_state (article_id, due, last, tries, etag, last_modified) VALUES ($1, $2, 0, 0, '', '')
			ON CONFLICT (article_id) DO UPDATE SET due = excluded.due`, a.id, ms(p.Page))
		if err != nil {
			return false, err
		}
	}
	text := p.prepared.without(a.quotes, a.bodiless, k.w.words)
	r := revising{keeper: k, a: a, item: item, itemBody: body, page: a.last.page, gone: a.last.gone, text: text}
	written, err := r.write()
	return a.fresh || written, err
}

// article finds the article, or adds it.
func (k *keeper) article(n news.Article) (a standing, err error) {
	if k.newest == 0 {
		if _, err := k.one(`SELECT first_seen FROM article ORDER BY id DESC LIMIT 1`, nil, &k.newest); err != nil {
			return a, err
		}
	}
	a.seenAt = inOrder(ms(k.seen), k.newest)
	a.id, err = k.insert(`INSERT INTO article (slug, outlet_id, url, first_seen, from_first, added_by)
		SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT 1 FROM alias WHERE slug = $1)
		ON CONFLICT (slug) DO NOTHING`, string(n.ID), k.outlet.id, clean(n.URL), a.seenAt, flag(n.FromFirst), n.AddedBy)
	if err != nil {
		return a, err
	}
	if a.id == 0 {
		a, err = k.standing(n.ID)
	} else {
		a.fresh, a.outlet, a.first = true, k.outlet, n.FromFirst
		if a.seenAt < k.newest {
			err = k.exec(`INSERT INTO setting (name, value) VALUES ($1, '') ON CONFLICT DO NOTHING`, clockSetBack)
		}
		k.newest = max(k.newest, a.seenAt)
		k.led(a.outlet.id).add(1, 0, a.seenAt)
	}
	if err != nil {
		return a, err
	}
	a.aliases = !a.fresh || len(n.Aliases) > 0
	return a, k.addAliases(&a, n)
}

// clockSetBack is the setting that says that once an article was first seen
// before one with a smaller id.
const clockSetBack = "clock_set_back"

// inOrder keeps time and row order of articles alike: polls overlap, so a time
// up to an hour behind the newest is moved up to it. A larger step back is a
// clock that was put right, and stays as it is.
func inOrder(seen, newest int64) int64 {
	if seen < newest && newest-seen <= time.Hour.Milliseconds() {
		return newest
	}
	return seen
}

func (k *keeper) addAliases(a *standing, n news.Article) error {
	added := int64(0)
	for _, url := range n.Aliases {
		if url == n.URL || url == "" {
			continue
		}
		slug := ArticleID(url)
		if slug == n.ID { // differs by scheme, www or the like alone: kept all the same
			slug = news.NewArticleID(url)
		}
		c, err := k.count(`INSERT INTO alias (slug, url, article_id) SELECT $1, $2, $3
			WHERE NOT EXISTS (SELECT 1 FROM article WHERE slug = $1) ON CONFLICT (slug) DO NOTHING`,
			string(slug), clean(url), a.id)
		if err != nil {
			return err
		}
		added += c
	}
	if added == 0 || a.fresh {
		return nil
	}
	urls, err := k.aliasLines(a.id)
	if err != nil {
		return err
	}
	return k.exec(`UPDATE article_now SET aliases = $2, touched = (SELECT n FROM generation) WHERE article_id = $1`, a.id, urls)
}

// standing reads what is known of an article, by its id or an alias.
func (k *keeper) standing(slug news.ArticleID) (a standing, err error) {
	var name string
	const known = `SELECT a.id, a.slug, a.first_seen, a.from_first, o.id, o.kind, o.scope_all FROM article a JOIN outlet o ON o.id = a.outlet_id WHERE `
	dest := []any{&a.id, &name, &a.seenAt, &a.first, &a.outlet.id, &a.outlet.kind, &a.outlet.all}
	found, err := k.one(known+`a.slug = $1`, []any{string(slug)}, dest...)
	if err == nil && !found {
		found, err = k.one(known+`a.id = (SELECT article_id FROM alias WHERE slug = $1)`, []any{string(slug)}, dest...)
	}
	if err == nil && !found {
		err = fmt.Errorf("article %s: %w", slug, news.ErrNotFound)
	}
	if err != nil {
		return a, err
	}
	if a.hidden, err = k.one(`SELECT erased FROM withdrawal WHERE what = 'article' AND target = $1`, []any{name}, &a.erased); err != nil {
		return a, err
	}
	if a.quotes, a.bodiless, err = quotesOf(k.tx, name); err != nil {
		return a, err
	}
	_, err = k.one(`SELECT r.id, r.n, coalesce(r.item_id, 0), coalesce(i.body_id, 0), coalesce(r.page_id, 0), r.gone
		FROM revision r LEFT JOIN item i ON i.id = r.item_id WHERE r.article_id = $1 ORDER BY r.id DESC LIMIT 1`, []any{a.id},
		&a.last.id, &a.versions, &a.last.item, &a.last.itemBody, &a.last.page, &a.last.gone)
	return a, err
}

// allowed is the body as far as it may be kept.
func (a *standing) allowed(b keptBody) keptBody {
	if a.bodiless {
		b.data = nil
	}
	return b
}

// body stores a body once, under its digest, and returns its row, and whether
// it is the one that was given. One that retention took is kept again.
func (t *tx) body(b keptBody) (id int64, given bool, err error) {
	id, err = t.insert(`INSERT INTO body (digest, size, data) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING`,
		b.digest, b.size, b.data)
	if err != nil || id != 0 {
		return id, true, err
	}
	var pruned bool
	if _, err := t.one(`SELECT id, data IS NULL FROM body WHERE digest = $1`, []any{b.digest}, &id, &pruned); err != nil || !pruned {
		return id, false, err
	}
	return id, true, t.exec(`UPDATE body SET data = $2 WHERE id = $1`, id, b.data)
}

// aliasLines is every other address of an article, as lists keep it.
func (t *tx) aliasLines(article int64) (string, error) {
	var urls []string
	err := t.each(`SELECT url FROM alias WHERE article_id = $1 ORDER BY url`, []any{article}, func(rows *sql.Rows) error {
		var url string
		err := rows.Scan(&url)
		urls = append(urls, url)
		return err
	})
	return strings.Join(urls, "\n"), err
}
