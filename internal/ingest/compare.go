package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"cipherdesk/internal/address"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
	"cipherdesk/internal/text"
)

// A list of links is not believed blindly. An outlet that rebuilds its site, or
// a selector that matches the navigation from one day to the next, must not fill
// a reader's morning with an archive. So every reading is compared with those
// before it:
//
//   - what an address shows for the first time, or under another selector, is
//     its archive: it goes to its own days, not to today;
//   - when nothing on it was there before, headlines decide: known ones mean
//     that the pages moved, and their articles get new addresses; otherwise a
//     list is held until it has stayed so for a day, and for ever when it looks
//     like navigation;
//   - more than it ever brought at once is news only as far as its dates say so;
//   - when all that is known reads differently at once, the list has changed
//     its form, not its articles.
const (
	// fewEntries prove nothing when they change all at once.
	fewEntries = 4
	// firstList is how much of an archive without dates is taken: ten years are
	// not today's news, and each entry costs its publisher a request.
	firstList = 40
	// flood is what one reading of a list may bring as news, unless it brought
	// half as much before; of a feed, which says more of itself, feedFlood.
	flood, feedFlood = 20, 60
	// slack is how long before our last visit an entry may be dated and still be
	// news: time zones, and pages that are dated before they are shown.
	slack = 48 * time.Hour
	// absence is how long after our last visit a list may have changed whole.
	absence = 30 * 24 * time.Hour
	// toldOf is how many articles of a feed are looked through for a headline.
	toldOf = 500
)

// comparison is one answer's entries, compared with what was known.
type comparison struct {
	state   news.FeedState
	at      time.Time
	entries []entry
	list    news.ListState   // to remember when the reading is kept
	again   []news.ArticleID // stories that the list says have changed
	notes   []string         // for the record
	held    string           // why nothing of it is believed; empty otherwise
	quiet   bool             // the list changed its form: known entries are kept, and are no news
}

// entry is one item of a reading.
type entry struct {
	news.Item
	payload []byte
	digest  news.Digest
	before  store.SeenItem  // what was last said under this id; zero: nothing
	moved   store.Announced // the known article that it announces under another address
	known   bool            // listed before
	archive bool            // not today's news
	left    bool            // known to be there, and not taken
}

func (e *entry) changed() bool { return e.before.Item != 0 && e.before.Digest != e.digest }

// compare sorts what an address says now by what it said before.
func (p *Poller) compare(ctx context.Context, r *polled, d document) (*comparison, error) {
	t := &comparison{state: r.state, at: r.answer.fetch.At, list: r.state.List}
	if err := p.recognise(ctx, t, d); err != nil {
		return nil, err
	}
	fresh := t.fresh()
	known := len(t.entries) - len(fresh)
	s := &t.state
	switch {
	case s.LastOK.IsZero():
		t.archive(fresh, false)
	case s.Shape != "" && s.Shape != shape(s.Spec, r.answer.fetch.URL):
		t.note(t.archive(fresh, true), "the address or selector is another one than before: %d older entries are no news")
	case len(fresh) >= fewEntries && 10*known < len(t.entries):
		if err := p.turned(ctx, t, fresh); err != nil {
			return nil, err
		}
	case len(fresh) > max(t.flood(), 2*s.List.Most):
		if !isList(s.Spec.Kind) { // a feed that is as busy as that again is believed
			t.list.Most = len(fresh)
		}
		t.note(t.archive(fresh, true), "more at once than ever before: %d older entries are no news")
	default:
		t.tail()
		t.list.Most = max(t.list.Most, len(fresh))
	}
	if t.held == "" {
		t.judgeChanges()
		t.remember(d)
	}
	return t, nil
}

func (t *comparison) flood() int {
	if isList(t.state.Spec.Kind) {
		return flood
	}
	return feedFlood
}

// recognise looks each entry up.
func (p *Poller) recognise(ctx context.Context, t *comparison, d document) error {
	items := distinct(d.items)
	guids := make([]string, len(items))
	for i, it := range items {
		guids[i] = it.GUID
	}
	seen, err := p.DB.SeenItems(ctx, t.state.ID, guids)
	if err != nil {
		return fmt.Errorf("look up known items: %w", err)
	}
	m := rollFrom(t.state.List.Known)
	for _, it := range items {
		e := entry{Item: it, payload: store.ItemPayload(it), before: seen[it.GUID]}
		e.digest = news.DigestOf(e.payload)
		e.known = e.before.Item != 0
		if !e.known && m.has(it.GUID) {
			e.known, e.left = true, true
		}
		t.entries = append(t.entries, e)
	}
	return nil
}

