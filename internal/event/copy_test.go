package event

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

// print is a piece of an outlet with a text, seen on an hour.
func print(outlet, title, body string, hour int) news.Piece {
	p := news.Piece{Text: news.Text{Title: title, Body: body}}
	p.URL = "https://" + outlet + ".example/" + news.Slug(title + body)[:6]
	p.ID = news.NewArticleID(p.URL)
	p.Article.Outlet, p.OutletName, p.Title, p.Language = news.OutletID(outlet), outlet, title, "en"
	p.FirstSeen = time.Date(2026, 3, 2, hour, 0, 0, 0, time.UTC)
	return p
}

const wire = `Police in three countries searched forty flats on Monday in a case about a network of changed phones. The network, called Lantern, had 4,300 users, a spokesperson said in the harbour town of Brackwater. Officers had read along for seven weeks after a court in Hallowmere allowed it. A lawyer of two of the accused, Philippa Rothwell, said that she would ask how the letters had been opened. The prosecutor expects a first trial in autumn, before a chamber of three judges, and said that 61 people were still being looked for. Nobody was hurt in the searches, which began at four in the morning and ended at noon.`

// edited is a text as a sub-editor leaves it: sentences cut, words changed.
func edited(text string, cut, change float64, rng *rand.Rand) string {
	var out []string
	for _, s := range strings.SplitAfter(text, ". ") {
		if rng.Float64() >= cut {
			out = append(out, s)
		}
	}
	words := strings.Fields(strings.Join(out, ""))
	for i := range words {
		if rng.Float64() < change {
			words[i] = fmt.Sprint("other", rng.IntN(500))
		}
	}
	return strings.Join(words, " ")
}

// TestCopiesAmongPages hides edited copies of real pages among the others and
// measures which pairs are called the same text.
func TestCopiesAmongPages(t *testing.T) {
	type labelledPage struct {
		Title string
		Text  string `json:"main_content"`
	}
	var set []labelled
	rng := rand.New(rand.NewPCG(5, 6))
	n := 0
	lines(t, sharedFile(t, "pages", "labels.jsonl"), func(line string) {
		var p labelledPage
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		if len(strings.Fields(p.Text)) < 100 {
			return
		}
		n++
		group := fmt.Sprint("text ", n)
		set = append(set, labelled{print(fmt.Sprint("a", n), p.Title, p.Text, 9), group})
		switch n % 4 {
		case 0: // an agency's text, cut to fit
			set = append(set, labelled{print(fmt.Sprint("b", n), "Cut: "+p.Title, edited(p.Text, 0.25, 0.01, rng), 11), group})
		case 1: // words changed here and there
			set = append(set, labelled{print(fmt.Sprint("c", n), "Changed: "+p.Title, edited(p.Text, 0, 0.06, rng), 11), group})
		case 2: // reprinted with words before and after
			set = append(set, labelled{print(fmt.Sprint("d", n), p.Title, strings.Repeat("We print this with thanks to the agency. ", 3)+p.Text+" Follow us for more.", 11), group})
		}
	})
	c := New(Options{})
	for _, l := range set {
		c.Add(l.piece)
	}
	c.Settle()
	sound(t, c)
	found := make([]Placed, len(set))
	for i, l := range set {
		found[i].Gold = l.event
		if m := c.nodes[l.piece.ID]; len(m.same) > 0 {
			group := append([]*node{m}, m.same...)
			found[i].Found = string(slices.MinFunc(group, byID).piece.ID)
		}
	}
	a := Measure(found, rounds)
	t.Log("copies: ", a)
	if a.Pairs.Precision < 0.98 || a.Pairs.Recall < 0.95 {
		t.Errorf("copies: precision %.3f, recall %.3f", a.Pairs.Precision, a.Pairs.Recall)
	}
}

func TestCopiesAreToldWithTheirSource(t *testing.T) {
	first := print("ledger", "Forty flats searched in phone case", wire, 8)
	second := print("times", "Phone network: police search forty flats", edited(wire, 0.2, 0, rand.New(rand.NewPCG(1, 1))), 9)
	other := print("herald", "Harbour festival begins", strings.Repeat("The festival begins with music and a parade of boats along the quay. ", 6), 9)
	c := New(Options{})
	c.Add(second)
	change := c.AddAll([]news.Piece{other, first})
	if change.Copies[second.ID] != first.ID || change.Copies[first.ID] != "" || len(change.Copies) != 2 {
		t.Errorf("copies %v", change.Copies)
	}
	if len(change.Upsert) != 1 || change.Upsert[0].Origins != 1 || change.Upsert[0].Outlets != 2 {
		t.Errorf("%+v", change.Upsert)
	}
	if why := change.Upsert[0].OriginsWhy; len(why) != 1 || why[0] != "ledger and times: same text" {
		t.Errorf("%q", why)
	}
	if why := change.Upsert[0].Members[0].Why; len(why) == 0 || why[0].Kind != "same-text" || why[0].With == "" {
		t.Errorf("%+v", why)
	}
	change = c.Remove(first.ID)
	if of, told := change.Copies[second.ID]; !told || of != "" || len(change.Dissolved) != 1 {
		t.Errorf("after removal: %+v", change)
	}
}

