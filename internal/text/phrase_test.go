package text

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// find lists the phrases in a text as "phrase number: words".
func find(t *testing.T, phrases []string, source string) string {
	t.Helper()
	p := NewPhrases()
	for i, phrase := range phrases {
		if err := p.Add(phrase, int32(i)); err != nil {
			t.Fatal(err)
		}
	}
	p.Ready()
	w := Split(source)
	w.Classify(p.Lexicon())
	var out []string
	for _, h := range p.Find(w, nil) {
		for _, v := range p.Values(h.Value) {
			out = append(out, fmt.Sprintf("%d:%s", v, w.Quote(int(h.First), int(h.Last)-1)))
		}
	}
	return strings.Join(out, "|")
}

func TestFind(t *testing.T) {
	for _, x := range []struct {
		phrases []string
		in      string
		want    string
	}{
		{[]string{"end-to-end encryption"}, "Meta's End‑to‑End-Encryption, end to end\nencryption", "0:End‑to‑End-Encryption|0:end to end\nencryption"},
		{[]string{"end-to-end encryption"}, "end to end, encryption", ""},
		{[]string{"end-to-end encryption"}, "end-to-end\n\nencryption", ""},
		{[]string{"chat-control"}, "Chat Control, chat-control and chatcontrol", "0:Chat Control|0:chat-control|0:chatcontrol"},
		{[]string{"encrypt*", "encryption"}, "encrypted encryption encrypt", "0:encrypted|0:encryption|1:encryption|0:encrypt"},
		{[]string{"encryption", "encryption plans"}, "encryption plans", "0:encryption|1:encryption plans"},
		{[]string{"Barnardo's chief"}, "Barnardo’s chief", "0:Barnardo’s chief"},
		{[]string{"Meta plan"}, "Meta’s plan", "0:Meta’s plan"},
		{[]string{"chiffré"}, "chiffre CHIFFRÉ", "0:chiffre|0:CHIFFRÉ"},
		{[]string{"端到端加密", "加密"}, "关于端到端加密。", "0:端到端加密|1:加密"},
		{[]string{"COM(2022)209", "Rule 4(2)"}, "under COM(2022)209 and Rule 4(2).", "0:COM(2022)209|1:Rule 4(2"},
		{[]string{"Tag:"}, "Tag: news, Tag der Arbeit", "0:Tag:"},
		{[]string{"ghost proposal"}, "the “ghost” proposal", "0:ghost” proposal"},
		{[]string{"шифрован*"}, "Шифрованию конец", "0:Шифрованию"},
	} {
		if got := find(t, x.phrases, x.in); got != x.want {
			t.Errorf("%q in %q:\ngot  %s\nwant %s", x.phrases, x.in, got, x.want)
		}
	}
}

func TestAddRefusesWordlessPhrases(t *testing.T) {
	p := NewPhrases()
	for _, s := range []string{"", " ", "-", "*", "…"} {
		if p.Add(s, 1) == nil {
			t.Errorf("%q was taken", s)
		}
	}
}

func TestClassesAreTheSameEveryTime(t *testing.T) {
	build := func() []Class {
		p := NewPhrases()
		for i, s := range []string{"a*", "ab", "abc*", "b", "bcd", "z9", "ä*", "加密"} {
			if err := p.Add(s, int32(i)); err != nil {
				t.Fatal(err)
			}
		}
		p.Ready()
		var out []Class
		for _, s := range []string{"a", "ab", "abx", "abc", "abcd", "b", "bc", "bcd", "z9", "äx", "加", "nothing"} {
			out = append(out, p.Lexicon().Class(Fold(s)))
		}
		return out
	}
	first := build()
	for range 5 {
		if again := build(); !slices.Equal(first, again) {
			t.Fatalf("%v and %v", first, again)
		}
	}
	if first[6] != 0 || first[11] != 0 {
		t.Errorf("unlisted words have classes: %v", first)
	}
}

func TestShingles(t *testing.T) {
	a := Shingles(Split("The letter was signed by 129 groups."), 3)
	b := Shingles(Split("the LETTER was signed — by “129” groups"), 3)
	if !slices.Equal(a, b) || len(a) != 5 {
		t.Errorf("%v\n%v", a, b)
	}
	if c := Shingles(Split("The groups was signed by 129 letter."), 3); c[0] == a[0] {
		t.Error("order does not matter")
	}
	if n := len(Shingles(Split("one two"), 5)); n != 1 {
		t.Errorf("a short text has %d shingles", n)
	}
	if Shingles(Split("…"), 3) != nil || Shingles(Split("one two"), 0) != nil {
		t.Error("shingles of nothing")
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"Meta’s E2EE — 16.8m", "z.B. so. Und\nso\n\nweiter", "端到端加密。", "\u200b\xff\u0301", "U.S. (2022)209 a-b /x"} {
		f.Add(s)
	}
	p := NewPhrases()
	for i, s := range []string{"end-to-end", "encrypt*", "加密", "é*", "a b c"} {
		if err := p.Add(s, int32(i)); err != nil {
			f.Fatal(err)
		}
	}
	p.Ready()
	f.Fuzz(func(t *testing.T, s string) {
		w := Split(s)
		checkOffsets(t, w)
		w.Classify(p.Lexicon())
		for _, h := range p.Find(w, nil) {
			if h.First < 0 || h.Last <= h.First || int(h.Last) > len(w.Tokens) {
				t.Fatalf("hit %+v of %d tokens", h, len(w.Tokens))
			}
		}
		if Fold(Fold(s)) != Fold(s) {
			t.Fatalf("%q folds to %q and then to %q", s, Fold(s), Fold(Fold(s)))
		}
	})
}

func TestMemoClassifiesAlike(t *testing.T) {
	p := NewPhrases()
	for i, phrase := range []string{"encrypt*", "chat-control", "e2ee", "the", "clé", "unlocking*", "暗号", "end-to-end encryption"} {
		if err := p.Add(phrase, int32(i)); err != nil {
			t.Fatal(err)
		}
	}
	p.Ready()
	m := NewMemo(p.Lexicon())
	for range 2 { // the second time from memory
		for _, s := range []string{"", "the", "E2EE: encryption", "Encrypted; the clés of the Clé", "unlocking, unlockings", "Unlocking-unlockingunlocking and unlockingunlockingunlocking", "暗号化 the", strings.Repeat("word the chatcontrol ", 700)} {
			w, want := Split(s), Split(s)
			m.Classify(w)
			want.Classify(p.Lexicon())
			if !slices.Equal(w.Tokens, want.Tokens) {
				t.Errorf("%.30q: %v, want %v", s, w.Tokens, want.Tokens)
			}
		}
	}
}
