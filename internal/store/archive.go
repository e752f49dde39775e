package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

// The archive keeps what feeds say of stories. Its documents have ArchiveSize
// entries each, and a story is archived once so many newer ones have come that
// a feed of its 50 newest and the documents leave no gap between them, whatever
// list of stories the feed is of.
const (
	ArchiveSize = 25
	unarchived  = 25
)

// ArchiveQuery names a list of stories that has an archive. The zero value is
// all of them; one field at most is set.
type ArchiveQuery struct {
	Tag    string
	Outlet news.OutletID
	Kind   news.Kind
}

// Archived is a story as it was archived. Of a withdrawn one only its id, when
// it was first seen, and the tombstone are left.
type Archived struct {
	news.Row
	Home string // of its outlet
	Feed string // address that its outlet was read at
}

// archivedForm is the kept form of a story. It is frozen like those in codec.go.
type archivedForm struct {
	Title     string       `json:"title,omitempty"`
	Byline    []string     `json:"byline,omitempty"`
	Published *storedClaim `json:"published,omitempty"`
	Language  string       `json:"language,omitempty"`
	Excerpt   string       `json:"excerpt,omitempty"`
	Chars     int          `json:"chars"` // of the excerpt
	Words     int          `json:"words"`
	Tags      []news.Tag   `json:"tags,omitempty"`
	Score     float64      `json:"score"`
	Versions  int          `json:"versions"`
	Updated   int64        `json:"updated"`
	Outlet    string       `json:"outlet"`
	Home      string       `json:"home,omitempty"`
	Feed      string       `json:"feed,omitempty"`
}

// Archive moves what has left the newest stories into the archive, the oldest
// first, and returns how many that were. It is called whenever stories came.
func (d *DB) Archive(ctx context.Context) (moved int, err error) {
	for {
		rows, err := d.leaving(ctx)
		if err != nil || len(rows) == 0 {
			return moved, err
		}
		if err := d.archive(ctx, rows); err != nil {
			return moved, fmt.Errorf("archive: %w", err)
		}
		moved += len(rows)
	}
}

// archiveBatch bounds how long one step of archiving keeps others from writing.
const archiveBatch = 200

// leaving lists the oldest stories that are in no document and no longer among
// the newest.
func (d *DB) leaving(ctx context.Context) ([]news.Row, error) {
	const open = `n.story = 3 AND n.archived = 0 AND n.copy_of IS NULL`
	from := `article_now n` + d.dialect.hint(`now_unarchived`)
	var edge cursor
	found, err := d.one(ctx, `SELECT n.first_seen, n.article_id FROM `+from+` WHERE `+open+
		` ORDER BY n.first_seen DESC, n.article_id DESC LIMIT 1 OFFSET $1 + 0`, []any{unarchived - 1}, &edge.time, &edge.id)
	if err != nil || !found {
		return nil, err
	}
	s := articleSelection{from: from, order: `n.first_seen, n.article_id`}
	s.where(open + ` AND (n.first_seen, n.article_id) < (` + s.arg(edge.time) + `, ` + s.arg(edge.id) + `)`)
	return d.rows(ctx, s.query(archiveBatch), s.args)
}

func (d *DB) archive(ctx context.Context, rows []news.Row) error {
	return d.write(ctx, func(t *tx) error {
		t.visible = true
		for i := range rows {
			if err := t.archiveRow(&rows[i]); err != nil {
				return fmt.Errorf("article %s: %w", rows[i].ID, err)
			}
		}
		return nil
	})
}

