package luabind

import (
	"errors"
	"math"

	"ccnet/cryptonet"
	"ccnet/value"
)

// stationMethods are the methods of a station.
var stationMethods = API{Functions: []Function{
	{"addUser", stationMethod(stationAddUser)},
	{"addUserHashed", stationMethod(stationAddUserHashed)},
	{"authority", stationMethod(stationAuthority)},
	{"authorityHandle", stationMethod(stationAuthorityHandle)},
	{"authorityNames", stationMethod(stationAuthorityNames)},
	{"channelInUse", stationMethod(stationChannelInUse)},
	{"checkPassword", stationMethod(stationCheckPassword)},
	{"checkPasswordHashed", stationMethod(stationCheckPasswordHashed)},
	{"close", stationMethod(stationClose)},
	{"closeAll", stationMethod(stationCloseAll)},
	{"closeServer", stationMethod(stationCloseServer)},
	{"cnet", stationMethod(stationCNet)},
	{"configure", stationMethod(stationConfigure)},
	{"connect", stationMethod(stationConnect)},
	{"deleteUser", stationMethod(stationDeleteUser)},
	{"discover", stationMethod(stationDiscover)},
	{"generateCertificate", stationMethod(stationGenerateCertificate)},
	{"generateKey", stationMethod(stationGenerateKey)},
	{"getPasswordHash", stationMethod(stationGetPasswordHash)},
	{"getPermissionLevel", stationMethod(stationGetPermissionLevel)},
	{"handle", stationMethod(stationHandle)},
	{"host", stationMethod(stationHost)},
	{"initAuthority", stationMethod(stationInitAuthority)},
	{"loadAuthorityKey", stationMethod(stationLoadAuthorityKey)},
	{"loadUserTable", stationMethod(stationLoadUserTable)},
	{"login", stationMethod(stationLogin)},
	{"loginHashed", stationMethod(stationLoginHashed)},
	{"logout", stationMethod(stationLogout)},
	{"queue", stationMethod(stationQueue)},
	{"requestCertificate", stationMethod(stationRequestCertificate)},
	{"saveCertificate", stationMethod(stationSaveCertificate)},
	{"saveUserTable", stationMethod(stationSaveUserTable)},
	{"say", stationMethod(stationSay)},
	{"send", stationMethod(stationSend)},
	{"sendUnencrypted", stationMethod(stationSendUnencrypted)},
	{"sessions", stationMethod(stationSessions)},
	{"setDirectory", stationMethod(stationSetDirectory)},
	{"setLogging", stationMethod(stationSetLogging)},
	{"setPassword", stationMethod(stationSetPassword)},
	{"setPasswordHashed", stationMethod(stationSetPasswordHashed)},
	{"setPermissionLevel", stationMethod(stationSetPermissionLevel)},
	{"setRepeat", stationMethod(stationSetRepeat)},
	{"signCertificate", stationMethod(stationSignCertificate)},
	{"user", stationMethod(stationUser)},
	{"userExists", stationMethod(stationUserExists)},
}}.Sorted().Functions

// session is the socket of arguments from i on: its sender and target, and if it is not
// open any more, also the key, modem and channel that stand in its table.
func (s *station) session(c *Call, i int) (cryptonet.Session, error) {
	sender, ok1 := c.Args.At(i).AsString()
	target, ok2 := c.Args.At(i + 1).AsString()
	if socket := s.core.Find(cryptonet.Session{Sender: sender, Target: target}); socket != nil {
		return socket.Session, nil
	}
	key, ok3 := cryptonet.KeyFrom(c.Args.At(i + 2))
	modem, ok4 := c.Args.At(i + 3).AsString()
	channel, ok5 := c.Args.At(i + 4).AsNumber()
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || channel != math.Trunc(channel) || channel < 0 || channel > 65535 {
		return cryptonet.Session{}, errors.New("Invalid socket.")
	}
	return cryptonet.Session{Sender: sender, Target: target, Key: key, Modem: modem, Channel: int(channel)}, nil
}

// onSession makes a method whose arguments from i on are a socket.
func onSession(i int, do func(s *station, c *Call, session cryptonet.Session) error) func(*station, *Call) error {
	return func(s *station, c *Call) error {
		named, err := s.session(c, i)
		if err == nil {
			err = do(s, c, named)
		}
		return s.finish(c, err)
	}
}

// stationSend is send(message, socket…).
var stationSend = onSession(2, func(s *station, c *Call, to cryptonet.Session) error {
	message := c.Args.At(1)
	c.Charge(sealSteps + sealByteSteps*value.Size(message))
	if err := sendable(message); err != nil {
		return err
	}
	return s.core.SendOn(to, message)
})

