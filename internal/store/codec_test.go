package store

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// TestStoredFormsAreFrozen pins the bytes of what is kept for years. When it
// fails, known items would all look changed, or old rows could not be read:
// change the code, not the test.
func TestStoredFormsAreFrozen(t *testing.T) {
	claim := news.Claim{Raw: "6 Feb", Time: time.Date(2020, 2, 6, 12, 23, 0, 0, time.FixedZone("", 19800)), Precision: news.PrecisionMinute, Zone: news.ZoneStated, Origin: news.OriginFeed, Doubt: "d"}
	item := news.Item{ID: 1, FeedID: 2, FetchID: 3, FirstSeen: noon, GUID: "g", Link: "l", Title: "t <b>", Authors: []string{"a"}, Published: claim,
		Summary: "s", Content: "<p>c & d</p>", Categories: []news.Category{{Scheme: "s", Term: "t", Label: "l"}}, Language: "en",
		Source: &news.ItemSource{ID: "i", Title: "t", Link: "l"}, Via: []string{"v"}, Image: "i"}
	state := news.FeedState{Address: "a", Status: news.FeedOK, Since: noon, Validators: news.Validators{ETag: "e"}}
	for name, c := range map[string]struct{ got, want string }{
		"empty item": {string(ItemPayload(news.Item{GUID: "g"})), `{"guid":"g"}`},
		"item": {string(ItemPayload(item)), `{"guid":"g","link":"l","title":"t <b>","authors":["a"],` +
			`"published":{"raw":"6 Feb","time":"2020-02-06T12:23:00+05:30","precision":"minute","zone":"stated","origin":"feed","doubt":"d"},` +
			`"summary":"s","content":"<p>c & d</p>","categories":[{"scheme":"s","term":"t","label":"l"}],"language":"en",` +
			`"source":{"id":"i","title":"t","link":"l"},"via":["v"],"image":"i"}`},
		"text": {string(textOut(news.Text{Version: "v", Origin: "o", Title: "t", Body: "b", Links: []news.Link{{URL: "u", Start: -1, End: -1}}})),
			`{"title":"t","body":"b","links":[{"url":"u","start":-1,"end":-1}],"rights":{"max_snippet":0}}`},
		"digest": {string(revisionDigest([]byte{1}, nil, false)), string(news.DigestOf([]byte("item 01 page ")))},
	} {
		if c.got != c.want {
			t.Errorf("%s\n got %s\nwant %s", name, c.got, c.want)
		}
	}
	// The state of a feed is kept under the names that the nouns have.
	var names map[string]any
	if err := json.Unmarshal([]byte(stateOut(state)), &names); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Address", "Validators", "Body", "Status", "Since", "Due", "Floor", "Last", "LastOK", "LastNew", "Errors", "LastError",
		"Interval", "Moved", "MovedTimes", "MovedFor", "Polls", "Slow", "Hints", "Fresh", "ByHand", "Salt", "Quiet", "Missing", "Refused"} {
		if _, ok := names[name]; !ok {
			t.Errorf("news.FeedState has no %s any more: what is kept under it would be lost", name)
		}
	}
}

func TestEveryFieldIsKept(t *testing.T) {
	var item news.Item
	filled(t, reflect.ValueOf(&item).Elem())
	got, err := itemFrom(ItemPayload(item))
	if err != nil {
		t.Fatal(err)
	}
	item.ID, item.FeedID, item.FetchID, item.FirstSeen = 0, 0, 0, time.Time{}
	if !reflect.DeepEqual(got, item) {
		t.Errorf("item\n got %+v\nwant %+v", got, item)
	}
	var text news.Text
	filled(t, reflect.ValueOf(&text).Elem())
	back, err := textFrom(textOut(text))
	if err != nil {
		t.Fatal(err)
	}
	back.Version, back.Origin = text.Version, text.Origin // columns of their own
	if !reflect.DeepEqual(back, text) {
		t.Errorf("text\n got %+v\nwant %+v", back, text)
	}
}

