package cryptonet

import (
	"errors"
	"fmt"
)

// Names of an authority's files.
const (
	AuthorityFile        = "certAuth.key"
	AuthorityPrivateFile = "certAuth_private.key"
)

// path is where a file is, from the working directory.
func (s *Station) path(file string) string {
	if s.workingDir == "" {
		return file
	}
	return s.workingDir + "/" + file
}

// serverKeys finds or makes the certificate and private key of a server.
func (s *Station) serverKeys(o *HostOptions) (c Certificate, k PrivateKey, err error) {
	certificateFile, keyFile := o.CertificateFile, o.PrivateKeyFile
	if certificateFile == "" {
		certificateFile = o.Name + ".crt"
	}
	if keyFile == "" {
		keyFile = o.Name + "_private.key"
	}
	if o.Certificate != nil {
		c = *o.Certificate
		if !c.HasKey() || c.Key.Check() != nil {
			return c, k, ErrBadCertificate
		}
	}
	if o.PrivateKey != nil {
		k = *o.PrivateKey
		if k.Check() != nil {
			return c, k, errors.New("Invalid private key.") //nolint:staticcheck // the original's words
		}
	}
	haveCertificate, haveKey := o.Certificate != nil, o.PrivateKey != nil
	if !haveCertificate && s.files != nil {
		path := s.path(certificateFile)
		s.log("Checking " + path + " for certificate...")
		text, there, err := s.readFile(path, certificateFile+" already exists and is a directory, not a certificate.")
		if err != nil {
			return c, k, err
		}
		if there {
			if c, err = ParseCertificate(text); err != nil || c.Key.Check() != nil {
				return c, k, fmt.Errorf("%s already exists and is not a valid certificate.", certificateFile) //nolint:staticcheck // the original's words
			}
			haveCertificate = true
			s.log("Loaded certificate from " + certificateFile + ".")
		} else {
			s.log("Certificate file not found, will need to generate a new one.")
		}
	}
	if !haveKey && s.files != nil {
		path := s.path(keyFile)
		s.log("Checking " + path + " for private key...")
		text, there, err := s.readFile(path, keyFile+" already exists and is a directory, not a keyfile.")
		if err != nil {
			return c, k, err
		}
		if there {
			if k, err = ParsePrivateKey(text); err != nil || k.Check() != nil {
				return c, k, fmt.Errorf("%s already exists and is not a valid keyfile.", keyFile) //nolint:staticcheck // the original's words
			}
			haveKey = true
			s.log("Loaded private key from " + keyFile + ".")
		} else {
			s.log("Private keyfile not found, will need to generate a new one.")
		}
	}
	switch {
	case haveCertificate && haveKey:
		return c, k, nil
	case haveCertificate:
		return c, k, errors.New("Have a certificate but not a private key, need both or neither.") //nolint:staticcheck // the original's words
	case haveKey:
		return c, k, errors.New("Have a private key but not a certificate, need both or neither.") //nolint:staticcheck // the original's words
	}
	s.log("No certificate or private key found, generating new ones.")
	c, k = s.GenerateCertificate(o.Name)
	if s.files == nil {
		return c, k, nil
	}
	path := s.path(certificateFile)
	if err := s.files.Write(path, c.Marshal()); err != nil {
		return c, k, fmt.Errorf("writing the certificate: %w", err)
	}
	s.log("Saved certificate to " + path + ".")
	path = s.path(keyFile)
	if err := s.files.Write(path, k.Marshal()); err != nil {
		return c, k, fmt.Errorf("writing the private key: %w", err)
	}
	s.log("Saved private key to " + path + ".  Do not share this with anyone!")
	return c, k, nil
}

// readFile reads a file that may be missing; isDir is what is said to a directory.
func (s *Station) readFile(path, isDir string) (text string, there bool, err error) {
	if s.files.IsDir(path) {
		return "", false, errors.New(isDir)
	}
	if !s.files.Exists(path) {
		return "", false, nil
	}
	if text, err = s.files.Read(path); err != nil {
		return "", false, fmt.Errorf("reading %s: %w", path, err)
	}
	return text, true, nil
}

// GenerateCertificate makes a certificate and its private key, and logs it.
func (s *Station) GenerateCertificate(name string) (Certificate, PrivateKey) {
	s.log("Generating keys... (may take some time)")
	c, k := GenerateCertificate(s.random, name)
	s.blankLine()
	s.log("Done!")
	return c, k
}

// blankLine ends the line in which the original shows its progress.
func (s *Station) blankLine() {
	if s.logging && s.logLine != nil {
		s.logLine("")
	}
}

