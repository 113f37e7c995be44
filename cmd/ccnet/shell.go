package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/gdamore/tcell/v2"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"ccnet/luabind"
	"ccnet/terminal"
	"ccnet/world"
)

// shellFlags are the flags of "ccnet shell".
type shellFlags struct {
	runFlags
	dir string
}

func newShellCommand() *cobra.Command {
	f := &shellFlags{}
	cmd := &cobra.Command{
		Use:   "shell [WORLD.toml [COMPUTER]]",
		Short: "Sit at a computer of a world, in real time",
		Long: `Shows the screen of a computer in your terminal and gives it your keys and mouse,
while the world lives in real time. COMPUTER is an id or a label; without it, the
first of the world. Without a world there is one advanced computer with a wireless
modem on its back, whose disk is in memory or the directory --dir.

  Ctrl+T  terminates the program       Ctrl+N, Ctrl+P  next, previous computer
  Ctrl+S  shuts the computer down      Ctrl+Q, Ctrl+C  leave
  Ctrl+R  reboots it or turns it on    Ctrl+Space      Ctrl alone, as for edit's menu

A terminal cannot tell when a key is released, or that Ctrl alone is pressed.`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			spec, computer, err := f.world(args)
			if err != nil {
				return err
			}
			if !isTerminal(cmd.InOrStdin()) || !isTerminal(cmd.OutOrStdout()) {
				return usageError("ccnet shell needs a terminal for input and output; to run a world without one, use ccnet run")
			}
			return f.sit(cmd.Context(), spec, computer)
		},
	}
	f.addCommon(cmd)
	cmd.Flags().StringVar(&f.dir, "dir", "", "host `directory` that is the disk of the computer without a world")
	return cmd
}

// world is the world to live in, and the computer of it to sit at.
func (f *shellFlags) world(args []string) (spec world.Spec, computer int, err error) {
	if len(args) == 0 {
		spec, err = f.ownComputer()
		return spec, 0, err
	}
	if !strings.HasSuffix(args[0], ".toml") {
		return spec, 0, usageError("%s is not a world (*.toml); to run a program, use ccnet run", args[0])
	}
	if f.dir != "" {
		return spec, 0, usageError("--dir is for a computer without a world; in a world file, write dir = %q", f.dir)
	}
	if spec, err = f.spec(args[:1]); err != nil {
		return spec, 0, err
	}
	name := ""
	if len(args) > 1 {
		name = args[1]
	}
	if computer, err = terminal.Choose(spec, name); err != nil {
		return spec, 0, usageError("%s: %v", args[0], err)
	}
	return spec, computer, nil
}

// ownName is the name of the world of ownComputer.
const ownName = "shell"

// ownComputer is a world of one computer.
func (f *shellFlags) ownComputer() (world.Spec, error) {
	kind, ok := world.ParseKind(f.kind)
	if !ok {
		return world.Spec{}, usageError("--kind %s: there is no such kind; there are normal, advanced, pocket, turtle and command", f.kind)
	}
	if f.dir != "" {
		switch info, err := os.Stat(f.dir); {
		case err != nil:
			return world.Spec{}, usageError("--dir %s: %v", f.dir, cause(err))
		case !info.IsDir():
			return world.Spec{}, usageError("--dir %s: it is not a directory", f.dir)
		}
	}
	spec := singleComputer(kind)
	spec.Name = ownName
	spec.Computers[0].Files = world.Files{Dir: f.dir}
	return spec, nil
}

// sit gives the terminal to a computer until the person leaves.
func (f *shellFlags) sit(ctx context.Context, spec world.Spec, computer int) error {
	f.stayOn = true
	runtime, err := f.runtime()
	if err != nil {
		return err
	}
	screen, err := terminal.Open()
	if err != nil {
		return usageError("%v", err)
	}
	return f.session(ctx, spec, computer, runtime, screen, world.RealTime())
}

// session is what happens between a person and a computer.
func (f *shellFlags) session(ctx context.Context, spec world.Spec, computer int, runtime *luabind.Runtime, screen tcell.Screen, pacer world.Pacer) error {
	recorder, closeJournal, err := f.openJournal()
	if err != nil {
		return err
	}
	spec.By = byShell
	options := f.options(runtime, nil)
	options.Recorder = recorder
	options.Pacer = pacer
	w, err := world.New(spec, options)
	if err != nil {
		return errors.Join(&exitError{exitUsage, err}, closeJournal())
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP) // the terminal is closed
	defer stop()
	err = terminal.New(w, screen, computer).Run(ctx)
	if err = errors.Join(err, w.Close(), closeJournal()); err != nil {
		return &exitError{exitFailed, err}
	}
	if ctx.Err() != nil {
		return &exitError{exitInterrupted, fmt.Errorf("interrupted; files are written")}
	}
	return nil
}

// isTerminal tells whether a stream is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
