package meaning

import (
	"testing"

	"cipherdesk/internal/hostile"
)

// pieces are what versions of a text differ in, beside what stays.
var pieces = hostile.Pieces("said Eleanor Voss, its director.|said|told the BBC|according to|Ministers said on Monday that|The National Crime Agency estimates that|the Harbour Foundation|Voss|Eleanor Voss|she|47 groups|49 groups|more than 2,500 arrests in 2018|about 2,300|2,500|12 million reports|13 million|70%|70 per cent|one in three|£47|between 10 and 20|nearly|half|up to|first reported by Reuters|Reuters|Financial Times|“One”|“We have asked for a meeting and nobody has answered us,”|“|”|\"|'|’|«|»|"+
	"Correction:|An earlier version said|Updated 6 March|encryption|reports|children|.|,|?|—|-|(|)|>|•|1|0|%|$|日本語|端到端加密|£|é|İ|ﬁ|１２|٣|½|💬", "\n", "\n\n", "\n> ", " ", "\u00a0", "\u00ad", "\u200b", "\u202e", "\ufeff", "\x00", "\xff", "\xe2\x80")

func TestAnyMixtureIsCompared(t *testing.T) {
	check := between(t)
	hostile.Each(t, 400, pieces, func(m *hostile.Mix) {
		head, was, now := m.Words(12), m.Words(20), m.Words(20)
		check(t, was, now)
		check(t, head+was, head+now)
	})
}
