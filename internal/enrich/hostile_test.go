package enrich

import (
	"strings"
	"testing"

	"cipherdesk/internal/hostile"
)

// pieces are the words that findings turn on, with marks and characters that
// read unlike they look: none may lead a rule past the end of its text.
var pieces = strings.Split("said|told|says|according to|first reported|reported by|wrote|warned|who|which|that|of|in|by|the|a|an|its|per cent|percent|%|million|"+
	"billion|m|bn|k|thousand|half|two|twenty-one|third|one in three|from|to|up|down|since|between|and|or|more than|about|nearly|compared with|€|$|£|"+
	"16.8|2,500|1'234|12,5|2024|7|0|000|½|“|”|\"|‘|’|'|«|»|„|>|(|)|[|]|—|–|-|:|;|,|.|?|!|…|*|/|&|@|#|s|’s|'s|\u00ad|\u200b|\ufeff|\u00a0|\n|\n\n|\n> |\t|"+
	"Meta|Europol|NSPCC|Signal|WhatsApp|EU|U.S.|Mr|Dr.|Ms Jane Roe|John van der Doe|Minister|spokeswoman|charity|police|Financial Times|BBC|Reuters|the Guardian|"+
	"encryption|end-to-end|backdoor|chat control|Chatkontrolle|CSAM|reports|arrests|children|Online Safety Act|(EU) 2022/2065|COM(2022)209|Art. 8|open letter|"+
	"sagte|laut|selon|a déclaré|dijo|ha detto|sa|powiedział|prozent|Mio.|millones|Verschlüsselung|chiffrement|cifrado|端到端加密|表示|%增|шифрование|сказал|"+
	"updated|correction|amended|today|Monday|6 March 2026|last year|\xff|\xe2\x80|💬|ﬁ|İ|１２|٣|no|not|without", "|")

func TestAnyMixtureOfWordsIsRead(t *testing.T) {
	a := with(t, nil)
	hostile.Each(t, 3_000, pieces, func(m *hostile.Mix) {
		rev := Revision{Title: m.Words(12), Summary: m.Words(12), Text: m.Words(80), Language: hostile.Pick(m, "", "en", "de", "fr", "es", "zh", "xx")}
		checkFindings(t, rev, a.Analyse(rev))
	})
}
