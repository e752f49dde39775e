package mail

import (
	"bytes"
	"mime"
	netmail "net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/hostile"
)

// pieces end headers, parts and letters, or begin others.
var pieces = hostile.Pieces("Bcc: evil@example.org|Content-Type: text/html|\r\n\r\n<script>|From |.|..|\r\n.\r\n|--|--=_|boundary|=?utf-8?q?x?=|=?utf-8?b?eA==?=|=?|?=|=|=3D|=\r\n|<|>|,|;|:|(|)|\"|\\|@|a@b.example|%0d%0aBcc:|&|?|word|a long word and others |é|日本語|א|💬",
	" ", "\n", "\r", "\r\n", "\r\n ", "\t", "\v", "\x00", "\x01", "\x7f", "\u0085", "\u00a0", "\u2028", "\u202e", "\ufeff", "\xff", "\xe2\x80", "\xed\xa0\x80")

func TestAnyMixtureIsOneLetter(t *testing.T) {
	allowed := []string{"Archived-At", "Auto-Submitted", "Content-Language", "Content-Type", "Content-Transfer-Encoding", "Date", "From", "List-Id", "List-Unsubscribe", "Message-Id", "Mime-Version", "Subject", "To", "User-Agent", "X-Mailer"}
	hostile.Each(t, 1_000, pieces, func(m *hostile.Mix) {
		l := Letter{From: "Desk <desk@example.org>", To: "reader@example.net", Subject: m.Text(8), Date: time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC), ID: "abc.day", List: "day",
			ListName: m.Text(8), Host: "desk.example", Archive: "https://desk.example/search?q=" + url.QueryEscape(m.Text(4)), Text: m.Text(20), HTML: hostile.Pick(m, "", m.Text(20))}
		msg, err := l.message()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := msg.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(b.String(), "\r\n") {
			if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > '~' || r < ' ' && r != '\t' }) {
				t.Errorf("RFC 5322 §2.1: %q", line)
			}
		}
		read, err := netmail.ReadMessage(&b)
		if err != nil {
			t.Fatal(err)
		}
		for name, values := range read.Header {
			if !slices.Contains(allowed, name) || len(values) != 1 {
				t.Errorf("%s: %q", name, values)
			}
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
		if same := strings.NewReplacer(" ", ""); err != nil || same.Replace(subject) != same.Replace(line(l.Subject)) {
			t.Errorf("subject %q, %v; want %q", subject, err, line(l.Subject))
		}
	})
}
