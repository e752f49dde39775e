package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

const (
	ruleSo       = "attribution/so"
	ruleIndirect = "attribution/indirect"
)

// soSays records what German tells with "so" and no verb: "Private Chats
// dürften nicht unter Verdacht stehen, so Overbeck weiter."
func (v *view) soSays(x text.Range) {
	for i := x.First + 1; i < x.Last-1; i++ {
		if v.form(i) != "so" || v.form(i-1) != "," || v.cues[i]&cueQuoted != 0 || v.cues[i-1]&cueEdge != 0 || i > 1 && v.cues[i-2]&cueEdge != 0 {
			continue
		}
		s := v.subjectAfter(verb{first: i, last: i + 1})
		switch s.kind {
		case aPerson, aBody, aRole, aFirm, anAgency, heShe:
		default:
			continue
		}
		if v.isPress(s) {
			continue
		}
		if s = v.resolve(s, i); s.kind == heShe {
			continue
		}
		v.attribute(claim{voice: s, first: x.First, last: x.Last, rule: ruleSo})
		return
	}
}

// indirect records a sentence in the German subjunctive of indirect speech that
// names nobody: it goes on with what the sentence before tells on somebody's
// authority.
func (v *view) indirect(x text.Range) {
	if v.Tokens[x.First].Is(text.Paragraph) || v.said(x) {
		return
	}
	mood := false
	for i := x.First; i < x.Last; i++ {
		if v.cues[i]&(cueQuoted|cueEdge|cueVerb) != 0 || v.form(i) == "ich" {
			return
		}
		mood = mood || subjunctive(v.form(i)) && !v.Tokens[i].Is(text.Capital) || v.Text(int(i)) == "hätten" || v.Text(int(i)) == "hätte" || i+1 < x.Last && v.subjunctiveAfter(i)
	}
	if !mood {
		return
	}
	n := v.sentence(x.First)
	for k := len(v.spoken) - 1; k >= 0; k-- {
		u := &v.spoken[k]
		if u.at >= x.First {
			continue
		}
		if v.sentence(u.at)+1 == n {
			y := u.voice
			y.first, y.last = x.First, x.First
			v.attribute(claim{voice: y, first: x.First, last: x.Last, rule: ruleIndirect})
		}
		return
	}
}

// subjunctiveAfter reads "er rechne", "man sehe": regular verbs show the mood
// only behind a pronoun.
func (v *view) subjunctiveAfter(i int32) bool {
	if f := v.form(i); f != "er" && f != "man" {
		return false
	}
	f := v.form(i + 1)
	if !v.plainWord(i+1) || len(f) < 4 || !strings.HasSuffix(f, "e") || strings.HasSuffix(f, "te") || v.in(i+1, determiners|prepositions|nobodies) {
		return false
	}
	switch f {
	case "keine", "alle", "viele", "ohne", "gerade", "lange", "gerne", "beide", "andere", "solche", "einige", "mehrere", "wurde":
		return false
	}
	return true
}

// viewOf records what Romance languages tell as somebody's view: "Pour la
// députée Morvan, le texte …". With a quotation in it that tells the source.
func (v *view) viewOf(x text.Range) {
	if !v.in(x.First, opinions) || v.who[x.First] != 0 || v.said(x) {
		return
	}
	hi := x.First + 1
	for hi < x.Last && hi-x.First < longestPhrase && !v.bounds(hi) {
		hi++
	}
	if hi >= x.Last || v.form(hi) != "," {
		return
	}
	s := v.sourceIn(x.First+1, hi)
	if s.kind == aPerson || s.kind == aRole && s.org != "" || s.kind == aBody && v.kindOf(s.org) != "" && v.kindOf(s.org) != "company" {
		v.attribute(claim{voice: v.resolve(s, x.First), first: x.First, last: x.Last, rule: ruleAccording})
	}
}

// said reports whether something is told of a sentence already.
func (v *view) said(x text.Range) bool {
	for k := len(v.spoken) - 1; k >= 0 && k > len(v.spoken)-12; k-- {
		if at := v.spoken[k].at; at >= x.First && at < x.Last {
			return true
		}
	}
	return false
}

// subjunctive reports whether a folded word is a form that German uses to tell
// what others say, and for little else.
func subjunctive(f string) bool {
	switch f {
	case "sei", "seien", "habe", "werde", "durfe", "konne", "musse", "solle", "wolle", "gebe", "gehe", "komme", "bleibe", "brauche", "wisse", "liege", "stehe", "handle", "handele", "lasse", "spiele", "halte", "sehe", "mache", "nehme", "bestehe", "bedeute",
		"fasse", "erhalte", "enthalte", "biete", "bringe", "fordere", "fuhre", "gelte", "heisse", "helfe", "kenne", "lese", "leiste", "liefere", "nutze", "prufe", "rechne", "sage", "schaffe", "schutze", "setze", "sorge", "suche", "trage", "treffe", "treibe", "verfuge", "verlange", "verliere", "verstehe", "verstosse", "zeige", "ziehe", "zwinge", "betreffe", "betrage", "ermogliche", "erlaube", "erfordere", "fehle", "drohe", "diene", "entstehe", "entscheide", "ergebe", "koste", "laufe", "lebe", "arbeite", "belege", "beweise", "erkenne", "erreiche", "gehore", "hange", "verhindere", "verschlussele", "verzichte", "wachse", "wirke":

		return true
	}
	return false
}
