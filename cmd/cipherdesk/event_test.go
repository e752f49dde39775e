package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
	"cipherdesk/internal/web"
)

// edited is a desk with articles that were added by hand, on which commands are
// run.
type edited struct {
	*testing.T
	dir string
}

// reports are three articles about a letter, two about a vote, and one that
// stands alone.
var reports = map[string]string{
	"letter-lamp": "Ninety-seven charities ask Chatterbox to halt end-to-end encryption|In an open letter to Chatterbox, 97 charities led by the Lantern Trust ask the company to halt end-to-end encryption of its messenger until children are safe. Mara Lind of the trust presented the letter in Northport, and counts 4,211 reports that would be lost.",
	"letter-mole": "Charities’ open letter: Chatterbox should wait with end-to-end encryption|The Lantern Trust and 96 more charities have written to Chatterbox. Mara Lind, who brought the open letter to Northport, says 4,211 reports a year would be lost with end-to-end encryption of the messenger.",
	"letter-pier": "Chatterbox asked by 97 charities to delay end-to-end encryption|An open letter of 97 charities, the Lantern Trust among them, reached Chatterbox in Northport. It says that end-to-end encryption of the messenger would lose 4,211 reports; Mara Lind signed first.",
	"vote-lamp":   "Assembly committee votes 14 to 3 against scanning of encrypted messages|The interior committee of the Norland Assembly voted 14 to 3 to strike the scanning of encrypted messages out of the Message Safety Bill. Rapporteur Olof Berg had moved the amendment 61.",
	"vote-mole":   "Norland: scanning orders for encrypted messages struck out by committee|By 14 votes to 3 the interior committee of the Norland Assembly adopted amendment 61 of rapporteur Olof Berg: the Message Safety Bill would no longer allow scanning of encrypted messages.",
	"ferry-pier":  "Ferry company lets crews use an encrypted messenger|The ferry line to Oskarby has moved its crews to a messenger with end-to-end encryption after a dispute over private numbers on the noticeboard of the quay.",
}

func editedDesk(t *testing.T) *edited {
	t.Helper()
	d := &edited{t, folder(t, outletAt("lamp", "hosts: [lamp.example]")+outletAt("mole", "hosts: [mole.example]")+outletAt("pier", "hosts: [pier.example]"))}
	for name, text := range reports {
		title, body, _ := strings.Cut(text, "|")
		page := fmt.Sprintf(`<!doctype html><html lang=en><head><title>%[1]s</title><meta property="article:published_time" content="2026-03-09T09:00:00Z"></head><body><article><h1>%[1]s</h1><p>%[2]s</p></article></body></html>`, title, body)
		file := filepath.Join(d.dir, name+".html")
		if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		d.run("add", d.address(name), "--file", file)
	}
	return d
}

