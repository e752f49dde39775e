package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/mmcdole/gofeed"
)

// What readers do with the demo, in a browser.

func openFront(t *testing.T) *browser {
	t.Helper()
	chromiumPath(t)
	site := sampleSite(t)
	b := openBrowser(t, site)
	b.do(t, "front page", chromedp.Navigate(site+"/"), chromedp.WaitVisible("main h2"))
	b.until(t, `document.readyState === "complete"`)
	return b
}

// back goes some pages back, to the front page.
func (b *browser) back(t *testing.T, pages int) {
	t.Helper()
	ask[int](t, b, fmt.Sprintf(`setTimeout(() => history.go(-%d))`, pages))
	time.Sleep(100 * time.Millisecond)
	b.until(t, `location.pathname === "/" && document.readyState === "complete"`)
}

// The reader's morning: from the front page to an event, an article and its
// evidence, a figure and where else it stands, to what a publisher changed, and
// back.
func TestAReadersMorning(t *testing.T) {
	b := openFront(t)
	b.shoot(t, "front")
	event := ask[string](t, b, `[...document.querySelectorAll("main h2 a")].find(a => a.textContent.includes("open letter")).getAttribute("href")`)
	b.follow(t, fmt.Sprintf(`main h2 a[href=%q]`, event))
	b.shoot(t, "event")
	articles := ask[[]string](t, b, `[...document.querySelectorAll("main .stories h3 a")].map(a => a.getAttribute("href"))`)
	if len(articles) < 5 {
		t.Fatalf("the event lists %d articles", len(articles))
	}
	b.follow(t, fmt.Sprintf(`main .stories h3 a[href=%q]`, articles[0]))
	if ask[int](t, b, `document.querySelectorAll("main mark").length`) == 0 {
		t.Error("the article shows no marked words")
	}
	b.shoot(t, "article")
	b.follow(t, `main a[href^="/figure/"]`)
	b.shoot(t, "figure")
	first := ask[string](t, b, `[...document.querySelectorAll("main th a[href*='#figure-']")].map(a => a.getAttribute("href")).find(h => !h.startsWith("`+articles[0]+`"))`)
	if at := b.follow(t, fmt.Sprintf(`main th a[href=%q]`, first)); !strings.Contains(at, "#figure-") {
		t.Errorf("another appearance of the figure is at %s", at)
	}
	if words := ask[string](t, b, `document.querySelector(":target mark")?.textContent ?? ""`); words == "" {
		t.Error("the other text does not show the words of the figure")
	}
	b.back(t, 4)
	b.follow(t, `aside a[href$="/revisions"]`)
	if ask[int](t, b, `document.querySelectorAll("main ins, main del, main .took").length`) == 0 {
		t.Error("the versions show no change")
	}
	b.shoot(t, "revisions")
	b.back(t, 1)
	if at := b.follow(t, `a[rel~=prev]`); !strings.Contains(at, "/day/") {
		t.Errorf("the day before is %s", at)
	}
	b.clean(t)
}

// Choosing a law and a kind of actor gives an address, shows its last items, and
// a feed reader reads just these.
func TestSubscribingInABrowser(t *testing.T) {
	b := openFront(t)
	b.follow(t, `a[href="/subscribe"]`)
	b.do(t, "choose", chromedp.SetValue(`#f-topic`, "e2ee-rollout"), chromedp.SetValue(`#f-kind`, "child-protection"), chromedp.Click(`.build button`))
	b.until(t, `document.querySelector("#chosen") !== null`)
	b.shoot(t, "subscribed")
	shown := ask[[]string](t, b, `[...document.querySelectorAll("#feed .stories h3")].map(h => h.textContent)`)
	for _, ending := range []string{"atom", "rss", "json"} {
		items := readFeed(t, ask[string](t, b, `document.querySelector('#feed a[href*=".`+ending+`"]').href`))
		for i, title := range shown {
			if i >= len(items) || strings.Join(strings.Fields(items[i].Title), " ") != title {
				t.Errorf("%s: item %d is not %q", ending, i, title)
			}
		}
	}
	if len(shown) == 0 {
		t.Error("the page shows no item of the feed")
	}
	b.clean(t)
}

// readFeed subscribes: it fetches the linked feed and reads its entries.
func readFeed(t *testing.T, address string) []*gofeed.Item {
	t.Helper()
	parsed, err := gofeed.NewParser().ParseURL(address)
	if err != nil || len(parsed.Items) == 0 {
		t.Fatalf("feed %s: %v", address, err)
	}
	for _, it := range parsed.Items {
		if it.GUID == "" || it.Link == "" || it.Title == "" {
			t.Errorf("feed %s: entry %+v lacks an id, link or title", address, it)
		}
	}
	return parsed.Items
}

// Results come while one types, under the box of every page and on the page of
// results, and Enter leads to the page.
func TestSearchingInABrowser(t *testing.T) {
	b := openFront(t)
	b.do(t, "type", chromedp.SendKeys(`#q`, "letter"))
	b.until(t, `document.querySelectorAll(".found a").length > 3`)
	b.press(t, kb.Escape)
	b.until(t, `document.querySelector(".found").hidden`)
	b.press(t, kb.Enter)
	b.until(t, `location.pathname === "/search" && document.querySelectorAll("main mark").length > 3 && document.readyState === "complete"`)
	b.shoot(t, "search")
	before := ask[string](t, b, `document.querySelector("#results").textContent`)
	b.do(t, "narrow", chromedp.SendKeys(`#words`, kb.End+" kind:press"))
	b.until(t, `decodeURIComponent(location.search).includes("kind:press")`)
	if after := ask[string](t, b, `document.querySelector("#results").textContent`); after == before || after == "" {
		t.Error("the results did not follow what was typed")
	}
	b.clean(t)
}

