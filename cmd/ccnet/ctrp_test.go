package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ccnet/protocol/cp"
)

// address VARIABLE READY PROTOCOL sets a variable to the address that a ready file has
// for a protocol.
func address(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: address VARIABLE READY PROTOCOL")
	}
	for line := range strings.Lines(ts.ReadFile(args[1])) {
		if rest, found := strings.CutPrefix(line, args[2]+" "); found {
			ts.Setenv(args[0], strings.TrimSpace(rest))
			return
		}
	}
	ts.Fatalf("%s has no address for %s", args[1], args[2])
}

// escapes FILE reads the escapes, as \x1b, in a file.
func escapes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: escapes FILE")
	}
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(ts.ReadFile(args[0]), "\n", `\n`) + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

// count FILE N writes the numbers to N into a file, a line each.
func count(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: count FILE N")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	var b strings.Builder
	for i := range n {
		fmt.Fprintln(&b, i+1)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o666))
}

// whisper ADDRESS FROM TO TEXT sends a private message, with escapes, by CP. It waits
// until the recipient is there.
func whisper(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: whisper ADDRESS FROM TO TEXT")
	}
	text, err := strconv.Unquote(`"` + args[3] + `"`)
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	client, err := cp.Dial(ctx, args[0], cp.ClientOptions{})
	ts.Check(err)
	defer client.Close()
	ts.Check(client.SetName(ctx, args[1]))
	for range 3000 {
		err = client.Tell(ctx, args[2], text)
		var status *cp.StatusError
		if !errors.As(err, &status) || status.Status != cp.NotFound {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Check(err)
}
