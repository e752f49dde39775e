package event

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"
)

// storylines of the written events, by their names' beginnings.
var storylines = map[string][]string{
	"the regulation against child abuse": {"csar", "libe-vote", "polish-csar", "danish-csar", "open-letter-csar", "germany-no"},
	"Apple's photo scan":                 {"apple-scan", "apple-letter", "apple-federighi"},
	"London's order to Apple":            {"uk-tcn", "uk-adp", "uk-drop"},
	"Durov in France":                    {"durov", "telegram-data"},
	"WhatsApp in India":                  {"whatsapp-india"},
	"EARN IT":                            {"earnit"},
	"WhatsApp's terms":                   {"whatsapp-terms"},
	"phones of Pensacola":                {"pensacola"},
	"Telegram in Russia":                 {"telegram-russia"},
	"the Council's resolution":           {"eu-council-res"},
	"the Online Safety Bill":             {"osb", "signal-walk"},
	"Messenger's default":                {"messenger-nebraska", "messenger-test"},
}

func storylineOf(event string) string {
	for name, begins := range storylines {
		if slices.ContainsFunc(begins, func(b string) bool { return strings.HasPrefix(event, b) }) {
			return name
		}
	}
	return ""
}

// analysed gives written articles the findings that the desk has of them.
func analysed(t *testing.T, set []labelled) []labelled {
	t.Helper()
	a, err := enrich.New(enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range set {
		p := &set[i].piece
		p.Findings = a.Analyse(enrich.Revision{Title: p.Title, Summary: p.Text.Summary, Language: p.Language})
	}
	return set
}

// TestStorylines: steps of one storyline are found to be so, and events of
// other ones are not.
func TestStorylines(t *testing.T) {
	var events []news.Event
	gold := map[news.EventID]string{}
	for _, file := range []string{"steps.tsv", "field.tsv"} {
		set := analysed(t, written(t, file))
		named := map[news.ArticleID]string{}
		for _, l := range set {
			named[l.piece.ID] = l.event
		}
		for _, e := range clustered(set, Options{}).Events() {
			gold[e.ID] = storylineOf(named[e.Members[0].Article])
			events = append(events, e)
		}
	}
	found := map[news.EventID]string{}
	lines := Storylines(events)
	for _, s := range lines {
		for _, id := range s.Events {
			found[id] = string(s.Events[0])
		}
		if len(s.Steps) != len(s.Events)-1 {
			t.Errorf("%d events in %d steps", len(s.Events), len(s.Steps))
		}
		for _, step := range s.Steps {
			if len(step.Why) == 0 || step.Score <= 0 {
				t.Errorf("no reason for %+v", step)
			}
		}
	}
	var items []Placed
	for _, e := range events {
		items = append(items, Placed{Found: found[e.ID], Gold: gold[e.ID]})
	}
	a := Measure(items, rounds)
	t.Log("storylines: ", a)
	floor(t, a, 0.85, 0.75)
	titles := map[news.EventID]string{}
	for _, e := range events {
		titles[e.ID] = e.Title
	}
	for _, s := range lines {
		t.Log("-- ", s.Started.Format("2006-01"))
		for i, id := range s.Events {
			t.Logf("   [%s] %s", gold[id], titles[id])
			if i > 0 {
				t.Logf("        %.2f %v", s.Steps[i-1].Score, s.Steps[i-1].Why)
			}
		}
	}

	rand.New(rand.NewPCG(1, 1)).Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	again := Storylines(events)
	for i := range lines {
		if !slices.Equal(lines[i].Events, again[i].Events) {
			t.Errorf("order matters: %v and %v", lines[i].Events, again[i].Events)
		}
	}
}
