package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ccnet/journal"
	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/luabind/gopher"
	"ccnet/world"
)

// runFlags are the flags of "ccnet run", some of which "ccnet shell" has too.
type runFlags struct {
	engine           string
	seed             uint64
	limit            span
	journal          string
	replay           string
	rom              string
	kind             string
	logLevel         string
	workers          int
	screen           bool
	realtime         bool
	checkDeterminism bool
	stayOn           bool // no flag: somebody sits there
}

func newRunCommand() *cobra.Command {
	f := &runFlags{}
	cmd := &cobra.Command{
		Use:   "run [FLAGS] PROGRAM.lua [ARG…] | run [FLAGS] WORLD.toml",
		Short: "Run a program on one computer, or a world of computers",

		DisableFlagsInUseLine: true,
		Long: `Runs a Lua program on one advanced computer with a wireless modem on its back, or
the world that a TOML file describes, in virtual time. What computers print goes
to stdout; the exit code is 0 if every program ended well and every expectation
came true.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && f.replay == "" {
				return usageError("what shall be run? Name a PROGRAM.lua or a WORLD.toml")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), args, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.SetInterspersed(false) // what follows the program is the program's
	f.addCommon(cmd)
	flags.Var(&f.limit, "limit", "virtual `time` after which the run ends with exit code 124, as 10m or 5t for ticks (default: the world's, or 10m)")
	flags.BoolVar(&f.screen, "screen", false, "print the screens as they are at the end instead of the transcript")
	flags.BoolVar(&f.realtime, "realtime", false, "20 ticks a second instead of as fast as possible")
	flags.StringVar(&f.replay, "replay", "", "repeat the run of this journal `file`, with what came in from outside; exit code 3 if it differs")
	flags.BoolVar(&f.checkDeterminism, "check-determinism", false, "run twice and compare the journals; exit code 3 if they differ")
	return cmd
}

// addCommon adds the flags that "run" and "shell" share.
func (f *runFlags) addCommon(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.engine, "engine", "craft", "Lua `engine`: craft, or gopher for trusted programs")
	flags.Uint64Var(&f.seed, "seed", 0, "`seed` of everything random (default: the world's, or 1)")
	flags.StringVar(&f.journal, "journal", "", "write what happens to `file`, as JSON lines")
	flags.StringVar(&f.rom, "rom", "", "boot the ROM in this `directory, zip or jar` instead of ccnet's own")
	flags.StringVar(&f.kind, "kind", "advanced", "`kind` of a single program's computer: normal, advanced, pocket, turtle, command")
	flags.StringVar(&f.logLevel, "log-level", "error", "how much ccnet itself says on stderr: `error, info or debug`")
	flags.IntVar(&f.workers, "workers", 0, "`number` of cores to use (default: all); the result does not depend on it")
}

func (f *runFlags) run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if err := f.check(); err != nil {
		return err
	}
	if f.replay != "" {
		return f.repeat(ctx, args, stdout, stderr)
	}
	spec, err := f.spec(args)
	if err != nil {
		return err
	}
	limitMemory(len(spec.Computers))
	runtime, err := f.runtime()
	if err != nil {
		return err
	}
	if f.checkDeterminism {
		return f.compareRuns(ctx, args, runtime, stderr)
	}
	out := newOutput(spec, stdout, stderr, f.screen)
	out.prompt = f.realtime
	options := f.options(runtime, out)
	recorder, closeJournal, err := f.openJournal()
	if err != nil {
		return err
	}
	options.Recorder = recorder
	result, err := f.live(ctx, spec, options, out)
	if err == nil {
		err = f.verdict(ctx, spec, result)
	}
	return errors.Join(err, closeJournal())
}

// check finds values of flags that mean nothing.
func (f *runFlags) check() error {
	switch {
	case f.limit.given && f.limit.ticks == 0:
		return usageError("--limit must be more than nothing, as in --limit 10m")
	case f.workers < 0:
		return usageError("--workers %d: write how many cores to use, or leave it out for all", f.workers)
	case f.logLevel != "error" && f.logLevel != "info" && f.logLevel != "debug":
		return usageError("--log-level %s: there is no such level; there are error, info and debug", f.logLevel)
	}
	return nil
}

// live runs the world from its beginning to its end.
func (f *runFlags) live(ctx context.Context, spec world.Spec, options world.Options, out *output) (world.Result, error) {
	w, err := world.New(spec, options)
	if err != nil {
		return world.Result{}, &exitError{exitUsage, err}
	}
	f.say(out, "info", "running %s with seed %d", spec.Name, w.Seed())
	stop := out.showProgress(w)
	result, err := w.Run(ctx)
	stop()
	if err == nil {
		err = out.finish(w)
	}
	err = errors.Join(err, w.Close()) // which writes files out, and tells if it cannot
	result.Problems = nil             // are among the errors of Close
	if err != nil {
		err = &exitError{exitFailed, err}
	}
	f.say(out, "info", "ended at %s of virtual time: %s", result.Tick, result.Reason)
	return result, err
}

// spec is the world to run: a file's, or one around a single program.
func (f *runFlags) spec(args []string) (world.Spec, error) {
	target := args[0]
	if strings.HasSuffix(target, ".toml") {
		if len(args) > 1 {
			if strings.HasPrefix(args[1], "-") {
				return world.Spec{}, usageError("flags stand before the world: ccnet run %s %s", strings.Join(args[1:], " "), target)
			}
			return world.Spec{}, usageError("a world takes no arguments, but %q follows %s; programs get theirs in the world file (run = \"prog.lua %s\")", args[1], target, args[1])
		}
		spec, err := world.Load(target)
		var pathErr *fs.PathError
		switch {
		case errors.As(err, &pathErr):
			return world.Spec{}, usageError("cannot read the world %s: %v", target, pathErr.Err)
		case err != nil:
			return world.Spec{}, &exitError{exitUsage, err}
		}
		return f.override(spec), nil
	}
	kind, ok := world.ParseKind(f.kind)
	if !ok {
		return world.Spec{}, usageError("--kind %s: there is no such kind; there are normal, advanced, pocket, turtle and command", f.kind)
	}
	info, err := os.Stat(target)
	switch {
	case err != nil:
		return world.Spec{}, usageError("cannot run %s: %v; name a Lua program or a world (*.toml)", target, cause(err))
	case info.IsDir():
		return world.Spec{}, usageError("cannot run %s: it is a directory; name a Lua program or a world (*.toml)", target)
	}
	spec := singleComputer(kind)
	spec.Name = filepath.Base(target)
	spec.Computers[0].Files = world.Files{Dir: filepath.Dir(target), Unmetered: true}
	spec.Computers[0].Run = append([]string{filepath.Base(target)}, args[1:]...)
	return f.override(spec), nil
}

// defaultLimit is how long a world may live that names no limit.
const defaultLimit = 10 * time.Minute

// override puts what flags say in the place of what the world says.
func (f *runFlags) override(spec world.Spec) world.Spec {
	if f.limit.given {
		spec.Limit = f.limit.ticks
	}
	if spec.Limit == 0 {
		spec.Limit = world.Ticks(defaultLimit)
	}
	return spec
}

// singleComputer is a world of one computer with a wireless modem on its back, or
// on the left of a turtle.
func singleComputer(kind world.Kind) world.Spec {
	side := world.Back
	if kind == world.Turtle {
		side = world.Left
	}
	return world.Spec{Computers: []world.ComputerSpec{{
		Kind:   kind,
		At:     &world.Vec{X: 0, Y: 64, Z: 0},
		Modems: []world.ModemSpec{{Side: side, Kind: world.Wireless}},
	}}}
}

// runtime is what all machines share.
func (f *runFlags) runtime() (*luabind.Runtime, error) {
	var engines luabind.EngineFactory
	switch f.engine {
	case "craft":
		engines = craft.NewFactory(0)
	case "gopher":
		engines = gopher.NewFactory(0)
	default:
		return nil, usageError("--engine %s: there is no such engine; there are craft and gopher", f.engine)
	}
	rom := luabind.OwnROM()
	if f.rom != "" {
		var err error
		if rom, err = luabind.OpenROM(f.rom); err != nil {
			return nil, usageError("--rom: %v", err)
		}
	}
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{
		ROM:     rom,
		Engines: engines,
		Host:    "ccnet " + version,
		StayOn:  f.stayOn,
	})
	if err != nil {
		return nil, usageError("--rom: %v", err)
	}
	return runtime, nil
}

func (f *runFlags) options(runtime *luabind.Runtime, out *output) world.Options {
	options := world.Options{
		NewProgram: runtime.NewProgram,
		ROM:        runtime.ROM(),
		KeyCode:    runtime.KeyCode,
		Seed:       f.seed,
		Workers:    f.workers,
	}
	if out != nil {
		options.OnRow = out.row
	}
	if f.realtime {
		options.Pacer = world.RealTime()
	}
	return options
}

// openJournal returns the recorder of a run, nil if none is wanted, and what closes
// it.
func (f *runFlags) openJournal() (world.Recorder, func() error, error) {
	if f.journal == "" {
		return nil, func() error { return nil }, nil
	}
	file, err := journal.Create(f.journal)
	if err != nil {
		return nil, nil, usageError("--journal %s: %v", f.journal, cause(err))
	}
	closeFile := func() error {
		if err := file.Close(); err != nil {
			return &exitError{exitFailed, err}
		}
		return nil
	}
	return file, closeFile, nil
}

// verdict turns a result into an exit code.
func (f *runFlags) verdict(ctx context.Context, spec world.Spec, result world.Result) error {
	failures := result.Failures()
	switch {
	case ctx.Err() != nil:
		return &exitError{exitInterrupted, fmt.Errorf("interrupted at %s of virtual time; files are written", spanText(result.Tick))}
	case len(failures) == 1 && len(spec.Computers) == 1 && result.Computers[0].Outcome.Done && !result.Computers[0].Outcome.OK:
		return &exitError{exitFailed, errors.New(result.Computers[0].Outcome.Text())}
	case len(failures) > 0:
		return &exitError{exitFailed, fmt.Errorf("%s", strings.Join(failures, "\n"))}
	case result.Reason == world.ReasonLimit && spec.Until != world.UntilNever:
		return &exitError{exitLimit, fmt.Errorf("the limit of %s of virtual time was reached%s; allow more with --limit, or limit = \"…\" in the world file", spanText(result.Tick), stillRunning(result))}
	}
	return nil
}

// stillRunning names the computers whose programs have not ended.
func stillRunning(result world.Result) string {
	var names []string
	for _, c := range result.Computers {
		if c.Runs && !c.Outcome.Done {
			names = append(names, computerName(c.ID, c.Label))
		}
	}
	switch {
	case len(names) == 0:
		return ""
	case len(result.Computers) == 1:
		return " while the program still ran"
	}
	return " while these still ran: " + strings.Join(names, ", ")
}

func computerName(id int, label string) string {
	if label != "" {
		return label
	}
	return fmt.Sprintf("computer %d", id)
}

// say writes a line of ccnet's own if --log-level wants it.
func (f *runFlags) say(out *output, level, format string, args ...any) {
	if out != nil && (f.logLevel == "debug" || f.logLevel == level) {
		out.say(fmt.Sprintf(format, args...))
	}
}
