package luabind

import (
	"errors"
	"time"

	"ccnet/cryptonet"
	"ccnet/value"
)

// choose takes argument 1, the modem that Lua has found for a call.
func (s *station) choose(c *Call) {
	s.modem = modemChoice{}
	if t := c.Args.At(1).AsTable(); t != nil {
		s.modem.name, _ = t.Field("name").AsString()
		s.modem.problem, _ = t.Field("problem").AsString()
		s.modem.open = t.Field("open").Truthy()
	}
}

// timeoutArg is argument i in seconds: any number is one, anything else the default,
// which is 0 here.
func timeoutArg(c *Call, i int) time.Duration {
	f, ok := c.Args.At(i).AsNumber()
	switch {
	case !ok:
		return 0
	case !(f > 0):
		return -1 // none
	case f > 1e9:
		f = 1e9
	}
	return time.Duration(f * float64(time.Second))
}

// certificateArg is argument i: a certificate, or the name of a file with one.
func certificateArg(c *Call, i int) (certificate *cryptonet.Certificate, file string, err error) {
	v := c.Args.At(i)
	if v.IsNil() {
		return nil, "", nil
	}
	if file, ok := v.AsString(); ok {
		return nil, file, nil
	}
	given, ok := cryptonet.CertificateFrom(v, false)
	if !ok {
		return nil, "", cryptonet.ErrBadCertificate
	}
	return &given, "", nil
}

// authorityArg is argument i: the key of an authority, or the name of a file with one.
// A bad key is as good as none.
func (s *station) authorityArg(c *Call, i int) (key *cryptonet.PublicKey, file string) {
	v := c.Args.At(i)
	if v.IsNil() {
		return nil, ""
	}
	if file, ok := v.AsString(); ok {
		return nil, file
	}
	given, ok := cryptonet.PublicKeyFrom(v)
	if !ok {
		s.say("Invalid cert auth key, won't be able to verify signatures.")
		return nil, ""
	}
	return &given, ""
}

// say logs a line of CryptoNet.
func (s *station) say(line string) {
	if s.core.Logging() {
		s.log = append(s.log, "[CryptoNet] "+line)
	}
}

// stationHost is host(modem, name, discoverable, hideCertificate, certificate,
// privateKey, userTablePath): what there is to know of the server.
func stationHost(s *station, c *Call) error {
	s.choose(c)
	name, err := documented(c, 2, "Server name")
	if err != nil {
		return s.finish(c, err)
	}
	o := cryptonet.HostOptions{Name: name, HideCertificate: c.Args.At(4).Truthy()}
	o.Secret = !c.Args.At(3).IsNil() && !c.Args.At(3).Truthy()
	if o.Certificate, o.CertificateFile, err = certificateArg(c, 5); err != nil {
		return s.finish(c, err)
	}
	if v := c.Args.At(6); !v.IsNil() {
		if file, ok := v.AsString(); ok {
			o.PrivateKeyFile = file
		} else if key, ok := cryptonet.PrivateKeyFrom(v); ok {
			o.PrivateKey = &key
		} else {
			return s.finish(c, errors.New("Invalid private key."))
		}
	}
	if v := c.Args.At(7); !v.IsNil() {
		file, ok := v.AsString()
		if !ok {
			return s.finish(c, errors.New("userTablePath must be a string."))
		}
		o.UserTableFile = file
	}
	c.Charge(keySteps)
	if len(s.core.Servers()) >= maxServers {
		return s.finish(c, errors.New("Too many servers."))
	}
	server, err := s.core.Host(o)
	if err != nil {
		return s.finish(c, err)
	}
	t := value.NewTable(8)
	t.Add(value.String("name"), value.String(server.Name))
	t.Add(value.String("certificate"), server.Certificate.Value())
	t.Add(value.String("privateKey"), server.PrivateKey.Value())
	t.Add(value.String("modem"), value.String(server.Modem))
	t.Add(value.String("channel"), value.Int(server.Channel))
	t.Add(value.String("discoverable"), value.Bool(server.Discoverable))
	t.Add(value.String("userTable"), server.Users.Value())
	t.Add(value.String("userTablePath"), value.String(server.UserTablePath))
	return s.finish(c, nil, value.FromTable(t))
}