func (t *comparison) fresh() []*entry {
	var out []*entry
	for i := range t.entries {
		if !t.entries[i].known {
			out = append(out, &t.entries[i])
		}
	}
	return out
}

// recent reports an entry that says it appeared since our last visit.
func (t *comparison) recent(e *entry) bool {
	c := e.Published
	return c.Usable() && c.Time.After(t.state.LastOK.Add(-slack)) && c.Time.Before(t.at.Add(slack))
}

// archive takes entries as what was there before we came; those that say that
// they are recent stay news when dates count. It returns how many were not.
func (t *comparison) archive(fresh []*entry, dates bool) int {
	n := 0
	for _, e := range fresh {
		if dates && t.recent(e) {
			continue
		}
		e.archive = true
		e.left = isList(t.state.Spec.Kind) && n >= firstList
		n++
	}
	return n
}

func (t *comparison) note(n int, format string) {
	if n > 0 {
		t.notes = append(t.notes, fmt.Sprintf(format, n))
	}
}

// turned decides what it means that nothing on the list was there before.
func (p *Poller) turned(ctx context.Context, t *comparison, fresh []*entry) error {
	told, err := p.DB.Announced(ctx, t.state.ID, toldOf)
	if err != nil {
		return fmt.Errorf("list what the feed told of: %w", err)
	}
	if fresh, err = p.untold(ctx, t.state, fresh); err != nil || len(told) < fewEntries || len(fresh) < fewEntries {
		return err
	}
	rest := t.moved(fresh, told)
	switch {
	case len(rest) < len(fresh):
		t.note(len(fresh)-len(rest), "%d known headlines stand under other addresses: the site has moved its pages")
		t.note(t.archive(rest, true), "%d older entries came with the move and are no news")
	case t.natural(fresh):
		t.list.Most = max(t.list.Most, len(fresh))
	case !isList(t.state.Spec.Kind):
		t.note(t.archive(fresh, true), "nothing in the feed was there before: %d older entries are no news")
	default:
		t.hold(fresh)
	}
	return nil
}

// untold leaves out entries whose article this feed announced before under
// another id: Atom instead of RSS, guids made anew.
func (p *Poller) untold(ctx context.Context, s news.FeedState, fresh []*entry) ([]*entry, error) {
	var out []*entry
	for _, e := range fresh {
		a, err := p.articleOf(ctx, s, e.Item)
		if err != nil {
			return nil, err
		}
		told, err := p.DB.Told(ctx, s.ID, a.ID)
		if err != nil {
			return nil, fmt.Errorf("look up article: %w", err)
		}
		if !told {
			out = append(out, e)
		}
	}
	return out, nil
}

// moved finds known articles by their headlines and returns the entries that
// are left. A third must be found, or chance will have it.
func (t *comparison) moved(fresh []*entry, told []store.Announced) (rest []*entry) {
	byTitle := map[string]store.Announced{}
	for _, a := range told {
		if name := headlineKey(a.Title); name != "" {
			if _, twice := byTitle[name]; twice {
				a = store.Announced{}
			}
			byTitle[name] = a
		}
	}
	found := map[*entry]store.Announced{}
	for _, e := range fresh {
		a := byTitle[headlineKey(e.Title)]
		if a.Article == "" || address.Site(a.URL) != address.Site(e.Link) {
			rest = append(rest, e)
			continue
		}
		found[e] = a
	}
	if len(found) < 2 || 3*len(found) < len(fresh) {
		return fresh
	}
	for e, a := range found {
		e.moved = a
	}
	return rest
}

