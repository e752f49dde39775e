package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/klauspost/compress/zstd"

	"cipherdesk/internal/news"
)

// maxUnpacked bounds what one kept body may unpack to, far above what the
// fetcher lets in.
const maxUnpacked = 64 << 20

// codec packs bodies and texts. It is safe for concurrent use.
type codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newCodec() (*codec, error) {
	// The digest already guards the bytes, so frames carry no checksum.
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2),
		zstd.WithWindowSize(1<<20), zstd.WithLowerEncoderMem(true), zstd.WithEncoderCRC(false))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(maxUnpacked))
	if err != nil {
		return nil, errors.Join(err, enc.Close())
	}
	return &codec{enc: enc, dec: dec}, nil
}

func (c *codec) pack(b []byte) []byte { return c.enc.EncodeAll(b, make([]byte, 0, len(b)/2+64)) }

func (c *codec) unpack(b []byte) ([]byte, error) {
	out, err := c.dec.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", errors.Join(errDamaged, err))
	}
	return out, nil
}

// The stored forms below are frozen: a payload's digest tells whether a feed
// says something new, so that a renamed field would turn every known item into
// a changed one. Fields may be added, with omitempty.

type storedClaim struct {
	Raw       string         `json:"raw,omitempty"`
	Time      string         `json:"time,omitempty"` // RFC 3339, in the claim's own offset
	Precision news.Precision `json:"precision"`
	Zone      news.Zone      `json:"zone,omitempty"`
	Origin    news.Origin    `json:"origin,omitempty"`
	Doubt     string         `json:"doubt,omitempty"`
}

func claimOut(c news.Claim) *storedClaim {
	if !c.Known() && c.Raw == "" {
		return nil
	}
	s := &storedClaim{Raw: c.Raw, Precision: c.Precision, Zone: c.Zone, Origin: c.Origin, Doubt: c.Doubt}
	if !c.Time.IsZero() {
		s.Time = c.Time.Format(time.RFC3339Nano)
	}
	return s
}

func (s *storedClaim) claim() news.Claim {
	if s == nil {
		return news.Claim{}
	}
	return news.Claim{Raw: s.Raw, Time: statedTime(s.Time), Precision: s.Precision, Zone: s.Zone, Origin: s.Origin, Doubt: s.Doubt}
}

// statedTime reads a time in its own offset; the zero time when there is none.
func statedTime(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}
	}
	if _, offset := t.Zone(); offset == 0 {
		return t.UTC()
	}
	return t
}

type storedItem struct {
	GUID       string           `json:"guid"`
	Link       string           `json:"link,omitempty"`
	Title      string           `json:"title,omitempty"`
	Authors    []string         `json:"authors,omitempty"`
	Published  *storedClaim     `json:"published,omitempty"`
	Updated    *storedClaim     `json:"updated,omitempty"`
	Summary    string           `json:"summary,omitempty"`
	Content    string           `json:"content,omitempty"`
	Categories []storedCategory `json:"categories,omitempty"`
	Language   string           `json:"language,omitempty"`
	Source     *storedSource    `json:"source,omitempty"`
	Via        []string         `json:"via,omitempty"`
	Image      string           `json:"image,omitempty"`
}

type storedCategory struct {
	Scheme string `json:"scheme,omitempty"`
	Term   string `json:"term"`
	Label  string `json:"label,omitempty"`
}

type storedSource struct {
	ID    string `json:"id,omitempty"`
	Title string `json:"title,omitempty"`
	Link  string `json:"link,omitempty"`
}

// ItemPayload is an item as its feed said it, in the one form that is kept and
// hashed: everything but ID, FeedID, FetchID and FirstSeen. Its digest changes
// when the feed says anything else, and only then.
func ItemPayload(it news.Item) []byte {
	s := storedItem{
		GUID: it.GUID, Link: it.Link, Title: it.Title, Authors: it.Authors,
		Published: claimOut(it.Published), Updated: claimOut(it.Updated),
		Summary: it.Summary, Content: it.Content, Language: it.Language, Via: it.Via, Image: it.Image,
	}
	for _, c := range it.Categories {
		s.Categories = append(s.Categories, storedCategory(c))
	}
	if it.Source != nil {
		s.Source = &storedSource{ID: it.Source.ID, Title: it.Source.Title, Link: it.Source.Link}
	}
	return toJSON(s)
}