func TestClaimsOfLists(t *testing.T) {
	for _, c := range []news.Claim{{}, {Raw: "in 2019", Precision: news.PrecisionYear, Time: time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC), Zone: news.ZoneUnknown, Origin: news.OriginText},
		{Raw: "a\tb\nc", Precision: news.PrecisionSecond, Time: time.Date(2020, 2, 6, 12, 23, 0, 5e6, time.FixedZone("", -3600)), Zone: news.ZoneStated, Doubt: "before publication"}} {
		got, err := claimFrom(claimString(c))
		if err != nil || !got.Time.Equal(c.Time) || got.String() != c.String() {
			t.Errorf("%+v came back as %+v, %v", c, got, err)
		}
		got.Time, c.Time = time.Time{}, time.Time{}
		if got != c {
			t.Errorf("%+v came back as %+v", c, got)
		}
	}
	if _, err := claimFrom("x"); !errors.Is(err, errDamaged) {
		t.Errorf("a damaged claim: %v", err)
	}
}

func TestFindingsThatRestOnNothingAreLeftOut(t *testing.T) {
	text := news.Text{Title: "Straße", Body: "said the minister"}
	span := func(f news.Field, start, end int, quote string) []news.Span {
		return []news.Span{{Field: f, Start: start, End: end, Quote: quote}}
	}
	good := span(news.FieldTitle, 0, 7, "Straße")
	f := news.Findings{
		Story: news.Story{Verdict: news.VerdictYes, Evidence: append(span(news.FieldText, 0, 4, "sAid"), good...)},
		Tags: []news.Tag{{Tag: "a", Evidence: good}, {Tag: "none"}, {Tag: "off", Evidence: span(news.FieldText, 1, 5, "said")},
			{Tag: "past", Evidence: span(news.FieldText, 10, 99, "minister")}, {Tag: "field", Evidence: span("url", 0, 1, "x")},
			{Tag: "empty", Evidence: span(news.FieldText, 3, 3, "")}, {Tag: "a", Evidence: good}},
		Citations: []news.Citation{{Kind: news.CiteLink}, {Kind: news.CiteQuote, Evidence: span(news.FieldText, 0, 4, "said")}},
		Figures:   []news.Figure{{Evidence: span(news.FieldText, -1, 4, "said")}},
	}
	out, dropped := flatten(f, &text)
	if len(out.Tags) != 1 || len(out.Citations) != 1 || len(out.Figures) != 0 || len(out.spans) != 2 || out.stories != (stretch{0, 1}) || out.tags[0] != out.stories || out.cites[0] != (stretch{1, 1}) {
		t.Errorf("kept %+v", out)
	}
	if len(dropped) == 0 {
		t.Error("nobody is told")
	}
}

func TestBrokenTextCannotMoveSpans(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "A\x00B", body: "x\xff end-to-end encryption", verdict: news.VerdictYes, tags: []string{"topic/e2ee"}})
	f := b.full(pageURL)
	for _, g := range f.Findings.Tags {
		for _, s := range g.Evidence {
			if f.Text.Body[s.Start:s.End] != s.Quote || !strings.Contains("end-to-end encryption", s.Quote) {
				t.Errorf("span %+v in %q", s, f.Text.Body)
			}
		}
	}
	if f.Title != "AB" {
		t.Errorf("title %q", f.Title)
	}
}

