package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"ccnet/gateway"
	"ccnet/journal"
	"ccnet/world"
)

// byShell marks the journals of "ccnet shell"; see world.Spec.By.
const byShell = "shell"

// repeat runs the world of a journal again, with what came in from outside, and holds
// the run against the journal.
func (f *runFlags) repeat(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if err := f.checkReplay(); err != nil {
		return err
	}
	run, err := readReplay(f.replay)
	if err != nil {
		return err
	}
	spec, err := f.replayedSpec(args, run)
	if err != nil {
		return err
	}
	var doors *gateway.Gateway
	if run.By == gateway.By {
		if doors, spec, err = gateway.New(spec, gateway.Config{}); err != nil {
			return usageError("%s: %v", args[0], err)
		}
	}
	f.seed, f.stayOn = run.Seed, run.By == byShell
	runtime, err := f.runtime()
	if err != nil {
		return err
	}
	file, err := openJournalFile(f.replay)
	if err != nil {
		return err
	}
	defer file.Close()
	recorder, closeJournal, err := f.openJournal()
	if err != nil {
		return err
	}
	limitMemory(len(spec.Computers))
	alike, stop := context.WithCancel(ctx)
	defer stop()
	verifier := journal.NewVerifier(file, stop)
	out := newOutput(spec, stdout, stderr, f.screen)
	options := f.options(runtime, out)
	options.Recorder = journal.Tee(recorder, verifier)
	if doors != nil {
		doors.Options(&options)
	}
	options.Replay = &run.Replay
	result, err := f.live(alike, spec, options, out)
	err = errors.Join(f.compared(ctx, verifier, err), closeJournal())
	if err == nil && verifier.Cut() {
		out.say(fmt.Sprintf("%s was cut off after line %d; up to there the run is the same", f.replay, verifier.Lines()))
	}
	if err == nil && !verifier.Cut() && run.Replay.Reason != world.ReasonStopped && run.Replay.Reason != world.ReasonClosed {
		err = f.verdict(ctx, spec, result) // as the run itself ended
	}
	return err
}

// compared tells how a replay went that ended with err.
func (f *runFlags) compared(ctx context.Context, verifier *journal.Verifier, err error) error {
	difference, readErr := verifier.Close()
	switch {
	case ctx.Err() != nil:
		return &exitError{exitInterrupted, errors.New("interrupted")}
	case readErr != nil:
		return &exitError{exitFailed, fmt.Errorf("%s: %w", f.replay, readErr)}
	case errors.Is(err, world.ErrReplay):
		return &exitError{exitNotDeterministic, fmt.Errorf("%s: %w", f.replay, err)}
	case difference != nil:
		return &exitError{exitNotDeterministic, fmt.Errorf("the replay departs from %s; was it recorded with these files and flags? %s", f.replay, difference)}
	case err != nil:
		return err
	}
	return nil
}

// checkReplay finds flags that do not go with --replay.
func (f *runFlags) checkReplay() error {
	switch {
	case f.checkDeterminism:
		return usageError("--replay compares the run with its journal; leave out --check-determinism")
	case f.realtime:
		return usageError("--replay runs as fast as it can; leave out --realtime")
	case f.limit.given:
		return usageError("--replay ends where the journal ends; leave out --limit")
	case f.journal != "" && sameFile(f.journal, f.replay):
		return usageError("--journal %s would overwrite the journal that is replayed; name another file", f.journal)
	}
	return nil
}

// readReplay reads what a journal tells of its run.
func readReplay(path string) (journal.Run, error) {
	file, err := openJournalFile(path)
	if err != nil {
		return journal.Run{}, err
	}
	defer file.Close()
	run, err := journal.ReadReplay(file)
	if err != nil {
		return run, usageError("cannot replay %s: %v", path, err)
	}
	return run, nil
}

// replayedSpec is the world that a journal is of. Its disks are copies in memory.
func (f *runFlags) replayedSpec(args []string, run journal.Run) (spec world.Spec, err error) {
	switch {
	case f.seed != 0 && f.seed != run.Seed:
		return spec, usageError("--seed %d: the run of %s had the seed %d; leave it out", f.seed, f.replay, run.Seed)
	case len(args) == 0 && run.By == byShell && run.Name == ownName:
		own := shellFlags{runFlags: *f}
		spec, err = own.ownComputer()
	case len(args) == 0:
		return spec, usageError("--replay %s: name the world or program too that it is the journal of, as in ccnet run --replay %s world.toml", f.replay, f.replay)
	default:
		spec, err = f.spec(args)
	}
	if err != nil {
		return spec, err
	}
	if spec.Name != run.Name {
		return spec, usageError("%s is the journal of %q, not of %q", f.replay, run.Name, spec.Name)
	}
	spec.By = run.By
	toMemory(&spec)
	return spec, nil
}

// sameFile tells whether two paths are of one file.
func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}
