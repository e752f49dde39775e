package enrich

import "cipherdesk/internal/text"

// origins gives the figures from first on the maker that the sentence behind
// theirs names: "Both figures come from the agency", "Those counts are the
// agency's, not mine". Who stated them only passed them on.
func (c *counter) origins(first int) {
	asked, who := -1, "" // the sentence behind which one was read last, and whom that names
	for i := first; i < len(c.found); i++ {
		x := &c.found[i]
		number := c.field.sentence(x.quantity.first)
		if number+1 >= len(c.Sentences) {
			return
		}
		if number != asked {
			asked, who = number, ""
			if next := c.Sentences[number+1]; c.paragraph(next.First) == c.paragraph(x.quantity.first) {
				who = c.origin(next)
			}
		}
		if who != "" && who != x.Estimator {
			x.Estimator, x.Conduit = who, x.Estimator
		}
	}
}

// origin names whom a sentence gives the figures before it to.
func (c *counter) origin(s text.Range) string {
	const subject = 4 // tokens in which the sentence says that it is about figures
	about := int32(0)
	for i := s.First; i < min(s.First+subject, s.Last) && about == 0; i++ {
		if f := c.form(i); numberNoun(f) || numbersNoun(f) {
			about = i + 1
		}
	}
	if about == 0 || !c.in(s.First, determiners) && !pointsBack(c.form(s.First)) {
		return ""
	}
	for i := about; i < min(about+nounWindow, s.Last); i++ {
		if _, last := c.word(i, isOrigin); last > i {
			return c.named(c.bodyAt(last, s.Last))
		}
		m := c.mentionAt(i)
		if m != nil && m.first > about && m.last < s.Last && (c.Tokens[m.last].Is(text.Possessive) || c.form(m.last) == "'") && copulaWord(c.form(m.first-1)) {
			return c.bodyName(m, true)
		}
	}
	return ""
}

// numbersNoun reports whether a folded word means several numbers.
func numbersNoun(f string) bool {
	switch f {
	case "figures", "numbers", "counts", "totals", "statistics", "data", "estimate", "estimates", "zahlen", "angaben", "daten", "chiffres", "donnees", "cifras", "datos", "cifre", "dati", "dato", "cijfers", "gegevens", "siffrorna", "tallene", "numeros", "dados", "liczby", "dane":
		return true
	}
	return false
}

// pointsBack reports whether a folded word opens a sentence about what was said
// before, and is no determiner.
func pointsBack(f string) bool {
	switch f {
	case "both", "beide", "beiden", "ambas", "ambos", "entrambe", "entrambi":
		return true
	}
	return false
}
