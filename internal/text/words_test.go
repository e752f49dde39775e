package text

import (
	"encoding/binary"
	"strings"
	"testing"
)

func folds(w *Words) string {
	var out []string
	for i := range w.Tokens {
		out = append(out, w.Fold(i))
	}
	return strings.Join(out, "|")
}

func TestSplitFoldsAndKeepsOffsets(t *testing.T) {
	for in, want := range map[string]string{
		"End‑to‑End‑Verschlüsselung":  "end|-|to|-|end|-|verschlusselung",
		"Meta’s E2EE":                 "meta|'|s|e2ee",
		"l’encryption, d'Apple":       "l|'|encryption|,|d|'|apple",
		"16.8m of 2,500 (90 %)":       "16.8|m|of|2,500|(|90|%|)",
		"端到端 E2E":                     "端|到|端|e2e",
		"Ver\u00adschlüs\u00adselung": "verschlusselung",
		"Straße ŁÓDŹ Æther naïve":     "strasse|lodz|aether|naive",
		"e\u0301cole":                 "ecole",
		"Шифрование Ёлка":             "шифрование|елка",
		"U.S. Art. 8 ter":             "u|.|s|.|art|.|8|ter",
		"5Rights PQ3 4chan":           "5|rights|pq3|4|chan",
	} {
		w := Split(in)
		if got := folds(w); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
		checkOffsets(t, w)
	}
}

func checkOffsets(t *testing.T, w *Words) {
	t.Helper()
	end := int32(0)
	for i, k := range w.Tokens {
		if k.Start < end || k.End <= k.Start || int(k.End) > len(w.Source) {
			t.Fatalf("%q: token %d covers %d to %d after %d", w.Source, i, k.Start, k.End, end)
		}
		end = k.End
	}
	next := int32(0)
	for _, s := range w.Sentences {
		if s.First != next || s.Last <= s.First {
			t.Fatalf("%q: sentences leave out or repeat token %d", w.Source, next)
		}
		next = s.Last
	}
	if int(next) != len(w.Tokens) {
		t.Fatalf("%q: sentences end at token %d of %d", w.Source, next, len(w.Tokens))
	}
}

func TestPossessiveAndGlue(t *testing.T) {
	w := Split("Barnardo’s “ghost” plan, client-side - no")
	var got []string
	for i := range w.Tokens {
		switch k := w.Tokens[i]; {
		case k.Is(Possessive):
			got = append(got, "own:"+w.Fold(i))
		case k.Is(Glue):
			got = append(got, "glue:"+w.Fold(i))
		}
	}
	if s := strings.Join(got, " "); s != `glue:' own:s glue:" glue:" glue:-` {
		t.Error(s)
	}
}

func TestSentences(t *testing.T) {
	for in, want := range map[string]string{
		"Mr. Zuckerberg said no. He left.":                          "Mr. Zuckerberg said no.|He left.",
		"“Not now.” It ended.":                                      "“Not now.”|It ended.",
		"The U.S. and U.K. agreed. Fine!":                           "The U.S. and U.K. agreed.|Fine!",
		"Am 6. Februar 2020 schrieb sie. Er schwieg.":               "Am 6. Februar 2020 schrieb sie.|Er schwieg.",
		"In 2018 it made 16.8 million. In 2019, more.":              "In 2018 it made 16.8 million.|In 2019, more.",
		"A headline\n\nA body without end\n\nAnother":               "A headline|A body without end|Another",
		"a line that was\nwrapped here. Next":                       "a line that was\nwrapped here.|Next",
		"First item\nSecond item":                                   "First item|Second item",
		"端到端加密。不是。":                                                 "端到端加密。|不是。",
		"z.B. so etwas. Doch nicht.":                                "z.B. so etwas.|Doch nicht.",
		"She asked: “Why?” he did not know. Then e.g. this. Great.": "She asked: “Why?” he did not know.|Then e.g. this.|Great.",
	} {
		w := Split(in)
		var got []string
		for _, s := range w.Sentences {
			got = append(got, in[s.Start:s.End])
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("got  %q\nwant %q", s, want)
		}
		checkOffsets(t, w)
	}
}

func TestInvisibleCharactersAlone(t *testing.T) {
	p := NewPhrases()
	if err := p.Add("word", 1); err != nil {
		t.Fatal(err)
	}
	p.Ready()
	w := Split("word \u200b \ufeff -\u00ads")
	w.Classify(p.Lexicon())
	if hits := p.Find(w, nil); len(hits) != 1 {
		t.Errorf("%d hits", len(hits))
	}
}

func TestAppendLower(t *testing.T) {
	var all []byte
	for b := range 256 {
		all = append(all, byte(b))
	}
	for n := range len(all) + 1 {
		s := string(all[n:])
		want := []byte("x")
		for i := range len(s) {
			b := s[i]
			if b >= 'A' && b <= 'Z' {
				b += 'a' - 'A'
			}
			want = append(want, b)
		}
		if got := appendLower([]byte("x"), s); string(got) != string(want) {
			t.Fatalf("from byte %d: %q, want %q", n, got, want)
		}
	}
}

func TestWordBytes(t *testing.T) {
	for b := range 256 {
		for at := range 9 {
			s := []byte("a0z9k5bq")
			if at < 8 {
				s[at] = byte(b)
			}
			want := 8
			if at < 8 && wordByte[b] != lowerByte {
				want = at
			}
			if got := wordBytes(binary.LittleEndian.Uint64(s)); got != want {
				t.Fatalf("%q: %d bytes, want %d", s, got, want)
			}
		}
	}
}

func TestWordsOfEveryLength(t *testing.T) {
	for n := 1; n < 40; n++ {
		word := strings.Repeat("x", n)
		for _, want := range []struct {
			s     string
			flags Flag
		}{{word, 0}, {"Y" + word, Capital}, {word + "Y", 0}, {"YZ" + strings.ToUpper(word), Capital | Upper}} {
			w := Split(want.s + " and more of it")
			if got := w.Tokens[0]; w.Text(0) != want.s || w.Fold(0) != strings.ToLower(want.s) || got.Flags&(Capital|Upper) != want.flags {
				t.Errorf("%q is read as %q, %08b", want.s, w.Text(0), got.Flags)
			}
		}
	}
}
