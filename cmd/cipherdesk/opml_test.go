package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cipherdesk/internal/config"
)

const ownFile = `# ours
outlets:
  - id: old # stays
    name: Old
    home: https://old.example
    kind: research
    country: DE
    language: de
    feeds: [{url: "https://old.example/feed", alternates: ["https://old.example/atom"]}]

# about tags
tags: {}
`

// hostileList tries what a list of subscriptions can try.
const hostileList = `<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml version="2.0"><head><title>T</title></head><body>
<outline text="child protection"><outline text="Anew" type="rss" xmlUrl="https://anew.example/feed" htmlUrl="https://anew.example/" category="/kind/child_protection,/country/GB" language="en"/>
<outline text="Anew" type="rss" xmlUrl="https://anew.example/second" htmlUrl="https://anew.example/" category="/kind/child_protection,/country/GB" language="en"/></outline>
<outline text="Old again" xmlUrl="http://www.old.example/feed/"/><outline text="Old once more" xmlUrl="https://old.example/atom"/>
<outline text="&#10;outlets:&#10;  - id: evil&#10;    name: &quot; # &#x202e;" xmlUrl="https://evil.example/feed" language="en"/>
<outline text="Login" xmlUrl="https://user:pass@login.example/feed"/><outline text="File" xmlUrl="file:///etc/passwd"/><outline text="Script" xmlUrl="javascript:alert(1)"/>
<outline text="&x;" xmlUrl="https://entity.example/feed" category="/kind/nonsense,/country/XYZ"/>
</body></opml>`

func TestOPMLImport(t *testing.T) {
	dir := t.TempDir()
	own, list := filepath.Join(dir, "feeds.yaml"), filepath.Join(dir, "list.opml")
	for file, words := range map[string]string{own: ownFile, list: hostileList} {
		if err := os.WriteFile(file, []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dry := typeIn(t, "--config", own, "opml", "import", list)
	if dry.code != 0 || strings.Count(dry.out, "  - id:") != 2 || strings.Count(dry.err, "left out") != 2 || strings.Count(dry.out, "- url:") != 3 || !strings.Contains(dry.out, "TODO") || strings.Count(dry.err, "already read") != 2 || strings.Contains(dry.err, "pass") {
		t.Errorf("dry: %+v", dry)
	}
	if b, err := os.ReadFile(own); err != nil || string(b) != ownFile {
		t.Errorf("something was written: %v\n%s", err, b)
	}
	if got := typeIn(t, "--config", own, "opml", "import", list, "--write"); got.code != 2 || !strings.Contains(got.err, "1 outlet of") {
		t.Errorf("what is not told was made up: %+v", got)
	}
	got := typeIn(t, "--config", own, "opml", "import", list, "--write", "--kind", "tech_press", "--country", "NL", "--language", "nl")
	b, err := os.ReadFile(own)
	if err != nil || got.code != 0 || !strings.HasPrefix(string(b), ownFile[:strings.Index(ownFile, "\n\n# about")]) || !strings.HasSuffix(string(b), "# about tags\ntags: {}\n") {
		t.Fatalf("%+v %v\n%s", got, err, b)
	}
	c, problems := config.Load(b)
	if len(problems) > 0 || len(c.Outlets) != 3 || c.Outlets[1].Kind != "child_protection" || c.Outlets[1].Country != "GB" || len(c.Outlets[1].Feeds) != 2 || c.Outlets[2].ID != "evil" || c.Outlets[2].Kind != "tech_press" {
		t.Errorf("%v %+v", problems, c)
	}
	if again := typeIn(t, "--config", own, "opml", "import", list, "--write", "--kind", "tech_press", "--country", "NL", "--language", "nl"); again.code != 0 || !strings.Contains(again.err, "0 outlets") {
		t.Errorf("imported twice: %+v", again)
	}
	if info, err := os.Stat(own); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode changed: %v %v", info, err)
	}
	for _, wrong := range [][]string{{"opml"}, {"opml", "import"}, {"opml", "both"}} {
		if got := typeIn(t, wrong...); got.code != 2 || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%v: %+v", wrong, got)
		}
	}
	if got := typeIn(t, "--config", own, "opml", "import", own); got.code != 1 || !strings.Contains(got.err, "no <opml>") {
		t.Errorf("no OPML: %+v", got)
	}
}

// TestOPMLThereAndBack exports what is read and imports it into a desk of one
// outlet: kinds, countries and languages survive.
func TestOPMLThereAndBack(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, "feeds.yaml")
	if err := os.WriteFile(own, []byte(ownFile), 0o600); err != nil {
		t.Fatal(err)
	}
	out := typeIn(t, "--config", "../../feeds.yaml", "opml", "export")
	list := filepath.Join(dir, "all.opml")
	if err := os.WriteFile(list, []byte(out.out), 0o600); err != nil || out.code != 0 || !strings.Contains(out.err, "outlets without a feed left out") {
		t.Fatal(err, out.err)
	}
	if got := typeIn(t, "--config", own, "opml", "import", list, "--write"); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	all, err := os.ReadFile("../../feeds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	now, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := config.Load(all)
	got, problems := config.Load(now)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	kinds := map[string]string{}
	feeds := 0
	for _, o := range got.Outlets {
		for _, f := range o.Feeds {
			kinds[f.URL] = string(o.Kind) + o.Country + o.Languages[0]
		}
	}
	for _, o := range want.Outlets {
		for _, f := range o.Feeds {
			if f.Kind == "feed" && kinds[f.URL] != string(o.Kind)+o.Country+o.Languages[0] {
				t.Errorf("%s is %q, was %s %s", f.URL, kinds[f.URL], o.Kind, o.Country)
			} else if f.Kind == "feed" {
				feeds++
			}
		}
	}
	if feeds < 50 {
		t.Errorf("only %d feeds", feeds)
	}
}
