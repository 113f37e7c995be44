package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"ccnet/journal"
	"ccnet/luabind"
	"ccnet/world"
)

// compareRuns runs a world twice, with one worker and with several, and compares
// the journals.
func (f *runFlags) compareRuns(ctx context.Context, args []string, runtime *luabind.Runtime, stderr io.Writer) error {
	switch {
	case f.journal != "":
		return usageError("--check-determinism keeps no journal; leave out --journal, or write two and compare them with ccnet journal diff")
	case f.screen:
		return usageError("--check-determinism prints no screens; leave out --screen")
	}
	dir, err := os.MkdirTemp("", "ccnet-")
	if err != nil {
		return &exitError{exitFailed, fmt.Errorf("cannot keep the journals to compare: %w", err)}
	}
	defer os.RemoveAll(dir)
	var paths []string
	var result world.Result
	for i, workers := range []int{1, max(2, f.workers)} {
		path := filepath.Join(dir, fmt.Sprintf("run%d", i+1))
		paths = append(paths, path)
		if result, err = f.recordRun(ctx, args, runtime, path, workers); err != nil {
			return err
		}
	}
	difference, err := compareFiles(paths[0], paths[1])
	switch {
	case err != nil:
		return err
	case difference != nil:
		return &exitError{exitNotDeterministic, fmt.Errorf("the two runs differ: %s", difference)}
	}
	fmt.Fprintf(stderr, "ccnet: both runs are the same\n")
	if failures := result.Failures(); len(failures) > 0 {
		return &exitError{exitFailed, errors.New(strings.Join(failures, "\n"))}
	}
	return nil
}

// recordRun runs the world once for its journal. Disks are copies in memory, so that
// the second run finds what the first one found.
func (f *runFlags) recordRun(ctx context.Context, args []string, runtime *luabind.Runtime, path string, workers int) (world.Result, error) {
	spec, err := f.spec(args)
	if err != nil {
		return world.Result{}, err
	}
	toMemory(&spec)
	file, err := journal.Create(path)
	if err != nil {
		return world.Result{}, &exitError{exitFailed, err}
	}
	options := f.options(runtime, nil)
	options.Workers = workers
	options.Recorder = file
	result, err := f.live(ctx, spec, options, newOutput(spec, io.Discard, io.Discard, false))
	if closeErr := file.Close(); closeErr != nil {
		err = errors.Join(err, &exitError{exitFailed, closeErr})
	}
	if err == nil && ctx.Err() != nil {
		err = &exitError{exitInterrupted, fmt.Errorf("interrupted")}
	}
	return result, err
}

// toMemory has all disks of the host copied to memory.
func toMemory(spec *world.Spec) {
	move := func(files *world.Files) { files.Dir, files.Copy = "", cmp.Or(files.Dir, files.Copy) }
	for i := range spec.Computers {
		move(&spec.Computers[i].Files)
	}
	for i := range spec.Peripherals {
		if disk := spec.Peripherals[i].Disk; disk != nil {
			move(&disk.Files)
		}
	}
	for i := range spec.Actions {
		if insert, ok := spec.Actions[i].Do.(world.Insert); ok {
			move(&insert.Disk.Files)
			spec.Actions[i].Do = insert
		}
	}
}
