package cryptonet

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ccnet/value"
)

// The recorded session of the original, line by line: what it prints, sends and
// raises on both ends.
func TestRecordedSession(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})

	v, err := server.Host(HostOptions{Name: "DemoServer"})
	require.NoError(t, err)
	require.NoError(t, v.AddUser("Bobby", "mypass123", 2))
	server.apply()
	require.Equal(t, []string{
		"[CryptoNet] Using modem top.",
		"[CryptoNet] Checking DemoServer.crt for certificate...",
		"[CryptoNet] Certificate file not found, will need to generate a new one.",
		"[CryptoNet] Checking DemoServer_private.key for private key...",
		"[CryptoNet] Private keyfile not found, will need to generate a new one.",
		"[CryptoNet] No certificate or private key found, generating new ones.",
		"[CryptoNet] Generating keys... (may take some time)",
		"",
		"[CryptoNet] Done!",
		"[CryptoNet] Saved certificate to DemoServer.crt.",
		"[CryptoNet] Saved private key to DemoServer_private.key.  Do not share this with anyone!",
		"[CryptoNet] Warning: Your certificate does not have a signature.",
		"[CryptoNet] Hosting on channel 52459.",
		"[CryptoNet] Your server is discoverable.",
		"[CryptoNet] DemoServer_users.tbl does not exist, creating empty user table.",
		"[CryptoNet] Server ready.",
		"[CryptoNet] Added user Bobby.",
		"[CryptoNet] Saved user table to DemoServer_users.tbl.",
	}, server.log())
	require.Equal(t, demoUsersFile, server.files["DemoServer_users.tbl"])
	require.Equal(t, v.Certificate.Marshal(), server.files["DemoServer.crt"])
	require.Equal(t, v.PrivateKey.Marshal(), server.files["DemoServer_private.key"])
	require.Equal(t, map[int]bool{52459: true, DiscoveryChannel: true}, server.open)

	a.now = 39400 * time.Millisecond
	d, err := client.Connect(a.now, ConnectOptions{Name: "DemoServer"})
	require.NoError(t, err)
	a.runFor(999 * time.Millisecond)
	require.Equal(t, []MessageType{CertificateRequest}, client.types(), "it waits for all of the time")
	a.runFor(time.Millisecond)
	require.True(t, d.Done())
	c := d.Socket()
	require.Equal(t, []string{
		"[CryptoNet] Checking DemoServer.crt for certificate...",
		"[CryptoNet] DemoServer.crt does not exist, will need to request certificate.",
		"[CryptoNet] Using modem top.",
		"[CryptoNet] Checking certAuth.key for cert auth key...",
		"[CryptoNet] certAuth.key does not exist, will not be able to verify signatures.",
		"[CryptoNet] Using modem top.",
		"[CryptoNet] Requesting certificate...",
		"[CryptoNet] One certificate found, good.",
		"[CryptoNet] Generating session key...",
		"[CryptoNet] Awaiting response...",
		"[CryptoNet] Connection successful.",
	}, client.log())
	require.Equal(t, []string{"[CryptoNet] Responded to certificate request.", "[CryptoNet] Responded to connection request."}, server.log())
	require.Equal(t, []MessageType{CertificateResponse, ConnectionResponse}, server.types())
	require.Equal(t, []MessageType{ConnectionRequest}, client.types())
	s := v.Socket(c.Sender)
	require.NotNil(t, s)
	require.Equal(t, c.Key, s.Key)
	require.Equal(t, []string{"connection_opened"}, server.names())

	require.NoError(t, c.Send(text("Hello server!")))
	require.NoError(t, c.Send(value.Int(7)))
	_, err = c.Login("Bobby", "mypass123")
	require.NoError(t, err)
	a.runFor(0)
	require.NoError(t, s.Send(text("one")))
	a.runFor(0)
	require.Equal(t, []string{"[CryptoNet] Sent login request for Bobby to DemoServer.", "[CryptoNet] Bobby logged in successfully."}, client.log())
	require.Equal(t, []string{"[CryptoNet] Bobby logged in successfully."}, server.log())
	require.Equal(t, text("Hello server!"), server.events[0].Value)
	require.Same(t, s, server.events[0].Socket)
	require.Same(t, v, server.events[0].Server)
	require.Equal(t, []string{"encrypted_message", "encrypted_message", "login"}, server.names())
	require.Nil(t, client.events[1].Server)
	require.Equal(t, []string{"login", "encrypted_message"}, client.names()[0:])
	user, _ := c.User()
	require.Equal(t, "Bobby", user)
	require.Equal(t, 2.0, c.Permission())
	require.Equal(t, 2.0, s.Permission())

	_, err = c.Login("Bobby", "wrong")
	require.NoError(t, err)
	a.runFor(0)
	require.Equal(t, []string{"[CryptoNet] Failed login attempt for Bobby."}, server.log())
	require.Equal(t, []string{"[CryptoNet] Sent login request for Bobby to DemoServer.", "[CryptoNet] Failed login attempt for Bobby."}, client.log())
	require.Equal(t, []string{"login_failed"}, server.names())
	require.Equal(t, []string{"login_failed"}, client.names())
	_, loggedIn := s.User()
	require.True(t, loggedIn, "a failed attempt changes nothing")

	_, err = c.Logout()
	require.NoError(t, err)
	a.runFor(0)
	require.Equal(t, []string{"[CryptoNet] Bobby logged out."}, server.log())
	require.Equal(t, []string{"[CryptoNet] Sent logout request to DemoServer.", "[CryptoNet] Bobby logged out."}, client.log())
	require.Nil(t, server.events[0].Server, "as in the original")
	require.Equal(t, "Bobby", server.events[0].User)
	require.Equal(t, []string{"logout"}, server.names())
	require.Equal(t, []string{"logout"}, client.names())
	require.Zero(t, s.Permission())
	require.Zero(t, c.Permission())

	c.Close()
	a.runFor(0)
	require.Equal(t, []string{"[CryptoNet] Closed socket channel 52459 on modem top.", "[CryptoNet] Closed socket."}, client.log())
	require.Equal(t, []string{"[CryptoNet] Connection closed by other end.", "[CryptoNet] Closed socket."}, server.log())
	require.Equal(t, []string{"connection_closed"}, server.names())
	require.Empty(t, client.names())
	require.Empty(t, v.Sockets())
	require.Empty(t, client.ClientSockets())
	require.Empty(t, client.open)
}

