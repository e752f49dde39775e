package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cipherdesk/internal/store"
)

const letter = `Charities write to Chatterbox

By Ada Reed

Ninety-seven charities ask Chatterbox to halt end-to-end encryption until children are safe, in an open letter that was sent on Monday. They want the company to show how it would still find abuse.

"We ask for a plan, and for time," the letter says. A spokesperson for the company said that it would answer in the spring, after talks with the police and with experts on privacy.`

func asPage(title string) string {
	var b strings.Builder
	for i, p := range strings.Split(letter, "\n\n") {
		if i > 0 {
			fmt.Fprintf(&b, "<p>%s</p>", p)
		}
	}
	return "<!doctype html><html lang=en><head><title>" + title + "</title></head><body><nav><a href=/>Home</a></nav><article><h1>" + title + "</h1>" + b.String() + "</article></body></html>"
}

func TestAddKeepsAnArticle(t *testing.T) {
	title := "Charities write to Chatterbox"
	s := answers(t, map[string]http.HandlerFunc{
		"/letter": func(w http.ResponseWriter, r *http.Request) { body(asHTML, asPage(title))(w, r) },
		"/plain":  body("text/plain; charset=utf-8", letter),
		"/short":  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/letter", http.StatusFound) },
	})
	dir := folder(t, outletAt("lamp", fmt.Sprintf("hosts: [127.0.0.1], feeds: [{url: %q}]", s.URL+"/feed")))
	first := runIn(t, dir, "", "add", s.URL+"/letter?utm_source=mail")
	for _, want := range []string{"added: Charities write to Chatterbox", s.URL + "/letter\n", "outlet: lamp", "encryption story: yes", "http://localhost:8080/article/"} {
		if first.code != 0 || !strings.Contains(first.out, want) {
			t.Fatalf("lacks %q: exit %d\n%s%s", want, first.code, first.out, first.err)
		}
	}
	if again := runIn(t, dir, "", "add", s.URL+"/letter"); again.code != 0 || !strings.Contains(again.out, "known already, and says the same: Charities") {
		t.Errorf("exit %d\n%s%s", again.code, again.out, again.err)
	}
	if short := runIn(t, dir, "", "add", s.URL+"/short"); short.code != 0 || !strings.Contains(short.out, "known already") {
		t.Errorf("a redirect to it: exit %d\n%s%s", short.code, short.out, short.err)
	}
	title = "Charities write to Chatterbox again"
	if changed := runIn(t, dir, "", "add", s.URL+"/letter"); changed.code != 0 || !strings.Contains(changed.out, "known already, with a new version: Charities write to Chatterbox again") {
		t.Errorf("exit %d\n%s%s", changed.code, changed.out, changed.err)
	}
	id := strings.TrimSpace(first.out[strings.LastIndex(first.out, "/")+1:])
	if w := runIn(t, dir, "", "withdraw", "article", id, "--reason", "asked for by the author"); w.code != 0 {
		t.Fatalf("exit %d\n%s%s", w.code, w.out, w.err)
	}
	if gone := runIn(t, dir, "", "add", s.URL+"/letter"); gone.code != 1 || !strings.Contains(gone.err, "was withdrawn; it is not added again") {
		t.Errorf("exit %d\n%s%s", gone.code, gone.out, gone.err)
	}
	if plain := runIn(t, dir, "", "add", s.URL+"/plain"); plain.code != 0 || !strings.Contains(plain.out, "added: Charities write to Chatterbox") {
		t.Errorf("plain text: exit %d\n%s%s", plain.code, plain.out, plain.err)
	}
}

func TestAddTakesAFileAndAsksNobody(t *testing.T) {
	dir := folder(t, outletAt("lamp", "feeds: [{url: \"https://lamp.example/feed\"}]"))
	for name, text := range map[string]string{"letter.txt": letter, "letter.html": asPage("Charities write to Chatterbox")} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r := runIn(t, dir, "", "add", "https://www.lamp.example/"+name, "--file", file)
		if r.code != 0 || !strings.Contains(r.out, "added: Charities write to Chatterbox") || !strings.Contains(r.out, "outlet: lamp") || !strings.Contains(r.out, "story: yes") {
			t.Errorf("%s: exit %d\n%s%s", name, r.code, r.out, r.err)
		}
		other := runIn(t, dir, "", "add", "https://unlisted.example/"+name, "--file", file)
		if other.code != 0 || !strings.Contains(other.out, "outlet: unlisted-example (not in feeds.yaml; registered with its address alone)") {
			t.Errorf("%s of an unlisted outlet: exit %d\n%s%s", name, other.code, other.out, other.err)
		}
	}
}

func TestAddRefusesInOneLine(t *testing.T) {
	s := answers(t, map[string]http.HandlerFunc{
		"/pdf":   body("application/pdf", "%PDF-1.7\n1 0 obj << /Type /Catalog >>"),
		"/wall":  body(asHTML, "<html><title>Before you continue</title><p>We need your consent."),
		"/empty": body(asHTML, "<html><title>An app</title><div id=root></div>"),
		"/403":   status(403),
	})
	dir := folder(t, outletAt("lamp", fmt.Sprintf("feeds: [{url: %q}]", s.URL+"/feed")))
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, tt := range []struct {
		words string
		args  []string
	}{
		{"this is a PDF, which is not read", []string{s.URL + "/pdf"}},
		{"it is a PDF; save its text as a file of plain text", []string{"https://lamp.example/a", "--file", write("a.pdf", "%PDF-1.4\nplain ascii")}},
		{"a consent, login or refusal page stands here; save the page with a browser and give it with --file", []string{s.URL + "/wall"}},
		{"only 0 words of an article were found; save the page", []string{s.URL + "/empty"}},
		{"could not be fetched: HTTP 404 Not Found", []string{s.URL + "/gone"}},
		{"could not be fetched: HTTP 403 Forbidden: the server's own words", []string{s.URL + "/403"}},
		{"is not the address of a page; write it as https://", []string{"lamp.example/a"}},
		{"no text was found in it", []string{"https://lamp.example/a", "--file", write("empty.txt", "")}},
		{"cannot read ", []string{"https://lamp.example/a", "--file", filepath.Join(dir, "none.txt")}},
	} {
		r := runIn(t, dir, "", append([]string{"add"}, tt.args...)...)
		if r.code != 1 || !strings.Contains(r.err, tt.words) || strings.Count(r.err, "\n") != 1 || r.out != "" {
			t.Errorf("%v: exit %d\n%s%s", tt.args, r.code, r.out, r.err)
		}
	}
	// Nothing of all this was kept, not even the name of a host.
	if r := runIn(t, dir, "", "add", s.URL+"/pdf"); r.code != 1 {
		t.Errorf("%+v", r)
	}
	if n := outletsKept(t, dir); n != 1 {
		t.Errorf("%d outlets in the register, want the one of feeds.yaml", n)
	}
}

// outletsKept counts the register of the database in a folder.
func outletsKept(t *testing.T, dir string) int {
	t.Helper()
	db, err := store.OpenReader(t.Context(), filepath.Join(dir, "desk.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	outlets, err := db.Outlets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return len(outlets)
}
