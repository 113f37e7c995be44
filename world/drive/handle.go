package drive

import (
	"bytes"
	"slices"
	"strings"
)

// Handle is a file that a program has opened. Its position counts bytes from
// the beginning. After Close, or when the drive has been unmounted, everything
// answers ClosedFile.
type Handle struct {
	fs       *FileSystem
	mount    *mount
	path     string // where it was opened, normalised
	file     File   // nil when closed
	position int64
	readable bool
	writable bool
	appends  bool // writes always at the end, and cannot seek
	binary   bool
	buf      []byte
}

// mode is what one of the modes of fs.open means.
type mode struct {
	flags                       Flags
	readable, writable, appends bool
}

func parseMode(name string) (m mode, binary, ok bool) {
	name, binary = strings.CutSuffix(name, "b")
	switch name {
	case "r":
		return mode{readable: true}, binary, true
	case "w":
		return mode{flags: Write | Create | Truncate, writable: true}, binary, true
	case "a":
		return mode{flags: Write | Create, writable: true, appends: true}, binary, true
	case "r+":
		return mode{flags: Write, readable: true, writable: true}, binary, true
	case "w+":
		return mode{flags: Write | Create | Truncate, readable: true, writable: true}, binary, true
	}
	return mode{}, false, false
}

// Open opens a file in one of the modes r, w, a, r+ and w+, with or without a b
// for binary behind it. UnsupportedMode is the error that programs get raised;
// all others they get returned. Modes w, a and w+ make the file and the
// directories above it.
func (fs *FileSystem) Open(path, modeName string) (*Handle, error) {
	mode, binary, ok := parseMode(modeName)
	if !ok {
		return nil, UnsupportedMode
	}
	path = Normalise(path)
	m, err := fs.at(path)
	if err != nil {
		return nil, err
	}
	if len(fs.open) >= MaxOpenFiles {
		return nil, TooManyFiles
	}
	var file File
	if mode.writable {
		file, err = m.openNew(path, mode.flags)
	} else {
		file, err = m.drive.Open(m.local(path), 0)
		err = at(m.location, err)
	}
	if err != nil {
		return nil, err
	}
	h := &Handle{
		fs: fs, mount: m, path: path, file: file, binary: binary,
		readable: mode.readable, writable: mode.writable, appends: mode.appends,
	}
	fs.open = append(fs.open, h)
	return h, nil
}

// Path is where the file was opened.
func (h *Handle) Path() string { return h.path }

// Binary tells whether the file was opened in binary mode, in which single
// bytes are numbers.
func (h *Handle) Binary() bool { return h.binary }

func (h *Handle) check() error {
	if h.file == nil {
		return ClosedFile
	}
	return nil
}

// Close closes the file. The second time is an error.
func (h *Handle) Close() error {
	if err := h.check(); err != nil {
		return err
	}
	file := h.file
	h.file = nil
	if i := slices.Index(h.fs.open, h); i >= 0 {
		h.fs.open = slices.Delete(h.fs.open, i, i+1)
	}
	return file.Close()
}

// readChunk is how much is read at a time where it is not known how much there
// is to read.
const readChunk = 8192

// buffer returns n bytes to read into.
func (h *Handle) buffer(n int) []byte {
	h.buf = slices.Grow(h.buf[:0], n)
	return h.buf[:n]
}

// Read returns up to n bytes; ok is false at the end of the file, where even
// asking for none fails.
func (h *Handle) Read(n int) (data []byte, ok bool, err error) {
	if err := h.check(); err != nil {
		return nil, false, err
	}
	if n < 0 {
		return nil, false, NegativeCount
	}
	size, err := h.file.Size()
	if err != nil || h.position >= size {
		return nil, false, err
	}
	// Programs may ask for much more than there is.
	n = int(min(int64(n), size-h.position, MaxFileSize))
	data = h.buffer(n)
	got, err := h.file.ReadAt(data, h.position)
	if err != nil {
		return nil, false, err
	}
	h.position += int64(got)
	return data[:got], true, nil
}

// ReadAll returns the rest of the file, up to MaxFileSize. The bytes are valid until the next call.
func (h *Handle) ReadAll() ([]byte, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	size, err := h.file.Size()
	if err != nil || h.position >= size {
		return nil, err
	}
	if size-h.position > MaxFileSize {
		return nil, &FileError{Reason: OutOfSpace}
	}
	data := h.buffer(int(size - h.position))
	n, err := h.file.ReadAt(data, h.position)
	h.position += int64(n)
	return data[:n], err
}

// ReadText is ReadAll for those who want a string.
func (h *Handle) ReadText() (string, error) {
	if text, ok := h.file.(textFile); ok && h.check() == nil && h.position < int64(len(text)) {
		rest := string(text[h.position:])
		h.position = int64(len(text))
		return rest, nil
	}
	data, err := h.ReadAll()
	return string(data), err
}

// ReadLine returns the next line; ok is false at the end of the file. Without
// keep, the newline and a carriage return before it are left out. The bytes are
// valid until the next call.
func (h *Handle) ReadLine(keep bool) (line []byte, ok bool, err error) {
	if err := h.check(); err != nil {
		return nil, false, err
	}
	const first = 128 // most lines are short
	for chunk, have := first, 0; ; chunk = readChunk {
		h.buf = slices.Grow(h.buf[:have], chunk)
		n, err := h.file.ReadAt(h.buf[have:have+chunk], h.position+int64(have))
		if err != nil {
			return nil, false, err
		}
		h.buf = h.buf[:have+n]
		if end := bytes.IndexByte(h.buf[have:], '\n'); end >= 0 {
			line = h.buf[:have+end+1]
			h.position += int64(len(line))
			if !keep {
				line = bytes.TrimSuffix(line[:len(line)-1], []byte{'\r'})
			}
			return line, true, nil
		}
		have += n
		if n < chunk {
			h.position += int64(have)
			return h.buf, have > 0, nil
		}
	}
}

// Write writes at the position, or at the end if the file was opened to append.
func (h *Handle) Write(data []byte) error {
	if err := h.check(); err != nil {
		return err
	}
	if len(data) == 0 {
		return nil
	}
	if h.appends {
		size, err := h.file.Size()
		if err != nil {
			return err
		}
		h.position = size
	}
	if err := h.file.WriteAt(data, h.position); err != nil {
		return err
	}
	h.position += int64(len(data))
	return nil
}

// Flush sees to it that what was written survives.
func (h *Handle) Flush() error {
	if err := h.check(); err != nil {
		return err
	}
	return h.file.Flush()
}

// Seek moves the position to offset bytes from the beginning ("set"), from where
// it is ("cur") or from the end ("end"), and returns it. Positions behind the
// end are fine. Before the beginning, nothing moves and ok is false.
func (h *Handle) Seek(whence string, offset int64) (position int64, ok bool, err error) {
	if err := h.check(); err != nil {
		return 0, false, err
	}
	switch whence {
	case "set":
	case "cur":
		offset += h.position
	case "end":
		size, err := h.file.Size()
		if err != nil {
			return 0, false, err
		}
		offset += size
	default:
		// The game's own text, with its missing bracket.
		return 0, false, Reason("bad argument #1 to 'seek' (invalid option 'Optional[" + whence + "]'")
	}
	if offset < 0 {
		return 0, false, nil
	}
	h.position = offset
	return offset, true, nil
}
