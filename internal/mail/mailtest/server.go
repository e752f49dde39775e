// Package mailtest is an SMTP server on loopback that keeps what it is sent, and
// can be told to refuse, to break off, or to encrypt.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Server is an SMTP server. Its exported fields are set before the first letter.
type Server struct {
	Host     string
	Port     int
	Roots    *x509.CertPool // who vouches for its certificate
	Encrypt  string         // "" for none, "starttls", "tls"
	Username string         // wanted, with Password, where it is not empty
	Password string
	// Answer to a command ("RCPT TO:<a@b.example>", "DATA", "."), or "" for the
	// usual one; "drop" breaks the connection instead of answering.
	Answer func(command string) string

	cert tls.Certificate
	mu   sync.Mutex
	got  []Letter
}

// Letter is what was taken.
type Letter struct {
	From, To string
	Data     string
	TLS      bool
}

// Letters lists what was taken.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.got...)
}

// Start serves until the test is over.
func Start(t testing.TB, s *Server) *Server {
	t.Helper()
	web := httptest.NewTLSServer(nil) // for its certificate, which names 127.0.0.1
	s.cert = web.TLS.Certificates[0]
	s.Roots = x509.NewCertPool()
	s.Roots.AddCert(web.Certificate())
	web.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Host, s.Port = "127.0.0.1", l.Addr().(*net.TCPAddr).Port
	if s.Encrypt == "tls" {
		l = tls.NewListener(l, s.config())
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				defer c.Close()
				(&session{Server: s, encrypted: s.Encrypt == "tls"}).serve(c)
			})
		}
	})
	t.Cleanup(func() { l.Close(); open.Wait() })
	return s
}

func (s *Server) config() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{s.cert}, MinVersion: tls.VersionTLS12}
}

// session is one connection.
type session struct {
	*Server
	encrypted bool
	known     bool // logged in
	letter    Letter
}

func (s *session) serve(c net.Conn) {
	r := bufio.NewReader(c)
	say := func(line string) { _, _ = c.Write([]byte(line + "\r\n")) }
	say("220 mailtest")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		command := strings.TrimRight(line, "\r\n")
		if answer := s.told(command); answer == "drop" {
			return
		} else if answer != "" {
			say(answer)
			continue
		}
		switch verb := strings.ToUpper(strings.Fields(command + " x")[0]); verb {
		case "EHLO", "HELO":
			say("250-mailtest\r\n250-ENHANCEDSTATUSCODES" + s.offers() + "\r\n250 8BITMIME")
		case "STARTTLS":
			say("220 go ahead")
			secure := tls.Server(c, s.config())
			if secure.Handshake() != nil {
				return
			}
			c, r, s.encrypted = secure, bufio.NewReader(secure), true
		case "AUTH":
			_, secret, _ := strings.Cut(command, "PLAIN ")
			plain, _ := base64.StdEncoding.DecodeString(secret) // a bad one is no login
			if string(plain) != "\x00"+s.Username+"\x00"+s.Password {
				say("535 5.7.8 no")
				continue
			}
			s.known = true
			say("235 welcome")
		case "MAIL", "RCPT":
			if s.Username != "" && !s.known {
				say("530 5.7.0 log in first")
				continue
			}
			_, address, _ := strings.Cut(command, "<")
			address, _, _ = strings.Cut(address, ">")
			if verb == "MAIL" {
				s.letter = Letter{From: address, TLS: s.encrypted}
			} else {
				s.letter.To = address
			}
			say("250 ok")
		case "DATA":
			say("354 go on")
			if !s.data(r, say) {
				return
			}
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *session) told(command string) string {
	if s.Answer == nil {
		return ""
	}
	return s.Answer(command)
}

func (s *session) offers() string {
	offers := ""
	if s.Encrypt == "starttls" && !s.encrypted {
		offers += "\r\n250-STARTTLS"
	}
	if s.Username != "" && (s.encrypted || s.Encrypt == "") {
		offers += "\r\n250-AUTH PLAIN"
	}
	return offers
}

// data reads a letter to its end; false breaks the connection.
func (s *session) data(r *bufio.Reader, say func(string)) bool {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
	s.letter.Data = b.String()
	answer := s.told(".")
	if answer == "" || answer == "drop" {
		s.mu.Lock()
		s.got = append(s.got, s.letter)
		s.mu.Unlock()
	}
	if answer == "drop" {
		return false
	}
	if answer == "" {
		answer = "250 taken"
	}
	say(answer)
	return true
}
