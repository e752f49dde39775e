package enrich

import (
	"regexp"
	"testing"

	"cipherdesk/internal/text"
)

func TestRegisterIsSound(t *testing.T) {
	slug := regexp.MustCompile(`^[a-z0-9-]+$`)
	ids, names := map[string]bool{}, map[string]bool{}
	sources := newTestAnalyser(t).Sources()
	if len(sources) < 400 {
		t.Errorf("only %d sources", len(sources))
	}
	for _, s := range sources {
		if !slug.MatchString(s.ID) || ids[s.ID] || names[s.Name] || s.Group == "" {
			t.Errorf("bad or repeated: %+v", s)
		}
		ids[s.ID], names[s.Name] = true, true
		if s.Group == "body" && s.Kind == "" {
			t.Errorf("%s has no kind", s.Name)
		}
	}
}

func TestRegisterRefusesNonsense(t *testing.T) {
	add := func(string, int) error { return nil }
	for _, src := range []string{
		"bodies: [{id: a}]",
		"bodies: [{id: a, name: A}, {id: a, name: B}]",
		"persons: [{id: p, name: P, of: nobody}]",
		"bodies: [{id: a, name: A, colour: red}]",
		"bodies: 12",
	} {
		if _, err := newRegister([]byte(src), add); err == nil {
			t.Errorf("accepted %s", src)
		}
	}
}

func TestMentions(t *testing.T) {
	a := newTestAnalyser(t)
	for in, want := range map[string][]string{
		"The National Crime Agency, not The National, said so.":                 {"National Crime Agency", "The National"},
		"the National Center for Missing & Exploited Children (NCMEC)":          {"NCMEC", "NCMEC"},
		"The apple signal on the meta element was wired.":                       nil,
		"Apple, Signal and Meta’s own Element wrote to WIRED.":                  {"Apple", "Signal", "Meta", "Element", "WIRED"},
		"Barnardo’s and the Children’s Charities’ Coalition on Internet Safety": {"Barnardo's", "Children's Charities' Coalition on Internet Safety"},
		"the nca and the NCA":                {"National Crime Agency"},
		"Session starts. Session said: no.":  nil,
		"M&C Saatchi and 5Rights":            {"M&C Saatchi", "5Rights Foundation"},
		"The Guardian Angels, the Guardian.": {"The Guardian"},
		"„Zeit“ ist Zeit":                    {"Die Zeit"},
	} {
		d := &document{}
		d.read(Revision{Text: in, Language: "en"}, a.phrases)
		f := &d.fields[inText]
		var got []string
		for _, m := range a.citer.mentions(f, "en", nil) {
			got = append(got, a.citer.body(m.entity).name)
		}
		if len(got) != len(want) {
			t.Errorf("%q: %q, want %q", in, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: %q, want %q", in, got, want)
			}
		}
	}
}

func TestContracted(t *testing.T) {
	for _, c := range []struct{ phrase, lang, form string }{
		{"riportato da", "it", "riportato dalla"}, {"moins de", "fr", "moins d"}, {"nach angaben von", "de", "nach angaben vom"},
	} {
		found := false
		for _, f := range contracted(c.phrase, c.lang) {
			found = found || f == c.form
		}
		if !found {
			t.Errorf("%s: no %q", c.phrase, c.form)
		}
	}
	if n := len(contracted("said", "en")); n != 1 {
		t.Errorf("said has %d forms", n)
	}
}

func TestParts(t *testing.T) {
	for in, want := range map[string][]string{
		"He said “no way” and “yes”.":                   {"no way", "yes"},
		"‘The users’ data is safe,’ she said.":          {"The users’ data is safe,"},
		"It’s the ’90s and Meta’s ‘plan’ isn’t.":        {"plan"},
		"„Das ist gut“, sagte er. »Nein«, sagte sie.":   {"Das ist gut", "Nein"},
		"« Bonjour », dit-il.":                          {"Bonjour"},
		"\"One\" and \"two":                             {"One"},
		"“First paragraph.\n\n“Second paragraph.” End.": {"First paragraph.", "Second paragraph."},
		"“Outer ‘inner’ outer.”":                        {"Outer ‘inner’ outer."},
		"The 5\" disc and the 3\" disc":                 nil,
		"”Svenska citat”, sade hon.":                    {"Svenska citat"},
	} {
		r := &reader{}
		v := &view{reader: r, field: &field{}}
		v.Read(in)
		v.cues, v.who = make([]cue, len(v.Tokens)), make([]int32, len(v.Tokens))
		v.quotations()
		var got []string
		for _, p := range v.parts {
			got = append(got, v.slice(p.first, p.last))
		}
		if len(got) != len(want) {
			t.Errorf("%q: %q, want %q", in, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: %q, want %q", in, got, want)
			}
		}
	}
}

func TestParseNumber(t *testing.T) {
	for _, c := range []struct {
		in, lang string
		want     float64
	}{
		{"2,500", "en", 2500}, {"2.500", "de", 2500}, {"16.8", "en", 16.8}, {"16,8", "de", 16.8},
		{"1.234.567,89", "de", 1234567.89}, {"1,234,567.89", "en", 1234567.89}, {"1.234", "en", 1.234},
		{"1,234", "fr", 1.234}, {"1.600", "es", 1600}, {"0.500", "nl", 0.5}, {"500 000", "fr", 500000},
		{"1'234'567", "de", 1234567}, {"129", "", 129}, {"2,04,500", "en", 204500},
	} {
		if got, ok := parseNumber(c.in, c.lang); !ok || got != c.want {
			t.Errorf("%s in %s: %v, want %v", c.in, c.lang, got, c.want)
		}
	}
	for _, version := range []string{"1.8.0", "10.15.7", "12.03.2026"} {
		if got, ok := parseNumber(version, "en"); ok {
			t.Errorf("%s is read as %v", version, got)
		}
	}
	if got := scaled(8.3, 1e6); got != 8300000 {
		t.Errorf("8.3 million is %v", got)
	}
	if _, ok := parseNumber("٣٤", "ar"); ok {
		t.Error("digits of other scripts are not read, so they must not be guessed")
	}
}

// TestTokensOfMarks keeps an assumption of this package about its tokens: a
// quotation mark is one token, and plain when folded.
func TestTokensOfMarks(t *testing.T) {
	w := text.Split("“a” ‘b’ «c»")
	for i := range w.Tokens {
		if w.Tokens[i].Kind == text.Mark && w.Fold(i) != `"` && w.Fold(i) != "'" {
			t.Errorf("mark %q folds to %q", w.Text(i), w.Fold(i))
		}
	}
}

// TestNamesSource: another name that the register has is the body's.
func TestNamesSource(t *testing.T) {
	for pair, want := range map[[2]string]bool{
		{"NCSC", "National Cyber Security Centre"}:                              true,
		{"europäischer datenschutzausschuss", "European Data Protection Board"}: true,
		{"Spiegel", "Der Spiegel"}:                                              true,
		{"NCSC", "National Crime Agency"}:                                       false,
		{"", ""}:                                                                false,
	} {
		if NamesSource(pair[0], pair[1]) != want {
			t.Errorf("%q: want %v", pair, want)
		}
	}
}
