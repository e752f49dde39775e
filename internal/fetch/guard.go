package fetch

import (
	"fmt"
	"net/netip"
	"syscall"
)

// refused are the networks of the IANA special-purpose address registries (IPv4
// and IPv6, RFC 6890 and its updates) that are not the public internet, and
// multicast. "Global unicast and not private" would let half of them through.
var refused = prefixes(
	"0.0.0.0/8",         // this network, RFC 791
	"10.0.0.0/8",        // private use, RFC 1918
	"100.64.0.0/10",     // shared address space, RFC 6598
	"127.0.0.0/8",       // loopback, RFC 1122
	"169.254.0.0/16",    // link local and cloud metadata, RFC 3927
	"172.16.0.0/12",     // private use, RFC 1918
	"192.0.0.0/24",      // IETF protocol assignments, RFC 6890
	"192.0.2.0/24",      // documentation, RFC 5737
	"192.31.196.0/24",   // AS112, RFC 7535
	"192.52.193.0/24",   // AMT, RFC 7450
	"192.88.99.0/24",    // 6to4 relay, RFC 7526
	"192.168.0.0/16",    // private use, RFC 1918
	"192.175.48.0/24",   // AS112, RFC 7534
	"198.18.0.0/15",     // benchmarking, RFC 2544
	"198.51.100.0/24",   // documentation, RFC 5737
	"203.0.113.0/24",    // documentation, RFC 5737
	"224.0.0.0/4",       // multicast, RFC 5771
	"240.0.0.0/4",       // reserved and broadcast, RFC 1112
	"64:ff9b::/96",      // IPv4 behind NAT64, RFC 6052
	"64:ff9b:1::/48",    // the same, local, RFC 8215
	"100::/63",          // discard and dummy, RFC 6666, RFC 9780
	"2001::/23",         // IETF protocol assignments, Teredo, ORCHID, RFC 2928
	"2001:db8::/32",     // documentation, RFC 3849
	"2002::/16",         // 6to4: holds an IPv4 address, RFC 3056
	"2620:4f:8000::/48", // AS112, RFC 7534
	"3fff::/20",         // documentation, RFC 9637
	"5f00::/16",         // segment routing, RFC 9602
	"fc00::/7",          // unique local, RFC 4193
	"fe80::/10",         // link local, RFC 4291
	"fec0::/10",         // site local, RFC 3879
	"ff00::/8",          // multicast, RFC 4291
)

// unicast6 is all that IPv6 has handed out for the public internet.
var unicast6 = netip.MustParsePrefix("2000::/3")

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// AddressError is a network address that must not be dialled.
type AddressError struct {
	Addr netip.AddrPort
	Why  string
}

func (e *AddressError) Error() string {
	return fmt.Sprintf("refused to connect to %s: %s", e.Addr, e.Why)
}

// CheckAddress reports with an [AddressError] whether an address is not one of
// the public internet, or the port is neither 80 nor 443. IPv4 addresses inside
// IPv6 ones are judged as IPv4.
func CheckAddress(a netip.AddrPort) error {
	ip := a.Addr().Unmap().WithZone("")
	switch {
	case !ip.IsValid():
		return &AddressError{a, "not an address"}
	case ip.Is6() && !unicast6.Contains(ip):
		return &AddressError{a, "not a public address"}
	}
	for _, p := range refused {
		if p.Contains(ip) {
			return &AddressError{a, "not a public address (" + p.String() + ")"}
		}
	}
	if a.Port() != 80 && a.Port() != 443 {
		return &AddressError{a, "only ports 80 and 443 are asked"}
	}
	return nil
}

// control is called with the resolved address of every single dial, so names
// whose answer changes between two look-ups gain nothing.
func (c *Client) control(network, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return &AddressError{Why: "not an address: " + address}
	}
	ip := a.Addr().Unmap().WithZone("")
	for _, p := range c.allow {
		if p.Contains(ip) {
			return nil
		}
	}
	return CheckAddress(a)
}
