package evaluate

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// lines of two events, one of which is carried in Dutch, and of none.
const grouped = `{"id":"1","url":"https://a.example/1","title":"Ninety charities ask Chatterbox to halt encryption","summary":"A letter signed in Tarnholm by Ottilie Brandt says 41,000 reports a year would be lost.","date":"2024-03-04","lang":"en","event":"letter","text":"Ninety charities have asked Chatterbox to halt its plan for encryption. Ottilie Brandt of the Tarnholm Trust said on Monday that 41,000 reports a year would be lost. The company removed 31,000 accounts last year, its spokesman Ravi Dellinger answered in Grevenhagen. Minister Agnes Torvald wants to meet both sides before the summer. Lawyer Hugo Amerling of Slotgracht warned against a duty to search messages."}
{"id":"2","url":"https://b.example/2","title":"Negentig organisaties vragen Chatterbox te stoppen met versleuteling","summary":"Brief van Ottilie Brandt uit Tarnholm; 41.000 meldingen.","date":"2024-03-05","lang":"nl","event":"letter","same_text_as":"1","text":"Negentig organisaties hebben Chatterbox gevraagd te stoppen met het plan voor versleuteling. Ottilie Brandt van de Tarnholm Trust zei maandag dat er 41.000 meldingen per jaar verloren gaan. Het bedrijf verwijderde vorig jaar 31.000 accounts, antwoordde woordvoerder Ravi Dellinger in Grevenhagen. Minister Agnes Torvald wil beide kanten voor de zomer spreken. Jurist Hugo Amerling van Slotgracht waarschuwde tegen een plicht om berichten te doorzoeken."}
{"id":"3","url":"https://c.example/3","title":"Police arrest 83 users of Lantern","summary":"Carola Vehring tells reporters in Grevenhagen of 6.7 million messages.","date":"2024-03-04","lang":"en","event":"raid"}
{"id":"4","url":"https://d.example/4","title":"Lantern shut down, 83 arrested","summary":"6.7 million messages read, says prosecutor Carola Vehring.","date":"2024-03-04","lang":"en","event":"raid"}
{"id":"5","url":"https://e.example/5","title":"Harbour festival begins","summary":"Music and boats.","date":"2024-03-04","lang":"en","event":null}
`

// TestGroups: events and carried texts are measured, wrong labels show as wrong.
func TestGroups(t *testing.T) {
	read := func(src string) []Case {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x.jsonl"), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
		cases, err := Read(dir)
		if err != nil {
			t.Fatal(err)
		}
		return cases
	}
	right := Groups(read(grouped), answer(news.VerdictYes))
	if len(right) != 2 || right[0].Task != TaskEvents || right[1].Task != TaskCopies {
		t.Fatalf("%+v", right)
	}
	for _, g := range right {
		if g.Items != 5 || g.B3.F1 != 1 || g.Pairs.F1 != 1 || len(g.Confusions) > 0 {
			t.Errorf("%s: %+v", g.Task, g)
		}
	}
	var table bytes.Buffer
	if err := WriteGroups(&table, right); err != nil || !strings.Contains(table.String(), "same text, pairs (x.jsonl)") || !strings.Contains(table.String(), "too few") {
		t.Errorf("%v\n%s", err, table.String())
	}
	wrong := Groups(read(strings.Replace(grouped, `"event":"raid"`, `"event":"letter"`, 1)), answer(news.VerdictYes))
	if e := wrong[0]; e.Pairs.Recall >= 1 || e.Pairs.Precision >= 1 || len(e.Confusions) != 2 {
		t.Errorf("%+v", e)
	}
	undated := strings.NewReplacer(`"date":"2024-03-04"`, `"x":1`, `"date":"2024-03-05"`, `"x":1`, `"text"`, `"y"`).Replace(grouped)
	if got := Groups(read(undated), answer(news.VerdictYes)); len(got) > 0 {
		t.Errorf("%+v", got)
	}
}

// TestGoldEvents: the labelled articles of the field, with findings as the desk
// has them.
func TestGoldEvents(t *testing.T) {
	cases, err := Read(shared(t, "data/gold"))
	if err != nil {
		t.Fatal(err)
	}
	groups := Groups(cases, analyser(t).Analyse)
	var table bytes.Buffer
	if err := WriteGroups(&table, groups); err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", table.String())
	for _, g := range groups {
		if g.File == "articles.dev.jsonl" && (g.Items < 200 || g.B3.F1 < 0.94 || g.Pairs.F1 < 0.89 || g.Pairs.Precision < 0.94) {
			t.Errorf("%+v", g.Agreement)
		}
	}
}