// Everything can be reached and is seen to be reached with a keyboard alone.
func TestKeyboardOnly(t *testing.T) {
	b := openFront(t)
	b.press(t, kb.Tab)
	if at := ask[string](t, b, `document.activeElement.className`); at != "skip" {
		t.Errorf("the first stop is %q, not the link to the content", at)
	}
	for range 40 {
		b.press(t, kb.Tab)
		if lost := ask[string](t, b, `(() => { const a = document.activeElement, r = a.getBoundingClientRect(), s = getComputedStyle(a);
			return a === document.body || r.width > 0 && s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && r.bottom > 0 && r.top < innerHeight ? "" : a.outerHTML })()`); lost != "" {
			t.Errorf("the focus is not seen at %s", lost)
		}
	}
	b.press(t, "?")
	b.until(t, `document.querySelector("dialog.keys")?.open === true`)
	b.shoot(t, "keys")
	b.press(t, kb.Escape)
	b.until(t, `!document.querySelector("dialog.keys").open`)
	b.do(t, "front page", chromedp.Navigate(sampleSite(t)+"/"))
	b.until(t, `document.readyState === "complete"`)
	b.press(t, "jj")
	second := ask[string](t, b, `document.activeElement.href`)
	if want := ask[string](t, b, `document.querySelectorAll("main .event h2 a")[1].href`); second != want {
		t.Errorf("the second story is %s, not %s", second, want)
	}
	b.press(t, kb.Enter)
	b.until(t, `location.href === "`+second+`" && document.readyState === "complete"`)
	b.press(t, "gf")
	b.until(t, `location.pathname === "/figures" && document.readyState === "complete"`)
	b.press(t, "?")
	b.until(t, `document.querySelector("dialog.keys")?.open === true`)
	b.press(t, " "+kb.Escape) // single keys are switched off
	b.press(t, "gt")
	b.press(t, "j")
	if at := ask[string](t, b, `location.pathname + document.activeElement.tagName`); !strings.HasPrefix(at, "/figures") || strings.HasSuffix(at, "A") {
		t.Errorf("keys that were switched off lead to %s", at)
	}
	b.clean(t)
}

// The words behind a number show where it stands, and go away again.
func TestEvidenceWhereItStands(t *testing.T) {
	b := openFront(t)
	for range 60 {
		if b.press(t, kb.Tab); ask[bool](t, b, `document.activeElement.matches('main a[href*="#figure-"]')`) {
			break
		}
	}
	b.until(t, `document.querySelector(".tip mark") !== null && document.activeElement.getAttribute("aria-describedby") === "tip"`)
	b.shoot(t, "evidence")
	b.press(t, kb.Escape)
	b.until(t, `document.querySelector(".tip") === null`)
	b.clean(t)
}

// Nothing needs the script, and nothing moves while a page comes.
func TestScriptOffAndNothingMoves(t *testing.T) {
	b := openFront(t)
	moved := askWhen[float64](t, b, `new Promise(done => { let sum = 0;
		new PerformanceObserver(l => l.getEntries().forEach(e => sum += e.value)).observe({ type: "layout-shift", buffered: true }); setTimeout(() => done(sum), 500) })`)
	if moved > 0.02 {
		t.Errorf("the front page moves by %.3f while it comes", moved)
	}
	b.do(t, "script off", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}), chromedp.Navigate(sampleSite(t)+"/"), chromedp.WaitVisible("main h2"))
	if ask[bool](t, b, `document.querySelector(".found") !== null`) {
		t.Fatal("the script runs")
	}
	b.follow(t, `main a[href^="/event/"]`)
	b.follow(t, `main .stories h3 a`)
	b.do(t, "search", chromedp.SendKeys(`#q`, "letter"+kb.Enter))
	b.until(t, `location.pathname === "/search" && document.querySelectorAll("main mark").length > 3`)
	b.follow(t, `a[href="/subscribe"]`)
	b.do(t, "choose", chromedp.SetValue(`#f-kind`, "digital-rights"), chromedp.Click(`.build button`))
	b.until(t, `document.querySelector("#chosen") !== null`)
	b.do(t, "front page", chromedp.Navigate(sampleSite(t)+"/"), chromedp.Click(`summary`))
	b.until(t, `document.querySelector("details[open]") !== null`)
	b.clean(t)
}

// On paper a page has its content and its sources, and no navigation.
func TestPrintedPages(t *testing.T) {
	b := openFront(t)
	article := ask[string](t, b, `document.querySelector('main a[href^="/article/"]').pathname`)
	for path, most := range map[string]int{"/": 8, article: 4} {
		b.do(t, path, chromedp.Navigate(sampleSite(t)+path))
		pdf, err := chromedp.Run(b, chromedp.PrintToPDF())
		if err != nil {
			t.Fatal(err)
		}
		if n := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)); n == 0 || n > most {
			t.Errorf("%s takes %d sheets of paper", path, n)
		}
		b.do(t, "print", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
			return err
		}))
		for selector, seen := range map[string]bool{".desk": false, ".skip": false, ".plate": true, "main h1, .edition h1": true, "main a": true, ".feeds": false, ".cite .says": true, ".cite [type]": false} {
			if got := ask[bool](t, b, `document.querySelector("`+selector+`")?.checkVisibility() ?? false`); got != seen {
				t.Errorf("%s on paper: %s is seen: %v", path, selector, got)
			}
		}
	}
	b.clean(t)
}