// Every message of the recorded handshake is the original's.
func TestServerAnswersTheRecordedClient(t *testing.T) {
	a := newAir(t)
	server := a.add("server", Config{})
	v := server.demo(HostOptions{})
	hear := func(e Envelope) {
		e.ID, e.Recipient = messageID(server.random), 52459
		server.Handle(a.now, Frame{Modem: "top", Channel: 52459, Reply: 52459, Payload: e.Value()})
		server.apply()
	}
	message := func(iv, sealed string) {
		hear(Envelope{
			Type: SealedMessage, Target: "DemoServer", Sender: demoEncrypted,
			Message: SealedValue(unhex(t, sealed), keyOf(t, iv)),
		})
	}
	require.NoError(t, v.AddUser("Bobby", "mypass123", 2))
	hear(Envelope{Type: ConnectionRequest, Target: "DemoServer", Message: text(demoEncrypted)})
	s := v.Socket(demoEncrypted)
	require.NotNil(t, s)
	require.Equal(t, keyOf(t, demoSession), s.Key)
	answer := server.sent[0]
	require.Equal(t, ConnectionResponse, answer.Type)
	require.Equal(t, demoEncrypted, answer.Target)
	require.Empty(t, answer.Sender)
	sealed, iv, ok := SealedFrom(answer.Message)
	require.True(t, ok)
	proof := demoCertificate.proof("DemoServer", demoNumber)
	require.Equal(t, string(proof[:]), NewCipher(s.Key).Open(iv, sealed))

	message("06874d0cc757c185c03df002d8f0851b", "8884b3dcb30a96da4603152243a88464")
	message("7b2c2a5ade7513660f4bf17f60628904", "d2770630a1f4967808c65af4289d7f7cb3e000188efc455d5b9e1878be7b2e8518a2a2b4ea1446a80a7c95666ae130a3dec3fb7b781a27b8906f832d959c221d")
	message("b6b1636c25bdc8ce1d906b8ea07f3ccc", "cf1eb58407197f7bfa6fad6522d012d90b6c90993be83e39bc077e71019726606eaa04103173e48dc0d88f45bf7a8005a973287984f7853072c36ed77f58d983")
	message("a4f85c6d1fa25e28bdd377357da36e55", "f0c3a250c9c3e4659440deb48e131861")
	message("9ed3cf3d3ed04b0d55936b3afd843261", "4c5c5e90488add1bd9fe595cf6212d3e")
	require.Equal(t, []string{"connection_opened", "encrypted_message", "login", "login_failed", "logout", "connection_closed"}, server.names())
	require.Empty(t, v.Sockets())
}

