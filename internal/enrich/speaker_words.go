package enrich

import "cipherdesk/internal/text"

// The closed classes of words that bound a noun phrase, in six languages.
// They are read at a verb of saying only, so a switch is all they need.

// determiner reports whether a folded word is an article, a possessive or a
// pointing word.
func determiner(f string) bool {
	switch f {
	case "the", "a", "an", "its", "his", "her", "their", "our", "this", "that", "these", "those", "some", "one", "another",
		"der", "die", "das", "dem", "den", "des", "ein", "eine", "einer", "einem", "eines", "ihr", "ihre", "sein", "seine", "diese", "dieser",
		"le", "la", "les", "l", "un", "une", "cette", "ce", "ces", "son", "sa", "ses", "leur", "leurs", "cet",
		"el", "los", "las", "una", "su", "sus", "esta", "este", "lo",
		"de", "het", "een", "zijn", "haar", "hun", "deze", "dit", "zo",
		"il", "i", "gli", "uno", "suo", "sua", "loro", "questa", "questo", "al", "alla", "all":
		return true
	}
	return false
}

// preposition reports whether a folded word ends the head of a phrase.
func preposition(f string) bool {
	switch f {
	case "par", "door", "of", "at", "for", "from", "with", "by", "in", "on", "to", "into", "behind", "inside", "against", "across", "about", "as", "under", "within", "without", "despite", "among", "between", "beyond", "unlike", "amid", "during", "until", "ahead",
		"von", "vom", "bei", "beim", "fur", "aus", "auf", "nach", "vor", "seit", "gegen", "der", "des", "im", "am", "zu", "zum", "zur", "mit", "uber", "gegenuber",
		"de", "du", "d", "chez", "pour", "dans", "a", "au", "aux", "contre",
		"del", "en", "para", "con", "por", "contra",
		"van", "bij", "voor", "uit", "met", "op", "tegen", "aan",
		"di", "della", "dell", "dello", "dei", "degli", "delle", "da", "dal", "per", "presso", "nel":
		return true
	}
	return false
}

// auxiliary reports whether a folded word may stand between a subject and its
// verb of saying.
func auxiliary(f string) bool {
	switch f {
	case "has", "had", "have", "also", "then", "later", "once", "again", "today", "yesterday", "still", "now", "too", "even", "ever", "just",
		"long", "often", "since", "would", "will", "could", "did", "does", "do", "recently", "previously", "repeatedly", "earlier", "himself", "herself", "itself", "themselves", "can", "may", "might", "must", "should", "longer",
		"hat", "haben", "hatte", "hatten", "habe", "auch", "dann", "zudem", "ausserdem", "jetzt", "bereits", "am", "gestern", "heute",
		"avait", "ont", "avaient", "aussi", "t", "s", "ainsi", "deja",
		"ha", "han", "habia", "habian", "tambien", "ya", "hoy", "ayer",
		"heeft", "hebben", "ook", "nog", "al",
		"hanno", "aveva", "anche", "gia":
		return true
	}
	return len(f) > 4 && f[len(f)-2:] == "ly"
}

// clauseWord reports whether a folded word begins a clause or another phrase.
func clauseWord(f string) bool {
	switch f {
	case "that", "which", "who", "whom", "whose", "but", "and", "or", "while", "as", "because", "although", "though", "if", "when", "whether", "where", "what", "how", "why", "after", "before", "than", "is", "are", "was", "were", "be", "been",
		"dass", "weil", "wahrend", "ob", "wenn", "als", "wie", "und", "oder", "aber", "doch", "sondern", "wo", "ist", "sind", "soll", "wird",
		"que", "qui", "mais", "et", "ou", "quand", "comme", "car", "lorsque", "est",
		"y", "e", "pero", "o", "sino", "quien", "cuando", "como", "aunque", "es",
		"dat", "omdat", "terwijl", "maar", "toen", "want",
		"che", "ma", "ed", "mentre", "quando", "come", "se", "chi":
		return true
	}
	return false
}

