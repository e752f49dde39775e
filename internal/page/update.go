package page

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// noticeOpeners begin a notice that the text was changed, folded.
var noticeOpeners = []string{
	"update", "updates", "updated", "correction", "corrections", "corrected", "clarification", "clarifications", "amendment", "retraction",
	"this article was updated", "this article was amended", "this article was corrected", "this article was changed", "this article has been updated",
	"this article has been amended", "this article has been corrected", "this article has been changed", "this story was updated",
	"this story has been updated", "this story was corrected", "this story has been corrected", "this post was updated", "this post has been updated",
	"this piece was updated", "this piece has been updated", "this page was updated", "this page has been updated", "this report has been updated",
	"this item was updated", "the article was updated", "the article has been updated", "the story has been updated", "an earlier version of this",
	"a previous version of this", "earlier versions of this", "editor s note", "editors note", "editor s note :", "note :",
	"korrektur", "berichtigung", "aktualisierung", "nachtrag", "anmerkung der redaktion", "hinweis der redaktion", "in einer fruheren version",
	"mise a jour", "correction :", "rectificatif", "precision :", "erratum", "note de la redaction", "cet article a ete mis a jour", "cet article a ete modifie",
	"correccion", "actualizacion", "rectificacion", "fe de errores", "fe de erratas", "nota de la redaccion", "aclaracion", "este articulo ha sido actualizado",
	"aggiornamento", "correzione", "errata corrige", "rettifica", "nota della redazione", "questo articolo e stato aggiornato",
	"correctie", "rectificatie", "aanvulling", "dit artikel is aangepast", "dit artikel is bijgewerkt", "dit artikel is geupdatet",
	"correcao", "atualizacao", "errata", "retificacao", "rattelse", "uppdatering", "rettelse", "opdatering", "oppdatering", "korjaus", "oikaisu", "sprostowanie", "aktualizacja", "oprava", "duzeltme", "обновление", "исправление",
}

// notice reports a block that says the text was changed, and how.
func notice(s string) bool {
	s = strings.TrimLeft(s, "*[(_~-–—•◦·›>\"“ \t")
	if !opensNotice(s) {
		return false
	}
	l := labelOf(s[:min(len(s), 120)])
	for _, o := range noticeOpeners {
		if !strings.HasPrefix(l, o) {
			continue
		}
		rest := l[len(o):]
		switch {
		case strings.Contains(o, " "), rest == "", strings.HasPrefix(rest, " :"):
			return rest == "" || rest[0] == ' '
		case rest[0] == ' ' && dateOpens(s, len(o)):
			return true // "Update (February 7, 2019 12:34 pm): …", "Updated 6 June: …"
		}
	}
	return false
}

// noticeWords are the first words of the openers.
var noticeWords = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, o := range noticeOpeners {
		first, _, _ := strings.Cut(o, " ")
		m[first] = true
	}
	return m
})

// opensNotice looks at the first word only: notices are seldom, paragraphs many.
func opensNotice(s string) bool {
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(s)
	}
	return end < 40 && noticeWords()[text.Fold(s[:end])]
}

// dateOpens reports that a date or a bracket follows the first word.
func dateOpens(s string, at int) bool {
	rest := strings.TrimLeft(s[min(at, len(s)):], " ,.#0123456789")
	if strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "[") {
		return true
	}
	m := moments(s[:min(len(s), 80)], locale{})
	return len(m) > 0 && m[0].start <= at+5
}

// updates lists the notices that the article itself prints, and the printed
// times of its last change.
func (p *page) updates(all []dated) []news.Update {
	var out []news.Update
	for _, i := range p.kept() {
		k := &p.blocks[i]
		if k.kind == row || k.quoted || !notice(k.text) || len(out) >= 20 {
			continue
		}
		u := news.Update{Words: k.text}
		for _, m := range moments(k.text, p.locale) {
			before := k.text[:m.start]
			if updated, said := saysUpdated(before); m.year != 0 && (updated || !said) {
				u.Time = m.claim(k.text[m.start:m.end], news.OriginText, p.o.Zone)
				break
			}
		}
		out = append(out, u)
	}
	for _, d := range all {
		if d.updated && d.Origin == news.OriginText && !slices.ContainsFunc(out, func(u news.Update) bool { return strings.Contains(u.Words, d.Raw) }) {
			out = append(out, news.Update{Time: d.Claim, Words: d.words})
		}
	}
	return out
}

// originals reads "The original article was published on February 6 at 12:23
// pm" in a notice. Its year may stand elsewhere in the text: a full date of the
// same day and month gives it; otherwise it stays unknown.
func (p *page) originals() []dated {
	var out []dated
	kept := p.kept()
	for _, i := range kept {
		k := &p.blocks[i]
		if !notice(k.text) {
			continue
		}
		from := 0
		for _, m := range moments(k.text, p.locale) {
			updated, said := saysUpdated(k.text[from:m.start])
			from = m.end
			if updated || !said || m.day == 0 {
				continue
			}
			if m.year == 0 {
				m.year = p.yearOf(m, kept)
			}
			if c := m.claim(k.text[m.start:m.end], news.OriginText, p.o.Zone); c.Known() {
				out = append(out, dated{Claim: c, source: "text", words: k.text})
			}
		}
	}
	return out
}

// yearOf finds the year of a day and month among the full dates of the text: 0
// when there is none, or more than one.
func (p *page) yearOf(m moment, kept []int) int {
	year := 0
	for _, i := range kept {
		for _, n := range moments(p.blocks[i].text, p.locale) {
			if n.year == 0 || n.swap || n.month != m.month || n.day != m.day {
				continue
			}
			if year != 0 && year != n.year {
				return 0
			}
			year = n.year
		}
	}
	return year
}
