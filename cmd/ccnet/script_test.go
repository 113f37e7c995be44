package main

import (
	"archive/zip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ccnet": main})
}

// TestScripts runs the command as its users do. A script is a page of
// testdata/script: commands, what they must print, and below them the files that
// they find.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits,
			"await": await,
			"zip":   zipUp,
			"talk":  talk,

			"certify": certify,
			"address": address,
			"escapes": escapes,
			"count":   count,
			"whisper": whisper,
		},
		Condition: func(name string) (bool, error) {
			if name == "race" {
				return raceDetector(), nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", "atexit_sleep_ms=10") // not the second that it sleeps by itself
			return nil
		},
		RequireExplicitExec: true,
	})
}

// raceDetector tells whether the race detector is on, which makes programs that go
// to the limits take their time.
func raceDetector() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// exits CODE COMMAND [ARG…] runs a command that must end with the exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%s: %v", args[1], err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// await FILE TEXT waits until a file that another process writes holds the text.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await FILE TEXT")
	}
	for range 3000 {
		if data, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && strings.Contains(string(data), args[1]) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s never held %q", args[0], args[1])
}

// zipUp is the command zip FILE DIR: it packs a directory.
func zipUp(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: zip FILE DIR")
	}
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer file.Close()
	archive := zip.NewWriter(file)
	ts.Check(archive.AddFS(os.DirFS(ts.MkAbs(args[1]))))
	ts.Check(archive.Close())
}

// talk FILE READY PROTOCOL TEXT… sends texts, with escapes as \r\n, by TCP to the address
// that the ready file of a gateway has for a protocol, and writes everything that comes
// back to a file. With tls before them it speaks TLS.
func talk(ts *testscript.TestScript, neg bool, args []string) {
	secure := len(args) > 0 && args[0] == "tls"
	if secure {
		args = args[1:]
	}
	if neg || len(args) < 4 {
		ts.Fatalf("usage: talk [tls] FILE READY PROTOCOL TEXT…")
	}
	_, rest, found := strings.Cut(ts.ReadFile(args[1]), args[2]+" ")
	if !found {
		ts.Fatalf("%s has no address for %s", args[1], args[2])
	}
	address, _, _ := strings.Cut(rest, "\n")
	conn, err := net.Dial("tcp", address)
	ts.Check(err)
	defer conn.Close()
	tcp := conn.(*net.TCPConn)
	if secure {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true}) // it is the test's own
	}
	ts.Check(conn.SetDeadline(time.Now().Add(time.Minute)))
	for _, text := range args[3:] {
		text = strings.NewReplacer(`\r`, "\r", `\n`, "\n").Replace(text)
		_, err := io.WriteString(conn, text)
		ts.Check(err)
	}
	if !secure {
		ts.Check(tcp.CloseWrite())
	}
	answer, err := io.ReadAll(conn)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(string(answer), "\r\n", "\n")), 0o666))
}

// certify CERT KEY makes a certificate for 127.0.0.1 that nobody trusts, and its key.
func certify(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: certify CERT KEY")
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ts.Check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	ts.Check(err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), 0o666))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
}
