package cite

import (
	"testing"

	"cipherdesk/internal/hostile"
)

// pieces end fields and records, or start others.
var pieces = hostile.Pieces("{|}|{}|}}|\\|\\\\|\\{|\\}|\\textbackslash{}|\\textasciitilde{}|~|^|$|&|#|_|%|\"|'|`|@|@online{x,|@comment|@string{a = {b}}|,|, |=|author = {|title = {x}| and |and|ER  - |TY  - |TI  - |AU  - x|A  - |\\input{x}|\\url|--|---|<|>|</script>|\\u0000|null|https://a.example/|http://[|?x=1&y=2|%7B|%|a|Word|É|日本|א|💬",
	" ", "  ", "\n", "\r\n", "\r", "\n}\n", "\t", "\v", "\f", "\x00", "\x01", "\x7f", "\u0085", "\u00a0", "\u2028", "\u2029", "\u202e", "\ufeff", "\ufffd", "\xff", "\xe2\x80", "\xed\xa0\x80")

func TestAnyMixtureStaysInItsField(t *testing.T) {
	hostile.Each(t, 800, pieces, func(m *hostile.Mix) { checkForms(t, m.Text(10), m.Text(10), m.Text(10)) })
}
