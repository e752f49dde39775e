package news

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// A server's validator is any bytes; what is kept of it is a text that gives the
// same bytes back.
func TestAnyBytesAreKept(t *testing.T) {
	for _, s := range []string{"", `W/"weak"`, `"é"`, "\"\xe9 \xff\"", "latin-1:", "latin-1:\xff", "\xed\xa0\x80"} {
		kept := Kept(s)
		if !utf8.ValidString(kept) || Given(kept) != s {
			t.Errorf("%+q is kept as %+q and given as %+q", s, kept, Given(kept))
		}
		b, err := json.Marshal(Validators{ETag: s, LastModified: s})
		var back Validators
		if err == nil {
			err = json.Unmarshal(b, &back)
		}
		if err != nil || back != (Validators{s, s}) {
			t.Errorf("%+q comes back as %+q, %v", s, back, err)
		}
	}
	var old Validators
	if err := json.Unmarshal([]byte(`{"ETag":"\"é\"","LastModified":"x"}`), &old); err != nil || old.ETag != `"é"` {
		t.Errorf("a state of before: %+q, %v", old, err)
	}
}
