package event

import (
	"math"
	"strconv"
	"strings"

	"cipherdesk/internal/text"
)

// number reads the number at token i: a day of a month, or a figure with its
// magnitude. Years and everyday numbers say nothing.
func (r *reader) number(i int) {
	w := &r.words
	v, ok := numeral(w.Fold(i))
	if !ok {
		return
	}
	t := mention{first: int32(i), last: int32(i + 1), name: true}
	if month, at := r.monthBeside(i); month > 0 && v >= 1 && v <= 31 && v == math.Trunc(v) {
		t.term = dayTerm(month, int(v))
		t.first, t.last = min(t.first, int32(at)), max(t.last, int32(at+1))
		r.found = append(r.found, t)
		return
	}
	next := ""
	if i+1 < len(w.Tokens) && (w.Tokens[i+1].End-w.Tokens[i+1].Start > 1 || w.Tokens[i+1].Is(text.Joined)) {
		next = w.Fold(i + 1) // "16.8m" is millions, "10 m" is not
	}
	scale := scaleOf(next)
	if scale > 0 {
		v, t.last = v*scale, int32(i+2)
	}
	share := isPercent(next)
	if scale > 0 || share || telling(v) {
		t.term = figureTerm(v, share)
		r.found = append(r.found, t)
	}
}

func dayTerm(month, day int) term { return newTerm(isDay, strconv.Itoa(month)+"-"+strconv.Itoa(day)) }

// figureTerm tells 70 from 70 percent.
func figureTerm(v float64, share bool) term {
	key := strconv.FormatFloat(v, 'g', 6, 64)
	switch {
	case share:
		return newTerm(isCount, key+"%")
	case v < 1000:
		return newTerm(isCount, key)
	}
	return newTerm(isFigure, key)
}

// telling leaves out numbers that any two articles might share: small ones,
// round ones, ages and years.
func telling(v float64) bool {
	if v < 13 || v >= 1900 && v <= 2100 && v == math.Trunc(v) {
		return false
	}
	switch v {
	case 14, 15, 16, 18, 20, 24, 30, 50, 100, 1000:
		return false
	}
	return true
}

// numeral reads digits with the separators of any country: one before exactly
// three last digits, or one that repeats, parts thousands.
func numeral(s string) (float64, bool) {
	point := strings.LastIndexAny(s, ".,")
	if point >= 0 && (len(s)-point-1 == 3 && s[0] != '0' || strings.Count(s, s[point:point+1]) > 1) {
		point = -1
	}
	digits := make([]byte, 0, 16)
	for i := range len(s) {
		switch c := s[i]; {
		case len(digits) == cap(digits):
			return 0, false
		case c >= '0' && c <= '9':
			digits = append(digits, c)
		case i == point:
			digits = append(digits, '.')
		case c != '.' && c != ',':
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(string(digits), 64)
	return v, err == nil
}

func isPercent(word string) bool {
	switch word {
	case "%", "percent", "per", "pc", "prozent", "procent", "prosent", "pour", "por":
		return true
	}
	return false
}

func scaleOf(word string) float64 {
	switch word {
	case "thousand", "k", "tausend", "duizend", "tusind", "tusen":
		return 1e3
	case "million", "millions", "m", "mn", "mln", "mio", "millionen", "miljoen", "millones", "millon", "milioni", "milione",
		"miljoner", "millioner", "milhoes", "milion", "milionow", "mill":
		return 1e6
	case "billion", "billions", "bn", "milliarden", "milliarde", "mrd", "miljard", "milliards", "milliard", "miliardi",
		"miliardo", "miljarder", "milliarder", "bilhoes":
		return 1e9
	}
	return 0
}

// monthBeside is the month named before or after token i and its token; 0 when
// none is.
func (r *reader) monthBeside(i int) (month, at int) {
	w := &r.words
	for _, j := range [...]int{i - 1, i + 1, i + 2} {
		if j < 0 || j >= len(w.Tokens) || w.Tokens[j].Kind != text.Word {
			continue
		}
		if m := monthOf(w.Fold(j)); m > 0 {
			return m, j
		}
	}
	return 0, 0
}

func monthOf(word string) int { return monthNumbers[word] }

// monthNumbers is the month of each name, 1 to 12.
var monthNumbers = func() map[string]int {
	out := map[string]int{}
	for i, names := range months {
		for _, name := range names {
			out[name] = i + 1
		}
	}
	return out
}()

// months in the languages of the field, folded.
var months = [12][]string{
	{"january", "jan", "januar", "janvier", "enero", "gennaio", "januari", "janeiro", "stycznia"},
	{"february", "feb", "februar", "fevrier", "febrero", "febbraio", "februari", "fevereiro", "lutego"},
	{"march", "mar", "marz", "mars", "marzo", "maart", "marts", "marco", "marca"},
	{"april", "apr", "avril", "abril", "aprile", "kwietnia"},
	{"may", "mai", "mayo", "maggio", "mei", "maj", "maio", "maja"},
	{"june", "jun", "juni", "juin", "junio", "giugno", "junho", "czerwca"},
	{"july", "jul", "juli", "juillet", "julio", "luglio", "julho", "lipca"},
	{"august", "aug", "aout", "agosto", "augustus", "augusti", "sierpnia"},
	{"september", "sep", "sept", "septembre", "septiembre", "settembre", "setembro", "wrzesnia"},
	{"october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "outubro", "pazdziernika"},
	{"november", "nov", "novembre", "noviembre", "novembro", "listopada"},
	{"december", "dec", "dezember", "dez", "decembre", "diciembre", "dicembre", "dezembro", "grudnia", "desember"},
}
