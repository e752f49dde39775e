package mirror

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
)

// Answer is what a handler says to a request.
type Answer struct {
	Status int
	Body   bytes.Buffer
	header http.Header
}

// Header implements [http.ResponseWriter].
func (a *Answer) Header() http.Header { return a.header }

// WriteHeader implements [http.ResponseWriter].
func (a *Answer) WriteHeader(status int) {
	if a.Status == 0 {
		a.Status = status
	}
}

// Write implements [http.ResponseWriter].
func (a *Answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.Body.Write(b)
}

// Ask asks a handler for an address, path and query, as a reader on this machine
// would.
func Ask(ctx context.Context, h http.Handler, method, address string) (*Answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	r.RequestURI, r.RemoteAddr = address, "127.0.0.1:0"
	a := &Answer{header: http.Header{}}
	h.ServeHTTP(a, r)
	a.WriteHeader(http.StatusOK)
	return a, ctx.Err()
}
