package drive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// Host is a drive in a directory of the host. Nothing outside the directory can
// be reached, neither by ".." nor by symbolic links; links within it are
// followed. What people change there while a program runs is seen at once, but
// not counted against the quota until the drive is opened again.
//
// Writes go to the host's system directly, so that they are in the file when
// the program that wrote them is killed.
//
// Times are those of the world: 0 for what was there before, the clock's for
// what programs change.
type Host struct {
	root  *os.Root
	quota quota
	clock Clock
	times map[string]times
	open  map[string]*hostNode // files that are open, by path
}

var _ Drive = (*Host)(nil)

type times struct{ created, modified int64 }

// hostNode is a file that is open at least once.
type hostNode struct {
	path    string
	handles int
	removed bool
}

// OpenHost opens a directory, which must exist, as a drive. Capacity is in
// bytes; Unlimited needs no look at what is there. Close it at the end.
func OpenHost(dir string, capacity int64, clock Clock) (*Host, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening a drive: %w", err)
	}
	h := &Host{
		root:  root,
		quota: quota{capacity: capacity},
		clock: clock,
		times: map[string]times{},
		open:  map[string]*hostNode{},
	}
	if capacity >= 0 {
		if h.quota.used, err = h.measure(""); err != nil {
			root.Close()
			return nil, fmt.Errorf("measuring the drive %s: %w", dir, err)
		}
		h.quota.used -= MinimumCost // the root is free
	}
	return h, nil
}

// LimitGrowth gives a drive that was opened as Unlimited a capacity that counts from
// what is there now, without looking at it.
func (h *Host) LimitGrowth(capacity int64) { h.quota = quota{capacity: capacity} }

// Close ends the use of the directory.
func (h *Host) Close() error { return h.root.Close() }

func hostPath(path string) string {
	if path == "" {
		return "."
	}
	return filepath.FromSlash(path)
}

// measure returns what path and all below it cost. What cannot be read counts
// as little as possible.
func (h *Host) measure(path string) (int64, error) {
	var sum int64
	err := fs.WalkDir(h.root.FS(), fsPath(path), func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			if e != nil && e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			sum += cost(info.Size())
		} else {
			sum += MinimumCost
		}
		return nil
	})
	return sum, err
}

// look is what the host knows of a path.
func (h *Host) look(path string) (fs.FileInfo, error) {
	if tooDeep(path) {
		return nil, fs.ErrNotExist
	}
	return h.root.Stat(hostPath(path))
}

func (h *Host) Stat(path string) (Info, error) {
	info, err := h.look(path)
	if err != nil {
		return Info{}, hostError(path, err)
	}
	t := h.times[path]
	if info.IsDir() {
		return Info{Dir: true, Created: t.created, Modified: t.modified}, nil
	}
	return Info{Size: info.Size(), Created: t.created, Modified: t.modified}, nil
}

