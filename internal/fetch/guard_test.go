package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"cipherdesk/internal/news"

	"golang.org/x/net/dns/dnsmessage"
)

func TestCheckAddress(t *testing.T) {
	for _, good := range []string{
		"1.1.1.1:80", "93.184.216.34:443", "8.8.8.8:443", "100.63.255.255:80", "100.128.0.0:80", "172.15.0.1:80", "172.32.0.1:80", "192.0.1.1:80", "198.17.255.255:80",
		"198.20.0.1:80", "223.255.255.255:80", "[2606:2800:220:1::1]:443", "[2a00:1450:4001::1]:80", "[2001:200::1]:80", "[2001:4860:4860::8888]:443",
	} {
		if err := CheckAddress(netip.MustParseAddrPort(good)); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"0.0.0.0:80", "0.1.2.3:80", "10.0.0.1:80", "10.255.255.255:443", "100.64.0.1:80", "100.127.255.255:80", "127.0.0.1:80", "127.8.9.10:443",
		"169.254.169.254:80", "172.16.0.1:80", "172.31.255.255:80", "192.0.0.1:80", "192.0.0.192:80", "192.0.2.1:80", "192.31.196.1:80", "192.52.193.1:80",
		"192.88.99.1:80", "192.168.1.1:80", "192.175.48.1:80", "198.18.0.1:80", "198.19.255.255:80", "198.51.100.1:80", "203.0.113.1:80", "224.0.0.1:80",
		"239.255.255.255:80", "240.0.0.1:80", "255.255.255.255:80",
		"[::]:80", "[::1]:80", "[::ffff:10.0.0.1]:80", "[::ffff:127.0.0.1]:443", "[::10.0.0.1]:80", "[64:ff9b::a00:1]:80", "[64:ff9b:1::1]:80", "[100::1]:80", "[100:0:0:1::1]:80",
		"[2001::1]:80", "[2001:0:4136:e378::1]:80", "[2001:2::1]:80", "[2001:10::1]:80", "[2001:20::1]:80", "[2001:db8::1]:80", "[2002:a00:1::1]:80", "[2002:7f00:1::]:80",
		"[2620:4f:8000::1]:80", "[3fff::1]:80", "[4000::1]:80", "[5f00::1]:80", "[fc00::1]:80", "[fd12:3456::1]:80", "[fe80::1]:80", "[fe80::1%eth0]:80", "[fec0::1]:80", "[ff02::1]:80",
		"1.1.1.1:22", "1.1.1.1:8080", "1.1.1.1:0", "[2606:2800:220:1::1]:25",
	} {
		var guarded *AddressError
		if err := CheckAddress(netip.MustParseAddrPort(bad)); !errors.As(err, &guarded) {
			t.Errorf("%s: %v, want an AddressError", bad, err)
		}
	}
	if CheckAddress(netip.AddrPort{}) == nil {
		t.Error("the zero address may be dialled")
	}
}

// The table covers every block that the registries call not globally
// reachable, at its first and its last address.
func TestEveryRefusedNetworkIsRefused(t *testing.T) {
	for _, p := range refused {
		last := p.Masked().Addr().AsSlice()
		for i := p.Bits(); i < len(last)*8; i++ {
			last[i/8] |= 1 << (7 - i%8)
		}
		end, _ := netip.AddrFromSlice(last)
		for _, ip := range []netip.Addr{p.Masked().Addr(), end} {
			if CheckAddress(netip.AddrPortFrom(ip, 443)) == nil {
				t.Errorf("%s of %s may be dialled", ip, p)
			}
		}
	}
}

