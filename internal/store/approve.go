package store

import (
	"context"
	"fmt"

	"cipherdesk/internal/news"
)

// Approve lets the words be shown that a publisher removed with one version of
// an article. Until then they are a count. ErrNotFound when there is no such
// version.
func (d *DB) Approve(ctx context.Context, id news.ArticleID, n int) error {
	return d.write(ctx, func(t *tx) error {
		var article int64
		found, err := t.one(`SELECT r.article_id FROM revision r JOIN article a ON a.id = r.article_id WHERE a.slug = $1 AND r.n = $2 LIMIT 1`,
			[]any{string(id), n}, &article)
		if err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("version %d of article %s: %w", n, id, news.ErrNotFound)
		}
		t.visible = true
		return t.exec(`INSERT INTO approval (article_id, n, at) VALUES ($1, $2, $3) ON CONFLICT (article_id, n) DO NOTHING`,
			article, n, ms(d.clock()))
	})
}