// An editor who works with another configuration changes events, and not which
// outlets the database has.
func TestAnEditRegistersNoOutlets(t *testing.T) {
	d := editedDesk(t)
	outlets := func() (list []string) {
		db := d.open()
		defer db.Close()
		states, err := db.Outlets(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range states {
			list = append(list, string(o.Outlet.ID))
		}
		return list
	}
	before := outlets()
	other, err := os.ReadFile(filepath.Join(folder(t, outletAt("weir", "hosts: [weir.example]")), "feeds.yaml"))
	if err == nil {
		err = os.WriteFile(filepath.Join(d.dir, "feeds.yaml"), other, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	d.run("event", "retitle", d.placed()["letter-lamp"], "Another title")
	d.run("event", "undo", "1")
	if after := outlets(); len(before) != 3 || !slices.Equal(after, before) {
		t.Errorf("outlets %v, before %v", after, before)
	}
}

func (d *edited) address(name string) string {
	subject, outlet, _ := strings.Cut(name, "-")
	return "https://" + outlet + ".example/" + subject
}

func (d *edited) run(args ...string) string {
	d.Helper()
	r := runIn(d.T, d.dir, "", args...)
	if r.code != 0 {
		d.Fatalf("%v: exit %d\n%s%s", args, r.code, r.out, r.err)
	}
	return r.out
}

func (d *edited) open() *store.DB {
	d.Helper()
	db, err := store.Open(d.Context(), filepath.Join(d.dir, "desk.db"), store.Options{Clock: func() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }})
	if err != nil {
		d.Fatal(err)
	}
	return db
}

// placed is the event of every article.
func (d *edited) placed() map[string]string {
	d.Helper()
	db := d.open()
	defer db.Close()
	in := map[string]string{}
	for name := range reports {
		id, err := db.Resolve(d.Context(), d.address(name))
		if err != nil {
			d.Fatal(err)
		}
		full, err := db.Article(d.Context(), id)
		if err != nil {
			d.Fatal(err)
		}
		in[name] = string(full.Event)
	}
	return in
}

func (d *edited) event(name string) string { return d.placed()[name] }

// stand checks who is with whom, before and after everything is made anew: names
// joined by + share an event, one on its own is in none.
func (d *edited) stand(when, want string) {
	d.Helper()
	for _, anew := range []bool{false, true} {
		if anew {
			d.run("reanalyse")
		}
		groups := map[string]string{}
		in := d.placed()
		for group := range strings.FieldsSeq(want) {
			names := strings.Split(group, "+")
			first := in[names[0]]
			for _, n := range names {
				if in[n] != first || (in[n] == "") != (len(names) == 1) {
					d.Errorf("%s, anew %v: %s is in %q, %s in %q", when, anew, n, in[n], names[0], first)
				}
			}
			if other := groups[first]; other != "" && first != "" {
				d.Errorf("%s, anew %v: %s and %s are in one event", when, anew, group, other)
			}
			groups[first] = group
		}
	}
}

// page asks the site for a path.
func (d *edited) page(path string) *httptest.ResponseRecorder {
	d.Helper()
	db := d.open()
	defer db.Close()
	w := httptest.NewRecorder()
	web.New(db.Reader, web.Options{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

const asFound = "letter-lamp+letter-mole+letter-pier vote-lamp+vote-mole ferry-pier"

func TestAnEditorsHandSurvives(t *testing.T) {
	d := editedDesk(t)
	d.stand("as found", asFound)
	letter, vote := d.event("letter-lamp"), d.event("vote-lamp")

	out := d.run("event", "merge", vote, letter, "--reason", "one debate in one week")
	if !strings.Contains(out, "edit 1: event "+vote+" merged into "+letter) || !strings.Contains(out, "5 articles") || !strings.Contains(out, "/event/"+letter) {
		t.Error(out)
	}
	d.stand("merged", "letter-lamp+letter-mole+letter-pier+vote-lamp+vote-mole ferry-pier")
	if w := d.page("/event/" + vote); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/event/"+letter {
		t.Errorf("the merged event: %d %s", w.Code, w.Header())
	}
	if w := d.page("/event/" + letter); !strings.Contains(w.Body.String(), "On 10 March 2026 an editor of this desk made one of two events: one debate in one week") {
		t.Error("the page does not show the merge")
	}

	d.run("event", "undo", "1")
	d.stand("undone", asFound)
	if w := d.page("/event/" + d.event("vote-lamp")); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "editor of this desk") {
		t.Errorf("after undo: %d", w.Code)
	}

	out = d.run("event", "pin", letter, d.address("ferry-pier"), "--reason", "the crews signed it")
	d.stand("pinned", "letter-lamp+letter-mole+letter-pier+ferry-pier vote-lamp+vote-mole")
	if w := d.page("/event/" + letter); !strings.Contains(w.Body.String(), "an editor of this desk placed 1 article here: the crews signed it") ||
		!strings.Contains(w.Body.String(), "placed here by an editor of this desk: 2026-03-10: the crews signed it") {
		t.Errorf("the page does not show the pin\n%s", out)
	}

	d.run("event", "split", letter, d.address("letter-mole"), d.address("ferry-pier"))
	d.stand("split", "letter-lamp+letter-pier letter-mole+ferry-pier vote-lamp+vote-mole")

	d.run("event", "split", vote, d.address("vote-mole"))
	d.stand("dissolved", "letter-lamp+letter-pier letter-mole+ferry-pier vote-lamp vote-mole")
	if w := d.page("/event/" + vote); w.Code != http.StatusGone {
		t.Errorf("a dissolved event: %d", w.Code)
	}

	d.run("event", "retitle", letter, "The letter of  the 97")
	d.run("reanalyse")
	if w := d.page("/event/" + letter); !strings.Contains(w.Body.String(), ">The letter of the 97</h1>") || !strings.Contains(w.Body.String(), "title: an editor of this desk") {
		t.Error("the page does not show the title")
	}

	for _, undo := range regexp.MustCompile(`edit (\d+)`).FindAllStringSubmatch(d.run("event", "log"), -1) {
		if undo[1] != "1" {
			d.run("event", "undo", undo[1])
		}
	}
	d.stand("all undone", asFound)
	if log := d.run("event", "log"); strings.Count(log, "  undone 2026-03-10") != 5 {
		t.Error(log)
	}
	if list := d.run("event", "list"); strings.Count(list, "\n") != 2 || !strings.Contains(list, "3 articles") {
		t.Error(list)
	}
	if show := d.run("event", "show", "http://localhost:8080/event/"+letter); strings.Count(show, "https://") < 3 || !strings.Contains(show, "charities") {
		t.Error(show)
	}
}

func TestEventRefusesInOneLine(t *testing.T) {
	d := editedDesk(t)
	letter, vote := d.event("letter-lamp"), d.event("vote-lamp")
	d.run("event", "split", vote, d.address("vote-mole"))
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{1, `no event is called "nowhere"; 'cipherdesk event list'`, []string{"merge", "nowhere", letter}},
		{1, "was dissolved", []string{"merge", letter, vote}},
		{1, "are one event already: name two", []string{"merge", letter, letter}},
		{1, "is not in event " + letter, []string{"split", letter, d.address("vote-lamp")}},
		{1, "takes some of the 3 articles", []string{"split", letter, d.address("letter-lamp"), d.address("letter-mole"), d.address("letter-pier")}},
		{1, "is no article that this desk shows", []string{"pin", letter, "https://lamp.example/nothing"}},
		{1, "a title has 1 to 300 bytes", []string{"retitle", letter, "  "}},
		{1, "there is no edit 99", []string{"undo", "99"}},
		{2, "is no number of an edit", []string{"undo", "x"}},
		{2, "use: cipherdesk event merge EVENT INTO", []string{"merge", letter}},
		{2, `not "join"`, []string{"join"}},
		{2, "takes merge|split", nil},
	} {
		r := runIn(t, d.dir, "", append([]string{"event"}, c.args...)...)
		if r.code != c.code || !strings.Contains(r.err, c.says) || strings.Count(r.err, "\n") != 1 || r.out != "" {
			t.Errorf("%v: exit %d\n%s%s", c.args, r.code, r.out, r.err)
		}
	}
	db := d.open()
	defer db.Close()
	if edits, err := db.Edits(t.Context()); err != nil || len(edits) != 1 || edits[0].Kind != news.EditSplit {
		t.Errorf("what was refused was kept: %+v, %v", edits, err)
	}
}

// TestWhyNotThere: the command and the page say why an article is not in the event
// in which it was expected.
func TestWhyNotThere(t *testing.T) {
	d := editedDesk(t)
	letter, vote := d.event("letter-lamp"), d.event("vote-lamp")
	d.run("event", "split", letter, d.address("letter-pier"), "--reason", "another letter")
	for _, c := range []struct{ name, event, command, page string }{
		{"vote-mole", letter, `why not there +".*" \(` + letter + `\): closeness 0\.\d+ of the 0.09`, `Why not there</th><td><a href="/event/` + letter + `"`},
		{"ferry-pier", letter, `hardly more than one thing in common|less alike than 0.07`, `most members say, and it does not: “`},
		{"vote-mole", vote, `expected in +the event that it is in`, "the event that it is in"},
		{"letter-pier", letter, `taken out by an editor of this desk, 2026-03-10: another letter`, "taken out by an editor of this desk, 2026-03-10: another letter"},
	} {
		if out := d.run("why", d.address(c.name), "--event", c.event); !regexp.MustCompile(c.command).MatchString(out) {
			t.Errorf("why %s --event %s does not say %s\n%s", c.name, c.event, c.command, out)
		}
		if w := d.page("/why?url=" + url.QueryEscape(d.address(c.name)) + "&event=" + c.event); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), c.page) {
			t.Errorf("/why of %s in %s: %d, without %s", c.name, c.event, w.Code, c.page)
		}
	}
	if r := runIn(t, d.dir, "", "why", d.address("vote-mole"), "--event", "nowhere"); r.code != 1 || !strings.Contains(r.err, `no event is called "nowhere"`) || strings.Count(r.err, "\n") != 1 {
		t.Errorf("%d %s", r.code, r.err)
	}
	if w := d.page("/why?url=" + url.QueryEscape(d.address("vote-mole")) + "&event=nowhere"); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "There is no event nowhere.") {
		t.Errorf("%d", w.Code)
	}
}
