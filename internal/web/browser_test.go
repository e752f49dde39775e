package web

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser opens a headless Chromium, or skips where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium on this machine")
	}
	if testing.Short() {
		t.Skip("short")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	ctx, late := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(late)
	return ctx
}

// width is a screen that pages must fit.
type width struct {
	pixels int64
	scheme string
}

var widths = []width{{1280, "light"}, {1280, "dark"}, {375, "light"}, {375, "dark"}, {320, "light"}}

// Every kind of page fits every width in both schemes, asks no other host for
// anything, and says nothing on the console. With SHOTS=dir it also leaves a
// picture of each.
func TestPagesInABrowser(t *testing.T) {
	ctx := browser(t)
	seeded := newSeeder(t)
	seeded.desk()
	server := httptest.NewServer(New(seeded.db.Reader, options()))
	defer server.Close()
	var heard complaints
	if err := chromedp.Do(ctx); err != nil {
		t.Skip("Chromium does not start here: " + err.Error())
	}
	seeded.must(chromedp.Listen(ctx, func(event any) { heard.hear(event, server.URL) }))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	seeded.must(err)
	for i, path := range append(everyPage(seeded), "/nothing-here") {
		for _, w := range widths {
			if os.Getenv("SHOTS") == "" && w != widths[0] && w.pixels != 320 {
				continue
			}
			heard.take()
			wide, err := visit(ctx, server.URL+path, w, shotPath(i, path, w))
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			if wide > w.pixels {
				t.Errorf("%s is %d pixels wide on a screen of %d", path, wide, w.pixels)
			}
			said := heard.take()
			if path == "/nothing-here" { // the one complaint there must be: it shows that we hear them
				if len(said) != 1 || !strings.Contains(said[0], "404") {
					t.Errorf("%s: the console says %q", path, said)
				}
				continue
			}
			for _, c := range said {
				t.Errorf("%s at %d: %s", path, w.pixels, c)
			}
		}
	}
}

// complaints are what a browser says about pages.
type complaints struct {
	mu   sync.Mutex
	list []string
}

func (c *complaints) hear(event any, home string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		c.list = append(c.list, "console: "+e.Entry.Text)
	case *runtime.EventExceptionThrown:
		c.list = append(c.list, "exception: "+e.ExceptionDetails.Text)
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, home) {
			c.list = append(c.list, "request to "+e.Request.URL)
		}
	}
}

// take returns what was heard since the last call.
func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.list
	c.list = nil
	return list
}

// visit loads a page, unfolds what is folded, and returns how wide it is.
func visit(ctx context.Context, url string, w width, shot string) (int64, error) {
	metrics := emulation.SetDeviceMetricsOverrideParams{Width: w.pixels, Height: 900, DeviceScaleFactor: 1, Mobile: w.pixels < 500}
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, metrics); err != nil {
		return 0, err
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: w.scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		return 0, err
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		return 0, err
	}
	wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.querySelectorAll("details").forEach(d => d.open = true); document.documentElement.scrollWidth`))
	if err != nil || shot == "" {
		return wide, err
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return wide, err
	}
	return wide, os.WriteFile(shot, picture, 0o644)
}

func shotPath(i int, path string, w width) string {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return ""
	}
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune("/?&=+:.", r) {
			return '-'
		}
		return r
	}, path)
	return filepath.Join(dir, fmt.Sprintf("%02d%.40s-%d-%s.png", i, name, w.pixels, w.scheme))
}
