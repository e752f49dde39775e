package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	"cipherdesk/internal/news"
)

// Message is what is posted to an address of an operator's choice.
type Message struct {
	URL    string
	Header http.Header
	Body   []byte
}

// Post sends a message. Networks that may not be asked may not be told either,
// and no redirect is followed: a message is for one address. Sent reports
// whether the whole message went out, so that on an error nobody knows what the
// receiver did with it. A status other than 2xx is an [*Error].
func (c *Client) Post(ctx context.Context, m Message) (sent bool, err error) {
	u, failed := target(m.URL)
	if failed != nil {
		return false, failed
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeouts.Total)
	defer cancel()
	var written atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(i httptrace.WroteRequestInfo) { written.Store(i.Err == nil) }})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(m.Body))
	if err != nil {
		return false, err
	}
	r.Header = m.Header.Clone()
	r.Header.Set("User-Agent", c.agent)
	r.GetBody = nil // nothing is sent a second time behind our back
	answer, err := c.transport.RoundTrip(r)
	if err != nil {
		return written.Load(), c.failure(ctx, err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 4<<10) // so that the connection can be used again
	if answer.StatusCode/100 == 2 {
		return true, nil
	}
	e := &Error{Outcome: news.OutcomeHTTP, Status: answer.StatusCode, NotBefore: retryAfter(answer.Header, c.clock()),
		Words: fmt.Sprintf("answered %d %s", answer.StatusCode, http.StatusText(answer.StatusCode))}
	if answer.StatusCode == http.StatusGone {
		e.Outcome = news.OutcomeGone
	}
	return true, e
}
