package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Server is where letters are handed over.
type Server struct {
	Host               string
	Port               int
	TLS                string // "starttls", "tls", or "none"
	Username, Password string // empty: without logging in
	Roots              *x509.CertPool
}

// Outcome is what became of a letter.
type Outcome int

// The outcomes. Refused for now may be tried again; Unconfirmed was handed over
// and never answered: trying again could deliver it twice.
const (
	Taken Outcome = iota
	RefusedForNow
	RefusedForGood
	Unconfirmed
)

const longestSending = time.Minute

// Send hands one letter over. The error says why it was not taken, without
// anything secret.
func (s Server) Send(ctx context.Context, l Letter) (Outcome, error) {
	m, err := l.message()
	if err != nil {
		return RefusedForGood, err
	}
	c, err := s.client()
	if err != nil {
		return RefusedForGood, err
	}
	ctx, cancel := context.WithTimeout(ctx, longestSending)
	defer cancel()
	err = c.DialAndSendWithContext(ctx, m)
	if err == nil || m.IsDelivered() { // the good-bye may fail: the letter was taken
		return Taken, nil
	}
	return judge(err), fmt.Errorf("%s:%d: %w", s.Host, s.Port, err)
}

func (s Server) client() (*gomail.Client, error) {
	o := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(longestSending / 2), gomail.WithoutNoop(),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12})}
	switch s.TLS {
	case "tls":
		o = append(o, gomail.WithSSL())
	case "none":
		o = append(o, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		o = append(o, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.Username != "" {
		auth := gomail.SMTPAuthAutoDiscover
		if s.TLS == "none" { // loopback alone: config sees to it
			auth = gomail.SMTPAuthPlainNoEnc
		}
		o = append(o, gomail.WithSMTPAuth(auth), gomail.WithUsername(s.Username), gomail.WithPassword(s.Password))
	}
	return gomail.NewClient(s.Host, o...)
}

// judge tells whether a letter that was not taken may be sent again.
func judge(err error) Outcome {
	var sent *gomail.SendError
	if !errors.As(err, &sent) {
		return RefusedForNow // never handed over: no server, no encryption, no login
	}
	switch code := sent.ErrorCode(); {
	case sent.Reason == gomail.ErrSMTPDataClose && code == 0:
		return Unconfirmed // all of it is there, and no answer came
	case code >= 500: // RFC 5321 §4.2.1: the same is not to be tried again
		return RefusedForGood
	}
	return RefusedForNow
}
