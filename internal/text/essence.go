package text

import "strings"

// Essence is what remains of a text when everything is taken away that changes
// without anybody editing it: white space and typography, case and accents,
// "5 minutes ago", counters of comments and views, and the short lines after
// the last sentence. Two texts of one essence differ in nothing that a reader
// was meant to notice. It takes time linear in the text.
func Essence(s string) string {
	w := Split(s)
	last := len(w.Paragraphs)
	for last > 1 && w.trails(w.Paragraphs[last-1]) {
		last--
	}
	var b strings.Builder
	b.Grow(len(w.Folded))
	for _, p := range w.Paragraphs[:last] {
		if !w.counts(p) {
			w.appendEssence(&b, p)
		}
	}
	return b.String()
}

func (w *Words) appendEssence(b *strings.Builder, p Range) {
	for i := int(p.First); i < int(p.Last); {
		if n := w.ago(i, int(p.Last)); n > 0 {
			i += n
			continue
		}
		b.WriteString(w.Fold(i))
		b.WriteByte(' ')
		i++
	}
	b.WriteByte('\n')
}

// shortLine is the number of words up to which a line is no sentence of an
// article.
const shortLine = 8

// trails reports a short line without a number that ends like no sentence: what
// stands behind an article's last sentence is its page's, not its author's.
func (w *Words) trails(p Range) bool {
	words := 0
	for i := p.First; i < p.Last; i++ {
		switch w.Tokens[i].Kind {
		case Number:
			return false
		case Word, Glyph:
			words++
		}
	}
	return words <= shortLine && !strings.ContainsAny(w.Fold(int(p.Last)-1), `.!?"')`)
}

// counted are the things whose number grows by itself, folded, in the languages
// of this desk.
var counted = set(`comment comments share shares view views like likes reply replies reaction reactions read reads reader readers
	subscriber subscribers follower followers kommentar kommentare aufrufe leser teilen commentaire commentaires partages vues lecteurs
	comentario comentarios compartir vistas reacties reactie gedeeld commenti commento condivisioni visualizzazioni partilhas kommentarer`)

// counts reports a short line that is nothing but a counter.
func (w *Words) counts(p Range) bool {
	if p.Len() > shortLine {
		return false
	}
	number, thing := false, false
	for i := int(p.First); i < int(p.Last); i++ {
		number = number || w.Tokens[i].Kind == Number
		thing = thing || counted[w.Fold(i)]
	}
	return number && thing
}

// Parts of a time that is told from now, folded.
var (
	spans = set(`s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days week weeks month months year years
		sekunde sekunden minuten stunde stunden tag tagen tage woche wochen monat monaten monate jahr jahren heure heures jour jours semaine
		semaines mois segundo segundos minuto minutos hora horas dia dias semana semanas mes meses seconde secondes uur uren dagen weken
		maanden maand dag week minuti ora ore giorno giorni settimana settimane mese mesi minut minutter timer dage timmar dagar`)
	behind = set("ago earlier geleden fa sedan siden")
	few    = set("a an one ein einem einer eine un une una uno een en et")
)

// ago returns how many tokens from i on tell a time from now, 0 when they do
// not: "5 minutes ago", "an hour ago", "vor 5 Minuten", "il y a 5 minutes".
func (w *Words) ago(i, last int) int {
	led := w.since(i, last)
	at := i + led
	switch {
	case !w.amount(at, last):
		return 0
	case at+2 < last && behind[w.Fold(at+2)]:
		return led + 3
	case led > 0:
		return led + 2
	}
	return 0
}

// since is the length of the words that come before the number in some
// languages.
func (w *Words) since(i, last int) int {
	switch w.Fold(i) {
	case "vor", "hace":
		return 1
	case "il":
		if i+2 < last && w.Fold(i+1) == "y" && w.Fold(i+2) == "a" {
			return 3
		}
	}
	return 0
}

// amount reports that token at begins a number and a unit of time.
func (w *Words) amount(at, last int) bool {
	return at+1 < last && (w.Tokens[at].Kind == Number || few[w.Fold(at)]) && spans[w.Fold(at+1)]
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
