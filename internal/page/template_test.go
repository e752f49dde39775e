package page

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// host is a site of fifty articles. Its pages share, in boxes without a name, what
// a site's pages share; some of its articles share what articles share.
type host struct{ pages []hostPage }

type hostPage struct {
	id   news.ArticleID
	html string
	own  []string // paragraphs of the article
}

const (
	hostPromo  = "Harbour Days begin on the quay this weekend"
	hostPlea   = "If you read us every day, you can help to keep the lamp burning: every letter of support reaches the desk, and none of it goes to an owner."
	hostAbout  = "The Harbour Post was founded by eleven printers and belongs to those who read it, who elect its board each autumn in a meeting that is open to all."
	wireLede   = "The platform has been asked to put its plans for encryption off by child protection groups of many countries in a joint letter."
	background = "In 2018 the platform made 16.8 million reports, more than 90 per cent of all that the clearing house received in that year."
	voices     = "Privacy groups said that a door for the good is a door for everybody, and that no ministry had yet shown another kind."
	correction = "This article was amended to make clear that the letter names no company."
)

func fifty() host {
	var h host
	places := strings.Fields("Aldport Berwin Calder Dunmoor Eastry Fenwick Garth Holm Inver Jarrow")
	things := strings.Fields("ferries backups letters lists phones")
	for n := range 50 {
		place, thing := places[n%10], things[n/10]
		p := hostPage{id: news.ArticleID(fmt.Sprintf("a%02d", n))}
		say := func(format string) string { return fmt.Sprintf(format, place, thing) }
		if n >= 10 && n < 16 {
			p.own = append(p.own, wireLede)
		}
		p.own = append(p.own,
			say("The council of %s met for the third time this month to hear what the new rules mean for %s, and sat until after midnight."),
			say("Nobody in %s had asked for %s to be on the list, and the clerk could not find out who had put them there."),
			say("A decision on the fate of %[2]s in %[1]s is expected before the summer, unless the ministry takes the matter over first."))
		if n%3 == 0 {
			p.own = append(p.own, voices, background)
		}
		if n >= 20 && n < 26 {
			p.own = append(p.own, correction)
		}
		half := len(p.own) / 2
		p.html = "<!doctype html><title>" + say("%s argues about %s") + "</title><div><div><h1>" + say("%s argues about %s") + "</h1>" +
			paragraphs(p.own[:half]) + "<div>" + hostPromo + "</div>" + paragraphs([]string{hostPlea}) + paragraphs(p.own[half:]) +
			"<p><a href=/x" + thing + ">How " + thing + " came to the harbour</a></p>" + paragraphs([]string{hostAbout}) + "</div></div>"
		h.pages = append(h.pages, p)
	}
	return h
}

func paragraphs(all []string) string { return "<p>" + strings.Join(all, "</p><p>") + "</p>" }

// learn is the template of all pages, in the order given.
func (h host) learn(order func(n int) int) (t Template) {
	for n := range h.pages {
		p := h.pages[order(n)]
		t = t.Learn(p.id, []byte(p.html), Options{Article: p.id})
	}
	return t
}

func TestFiftyPagesOfOneHost(t *testing.T) {
	h := fifty()
	learned := h.learn(func(n int) int { return n })
	untaught := 0
	for _, p := range h.pages {
		want := strings.Join(p.own, "\n\n")
		if x := extract(t, p.html, Options{Article: p.id}); x.Body != want {
			untaught++
		}
		x := extract(t, p.html, Options{Article: p.id, Template: learned})
		if x.Body != want {
			t.Errorf("%s: got\n%s\nwant\n%s", p.id, x.Body, want)
		}
	}
	if untaught < 40 {
		t.Errorf("only %d pages needed a template: the test tells nothing", untaught)
	}
	kept, err := json.Marshal(learned)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of 50 pages keep something of the host's without the template, none with it; %d blocks, %d bytes as JSON", untaught, len(learned.Blocks), len(kept))
	var again Template
	if err := json.Unmarshal(kept, &again); err != nil || again.Version() != learned.Version() {
		t.Errorf("%v: version %q after a round trip, %q before", err, again.Version(), learned.Version())
	}
	if v := h.learn(func(n int) int { return 49 - n }).Version(); v != learned.Version() {
		t.Errorf("learnt backwards the version is %q, not %q", v, learned.Version())
	}
	if v := learned.Learn("a49", []byte(h.pages[49].html), Options{}).Version(); v != learned.Version() {
		t.Errorf("a page learnt twice makes another version: %q, %q", v, learned.Version())
	}
}

// TestAFullTemplateStillLearns: what a host changes after years is learnt although
// the memory is full of old articles.
func TestAFullTemplateStillLearns(t *testing.T) {
	var old strings.Builder
	learned := Template{}
	for n := range 8 {
		old.Reset()
		for i := range 1400 {
			fmt.Fprintf(&old, "<p>Line %s of page %s</p>", strings.Repeat("x", i%40+1)+strings.Repeat("y", i/40+1), strings.Repeat("z", n+1))
		}
		learned = learned.Learn(news.ArticleID(fmt.Sprintf("old%d", n)), []byte(old.String()), Options{})
	}
	if len(learned.Blocks) != maxPrints {
		t.Fatalf("%d blocks are kept, want %d", len(learned.Blocks), maxPrints)
	}
	h := fifty()
	for _, p := range h.pages[:4] {
		learned = learned.Learn(p.id, []byte(p.html), Options{})
	}
	p := h.pages[4]
	if x := extract(t, p.html, Options{Article: p.id, Template: learned}); x.Body != strings.Join(p.own, "\n\n") {
		t.Errorf("got\n%s", x.Body)
	}
}
