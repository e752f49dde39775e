package store

import (
	"strings"
	"time"

	"cipherdesk/internal/news"
)

// revising adds one observation to an article: another item, another page, or
// that the page is gone.
type revising struct {
	*keeper
	a              standing
	item, itemBody int64
	page           int64
	gone           bool
	decided        bool // whoever calls chose this text to be shown
	text           *prepared
	n              int         // version that the observation shows
	change         news.Change // against the version before
	told           bool        // readers are told of the change
	rev            int64       // the row written; 0: nothing was new
}

// write stores the observation, its text and its findings, unless it says what
// the last one said. It reports whether there is a new text.
func (r *revising) write() (bool, error) {
	last := r.a.last
	if last.id != 0 && last.itemBody == r.itemBody && last.page == r.page && last.gone == r.gone {
		return false, nil
	}
	changed, err := r.version()
	if err != nil {
		return false, err
	}
	r.rev, err = r.insert(`INSERT INTO revision (article_id, n, fetch_id, seen_at, item_id, page_id, gone, change, told)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.a.id, r.n, r.fetch, max(ms(r.seen), r.a.seenAt), orNull(r.item), orNull(r.page), flag(r.gone), changeOut(r.change), flag(r.told))
	if err != nil {
		return false, err
	}
	r.visible = true
	text := int64(0)
	if changed {
		text, err = r.insert(`INSERT INTO text (revision_id, version, origin, data) VALUES ($1, $2, $3, $4)`,
			r.rev, r.text.text.Version, r.text.text.Origin, r.text.own(r.w.codec))
		if err != nil {
			return false, err
		}
		if err := r.putFindings(text, &r.text.found); err != nil {
			return false, err
		}
	}
	return changed, r.show(text)
}

// version decides which version of the article the observation shows, and
// reports whether its text is worth keeping. The first text of a window (a
// feed, or the page) is no edit: it shows the version that is known. A text
// that differs from the one before in the same window is a new version, unless
// the other window announced it before, or only the date that it states is
// another.
func (r *revising) version() (keepText bool, err error) {
	r.n = max(r.a.versions, 1)
	if r.gone != r.a.last.gone && !r.a.fresh {
		r.n, r.told = r.a.versions+1, true
	}
	if r.text.empty() || r.a.fresh {
		return !r.text.empty(), nil
	}
	text := &r.text.text
	before, found, err := r.lastText(r.window())
	if err != nil || !found {
		return true, err
	}
	change := changeBetween(&before.Text, text)
	switch {
	case change == news.Change{}:
		return false, nil
	case before.Version != text.Version: // two extractors cannot tell an edit from an improvement
		return true, nil
	case change == news.Change{Date: true}:
		r.change = change
		return true, nil
	case r.n > r.a.versions:
		return true, nil
	}
	if before.n < r.a.versions {
		newest, _, err := r.lastText("1 = 1", nil)
		if err != nil || sameEssence(text.Title, before.Title) || sameEssence(text.Title, newest.Title) {
			return true, err
		}
	}
	r.n++
	r.change, r.told = change, !change.Small
	return true, nil
}

// window is where the text was seen: the same feed at the same address, or the
// article's page. An alternate of a feed, RSS beside Atom, says the same in
// other words: that is no edit.
func (r *revising) window() (condition string, feed []any) {
	switch fromFeed := r.text.text.Origin == "feed"; {
	case fromFeed && r.feed != 0:
		return `x.origin = 'feed' AND i.feed_id = $2 AND (SELECT url FROM fetch WHERE id = i.fetch_id) = (SELECT url FROM fetch WHERE id = $3)`,
			[]any{r.feed, r.fetch}
	case fromFeed:
		return `x.origin = 'feed'`, nil
	}
	return `x.origin <> 'feed'`, nil
}

// numbered is a text with the version that it shows.
type numbered struct {
	news.Text
	n int
}

// lastText reads the newest text that was seen through a window.
func (r *revising) lastText(condition string, feed []any) (t numbered, found bool, err error) {
	var id int64
	found, err = r.one(`SELECT r.n, x.id FROM revision r JOIN text x ON x.revision_id = r.id
		LEFT JOIN item i ON i.id = r.item_id WHERE r.article_id = $1 AND `+condition+` ORDER BY r.id DESC, x.id DESC LIMIT 1`,
		append([]any{r.a.id}, feed...), &t.n, &id)
	if err != nil || !found {
		return t, false, err
	}
	t.Text, _, _, err = textBy(r.tx, r.w.codec, `x.id = $1`, id)
	return t, true, err
}

// bump notes a new version whose text is not shown, in the row of the lists.
func (r *revising) bump() error {
	return r.exec(`UPDATE article_now SET touched = (SELECT n FROM generation), gone = $2, versions = $3, updated = CASE WHEN $5 = 1 THEN $4 ELSE updated END
		WHERE article_id = $1`, r.a.id, flag(r.gone), r.n, ms(r.seen), flag(r.told))
}

// shown is the text that stands for an article in lists.
type shown struct {
	listing
	text, feed int64
	origin     string
	words      int
	updated    int64
}

// show lets a new text stand for its article, unless a better one does. An
// article without any text is listed too.
func (r *revising) show(text int64) error {
	switch {
	case r.a.hidden:
		return nil
	case text == 0 && !r.a.fresh:
		return r.bump()
	}
	var now shown
	var known bool
	if !r.a.fresh {
		var err error
		known, err = r.one(`SELECT n.text_id, coalesce(i.feed_id, 0), coalesce(x.origin, ''), n.words, n.story, n.tags, n.updated
			FROM article_now n LEFT JOIN text x ON x.id = n.text_id LEFT JOIN revision r ON r.id = n.revision_id
			LEFT JOIN item i ON i.id = r.item_id WHERE n.article_id = $1`, []any{r.a.id},
			&now.text, &now.feed, &now.origin, &now.words, &now.story, &now.tags, &now.updated)
		if err != nil {
			return err
		}
	}
	if known && !r.better(&now) {
		return r.bump()
	}
	if now.updated == 0 || r.told {
		now.updated = max(ms(r.seen), r.a.seenAt)
	}
	return r.list(text, now)
}

// better reports whether the new text should replace the one that is shown. A
// feed's text never displaces a page's, nor another feed's that says more.
func (r *revising) better(now *shown) bool {
	if now.text == 0 || r.decided {
		return true
	}
	return now.origin == "feed" && (now.feed == r.feed || r.text.words > now.words)
}

// listArticle leaves what a new text does not know as the one before said it.
const listArticle = `INSERT INTO article_now (article_id, first_seen, live, placed, outlet_id, kind, language, lang, story, shown, score,
		revision_id, text_id, analyser, versions, updated, gone, words, chars, snippet, title, byline, published, lead, tags, aliases, touched)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, (SELECT n FROM generation))
	ON CONFLICT (article_id) DO UPDATE SET story = excluded.story, shown = excluded.shown, score = excluded.score,
		revision_id = excluded.revision_id, text_id = excluded.text_id, analyser = excluded.analyser, versions = excluded.versions,
		updated = excluded.updated, gone = excluded.gone, words = excluded.words, chars = excluded.chars, snippet = excluded.snippet,
		lead = excluded.lead, tags = excluded.tags, aliases = excluded.aliases, touched = excluded.touched,
		placed = CASE WHEN excluded.published = '' OR article_now.live = 1 THEN article_now.placed ELSE excluded.placed END,
		language = CASE WHEN excluded.language = '' THEN article_now.language ELSE excluded.language END,
		lang = CASE WHEN excluded.lang = '' THEN article_now.lang ELSE excluded.lang END,
		title = CASE WHEN excluded.title = '' THEN article_now.title ELSE excluded.title END,
		byline = CASE WHEN excluded.byline = '' THEN article_now.byline ELSE excluded.byline END,
		published = CASE WHEN excluded.published = '' THEN article_now.published ELSE excluded.published END`

// list writes the article's row in the lists, its tags and its search entry.
func (r *revising) list(text int64, now shown) error {
	t, f := &r.text.text, &r.text.found
	tags, err := r.tagList(f.Tags)
	if err != nil {
		return err
	}
	analyser, err := r.term(f.Version)
	if err != nil {
		return err
	}
	aliases := ""
	if r.a.aliases {
		if aliases, err = r.aliasLines(r.a.id); err != nil {
			return err
		}
	}
	language := t.Language
	if language == "" {
		language = f.Language
	}
	story := storyOut(f.Story.Verdict)
	err = r.exec(listArticle,
		r.a.id, r.a.seenAt, flag(!r.a.first), r.a.placed(t.Published), r.a.outlet.id, r.a.outlet.kind, clean(language), primary(language),
		story, flag(r.a.outlet.all || story >= storyPassing),
		f.Story.Score, r.rev, text, analyser, r.n, now.updated, flag(r.gone), r.text.words, r.text.chars, snippet(t.Rights),
		t.Title, lines(t.Byline), claimString(t.Published), r.text.lead, tags.String(), aliases)
	if err != nil {
		return err
	}
	if err := r.relist(r.a.id, r.a.seenAt, now.listing, listing{story: story, tags: tags.String()}); err != nil {
		return err
	}
	r.led(r.a.outlet.id).add(0, flag(story == storyYes)-flag(now.story == storyYes), 0)
	r.index = append(r.index, indexing{r.a.id, r.a.fresh, r.text.index})
	return nil
}

// placed is when an article is news: when we first saw it. What an outlet's
// first poll brought is news of the day on which it was published, if that can
// be believed: a time that lies ahead of us, by more than clocks and zones
// explain, cannot. NULL when nobody knows.
func (a *standing) placed(c news.Claim) any {
	if !a.first {
		return a.seenAt
	}
	if !c.Usable() || c.Time.After(at(a.seenAt).Add(24*time.Hour)) {
		return nil
	}
	return ms(c.Time)
}

// primary is the first subtag of a language: "en" of "en-GB".
func primary(language string) string {
	p, _, _ := strings.Cut(strings.ToLower(clean(language)), "-")
	return p
}

// countWords counts stretches without ASCII space, which is close enough for
// the length of a text.
func countWords(s string) (n int) {
	inside := false
	for i := range len(s) {
		space := s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r'
		if !space && !inside {
			n++
		}
		inside = !space
	}
	return n
}