// server is the server of a name, nil without one.
func (s *station) server(name string) *cryptonet.Server {
	for _, server := range s.core.Servers() {
		if server.Name == name {
			return server
		}
	}
	return nil
}

// stationConfigure is configure(name, discoverable, hideCertificate, certificate): a
// program has changed fields of its server.
func stationConfigure(s *station, c *Call) error {
	name, err := c.Args.String(1)
	if err != nil {
		return err
	}
	if server := s.server(name); server != nil {
		server.Discoverable = c.Args.At(2).Truthy()
		server.HideCertificate = c.Args.At(3).Truthy()
		if certificate, ok := cryptonet.CertificateFrom(c.Args.At(4), false); ok {
			server.Certificate = certificate
		}
	}
	return nil
}

// stationConnect is connect(modem, name, timeout, certificateTimeout, certificate,
// authorityKey, allowUnsigned): an object that waits for the socket, and in how many
// seconds it wants its tick.
func stationConnect(s *station, c *Call) error {
	s.choose(c)
	o := cryptonet.ConnectOptions{Timeout: timeoutArg(c, 3), CertificateTimeout: timeoutArg(c, 4)}
	if v := c.Args.At(2); !v.IsNil() {
		name, ok := v.AsString()
		if !ok {
			return s.finish(c, errors.New("Server name must be a string or nil."))
		}
		o.Name = name
	}
	var err error
	if o.Certificate, o.CertificateFile, err = certificateArg(c, 5); err != nil {
		return s.finish(c, err)
	}
	o.Authority, o.AuthorityFile = s.authorityArg(c, 6)
	o.AllowUnsigned = c.Args.At(7).Truthy()
	c.Charge(rsaSteps)
	if len(s.core.ClientSockets()) >= maxClients {
		return s.finish(c, errors.New("Too many sockets."))
	}
	if err := s.room(); err != nil {
		return s.finish(c, err)
	}
	dial, err := s.core.Connect(s.now(), o)
	if err != nil {
		return s.finish(c, err)
	}
	return s.wait(c, &waiting{station: s, dial: dial})
}

// searchOptions are those of arguments from i on: the timeout, the authority's key and
// whether certificates without a signature are allowed.
func (s *station) searchOptions(c *Call, i int) cryptonet.SearchOptions {
	o := cryptonet.SearchOptions{Timeout: timeoutArg(c, i), AllowUnsigned: c.Args.At(i + 2).Truthy()}
	o.Authority, o.AuthorityFile = s.authorityArg(c, i+1)
	return o
}

// searched is when a search that begins now ends.
func (s *station) searched(o cryptonet.SearchOptions) time.Duration {
	if o.Timeout == 0 {
		return s.now() + time.Second
	}
	return s.now() + max(o.Timeout, 0)
}

// stationDiscover is discover(modem, timeout, authorityKey, allowUnsigned).
func stationDiscover(s *station, c *Call) error {
	s.choose(c)
	if err := s.room(); err != nil {
		return s.finish(c, err)
	}
	o := s.searchOptions(c, 2)
	search, err := s.core.Discover(s.now(), o)
	if err != nil {
		return s.finish(c, err)
	}
	return s.wait(c, &waiting{station: s, search: search, until: s.searched(o)})
}