func itemFrom(payload []byte) (news.Item, error) {
	var s storedItem
	if err := json.Unmarshal(payload, &s); err != nil {
		return news.Item{}, fmt.Errorf("kept item: %w", errors.Join(errDamaged, err))
	}
	it := news.Item{
		GUID: s.GUID, Link: s.Link, Title: s.Title, Authors: s.Authors,
		Published: s.Published.claim(), Updated: s.Updated.claim(),
		Summary: s.Summary, Content: s.Content, Language: s.Language, Via: s.Via, Image: s.Image,
	}
	for _, c := range s.Categories {
		it.Categories = append(it.Categories, news.Category(c))
	}
	if s.Source != nil {
		it.Source = &news.ItemSource{ID: s.Source.ID, Title: s.Source.Title, Link: s.Source.Link}
	}
	return it, nil
}

type storedText struct {
	Title     string         `json:"title,omitempty"`
	Byline    []string       `json:"byline,omitempty"`
	Published *storedClaim   `json:"published,omitempty"`
	Dates     []*storedClaim `json:"dates,omitempty"`
	Updates   []storedUpdate `json:"updates,omitempty"`
	Language  string         `json:"language,omitempty"`
	Summary   string         `json:"summary,omitempty"`
	Body      string         `json:"body,omitempty"`
	Links     []storedLink   `json:"links,omitempty"`
	Canonical string         `json:"canonical,omitempty"`
	Image     string         `json:"image,omitempty"`
	Rights    storedRights   `json:"rights"`
	Cuts      []storedCut    `json:"cuts,omitempty"`
}

type storedUpdate struct {
	Time  *storedClaim `json:"time,omitempty"`
	Words string       `json:"words"`
}

type storedLink struct {
	URL    string `json:"url"`
	Anchor string `json:"anchor,omitempty"`
	Place  string `json:"place,omitempty"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
}

type storedRights struct {
	NoSnippet  bool `json:"nosnippet,omitempty"`
	MaxSnippet int  `json:"max_snippet"`
	NoArchive  bool `json:"noarchive,omitempty"`
	TDMReserve bool `json:"tdm,omitempty"`
}

type storedCut struct {
	Reason string `json:"reason"`
	Words  string `json:"words"`
}

func textOut(t news.Text) []byte {
	s := storedText{
		Title: t.Title, Byline: t.Byline, Published: claimOut(t.Published),
		Language: t.Language, Summary: t.Summary, Body: t.Body,
		Canonical: t.Canonical, Image: t.Image, Rights: storedRights(t.Rights),
	}
	for _, c := range t.Dates {
		s.Dates = append(s.Dates, claimOut(c))
	}
	for _, u := range t.Updates {
		s.Updates = append(s.Updates, storedUpdate{Time: claimOut(u.Time), Words: u.Words})
	}
	for _, l := range t.Links {
		s.Links = append(s.Links, storedLink(l))
	}
	for _, c := range t.Cuts {
		s.Cuts = append(s.Cuts, storedCut(c))
	}
	return toJSON(s)
}

func textFrom(data []byte) (news.Text, error) {
	var s storedText
	if err := json.Unmarshal(data, &s); err != nil {
		return news.Text{}, fmt.Errorf("kept text: %w", errors.Join(errDamaged, err))
	}
	t := news.Text{
		Title: s.Title, Byline: s.Byline, Published: s.Published.claim(),
		Language: s.Language, Summary: s.Summary, Body: s.Body,
		Canonical: s.Canonical, Image: s.Image, Rights: news.Rights(s.Rights),
	}
	for _, c := range s.Dates {
		t.Dates = append(t.Dates, c.claim())
	}
	for _, u := range s.Updates {
		t.Updates = append(t.Updates, news.Update{Time: u.Time.claim(), Words: u.Words})
	}
	for _, l := range s.Links {
		t.Links = append(t.Links, news.Link(l))
	}
	for _, c := range s.Cuts {
		t.Cuts = append(t.Cuts, news.Cut(c))
	}
	return t, nil
}

// toJSON encodes values of this package's own types, which cannot fail; HTML
// stays as it is, because escaping it would double its size.
func toJSON(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(fmt.Sprintf("store: %T cannot be encoded: %v", v, err))
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// fromJSON decodes a small value that this package encoded; an empty string is
// the zero value.
func fromJSON(s string, v any) error {
	if s == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(s), v); err != nil {
		return fmt.Errorf("kept %T: %w", v, errors.Join(errDamaged, err))
	}
	return nil
}
