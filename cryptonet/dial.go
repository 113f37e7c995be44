package cryptonet

import (
	"errors"
	"slices"
	"time"

	"ccnet/value"
)

const defaultConnect = 5 * time.Second

// ConnectOptions tell how to connect. The name or the certificate is needed.
type ConnectOptions struct {
	Name string
	// Timeout is how long to wait for the server's answer, 5 s by default; a
	// negative one is none.
	Timeout time.Duration
	// Certificate of the server, which is trusted. Without one it is read from
	// CertificateFile, <name>.crt by default, and without that asked for, which
	// takes all of CertificateTimeout: 1 s by default.
	Certificate        *Certificate
	CertificateFile    string
	CertificateTimeout time.Duration
	// Authority, AuthorityFile and AllowUnsigned are for certificates that were
	// asked for, as in SearchOptions.
	Authority     *PublicKey
	AuthorityFile string
	AllowUnsigned bool
	Modem         string
	// Quiet leaves out the message by which one who gives up tells the server to
	// forget the socket that it may have made. The original does not send it.
	Quiet bool
}

// What can go wrong with a connection, in the original's words.
var (
	ErrBadCertificate = errors.New("Invalid certificate.")                                            //nolint:staticcheck // the original's words
	ErrNoName         = errors.New("Server name and certificate can't both be nil.")                  //nolint:staticcheck // the original's words
	ErrNoCertificate  = errors.New("Failed to request certificate from server.")                      //nolint:staticcheck // the original's words
	ErrNoResponse     = errors.New("Did not receive a response before timeout.")                      //nolint:staticcheck // the original's words
	errNoCertName     = errors.New("Failed to load name from certificate, and no name was provided.") //nolint:staticcheck // the original's words
)

// ErrCancelled is the error of a Dial that was cancelled.
var ErrCancelled = errors.New("cancelled")

// Dial is an attempt to connect.
type Dial struct {
	station *Station
	options ConnectOptions
	name    string
	modem   string
	channel int
	wasOpen bool
	search  *Search // for the certificate, while that is looked for
	until   time.Duration
	session Session
	proof   string
	recent  recent
	socket  *Socket
	err     error
	done    bool
}

// Connect begins to connect to a server. When that has ended, an event of kind
// Connected tells. Errors, then and now, are in the original's words.
func (s *Station) Connect(now time.Duration, o ConnectOptions) (*Dial, error) {
	certificate, name := o.Certificate, o.Name
	switch {
	case certificate != nil:
		if !certificate.HasKey() || certificate.Key.Check() != nil {
			return nil, ErrBadCertificate
		}
	case name == "" && o.CertificateFile == "":
		return nil, ErrNoName
	default:
		file := o.CertificateFile
		if file == "" {
			file = name + ".crt"
		}
		if c, ok := s.loadCertificate(file); ok {
			certificate = &c
		}
	}
	if name == "" {
		if certificate == nil {
			return nil, errNoCertName
		}
		name = certificate.Name
	}
	modem, err := s.findModem(o.Modem)
	if err != nil {
		return nil, err
	}
	d := &Dial{station: s, options: o, name: name, modem: modem, channel: Channel(name), until: Never}
	d.recent.limit = 64
	d.wasOpen = s.isOpen(modem, d.channel)
	s.open(modem, d.channel)
	s.dials = append(s.dials, d)
	if certificate != nil {
		d.request(now, certificate)
		return d, nil
	}
	d.search, err = s.requestCertificate(now, name, &SearchOptions{
		Timeout: o.CertificateTimeout, Modem: modem,
		Authority: o.Authority, AuthorityFile: o.AuthorityFile, AllowUnsigned: o.AllowUnsigned,
	}, d)
	if err != nil {
		d.forget()
		return nil, err
	}
	return d, nil
}

// Name is the name of the server.
func (d *Dial) Name() string { return d.name }

// Done tells whether the attempt has ended.
func (d *Dial) Done() bool { return d.done }

// Socket is the socket, if the attempt has succeeded, or nil.
func (d *Dial) Socket() *Socket { return d.socket }

// Err tells why the attempt has failed, if it has.
func (d *Dial) Err() error { return d.err }

// Deadline is when the Station's Tick brings the attempt forward, or Never.
func (d *Dial) Deadline() time.Duration {
	if d.search != nil {
		return d.search.until
	}
	return d.deadline()
}

