package evaluate

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cipherdesk/internal/enrich"
	"cipherdesk/internal/feed"
	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// shared finds recorded material beside the project; without it the test says
// so and is skipped.
func shared(t testing.TB, path string) string {
	t.Helper()
	root := os.Getenv("CIPHERDESK_SHARED")
	if root == "" {
		root = "../../../shared"
	}
	full := filepath.Join(root, path)
	if _, err := os.Stat(full); err != nil {
		t.Skip("shared data absent: " + full)
	}
	return full
}

func analyser(t testing.TB) *enrich.Analyser {
	t.Helper()
	a, err := enrich.New(enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// floors are a little under what was reached.
type floors map[string]float64

func (f floors) check(t *testing.T, r Report) {
	t.Helper()
	var table bytes.Buffer
	if err := r.Write(&table); err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", table.String())
	for task, least := range f {
		m, ok := r.Measure(task)
		if !ok {
			t.Errorf("%s was not measured", task)
		} else if m.Value < least {
			t.Errorf("%s: %.3f is under %.3f", task, m.Value, least)
		}
	}
	if t.Failed() || os.Getenv("CONFUSIONS") != "" {
		var list bytes.Buffer
		if err := r.WriteConfusions(&list); err != nil {
			t.Fatal(err)
		}
		t.Log(list.String())
	}
}

func TestGold(t *testing.T) {
	cases, err := Read(shared(t, "data/gold"))
	if err != nil {
		t.Fatal(err)
	}
	r := Run(cases, analyser(t).Analyse)
	floors{
		TaskVerdict: .98, TaskTitle: .94, TaskNo: .97, TaskPassing: .88, TaskForeign: .95,
		TaskTags: .92, TaskLaws: .95, TaskFigures: .85, TaskEstimators: .75,
	}.check(t, r)
	if m, _ := r.Measure(TaskVerdict); m.Precision() < .97 {
		t.Errorf("precision of yes: %.3f", m.Precision())
	}
}

// TestOwnSentences measures on headlines of our own, half of which were set
// aside before any rule was written.
func TestOwnSentences(t *testing.T) {
	cases, err := Read("../enrich/testdata")
	if err != nil {
		t.Fatal(err)
	}
	floors{TaskVerdict: .97, TaskNo: .98, TaskPassing: .91, TaskForeign: .97, TaskTags: .85}.check(t, Run(cases, analyser(t).Analyse))
}

// TestRounds measures on headlines, sentences and whole articles of our own,
// written before the rules that they then led to: first the half that was seen,
// then the half kept aside and the later rounds. The floors are what was reached
// once they were known; what each reached blind stands in the README.
func TestRounds(t *testing.T) {
	cases, err := Read("testdata")
	if err != nil {
		t.Fatal(err)
	}
	a := analyser(t)
	for set, least := range map[string]floors{
		"one-seen":   {TaskVerdict: .96, TaskTitle: .86, TaskTags: .93, TaskFigures: .95, TaskEstimators: .88, TaskQuotes: .90, TaskVoices: .87, TaskCredits: .93},
		"one-aside":  {TaskVerdict: .96, TaskTitle: .86, TaskTags: .93, TaskFigures: .95, TaskEstimators: .88, TaskQuotes: .88, TaskVoices: .86, TaskCredits: .93},
		"four-seen":  {TaskQuotes: .93, TaskVoices: .93, TaskCredits: .97},
		"four-blind": {TaskQuotes: .89, TaskVoices: .89, TaskCredits: .93},
		"five-seen":  {TaskQuotes: .96, TaskVoices: .94, TaskCredits: .96},
		"five-blind": {TaskQuotes: .88, TaskVoices: .79, TaskCredits: .82}, // kept aside to the end: what it reached
		"two-blind":  {TaskVerdict: .96, TaskTitle: .86, TaskTags: .92, TaskFigures: .93, TaskEstimators: .88, TaskQuotes: .88, TaskVoices: .88, TaskCredits: .90},
		// of figures alone: the half kept aside reached .891 and .793 when it was first looked at
		"three-seen":  {TaskFigures: .97, TaskEstimators: .88, TaskBounds: .97},
		"three-aside": {TaskFigures: .94, TaskEstimators: .87, TaskBounds: .95},
		// a later round: the half kept aside reached .933 and .631 when it was first looked at
		"six-seen":  {TaskFigures: .97, TaskEstimators: .95, TaskBounds: .95},
		"six-aside": {TaskFigures: .92, TaskEstimators: .62, TaskBounds: .95},
		// ordinary articles and headlines whose writer knew no rule: what they reached, unseen
		"five-articles":  {TaskQuotes: .88, TaskVoices: .82, TaskEmployers: .83, TaskCredits: .78, TaskFigures: .88, TaskEstimators: .80, TaskBounds: .96},
		"five-headlines": {TaskVerdict: .94, TaskTitle: .94, TaskNo: .92, TaskPassing: .94, TaskForeign: .97, TaskTags: .84},
		// the next round of both; the articles that are not "seen" were read too since, for they stood at .72, .65 and .34 unseen: now no measure of unseen texts
		"six-articles-seen":   {TaskQuotes: .84, TaskVoices: .79, TaskEmployers: .92, TaskCredits: .89, TaskFigures: .95, TaskEstimators: .82, TaskBounds: .95},
		"six-articles":        {TaskQuotes: .90, TaskVoices: .84, TaskEmployers: .85, TaskCredits: .61, TaskFigures: .87, TaskEstimators: .63, TaskBounds: .96},
		"real-headlines-seen": {TaskVerdict: .98, TaskTitle: .95, TaskNo: .97, TaskForeign: .97, TaskTags: .95},
		"real-headlines":      {TaskVerdict: .97, TaskTitle: .86, TaskNo: .97, TaskPassing: .84, TaskForeign: .97, TaskTags: .86}, // .928 unseen
		// and the next: half led to rules, half only measures (README)
		"seventh-articles-seen":  {TaskQuotes: .73, TaskVoices: .70, TaskEmployers: .76, TaskCredits: .63, TaskPapers: .62, TaskFigures: .88, TaskEstimators: .57, TaskBounds: .91},
		"seventh-articles":       {TaskQuotes: .76, TaskVoices: .68, TaskEmployers: .45, TaskCredits: .59, TaskPapers: .59, TaskFigures: .83, TaskEstimators: .62, TaskBounds: .91},
		"seventh-headlines-seen": {TaskVerdict: .98, TaskTitle: .91, TaskNo: .97, TaskPassing: .82, TaskForeign: .97, TaskTags: .87},
		"seventh-headlines":      {TaskVerdict: .94, TaskTitle: .90, TaskNo: .97, TaskPassing: .80, TaskForeign: .90, TaskTags: .82},
		// headlines and gists that mostly have no word of encryption; the last are near misses alone
		"headlines-seen":  {TaskVerdict: .93, TaskTitle: .80, TaskPassing: .80, TaskTags: .88},
		"headlines-blind": {TaskVerdict: .92, TaskTitle: .81, TaskPassing: .66, TaskTags: .82},
		"headlines-more":  {TaskVerdict: .92, TaskTitle: .83, TaskPassing: .88, TaskTags: .86},
		"headlines-near":  {TaskNo: .97, TaskPassing: .82},
		// ordinary headlines and gists; the first half was seen when rules were written
		"ordinary-seen":  {TaskVerdict: .96, TaskTitle: .87, TaskPassing: .65, TaskTags: .94},
		"ordinary-blind": {TaskVerdict: .96, TaskTitle: .92, TaskPassing: .75, TaskTags: .92},
		// three rounds of other people's stories, labelled before each was run: stories .937, .895 and .800 unseen
		"six-headlines":       {TaskVerdict: .97, TaskTitle: .95, TaskNo: .97, TaskTags: .84},
		"six-headlines-more":  {TaskVerdict: .94, TaskTitle: .87, TaskNo: .97, TaskTags: .78},
		"six-headlines-last":  {TaskVerdict: .92, TaskTitle: .88, TaskNo: .97, TaskTags: .77},
		"six-headlines-real":  {TaskVerdict: .94, TaskTitle: .90, TaskNo: .97, TaskTags: .83}, // .945 unseen
		"six-headlines-final": {TaskVerdict: .96, TaskTitle: .92, TaskNo: .97, TaskTags: .85}, // .909 unseen
		"six-passing":         {TaskPassing: .80, TaskNo: .97},                                // mentions and near misses alone: .611 unseen
	} {
		t.Run(set, func(t *testing.T) {
			own := slices.DeleteFunc(slices.Clone(cases), func(c Case) bool { return c.Set != set })
			least.check(t, Run(own, a.Analyse))
		})
	}
}

// TestGeneralNews looks for stories in feeds that are about everything else.
// The bounds are what was read by eye and found right, or nearly so.
func TestGeneralNews(t *testing.T) {
	a := analyser(t)
	for folder, most := range map[string]int{"data/series/bbc": 0, "data/series/rnz": 0, "data/series/smh": 0, "data/feeds": 28} {
		items, yes := 0, 0
		seen := map[string]bool{}
		files, err := filepath.Glob(filepath.Join(shared(t, folder), "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(files), err)
		}
		for _, file := range files {
			for _, item := range readItems(t, file) {
				if seen[item.Title+item.Link] {
					continue
				}
				seen[item.Title+item.Link] = true
				items++
				found := a.Analyse(revision(item))
				if found.Story.Verdict == news.VerdictYes {
					yes++
					t.Logf("%s: %s", filepath.Base(file), item.Title)
				}
			}
		}
		t.Logf("%s: %d of %d items", folder, yes, items)
		if items < 300 || yes > most {
			t.Errorf("%s: %d of %d items are taken for encryption stories; %d were looked at", folder, yes, items, most)
		}
	}
}

func readItems(t testing.TB, file string) []news.Item {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := feed.Parse(body, feed.Meta{URL: "https://example.org/" + filepath.Base(file)})
	if err != nil {
		return nil // what cannot be read is the feed reader's matter
	}
	return f.Items
}

func revision(item news.Item) enrich.Revision {
	return enrich.Revision{Title: item.Title, Summary: markup.PlainText(item.Summary), Text: markup.PlainText(item.Content), Language: item.Language}
}

// answer finds the same in every text.
func answer(v news.Verdict, tags ...string) Finder {
	return func(enrich.Revision) news.Findings {
		f := news.Findings{Story: news.Story{Verdict: v}}
		for _, t := range tags {
			f.Tags = append(f.Tags, news.Tag{Tag: t})
		}
		return f
	}
}

func TestEitherAnnotatorIsRight(t *testing.T) {
	cases := []Case{
		{Title: "a", Verdict: "yes", Tags: []string{"law/x", "topic/y"}, Second: &Second{Verdict: "passing", Tags: []string{"law/x", "actor/z"}}},
		{Title: "b", Verdict: "yes", Ambiguous: true},
		{Title: "c", Verdict: "no", Tags: []string{}},
	}
	for got, want := range map[news.Verdict]Counts{
		"yes":     {Hit: 1, Wrong: 1},
		"passing": {},
		"no":      {Missed: 1},
	} {
		r := Run(cases, answer(got))
		m, _ := r.Measure(TaskVerdict)
		if m.Counts != want {
			t.Errorf("%s: %+v, want %+v", got, m.Counts, want)
		}
	}
	r := Run(cases[:1], answer("yes", "actor/z", "topic/w", "form/news"))
	m, _ := r.Measure(TaskTags)
	if want := (Counts{Hit: 1, Wrong: 1, Missed: 1}); m.Counts != want { // z given by one, w by nobody, x by both
		t.Errorf("tags: %+v, want %+v", m.Counts, want)
	}
}

func TestIntervalsAreByEventAndRepeatable(t *testing.T) {
	var cases []Case
	for i := range 40 { // one event told forty times, right; one other, wrong
		cases = append(cases, Case{ID: string(rune('a' + i)), Title: "told", Event: "one", Verdict: "yes"})
	}
	cases = append(cases, Case{Title: "else", Event: "two", Verdict: "no"})
	one, two := Run(cases, answer("yes")), Run(cases, answer("yes"))
	m, _ := one.Measure(TaskVerdict)
	if again, _ := two.Measure(TaskVerdict); again != m {
		t.Errorf("%+v and %+v", m, again)
	}
	if m.Low > .1 || m.High != 1 {
		t.Errorf("the interval of two events is %.3f to %.3f", m.Low, m.High)
	}
}

func TestReadNamesTheLine(t *testing.T) {
	dir := t.TempDir()
	if _, err := Read(dir); err == nil {
		t.Error("an empty folder was read")
	}
	if err := os.WriteFile(filepath.Join(dir, "x.jsonl"), []byte("{\"title\":\"a\"}\n\n{oops}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("error %v does not name line 3", err)
	}
}

func TestSeedOffsetsAreCodePoints(t *testing.T) {
	dir := t.TempDir()
	gold, seeds := filepath.Join(dir, "gold"), filepath.Join(dir, "seeds")
	for _, d := range []string{gold, seeds} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	label := `[{"seed":"000","title":"T","boilerplate_lines":[[1,1]],"figures":[{"span":"5 é","offset":[7,10],"value":5,"unit":"é"}]}]`
	write := func(path, s string) {
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(gold, "s.json"), label)
	write(filepath.Join(seeds, "000_x.txt"), "ménu\nT\n5 é x")
	cases, err := Read(gold)
	if err != nil || len(cases) != 1 {
		t.Fatal(cases, err)
	}
	start, end, ok := cases[0].bytes([2]int{7, 10})
	if cases[0].Text != "5 é x" || !ok || start != 0 || end != 3 {
		t.Errorf("%q: %d to %d, %v", cases[0].Text, start, end, ok)
	}
	if _, _, ok := cases[0].bytes([2]int{0, 4}); ok {
		t.Error("boilerplate has a place in the body")
	}
}