func (h *Host) List(path string) ([]string, error) {
	info, err := h.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Dir {
		return nil, fail(path, NotADirectory)
	}
	dir, err := h.root.Open(hostPath(path))
	if err != nil {
		return nil, hostError(path, err)
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	if err != nil {
		return nil, hostError(path, err)
	}
	slices.Sort(names)
	return names, nil
}

func (h *Host) Open(path string, flags Flags) (File, error) {
	info, err := h.look(path)
	missing := errors.Is(err, fs.ErrNotExist) && !tooDeep(path)
	if err != nil && (!missing || flags&Create == 0) {
		return nil, hostError(path, err)
	}
	if !missing && !info.Mode().IsRegular() {
		// Devices and pipes could block for ever, so nothing else is opened.
		if info.IsDir() && flags&Create != 0 {
			return nil, fail(path, WriteToDir)
		}
		return nil, fail(path, NotAFile)
	}
	mode := os.O_RDONLY
	if flags&Write != 0 {
		mode = os.O_RDWR
	}
	var charged int64
	switch {
	case missing:
		mode |= os.O_CREATE
		charged = MinimumCost
		if !h.quota.take(charged) {
			return nil, fail(path, OutOfSpace)
		}
	case flags&Truncate != 0:
		mode |= os.O_TRUNC
		charged = MinimumCost - cost(info.Size())
		h.quota.used += charged
	}
	file, err := h.root.OpenFile(hostPath(path), mode, 0o666)
	if err != nil {
		h.quota.used -= charged
		return nil, hostError(path, err)
	}
	if missing {
		h.created(path)
	} else if flags&Truncate != 0 {
		h.modified(path)
	}
	n := h.open[path]
	if n == nil {
		n = &hostNode{path: path}
		h.open[path] = n
	}
	n.handles++
	return &hostFile{drive: h, node: n, file: file}, nil
}

func (h *Host) modified(path string) {
	t := h.times[path]
	t.modified = h.clock.now()
	h.times[path] = t
}

// created notes that path is new, which changes its directory.
func (h *Host) created(path string) {
	now := h.clock.now()
	h.times[path] = times{now, now}
	dir, _ := split(path)
	h.modified(dir)
}

func (h *Host) MakeDir(path string) error {
	if tooDeep(path) {
		return h.quota.tooDeepError(path)
	}
	if info, err := h.look(path); err == nil {
		if !info.IsDir() {
			return fail(path, FileExists)
		}
		return nil
	}
	dirs := []string{} // path and all above it, the topmost first
	for dir := path; dir != ""; dir, _ = split(dir) {
		dirs = append(dirs, dir)
	}
	slices.Reverse(dirs)
	there := sort.Search(len(dirs), func(i int) bool {
		_, err := h.look(dirs[i])
		return err != nil
	})
	dirs = dirs[there:]
	if !h.quota.take(int64(len(dirs)) * MinimumCost) {
		return fail(path, OutOfSpace)
	}
	for i, dir := range dirs {
		if err := h.root.Mkdir(hostPath(dir), 0o777); err != nil {
			h.quota.give(int64(len(dirs)-i) * MinimumCost)
			return &Error{Path: path, Reason: makeReason(err), Err: err}
		}
		h.created(dir)
	}
	return nil
}

// makeReason is why a directory could not be made: if there is a file on the
// way, the game denies access.
func makeReason(err error) Reason {
	if r := hostReason(err); r == OutOfSpace {
		return r
	}
	return AccessDenied
}

func (h *Host) Remove(path string) error {
	if path == "" {
		return fail(path, AccessDenied)
	}
	if tooDeep(path) {
		return nil
	}
	if _, err := h.root.Lstat(hostPath(path)); err != nil {
		if hostReason(err) == NoSuchFile {
			return nil
		}
		return hostError(path, err)
	}
	var before int64
	if h.quota.capacity >= 0 {
		before, _ = h.measure(path)
	}
	err := h.root.RemoveAll(hostPath(path))
	if err != nil {
		// Some of it may be gone.
		if left, e := h.measure(path); e == nil && h.quota.capacity >= 0 {
			h.quota.give(before - left)
		}
		return hostError(path, err)
	}
	h.quota.give(before)
	h.forget(path)
	dir, _ := split(path)
	h.modified(dir)
	return nil
}

// forget drops what is known of path and all below it. Files that are still
// open lose their names.
func (h *Host) forget(path string) {
	for p := range h.times {
		if p == path || strings.HasPrefix(p, path+"/") {
			delete(h.times, p)
		}
	}
	for p, n := range h.open {
		if p == path || strings.HasPrefix(p, path+"/") {
			delete(h.open, p)
			n.removed = true
		}
	}
}

func (h *Host) Rename(from, to string) error {
	switch {
	case tooDeep(from):
		return fail(from, NoSuchFile)
	case tooDeep(to):
		return fail(to, NoSuchFile)
	}
	if _, err := h.root.Lstat(hostPath(from)); err != nil {
		return hostError(from, err)
	}
	if from == "" || within(from, to) {
		return fail(from, AccessDenied)
	}
	if _, err := h.root.Lstat(hostPath(to)); err == nil {
		return fail(to, FileExists)
	}
	if err := h.root.Rename(hostPath(from), hostPath(to)); err != nil {
		return hostError(from, err)
	}
	moved := func(p string) (string, bool) {
		if p == from || strings.HasPrefix(p, from+"/") {
			return to + p[len(from):], true
		}
		return p, false
	}
	h.times = rekey(h.times, moved)
	h.open = rekey(h.open, moved)
	for p, n := range h.open {
		n.path = p
	}
	dir, _ := split(from)
	h.modified(dir)
	dir, _ = split(to)
	h.modified(dir)
	return nil
}

func rekey[V any](m map[string]V, moved func(string) (string, bool)) map[string]V {
	out := make(map[string]V, len(m))
	for p, v := range m {
		if q, ok := moved(p); ok {
			out[q] = v
		} else if _, taken := out[p]; !taken {
			out[p] = v
		}
	}
	return out
}

func (h *Host) ReadOnly() bool  { return false }
func (h *Host) Capacity() int64 { return h.quota.capacity }
func (h *Host) Free() int64     { return h.quota.free() }

// hostFile is an open file of a Host.
type hostFile struct {
	drive *Host
	node  *hostNode
	file  *os.File
}

func (f *hostFile) ReadAt(p []byte, offset int64) (int, error) {
	n, err := f.file.ReadAt(p, offset)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

func (f *hostFile) WriteAt(p []byte, offset int64) error {
	size, err := f.Size()
	if err != nil {
		return err
	}
	before := f.drive.quota.used
	if _, ok := f.drive.quota.grow(size, offset, len(p)); !ok {
		return OutOfSpace
	}
	if f.node.removed {
		// Its space was given back with its name. It can still grow, but not
		// beyond what the drive had room for.
		f.drive.quota.used = before
	}
	if _, err := f.file.WriteAt(p, offset); err != nil {
		f.drive.quota.used = before
		return &FileError{Reason: hostReason(err), Err: err}
	}
	if !f.node.removed {
		f.drive.modified(f.node.path)
	}
	return nil
}

func (f *hostFile) Size() (int64, error) {
	info, err := f.file.Stat()
	if err != nil {
		return 0, &FileError{Reason: hostReason(err), Err: err}
	}
	return info.Size(), nil
}

func (f *hostFile) Flush() error {
	// The host's system has it already; see Host.
	return nil
}

func (f *hostFile) Close() error {
	if f.node.handles--; f.node.handles == 0 && !f.node.removed {
		delete(f.drive.open, f.node.path)
	}
	if err := f.file.Close(); err != nil {
		return &FileError{Reason: hostReason(err), Err: err}
	}
	return nil
}
