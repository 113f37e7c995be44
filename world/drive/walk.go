package drive

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
)

// Walk calls visit for all files and directories of a drive but its root, in the
// order of List, directories before what is in them. An error of visit ends it.
func Walk(d Drive, visit func(path string, info Info) error) error {
	return walk(d, "", visit)
}

func walk(d Drive, dir string, visit func(string, Info) error) error {
	names, err := d.List(dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		path := join(dir, name)
		info, err := d.Stat(path)
		if err != nil {
			continue // a link that leads nowhere
		}
		if err := visit(path, info); err != nil {
			return err
		}
		if info.Dir {
			if err := walk(d, path, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReadFile returns the content of a file.
func ReadFile(d Drive, path string) ([]byte, error) {
	f, err := d.Open(path, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size, err := f.Size()
	if err != nil {
		return nil, err
	}
	data := make([]byte, size)
	n, err := f.ReadAt(data, 0)
	return data[:n], err
}

// WriteFile makes a file with this content, or replaces it. Its directory must
// exist.
func WriteFile(d Drive, path string, data []byte) error {
	f, err := d.Open(path, Write|Create|Truncate)
	if err != nil {
		return err
	}
	if len(data) > 0 {
		err = f.WriteAt(data, 0)
	}
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// Files returns all files of the drive, by path.
func (m *Memory) Files() map[string][]byte {
	files := map[string][]byte{}
	// A Memory answers no errors for what it has listed.
	_ = Walk(m, func(path string, info Info) error {
		if !info.Dir {
			files[path] = append([]byte{}, m.find(path).data...)
		}
		return nil
	})
	return files
}

// Add puts files on the drive, with the directories that they need. They count
// against the quota, but may exceed it: then there is no space left. Paths are
// normalised.
func (m *Memory) Add(files map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := m.add1(name, files[name]); err != nil {
			return fmt.Errorf("putting %q on a drive: %w", name, err)
		}
	}
	return nil
}

func (m *Memory) add1(path string, data []byte) error {
	if path = Normalise(path); above(path) {
		return fail(path, InvalidPath)
	}
	capacity := m.quota.capacity
	m.quota.capacity = Unlimited
	defer func() { m.quota.capacity = capacity }()
	dir, _ := split(path)
	if err := m.MakeDir(dir); err != nil {
		return err
	}
	return WriteFile(m, path, data)
}

// Import copies the regular files of an fs.FS to the drive,
// as Add does.
func (m *Memory) Import(files fs.FS) error {
	return fs.WalkDir(files, ".", func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("copying %s to a drive: %w", path, err)
		case !e.Type().IsRegular():
			return nil
		}
		data, err := fs.ReadFile(files, path)
		if err != nil {
			return fmt.Errorf("copying %s to a drive: %w", path, err)
		}
		return m.Add(map[string][]byte{path: data})
	})
}

// ImportDir copies a directory of the host to the drive. Symbolic links are left
// out.
func (m *Memory) ImportDir(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("copying a directory to a drive: %w", err)
	}
	defer root.Close()
	return m.Import(root.FS())
}
