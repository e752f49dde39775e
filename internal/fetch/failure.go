package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"

	"cipherdesk/internal/markup"
	"cipherdesk/internal/news"
)

// Error is a request that brought nothing to read. Words is one line for an
// operator, free of control characters and at most 300 characters, with the
// server's own words where it gave any.
type Error struct {
	Outcome   news.Outcome
	Status    int       // 0 when there was no answer
	NotBefore time.Time // when the server may be asked again: as it said, or a while after a bare 429 or 503; zero for anything else
	Words     string
	Err       error // the cause; nil for an answer with a bad status
}

func (e *Error) Error() string { return e.Words }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Causes that are ours, told apart by context.Cause.
var errTotal = errors.New("total time limit")

// failure classifies what went wrong on the way to one address.
func (c *Client) failure(ctx context.Context, err error) *Error {
	e := &Error{Outcome: news.OutcomeConnect, Err: err, Words: clean(rootWords(err))}
	var dns *net.DNSError
	var guarded *AddressError
	var timeout net.Error
	switch {
	case errors.Is(context.Cause(ctx), errTotal):
		e.Outcome, e.Words = news.OutcomeTimeout, fmt.Sprintf("no complete answer within %v", c.timeouts.Total)
	case errors.Is(context.Cause(ctx), errIdle), errors.Is(err, errIdle):
		e.Outcome, e.Words = news.OutcomeTimeout, fmt.Sprintf("nothing more came for %v", c.timeouts.Idle)
	case errors.Is(ctx.Err(), context.Canceled):
		e.Outcome, e.Words = news.OutcomeCancelled, "stopped while asking"
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		e.Outcome, e.Words = news.OutcomeTimeout, "no complete answer in the time given"
	case errors.As(err, &guarded):
		e.Outcome, e.Words = news.OutcomeAddress, clean(guarded.Error())
	case errors.As(err, &dns):
		e.Outcome, e.Words = news.OutcomeDNS, clean(dnsWords(dns))
	case isTLS(err):
		e.Outcome = news.OutcomeTLS
	case errors.Is(err, errTooLarge), strings.Contains(err.Error(), "headers exceeded"):
		e.Outcome = news.OutcomeTooLarge
	case errors.Is(err, errEncoding):
		e.Outcome = news.OutcomeEncoding
	case errors.Is(err, errTruncated):
		e.Outcome = news.OutcomeTruncated
	case errors.As(err, &timeout) && timeout.Timeout():
		e.Outcome, e.Words = news.OutcomeTimeout, timeoutWords(err, c.timeouts)
	case isProtocol(err):
		e.Outcome, e.Words = news.OutcomeHTTP, clean("not an HTTP answer: "+rootWords(err))
	}
	return e
}

// isProtocol reports an answer that is not HTTP, as far as net/http's messages
// tell it from a connection that broke.
func isProtocol(err error) bool {
	if errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return false
	}
	for _, words := range []string{"malformed", "transport connection broken", "unsupported transfer encoding"} {
		if strings.Contains(err.Error(), words) {
			return true
		}
	}
	return false
}

// rootWords is the innermost message: net/http and net wrap it in addresses
// that the record holds already.
func rootWords(err error) string {
	var op *net.OpError
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset by the server"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "network unreachable"
	case err.Error() == "EOF":
		return "connection closed without an answer"
	case errors.As(err, &op) && op.Err != nil:
		return op.Err.Error()
	}
	words := strings.TrimPrefix(err.Error(), "net/http: ")
	return strings.TrimPrefix(words, "HTTP/1.x transport connection broken: ")
}

func dnsWords(e *net.DNSError) string {
	if e.IsNotFound {
		return "no such host: " + e.Name
	}
	return "name could not be looked up: " + e.Name + ": " + e.Err
}

func timeoutWords(err error, t Timeouts) string {
	switch {
	case strings.Contains(err.Error(), "awaiting response headers"), strings.Contains(err.Error(), "awaiting headers"):
		return fmt.Sprintf("no answer within %v", t.Header)
	case strings.Contains(err.Error(), "TLS handshake"):
		return fmt.Sprintf("no TLS handshake within %v", t.Connect)
	}
	return fmt.Sprintf("no connection within %v", t.Connect)
}

func isTLS(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var name x509.HostnameError
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &certificate) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &name) || errors.As(err, &authority) || errors.As(err, &invalid) ||
		strings.HasPrefix(rootWords(err), "tls: ") || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

// badStatus is the error for an answer that is neither good nor a redirect.
func badStatus(status int, h http.Header, body []byte) *Error {
	e := &Error{Outcome: news.OutcomeHTTP, Status: status}
	switch status {
	case http.StatusGone:
		e.Outcome = news.OutcomeGone
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		e.Outcome = news.OutcomeSlowDown
	}
	line := fmt.Sprintf("HTTP %d", status)
	if text := http.StatusText(status); text != "" {
		line += " " + text
	}
	if said := serverWords(body, h.Get("Content-Type")); said != "" {
		line += ": " + said
	}
	e.Words = clean(line)
	return e
}

// serverWords is what an error page says, in one line without its markup.
func serverWords(body []byte, contentType string) string {
	text := markup.DecodeHTML(body, contentType).Text
	if strings.Contains(contentType, "html") || strings.HasPrefix(strings.TrimSpace(text), "<") {
		text = pageTitle(text) + " " + markup.PlainText(text)
	}
	return clean(text)
}

// pageTitle is often all that a page drawn by a script says of itself.
func pageTitle(page string) string {
	lower := strings.ToLower(page) // changes no length of the ASCII looked for
	from := strings.Index(lower, "<title>")
	if from < 0 || len(lower) != len(page) {
		return ""
	}
	from += len("<title>")
	to := strings.Index(lower[from:], "</title>")
	if to < 0 {
		return ""
	}
	return markup.PlainText(page[from : from+to])
}

// mostWords bounds a line of a record, in characters.
const mostWords = 300

// clean makes one line of what a server or the network said: no control
// characters, no marks that reverse or hide text, at most mostWords characters.
func clean(s string) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError {
			space = n > 0
			continue
		}
		if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || !unicode.IsPrint(r) {
			continue
		}
		if n >= mostWords-2 { // room for a space, and for what says that there is more
			b.WriteString("…")
			break
		}
		if space {
			b.WriteByte(' ')
			n, space = n+1, false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}