// TestWhoseTextItIs: never a translator's, then whom others credit, then the
// statement before the paper that prints it on the same morning.
func TestWhoseTextItIs(t *testing.T) {
	credit := news.Citation{Kind: news.CiteCredit, Source: "The Ledger", Relation: news.RelBasedOn, Evidence: []news.Span{{Quote: "the Ledger"}}}
	for name, tc := range map[string]struct {
		change func(early, late *news.Piece)
		late   bool // the later one is the source
	}{
		"earliest":   {func(early, late *news.Piece) {}, false},
		"derivative": {func(early, late *news.Piece) { early.DerivativeOf = "somebody" }, true},
		"credited": {func(early, late *news.Piece) {
			late.OutletName = "Ledger"
			early.Findings.Citations = []news.Citation{credit}
		}, true},
		"statement": {func(early, late *news.Piece) { early.Kind, late.Kind = news.GeneralPress, news.ChildProtection }, true},
		"reprint later": {func(early, late *news.Piece) {
			late.Kind, late.FirstSeen = news.ChildProtection, late.FirstSeen.AddDate(0, 0, 2)
		}, false},
	} {
		early, late := print("early", "Searches in phone case", wire, 13), print("late", "Searches in the phone case", wire, 14)
		tc.change(&early, &late)
		c := New(Options{})
		copies := c.AddAll([]news.Piece{early, late}).Copies
		want := map[bool]news.ArticleID{false: early.ID, true: late.ID}[tc.late]
		if copies[want] != "" || len(copies) != 2 {
			t.Errorf("%s: %v, source should be %s", name, copies, want)
		}
	}
}

// Two newsrooms that print one statement in full do not print one text.
func TestSharedQuotationIsNoCopy(t *testing.T) {
	statement := "“We ask the company to wait until it can show that no child becomes harder to find, and to let others count with it,” the director said."
	a := print("ledger", "Charities ask for delay", "In a letter of two pages a group of charities wants a delay of the plan. "+statement+" The ministry welcomed the letter on Tuesday, while engineers at the university called it a wish that no program can fulfil. A vote is planned for the end of the month in the assembly.", 9)
	b := print("times", "Delay of encryption wanted", "More than ninety bodies have written to the board of the messaging firm. "+statement+" Their words were met with silence at its office by the harbour. Parents at a school in the east of town were of two minds about it when we asked them at the gate.", 10)
	c := New(Options{})
	if change := c.AddAll([]news.Piece{a, b}); len(change.Copies) != 0 {
		t.Errorf("copies %v", change.Copies)
	}
}

