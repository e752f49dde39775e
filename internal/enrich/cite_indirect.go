package enrich

import "cipherdesk/internal/text"

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
		mood = mood || subjunctive(v.form(i))
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

// said reports whether something is told of a sentence already.
func (v *view) said(x text.Range) bool {
	for k := len(v.spoken) - 1; k >= 0; k-- {
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
	case "sei", "seien", "habe", "werde", "durfe", "konne", "musse", "solle", "wolle", "gebe", "gehe", "komme", "bleibe", "brauche", "wisse", "liege", "stehe", "handle", "handele", "lasse", "spiele", "halte", "sehe", "mache", "nehme", "bestehe", "bedeute":
		return true
	}
	return false
}
