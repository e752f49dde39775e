package markup

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestPlainText(t *testing.T) {
	for _, c := range []struct{ why, in, want string }{
		{"nothing", "", ""},
		{"words", "plain words", "plain words"},
		{"space", "  a\n\n\tb\u00a0c \u2003 d  ", "a b c d"},
		{"entities, once", "R&amp;D &lt;b&gt; &amp;amp; &eacute;&#8217;", "R&D <b> &amp; é’"},
		{"entities beside tags, once", "<b>R&amp;D</b> &amp;lt;", "R&D &lt;"},
		{"a sign that begins no tag", "1 < 2 and 3 > 2", "1 < 2 and 3 > 2"},
		{"inline", "en<b>cryp</b>tion <i>now</i>", "encryption now"},
		{"blocks", "<p>one</p><p>two</p><div>three</div>four", "one\n\ntwo\n\nthree\n\nfour"},
		{"a line break is a space", "one<br>two", "one two"},
		{"two are a paragraph", "one<br><br/>two<br> <br><br>three", "one\n\ntwo\n\nthree"},
		{"lists", "<ul><li>one<li>two</ul>", "one\n\ntwo"},
		{"tables", "<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"},
		{"code", "a<script>x<y</script><style>p{}</style><title>t</title>b", "ab"},
		{"code that never ends", "a<script>b", "a"},
		{"comments", "a<!-- b -->c", "ac"},
		{"unfinished tag", "a <b", "a"},
		{"control characters", "a\x00b\x07c", "a b c"},
		{"not UTF-8", "a\xffb", "a\uFFFDb"},
	} {
		if got := PlainText(c.in); got != c.want {
			t.Errorf("%s: PlainText(%q) = %q, want %q", c.why, c.in, got, c.want)
		}
	}
}

func TestPlainTextIsCollapsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{" ", "\n", "<p>", "</p>", "<br>", "a", "&nbsp;", "é", "\xe9", "<td>", "&lt;"})).Draw(t, "in"), "")
		got := PlainText(in)
		if !utf8.ValidString(got) || strings.TrimSpace(got) != got || strings.Contains(strings.ReplaceAll(got, "\n\n", "|"), "\n") ||
			strings.Contains(got, "  ") || strings.Contains(got, "\n\n\n") || strings.Contains(got, " \n") || strings.Contains(got, "\n ") {
			t.Errorf("PlainText(%q) = %q", in, got)
		}
	})
}
