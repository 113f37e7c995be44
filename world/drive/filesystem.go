package drive

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// MaxOpenFiles is how many files a computer may have open at once.
const MaxOpenFiles = 128

// maxCopyDepth is how deep a directory may be to be copied.
const maxCopyDepth = 128

// FileSystem is the file system of one computer: drives, mounted at locations.
// Paths that its methods take are normalised first.
type FileSystem struct {
	mounts []*mount // in the order of mounting; the root is the first
	open   []*Handle
	copied int
}

// mount is a drive at a location.
type mount struct {
	label, location string
	drive           Drive
}

// local is a path of the file system as the drive has it.
func (m *mount) local(path string) string {
	return strings.TrimPrefix(path[len(m.location):], "/")
}

// NewFileSystem returns a file system whose root is the drive root. The game's
// label for a hard disk is "hdd".
func NewFileSystem(label string, root Drive) *FileSystem {
	return &FileSystem{mounts: []*mount{{label: label, drive: root}}}
}

// Mount mounts a drive at a location, instead of one that is mounted there.
func (fs *FileSystem) Mount(label, location string, d Drive) error {
	location = Normalise(location)
	if above(location) {
		return fail(location, InvalidPath)
	}
	m := &mount{label: label, location: location, drive: d}
	for i, old := range fs.mounts {
		if old.location == location {
			fs.mounts[i] = m
			return nil
		}
	}
	fs.mounts = append(fs.mounts, m)
	return nil
}

// MountFree mounts a drive at prefix, or else at prefix2, prefix3, …: the first
// of them where nothing exists. It returns the location.
func (fs *FileSystem) MountFree(label, prefix string, d Drive) (location string, err error) {
	for i := 1; ; i++ {
		location = Normalise(prefix)
		if i > 1 {
			location += strconv.Itoa(i)
		}
		if !fs.Exists(location) {
			return location, fs.Mount(label, location, d)
		}
	}
}

// Unmount takes away the drive at a location and closes its files. The root
// stays. Errors are those of closing.
func (fs *FileSystem) Unmount(location string) error {
	location = Normalise(location)
	i := slices.IndexFunc(fs.mounts, func(m *mount) bool { return m.location == location })
	if i <= 0 {
		return nil
	}
	gone := fs.mounts[i]
	fs.mounts = slices.Delete(fs.mounts, i, i+1)
	return fs.closeIf(func(h *Handle) bool { return h.mount == gone })
}

// CloseAll closes all files, as a computer does that shuts down. It returns what
// the host said to it.
func (fs *FileSystem) CloseAll() error {
	return fs.closeIf(func(*Handle) bool { return true })
}

// Copied is how many files and directories have been copied so far.
func (fs *FileSystem) Copied() int { return fs.copied }

// OpenFiles is how many files are open.
func (fs *FileSystem) OpenFiles() int { return len(fs.open) }

func (fs *FileSystem) closeIf(chosen func(*Handle) bool) error {
	var errs []error
	kept := fs.open[:0]
	for _, h := range fs.open {
		if !chosen(h) {
			kept = append(kept, h)
			continue
		}
		if err := h.file.Close(); err != nil {
			errs = append(errs, fail(h.path, Reason(err.Error())), err)
		}
		h.file = nil
	}
	clear(fs.open[len(kept):])
	fs.open = kept
	return errors.Join(errs...)
}

// at returns the mount that a normalised path is on.
func (fs *FileSystem) at(path string) (*mount, error) {
	var best *mount
	for _, m := range fs.mounts {
		if within(m.location, path) && (best == nil || len(m.location) > len(best.location)) {
			best = m
		}
	}
	if best == nil {
		return nil, fail(path, InvalidPath)
	}
	return best, nil
}

// stat returns what is at a normalised path.
func (fs *FileSystem) stat(path string) (Info, *mount, error) {
	m, err := fs.at(path)
	if err != nil {
		return Info{}, nil, err
	}
	info, err := m.drive.Stat(m.local(path))
	if err != nil {
		return Info{}, m, at(m.location, err)
	}
	return info, m, nil
}