func TestPlainMessages(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	c := client.connect(ConnectOptions{Name: "DemoServer"})
	s := v.Sockets()[0]
	server.names()
	table := value.List(text("x"))
	require.NoError(t, c.SendUnencrypted(table))
	require.NoError(t, s.SendUnencrypted(value.Nil))
	a.runFor(0)
	require.Equal(t, table, server.events[0].Value)
	require.Same(t, v, server.events[0].Server)
	require.Equal(t, []string{"plain_message"}, server.names())
	require.True(t, client.events[len(client.events)-1].Value.IsNil())
	require.Equal(t, []string{"plain_message"}, client.names())
}

// A copy of a socket is as good to send with, and closing it tells the other end
// alone.
func TestSessionsAreData(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	c := client.connect(ConnectOptions{Name: "DemoServer"})
	server.names()
	shown := c.Session
	require.NoError(t, client.SendOn(shown, text("hi")))
	require.NoError(t, client.SendUnencryptedOn(shown, text("ho")))
	require.NoError(t, client.CloseOn(shown))
	a.runFor(0)
	require.Equal(t, []string{"encrypted_message", "plain_message", "connection_closed"}, server.names())
	require.Empty(t, v.Sockets())
	require.False(t, c.Closed())
	require.Same(t, c, client.Find(shown))
	require.NoError(t, c.Send(text("nobody listens")))
	server.log()
	a.runFor(0)
	require.Equal(t, []string{"[CryptoNet] Received a message from a sender who has yet to open a connection."}, server.log())
}

func TestServerSideLogin(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	require.NoError(t, v.AddUser("admin", "a", 9))
	require.NoError(t, v.AddUser("guest", "g", 1))
	c := client.connect(ConnectOptions{Name: "DemoServer"})
	s := v.Sockets()[0]
	server.names()

	e, err := s.Login("admin", "a")
	require.NoError(t, err)
	require.Equal(t, Event{Kind: LoggedIn, User: "admin", HasUser: true, Socket: s, Server: v}, e)
	a.runFor(0)
	require.Empty(t, server.names(), "the event is returned, not raised")
	require.Equal(t, 9.0, c.Permission())

	e, err = s.Login("guest", "g")
	require.NoError(t, err)
	require.Equal(t, LoggedIn, e.Kind)
	a.runFor(0)
	require.Equal(t, 9.0, s.Permission(), "the higher level stays")
	name, _ := c.User()
	require.Equal(t, "guest", name)

	e, err = s.Login("nobody", "")
	require.NoError(t, err)
	require.Equal(t, LoginFailed, e.Kind)

	e, err = s.Logout()
	require.NoError(t, err)
	require.Equal(t, Event{Kind: LoggedOut, User: "guest", HasUser: true, Socket: s}, e)
	a.runFor(0)
	require.Zero(t, c.Permission())
	require.Equal(t, []string{"login", "login", "login_failed", "logout"}, client.names())
	e, err = s.Logout()
	require.NoError(t, err)
	require.False(t, e.HasUser)
	require.Equal(t, "[CryptoNet] Already logged out.", server.lines[len(server.lines)-1])
}