// LoadAuthorityKey reads the public key of an authority, by default from certAuth.key.
// Without one, signatures are not verified.
func (s *Station) LoadAuthorityKey(file string) (key PublicKey, ok bool) {
	if file == "" {
		file = AuthorityFile
	}
	return loadOptional(s, file, "cert auth key", "will not be able to verify signatures", ParsePublicKey)
}

// loadCertificate reads the certificate of a server to connect to, if there is one.
func (s *Station) loadCertificate(file string) (c Certificate, ok bool) {
	return loadOptional(s, file, "certificate", "will need to request certificate", ParseCertificate)
}

// loadOptional reads what a station can do without, and logs how that goes: what it is, and the
// consequence of having none.
func loadOptional[T any](s *Station, file, what, consequence string, parse func(string) (T, error)) (loaded T, ok bool) {
	if s.files == nil {
		return loaded, false
	}
	path := s.path(file)
	s.log("Checking " + path + " for " + what + "...")
	text, there, err := s.readFile(path, "")
	switch {
	case err != nil:
		s.log(file + " is not a file, " + consequence + ".")
	case !there:
		s.log(file + " does not exist, " + consequence + ".")
	default:
		if loaded, err = parse(text); err == nil {
			s.log("Loaded " + what + " from " + file + ".")
			return loaded, true
		}
		s.log(file + " does not contain a valid " + what + ", " + consequence + ".")
	}
	return loaded, false
}

// InitAuthority makes the keys of an authority and writes them, by default to
// certAuth.key and certAuth_private.key, neither of which may be there.
func (s *Station) InitAuthority(publicFile, privateFile string) error {
	if publicFile == "" {
		publicFile = AuthorityFile
	}
	if privateFile == "" {
		privateFile = AuthorityPrivateFile
	}
	if s.files == nil {
		return errors.New("making an authority: there are no files to write")
	}
	publicPath, privatePath := s.path(publicFile), s.path(privateFile)
	for _, path := range []string{publicPath, privatePath} {
		if s.files.Exists(path) {
			return fmt.Errorf("%s already exists, please delete both your existing keyfiles in order to generate new ones.", path) //nolint:staticcheck // the original's words
		}
	}
	s.log("Generating key pair... (may take some time)")
	public, private := GenerateKeyPair(s.random)
	s.blankLine()
	s.log("Done!")
	if err := s.files.Write(publicPath, public.Marshal()); err != nil {
		return fmt.Errorf("writing the authority's public key: %w", err)
	}
	s.log("Saved public key to " + publicPath + ".  Give this to client users.")
	if err := s.files.Write(privatePath, private.Marshal()); err != nil {
		return fmt.Errorf("writing the authority's private key: %w", err)
	}
	s.log("Saved private key to " + privatePath + ".  Do not share this with anyone!")
	s.log("Initialization successful.")
	return nil
}

// SignCertificate signs the certificate in a file with the private key in another,
// by default certAuth_private.key, and writes it back.
func (s *Station) SignCertificate(certificateFile, keyFile string) (c Certificate, err error) {
	if keyFile == "" {
		keyFile = AuthorityPrivateFile
	}
	if s.files == nil {
		return c, errors.New("signing a certificate: there are no files to read")
	}
	read := func(path string) (string, error) {
		text, there, err := s.readFile(path, path+" is not a file.")
		if err == nil && !there {
			err = fmt.Errorf("%s does not exist.", path) //nolint:staticcheck // the original's words
		}
		return text, err
	}
	path := s.path(certificateFile)
	text, err := read(path)
	if err != nil {
		return c, err
	}
	if c, err = ParseCertificate(text); err != nil {
		return c, fmt.Errorf("%s does not contain a valid certificate.", path) //nolint:staticcheck // the original's words
	}
	s.log("Loaded certificate from " + path + ".")
	keyPath := s.path(keyFile)
	if text, err = read(keyPath); err != nil {
		return c, err
	}
	private, err := ParsePrivateKey(text)
	if err != nil {
		return c, fmt.Errorf("%s does not contain a valid private key.", keyPath) //nolint:staticcheck // the original's words
	}
	s.log("Loaded private key from " + keyPath + ".")
	s.log("Generating signature...")
	if c, err = c.Sign(private); err != nil {
		return c, err
	}
	if err := s.files.Write(path, c.Marshal()); err != nil {
		return c, fmt.Errorf("writing the certificate: %w", err)
	}
	s.log("Saved certificate to " + path + ".")
	return c, nil
}
