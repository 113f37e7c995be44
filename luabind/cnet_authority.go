package luabind

import (
	"errors"
	"fmt"

	"ccnet/cryptonet"
	"ccnet/value"
)

// optionalFile is argument i, the name of a file, or nothing for the default.
func optionalFile(c *Call, i int) string {
	name, _ := c.Args.At(i).AsString()
	return name
}

// stationInitAuthority is initAuthority(publicFile, privateFile).
func stationInitAuthority(s *station, c *Call) error {
	c.Charge(keySteps)
	return s.finish(c, s.core.InitAuthority(optionalFile(c, 1), optionalFile(c, 2)))
}

// stationSignCertificate is signCertificate(certificate, privateKey): the signed
// certificate. Each argument is a table or the name of a file; a certificate that comes
// from a file goes back there.
func stationSignCertificate(s *station, c *Call) error {
	c.Charge(rsaSteps)
	_, named := c.Args.At(1).AsString()
	key, given := cryptonet.PrivateKeyFrom(c.Args.At(2))
	if named && !given {
		signed, err := s.core.SignCertificate(optionalFile(c, 1), optionalFile(c, 2))
		return s.finish(c, err, signed.Value())
	}
	certificate, path, err := s.certificateToSign(c.Args.At(1))
	if err == nil && !given {
		key, err = s.signingKey(c.Args.At(2))
	}
	if err != nil {
		return s.finish(c, err)
	}
	s.say("Generating signature...")
	if certificate, err = certificate.Sign(key); err != nil {
		return s.finish(c, err)
	}
	if named {
		if err := (stationFiles{s}).Write(path, certificate.Marshal()); err != nil {
			return s.finish(c, err)
		}
		s.say("Saved certificate to " + path + ".")
	}
	return s.finish(c, nil, certificate.Value())
}

func (s *station) path(file string) string {
	if dir := s.core.WorkingDirectory(); dir != "" {
		return dir + "/" + file
	}
	return file
}

// readText reads a file that must be there.
func (s *station) readText(path string) (string, error) {
	files := stationFiles{s}
	switch {
	case !files.Exists(path):
		return "", errors.New(path + " does not exist.")
	case files.IsDir(path):
		return "", errors.New(path + " is not a file.")
	}
	return files.Read(path)
}

func (s *station) certificateToSign(v value.Value) (certificate cryptonet.Certificate, path string, err error) {
	file, ok := v.AsString()
	if !ok {
		if certificate, ok = cryptonet.CertificateFrom(v, false); !ok {
			return certificate, "", errors.New("Not a valid certificate or file.")
		}
		return certificate, "", nil
	}
	path = s.path(file)
	text, err := s.readText(path)
	if err != nil {
		return certificate, path, err
	}
	if certificate, err = cryptonet.ParseCertificate(text); err != nil {
		return certificate, path, fmt.Errorf("%s does not contain a valid certificate.", path)
	}
	s.say("Loaded certificate from " + path + ".")
	return certificate, path, nil
}

func (s *station) signingKey(v value.Value) (key cryptonet.PrivateKey, err error) {
	file, ok := v.AsString()
	if !ok && !v.IsNil() {
		return key, errors.New("Not a valid private key or file.")
	}
	if !ok {
		file = cryptonet.AuthorityPrivateFile
	}
	path := s.path(file)
	text, err := s.readText(path)
	if err != nil {
		return key, err
	}
	if key, err = cryptonet.ParsePrivateKey(text); err != nil {
		return key, fmt.Errorf("%s does not contain a valid private key.", path)
	}
	s.say("Loaded private key from " + path + ".")
	return key, nil
}

// stationLoadAuthorityKey is loadAuthorityKey(key): the key of an authority, from a
// table or from a file, nil if there is none.
func stationLoadAuthorityKey(s *station, c *Call) error {
	key, file := s.authorityArg(c, 1)
	if key == nil {
		if v := c.Args.At(1); !v.IsNil() && v.Kind() != value.KindString {
			return s.finish(c, nil)
		}
		found, ok := s.core.LoadAuthorityKey(file)
		if !ok {
			return s.finish(c, nil)
		}
		key = &found
	}
	return s.finish(c, nil, key.Value())
}

// stationGenerateCertificate is generateCertificate(name): a certificate and its
// private key.
func stationGenerateCertificate(s *station, c *Call) error {
	name, err := documented(c, 1, "Server name")
	if err != nil {
		return s.finish(c, err)
	}
	c.Charge(keySteps)
	certificate, key := s.core.GenerateCertificate(name)
	return s.finish(c, nil, certificate.Value(), key.Value())
}

// stationGenerateKey is generateKey(): 16 random bytes.
func stationGenerateKey(s *station, c *Call) error {
	return c.Return(cryptonet.NewKey(s.random).Value())
}

// stationSaveCertificate is saveCertificate(certificate): into the file from which its
// server takes it at its next start.
func stationSaveCertificate(s *station, c *Call) error {
	certificate, ok := cryptonet.CertificateFrom(c.Args.At(1), false)
	if !ok {
		return s.finish(c, cryptonet.ErrBadCertificate)
	}
	return s.finish(c, (stationFiles{s}).Write(s.path(certificate.Name+".crt"), certificate.Marshal()))
}
