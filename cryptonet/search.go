package cryptonet

import (
	"slices"
	"strconv"
	"time"
)

const defaultSearch = time.Second

// SearchOptions tell how to look for certificates. The zero value is the original's
// default.
type SearchOptions struct {
	Timeout time.Duration // 1 s by default; negative is none. All of it is waited
	// Authority is whose signatures count. Without one it is read from
	// AuthorityFile, certAuth.key by default; without that, none are verified.
	Authority     *PublicKey
	AuthorityFile string
	AllowUnsigned bool // keep certificates without a signature
	Modem         string
}

// Search looks for the certificates of all servers, or of those of one name.
type Search struct {
	station       *Station
	name          string // empty for all
	kind          MessageType
	channel       int
	modem         string
	wasOpen       bool
	until         time.Duration
	authority     *PublicKey
	allowUnsigned bool
	recent        recent
	found         []Certificate
	done          bool
	dial          *Dial // for which it looks, or nil
}

// Discover looks for all servers that want to be found. When the time is up, an
// event of kind Found tells.
func (s *Station) Discover(now time.Duration, o SearchOptions) (*Search, error) {
	w := &Search{kind: DiscoveryResponse, channel: DiscoveryChannel}
	err := s.search(now, w, &o, "Discovering...", Envelope{Type: DiscoveryRequest})
	return w, err
}

// RequestCertificate looks for the certificate of a server.
func (s *Station) RequestCertificate(now time.Duration, name string, o SearchOptions) (*Search, error) {
	return s.requestCertificate(now, name, &o, nil)
}

func (s *Station) requestCertificate(now time.Duration, name string, o *SearchOptions, dial *Dial) (*Search, error) {
	w := &Search{name: name, kind: CertificateResponse, channel: Channel(name), dial: dial}
	err := s.search(now, w, o, "Requesting certificate...", Envelope{Type: CertificateRequest, Target: name})
	return w, err
}

func (s *Station) search(now time.Duration, w *Search, o *SearchOptions, line string, request Envelope) (err error) {
	w.station, w.authority, w.allowUnsigned = s, o.Authority, o.AllowUnsigned
	w.recent.limit = 4 * s.limits.Certificates
	if w.authority == nil {
		if key, ok := s.LoadAuthorityKey(o.AuthorityFile); ok {
			w.authority = &key
		}
	}
	if w.modem, err = s.findModem(o.Modem); err != nil {
		return err
	}
	w.wasOpen = s.isOpen(w.modem, w.channel)
	s.open(w.modem, w.channel)
	s.log(line)
	s.transmit(w.modem, w.channel, request)
	w.until = now + timeout(o.Timeout, defaultSearch)
	s.searches = append(s.searches, w)
	return nil
}

// Handle feeds this search alone with a message that a modem has heard. A message
// that the Station is fed as well counts once.
func (w *Search) Handle(now time.Duration, f Frame) {
	if e, ok := EnvelopeFrom(f.Payload); ok {
		w.receive(now, f.Channel, &e)
	}
}

// Done tells whether the time is up.
func (w *Search) Done() bool { return w.done }

// Certificates are those that were found and are acceptable.
func (w *Search) Certificates() []Certificate { return slices.Clone(w.found) }

// Certificate is the certificate that was found, if it is exactly one.
func (w *Search) Certificate() (Certificate, bool) {
	if len(w.found) != 1 || !w.done {
		return Certificate{}, false
	}
	return w.found[0], true
}

// Cancel ends the search without a result and without an event.
func (w *Search) Cancel() {
	if !w.done {
		w.found = nil
		w.end()
	}
}

// end takes the search away.
func (w *Search) end() {
	s := w.station
	w.done = true
	s.searches = slices.DeleteFunc(s.searches, func(o *Search) bool { return o == w })
	if !w.wasOpen && !s.needed(w.channel, w.modem) {
		s.close(w.modem, w.channel)
	}
}

func (w *Search) receive(now time.Duration, channel int, e *Envelope) {
	if w.done || channel != w.channel || e.Type != w.kind || w.recent.met(now, e.ID) {
		return
	}
	c, ok := CertificateFrom(e.Message, w.name == "")
	if !ok || w.name != "" && (c.Name != w.name || c.Key.Check() != nil) {
		return
	}
	if len(w.found) < w.station.limits.Certificates && !slices.Contains(w.found, c) {
		w.found = append(w.found, c)
	}
}

func (w *Search) tick(now time.Duration) {
	if w.done || now < w.until {
		return
	}
	w.end()
	signed := w.verify()
	if w.name != "" {
		w.judge(signed)
	}
	if w.dial != nil {
		w.dial.certified(now, w)
	} else {
		w.station.raise(Event{Kind: Found, Search: w})
	}
}

// verify drops what has no good signature, and counts the rest that has one.
func (w *Search) verify() (signed int) {
	if w.authority == nil || len(w.found) == 0 {
		return 0
	}
	s := w.station
	s.log("Checking signatures...")
	for i := len(w.found) - 1; i >= 0; i-- {
		c := w.found[i]
		this, a := c.Name, c.Name
		if w.name != "" {
			this, a = "This certificate", "a certificate"
		}
		switch {
		case c.Signature == "" && w.allowUnsigned:
			continue
		case c.Signature == "":
			s.log("Discarding " + a + " as it has no signature.")
		case c.Verify(*w.authority):
			s.log(this + " has a valid signature.")
			signed++
			continue
		default:
			s.log("Discarding " + a + " as it has an invalid signature.")
		}
		w.found = slices.Delete(w.found, i, i+1)
	}
	return signed
}

// judge says what was found.
func (w *Search) judge(signed int) {
	s := w.station
	switch n := len(w.found); {
	case n == 1:
		s.log("One certificate found, good.")
	case n == 0:
		s.log("No certificates found.")
	case signed > 1:
		s.log("Multiple (" + strconv.Itoa(signed) + ") certificates had valid signatures, has the certificate authority authorized impersonators?")
	default:
		s.log("Multiple (" + strconv.Itoa(n) + ") certificates found, some may be malicious.")
	}
}
