package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromiumPath finds the browser; tests that need one say so when there is none.
func chromiumPath(t testing.TB) string {
	t.Helper()
	if p := os.Getenv("CIPHERDESK_CHROMIUM"); p != "" {
		return p
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	t.Skip("no Chromium on this machine: the browser tests were not run")
	return ""
}

// browser is a tab that remembers everything a reader should never cause: a
// console error, a policy violation, a request to another host.
type browser struct {
	context.Context
	mu     sync.Mutex
	faults []string
}

func openBrowser(t testing.TB, site string) *browser {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromiumPath(t)), chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-back-forward-cache", true), chromedp.UserDataDir(t.TempDir()))
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancelTab := chromedp.NewContext(alloc)
	t.Cleanup(cancelTab)
	ctx, cancelTime := context.WithTimeout(ctx, 8*time.Minute)
	t.Cleanup(cancelTime)
	b := &browser{Context: ctx}
	host := strings.TrimPrefix(site, "http://")
	if err := chromedp.Listen(ctx, func(ev any) { b.watch(ev, host) }); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *browser) watch(ev any, host string) {
	fault := ""
	switch e := ev.(type) {
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError || e.Entry.Level == cdplog.EntryLevelWarning {
			fault = fmt.Sprintf("console %s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		fault = "exception: " + e.ExceptionDetails.Text
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err == nil && u.Host != host && u.Scheme != "data" && u.Scheme != "chrome-error" {
			fault = "request to another host: " + e.Request.URL
		}
	}
	if fault != "" {
		b.mu.Lock()
		b.faults = append(b.faults, fault)
		b.mu.Unlock()
	}
}

func (b *browser) do(t *testing.T, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b, steps...); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// ask evaluates an expression on the page.
func ask[T any](t *testing.T, b *browser, expression string) T {
	t.Helper()
	v, err := chromedp.Run(b, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// askWhen evaluates an expression that is a promise, and waits for it.
func askWhen[T any](t *testing.T, b *browser, expression string) T {
	t.Helper()
	v, err := chromedp.Run(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// follow clicks the first link that the selector finds and returns where it
// leads.
func (b *browser) follow(t *testing.T, selector string) string {
	t.Helper()
	href := ask[string](t, b, fmt.Sprintf(`document.querySelector(%q)?.href ?? ""`, selector))
	if href == "" {
		t.Fatalf("no link %s on the page", selector)
	}
	b.do(t, selector, chromedp.WaitVisible(selector), chromedp.Click(selector))
	for range 100 {
		// While one page gives way to the next, there is nobody to ask.
		if at, err := chromedp.Run(b, chromedp.Evaluate[string](`document.readyState === "complete" ? location.href : ""`)); err == nil && at == href {
			return at
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("a click on %s did not lead to %s", selector, href)
	return ""
}

// until waits for an expression to hold.
func (b *browser) until(t *testing.T, expression string) {
	t.Helper()
	for range 100 {
		if ask[bool](t, b, expression) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("in vain: %s at %s", expression, ask[string](t, b, `location.href`))
}

// press sends keys to whatever has the focus.
func (b *browser) press(t *testing.T, keys string) {
	t.Helper()
	b.do(t, fmt.Sprintf("keys %q", keys), chromedp.KeyEvent(keys))
}

// quiet runs a step during which the console may say one thing.
func (b *browser) quiet(t *testing.T, step func(), allowed string) {
	t.Helper()
	step()
	b.mu.Lock()
	defer b.mu.Unlock()
	if allowed != "" {
		b.faults = slices.DeleteFunc(b.faults, func(f string) bool { return strings.Contains(f, "status of "+allowed) })
	}
}

// clean fails the test for everything that the tab remembers.
func (b *browser) clean(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, fault := range b.faults {
		t.Error(fault)
	}
}

// shoot keeps a picture of the page in the folder that CIPHERDESK_SHOTS names.
func (b *browser) shoot(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("CIPHERDESK_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		t.Fatalf("screenshot %s: %v", name, err)
	}
}
