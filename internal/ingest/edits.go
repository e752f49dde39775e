package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cipherdesk/internal/address"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// standing are the edits that hold.
func standing(all []news.EventEdit) []news.EventEdit {
	return slices.DeleteFunc(slices.Clone(all), func(e news.EventEdit) bool { return !e.Undone.IsZero() })
}

// takeEdits brings the events up to date with what editors did since, in any
// process. anew reports that everything was read again, because an edit reaches
// beyond what was held.
func (p *Poller) takeEdits(ctx context.Context) (anew bool, err error) {
	all, err := p.DB.Edits(ctx)
	if err != nil {
		return false, fmt.Errorf("read edits of events: %w", err)
	}
	held := standing(all)
	same := func(a, b news.EventEdit) bool { return a.N == b.N }
	if slices.EqualFunc(held, p.edits, same) {
		return false, nil
	}
	for _, e := range all {
		knew := slices.ContainsFunc(p.edits, func(x news.EventEdit) bool { return x.N == e.N })
		if knew == e.Undone.IsZero() || slices.IndexFunc(slices.Concat(e.Articles, e.Rest), func(id news.ArticleID) bool { return !p.events.Has(id) }) < 0 {
			continue
		}
		return true, p.recall(ctx, p.Clock())
	}
	p.edits = held
	return false, p.keep(ctx, p.events.Reedit(held))
}

// Order is what an editor asks for. Events are given by id, articles by id or
// address; a page's address on this site does for both.
type Order struct {
	Kind     news.EditKind
	Event    string
	Into     string   // merge: the event that it goes into
	Articles []string // split: those that leave; pin: those that belong to it, all members when none is named
	Title    string   // retitle
	Reason   string
}

// longestTitle bounds a title that an editor gives, in bytes.
const longestTitle = 300

// editor is who made an edit: the desk has one hand.
const editor = "desk"

// Edit keeps what an editor does to events and applies it. It returns the edit
// and the event that its articles are in now, if any. The error is one line that
// says what to do.
func (p *Poller) Edit(ctx context.Context, o Order) (news.EventEdit, news.EventID, error) {
	e := news.EventEdit{Kind: o.Kind, At: p.Clock(), By: editor, Reason: strings.Join(strings.Fields(o.Reason), " ")}
	if err := p.fill(ctx, &e, o); err != nil {
		return e, "", err
	}
	var err error
	if e.N, err = p.DB.AddEdit(ctx, e); err != nil {
		return e, "", fmt.Errorf("keep the edit: %w", err)
	}
	if err := p.updateEvents(ctx); err != nil {
		return e, "", err
	}
	now, err := p.DB.PiecesOf(ctx, e.Articles[:1])
	return e, now[e.Articles[0]].Event, err
}

// Undo takes an edit back, and makes of the events what they would be without it.
func (p *Poller) Undo(ctx context.Context, n int64, reason string) error {
	err := p.DB.UndoEdit(ctx, n, news.EventEdit{At: p.Clock(), By: editor, Reason: reason})
	switch {
	case errors.Is(err, news.ErrNotFound):
		return fmt.Errorf("there is no edit %d; 'cipherdesk event log' lists them: %w", n, err)
	case err != nil:
		return err
	}
	return p.updateEvents(ctx)
}

// fill checks an order and names its articles.
func (p *Poller) fill(ctx context.Context, e *news.EventEdit, o Order) error {
	row, err := FindEvent(ctx, p.DB.Reader, o.Event)
	if err != nil {
		return err
	}
	e.Event = row.ID
	members := memberIDs(row.Event)
	switch o.Kind {
	case news.EditMerge:
		into, err := FindEvent(ctx, p.DB.Reader, o.Into)
		if err != nil {
			return err
		}
		if into.ID == row.ID {
			return fmt.Errorf("%s and %s are one event already: name two: %w", o.Event, o.Into, news.ErrInvalid)
		}
		e.Into, e.Articles, e.Rest = into.ID, members, memberIDs(into.Event)
		return nil
	case news.EditRetitle:
		e.Title, e.Articles = strings.Join(strings.Fields(o.Title), " "), members
		if e.Title == "" || len(e.Title) > longestTitle {
			return fmt.Errorf("a title has 1 to %d bytes, not %d: %w", longestTitle, len(e.Title), news.ErrInvalid)
		}
		return nil
	}
	for _, given := range o.Articles {
		id, err := p.storyOf(ctx, given)
		if err != nil {
			return err
		}
		if o.Kind == news.EditSplit && !slices.Contains(members, id) {
			return fmt.Errorf("%s is not in event %s; 'cipherdesk event show %s' lists its articles: %w", given, row.ID, row.ID, news.ErrInvalid)
		}
		if !slices.Contains(e.Articles, id) {
			e.Articles = append(e.Articles, id)
		}
	}
	e.Rest = members
	if o.Kind == news.EditPin {
		if len(e.Articles) == 0 {
			e.Articles = members
		}
		return nil
	}
	e.Rest = slices.DeleteFunc(slices.Clone(members), func(id news.ArticleID) bool { return slices.Contains(e.Articles, id) })
	if len(e.Articles) == 0 || len(e.Rest) == 0 {
		return fmt.Errorf("a split takes some of the %d articles of event %s out and leaves others in; it was given %d: %w",
			len(members), row.ID, len(e.Articles), news.ErrInvalid)
	}
	return nil
}

// FindEvent reads the event of an id or of its page, or the one into which it was
// merged.
func FindEvent(ctx context.Context, r *store.Reader, given string) (news.EventRow, error) {
	_, after, isPage := strings.Cut(given, "/event/")
	if !isPage {
		after = given
	}
	id, err := r.EventAlias(ctx, news.EventID(after))
	switch {
	case errors.Is(err, news.ErrNotFound):
		return news.EventRow{}, fmt.Errorf("no event is called %q; 'cipherdesk event list' shows those that there are: %w", given, news.ErrNotFound)
	case errors.Is(err, news.ErrGone):
		return news.EventRow{}, fmt.Errorf("event %s was dissolved; 'cipherdesk event list' shows those that there are: %w", given, news.ErrGone)
	case err != nil:
		return news.EventRow{}, err
	}
	return r.Event(ctx, id)
}

// storyOf is the article of an id, of an address, or of its page.
func (p *Poller) storyOf(ctx context.Context, given string) (news.ArticleID, error) {
	id := news.ArticleID(given)
	if _, after, isPage := strings.Cut(given, "/article/"); isPage && !strings.Contains(after, "/") {
		id = news.ArticleID(after)
	}
	found, err := p.DB.PiecesOf(ctx, []news.ArticleID{id})
	if err != nil {
		return "", err
	}
	if canonical, bad := address.Canonical(given); len(found) == 0 && bad == nil {
		if id, err = p.DB.Resolve(ctx, canonical); err == nil {
			found, err = p.DB.PiecesOf(ctx, []news.ArticleID{id})
		}
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return "", err
		}
	}
	piece, known := found[id]
	switch {
	case !known:
		return "", fmt.Errorf("%s is no article that this desk shows; 'cipherdesk why URL' says where an address stands: %w", given, news.ErrNotFound)
	case piece.Story == news.VerdictNo:
		return "", fmt.Errorf("%s neither is about encryption nor mentions it: events hold no such article: %w", given, news.ErrInvalid)
	}
	return id, nil
}
