package store

import "bytes"

// stemEnglish is the algorithm of M. F. Porter, "An algorithm for suffix
// stripping", Program 14(3), 1980: it joins letter and letters, encrypt,
// encrypted and encryption. The word is in lower case; the steps bear the
// paper's numbers.
func stemEnglish(word []byte) []byte {
	if len(word) <= 2 {
		return word
	}
	w := step1c(step1b(step1a(bytes.Clone(word))))
	w = swap(w, step2, 0)
	w = swap(w, step3, 0)
	w = swap(w, step4, 1)
	return step5(w)
}

// swapping is a suffix and what takes its place.
type swapping struct{ from, to string }

// Of each table the longest suffix that a word has counts, so those that end
// in another one stand before it.
var (
	step2 = []swapping{
		{"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"}, {"abli", "able"}, {"alli", "al"},
		{"entli", "ent"}, {"ousli", "ous"}, {"eli", "e"}, {"ization", "ize"}, {"ation", "ate"}, {"ator", "ate"}, {"alism", "al"},
		{"iveness", "ive"}, {"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"}, {"iviti", "ive"}, {"biliti", "ble"},
	}
	step3 = []swapping{
		{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"}, {"ical", "ic"}, {"ful", ""}, {"ness", ""},
	}
	step4 = []swapping{
		{"al", ""}, {"ance", ""}, {"ence", ""}, {"er", ""}, {"ic", ""}, {"able", ""}, {"ible", ""}, {"ant", ""}, {"ement", ""}, {"ment", ""},
		{"ent", ""}, {"sion", "s"}, {"tion", "t"}, {"ou", ""}, {"ism", ""}, {"ate", ""}, {"iti", ""}, {"ous", ""}, {"ive", ""}, {"ize", ""},
	}
)

// swap replaces the first suffix of the table that the word has, when what
// stays before it measures more than least.
func swap(w []byte, table []swapping, least int) []byte {
	for _, s := range table {
		if !bytes.HasSuffix(w, []byte(s.from)) {
			continue
		}
		kept := len(w) - len(s.from)
		if measure(append(w[:kept:kept], s.to[:commonPrefix(s)]...)) > least {
			return append(w[:kept], s.to...)
		}
		return w
	}
	return w
}

// commonPrefix is what a suffix and its replacement share where the paper puts
// it into the condition: the s and t of (s)ion and (t)ion.
func commonPrefix(s swapping) int {
	if s.from == "sion" || s.from == "tion" {
		return 1
	}
	return 0
}

func step1a(w []byte) []byte {
	switch {
	case bytes.HasSuffix(w, []byte("sses")), bytes.HasSuffix(w, []byte("ies")):
		return w[:len(w)-2]
	case bytes.HasSuffix(w, []byte("ss")):
		return w
	}
	return bytes.TrimSuffix(w, []byte("s"))
}

func step1b(w []byte) []byte {
	if stem, ok := bytes.CutSuffix(w, []byte("eed")); ok {
		if measure(stem) > 0 {
			return w[:len(w)-1]
		}
		return w
	}
	stem, ok := bytes.CutSuffix(w, []byte("ed"))
	if !ok {
		stem, ok = bytes.CutSuffix(w, []byte("ing"))
	}
	if !ok || !hasVowel(stem) {
		return w
	}
	n := len(stem)
	switch {
	case bytes.HasSuffix(stem, []byte("at")), bytes.HasSuffix(stem, []byte("bl")), bytes.HasSuffix(stem, []byte("iz")):
		return append(stem, 'e')
	case doubled(stem) && stem[n-1] != 'l' && stem[n-1] != 's' && stem[n-1] != 'z':
		return stem[:n-1]
	case measure(stem) == 1 && shortEnd(stem):
		return append(stem, 'e')
	}
	return stem
}

func step1c(w []byte) []byte {
	if n := len(w); w[n-1] == 'y' && hasVowel(w[:n-1]) {
		w[n-1] = 'i'
	}
	return w
}

func step5(w []byte) []byte {
	if stem, ok := bytes.CutSuffix(w, []byte("e")); ok {
		if m := measure(stem); m > 1 || m == 1 && !shortEnd(stem) {
			w = stem
		}
	}
	if n := len(w); measure(w) > 1 && doubled(w) && w[n-1] == 'l' {
		w = w[:n-1]
	}
	return w
}

// consonant reports whether the letter at i is one; y is after a vowel and at
// the start.
func consonant(w []byte, i int) bool {
	switch w[i] {
	case 'a', 'e', 'i', 'o', 'u':
		return false
	case 'y':
		return i == 0 || !consonant(w, i-1)
	}
	return true
}

// measure counts the times that a consonant follows a vowel.
func measure(w []byte) (m int) {
	vowel := false
	for i := range w {
		c := consonant(w, i)
		if c && vowel {
			m++
		}
		vowel = !c
	}
	return m
}

func hasVowel(w []byte) bool {
	for i := range w {
		if !consonant(w, i) {
			return true
		}
	}
	return false
}

// doubled reports whether a word ends in the same consonant twice.
func doubled(w []byte) bool {
	n := len(w)
	return n > 1 && w[n-1] == w[n-2] && consonant(w, n-1)
}

// shortEnd reports whether a word ends in consonant, vowel, consonant, the
// last not w, x or y.
func shortEnd(w []byte) bool {
	n := len(w)
	if n < 3 || !consonant(w, n-3) || consonant(w, n-2) || !consonant(w, n-1) {
		return false
	}
	return w[n-1] != 'w' && w[n-1] != 'x' && w[n-1] != 'y'
}
