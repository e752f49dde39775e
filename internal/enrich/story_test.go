package enrich

import (
	"encoding/json"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// filler is prose about nothing that the desk follows.
func filler(sentences int) string {
	return strings.TrimSpace(strings.Repeat("The harbour was quiet and the boats lay at their moorings all day. ", sentences))
}

func TestDeleteEverySentence(t *testing.T) {
	a := with(t, nil)
	const debate = "Ministers want companies to weaken end-to-end encryption so that police can read messages."
	const mention = "The men had used an encrypted app."
	for _, x := range []struct {
		name string
		r    Revision
		want news.Verdict
	}{
		{"headline", Revision{Title: aboutEncryption}, news.VerdictYes},
		{"headline with a long body that agrees", Revision{Title: aboutEncryption, Text: debate + " " + filler(20) + " " + debate}, news.VerdictYes},
		{"no headline, but the body speaks of nothing else", Revision{Title: "A quarrel", Text: debate + " " + debate + " " + filler(2)}, news.VerdictYes},
		{"one mention in a headline's summary", Revision{Title: "Two men held", Summary: mention}, news.VerdictPassing},
		{"one mention far down", Revision{Title: "Two men held", Text: filler(30) + " " + mention + " " + filler(10)}, news.VerdictPassing},
		{"the debate far down", Revision{Title: "Week in review", Text: filler(30) + " " + debate + " " + filler(10)}, news.VerdictPassing},
		{"nothing", Revision{Title: "Harbour", Text: filler(10)}, news.VerdictNo},
		{"empty", Revision{}, news.VerdictNo},
		{"another kind", Revision{Title: "Ransomware encrypts files of a council", Summary: "A decryption key is offered."}, news.VerdictNo},
		{"a list", Revision{Title: "Tag: end-to-end encryption", Summary: debate}, news.VerdictPassing},
	} {
		got := a.Analyse(x.r).Story
		if got.Verdict != x.want {
			t.Errorf("%s: %s (%.2f), want %s", x.name, got.Verdict, got.Score, x.want)
		}
		if (got.Verdict == news.VerdictNo) != (len(got.Evidence) == 0) {
			t.Errorf("%s: %s rests on %d spans", x.name, got.Verdict, len(got.Evidence))
		}
	}
}

func TestTagsAndVerdictCarryRulesAndSpans(t *testing.T) {
	a := with(t, nil)
	r := Revision{
		Title:    "WhatsApp says it would leave the UK over the Online Safety Bill",
		Summary:  "The messenger won’t lower its end‑to‑end encryption.",
		Text:     "Ofcom could order “client-side scanning” of private messages.\n\nThe firm’s boss told MPs so.",
		Language: "en",
	}
	f := a.Analyse(r)
	checkFindings(t, r, f)
	for _, tag := range []string{"topic/service-withdrawal", "topic/client-side-scanning", "law/uk-online-safety-act", "actor/whatsapp", "actor/regulator", "actor/legislator"} {
		if !f.HasTag(tag) {
			t.Errorf("%s is missing", tag)
		}
	}
	if f.Language != "en" || f.Story.Verdict != news.VerdictYes {
		t.Errorf("%s, %s", f.Language, f.Story.Verdict)
	}
}

// checkFindings asserts the invariant of the desk: every span is the exact
// words of its field, and names its rule.
func checkFindings(t testing.TB, r Revision, f news.Findings) {
	t.Helper()
	fields := map[news.Field]string{news.FieldTitle: r.Title, news.FieldSummary: r.Summary, news.FieldText: r.Text}
	check := func(what string, ruled bool, spans []news.Span) {
		if len(spans) == 0 {
			t.Fatalf("%s rests on nothing", what)
		}
		for _, s := range spans {
			field, known := fields[s.Field]
			if !known || s.Start < 0 || s.End <= s.Start || s.End > len(field) || field[s.Start:s.End] != s.Quote || ruled && s.Rule == "" {
				t.Fatalf("%s: span %+v", what, s)
			}
		}
	}
	if f.Story.Verdict != news.VerdictNo {
		check("verdict", true, f.Story.Evidence)
	}
	for i, tag := range f.Tags {
		check(tag.Tag, true, tag.Evidence)
		if tag.Score <= 0 || tag.Score > 1 || i > 0 && f.Tags[i-1].Tag >= tag.Tag {
			t.Fatalf("tag %d: %s %.2f", i, tag.Tag, tag.Score)
		}
	}
	for _, c := range f.Citations {
		check(string(c.Kind), false, c.Evidence)
	}
	for _, x := range f.Figures {
		check("figure", false, x.Evidence)
	}
}

func TestALetterInPassingIsNoCampaign(t *testing.T) {
	a := with(t, nil)
	const debate = "Ministers want companies to weaken end-to-end encryption so that police can read messages."
	for text, want := range map[string]bool{
		debate + " An open letter of last year said the same. " + filler(4):                                                             false,
		debate + " The department replied in a letter to the company, and the letter is public.":                                        false,
		debate + " An open letter asks them to think again. The joint letter has forty signatories, and the open letter is public now.": true,
	} {
		f := a.Analyse(Revision{Title: aboutEncryption, Text: text})
		if f.HasTag("topic/open-letter-campaign") != want {
			t.Errorf("want %v: %s", want, text)
		}
	}
	f := a.Analyse(Revision{Title: "Scientists warn of message scanning in an open letter", Text: debate})
	if !f.HasTag("topic/open-letter-campaign") {
		t.Error("a letter in the headline is a matter by itself")
	}
}

func TestLanguage(t *testing.T) {
	a := with(t, nil)
	for text, want := range map[string]string{
		"Die Minister und der Rat haben sich nicht auf eine Verordnung geeinigt.":  "de",
		"Les ministres ont dit que la loi est dans les mains des députés.":         "fr",
		"The ministers said that the law was with the members of the house.":       "en",
		"Los ministros dicen que la ley no se vota por los diputados del congreso": "es",
		"Zu kurz": "",
	} {
		if got := a.Analyse(Revision{Text: text}).Language; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	declared := a.Analyse(Revision{Title: "Chat control", Language: "NL-be"}).Language
	if declared != "nl" {
		t.Errorf("declared nl-BE reads %q", declared)
	}
	wrong := a.Analyse(Revision{Text: strings.Repeat("Die Minister und der Rat haben sich nicht auf eine Verordnung geeinigt. ", 3), Language: "en"}).Language
	if wrong != "de" {
		t.Errorf("a German text declared English reads %q", wrong)
	}
}

func TestSameTextSameFindings(t *testing.T) {
	a := with(t, nil)
	r := Revision{Title: aboutEncryption, Text: filler(5) + " NCMEC received 16.8 million reports, the NSPCC said."}
	first := describeFindings(a.Analyse(r))
	a.Analyse(Revision{Title: "Something else entirely", Text: filler(50)}) // leaves its traces in the scratch
	if again := describeFindings(a.Analyse(r)); again != first {
		t.Errorf("\n%s\n%s", first, again)
	}
}

func describeFindings(f news.Findings) string {
	b, err := json.Marshal(f)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func FuzzAnalyse(f *testing.F) {
	a := with(f, nil)
	f.Add(aboutEncryption, "NSPCC: 70% of reports “lost”", "“No,” said Peter Wanless.\n\n1,200 arrests — the Financial Times first reported.")
	f.Add("Chatkontrolle: EU‑Rat", "端到端加密 \u200b", "\xff\xfe12 million\n\n\n")
	f.Add("", "", "Meta’s E2EE (COM(2022)209), U.S. art. 8 ter")
	f.Fuzz(func(t *testing.T, title, summary, text string) {
		r := Revision{Title: title, Summary: summary, Text: text}
		checkFindings(t, r, a.Analyse(r))
	})
}
