package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ccnet/protocol/cp"
	"ccnet/protocol/ctrp"
)

func newCtrpCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ctrp",
		Short: "Ask CTRP servers, and be one",
		Args:  cobra.ArbitraryArgs,
		RunE:  noSuchCommand,
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(newCtrpGetCommand(), newCtrpServeCommand())
	return cmd
}

// Exit codes of commands that are clients on a network: those of curl.
const (
	exitScheme      = 1
	exitURI         = 3
	exitResolve     = 6
	exitConnect     = 7
	exitProtocol    = 8
	exitPartial     = 18
	exitRefused     = 22
	exitWrite       = 23
	exitTimeout     = 28
	exitTLS         = 35
	exitRedirects   = 47
	exitEmpty       = 52
	exitSend        = 55
	exitReceive     = 56
	exitCertificate = 60
	exitTooLarge    = 63
	exitLogin       = 67
)

// clientExitCodes tells them to people.
const clientExitCodes = `Exit codes are those of curl: 0 success, 1 unknown scheme, 2 usage, 3 not a URI, 6 host
not found, 7 cannot connect, 8 not an answer of this protocol, 18 answer cut short, 22 the
server refused, 23 cannot write the output, 28 timeout, 35 TLS failed, 47 too many
redirections, 52 no answer, 55 and 56 connection lost, 60 certificate not trusted, 63
answer too large, 67 token not accepted, 130 interrupted.`

// clientFailure is the error of a client with the exit code that fits.
func clientFailure(ctx context.Context, err error) error {
	code := exitReceive
	var (
		scheme      *ctrp.SchemeError
		request     *ctrp.RequestError
		resolve     *net.DNSError
		certificate *tls.CertificateVerificationError
		secure      *ctrp.TLSError
		protocol    *ctrp.ProtocolError
		status      *cp.StatusError
		op          *net.OpError
	)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return &exitError{exitInterrupted, errors.New("interrupted")}
	case errors.As(err, &scheme), errors.Is(err, ctrp.ErrDowngrade):
		code = exitScheme
	case errors.As(err, &request):
		code = exitUsage
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		code, err = exitTimeout, fmt.Errorf("timeout: %w", err)
	case errors.As(err, &resolve):
		code = exitResolve
	case errors.As(err, &certificate):
		code = exitCertificate
	case errors.As(err, &secure):
		code = exitTLS
	case errors.As(err, &protocol), errors.Is(err, ctrp.ErrTarget), errors.Is(err, cp.ErrFrame):
		code = exitProtocol
	case errors.Is(err, ctrp.ErrTruncated):
		code = exitPartial
	case errors.Is(err, ctrp.ErrEmptyReply):
		code = exitEmpty
	case errors.Is(err, ctrp.ErrTooLarge):
		code = exitTooLarge
	case errors.Is(err, ctrp.ErrRedirects):
		code = exitRedirects
	case errors.As(err, &status) && status.Status == cp.Unauthorized:
		code = exitLogin
	case errors.As(err, &status):
		code = exitRefused
	case errors.As(err, &op) && op.Op == "dial":
		code = exitConnect
	case errors.As(err, &op) && op.Op == "write":
		code = exitSend
	}
	return &exitError{code, fmt.Errorf("(%d) %w", code, err)}
}

// visible is printable text with its TABs.
func visible(text string) string {
	parts := strings.Split(text, "\t")
	for i, part := range parts {
		parts[i] = printable(part)
	}
	return strings.Join(parts, "\t")
}

// secretFlags are the flags of commands that send or want a token. Servers also take it
// from the environment; clients do not, for they would send it to just any server.
type secretFlags struct{ token, file, environment string }

func (f *secretFlags) addToClient(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.token, "token", "", "send this `token`; better in a file, for others see command lines")
	cmd.Flags().StringVar(&f.file, "token-file", "", "`file` whose first line is the token")
}

func (f *secretFlags) addToServer(cmd *cobra.Command) {
	f.environment = "CCNET_TOKEN"
	cmd.Flags().StringVar(&f.token, "token", "", "want this `token`; better in a file or in CCNET_TOKEN, for others see command lines")
	cmd.Flags().StringVar(&f.file, "token-file", "", "`file` whose first line is the token")
}

// find returns the token, empty if there is none.
func (f *secretFlags) find() (string, error) {
	token, _, err := f.read()
	if err == nil && !isToken(token) {
		err = usageError("a token has at most %d characters of ASCII, without blanks", maxToken)
	}
	if err != nil {
		return "", err
	}
	return token, nil
}

// findLong is find for who wants no token that is easily guessed.
func (f *secretFlags) findLong(least int) (string, error) {
	token, from, err := f.read()
	if err == nil && token != "" && (len(token) < least || !isToken(token)) {
		err = usageError("%s: a token has %d to %d characters of ASCII, without blanks", from, least, maxToken)
	}
	if err != nil {
		return "", err
	}
	return token, nil
}

// maxToken is how long a token is at most.
const maxToken = 512

func isToken(s string) bool {
	return len(s) <= maxToken && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// read returns the token from wherever it was given, and where that was.
func (f *secretFlags) read() (token, from string, err error) {
	switch {
	case f.token != "" && f.file != "":
		return "", "", usageError("there are --token and --token-file; one is enough")
	case f.file != "":
		data, err := os.ReadFile(f.file)
		if err != nil {
			return "", "", usageError("--token-file %s: %v", f.file, cause(err))
		}
		token, _, _ = strings.Cut(string(data), "\n")
		if token = strings.TrimSuffix(token, "\r"); token == "" {
			return "", "", usageError("--token-file %s: its first line is empty", f.file)
		}
		return token, "--token-file " + f.file, nil
	case f.token == "" && f.environment != "":
		return os.Getenv(f.environment), f.environment, nil
	}
	return f.token, "--token", nil
}