func TestDiscovery(t *testing.T) {
	a := newAir(t)
	one, two, three, client := a.add("1", Config{}), a.add("2", Config{}), a.add("3", Config{}), a.add("c", Config{})
	v1, err := one.Host(HostOptions{Name: "one"})
	require.NoError(t, err)
	_, err = two.Host(HostOptions{Name: "two", HideCertificate: true})
	require.NoError(t, err)
	_, err = three.Host(HostOptions{Name: "three", Secret: true})
	require.NoError(t, err)
	w, err := client.Discover(0, SearchOptions{})
	require.NoError(t, err)
	a.run(999 * time.Millisecond)
	require.False(t, w.Done())
	require.True(t, client.open[DiscoveryChannel])
	a.run(time.Second)
	require.True(t, w.Done())
	require.Equal(t, []Certificate{v1.Certificate, {Name: "two"}}, w.Certificates())
	require.Empty(t, client.open)
	require.Equal(t, "[CryptoNet] Your server is not discoverable.", three.lines[len(three.lines)-3])
	require.Equal(t, "[CryptoNet] Responded to discovery request.", one.lines[len(one.lines)-1])
	require.Contains(t, two.lines, "[CryptoNet] Your server is set to require clients to already have its certificate in order to connect to it.")
}

func TestHiddenCertificate(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{HideCertificate: true})
	d, err := client.Connect(0, ConnectOptions{Name: "DemoServer"})
	require.NoError(t, err)
	a.run(10 * time.Second)
	require.ErrorIs(t, d.Err(), ErrNoCertificate)
	require.EqualError(t, d.Err(), "Failed to request certificate from server.")
	require.Empty(t, client.open)
	require.Equal(t, "[CryptoNet] No certificates found.", client.lines[len(client.lines)-1])

	client.files["here.crt"] = v.Certificate.Marshal()
	c := client.connect(ConnectOptions{CertificateFile: "here.crt"})
	require.Equal(t, "DemoServer", c.Target)
	c = client.connect(ConnectOptions{Certificate: &v.Certificate})
	require.Equal(t, "DemoServer", c.Target)
	require.Len(t, v.Sockets(), 2)
}

func TestSignatures(t *testing.T) {
	a := newAir(t)
	server, impostor, client := a.add("server", Config{}), a.add("impostor", Config{}), a.add("client", Config{})
	public, private := GenerateKeyPair(Seeded(99))
	v := server.demo(HostOptions{})
	_, err := impostor.Host(HostOptions{Name: "DemoServer"})
	require.NoError(t, err)
	client.files["certAuth.key"] = public.Marshal()

	try := func(o ConnectOptions) ([]string, error) {
		o.Name = "DemoServer"
		client.log()
		d, err := client.Connect(a.now, o)
		require.NoError(t, err)
		a.runFor(10 * time.Second)
		require.True(t, d.Done())
		return client.log(), d.Err()
	}
	lines, err := try(ConnectOptions{})
	require.ErrorIs(t, err, ErrNoCertificate)
	require.Contains(t, lines, "[CryptoNet] Loaded cert auth key from certAuth.key.")
	require.Contains(t, lines, "[CryptoNet] Checking signatures...")
	require.Contains(t, lines, "[CryptoNet] Discarding a certificate as it has no signature.")

	lines, err = try(ConnectOptions{AllowUnsigned: true})
	require.ErrorIs(t, err, ErrNoCertificate)
	require.Contains(t, lines, "[CryptoNet] Multiple (2) certificates found, some may be malicious.")

	v.Certificate, err = v.Certificate.Sign(private)
	require.NoError(t, err)
	lines, err = try(ConnectOptions{})
	require.NoError(t, err)
	require.Contains(t, lines, "[CryptoNet] This certificate has a valid signature.")
	require.Contains(t, lines, "[CryptoNet] One certificate found, good.")

	other, _ := GenerateKeyPair(Seeded(100))
	lines, err = try(ConnectOptions{Authority: &other})
	require.ErrorIs(t, err, ErrNoCertificate)
	require.Contains(t, lines, "[CryptoNet] Discarding a certificate as it has an invalid signature.")

	impostor.Servers()[0].Certificate, err = impostor.Servers()[0].Certificate.Sign(private)
	require.NoError(t, err)
	lines, err = try(ConnectOptions{})
	require.ErrorIs(t, err, ErrNoCertificate)
	require.Contains(t, lines, "[CryptoNet] Multiple (2) certificates had valid signatures, has the certificate authority authorized impersonators?")

	client.log()
	w, err := client.Discover(a.now, SearchOptions{})
	require.NoError(t, err)
	a.runFor(time.Second)
	require.Len(t, w.Certificates(), 2)
	require.Contains(t, client.log(), "[CryptoNet] DemoServer has a valid signature.")
}