// List returns the names in a directory, sorted by bytes. A mount that hides a
// directory of its drive is named twice.
func (fs *FileSystem) List(path string) ([]string, error) {
	path = Normalise(path)
	m, err := fs.at(path)
	if err != nil {
		return nil, err
	}
	names, err := m.drive.List(m.local(path))
	if err != nil {
		return nil, at(m.location, err)
	}
	for _, m := range fs.mounts {
		if Dir(m.location) == path {
			names = append(names, Name(m.location))
		}
	}
	slices.Sort(names)
	return names, nil
}

// Exists tells whether there is a file or directory.
func (fs *FileSystem) Exists(path string) bool {
	_, _, err := fs.stat(Normalise(path))
	return err == nil
}

// IsDir tells whether there is a directory.
func (fs *FileSystem) IsDir(path string) bool {
	info, _, err := fs.stat(Normalise(path))
	return err == nil && info.Dir
}

// IsReadOnly tells whether a path, which need not exist, cannot be written to.
func (fs *FileSystem) IsReadOnly(path string) bool {
	m, err := fs.at(Normalise(path))
	return err == nil && m.drive.ReadOnly()
}

// IsDriveRoot tells whether a drive is mounted at this path: whether its label
// is another than that of its parent, as the game has it.
func (fs *FileSystem) IsDriveRoot(path string) (bool, error) {
	if Dir(path) == ".." {
		return true, nil
	}
	here, ok, err := fs.Label(path)
	if err != nil {
		return false, err
	}
	parent, parentOK, err := fs.Label(Dir(path))
	return here != parent || ok != parentOK, err
}

// Size is the size of a file in bytes, 0 for directories.
func (fs *FileSystem) Size(path string) (int64, error) {
	info, _, err := fs.stat(Normalise(path))
	if info.Dir {
		return 0, err
	}
	return info.Size, err
}

// Attributes describes a file or directory.
func (fs *FileSystem) Attributes(path string) (info Info, readOnly bool, err error) {
	info, m, err := fs.stat(Normalise(path))
	if err != nil {
		return Info{}, false, err
	}
	if info.Dir {
		info.Size = 0
	}
	return info, m.drive.ReadOnly(), nil
}

// Label is the label of the drive that a path is on, and whether the path
// exists (getDrive).
func (fs *FileSystem) Label(path string) (label string, ok bool, err error) {
	path = Normalise(path)
	m, err := fs.at(path)
	if err != nil || !fs.Exists(path) {
		return "", false, err
	}
	return m.label, true, nil
}

// Capacity is the quota of the drive that a path is on, in bytes, and whether
// it has one.
func (fs *FileSystem) Capacity(path string) (bytes int64, ok bool, err error) {
	m, err := fs.at(Normalise(path))
	if err != nil {
		return 0, false, err
	}
	bytes = m.drive.Capacity()
	return bytes, bytes >= 0, nil
}

// Free is how many bytes are left on the drive that a path is on; negative if
// there is no quota, which programs see as "unlimited".
func (fs *FileSystem) Free(path string) (int64, error) {
	m, err := fs.at(Normalise(path))
	if err != nil {
		return 0, err
	}
	return m.drive.Free(), nil
}

// MakeDir makes a directory and its parents; an existing one is fine.
func (fs *FileSystem) MakeDir(path string) error {
	path = Normalise(path)
	m, err := fs.at(path)
	if err != nil {
		return err
	}
	return m.makeDir(path)
}

func (m *mount) makeDir(path string) error {
	if m.drive.ReadOnly() {
		return fail(path, AccessDenied)
	}
	return at(m.location, m.drive.MakeDir(m.local(path)))
}

// Delete removes a file, or a directory with all in it; a missing path is fine.
func (fs *FileSystem) Delete(path string) error {
	path = Normalise(path)
	m, err := fs.at(path)
	if err != nil {
		return err
	}
	if m.drive.ReadOnly() {
		return fail(path, AccessDenied)
	}
	return at(m.location, m.drive.Remove(m.local(path)))
}
