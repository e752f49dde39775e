package selftest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// publisher is a server on loopback with as many hosts as a test names, which
// writes down what it is asked.
type publisher struct {
	plain, secure net.Listener
	server        *http.Server
	roots         *x509.CertPool

	mu      sync.Mutex
	answers map[string]http.HandlerFunc // by host and path
	asked   []request
	flying  map[string]int // by host
	clock   func() time.Time
	raw     []net.Listener
	talks   sync.WaitGroup
}

// request is one request as the server saw it.
type request struct {
	method, host, path string // path with its query
	header             http.Header
	at                 time.Time // on the desk's clock
	began, ended       time.Time // on the machine's
	together           int       // requests of this host in flight, this one included
}

func publish() (*publisher, error) {
	p := &publisher{answers: map[string]http.HandlerFunc{}, flying: map[string]int{}, clock: time.Now}
	var err error
	if p.plain, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	certificate, roots, err := ownCertificate()
	if err != nil {
		return nil, err
	}
	p.roots = roots
	if p.secure, err = tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}}); err != nil {
		return nil, err
	}
	p.server = &http.Server{Handler: http.HandlerFunc(p.serve), ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: 10 * time.Second}
	for _, l := range []net.Listener{p.plain, p.secure} {
		p.talks.Go(func() { p.server.Serve(l) })
	}
	return p, nil
}

func (p *publisher) close() {
	p.server.Close()
	for _, l := range p.raw {
		l.Close()
	}
	p.talks.Wait()
}

// at is the address of a path on a host, which need not exist yet.
func (p *publisher) at(host, path string) string {
	return "http://" + host + ".localhost:" + port(p.plain) + path
}

func (p *publisher) securely(host, path string) string {
	return "https://" + host + ".localhost:" + port(p.secure) + path
}

func port(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// answer says what a path answers from now on.
func (p *publisher) answer(host, path string, h http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[host+path] = h
}

func (p *publisher) serve(w http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ".localhost")
	p.mu.Lock()
	h := p.answers[host+r.URL.Path]
	p.flying[host]++
	n := len(p.asked)
	p.asked = append(p.asked, request{method: r.Method, host: host, path: r.RequestURI, header: r.Header.Clone(),
		at: p.clock(), began: time.Now(), together: p.flying[host]})
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.flying[host]--
		p.asked[n].ended = time.Now()
	}()
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h(w, r)
}

// all are the requests so far, in order.
func (p *publisher) all() []request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

// of are the requests for one path of a host.
func (p *publisher) of(host, path string) []request {
	return slices.DeleteFunc(p.all(), func(r request) bool { return r.host != host || r.path != path })
}

// onHost are the requests that a host got.
func (p *publisher) onHost(host string) []request {
	return slices.DeleteFunc(p.all(), func(r request) bool { return r.host != host })
}

// speak starts a host that says whatever bytes it likes, and returns its
// address. It counts as no request.
func (p *publisher) speak(host string, say func(net.Conn)) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	p.raw = append(p.raw, l)
	p.talks.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.talks.Go(func() {
				defer conn.Close()
				if _, err := conn.Read(make([]byte, 4096)); err == nil {
					say(conn)
				}
			})
		}
	})
	return "http://" + host + ".localhost:" + port(l) + "/feed", nil
}

// ownCertificate is one that nobody but the test trusts.
func ownCertificate() (tls.Certificate, *x509.CertPool, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"*.localhost", "secure.localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("make a certificate: %w", err)
	}
	own, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("make a certificate: %w", err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(own)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots, nil
}