func TestTimeouts(t *testing.T) {
	a := newAir(t)
	client := a.add("client", Config{})
	d, err := client.Connect(0, ConnectOptions{Certificate: &demoCertificate})
	require.NoError(t, err)
	require.True(t, client.apply() == 5*time.Second && client.open[52459])
	a.run(5 * time.Second)
	require.ErrorIs(t, d.Err(), ErrNoResponse)
	require.EqualError(t, d.Err(), "Did not receive a response before timeout.")
	require.Empty(t, client.open)
	require.Equal(t, []MessageType{ConnectionRequest, SealedMessage}, client.types(), "it tells the server to forget it")
	require.Equal(t, Never, client.apply())

	d, err = client.Connect(a.now, ConnectOptions{Certificate: &demoCertificate, Timeout: -1, Quiet: true})
	require.NoError(t, err)
	a.runFor(0)
	require.ErrorIs(t, d.Err(), ErrNoResponse)
	require.Equal(t, []MessageType{ConnectionRequest}, client.types())

	d, err = client.Connect(a.now, ConnectOptions{Name: "DemoServer", CertificateTimeout: 2 * time.Second})
	require.NoError(t, err)
	a.runFor(time.Second)
	d.Cancel()
	require.ErrorIs(t, d.Err(), ErrCancelled)
	require.Equal(t, Never, client.apply())
	require.Empty(t, client.open)
}

// A client that lost the answer leaves no socket behind.
func TestLostAnswer(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	a.fault = func(from, _ *node, _ Action) []time.Duration {
		if from == server {
			return nil
		}
		return []time.Duration{0}
	}
	d, err := client.Connect(0, ConnectOptions{Certificate: &v.Certificate})
	require.NoError(t, err)
	a.run(4 * time.Second)
	require.Len(t, v.Sockets(), 1)
	a.run(5 * time.Second)
	require.ErrorIs(t, d.Err(), ErrNoResponse)
	require.Empty(t, v.Sockets())
	require.Equal(t, []string{"connection_opened", "connection_closed"}, server.names())
}

func TestConnectErrors(t *testing.T) {
	a := newAir(t)
	client := a.add("client", Config{})
	_, err := client.Connect(0, ConnectOptions{})
	require.EqualError(t, err, "Server name and certificate can't both be nil.")
	_, err = client.Connect(0, ConnectOptions{Certificate: &Certificate{Name: "x", Key: PublicKey{"a", "b"}}})
	require.EqualError(t, err, "Invalid certificate.")
	_, err = client.Connect(0, ConnectOptions{CertificateFile: "no.crt"})
	require.EqualError(t, err, "Failed to load name from certificate, and no name was provided.")
	client.files["dir.crt"], client.files["bad.crt"] = "<dir>", "{"
	for file, line := range map[string]string{
		"dir.crt": "[CryptoNet] dir.crt is not a file, will need to request certificate.",
		"bad.crt": "[CryptoNet] bad.crt does not contain a valid certificate, will need to request certificate.",
	} {
		d, err := client.Connect(0, ConnectOptions{Name: "x", CertificateFile: file})
		require.NoError(t, err)
		require.Contains(t, client.log(), line)
		d.Cancel()
	}
	d, err := client.Connect(0, ConnectOptions{Certificate: &Certificate{Name: "x", Key: PublicKey{"3", "77"}}})
	require.NoError(t, err)
	require.ErrorIs(t, d.Err(), ErrBadCertificate, "no session key is so small")
	client.apply()
	require.Empty(t, client.open)
}

