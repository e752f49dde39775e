package store

import (
	"testing"

	"cipherdesk/internal/news"
)

// The pairs are the examples that the paper gives for its steps, carried
// through all of them, and words of our subject.
func TestStems(t *testing.T) {
	for word, want := range map[string]string{
		"caresses": "caress", "ponies": "poni", "ties": "ti", "cats": "cat", "feed": "feed", "agreed": "agre", "plastered": "plaster",
		"bled": "bled", "motoring": "motor", "sing": "sing", "conflated": "conflat", "troubled": "troubl", "sized": "size", "hopping": "hop",
		"tanned": "tan", "falling": "fall", "hissing": "hiss", "fizzed": "fizz", "failing": "fail", "filing": "file", "happy": "happi",
		"sky": "sky", "relational": "relat", "conditional": "condit", "rational": "ration", "digitizer": "digit", "vietnamization": "vietnam",
		"operator": "oper", "feudalism": "feudal", "hopefulness": "hope", "formaliti": "formal", "sensibiliti": "sensibl", "triplicate": "triplic",
		"formative": "form", "electrical": "electr", "goodness": "good", "revival": "reviv", "allowance": "allow", "inference": "infer",
		"airliner": "airlin", "adjustable": "adjust", "replacement": "replac", "adjustment": "adjust", "adoption": "adopt", "communism": "commun",
		"effective": "effect", "probate": "probat", "rate": "rate", "cease": "ceas", "controll": "control", "roll": "roll",
		"encryption": "encrypt", "encrypted": "encrypt", "letters": "letter", "is": "is", "yes": "ye", "s": "s", "scanning": "scan", "ion": "ion",
	} {
		if got := string(stemEnglish([]byte(word))); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
}

func FuzzStem(f *testing.F) {
	f.Add("hopping")
	f.Add("ied")
	f.Fuzz(checkStem)
}

func checkStem(t *testing.T, word string) {
	if got := stemEnglish([]byte(word)); len(got) > len(word)+1 {
		t.Errorf("%q grew to %q", word, got)
	}
}

func TestWordsOfTheIndex(t *testing.T) {
	w := newWords()
	for _, c := range []struct{ text, language, want string }{
		{"The LETTERS, encrypted: end-to-end!", "en-GB", "the letter encrypt end to end"},
		{"Letters", "", "letter"},
		{"Die Verschlüsselungen (2024)", "de", "die verschlusselungen 2024"},
		{"Café Ångström naïve", "fr", "cafe angstrom naive"},
		{"co\u00adoperate zero\u200bwidth Meta’s", "fr", "cooperate zerowidth meta s"},
		{"警察庁 と Привет", "ja", "警察庁 と привет"},
		{"", "en", ""},
		{"\xff\xfe—…", "en", ""},
	} {
		if got := w.index(c.text, c.language); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.text, c.language, got, c.want)
		}
	}
}

func TestSearchKnowsFormsOfEnglishWordsOnly(t *testing.T) {
	b := open(t)
	b.poll(piece{url: "https://harbour.example/en", title: "E", body: "Encrypted letters were scanned."},
		piece{url: "https://harbour.example/de", title: "D", body: "Die Rechte der Kinder, verschlüsselt.", lang: "de"},
		piece{url: "https://harbour.example/xx", title: "X", body: "Die Rechte der Eltern.", lang: ""})
	for q, want := range map[string]string{"encryption letter": "E", `"letter scanning"`: "", `"letters were scan"`: "E", "kind": "", "kinder verschlusselt": "D", "RECHTE": "X D", "recht": "X", "Kinder -letter": "D"} {
		if got := b.titles(news.Query{Text: q}); got != want {
			t.Errorf("%s: %q, want %q", q, got, want)
		}
	}
}