func TestExcerptsStayWithinWhatIsAllowed(t *testing.T) {
	text := strings.Repeat("Officials said on Monday that letters, petitions — and speeches — would follow. ", 40)
	for _, c := range []struct {
		name                    string
		chars, allowed, snippet int
		most                    int
	}{
		{"outlet", 4000, 120, -1, 120}, {"desk", 4000, 300, -1, 300}, {"publisher", 4000, 300, 80, 80}, {"nosnippet", 4000, 300, 0, 0},
		{"quarter", 400, 300, -1, 100}, {"too little to say anything", 100, 300, -1, 0}, {"none", 4000, 0, -1, 0},
	} {
		got := excerpt(lead(&news.Text{Body: text}), c.chars, c.allowed, c.snippet)
		n := len([]rune(got))
		if n > c.most || c.most > 0 && n < c.most-15 {
			t.Errorf("%s: %d characters, at most %d: %q", c.name, n, c.most, got)
		}
	}
	for _, c := range []struct{ in, want string }{{"one two three", "one two…"}, {"one two, three", "one two…"}, {"警察庁が発表した数字", "警察庁が発表し…"}, {"onetwothreefour", "onetwot…"}, {"short", "short"}} {
		if got := Cut(c.in, 8); got != c.want {
			t.Errorf("Cut(%q): %q, want %q", c.in, got, c.want)
		}
	}
	rng := rand.New(rand.NewPCG(3, 4))
	alphabet := []rune("ab é…-  語,")
	for range 5000 {
		r := make([]rune, rng.IntN(60))
		for i := range r {
			r[i] = alphabet[rng.IntN(len(alphabet))]
		}
		limit := rng.IntN(50)
		s, cut := string(r), Cut(string(r), limit)
		if n := len([]rune(cut)); n > limit {
			t.Fatalf("Cut(%q, %d) has %d characters", s, limit, n)
		}
		if kept := strings.TrimSuffix(cut, ellipsis); !strings.HasPrefix(s, kept) {
			t.Fatalf("Cut(%q, %d) = %q", s, limit, cut)
		}
	}
}

func TestAddressesAreNeverShown(t *testing.T) {
	for _, s := range []string{"Write to jane.doe+x@mail.example.org now.", "See http://" + strings.Repeat("abcdef23", 7) + ".onion/page for more."} {
		got := lead(&news.Text{Summary: s})
		if strings.Contains(got, "@") || strings.Contains(got, "onion") || !strings.Contains(got, addressed) {
			t.Errorf("%q", got)
		}
	}
	if got := lead(&news.Text{Title: "Same", Summary: "same", Body: "Other  words\n\nfollow."}); got != "Other words follow." {
		t.Errorf("%q", got)
	}
}

func TestQuoteBudget(t *testing.T) {
	f := news.Full{Text: news.Text{Body: strings.Repeat("é", 400)}}
	f.Excerpt = strings.Repeat("é", 30)
	if got := QuoteBudget(f); got != 70 {
		t.Errorf("budget %d", got)
	}
	f.Text.Rights.NoSnippet = true
	if got := QuoteBudget(f); got != 0 {
		t.Errorf("nosnippet: budget %d", got)
	}
}

func TestWhatIsTypedIsNeverSyntax(t *testing.T) {
	b := open(t)
	b.poll(piece{url: pageURL, title: "Letter to Meta’s board", body: "The end-to-end encryption letter. AND NEAR it, a* column: title \"quoted\" words."})
	for q, want := range map[string]bool{
		"letter": true, "LETTERS": true, `"end-to-end encryption"`: true, "end-to-end": true, `"encryption end"`: false, "letter -board": false,
		`letter "`: true, `"letter`: true, "AND": false, `"AND"`: true, "NEAR(letter board, 5)": false, "title:letter": false, "a*": true, "^letter": true,
		"letter OR zebra": true, "zebra OR lion": false, `""letter`: true, "meta": true, "“encryption letter”": true, "-zebra letter": true, "{x}": false, "'letter'": true, ";--": false,
	} {
		rows, _, err := b.Articles(b.ctx, news.Query{Text: q})
		if err != nil && want || len(rows) > 0 != want {
			t.Errorf("%s: %d rows, %v", q, len(rows), err)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, s := range []string{`a "b c" -d`, `"`, `-"x" y`, "NOT", "a NEAR b", "\x00", "é'"} {
		f.Add(s)
	}
	b := open(f)
	f.Fuzz(b.checkMatch)
}

func (b *bench) checkMatch(t *testing.T, s string) {
	_, err := b.Search(b.ctx, news.Query{Text: s}, false)
	if err != nil && !errors.Is(err, news.ErrInvalid) {
		t.Errorf("%q: %v", s, err)
	}
}

func FuzzCursor(f *testing.F) {
	f.Add(cursor{1, 2}.String())
	f.Fuzz(checkCursor)
}

func checkCursor(t *testing.T, s string) {
	if c, err := parseCursor(s); err == nil && s != "" && c.String() != s {
		t.Errorf("%q reads as %v, which is written %q", s, c, c)
	}
}
