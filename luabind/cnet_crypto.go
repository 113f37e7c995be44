package luabind

import (
	"errors"

	"ccnet/cryptonet"
	"ccnet/value"
)

// cryptonetFunctions is ccnet.cryptonet, the native half of the modules cryptoNet and
// CryptoNet. Most of it are the methods of stations.
var cryptonetFunctions = []Function{
	{"channel", cryptonetChannel},
	{"deserialise", cryptonetDeserialise},
	{"discoveryChannel", answers(value.Int(cryptonet.DiscoveryChannel))},
	{"hashPassword", cryptonetHashPassword},
	{"serialise", cryptonetSerialise},
	{"station", newStation},
	{"verify", cryptonetVerify},
	{"writeFile", cryptonetWriteFile},
}

// hashSteps is what a hash is charged, and one more for so many bytes.
const (
	hashSteps = 200
	hashBytes = 8
)

// cryptonetChannel is channel(name): the channel of a server.
func cryptonetChannel(c *Call) error {
	name, err := c.Args.String(1)
	if err != nil {
		return err
	}
	c.Charge(hashSteps + len(name)/hashBytes)
	return c.Return(value.Int(cryptonet.Channel(name)))
}

// cryptonetSerialise is serialise(table): a certificate or key as it stands in files.
func cryptonetSerialise(c *Call) error {
	text, err := cryptonet.Serialise(c.Args.At(1))
	if err != nil {
		return err
	}
	return c.Return(value.String(text))
}

// cryptonetDeserialise is deserialise(text), the reverse.
func cryptonetDeserialise(c *Call) error {
	text, err := c.Args.String(1)
	if err != nil {
		return err
	}
	c.Charge(parseSteps * len(text))
	return c.Return(cryptonet.Deserialise(text))
}

// documented is an argument that must be a string, with the original's words for what
// is none.
func documented(c *Call, i int, what string) (string, error) {
	s, ok := c.Args.At(i).AsString()
	if !ok {
		return "", errors.New(what + " must be a string.")
	}
	if len(s) > maxName {
		return "", errors.New(what + " is too long.")
	}
	return s, nil
}

// cryptonetHashPassword is hashPassword(user, password, server): what is wrong with an
// argument, or nil and the hash.
func cryptonetHashPassword(c *Call) error {
	user, err := documented(c, 1, "Username")
	if err != nil {
		return c.Return(value.String(err.Error()))
	}
	password, err := documented(c, 2, "Password")
	if err != nil {
		return c.Return(value.String(err.Error()))
	}
	server, err := documented(c, 3, "Server name")
	if err != nil {
		return c.Return(value.String(err.Error()))
	}
	c.Charge(hashSteps + (len(user)+len(password)+len(server))/hashBytes)
	return c.Return(value.Nil, value.String(cryptonet.PasswordHash(server, user, password)))
}

// cryptonetVerify is verify(certificate, key): whether the key's owner has signed it.
func cryptonetVerify(c *Call) error {
	certificate, ok := cryptonet.CertificateFrom(c.Args.At(1), false)
	key, known := cryptonet.PublicKeyFrom(c.Args.At(2))
	c.Charge(rsaSteps)
	return c.Return(value.Bool(ok && known && certificate.Verify(key)))
}