// TestWhoCarriesWhom: each ground for a direction, the strongest first, and none
// when nothing is known or both could be.
func TestWhoCarriesWhom(t *testing.T) {
	credits := func(p *news.Piece, name string) {
		p.Findings.Citations = append(p.Findings.Citations, news.Citation{Kind: news.CiteCredit, Source: name, Evidence: []news.Span{{Quote: "as " + name + " reports"}}})
	}
	for name, tc := range map[string]struct {
		change func(a, b *news.Piece) // a is seen two hours before b
		want   news.Direction
		of     string // whose text it is; "" when nobody knows
		why    string
	}{
		"seen later": {func(a, b *news.Piece) {}, news.BySight, "a", "first seen by us later, by 2 h; we may have missed earlier ones"},
		"same round": {func(a, b *news.Piece) { b.FirstSeen = a.FirstSeen.Add(time.Minute) }, news.ByNothing, "", ""},
		"old texts":  {func(a, b *news.Piece) { a.FromFirst, b.FromFirst = true, true }, news.ByNothing, "", ""},
		"claimed later": {func(a, b *news.Piece) {
			a.FromFirst, b.FromFirst = true, true
			a.Published, b.Published = news.ISOClaim("2026-03-02", news.OriginMeta), news.ISOClaim("2026-02-27", news.OriginMeta)
		}, news.ByClaim, "b", "published later (say the pages): 2026-03-02, after 2026-02-27"},
		"within a zone": {func(a, b *news.Piece) {
			a.FromFirst, b.FromFirst = true, true
			a.Published, b.Published = news.ISOClaim("2026-03-02T18:00", news.OriginMeta), news.ISOClaim("2026-03-02T10:00", news.OriginMeta)
		}, news.ByNothing, "", ""},
		"register":    {func(a, b *news.Piece) { a.DerivativeOf = "b"; credits(b, "a") }, news.ByRegister, "b", "a is listed as an outlet that carries texts of b"},
		"canonical":   {func(a, b *news.Piece) { a.Text.Canonical = b.URL }, news.ByCanonical, "b", "the page of a names the address at b as its own"},
		"credit":      {func(a, b *news.Piece) { credits(a, "b") }, news.ByCredit, "b", "a credits b: “as b reports”"},
		"both credit": {func(a, b *news.Piece) { credits(a, "b"); credits(b, "a") }, news.ByNothing, "", ""},
		"an agency":   {func(a, b *news.Piece) { credits(a, "Wire"); credits(b, "Wire"); b.FirstSeen = a.FirstSeen }, news.ByNothing, "", "both credit Wire"},
		"link": {func(a, b *news.Piece) {
			a.Text.Links = []news.Link{{URL: b.URL, Anchor: "here", Place: "body", Start: 0, End: 4}}
		}, news.ByLink, "b", "a links to it"},
	} {
		a, b := print("a", "Searches in phone case", wire, 8), print("b", "Searches in the phone case", wire, 10)
		tc.change(&a, &b)
		found := Carried([]news.Piece{a, b})
		if len(found) != 1 {
			t.Fatalf("%s: %+v", name, found)
		}
		r := found[0]
		of := map[news.ArticleID]string{a.ID: "a", b.ID: "b"}[r.Of]
		if r.Kind != news.CopySame || r.Share != 1 || r.Direction != tc.want || tc.of != "" && of != tc.of {
			t.Errorf("%s: %+v, want %s of %s", name, r, tc.want, tc.of)
		}
		if tc.why != "" && !slices.Contains(r.Why, tc.why) || tc.why == "" && len(r.Why) > 0 {
			t.Errorf("%s: %q", name, r.Why)
		}
	}
}

// TestCarriedInOtherWords: a group of one text is told once, however many print it.
func TestCarriedInOtherWords(t *testing.T) {
	var hotline []news.Piece
	for _, x := range carriedTexts(t) {
		if x.event == "hotline" {
			hotline = append(hotline, x.Piece)
		}
	}
	kinds := map[news.CopyKind]int{}
	for _, r := range Carried(hotline) {
		kinds[r.Kind]++
		if r.Share < 0.5 || r.Article == r.Of {
			t.Errorf("%+v", r)
		}
	}
	// One copy, one rewording; Dutch and German of the English text, of each other
	// and of the rewording.
	if kinds[news.CopySame] != 1 || kinds[news.CopyReworded] != 1 || kinds[news.CopyTranslation] != 5 {
		t.Errorf("%v", kinds)
	}
}

// TestSketchesAreKept: what is written is read, and finds what it found.
func TestSketchesAreKept(t *testing.T) {
	long := strings.Repeat(wire+" ", 1)
	for name, s := range map[string]Sketch{
		"long":  NewSketch("Searches", "", long),
		"short": NewSketch("Police in three countries searched forty flats", "The network, called Lantern, had 4,300 users, a spokesperson said on Monday.", ""),
		"none":  NewSketch("Searches", "", ""),
	} {
		read, err := ReadSketch(s.Bytes())
		if err != nil || !slices.Equal(read.Keys(), s.Keys()) || len(s.Bytes()) > 770 {
			t.Errorf("%s: %v, %d bytes", name, err, len(s.Bytes()))
		}
		if share, same := read.Same(s); same != (name != "none") || same && share != 1 {
			t.Errorf("%s is %.2f itself", name, share)
		}
		if same := name != "none"; same == (len(s.Keys()) == 0) {
			t.Errorf("%s has %d keys", name, len(s.Keys()))
		}
	}
	cut := NewSketch("Searches", "", edited(long, 0.3, 0, rand.New(rand.NewPCG(2, 2))))
	whole := NewSketch("Other title", "", long)
	if _, same := cut.Same(whole); !same || !slices.ContainsFunc(cut.Keys(), func(k uint32) bool { return slices.Contains(whole.Keys(), k) }) {
		t.Error("a cut text is not found under the keys of the whole")
	}
	for _, bad := range [][]byte{{1}, {0, 2}, {40, 0, 1, 0, 0, 0}, {0, 0, 2, 0, 0, 0, 1, 0, 0, 0}, {0, 0, 1}} {
		if s, err := ReadSketch(bad); err == nil {
			t.Errorf("% x is read as %+v", bad, s)
		}
	}
}
