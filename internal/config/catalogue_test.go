package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"cipherdesk"
	"cipherdesk/internal/news"
)

func builtIn(t *testing.T) *Config {
	t.Helper()
	return load(t, cipherdesk.Catalogue)
}

func TestCatalogueReadsEveryKindOfActor(t *testing.T) {
	kinds, entities := map[news.Kind]int{}, 0
	for _, o := range builtIn(t).Outlets {
		if o.Entity {
			entities++
			continue
		}
		kinds[o.Kind]++
		if len(o.Feeds) == 0 {
			t.Errorf("%s: neither feed nor source", o.ID)
		}
	}
	for _, k := range news.Kinds() {
		if kinds[k] < 3 {
			t.Errorf("only %d outlets of kind %s", kinds[k], k)
		}
	}
	if kinds[news.ChildProtection] < 22 || entities < 9 {
		t.Errorf("%d child-protection outlets and %d entities", kinds[news.ChildProtection], entities)
	}
}

func TestCatalogueIndexesHaveSelectors(t *testing.T) {
	seen := map[news.FeedKind]int{}
	for _, o := range builtIn(t).Outlets {
		for _, f := range o.Feeds {
			seen[f.Kind]++
			if f.Kind == news.KindIndex && f.Link == "" || f.Kind == news.KindSitemap && f.Match == "" {
				t.Errorf("%s: %s would take every link", o.ID, f.URL)
			}
		}
	}
	for _, k := range []news.FeedKind{news.KindFeed, news.KindIndex, news.KindSitemap, news.KindJSON, news.KindDocument} {
		if seen[k] == 0 {
			t.Errorf("no %s in the catalogue", k)
		}
	}
}

// listed is one outlet of the recorded list of facts.
type listed struct {
	ID, Name, Kind, Country, Language, Owner, Priority, Scope, Cron, Feed string
	Enabled                                                               bool
	Alternates                                                            []struct{ URL string }
}

// leftOut are listed alternates that are no feed of the outlet: pages, another
// department's items, empty answers, plain http, and one that wants a key.
func leftOut() []string {
	return []string{
		"https://techpolicy.press/feed/", "https://api.congress.gov/v3/bill", "https://ico.org.uk/global/rss-feeds/",
		"http://www.computerweekly.com/rss/All-Computer-Weekly-content.xml",
		"http://blog.cryptographyengineering.com/feeds/posts/default",
		"https://www.gov.uk/search/all.atom?keywords=end-to-end+encryption&order=updated-newest",
		"https://feed.theregister.com/atom?q=Linux", // asked for another word here
	}
}

func TestCatalogueAgreesWithTheListOfFacts(t *testing.T) {
	shared := os.Getenv("CIPHERDESK_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	src, err := os.ReadFile(filepath.Join(shared, "data", "catalogue.yaml"))
	if err != nil {
		t.Skipf("shared data absent: %v", err)
	}
	var facts struct{ Outlets []listed }
	if err := yaml.Unmarshal(src, &facts); err != nil {
		t.Fatal(err)
	}
	ours := map[string]news.Outlet{}
	for _, o := range builtIn(t).Outlets {
		ours[string(o.ID)] = o
	}
	if len(ours) != len(facts.Outlets) || len(ours) == 0 {
		t.Errorf("%d outlets, %d listed", len(ours), len(facts.Outlets))
	}
	for _, f := range facts.Outlets {
		agrees(t, ours[f.ID], f)
	}
}

func agrees(t *testing.T, o news.Outlet, f listed) {
	t.Helper()
	entity := f.Priority == "entity"
	ownVoice := f.Owner == f.Name && o.Owner == o.Name // under a shorter name here
	if string(o.ID) != f.ID || string(o.Kind) != f.Kind || o.Country != f.Country || o.Owner != f.Owner && !ownVoice ||
		strings.Join(o.Languages, ",") != f.Language || o.Entity != entity {
		t.Errorf("%s: %+v\nis not what is listed: %+v", f.ID, o, f)
	}
	if entity {
		return
	}
	if o.Enabled != f.Enabled || o.ScopeAll != (f.Scope == "all") || o.Feeds[0].Cron != f.Cron {
		t.Errorf("%s: enabled %v, all %v, cron %q; listed %+v", f.ID, o.Enabled, o.ScopeAll, o.Feeds[0].Cron, f)
	}
	if f.Feed == "" {
		return
	}
	asked := addresses(o)
	if asked[0] != f.Feed {
		t.Errorf("%s: first asks %s, listed %s", f.ID, asked[0], f.Feed)
	}
	for _, a := range f.Alternates {
		if !slices.Contains(asked, a.URL) && !slices.Contains(leftOut(), a.URL) {
			t.Errorf("%s: listed alternate %s is not asked", f.ID, a.URL)
		}
	}
}

// addresses are all that an outlet may be asked, the first feed first.
func addresses(o news.Outlet) []string {
	var all []string
	for _, f := range o.Feeds {
		all = append(append(all, f.URL), f.Alternates...)
	}
	return all
}
