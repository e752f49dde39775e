package web

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/news"
)

func TestASealedDayIsServedAsItWasSealed(t *testing.T) {
	r, s := openDesk(t)
	r.holds("/day/2026-03-10", "edition closed, not sealed", "Not sealed")
	s.seal()
	r.holds("/day/2026-03-10", "sealed 12 March 2026, 15:04", "Police take over “Veil” phone network", `href="/about#seal"`, "The SHA-256 of all that it shows")
	id := regexp.MustCompile(`<code>([0-9a-f]{64})</code>`).FindStringSubmatch(r.page("/day/2026-03-10"))
	if id == nil {
		t.Fatal("the page shows no id")
	}
	if got := r.data("/api/v1/editions/day/2026-03-10")["id"]; got != id[1] {
		t.Errorf("the API says %v", got)
	}
	if r.page("/api/v1/editions/"+id[1]) != r.page("/api/v1/editions/day/2026-03-10") {
		t.Error("by its id it is another edition")
	}
	s.at = now
	s.event("veil", "Another title altogether", "desk", news.FirstReport{Kind: news.FirstUnknown}, 1, nil, "veil", "veil-herald", "harbour")
	r.lacks("/day/2026-03-10", "Another title")
	r.holds("/event/veil", "Another title")
	s.must(s.db.Withdraw(t.Context(), withdrawal(s.ids["veil"])))
	r.lacks("/day/2026-03-10", "Police take over")
	r.holds("/day/2026-03-10", "Withdrawn by the desk on 12 March 2026 (asked by its publisher)", "(headline withdrawn by the desk)",
		id[1], "withdrawn since", "/article/"+string(s.ids["veil"]), "Police read “Veil” messages, 51 arrested")
	r.lacks("/api/v1/editions/day/2026-03-10", "Police take over", "northland-police.example")
}

func TestWhatFirstPollsBroughtStandsBesideALiveDay(t *testing.T) {
	r, s := openDesk(t)
	day := time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
	s.add(draft{name: "late-friend", outlet: "ministry", title: "What we think of encrypted messages", lang: "en", seen: now, first: true,
		published: exact(day), verdict: news.VerdictYes, tags: testTagNames(1), text: letterText("We think about plans to encrypt messages.")})
	s.at = now
	r.holds("/day/2026-03-12", "From first polls", "What we think of encrypted messages", "edition open")
	r.lacks("/day/2026-03-12", "<b>Reconstructed")
	r.holds("/day/2026-03-05", "<b>Reconstructed", "reconstructed, never sealed")
}

func testTagNames(n int) (names []string) {
	for _, t := range testTags[:n] {
		names = append(names, t.Tag)
	}
	return names
}

func TestAQuietDayLeadsToTheNewestEdition(t *testing.T) {
	s := newSeeder(t)
	s.older(time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC))
	s.at = now
	r := reader{t, New(s.db.Reader, options())}
	r.holds("/", "No encryption story was first seen today, 12 March, so far", "could be read", "Tuesday 10 March 2026", "Veil")
	r.holds("/day/2026-03-12", "No encryption story was first seen in this time")
	for path, want := range map[string]int{"/day/2026-03-13": 404, "/day/2025-03-12": 404, "/day/2026-02-30": 404, "/week/2026-W10": 200, "/month/2026-03": 200} {
		if got := r.get(path).StatusCode; got != want {
			t.Errorf("%s: %d", path, got)
		}
	}
}

func TestTheCalendarCountsAndLeads(t *testing.T) {
	r, s := openDesk(t)
	s.seal()
	page := r.page("/day/2026-03-10")
	for _, want := range []string{`<a href="/day/2026-03-10" class="some" aria-current="date">10<span class="hidden">, 2 stories</span>`,
		`<a href="/week/2026-W11" aria-label="Week 11">11</a>`, `<td>13</td>`, `href="/month/2026-02"`, `scope="col" abbr="Monday"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the calendar has no %s", want)
		}
	}
	if strings.Contains(page, ">Week 13<") || strings.Count(page, `aria-current="date"`) != 1 {
		t.Error("the calendar shows weeks ahead, or more than one day as the present one")
	}
}

// The heaviest edition that can be: every event with every outlet, long
// headlines and quotations, and many stories besides.
func TestTheHeaviestEditionIsLight(t *testing.T) {
	s := newSeeder(t)
	outlets := testOutlets()[:14]
	at := now.Add(-8 * time.Hour)
	long := strings.Repeat("A long headline about encryption and the safety of children ", 2)
	for e := range 20 {
		var names []string
		for i, o := range outlets {
			text := letterText("They encrypt messages.", fmt.Sprintf("“We said in meeting %d of group %d that nobody should have to choose between being safe and being heard by others who listen.”", e, i))
			d := draft{name: fmt.Sprintf("n%d-%d", e, i), outlet: o.ID, title: long + fmt.Sprint(e, i), lang: "nl", seen: at, verdict: news.VerdictYes, tags: testTagNames(4), text: text,
				published: exact(at), find: func(f *news.Findings, text string) {
					f.Citations = []news.Citation{quoteOf(text, fmt.Sprint("Speaker Number ", i), o.Name, fmt.Sprintf("“We said in meeting %d of group %d that nobody should have to choose between being safe and being heard by others who listen.”", e, i))}
				}}
			s.add(d)
			names = append(names, d.name)
			d.name, d.title = d.name+"-alone", long+"alone"
			s.add(d)
			d.name, d.verdict = d.name+"-passing", news.VerdictPassing
			s.add(d)
			at = at.Add(time.Second)
		}
		s.event(fmt.Sprint("event-", e), long+fmt.Sprint(e, 0), string(outlets[0].ID), news.FirstReport{Kind: news.FirstUnknown}, 9,
			[]string{"Harbour and Medialog: same owner", "Tekblad: possible translation of Medialog"}, names...)
	}
	s.at = now
	r := reader{t, New(s.db.Reader, options())}
	for _, path := range []string{"/", "/week/2026-W11", "/month/2026-03"} {
		page := r.page(path)
		if len(page) > 50<<10 {
			t.Errorf("%s has %d bytes", path, len(page))
		}
		if n := strings.Count(page, `<article class="event`); n < 2 {
			t.Errorf("%s shows %d events in full", path, n)
		}
	}
}

func TestEditionsLeadToWhatIsThere(t *testing.T) {
	r, _ := openDesk(t)
	r.holds("/month/2026-03", "edition open until the end of 31 March, ")
	for _, path := range []string{"/day/2026-03-12", "/week/2026-W11", "/month/2026-03", "/week/2026-W10", "/day/2026-03-10"} {
		_, rest, _ := strings.Cut(r.page(path), `<span class="lengths">`)
		links, _, _ := strings.Cut(rest, "</span>")
		found := regexp.MustCompile(`href="([^"]+)"`).FindAllStringSubmatch(links, -1)
		if len(found) != 2 {
			t.Errorf("%s leads to %d other lengths", path, len(found))
		}
		for _, link := range found {
			r.answers("GET", link[1], 200)
		}
	}
}
