package store

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"cipherdesk/internal/news"
)

// prepared is a text with everything that is derived from it. It is made
// before the transaction begins, so that packing holds nobody up.
type prepared struct {
	text  news.Text
	json  []byte // nil: there is no text
	data  []byte // packed; nil: not yet
	found flat
	index searchWords
	lead  string
	words int
	chars int

	withItem bool // packed with the item: needs no place of its own
}

// maxIndexed bounds the bytes of one text that search looks at.
const maxIndexed = 256 << 10

func (d *DB) prepare(t news.Text, f news.Findings) prepared {
	if isEmpty(&t) {
		return prepared{}
	}
	t.Title, t.Summary, t.Body = clean(t.Title), clean(t.Summary), clean(t.Body)
	return prepared{text: t, json: textOut(t), found: d.flatten(f, &t), index: d.words.of(&t),
		lead: lead(&t), words: countWords(t.Body), chars: textChars(&t)}
}

// flatten is flatten with a word in the log for each finding that it left out.
func (d *DB) flatten(f news.Findings, t *news.Text) flat {
	out, dropped := flatten(f, t)
	for _, why := range dropped {
		d.log.Error("finding left out: its words are not where it says", "finding", why, "title", t.Title)
	}
	return out
}

func isEmpty(t *news.Text) bool { return t.Title == "" && t.Summary == "" && t.Body == "" }

func (p *prepared) empty() bool { return p.json == nil }

// own is the packed text for a place of its own; nil when it needs none.
func (p *prepared) own(c *codec) []byte {
	if p.data == nil && !p.withItem {
		p.data = c.pack(p.json)
	}
	return p.data
}

// searchWords are what search finds an article by.
type searchWords struct{ body, title string }

func (w *words) of(t *news.Text) searchWords {
	s := t.Body
	if t.Summary != "" && !strings.Contains(s, t.Summary) {
		s = t.Summary + "\n" + s
	}
	if len(s) > maxIndexed {
		s = strings.ToValidUTF8(s[:maxIndexed], "")
	}
	return searchWords{w.index(s, t.Language), w.index(t.Title, t.Language)}
}

// without is p with the quotations blanked; the stored text too when they are
// erased.
func (p *prepared) without(quotes []quote, erased bool, w *words) *prepared {
	if len(quotes) == 0 || p.empty() {
		return p
	}
	out := *p
	h := hidings{quotes: map[news.ArticleID][]quote{"": quotes}}
	f := out.found.Findings
	h.clean("", &out.text, &f)
	out.index, out.lead = w.of(&out.text), lead(&out.text)
	if erased {
		out.json, out.data, out.withItem = textOut(out.text), nil, false
		out.found, _ = flatten(f, &out.text)
	}
	return &out
}

// preparedItem is a new item on its way in.
type preparedItem struct {
	NewItem
	prepared
	body keptBody
	guid int64
}

// keptBody is a body to be stored under its digest.
type keptBody struct {
	digest []byte
	size   int
	data   []byte // packed
}

// keep packs a body, and what follows it.
func (d *DB) keep(b, rest []byte) keptBody {
	return keptBody{digest: digestBytes(news.DigestOf(b)), size: len(b), data: d.codec.pack(append(b[:len(b):len(b)], rest...))}
}

func (d *DB) prepareItem(n NewItem) (preparedItem, error) {
	if n.Item.GUID == "" || n.Article.ID == "" || n.Article.URL == "" && n.Item.Link != "" {
		return preparedItem{}, fmt.Errorf("item %q has no guid or no article: %w", n.Item.Title, news.ErrInvalid)
	}
	if n.Payload == nil {
		n.Payload = ItemPayload(n.Item)
	}
	p := preparedItem{NewItem: n, prepared: d.prepare(n.Text, n.Findings), guid: guidKey(n.Item.GUID)}
	p.body = d.keep(n.Payload, p.json)
	return p, nil
}

// clean removes what databases and readers cannot hold in a text: NUL and
// broken UTF-8.
func clean(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// claimString is a claim in one column, quick to read for lists; empty when
// nothing is claimed. The raw words come last: they may hold anything.
func claimString(c news.Claim) string {
	if !c.Known() {
		return ""
	}
	stated := ""
	if !c.Time.IsZero() {
		stated = c.Time.Format(time.RFC3339Nano)
	}
	return strings.Join([]string{stated, string(c.Precision), string(c.Zone), string(c.Origin), oneLine(c.Doubt), clean(c.Raw)}, "\t")
}

func claimFrom(s string) (news.Claim, error) {
	if s == "" {
		return news.Claim{}, nil
	}
	p := strings.SplitN(s, "\t", 6)
	if len(p) < 6 {
		return news.Claim{}, fmt.Errorf("kept claim %q: %w", s, errDamaged)
	}
	return news.Claim{Time: statedTime(p[0]), Precision: news.Precision(p[1]), Zone: news.Zone(p[2]), Origin: news.Origin(p[3]),
		Doubt: p[4], Raw: p[5]}, nil
}

// lines keeps a list of single lines in one column.
func lines(list []string) string {
	if len(list) == 0 {
		return ""
	}
	flat := make([]string, len(list))
	for i, s := range list {
		flat[i] = oneLine(s)
	}
	return strings.Join(flat, "\n")
}

func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

func fromLines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// millis is a duration as the database keeps it.
func millis(d time.Duration) int64 { return d.Milliseconds() }