func TestHostErrors(t *testing.T) {
	for _, v := range []struct {
		name  string
		files memoryFiles
		o     HostOptions
		err   string
	}{
		{"certificate alone", memoryFiles{"x.crt": demoCertificateFile}, HostOptions{}, "Have a certificate but not a private key, need both or neither."},
		{"key alone", memoryFiles{"x_private.key": demoPrivateFile}, HostOptions{}, "Have a private key but not a certificate, need both or neither."},
		{"given certificate alone", nil, HostOptions{Certificate: &demoCertificate}, "Have a certificate but not a private key, need both or neither."},
		{"directory", memoryFiles{"x.crt": "<dir>"}, HostOptions{}, "x.crt already exists and is a directory, not a certificate."},
		{"key directory", memoryFiles{"x_private.key": "<dir>"}, HostOptions{}, "x_private.key already exists and is a directory, not a keyfile."},
		{"corrupt certificate", memoryFiles{"x.crt": "{name="}, HostOptions{}, "x.crt already exists and is not a valid certificate."},
		{"key as certificate", memoryFiles{"x.crt": demoPrivateFile}, HostOptions{}, "x.crt already exists and is not a valid certificate."},
		{"corrupt key", memoryFiles{"x.crt": demoCertificateFile, "x_private.key": "\x00"}, HostOptions{}, "x_private.key already exists and is not a valid keyfile."},
		{"no numbers", memoryFiles{"x.crt": demoCertificateFile, "x_private.key": "{private='a',shared='b'}"}, HostOptions{}, "x_private.key already exists and is not a valid keyfile."},
		{"bad certificate", nil, HostOptions{Certificate: &Certificate{Name: "x"}}, "Invalid certificate."},
		{"bad key", nil, HostOptions{PrivateKey: &PrivateKey{}}, "Invalid private key."},
		{"corrupt users", memoryFiles{"x_users.tbl": "{a=1}"}, HostOptions{}, "x_users.tbl does not contain a valid user table, user table could not be loaded."},
		{"users directory", memoryFiles{"x_users.tbl": "<dir>"}, HostOptions{}, "x_users.tbl is not a file, could not load user table."},
		{"other files", memoryFiles{"a": "{", "b": ""}, HostOptions{CertificateFile: "a", PrivateKeyFile: "b"}, "a already exists and is not a valid certificate."},
	} {
		t.Run(v.name, func(t *testing.T) {
			a := newAir(t)
			before := len(v.files)
			n := a.add("server", Config{Files: v.files})
			if v.files == nil {
				n = a.add("server", Config{Files: memoryFiles{}})
			}
			v.o.Name = "x"
			_, err := n.Host(v.o)
			require.EqualError(t, err, v.err)
			n.apply()
			require.Empty(t, n.Servers())
			require.Empty(t, n.open)
			if !strings.Contains(v.name, "users") {
				require.Len(t, v.files, before, "nothing is written")
			}
		})
	}
	a := newAir(t)
	n := a.add("server", Config{})
	n.demo(HostOptions{})
	_, err := n.Host(HostOptions{Name: "DemoServer"})
	require.EqualError(t, err, "Server called DemoServer already exists.")
	_, err = n.Host(HostOptions{})
	require.Error(t, err)
}

func TestUsers(t *testing.T) {
	a := newAir(t)
	n := a.add("server", Config{})
	v := n.demo(HostOptions{})
	n.log()
	require.NoError(t, v.AddUser("a", "pass", DefaultPermission))
	require.EqualError(t, v.AddUser("a", "pass", 1), "User a already exists.")
	require.NoError(t, v.SetPermission("a", 3))
	require.NoError(t, v.SetPassword("a", "other"))
	right, known := v.CheckPassword("a", "other")
	require.True(t, right && known)
	right, known = v.CheckPassword("a", "pass")
	require.True(t, !right && known)
	right, known = v.CheckPassword("b", "pass")
	require.True(t, !right && !known)
	for _, err := range []error{v.SetPermission("b", 1), v.SetPassword("b", ""), v.DeleteUser("b")} {
		require.EqualError(t, err, "No user called b.")
	}
	saved := "[CryptoNet] Saved user table to DemoServer_users.tbl."
	require.Equal(t, []string{
		"[CryptoNet] Added user a.", saved, "[CryptoNet] Updated permission level for a.", saved, "[CryptoNet] Updated password for a.", saved,
	}, n.log())

	reread, err := ParseUserTable(n.files["DemoServer_users.tbl"])
	require.NoError(t, err)
	require.Equal(t, v.Users, reread)
	require.NoError(t, v.DeleteUser("a"))
	require.Equal(t, []string{"[CryptoNet] Deleted user a.", saved}, n.log())
	require.False(t, v.UserExists("a"))
	require.Equal(t, "{}", n.files["DemoServer_users.tbl"])

	one, err := n.DefaultServer()
	require.NoError(t, err)
	require.Same(t, v, one)
	_, err = n.Host(HostOptions{Name: "second"})
	require.NoError(t, err)
	_, err = n.DefaultServer()
	require.EqualError(t, err, "Please specify a server.")
	n.CloseAll()
	_, err = n.DefaultServer()
	require.EqualError(t, err, "No servers running.")
}

