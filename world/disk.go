package world

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ccnet/world/drive"
)

// disk is the storage of a computer or of a floppy. It outlives the computer's
// power cycles.
type disk struct {
	drive  drive.Drive
	closer io.Closer // nil if there is nothing to close
	dir    string    // of the host, as claimDir has it; empty for none
}

// hostDir is a directory of the host that is a disk.
type hostDir struct{ path, owner string }

// openFiles opens the storage that files describes. What of the world it is for
// is named by owner.
func (w *World) openFiles(files Files, capacity int64, owner string) (disk, error) {
	clock := func() int64 { return w.epoch + int64(w.now)*1000/TicksPerSecond }
	if files.Dir != "" {
		if files.Copy != "" || len(files.Inline) > 0 {
			return disk{}, fmt.Errorf("files: a directory of the host takes no further files")
		}
		dir, err := w.claimDir(files.Dir, owner)
		if err != nil {
			return disk{}, err
		}
		measured := capacity
		if files.Unmetered {
			measured = drive.Unlimited
		}
		host, err := drive.OpenHost(files.Dir, measured, clock)
		if err != nil {
			w.releaseDir(dir)
			return disk{}, fmt.Errorf("files: %w", err)
		}
		if files.Unmetered {
			host.LimitGrowth(capacity)
		}
		return disk{host, host, dir}, nil
	}
	memory := drive.NewMemory(capacity, clock)
	if files.Copy != "" || files.overfull {
		memory.Limit(drive.Unlimited) // as with Dir, there may be more than fits
	}
	if files.overfull {
		if err := writeFiles(memory, files.Inline); err != nil {
			return disk{}, err
		}
	}
	if files.Copy != "" {
		if err := copyDir(memory, files.Copy); err != nil {
			return disk{}, fmt.Errorf("files: copy %s: %w", files.Copy, err)
		}
	}
	if files.Copy != "" || files.overfull {
		if files.Unmetered {
			memory.LimitGrowth(capacity)
		} else {
			memory.Limit(capacity)
		}
	}
	if !files.overfull {
		if err := writeFiles(memory, files.Inline); err != nil {
			return disk{}, err
		}
	}
	return disk{drive: memory}, nil
}

// writeFiles writes files by name, in order.
func writeFiles(to drive.Drive, files map[string]string) error {
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if err := writeFile(to, path, []byte(files[path])); err != nil {
			return fmt.Errorf("files: %s: %w", path, err)
		}
	}
	return nil
}

// claimDir makes sure that a directory of the host is nobody else's disk, nor within
// one, nor has one within: two computers that write into one directory at the same
// time would not repeat exactly. It returns what releaseDir wants.
func (w *World) claimDir(dir, owner string) (string, error) {
	path, err := filepath.Abs(dir)
	if err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
	}
	for _, other := range w.hostDirs {
		how := overlap(path, other.path)
		if how == "" {
			continue
		}
		return "", fmt.Errorf("files: %s %s the disk of %s already; to begin both with the same files, write copy = %q instead of files", dir, how, other.owner, dir)
	}
	w.hostDirs = append(w.hostDirs, hostDir{path, owner})
	return path, nil
}

// overlap is how directory path lies to another one, in words; empty if they have
// nothing in common.
func overlap(path, other string) string {
	switch {
	case other == path:
		return "is"
	case contains(other, path):
		return "is within"
	case contains(path, other):
		return "holds"
	}
	return ""
}

// contains tells whether path is below dir, both clean, and both absolute or neither.
func contains(dir, path string) bool {
	below, err := filepath.Rel(dir, path)
	return err == nil && below != "." && filepath.IsLocal(below)
}

// releaseDir ends a claim.
func (w *World) releaseDir(path string) {
	w.hostDirs = slices.DeleteFunc(w.hostDirs, func(d hostDir) bool { return d.path == path })
}

// copyDir copies a directory of the host to a drive. Links out of it are left.
func copyDir(to drive.Drive, dir string) error {
	return walkDir(dir, func(path string) error {
		return to.MakeDir(drive.Normalise(path))
	}, func(files fs.FS, path string, _ fs.DirEntry) error {
		content, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		return writeFile(to, path, content)
	})
}

// walkDir calls one function for every directory below a directory of the host, and one
// for every regular file. Links are left.
func walkDir(dir string, directory func(path string) error, file func(files fs.FS, path string, entry fs.DirEntry) error) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	files := root.FS()
	return fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == ".":
			return nil
		case entry.IsDir():
			return directory(path)
		case !entry.Type().IsRegular():
			return nil
		}
		return file(files, path, entry)
	})
}

// writeFile writes a file and makes the directories above it. A path that ends in a
// slash is a directory.
func writeFile(to drive.Drive, path string, content []byte) (err error) {
	directory := strings.HasSuffix(path, "/")
	path = drive.Normalise(path)
	if path == "" {
		return fmt.Errorf("%q is not the name of a file", path)
	}
	if directory {
		return to.MakeDir(path)
	}
	if above := drive.Dir(path); above != "" {
		if err := to.MakeDir(above); err != nil {
			return err
		}
	}
	f, err := to.Open(path, drive.Write|drive.Create|drive.Truncate)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	if len(content) == 0 {
		return nil
	}
	return f.WriteAt(content, 0)
}

func (d *disk) close() error {
	if d.closer == nil {
		return nil
	}
	c := d.closer
	d.closer = nil
	return c.Close()
}

// openDisk opens a computer's own disk.
func (w *World) openDisk(c *Computer) (err error) {
	quota := c.spec.Quota
	if quota == 0 {
		quota = drive.ComputerCapacity
	}
	c.disk, err = w.openFiles(c.spec.Files, quota, fmt.Sprintf("computer %d", c.id))
	return err
}

// mountFiles builds the computer's file system at boot.
func (c *Computer) mountFiles() error {
	c.files = drive.NewFileSystem("hdd", c.disk.drive)
	if rom := c.world.options.ROM; rom != nil {
		return c.files.Mount("rom", "rom", rom)
	}
	return nil
}

// unmountFiles closes all files at shutdown. What the host could not write is
// told by Result and Close.
func (c *Computer) unmountFiles() {
	if c.files == nil {
		return
	}
	if err := c.files.CloseAll(); err != nil {
		c.world.problem(fmt.Errorf("computer %d: close its files: %w", c.id, err))
	}
	c.files = nil
}

// problem keeps an error that no program gets to see.
func (w *World) problem(err error) {
	w.problems = append(w.problems, err)
	w.record(&Entry{Computer: NoComputer, Kind: EntryReport, Name: "problem", Text: err.Error()})
}
