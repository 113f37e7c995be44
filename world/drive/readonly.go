package drive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
)

// ReadOnly is a drive that shows an fs.FS and lets nothing change: the ROM,
// embedded, in a zip file or in a directory. Its times are all 0.
type ReadOnly struct{ files fs.FS }

var _ Drive = ReadOnly{}

// NewReadOnly returns a drive that shows files, which must allow use from
// several goroutines, as those of embed, archive/zip and os.Root do.
func NewReadOnly(files fs.FS) ReadOnly { return ReadOnly{files} }

// OpenReadOnly returns a drive that shows a directory of the host. Links that
// lead out of it are not followed. The directory stays open as long as the
// process lives.
func OpenReadOnly(dir string) (ReadOnly, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return ReadOnly{}, fmt.Errorf("opening a read-only drive: %w", err)
	}
	return ReadOnly{root.FS()}, nil
}

// fsPath is a path as fs.FS has it.
func fsPath(path string) string {
	if path == "" {
		return "."
	}
	return path
}

func (r ReadOnly) Stat(path string) (Info, error) {
	info, err := fs.Stat(r.files, fsPath(path))
	if err != nil {
		return Info{}, hostError(path, err)
	}
	if info.IsDir() {
		return Info{Dir: true}, nil
	}
	return Info{Size: info.Size()}, nil
}

func (r ReadOnly) List(path string) ([]string, error) {
	info, err := r.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Dir {
		return nil, fail(path, NotADirectory)
	}
	entries, err := fs.ReadDir(r.files, fsPath(path))
	if err != nil {
		return nil, hostError(path, err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	slices.Sort(names)
	return names, nil
}

func (r ReadOnly) Open(path string, flags Flags) (File, error) {
	if flags != 0 {
		return nil, fail(path, AccessDenied)
	}
	info, err := fs.Stat(r.files, fsPath(path))
	if err != nil {
		return nil, hostError(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fail(path, NotAFile)
	}
	file, err := r.files.Open(fsPath(path))
	if err != nil {
		return nil, hostError(path, err)
	}
	if t, ok := file.(Text); ok {
		defer file.Close()
		return textFile(t.Text()), nil
	}
	if at, ok := file.(io.ReaderAt); ok {
		return &readFile{at: at, size: info.Size(), closer: file}, nil
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, MaxFileSize))
	if err != nil {
		return nil, hostError(path, err)
	}
	return &readFile{at: byteReader(data), size: int64(len(data)), closer: io.NopCloser(nil)}, nil
}

func (r ReadOnly) MakeDir(path string) error   { return fail(path, AccessDenied) }
func (r ReadOnly) Remove(path string) error    { return fail(path, AccessDenied) }
func (r ReadOnly) Rename(from, _ string) error { return fail(from, AccessDenied) }
func (r ReadOnly) ReadOnly() bool              { return true }
func (r ReadOnly) Capacity() int64             { return Unlimited }
func (r ReadOnly) Free() int64                 { return 0 }

// Text is implemented by an fs.File whose content is a string in memory, so that
// all who read the whole of it can share it.
type Text interface{ Text() string }

// textFile is an open file whose content is in memory, for reading.
type textFile string

func (f textFile) ReadAt(p []byte, offset int64) (int, error) {
	if offset >= int64(len(f)) {
		return 0, nil
	}
	return copy(p, f[offset:]), nil
}

func (f textFile) WriteAt([]byte, int64) error { return AccessDenied }
func (f textFile) Size() (int64, error)        { return int64(len(f)), nil }
func (f textFile) Flush() error                { return nil }
func (f textFile) Close() error                { return nil }

// readFile is an open file that cannot be written.
type readFile struct {
	at     io.ReaderAt
	size   int64
	closer io.Closer
}

func (f *readFile) ReadAt(p []byte, offset int64) (int, error) {
	if offset >= f.size {
		return 0, nil
	}
	n, err := f.at.ReadAt(p, offset)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

func (f *readFile) WriteAt([]byte, int64) error { return AccessDenied }
func (f *readFile) Size() (int64, error)        { return f.size, nil }
func (f *readFile) Flush() error                { return nil }
func (f *readFile) Close() error                { return f.closer.Close() }

// byteReader reads from memory.
type byteReader []byte

func (b byteReader) ReadAt(p []byte, offset int64) (int, error) {
	if offset >= int64(len(b)) {
		return 0, io.EOF
	}
	return copy(p, b[offset:]), nil
}