func (d *Dial) deadline() time.Duration { return d.until }

// Handle feeds this attempt alone with a message that a modem has heard, as the
// original's connect() does while it waits. A message that the Station is fed as
// well counts once.
func (d *Dial) Handle(now time.Duration, f Frame) {
	e, ok := EnvelopeFrom(f.Payload)
	if !ok {
		return
	}
	if d.search != nil {
		d.search.receive(now, f.Channel, &e)
		return
	}
	d.receive(now, f.Channel, &e)
}

// Cancel ends the attempt without an event.
func (d *Dial) Cancel() {
	if d.done {
		return
	}
	if d.search != nil {
		d.search.Cancel()
	}
	d.giveUp()
	d.forget()
	d.err = ErrCancelled
}

// certified goes on when the search for the certificate has ended.
func (d *Dial) certified(now time.Duration, w *Search) {
	d.search = nil
	if c, ok := w.Certificate(); ok {
		d.request(now, &c)
	} else {
		d.fail(ErrNoCertificate)
	}
}

// request draws a session key and sends it to the server.
func (d *Dial) request(now time.Duration, c *Certificate) {
	s := d.station
	s.log("Generating session key...")
	key, proof, encrypted, err := drawSession(s, d.name, c)
	if err != nil {
		d.fail(ErrBadCertificate)
		return
	}
	d.proof = proof
	d.session = Session{Sender: encrypted, Target: d.name, Key: key, Modem: d.modem, Channel: d.channel}
	d.until = now + timeout(d.options.Timeout, defaultConnect)
	s.transmit(d.modem, d.channel, Envelope{Type: ConnectionRequest, Target: d.name, Message: value.String(encrypted)})
	s.log("Awaiting response...")
}

// drawSession draws a session key that the original takes, too: it loses zero
// bytes at the end of the key, which it then refuses, and of the proof, which a
// client of its kind would refuse.
func drawSession(s *Station, name string, c *Certificate) (key Key, proof, encrypted string, err error) {
	n, err := parseNumber(c.Key.Shared)
	if err != nil {
		return key, "", "", err
	}
	for range 1024 {
		key = NewKey(s.random)
		number := numberOfBytes(key[:], 8*len(key))
		hash := c.proof(name, number.String())
		if key[len(key)-1] == 0 || hash[len(hash)-1] == 0 || number.Cmp(n) >= 0 {
			continue
		}
		encrypted, err = c.Key.Crypt(number.String())
		return key, string(hash[:]), encrypted, err
	}
	return key, "", "", errors.New("no session key fits below the modulus")
}

func (d *Dial) receive(now time.Duration, channel int, e *Envelope) {
	if d.done || d.search != nil || channel != d.channel ||
		e.Type != ConnectionResponse || e.Target != d.session.Sender || d.recent.met(now, e.ID) {
		return
	}
	s := d.station
	sealed, iv, ok := sealedFrom(e.Message, 4*blockSize)
	cipher := NewCipher(d.session.Key)
	if !ok || cipher.Open(iv, sealed) != d.proof {
		s.log("Received an invalid response.")
		return
	}
	s.log("Connection successful.")
	d.socket = s.newSocket(d.session, nil, now)
	s.clients = append(s.clients, d.socket)
	s.byKey[d.session.Sender] = d.socket
	d.forget()
	s.raise(Event{Kind: Connected, Dial: d, Socket: d.socket})
}

func (d *Dial) tick(now time.Duration) {
	if !d.done && d.search == nil && now >= d.until {
		d.giveUp()
		d.fail(ErrNoResponse)
	}
}

// giveUp tells a server that may have answered to forget the socket: the answer
// may have been lost, and the server would keep it for ever.
func (d *Dial) giveUp() {
	if d.search == nil && d.session.Sender != "" && !d.options.Quiet {
		_ = d.station.CloseOn(d.session) // a close can always be written
	}
}

func (d *Dial) fail(err error) {
	d.err = err
	d.forget()
	d.station.raise(Event{Kind: Connected, Dial: d})
}

// forget takes the attempt away.
func (d *Dial) forget() {
	s := d.station
	d.done = true
	s.dials = slices.DeleteFunc(s.dials, func(o *Dial) bool { return o == d })
	if d.socket == nil && !d.wasOpen && !s.needed(d.channel, d.modem) {
		s.close(d.modem, d.channel)
	}
}
