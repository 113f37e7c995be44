package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"ccnet/cryptonet"
	"ccnet/protocol/cnet/v1"
)

func newCertCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cert",
		Short: "Make, sign and show CryptoNet's keys and certificates",
		Long: "Make, sign and show CryptoNet's keys and certificates, in the files that CryptoNet\n" +
			"itself writes and reads: certAuth.key and certAuth_private.key of an authority,\n" +
			"NAME.crt and NAME_private.key of a server.",
		Args: cobra.ArbitraryArgs,
		RunE: noSuchCommand,
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(newCertInitCommand(), newCertSignCommand(), newCertShowCommand())
	return cmd
}

func newCertInitCommand() *cobra.Command {
	var server string
	cmd := &cobra.Command{
		Use:   "init [--server NAME] [DIR]",
		Short: "Make the keys of a certificate authority, or of a server",
		Long: "Make the keys of a certificate authority in DIR, which is made if need be, or here:\n" +
			"certAuth.key, which its clients need, and certAuth_private.key, which is nobody\n" +
			"else's business. With --server, make a server's NAME.crt, unsigned, and\n" +
			"NAME_private.key instead.",
		Args: arguments(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			wrote, err := certInit(dir, server)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "wrote %s and %s\n", wrote[0], wrote[1])
			return err
		},
	}
	cmd.Flags().StringVar(&server, "server", "", "make the certificate and the key of the server called `NAME`")
	return cmd
}

// certInit writes the two files of an authority, or of a server, into dir, and
// returns their paths.
func certInit(dir, server string) (wrote [2]string, err error) {
	public, private := v1.AuthorityName+".key", v1.AuthorityName+"_private.key"
	var publicText string
	var key cryptonet.PrivateKey
	if server == "" {
		var authority cryptonet.PublicKey
		authority, key = cryptonet.GenerateKeyPair(rand.Reader)
		publicText = authority.Marshal()
	} else {
		if err := v1.CheckServerName(server); err != nil {
			return wrote, usageError("--server %q: %v", server, err)
		}
		var certificate cryptonet.Certificate
		certificate, key = cryptonet.GenerateCertificate(rand.Reader, server)
		public, private, publicText = server+".crt", server+"_private.key", certificate.Marshal()
	}
	wrote = [2]string{filepath.Join(dir, public), filepath.Join(dir, private)}
	for _, path := range wrote {
		if _, err := os.Lstat(path); err == nil {
			return wrote, errOccupied(path)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return wrote, &exitError{exitFailed, fmt.Errorf("cannot make %s: %w", dir, cause(err))}
	}
	if err := writeNewFile(wrote[1], key.Marshal(), 0o600); err != nil {
		return wrote, err
	}
	if err := writeNewFile(wrote[0], publicText, 0o644); err != nil {
		os.Remove(wrote[1]) // of no use without the other
		return wrote, err
	}
	return wrote, nil
}

func errOccupied(path string) error {
	return usageError("%s is there already and is not overwritten; move it away, or name another directory", path)
}

func newCertSignCommand() *cobra.Command {
	var key string
	cmd := &cobra.Command{
		Use:   "sign FILE.crt",
		Short: "Sign a server's certificate",
		Long: "Sign a server's certificate with the private key of an authority. The certificate's\n" +
			"file is replaced; a signature that it had is lost.",
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			certificate, err := certSign(args[0], key)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "signed %s, the certificate of %q\n", args[0], certificate.Name)
			return err
		},
	}
	cmd.Flags().StringVar(&key, "key", v1.AuthorityName+"_private.key", "the authority's private key is in this `FILE`")
	return cmd
}

// certSign signs the certificate in a file with the private key in another.
func certSign(path, keyPath string) (cryptonet.Certificate, error) {
	certificate, err := readCertFile(path)
	switch {
	case err != nil:
		return cryptonet.Certificate{}, err
	case certificate.certificate == nil:
		return cryptonet.Certificate{}, usageError("%s is %s, not a certificate; name the server's .crt file", path, certificate.kind())
	}
	key, err := readCertFile(keyPath)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return cryptonet.Certificate{}, usageError("there is no %s; name the authority's private key with --key, or make an authority with \"ccnet cert init\"", keyPath)
	case err != nil:
		return cryptonet.Certificate{}, err
	case key.private == nil:
		return cryptonet.Certificate{}, usageError("%s is %s, not a private key; name the authority's _private.key file", keyPath, key.kind())
	}
	signed, err := certificate.certificate.Sign(*key.private)
	if err != nil {
		return cryptonet.Certificate{}, &exitError{exitFailed, fmt.Errorf("%s with %s: %w", path, keyPath, err)}
	}
	return signed, replaceFile(path, signed.Marshal())
}
