package mirror

import (
	"context"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// pages is a small site: what each address answers, with its type before a bar.
type pages map[string]string

func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	media, body, _ := strings.Cut(p[r.URL.RequestURI()], "|")
	switch media {
	case "":
		w.WriteHeader(http.StatusNotFound)
		body = `<a href="/">home</a>`
		w.Header().Set("Content-Type", "text/html")
	case "moved":
		w.Header().Set("Location", body)
		w.WriteHeader(http.StatusMovedPermanently)
	case "broken":
		w.WriteHeader(http.StatusInternalServerError)
	default:
		w.Header().Set("Content-Type", media)
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(body))
	}
}

func small() pages {
	return pages{
		"/": `text/html|<link rel=canonical href="https://desk.example/"><link href="/s/a.css?v=1" rel=stylesheet><a href='/list'>list</a> <a href="/list?cursor=b">next</a>
<a href="/old#part">old</a><a href="https://desk.example/list#top">own</a><a href="https://other.example/list">theirs</a><a href="/gone" class="x" rel="next">gone</a>
<form action="/find"><input name="q"></form><a href="/find?q=x">find</a><a href="#here">here</a><a href="mailto:a@b.example">mail</a><img src="/none.png"><a href="/api/1">data</a><a href="/list.atom">feed</a>`,
		"/list":                        `text/html|<a href="/">home</a><a href="/list/deep/er">deep</a>`,
		"/list?cursor=b":               `text/html|<a href="/list">first</a>`,
		"/list/deep/er":                `text/html|<a href="/list">up</a> & "as is" <br/>`,
		"/old":                         "moved|/list/deep/er#new",
		"/s/a.css?v=1":                 `text/css|@font-face{src:url("/s/f.woff2")}`,
		"/s/f.woff2":                   "font/woff2|font",
		"/api/1":                       `application/json|{"page":"https://desk.example/only-in-data"}`,
		"/list.atom":                   `application/atom+xml|<link rel="prev-archive" href="https://desk.example/list/archive/1.atom?a=1&amp;b=2"/>`,
		"/list/archive/1.atom?a=1&b=2": `application/atom+xml|<feed/>`,
		"/only-in-data":                `text/html|here`,
		"/find?q=x":                    `text/html|needs a program`,
	}
}

func write(t *testing.T, dir string, p pages) Report {
	t.Helper()
	r, err := Write(context.Background(), dir, Site{Handler: p, Base: "https://desk.example", Start: []string{"/", "/missing.xml"}, Fixed: "/s/",
		Live: func(path, _ string) bool { return path == "/find" }})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == listName {
			return err
		}
		b, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		all[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestCopy(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	r := write(t, dir, small())
	got := files(t, dir)
	want := map[string]string{
		"index.html": `<link rel=canonical href="https://desk.example/"><link href="s/a.css?v=1" rel="stylesheet"><a href="list/">list</a> <a href="list/q-cursor-b/">next</a>
<a href="list/deep/er/#part">old</a><a href="list/#top">own</a><a href="https://other.example/list">theirs</a><a class="x">gone</a>
<a>find</a><a href="#here">here</a><a href="mailto:a@b.example">mail</a><a href="api/1.json">data</a><a href="list.atom">feed</a>`,
		"list/index.html":            `<a href="../">home</a><a href="deep/er/">deep</a>`,
		"list/q-cursor-b/index.html": `<a href="../">first</a>`,
		"list/deep/er/index.html":    `<a href="../../">up</a> & "as is" <br/>`,
		"s/a.css":                    `@font-face{src:url(f.woff2)}`,
		"s/f.woff2":                  "font",
		"api/1.json":                 small()["/api/1"][len("application/json|"):],
		"list.atom":                  small()["/list.atom"][len("application/atom+xml|"):],
		"only-in-data/index.html":    "here",
		"404.html":                   `<a href="/">home</a>`,
	}
	for name, body := range want {
		if got[name] != body {
			t.Errorf("%s is\n%s\nnot\n%s", name, got[name], body)
		}
	}
	// The archive's query is no name of a file; a part of its digest is.
	if len(got) != len(want)+1 || r.Files != len(got) || r.Written != len(got) {
		t.Errorf("%+v: %v", r, slices.Sorted(maps.Keys(got)))
	}
}

func TestCopyIsBroughtUpToDate(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, small())
	old := time.Now().Add(-time.Hour)
	for name := range files(t, dir) {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	own := filepath.Join(dir, "list", "own.txt")
	if err := os.WriteFile(own, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := small()
	delete(p, "/list/deep/er")
	p["/only-in-data"] = "text/html|changed"
	if r := write(t, dir, p); r.Removed != 1 || r.Written != 3 { // the page, and the two that led to what is gone
		t.Errorf("%+v", r)
	}
	got := files(t, dir)
	if _, there := got["list/deep/er/index.html"]; there || got["only-in-data/index.html"] != "changed" || got["list/index.html"] != `<a href="../">home</a><a>deep</a>` {
		t.Errorf("%v", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "list", "deep")); err == nil {
		t.Error("an empty folder was left")
	}
	if _, err := os.Stat(own); err != nil {
		t.Error("a file of somebody else was removed")
	}
	if i, err := os.Stat(filepath.Join(dir, "s", "f.woff2")); err != nil || i.ModTime().After(old.Add(time.Minute)) {
		t.Errorf("an unchanged file was written again: %v %v", i, err)
	}
}

// TestFaultRemovesNothing breaks the handler on the way.
func TestFaultRemovesNothing(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, small())
	before := len(files(t, dir))
	p := small()
	delete(p, "/list/deep/er")
	p["/only-in-data"] = "broken|"
	_, err := Write(context.Background(), dir, Site{Handler: p, Base: "https://desk.example", Start: []string{"/"}, Live: func(string, string) bool { return false }})
	if err == nil || !strings.Contains(err.Error(), "/only-in-data answers 500") {
		t.Errorf("%v", err)
	}
	if n := len(files(t, dir)); n < before {
		t.Errorf("%d files of %d are left", n, before)
	}
}

// TestAddressesThatAreNoFiles asks a site that leads everywhere.
// What an address is called leads to no file outside, nor to that of another.
func TestNamesOfFiles(t *testing.T) {
	c := &copier{}
	for address, want := range map[string]string{"/...html?a=b+c": "q-e45ea7b39bbe63582855.html", "/a?b=c-d": "a/q-b-c-d/index.html", "/a?b-c=d": "a/q-5dbbf493cdd3e06231a8/index.html"} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.fileOf(u, "text/html"); got != want {
			t.Errorf("%s is %s, want %s", address, got, want)
		}
	}
}

func TestAddressesThatAreNoFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "in", "site")
	p := pages{"/": `text/html|<a href="/../../up">a</a><a href="/%2e%2e/%2e%2e/up">b</a><a href="/a%5cb">c</a><a href="/a%00b">d</a><a href="//evil.example/x">e</a><a href="https://desk.example.evil/x">f</a><a href="/loop">g</a><a href="/away">h</a>`,
		"/up": "text/html|up", "/loop": "moved|/loop", "/away": "moved|https://other.example/"}
	write(t, dir, p)
	got := files(t, filepath.Dir(dir))
	if len(got) != 3 || got["site/up/index.html"] == "" { // /../../up is /up, as browsers read it
		t.Errorf("%v", got)
	}
	if page := got["site/index.html"]; strings.Count(page, "href") != 3 || !strings.Contains(page, `<a href="up/">a</a>`) {
		t.Errorf("%s", page)
	}
}
