package main

import (
	"fmt"
	"io"
	"math"
	"math/big"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"ccnet/cryptonet"
	"ccnet/protocol/cnet/v1"
)

func newCertShowCommand() *cobra.Command {
	var authority string
	cmd := &cobra.Command{
		Use:   "show FILE…",
		Short: "Tell what is in files of keys and certificates",
		Long: "Tell what is in files of keys and certificates. Signatures are checked with the\n" +
			"certAuth.key beside the certificate, if there is one, or with --authority; then one\n" +
			"that does not hold ends the command with 1. Private numbers are not shown.",
		Args: arguments(1, math.MaxInt),
		RunE: func(cmd *cobra.Command, args []string) error {
			return certShow(cmd.OutOrStdout(), args, authority)
		},
	}
	cmd.Flags().StringVar(&authority, "authority", "", "check signatures with the public key in this `FILE`")
	return cmd
}

func certShow(out io.Writer, paths []string, authority string) error {
	var wrong []string
	for _, path := range paths {
		file, err := readCertFile(path)
		if err != nil {
			return err
		}
		lines, holds, err := certLines(path, file, authority)
		if err != nil {
			return err
		}
		if !holds {
			wrong = append(wrong, path)
		}
		if _, err := fmt.Fprintf(out, "%s: %s\n  %s\n", path, file.kind(), strings.Join(lines, "\n  ")); err != nil {
			return err
		}
	}
	if len(wrong) > 0 {
		return &exitError{exitFailed, fmt.Errorf("not signed by the authority of %s: %s", authority, strings.Join(wrong, ", "))}
	}
	return nil
}

// certLines tells what is in a file, and whether its signature holds if that was
// asked.
func certLines(path string, file certFile, authority string) (lines []string, holds bool, err error) {
	switch {
	case file.public != nil:
		return keyLines(file.public.Shared, file.public.Public), true, nil
	case file.private != nil:
		return keyLines(file.private.Shared, ""), true, nil
	}
	c := file.certificate
	signature, holds, err := signatureLine(path, c, authority)
	if err != nil {
		return nil, false, err
	}
	lines = append([]string{
		fmt.Sprintf("server    %q, channel %d", c.Name, cryptonet.Channel(c.Name)),
	}, keyLines(c.Key.Shared, c.Key.Public)...)
	return append(lines, signature), holds, nil
}

// keyLines describes a key by its modulus and, where it is public, its exponent.
func keyLines(shared, public string) []string {
	n, _ := new(big.Int).SetString(shared, 10) // Check has read it
	lines := []string{fmt.Sprintf("modulus   %s (%d bits)", shared, n.BitLen())}
	if public != "" {
		lines = append(lines, "exponent  "+public)
	}
	return lines
}

func signatureLine(path string, c *cryptonet.Certificate, authority string) (line string, holds bool, err error) {
	asked := authority != ""
	if c.Signature == "" {
		return "signature none", !asked, nil
	}
	if !asked {
		authority = filepath.Join(filepath.Dir(path), v1.AuthorityName+".key")
	}
	file, err := readCertFile(authority)
	switch {
	case err != nil && !asked:
		return fmt.Sprintf("signature not checked: %v", err), true, nil
	case err != nil:
		return "", false, err
	case file.public == nil:
		return "", false, usageError("%s is %s, not a public key; name the authority's .key file", authority, file.kind())
	case c.Verify(*file.public):
		return "signature holds, by " + authority, true, nil
	}
	return "signature WRONG, not by " + authority, !asked, nil
}
