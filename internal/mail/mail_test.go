package mail_test

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	. "cipherdesk/internal/mail"
	"cipherdesk/internal/mail/mailtest"
)

func letter() Letter {
	return Letter{From: "Désk <desk@example.org>", To: "reader@example.net", Subject: "Cipherdesk, Thursday: “97 charities”\r\nBcc: evil@example.org", Date: time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC),
		ID: "abc.day.2026-03-12", List: "day", ListName: `Cipherdesk "daily" édition`, Host: "desk.example", Archive: "https://desk.example/day/2026-03-12", Unsubscribe: "stop@example.org",
		Text: "Žluťoučký — line\n.\n.dot at the start\n" + strings.Repeat("long ", 400) + "\n", HTML: "<!doctype html><p>Žluťoučký"}
}

func send(s *mailtest.Server, l Letter) (Outcome, error) {
	security := s.Encrypt
	if security == "" {
		security = "none"
	}
	return Server{Host: s.Host, Port: s.Port, TLS: security, Username: s.Username, Password: s.Password, Roots: s.Roots}.Send(context.Background(), l)
}

func TestLetterIsWhatTheStandardsWant(t *testing.T) {
	s := mailtest.Start(t, &mailtest.Server{})
	if got, err := send(s, letter()); got != Taken || err != nil {
		t.Fatal(got, err)
	}
	raw := s.Letters()[0]
	for line := range strings.SplitSeq(raw.Data, "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n") || strings.IndexFunc(line, func(r rune) bool { return r > '~' }) >= 0 {
			t.Errorf("RFC 5322 §2.1: %q", line)
		}
	}
	m, err := mail.ReadMessage(strings.NewReader(raw.Data))
	if err != nil {
		t.Fatal(err)
	}
	if raw.From != "desk@example.org" || raw.To != "reader@example.net" || m.Header.Get("Bcc") != "" {
		t.Errorf("envelope %+v, Bcc %q", raw, m.Header.Get("Bcc"))
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "Cipherdesk, Thursday: “97 charities” Bcc: evil@example.org" {
		t.Errorf("subject %q, %v", subject, err)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || len(from) != 1 || from[0].Name != "Désk" {
		t.Errorf("from %v, %v", from, err)
	}
	for name, want := range map[string]string{"Message-Id": "<abc.day.2026-03-12@desk.example>", "List-Id": `"Cipherdesk daily dition" <day.cipherdesk.desk.example>`,
		"List-Unsubscribe": "<mailto:stop@example.org?subject=unsubscribe%20Cipherdesk%20%22daily%22%20%C3%A9dition>", "Auto-Submitted": "auto-generated",
		"Archived-At": "<https://desk.example/day/2026-03-12>", "Date": "Thu, 12 Mar 2026 08:00:00 +0000"} {
		if got := m.Header.Get(name); got != want || len(m.Header[name]) != 1 {
			t.Errorf("%s: %q", name, m.Header[name])
		}
	}
	media, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || media != "multipart/alternative" {
		t.Fatal(media, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []struct{ media, body string }{{"text/plain", letter().Text}, {"text/html", letter().HTML}} {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if got := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || strings.TrimSpace(got) != strings.TrimSpace(want.body) || !strings.HasPrefix(p.Header.Get("Content-Type"), want.media+"; charset=UTF-8") {
			t.Errorf("%v %s: %.100q", err, p.Header.Get("Content-Type"), got)
		}
	}
	if _, err := parts.NextRawPart(); err != io.EOF {
		t.Errorf("a third part: %v", err)
	}
}

func TestServersAreBelieved(t *testing.T) {
	answers := func(to, say string) func(string) string {
		return func(command string) string {
			if strings.HasPrefix(command, to) {
				return say
			}
			return ""
		}
	}
	for name, c := range map[string]struct {
		server *mailtest.Server
		want   Outcome
		taken  int
	}{
		"starttls":               {&mailtest.Server{Encrypt: "starttls", Username: "desk", Password: "secret"}, Taken, 1},
		"tls":                    {&mailtest.Server{Encrypt: "tls", Username: "desk", Password: "secret"}, Taken, 1},
		"login on loopback":      {&mailtest.Server{Username: "desk", Password: "secret"}, Taken, 1},
		"unknown recipient":      {&mailtest.Server{Answer: answers("RCPT", "550 5.1.1 nobody here")}, RefusedForGood, 0},
		"greylisting":            {&mailtest.Server{Answer: answers("RCPT", "451 4.7.1 later")}, RefusedForNow, 0},
		"full":                   {&mailtest.Server{Answer: answers(".", "452 4.3.1 full")}, RefusedForNow, 0},
		"unwanted":               {&mailtest.Server{Answer: answers(".", "554 5.7.1 spam")}, RefusedForGood, 0},
		"vanished at DATA":       {&mailtest.Server{Answer: answers("DATA", "drop")}, RefusedForNow, 0},
		"taken without a word":   {&mailtest.Server{Answer: answers(".", "drop")}, Unconfirmed, 1},
		"vanished at the end":    {&mailtest.Server{Answer: answers("QUIT", "drop")}, Taken, 1},
		"no RSET after the data": {&mailtest.Server{Answer: answers("RSET", "drop")}, Taken, 1},
		"not a mail server":      {&mailtest.Server{Answer: answers("EHLO", "drop")}, RefusedForNow, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := mailtest.Start(t, c.server)
			got, err := send(s, letter())
			if got != c.want || (err == nil) != (got == Taken) || len(s.Letters()) != c.taken {
				t.Errorf("%v, %v, %d taken", got, err, len(s.Letters()))
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is told: %v", err)
			}
			for _, l := range s.Letters() {
				if l.TLS != (c.server.Encrypt != "") {
					t.Errorf("encrypted: %v", l.TLS)
				}
			}
		})
	}
}

func TestNothingIsSentInTheOpen(t *testing.T) {
	plain := mailtest.Start(t, &mailtest.Server{Username: "desk", Password: "secret"})
	l := letter()
	for _, security := range []string{"starttls", "tls", ""} {
		got, err := Server{Host: plain.Host, Port: plain.Port, TLS: security, Username: "desk", Password: "secret", Roots: plain.Roots}.Send(context.Background(), l)
		if got != RefusedForNow || err == nil || len(plain.Letters()) > 0 {
			t.Errorf("%q: %v %v", security, got, err)
		}
	}
	unknown := mailtest.Start(t, &mailtest.Server{Encrypt: "starttls"})
	if got, err := (Server{Host: unknown.Host, Port: unknown.Port, TLS: "starttls"}).Send(context.Background(), l); got != RefusedForNow || err == nil || len(unknown.Letters()) > 0 {
		t.Errorf("a certificate that nobody vouches for: %v %v", got, err)
	}
	wrong := mailtest.Start(t, &mailtest.Server{Encrypt: "starttls", Username: "desk", Password: "secret"})
	got, err := Server{Host: wrong.Host, Port: wrong.Port, TLS: "starttls", Username: "desk", Password: "other-secret", Roots: wrong.Roots}.Send(context.Background(), l)
	if got == Taken || err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a wrong password: %v %v", got, err)
	}
}
