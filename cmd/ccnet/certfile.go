package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"ccnet/cryptonet"
)

// maxCertFile bounds the files of keys and certificates, which have a few hundred
// bytes.
const maxCertFile = 1 << 20

// certFile is what a file of CryptoNet holds: one of the three.
type certFile struct {
	certificate *cryptonet.Certificate
	public      *cryptonet.PublicKey
	private     *cryptonet.PrivateKey
}

func (f certFile) kind() string {
	switch {
	case f.certificate != nil:
		return "a certificate"
	case f.public != nil:
		return "a public key"
	}
	return "a private key"
}

// readCertFile reads a file of CryptoNet. An error about a file that is not there is
// fs.ErrNotExist.
func readCertFile(path string) (certFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return certFile{}, &exitError{exitUsage, fmt.Errorf("cannot read %s: %w", path, cause(err))}
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxCertFile+1))
	switch {
	case err != nil:
		return certFile{}, &exitError{exitUsage, fmt.Errorf("cannot read %s: %w", path, cause(err))}
	case len(text) > maxCertFile:
		return certFile{}, usageError("%s is longer than %d KiB: not a file of CryptoNet", path, maxCertFile>>10)
	}
	f, err := parseCertFile(string(text))
	if err != nil {
		return certFile{}, usageError("%s: %v", path, err)
	}
	return f, nil
}

func parseCertFile(text string) (certFile, error) {
	if c, err := cryptonet.ParseCertificate(text); err == nil {
		if err := c.Key.Check(); err != nil {
			return certFile{}, fmt.Errorf("the certificate of %q is damaged: %w", c.Name, err)
		}
		return certFile{certificate: &c}, nil
	}
	if k, err := cryptonet.ParsePrivateKey(text); err == nil {
		if err := k.Check(); err != nil {
			return certFile{}, fmt.Errorf("the private key is damaged: %w", err)
		}
		return certFile{private: &k}, nil
	}
	if k, err := cryptonet.ParsePublicKey(text); err == nil {
		if err := k.Check(); err != nil {
			return certFile{}, fmt.Errorf("the public key is damaged: %w", err)
		}
		return certFile{public: &k}, nil
	}
	return certFile{}, errors.New("neither a certificate nor a key: it should be a table of Lua with name and key, or public, or private, and shared")
}

// writeNewFile writes a file that must not be there yet, whole or not at all.
func writeNewFile(path, text string, mode fs.FileMode) error {
	temporary, err := writeBeside(path, text, mode)
	if err != nil {
		return err
	}
	defer os.Remove(temporary)
	if err := os.Link(temporary, path); err == nil {
		return nil
	} else if errors.Is(err, fs.ErrExist) {
		return errOccupied(path)
	}
	// A file system without links: there is an instant between the question and the
	// answer.
	if _, err := os.Lstat(path); err == nil {
		return errOccupied(path)
	}
	return renamed(os.Rename(temporary, path), path)
}

// replaceFile writes another text into a file that is there, whole or not at all. It
// follows links and keeps the file's mode.
func replaceFile(path, text string) error {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return renamed(err, path)
	}
	info, err := os.Stat(target)
	if err != nil {
		return renamed(err, path)
	}
	temporary, err := writeBeside(target, text, info.Mode().Perm())
	if err != nil {
		return err
	}
	defer os.Remove(temporary)
	return renamed(os.Rename(temporary, target), path)
}

func renamed(err error, path string) error {
	if err == nil {
		return nil
	}
	return &exitError{exitFailed, fmt.Errorf("cannot write %s: %w", path, err)}
}

// writeBeside writes a file with another name into the directory of path, and
// returns its name.
func writeBeside(path, text string, mode fs.FileMode) (name string, err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".ccnet-*") // for nobody else to read
	if err != nil {
		return "", &exitError{exitFailed, fmt.Errorf("cannot write %s: %w", path, cause(err))}
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name())
			err = &exitError{exitFailed, fmt.Errorf("cannot write %s: %w", path, cause(err))}
		}
	}()
	_, err = file.WriteString(text)
	if err == nil {
		err = file.Chmod(mode)
	}
	if err == nil {
		err = file.Sync()
	}
	return file.Name(), errors.Join(err, file.Close())
}
