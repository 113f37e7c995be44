// Command ccnet runs worlds of ComputerCraft computers: see README.md, or
// "ccnet help".
//
// This package turns flags into a world and a world's result into an exit code;
// what a world is and does lives in the packages below it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"ccnet/luabind"
)

// version is set by the linker.
var version = "dev"

// Exit codes.
const (
	exitFailed           = 1   // a program failed or an expectation did not hold
	exitUsage            = 2   // the command line or the world file is wrong
	exitNotDeterministic = 3   // two runs of one world differed
	exitLimit            = 124 // the limit of virtual time was reached
	exitInterrupted      = 130 // Ctrl+C
)

// exitError ends the command with a code. Its error, if any, has not been shown
// yet.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usageError is a mistake in what the user wrote.
func usageError(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl+C ends the process at once
	ballast := newBallast()
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	runtime.KeepAlive(ballast)
	stop()
	os.Exit(code)
}

// run executes the command line args and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return 0
	}
	var exit *exitError
	if !errors.As(err, &exit) { // what cobra itself finds wrong
		exit = &exitError{exitUsage, fmt.Errorf("%w; see %q", err, cmd.CommandPath()+" --help")}
		err = exit
	}
	if exit.err != nil {
		fmt.Fprintf(stderr, "ccnet: %s\n", printable(err.Error()))
	}
	return exit.code
}

// arguments checks that a command has the number of arguments that its usage line
// names.
func arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usageError("usage: %s", cmd.UseLine())
		}
		return nil
	}
}

// noSuchCommand answers to a command that only holds others.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	hint := ""
	switch ext := filepath.Ext(args[0]); {
	case cmd.HasParent():
	case ext == ".lua" || ext == ".toml":
		hint = fmt.Sprintf("; to run it, write \"ccnet run %s\"", args[0])
	}
	if close := cmd.SuggestionsFor(args[0]); len(close) > 0 {
		hint = fmt.Sprintf("; did you mean %q?", close[0])
	}
	var names []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return usageError("unknown command %q%s; there are %s", cmd.CommandPath()+" "+args[0], hint, strings.Join(names, ", "))
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "ccnet",
		Short: "Run worlds of ComputerCraft computers, headless and in virtual time",
		Long: `ccnet runs worlds of ComputerCraft computers on one machine: headless, in
virtual time, with the same result every time.

  ccnet run hello.lua            run one program on a computer with a modem
  ccnet run world.toml           run a world of computers
  ccnet new DIR                  write a world to start from
  ccnet shell [world.toml]       sit at a computer
  ccnet gateway world.toml       open a world's doors to TCP
  ccnet rttp get world.toml URL  get a page from a server in a world
  ccnet journal show run.jsonl   read the record of a run

Exit codes: 0 success, 1 a program failed or an expectation did not hold,
2 usage or world file wrong, 3 a run was not deterministic, 124 limit reached,
130 interrupted.`,
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs,
		RunE:          noSuchCommand,
	}
	root.SetVersionTemplate(versionText())
	root.SuggestionsMinimumDistance = 2
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(newRunCommand(), newNewCommand(), newShellCommand(), newGatewayCommand(), newCtrpCommand(), newCpCommand(), newJournalCommand(), newCertCommand(), newRTTPCommand(), newVersionCommand())
	return root
}

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  arguments(0, 0),
		Run: func(cmd *cobra.Command, _ []string) {
			fmt.Fprint(cmd.OutOrStdout(), versionText())
		},
	}
}

func versionText() string {
	return fmt.Sprintf("ccnet %s, emulating CC: Tweaked %s\n", version, luabind.Version)
}
