package selftest

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync"

	"golang.org/x/net/dns/dnsmessage"
)

// changeful is a name server in this process whose one address changes. Until it
// is set it names a private network.
type changeful struct {
	mu      sync.Mutex
	address [4]byte
}

func (c *changeful) set(address [4]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.address = address
}

func (c *changeful) now() [4]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.address == ([4]byte{}) {
		return [4]byte{10, 0, 0, 1}
	}
	return c.address
}

func (c *changeful) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go c.talk(ours)
		return theirs, nil
	}}
}

// talk answers one question as over TCP: RFC 1035 §4.2.2.
func (c *changeful) talk(conn net.Conn) {
	defer conn.Close()
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return
	}
	question := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(conn, question); err != nil {
		return
	}
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil || len(m.Questions) == 0 {
		return
	}
	q := m.Questions[0]
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	if q.Type == dnsmessage.TypeA {
		m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: &dnsmessage.AResource{A: c.now()}}}
	}
	if answer, err := m.Pack(); err == nil {
		conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...))
	}
}