// joint reports whether a folded word joins a second verb to the same subject.
func joint(f string) bool {
	switch f {
	case "and", "but", "or", "und", "aber", "et", "mais", "y", "pero", "e", "ed", "ma", "en", "maar":
		return true
	}
	return false
}

// negation reports whether a folded word denies the verb beside it.
func negation(f string) bool {
	switch f {
	case "not", "never", "n't", "cannot", "nicht", "nie", "kein", "keine", "pas", "jamais", "no", "nunca", "niet", "nooit", "geen", "non", "mai", "without", "declined", "refused", "unclear":
		return true
	}
	return false
}

// passive reports whether a folded word makes the participle behind it one of
// a hearer, not of a speaker: "was told", "is said to".
func passive(f string) bool {
	switch f {
	case "is", "are", "was", "were", "be", "been", "being", "wird", "wurde", "werden", "wurden", "worden", "est", "sont", "ete", "etait",
		"es", "son", "fue", "fueron", "sido", "ser", "word", "wordt", "werd", "viene", "stato", "stata", "stati", "essere":
		return true
	}
	return false
}

// pronounAt returns which kind of voice token i stands for: a pronoun, or the
// "il" behind a French verb, which otherwise is nobody.
func (v *view) pronounAt(i int32) voiceKind {
	f := v.form(i)
	if f == "il" && i > 0 && v.Tokens[i].Is(text.Joined) && v.form(i-1) == "-" {
		return heShe
	}
	return pronoun(f)
}

// pronoun returns which kind of voice a personal pronoun is.
func pronoun(f string) voiceKind {
	switch f {
	case "sie", "he", "she", "him", "er", "ihm", "elle", "hij", "zij", "hem", "lui", "lei", "ella":
		return heShe
	case "it":
		return itself
	case "they", "ils", "elles", "ellos", "ellas", "essi", "those":
		return theThey
	}
	return nobody
}

// pronounGender tells the gender of a pronoun where it has one.
func pronounGender(f string) cue {
	switch f {
	case "she", "elle", "zij", "lei", "ella":
		return cueFemale
	case "he", "him", "er", "ihm", "hij", "hem", "lui", "il":
		return cueMale
	}
	return 0
}

// unnamed reports whether a folded word stands for somebody of those named
// before.
func unnamed(f string) bool {
	switch f {
	case "two", "three", "four", "both", "several", "many", "most", "few", "one", "another", "some", "eine", "einer", "uno", "una", "un", "een", "others":
		return true
	}
	return false
}

// anybody reports whether a folded word names no source, whoever it is.
func anybody(f string) bool {
	switch f {
	case "you", "we", "i", "there", "here", "nobody", "everyone", "everybody", "someone", "somebody", "anyone", "people", "what", "let", "please", "none", "neither", "nothing", "something", "everything", "this", "that", "which", "who", "these", "those", "wir", "ich", "man", "nous", "on", "je", "noi", "io", "ik", "men", "yesterday", "today", "tomorrow", "apart", "can", "could", "will", "would", "should", "may", "might", "do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "how", "why", "when", "where", "if", "given", "once", "since", "while", "although", "despite", "during", "ademas", "ayer", "luego", "entonces", "tambien", "asi", "hier", "ensuite", "puis", "enfin", "ainsi", "aussi", "pourtant", "cependant", "ieri", "poi", "inoltre", "infine", "oggi", "intanto", "hoy", "mientras", "moins", "plus", "mas", "menos", "segun", "selon", "secondo", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "half", "last", "next", "first":
		return true
	}
	return false
}

// skipped reports whether a folded word before a noun phrase says nothing of
// who speaks.
func skipped(f string) bool {
	switch f {
	case "however", "meanwhile", "so", "as", "wie", "comme", "como", "come", "zoals", "zo", "asi", "cosi", "also", "today", "yesterday", "now", "then", "only", "even", "here", "there", "dazu", "dabei", "nun", "und", "and", "but":
		return true
	}
	return determiner(f)
}