// stationSendUnencrypted is sendUnencrypted(message, socket…).
var stationSendUnencrypted = onSession(2, func(s *station, c *Call, to cryptonet.Session) error {
	return s.core.SendUnencryptedOn(to, c.Args.At(1))
})

// stationClose is close(socket…). One that is closed already says so to the other end
// once more, as in the original.
var stationClose = onSession(1, func(s *station, c *Call, named cryptonet.Session) error {
	c.Charge(sealSteps)
	if socket := s.core.Find(named); socket != nil {
		socket.Close()
		return nil
	}
	return s.core.CloseOn(named)
})

// stationCloseServer is closeServer(name).
func stationCloseServer(s *station, c *Call) error {
	name, err := c.Args.String(1)
	if err != nil {
		return err
	}
	if server := s.server(name); server != nil {
		c.Charge(sealSteps * len(server.Sockets()))
		server.Close()
	}
	return s.finish(c, nil)
}

// stationCloseAll is closeAll().
func stationCloseAll(s *station, c *Call) error {
	for _, server := range s.core.Servers() {
		c.Charge(sealSteps * len(server.Sockets()))
	}
	s.core.CloseAll()
	return s.finish(c, nil)
}

// stationChannelInUse is channelInUse(channel, modem).
func stationChannelInUse(s *station, c *Call) error {
	channel, _ := c.Args.At(1).AsNumber()
	modem, _ := c.Args.At(2).AsString()
	return c.Return(value.Bool(s.core.ChannelInUse(int(channel), modem)))
}

// loggedIn ends a login or logout: on a server with the name of the event, the user and
// the level of permission, on a client with nothing, for there the event comes later.
func (s *station) loggedIn(c *Call, e cryptonet.Event, err error) error {
	if err != nil || e.Kind == 0 {
		return s.finish(c, err)
	}
	user := value.Nil
	if e.HasUser {
		user = value.String(e.User)
	}
	return s.finish(c, nil, value.String(e.Kind.String()), user, value.Number(e.Socket.Permission()))
}

// onSocket finds the open socket of arguments from i on.
func (s *station) onSocket(c *Call, i int) (*cryptonet.Socket, error) {
	named, err := s.session(c, i)
	if err != nil {
		return nil, err
	}
	socket := s.core.Find(named)
	if socket == nil {
		return nil, errors.New("Invalid socket.")
	}
	return socket, nil
}

// stationLogin is login(username, password, socket…).
func stationLogin(s *station, c *Call) error {
	socket, err := s.onSocket(c, 3)
	if err != nil {
		return s.finish(c, err)
	}
	username, _ := c.Args.At(1).AsString()
	password, _ := c.Args.At(2).AsString()
	c.Charge(sealSteps + passwordSteps + (len(username)+len(password))/hashBytes)
	e, err := socket.Login(username, password)
	return s.loggedIn(c, e, err)
}

// stationLoginHashed is loginHashed(username, hash, socket…).
func stationLoginHashed(s *station, c *Call) error {
	socket, err := s.onSocket(c, 3)
	if err != nil {
		return s.finish(c, err)
	}
	username, _ := c.Args.At(1).AsString()
	hash, _ := c.Args.At(2).AsString()
	c.Charge(sealSteps + passwordSteps + (len(username)+len(hash))/hashBytes)
	e, err := socket.LoginHashed(username, hash)
	return s.loggedIn(c, e, err)
}

// stationLogout is logout(socket…).
func stationLogout(s *station, c *Call) error {
	socket, err := s.onSocket(c, 1)
	if err != nil {
		return s.finish(c, err)
	}
	c.Charge(sealSteps)
	e, err := socket.Logout()
	return s.loggedIn(c, e, err)
}

// stationSay is say(line): logs a line.
func stationSay(s *station, c *Call) error {
	line, err := c.Args.String(1)
	if err != nil {
		return err
	}
	s.say(line)
	return s.finish(c, nil)
}

// stationSetLogging is setLogging(on).
func stationSetLogging(s *station, c *Call) error {
	s.core.SetLogging(c.Args.At(1).Truthy())
	return nil
}

// stationSetRepeat is setRepeat(on).
func stationSetRepeat(s *station, c *Call) error {
	s.core.SetRepeats(c.Args.At(1).Truthy())
	return nil
}

// stationSetDirectory is setDirectory(dir).
func stationSetDirectory(s *station, c *Call) error {
	dir, err := c.Args.String(1)
	if err != nil {
		return err
	}
	s.core.SetWorkingDirectory(dir)
	return nil
}