// headlineKey is a headline as far as a rebuilt site keeps it; empty for one
// too short to name an article.
func headlineKey(title string) string {
	w := strings.FieldsFunc(text.Fold(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(w) < 3 {
		return ""
	}
	return strings.Join(w, " ")
}

// natural reports whether a list may well have changed whole since our last
// visit.
func (t *comparison) natural(fresh []*entry) bool {
	s, away, recent := &t.state, t.at.Sub(t.state.LastOK), 0
	for _, e := range fresh {
		if t.recent(e) {
			recent++
		}
	}
	return 5*recent >= 4*len(fresh) || len(fresh) <= 2*s.List.Most || away > absence ||
		s.Interval > 0 && 2*away >= s.Interval*time.Duration(len(fresh))
}

// hold believes nothing until the same list was found at several polls over a
// day, and never one that reads like navigation.
func (t *comparison) hold(fresh []*entry) {
	guids := make([]string, len(fresh))
	for i, e := range fresh {
		guids[i] = e.GUID
	}
	l := &t.list
	held := rollFrom(l.Held)
	if 2*held.share(guids) < len(guids) {
		l.HeldSince, l.HeldTimes = t.at, 0
	}
	var now roll
	l.Held = now.remember(guids, nil)
	l.HeldTimes++
	switch {
	case !headlines(fresh, t.state.Spec.Kind):
		t.held = fmt.Sprintf("none of the %d entries was listed before, and most are too short for headlines: the page was rebuilt and the selector seems to match its navigation; nothing was taken, set link: anew", len(fresh))
	case l.HeldTimes >= confirmPolls && t.at.Sub(l.HeldSince) >= confirmSpan:
		t.note(t.archive(fresh, true), "the list was rebuilt and has stayed so for a day: %d entries are taken as its archive")
	default:
		t.held = fmt.Sprintf("none of the %d entries was listed before: the page was rebuilt, or the selector matches something else now; nothing was taken yet", len(fresh))
	}
}

// headlines reports whether most entries read like headlines, or are dated.
func headlines(fresh []*entry, kind news.FeedKind) bool {
	good := 0
	for _, e := range fresh {
		if len(strings.Fields(e.Title)) >= 4 || e.Published.Known() || kind == news.KindSitemap {
			good++
		}
	}
	return 2*good > len(fresh)
}

// tail takes what stands below every known entry as older: it came back into
// view because something above it was taken off.
func (t *comparison) tail() {
	if k := t.state.Spec.Kind; k != news.KindIndex && k != news.KindJSON {
		return
	}
	n := 0
	for i := len(t.entries) - 1; i >= 0 && !t.entries[i].known; i-- {
		if e := &t.entries[i]; !t.recent(e) {
			e.archive = true
			n++
		}
	}
	if n == len(t.entries) { // nothing is known: there is no below
		for i := range t.entries {
			t.entries[i].archive = false
		}
		return
	}
	t.note(n, "%d entries below all that is known are older and no news")
}

// judgeChanges looks at what is known and reads differently now.
func (t *comparison) judgeChanges() {
	if !isList(t.state.Spec.Kind) {
		return
	}
	known, changed := 0, 0
	for i := range t.entries {
		e := &t.entries[i]
		if e.before.Item == 0 {
			continue
		}
		known++
		if e.changed() {
			changed++
		}
	}
	if changed > fewEntries && 5*changed >= 4*known {
		t.quiet = true
		t.note(changed, "%d known entries read differently at once: the list has changed its form, no article is taken for changed")
	}
}

// remember notes what the list holds, and which stories it says have changed.
// A map that stamps most addresses anew says nothing about any of them.
func (t *comparison) remember(d document) {
	if !isList(t.state.Spec.Kind) {
		return
	}
	m := rollFrom(t.state.List.Known)
	var guids []string
	var again []news.ArticleID
	both, stamped := 0, 0
	for i := range t.entries {
		e := &t.entries[i]
		guids = append(guids, e.GUID)
		was, is := m.stamps[nameOf(e.GUID)], stampOf(d.changed[e.GUID])
		if was == 0 || is == 0 {
			continue
		}
		both++
		if was == is {
			continue
		}
		stamped++
		if e.before.Article != "" {
			again = append(again, e.before.Article)
		}
	}
	if stamped > fewEntries && 2*stamped >= both {
		t.note(stamped, "%d addresses are stamped anew at once: no page is read again for that")
		again = nil
	}
	t.again = again
	l := &t.list
	l.Known = m.remember(guids, d.changed)
	l.Held, l.HeldSince, l.HeldTimes = nil, time.Time{}, 0
	l.Maps = d.maps
}

func isList(k news.FeedKind) bool {
	return slices.Contains([]news.FeedKind{news.KindIndex, news.KindSitemap, news.KindJSON}, k)
}

// shape names what is read of an address: with another selector, or at an
// alternate, it is another list. A confirmed redirect is not.
func shape(s news.FeedSpec, url string) string {
	if !slices.Contains(s.Alternates, url) {
		url = ""
	}
	return news.Slug(strings.Join([]string{url, s.Link, s.Match, s.JSON.Items, s.JSON.Title, s.JSON.URL, s.JSON.Date, s.JSON.Summary}, "\n"))
}
