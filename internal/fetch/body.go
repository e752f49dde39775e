package fetch

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

var (
	errTooLarge  = errors.New("body too large")
	errTruncated = errors.New("body ended too early")
	errEncoding  = errors.New("body badly compressed")
	errIdle      = errors.New("body stalled")
)

// meter counts what comes over the wire and remembers why it ended, so that a
// decompressor's complaint is not mistaken for the cause. Each piece that comes
// starts the idle limit anew.
type meter struct {
	from  io.Reader
	n     int64
	err   error
	timer *time.Timer
	idle  time.Duration
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.from.Read(p)
	m.n += int64(n)
	if err != nil && err != io.EOF {
		m.err = err
	}
	if m.timer != nil {
		m.timer.Reset(m.idle)
	}
	return n, err
}

// Buffers and decompressors are used again: between polls nothing is allocated
// for them but what an answer needs.
var (
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	readers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 4<<10) }}
	gzips   = sync.Pool{New: func() any { return new(gzip.Reader) }}
)

// keptBuffer is the largest buffer that goes back to the pool.
const keptBuffer = 1 << 20

// readBody reads and decompresses at most limit bytes. On an error the body
// holds what came before it.
func readBody(m *meter, encodings string, limit int64) ([]byte, error) {
	r := readers.Get().(*bufio.Reader)
	r.Reset(m)
	defer func() {
		r.Reset(nil)
		readers.Put(r)
	}()
	plain, done, err := decompressor(r, encodings)
	defer done()
	if err != nil {
		return nil, m.cause(err)
	}
	return readAll(m, plain, limit)
}

func readAll(m *meter, plain io.Reader, limit int64) ([]byte, error) {
	buf := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() <= keptBuffer {
			buf.Reset()
			buffers.Put(buf)
		}
	}()
	_, err := buf.ReadFrom(io.LimitReader(plain, limit+1))
	if errors.Is(err, gzip.ErrHeader) && buf.Len() > 0 {
		err = nil // something after the compressed body: RFC 1952 §2.2 has more members there, or nothing
	}
	body := bytes.Clone(buf.Bytes())
	if int64(len(body)) > limit {
		return body[:limit], errTooLarge
	}
	if err != nil {
		return body, m.cause(err)
	}
	return body, nil
}

// cause names an error of reading: the wire's own, if it failed, and otherwise
// the decompressor's.
func (m *meter) cause(err error) error {
	switch {
	case m.err != nil && errors.Is(m.err, io.ErrUnexpectedEOF):
		return errTruncated
	case m.err != nil:
		return m.err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errTruncated // the stream wants more than the wire had
	}
	return fmt.Errorf("%w: %w", errEncoding, err)
}

// mostEncodings is how many compressions of one body are undone; more is an
// attack.
const mostEncodings = 2

// decompressor undoes the content encodings, listed in the order in which they
// were applied (RFC 9110 §8.4). An encoding that is stated and visibly not
// there is passed over: some servers and caches forget to compress, or to say
// that they stopped.
func decompressor(r *bufio.Reader, encodings string) (plain io.Reader, done func(), err error) {
	plain, done = r, func() {}
	names := strings.Split(encodings, ",")
	applied := 0
	for i := len(names) - 1; i >= 0; i-- {
		name := strings.ToLower(strings.TrimSpace(names[i]))
		if name == "" || name == "identity" || name == "none" {
			continue
		}
		if applied++; applied > mostEncodings {
			return nil, done, fmt.Errorf("%d encodings, one inside the other", applied)
		}
		before := done
		next, release, err := one(plain, name)
		done = func() { release(); before() }
		if err != nil {
			return nil, done, err
		}
		plain = next
	}
	return plain, done, nil
}

func one(from io.Reader, name string) (io.Reader, func(), error) {
	r, ok := from.(*bufio.Reader)
	if !ok {
		r = bufio.NewReader(from)
	}
	nothing := func() {}
	head, err := r.Peek(4)
	if len(head) == 0 {
		if err == io.EOF {
			return r, nothing, nil // an empty body needs no decompressing
		}
		return nil, nothing, err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}) && (name == "gzip" || name == "x-gzip"):
		return gunzip(r)
	case bytes.Equal(head, []byte{0x28, 0xb5, 0x2f, 0xfd}) && name == "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, nothing, err
		}
		return z, z.Close, nil
	case name == "br":
		return brotli.NewReader(r), nothing, nil
	case name == "deflate":
		// RFC 9110 §8.4.1.2: a zlib stream, though some send it bare.
		if head[0]&0x0f == 8 && len(head) > 1 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			z, err := zlib.NewReader(r)
			return z, nothing, err
		}
		return flate.NewReader(r), nothing, nil
	case name == "compress" || name == "x-compress" || name == "dcb" || name == "dcz":
		return nil, nothing, fmt.Errorf("encoding %s was not asked for", name)
	}
	return r, nothing, nil
}

func gunzip(r io.Reader) (io.Reader, func(), error) {
	z := gzips.Get().(*gzip.Reader)
	if err := z.Reset(r); err != nil {
		return nil, func() {}, err
	}
	return z, func() { gzips.Put(z) }, nil
}

// unpacked undoes gzip in what is a gzip file by itself, as sitemaps are often
// published.
func unpacked(body []byte, limit int64) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b, 0x08}) {
		return body, nil
	}
	return readBody(&meter{from: bytes.NewReader(body)}, "gzip", limit)
}

func contentEncoding(h http.Header) string {
	if v := h["Content-Encoding"]; len(v) == 1 {
		return v[0]
	} else if len(v) > 1 {
		return strings.Join(v, ",")
	}
	return ""
}
