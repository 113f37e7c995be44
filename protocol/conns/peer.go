package conns

import (
	"net"
	"net/netip"
)

// Peer is who is at the other end, as far as an address tells: an IPv4 address, or the
// first 64 bits of one of IPv6, for these belong to one site. Servers for others than
// hosts may use any other text, such as "computer 7". The empty Peer is nobody in
// particular and needs share with nobody.
type Peer string

// PeerOf returns the peer that a connection comes from, the empty one if it does not
// come over a network.
func PeerOf(addr net.Addr) Peer {
	var ip netip.Addr
	switch a := addr.(type) {
	case *net.TCPAddr:
		ip = a.AddrPort().Addr()
	case nil:
		return ""
	default:
		port, err := netip.ParseAddrPort(addr.String())
		if err != nil {
			return ""
		}
		ip = port.Addr()
	}
	ip = ip.Unmap().WithZone("")
	switch {
	case !ip.IsValid():
		return ""
	case ip.Is6() && !ip.IsLoopback():
		site, _ := ip.Prefix(64) // an address of IPv6 has them
		return Peer(site.String())
	}
	return Peer(ip.String())
}

// Local tells whether the peer is on this machine.
func (p Peer) Local() bool {
	if p == "" {
		return true
	}
	ip, err := netip.ParseAddr(string(p))
	return err == nil && ip.IsLoopback()
}