func TestAllowedNetwork(t *testing.T) {
	c := New(Options{Allow: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00:1::/32")}})
	defer c.Close()
	for address, want := range map[string]bool{
		"10.1.2.3:8080": true, "10.2.0.1:80": false, "[::ffff:10.1.2.3]:9": true, "[fd00:1::5]:8080": true, "[fd00:2::5]:80": false, "93.184.216.34:8080": false, "nonsense": false,
	} {
		if got := c.control("tcp", address, nil) == nil; got != want {
			t.Errorf("%s: allowed %v, want %v", address, got, want)
		}
	}
}

func TestPrivateAddressesAreNotDialled(t *testing.T) {
	o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {})
	c := newClient(t, func(o *Options) { o.Allow = nil })
	t.Setenv("HTTP_PROXY", o.URL)
	t.Setenv("http_proxy", o.URL)
	for _, url := range []string{
		o.URL, "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0/", "http://169.254.169.254/latest/",
		"http://10.0.0.1/", "http://user:password@example.org/", "ftp://example.org/", "file:///etc/passwd", "http://", "", "//example.org/", "http://127.0.0.1:99999/",
	} {
		if got, err := get(t, c, Request{URL: url}); err == nil || err.Outcome != news.OutcomeAddress {
			t.Errorf("%s: %+v, %+v", url, got, err)
		}
	}
	if n := len(o.requests()); n != 0 {
		t.Errorf("%d requests reached loopback", n)
	}
}

// nameServer answers each look-up of a name with the next of its answers; the
// last one stays.
type nameServer struct {
	mu      sync.Mutex
	answers map[string][][4]byte
	asked   map[string]int
	many    bool // all answers at once
}

func (s *nameServer) resolver(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			if reply := s.answer(buf[:n]); reply != nil {
				conn.WriteTo(reply, from)
			}
		}
	})
	t.Cleanup(func() {
		conn.Close()
		serving.Wait()
	})
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func (s *nameServer) answer(query []byte) []byte {
	var m dnsmessage.Message
	if err := m.Unpack(query); err != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	name := strings.TrimSuffix(q.Name.String(), ".")
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	s.mu.Lock()
	defer s.mu.Unlock()
	all, known := s.answers[name]
	if !known {
		m.RCode = dnsmessage.RCodeNameError
	} else if q.Type == dnsmessage.TypeA {
		i := min(s.asked[name], len(all)-1)
		s.asked[name]++
		if !s.many {
			all = all[i : i+1]
		}
		for _, ip := range all {
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
				Body:   &dnsmessage.AResource{A: ip},
			})
		}
	}
	out, err := m.Pack()
	if err != nil {
		return nil
	}
	return out
}

// DNS answers that change between two look-ups: what is dialled is checked.
func TestRebinding(t *testing.T) {
	o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		fmt.Fprint(w, feedBody)
	})
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(o.URL, "http://"))
	s := &nameServer{asked: map[string]int{}, answers: map[string][][4]byte{
		"feed.example": {{127, 0, 0, 1}, {10, 0, 0, 1}, {169, 254, 169, 254}, {127, 0, 0, 1}},
	}}
	c := newClient(t, func(o *Options) { o.Resolver = s.resolver(t) })
	url := "http://feed.example.:" + port + "/feed"
	for i, want := range []news.Outcome{"", news.OutcomeAddress, news.OutcomeAddress, ""} {
		_, err := get(t, c, Request{URL: url})
		if got := outcome(err); got != want {
			t.Errorf("look-up %d: %q %v, want %q", i+1, got, err, want)
		}
	}
	if n := len(o.requests()); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
	if _, err := get(t, c, Request{URL: "http://nobody.example.:" + port + "/"}); outcome(err) != news.OutcomeDNS || !strings.Contains(err.Words, "no such host") {
		t.Errorf("unknown name: %+v", err)
	}
}

// Of several answers the public one is used, and the private one never.
func TestMixedAnswers(t *testing.T) {
	o := newOrigin(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, feedBody) })
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(o.URL, "http://"))
	s := &nameServer{many: true, asked: map[string]int{}, answers: map[string][][4]byte{
		"mixed.example": {{10, 0, 0, 1}, {127, 0, 0, 1}}, "inside.example": {{10, 0, 0, 1}, {192, 168, 0, 1}},
	}}
	c := newClient(t, func(o *Options) { o.Resolver = s.resolver(t) })
	if _, err := get(t, c, Request{URL: "http://mixed.example.:" + port + "/"}); err != nil {
		t.Errorf("mixed: %+v", err)
	}
	if _, err := get(t, c, Request{URL: "http://inside.example.:" + port + "/"}); outcome(err) != news.OutcomeAddress {
		t.Errorf("inside: %+v", err)
	}
}

func outcome(err *Error) news.Outcome {
	if err == nil {
		return ""
	}
	return err.Outcome
}