func TestCloseAll(t *testing.T) {
	a := newAir(t)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	second, err := server.Host(HostOptions{Name: "second"})
	require.NoError(t, err)
	c := client.connect(ConnectOptions{Name: "DemoServer"})
	c2 := client.connect(ConnectOptions{Name: "DemoServer"})
	client.names()
	server.log()
	v.Close()
	a.runFor(0)
	require.True(t, c.Closed() && c2.Closed() && v.Closed())
	require.Equal(t, []string{"connection_closed", "connection_closed"}, client.names())
	require.Equal(t, []string{
		"[CryptoNet] Closed socket.", "[CryptoNet] Closed socket.", "[CryptoNet] Closed server channel 52459 on modem top.",
	}, server.log()[:3])
	require.Equal(t, map[int]bool{second.Channel: true, DiscoveryChannel: true}, server.open)
	require.ErrorIs(t, c.Send(value.Nil), ErrClosed)
	require.ErrorIs(t, c.SendUnencrypted(value.Nil), ErrClosed)
	_, err = c.Login("a", "b")
	require.ErrorIs(t, err, ErrClosed)
	_, err = c.Logout()
	require.ErrorIs(t, err, ErrClosed)

	third := client.connect(ConnectOptions{Name: "second"})
	require.True(t, server.ChannelInUse(second.Channel, "top"))
	client.CloseAll()
	server.CloseAll()
	a.runFor(0)
	require.True(t, third.Closed())
	require.Empty(t, server.open)
	require.Empty(t, client.open)
	require.Equal(t, "[CryptoNet] Closed all sockets and servers.", server.lines[len(server.lines)-1])
	require.Equal(t, Never, server.apply())
}

func TestAuthorityFiles(t *testing.T) {
	a := newAir(t)
	n := a.add("authority", Config{})
	n.SetWorkingDirectory("keys")
	require.NoError(t, n.InitAuthority("", ""))
	require.EqualError(t, n.InitAuthority("", ""),
		"keys/certAuth.key already exists, please delete both your existing keyfiles in order to generate new ones.")
	n.files["keys/DemoServer.crt"] = demoCertificateFile
	n.log()
	signed, err := n.SignCertificate("DemoServer.crt", "")
	require.NoError(t, err)
	require.Equal(t, []string{
		"[CryptoNet] Loaded certificate from keys/DemoServer.crt.",
		"[CryptoNet] Loaded private key from keys/certAuth_private.key.",
		"[CryptoNet] Generating signature...",
		"[CryptoNet] Saved certificate to keys/DemoServer.crt.",
	}, n.log())
	public, err := ParsePublicKey(n.files["keys/certAuth.key"])
	require.NoError(t, err)
	reread, err := ParseCertificate(n.files["keys/DemoServer.crt"])
	require.NoError(t, err)
	require.Equal(t, signed, reread)
	require.True(t, reread.Verify(public))

	n.files["keys/dir"], n.files["keys/bad"] = "<dir>", "{}"
	for file, text := range map[string]string{
		"none": "keys/none does not exist.", "dir": "keys/dir is not a file.", "bad": "keys/bad does not contain a valid certificate.",
	} {
		_, err := n.SignCertificate(file, "")
		require.EqualError(t, err, text)
	}
	_, err = n.SignCertificate("DemoServer.crt", "bad")
	require.EqualError(t, err, "keys/bad does not contain a valid private key.")
	_, err = demoCertificate.Sign(PrivateKey{"3", "5"})
	require.ErrorContains(t, err, "too small")
}
