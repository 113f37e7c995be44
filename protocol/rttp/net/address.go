package net

import (
	"fmt"
	"math"
	"strings"

	"ccnet/value"
)

// Address is where a message comes from or goes to: a number as in IPv4, the hardware
// address of a computer that has none yet, everybody, or, of foreign make, any text.
// Addresses can be compared. The zero Address is the number 0: nobody.
type Address struct {
	number int64  // -1 for everybody
	text   string // of the other forms, "hw:" included
}

// Broadcast is everybody.
var Broadcast = Address{number: -1}

const (
	hardwarePrefix = "hw:"
	maxAddress     = 64
)

// IP is the address with a number.
func IP(n uint32) Address { return Address{number: int64(n)} }

// Hardware is the address of a computer by its 16 hexadecimal digits.
func Hardware(digits string) Address { return Address{text: hardwarePrefix + digits} }

// AddressOf is v as an address: any text that is not too long, or a whole number from -1
// to 2^32-1.
func AddressOf(v value.Value) (Address, bool) {
	if s, ok := v.AsString(); ok {
		return Address{text: s}, s != "" && len(s) <= maxAddress
	}
	f, ok := v.AsNumber()
	if !ok || f != math.Trunc(f) || f < -1 || f > math.MaxUint32 {
		return Address{}, false
	}
	return Address{number: int64(f)}, true
}

// Value is a as it travels.
func (a Address) Value() value.Value {
	if a.text != "" {
		return value.String(a.text)
	}
	return value.Number(float64(a.number))
}

// Number is the number of an address that is one.
func (a Address) Number() (uint32, bool) {
	return uint32(a.number), a.text == "" && a.number >= 0
}

// IsHardware tells whether a is a hardware address.
func (a Address) IsHardware() bool { return strings.HasPrefix(a.text, hardwarePrefix) }

// String is the address for people: four numbers with dots, "-1" for everybody.
func (a Address) String() string {
	if a.text != "" {
		return a.text
	}
	if a.number < 0 {
		return "-1"
	}
	n := a.number
	return fmt.Sprintf("%d.%d.%d.%d", n>>24, n>>16&255, n>>8&255, n&255)
}

// ParseIP reads numbers with anything between them, each the next eight bits: the
// original's idea of an address, which "a1b2" has too. Without a digit, and beyond 32
// bits, it is none.
func ParseIP(s string) (Address, bool) {
	n, found := 0.0, false
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			i++
			continue
		}
		part := 0.0
		for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			part = part*10 + float64(s[i]-'0')
		}
		n, found = n*256+part, true
	}
	if !found || n > math.MaxUint32 {
		return Address{}, false
	}
	return IP(uint32(n)), true
}

// IsName tells whether a destination has to be looked up: it is not empty, begins with
// something other than a digit and is no hardware address.
func IsName(dest string) bool {
	return dest != "" && (dest[0] < '0' || dest[0] > '9') && !strings.HasPrefix(dest, hardwarePrefix)
}

// SplitURL takes PROTOCOL://HOST/PATH apart. The protocol may be missing; the path
// comes without its first slash.
func SplitURL(url string) (protocol, host, path string) {
	if before, after, found := strings.Cut(url, "://"); found {
		protocol, url = before, after
	}
	host, path, _ = strings.Cut(url, "/")
	return protocol, host, path
}

// Ports that have a meaning.
const (
	PortNetwork    = 10000 // control: DHCP, names, pings
	PortFTP        = 10021
	PortRMail      = 10025
	PortRTTP       = 10080
	PortRTTPS      = 10081
	PortRemoteUser = 10234

	minPort = 10000
	maxPort = 20000
)

// standardPorts are the ports that have a meaning by their names.
var standardPorts = []struct {
	name string
	port int
}{
	{"network", PortNetwork}, {"ftp", PortFTP}, {"rmail", PortRMail},
	{"rttp", PortRTTP}, {"rttps", PortRTTPS}, {"remoteUser", PortRemoteUser},
}

// EachStandardPort calls f with the ports that have a meaning, which a computer opens
// when it joins a network.
func EachStandardPort(f func(name string, port int)) {
	for _, p := range standardPorts {
		f(p.name, p.port)
	}
}
