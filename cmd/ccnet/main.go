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
	"syscall"

	"github.com/spf13/cobra"
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
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run executes the command line args and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	exit := &exitError{code: exitUsage, err: err} // what cobra itself finds wrong
	errors.As(err, &exit)
	if exit.err != nil {
		fmt.Fprintf(stderr, "ccnet: %v\n", exit.err)
	}
	return exit.code
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
  ccnet journal show run.jsonl   read the record of a run

Exit codes: 0 success, 1 a program failed or an expectation did not hold,
2 usage or world file wrong, 3 a run was not deterministic, 124 limit reached.`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(newRunCommand(), newNewCommand(), newShellCommand(), newJournalCommand(), newVersionCommand())
	return root
}

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) {
			fmt.Fprintf(cmd.OutOrStdout(), "ccnet %s, emulating CC: Tweaked 1.113.1\n", version)
		},
	}
}
