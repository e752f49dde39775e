package store

import (
	"cipherdesk/internal/news"
)

// listing is what decides in which lists an article stands.
type listing struct {
	story int
	tags  string // a tagList
}

// tagList names the tags of new findings by their terms.
func (t *tx) tagList(tags []news.Tag) (tagList, error) {
	out := make(tagList, 0, len(tags))
	for _, g := range tags {
		id, err := t.term(g.Tag)
		if err != nil {
			return nil, err
		}
		out = append(out, tagScore{id, g.Score})
	}
	return out, nil
}

// relist moves an article from the tags it had to those it has.
func (t *tx) relist(article, firstSeen int64, old, now listing) error {
	if old == now {
		return nil
	}
	had, err := tagsFrom(old.tags)
	if err != nil {
		return err
	}
	has, err := tagsFrom(now.tags)
	if err != nil {
		return err
	}
	for _, g := range had {
		err := t.exec(`DELETE FROM article_tag WHERE term_id = $1 AND first_seen = $2 AND article_id = $3`, g.term, firstSeen, article)
		if err != nil {
			return err
		}
		t.countTag(g.term, -flag(old.story == storyYes))
	}
	for _, g := range has {
		err := t.exec(`INSERT INTO article_tag (term_id, first_seen, article_id, story) VALUES ($1, $2, $3, $4)`,
			g.term, firstSeen, article, now.story)
		if err != nil {
			return err
		}
		t.countTag(g.term, flag(now.story == storyYes))
	}
	if old.story == storyYes && now.story != storyYes {
		return t.uncount(article)
	}
	return nil
}

func (t *tx) countTag(term int64, by int) {
	if by != 0 {
		t.tags[term] += by
	}
}

// unlist takes an article off every list and out of the search.
func (t *tx) unlist(article int64) error {
	var l listing
	var firstSeen, outlet int64
	found, err := t.one(`SELECT story, tags, first_seen, outlet_id FROM article_now WHERE article_id = $1`, []any{article},
		&l.story, &l.tags, &firstSeen, &outlet)
	if err != nil || !found {
		return err
	}
	if err := t.relist(article, firstSeen, l, listing{}); err != nil {
		return err
	}
	t.led(outlet).add(0, -flag(l.story == storyYes), 0)
	if err := t.unarchive(article); err != nil {
		return err
	}
	return t.execAll(article,
		`UPDATE article_now SET copy_of = NULL, touched = (SELECT n FROM generation) WHERE copy_of = $1`,
		`DELETE FROM article_now WHERE article_id = $1`,
		`DELETE FROM page_state WHERE article_id = $1`,
		t.w.dialect.searchDrop)
}

// execAll runs statements that take one id.
func (t *tx) execAll(id int64, queries ...string) error {
	for _, q := range queries {
		if err := t.exec(q, id); err != nil {
			return err
		}
	}
	return nil
}