// stationRequestCertificate is requestCertificate(modem, name, timeout, authorityKey,
// allowUnsigned).
func stationRequestCertificate(s *station, c *Call) error {
	s.choose(c)
	name, err := documented(c, 2, "Server name")
	if err != nil {
		return s.finish(c, err)
	}
	if err := s.room(); err != nil {
		return s.finish(c, err)
	}
	o := s.searchOptions(c, 3)
	search, err := s.core.RequestCertificate(s.now(), name, o)
	if err != nil {
		return s.finish(c, err)
	}
	return s.wait(c, &waiting{station: s, search: search, until: s.searched(o)})
}

// waiting is a call of a station that takes time: a dial or a search.
type waiting struct {
	station *station
	dial    *cryptonet.Dial
	search  *cryptonet.Search
	until   time.Duration // when the search ends
	armed   time.Duration // when Lua has been told to call tick …
	told    bool          // … if it has
}

func (w *waiting) done() bool {
	if w.dial != nil {
		return w.dial.Done()
	}
	return w.search.Done()
}

func (w *waiting) deadline() time.Duration {
	if w.dial != nil {
		return w.dial.Deadline()
	}
	return w.until
}

// later is the delay until the next tick, nil if Lua knows it already.
func (w *waiting) later() value.Value {
	if w.done() || w.told && w.deadline() == w.armed {
		return value.Nil
	}
	w.armed, w.told = w.deadline(), true
	return seconds(w.armed - w.station.now())
}

// wait returns the call to Lua.
func (s *station) wait(c *Call, w *waiting) error {
	s.waiting = append(s.waiting, w)
	return s.finish(c, nil, (&Object{Methods: waitingMethods, Self: w}).Value(), w.later())
}

// proceed ends a method of a call that waits: a step, whether the call is done, and in
// how many seconds tick is to be called, if that has changed.
func (w *waiting) proceed(c *Call) error {
	return c.Return(w.station.step(c), value.Bool(w.done()), w.later())
}

var waitingMethods = API{Functions: []Function{
	{"certificates", waitingMethod((*waiting).certificates)},
	{"done", waitingMethod(func(w *waiting, c *Call) error { return c.Return(value.Bool(w.done())) })},
	{"handle", waitingMethod((*waiting).handle)},
	{"socket", waitingMethod((*waiting).socket)},
	{"tick", waitingMethod((*waiting).tick)},
}}.Sorted().Functions

func waitingMethod(fn func(w *waiting, c *Call) error) Func {
	return func(c *Call) error {
		w := c.Self.(*waiting)
		if err := w.station.use(c); err != nil {
			return err
		}
		return fn(w, c)
	}
}

// handle is handle(side, channel, reply, message): a modem_message; see frame.
func (w *waiting) handle(c *Call) error {
	f, ok := frame(c, 1)
	if !ok {
		return c.Return(value.Bool(false))
	}
	if w.dial != nil {
		w.dial.Handle(w.station.now(), f)
	} else {
		w.search.Handle(w.station.now(), f)
	}
	return w.proceed(c)
}

// tick is tick(): the time that was asked for has come.
func (w *waiting) tick(c *Call) error {
	c.Charge(rsaSteps)
	w.station.core.Tick(w.station.now())
	w.told = false
	return w.proceed(c)
}

var errNoResult = errors.New("the call has no such result, or not yet")

// socket is socket(): the result of a dial.
func (w *waiting) socket(c *Call) error {
	if w.dial == nil || !w.dial.Done() {
		return errNoResult
	}
	if err := w.dial.Err(); err != nil {
		return w.station.finish(c, err)
	}
	t := value.NewTable(5)
	addSocket(t, w.dial.Socket())
	return w.station.finish(c, nil, value.FromTable(t))
}

// certificates is certificates(): the result of a search, and whether it is the one
// certificate that was looked for.
func (w *waiting) certificates(c *Call) error {
	if w.search == nil {
		return errNoResult
	}
	found := w.search.Certificates()
	list := make([]value.Value, len(found))
	for i, certificate := range found {
		list[i] = certificate.Value()
	}
	_, one := w.search.Certificate()
	return w.station.finish(c, nil, value.List(list...), value.Bool(one))
}