func (t *tx) archiveRow(r *news.Row) error {
	var outlet int64
	var spec string
	found, err := t.one(`SELECT o.id, o.spec FROM article_now n JOIN outlet o ON o.id = n.outlet_id WHERE n.article_id = $1 AND n.archived = 0`,
		[]any{r.Seq}, &outlet, &spec)
	if err != nil || !found { // withdrawn or archived meanwhile
		return err
	}
	var o news.Outlet
	if err := fromJSON(spec, &o); err != nil {
		return err
	}
	form := archivedForm{Title: r.Title, Byline: r.Byline, Published: claimOut(r.Published), Language: r.Language, Excerpt: r.Excerpt,
		Chars: utf8.RuneCountInString(r.Excerpt), Words: r.Words, Tags: r.Tags, Score: r.Score, Versions: r.Revisions, Updated: ms(r.Updated), Outlet: r.OutletName, Home: o.Home}
	if len(o.Feeds) > 0 {
		form.Feed = o.Feeds[0].URL
	}
	n, err := t.insert(`INSERT INTO archived (article_id, outlet_id, kind, data) VALUES ($1, $2, $3, $4)`, r.Seq, outlet, string(r.Kind), string(toJSON(form)))
	if err != nil {
		return err
	}
	for _, g := range r.Tags {
		term, err := t.term(g.Tag)
		if err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO archived_tag (term_id, n) VALUES ($1, $2)`, term, n); err != nil {
			return err
		}
	}
	return t.exec(`UPDATE article_now SET archived = 1, touched = (SELECT n FROM generation) WHERE article_id = $1`, r.Seq)
}

// unarchive leaves of an archived story only that it was there.
func (t *tx) unarchive(article int64) error {
	return t.exec(`UPDATE archived SET data = '' WHERE article_id = $1`, article)
}

// rearchive brings headline and excerpt of an archived story in step with a
// withdrawn quotation: an excerpt that is no longer how the text begins is gone.
func (t *tx) rearchive(article int64, q quote, begins string) error {
	var data string
	found, err := t.one(`SELECT data FROM archived WHERE article_id = $1`, []any{article}, &data)
	if err != nil || !found || data == "" {
		return err
	}
	var form archivedForm
	if err := fromJSON(data, &form); err != nil {
		return err
	}
	form.Title = q.blank(form.Title)
	if !strings.HasPrefix(begins, strings.TrimSuffix(form.Excerpt, ellipsis)) {
		form.Excerpt = ""
	}
	return t.exec(`UPDATE archived SET data = $2 WHERE article_id = $1`, article, string(toJSON(form)))
}

// from is the list of a query, newest last.
func (q ArchiveQuery) from(s *selection) string {
	switch {
	case q.Tag != "":
		return `archived_tag g CROSS JOIN archived d ON d.n = g.n WHERE g.term_id = (SELECT id FROM term WHERE words = ` + s.arg(q.Tag) + `)`
	case q.Outlet != "":
		return `archived d WHERE d.outlet_id = (SELECT id FROM outlet WHERE slug = ` + s.arg(string(q.Outlet)) + `)`
	case q.Kind != "":
		return `archived d WHERE d.kind = ` + s.arg(string(q.Kind))
	}
	return `archived d WHERE d.n > 0`
}

// Archives counts the documents of a list's archive that are full, and so will
// not change.
func (r *Reader) Archives(ctx context.Context, q ArchiveQuery) (int, error) {
	var s selection
	var n int
	_, err := r.one(ctx, `SELECT count(*) FROM `+q.from(&s), s.args, &n)
	return n / ArchiveSize, err
}

// ArchiveOf reads the n-th document of a list's archive, counted from 1, the
// newest story first. ErrNotFound when there is no such document, or it is not
// full.
func (r *Reader) ArchiveOf(ctx context.Context, q ArchiveQuery, n int) ([]Archived, error) {
	last, err := r.Archives(ctx, q)
	if err != nil {
		return nil, err
	}
	if n < 1 || n > last {
		return nil, fmt.Errorf("document %d of an archive of %d: %w", n, last, news.ErrNotFound)
	}
	var s selection
	inner := `SELECT d.n, d.article_id, d.outlet_id, d.kind, d.data FROM ` + q.from(&s) + ` ORDER BY d.n LIMIT ` + s.arg(ArchiveSize) + ` + 0 OFFSET ` + s.arg((n-1)*ArchiveSize) + ` + 0`
	var out []Archived
	err = r.each(ctx, `SELECT a.id, a.slug, a.url, a.first_seen, a.from_first, a.added_by, o.slug, d.kind, o.excerpt, coalesce(n.snippet, -1), d.data,
			coalesce(w.at, 0), coalesce(w.reason, ''), coalesce(w.erased, 0)
		FROM (`+inner+`) d JOIN article a ON a.id = d.article_id JOIN outlet o ON o.id = d.outlet_id LEFT JOIN article_now n ON n.article_id = d.article_id
		LEFT JOIN withdrawal w ON w.what = 'article' AND w.target = a.slug ORDER BY d.n DESC`, s.args, func(rows *sql.Rows) error {
		one, err := scanArchived(rows)
		out = append(out, one)
		return err
	})
	return out, err
}

func scanArchived(rows *sql.Rows) (out Archived, err error) {
	var first, when int64
	var allowed, snippet int
	var data, reason string
	var erased bool
	r := &out.Row
	if err := rows.Scan(&r.Seq, &r.ID, &r.URL, &first, &r.FromFirst, &r.AddedBy, &r.Article.Outlet, &r.Kind, &allowed, &snippet, &data, &when, &reason, &erased); err != nil {
		return out, err
	}
	r.FirstSeen, r.Story = at(first), news.VerdictYes
	if data == "" {
		r.Withdrawn = &news.Withdrawal{At: at(when), Reason: reason, Erased: erased}
		return out, nil
	}
	var f archivedForm
	if err := fromJSON(data, &f); err != nil {
		return out, err
	}
	r.Title, r.Byline, r.Published, r.Language, r.Words, r.Tags = f.Title, f.Byline, f.Published.claim(), f.Language, f.Words, f.Tags
	r.Score, r.Revisions, r.Updated, r.OutletName = f.Score, f.Versions, at(f.Updated), f.Outlet
	out.Home, out.Feed = f.Home, f.Feed
	// What a publisher allows now holds for what was said before, too.
	if r.Excerpt = f.Excerpt; snippet >= 0 && snippet < f.Chars || allowed < f.Chars {
		r.Excerpt = excerpt(f.Excerpt, shareOf*f.Chars, allowed, snippet)
	}
	return out, nil
}
