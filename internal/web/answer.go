package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

// answer is one ready answer: bytes with all that HTTP needs to know of them.
// It is made once and written many times.
type answer struct {
	status   int
	ctype    string
	control  string    // Cache-Control
	modified time.Time // of the content; zero: not stated, as on pages, where more changes than what is dated
	location string    // of a redirect
	body     []byte
	tag      string // strong, of the plain body
	fleeting bool   // must be made anew for each request

	once   sync.Once
	zipped []byte // nil when not worth it
}

// The Cache-Control of each class. Pages and the API are revalidated at each
// use, so that a withdrawal holds at once; feeds ask for the pause we would
// wish to be asked for.
const (
	controlPage   = "public, no-cache"
	controlFeed   = "public, max-age=900"
	controlStatic = "public, max-age=31536000, immutable"
	controlNone   = "no-store"
)

var tagEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func newAnswer(status int, ctype string, body []byte) *answer {
	sum := sha256.Sum256(body)
	return &answer{status: status, ctype: ctype, control: controlPage, body: body,
		tag: tagEncoding.EncodeToString(sum[:15])}
}

func redirectTo(status int, to string) *answer {
	a := newAnswer(status, "text/plain; charset=utf-8", []byte("moved to "+to+"\n"))
	a.location = to
	return a
}

// worthZipping is the size from which compression saves a packet.
const worthZipping = 1024

// gzipped returns the compressed body, made at the first request that can use
// it, or nil.
func (a *answer) gzipped() []byte {
	a.once.Do(func() {
		if len(a.body) < worthZipping || strings.HasPrefix(a.ctype, "font/") {
			return
		}
		var b bytes.Buffer
		// The level is one of gzip's own, so NewWriterLevel cannot fail, and
		// a bytes.Buffer takes every write.
		w, err := gzip.NewWriterLevel(&b, gzip.DefaultCompression)
		if err != nil {
			return
		}
		if _, err := w.Write(a.body); err != nil || w.Close() != nil {
			return
		}
		if b.Len() < len(a.body) {
			a.zipped = b.Bytes()
		}
	})
	return a.zipped
}

// weight is what the answer costs to keep, compressed form included.
func (a *answer) weight() int64 { return int64(len(a.body)) + int64(len(a.body))/3 + 512 }

// write answers a GET or HEAD. Each encoding has its own strong validator:
// RFC 9110 §8.8.1.
func (a *answer) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	body, tag := a.body, `"`+a.tag+`"`
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		if z := a.gzipped(); z != nil {
			body, tag = z, `"`+a.tag+`-gz"`
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("Content-Type", a.ctype)
	h.Set("Cache-Control", a.control)
	h.Set("Vary", "Accept-Encoding")
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if a.status == http.StatusOK && !a.fleeting {
		h.Set("ETag", tag)
		if !a.modified.IsZero() {
			h.Set("Last-Modified", a.modified.UTC().Format(http.TimeFormat))
		}
		if match, ok := a.unchanged(r); ok {
			if match != "" {
				h.Set("ETag", match)
			}
			h.Del("Content-Encoding")
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who went away is no error of ours
	}
}

// unchanged reports whether the reader already has this answer, and the
// validator by which it knows it. RFC 9110 §13.2.2: If-None-Match decides
// alone where it is given.
func (a *answer) unchanged(r *http.Request) (tag string, ok bool) {
	if header := strings.Join(r.Header.Values("If-None-Match"), ","); header != "" {
		return a.matches(header)
	}
	since := r.Header.Get("If-Modified-Since")
	if since == "" || a.modified.IsZero() {
		return "", false
	}
	t, err := http.ParseTime(since)
	return "", err == nil && !a.modified.Truncate(time.Second).After(t)
}

func (a *answer) matches(header string) (string, bool) {
	for _, candidate := range strings.Split(header, ",") {
		candidate = strings.TrimSpace(candidate)
		opaque := strings.TrimPrefix(candidate, "W/")
		switch opaque {
		case "*":
			return "", true
		case `"` + a.tag + `"`, `"` + a.tag + `-gz"`:
			return opaque, true
		}
	}
	return "", false
}

// acceptsGzip reads an Accept-Encoding: RFC 9110 §12.5.3.
func acceptsGzip(header string) bool {
	any := false
	for _, part := range strings.Split(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		if coding != "gzip" && coding != "x-gzip" && coding != "*" {
			continue
		}
		ok := true
		if q, isQ := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q="); isQ {
			weight, err := strconv.ParseFloat(q, 64)
			ok = err == nil && weight > 0
		}
		if coding != "*" {
			return ok
		}
		any = ok
	}
	return any
}
