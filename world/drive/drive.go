// Package drive holds what computers store: hard disks, floppies and the ROM,
// and the file system of a computer that mounts them.
//
// A Drive is one storage: a tree of files in memory (Memory), in a directory of
// the host (Host), in any fs.FS (ReadOnly), or several laid over each other
// (Overlay). A FileSystem mounts drives at locations and gives programs the
// operations of the game's fs API, with its path rules, quotas and error texts.
// An open file is a Handle, whose Methods are what Lua programs call.
//
// Nothing here looks at the host's clock or depends on the order in which the
// host lists files, so that a run gives the same results everywhere. Nothing is
// safe for use from several goroutines at once, but for ReadOnly and Overlay
// drives: all computers share one ROM.
package drive

import "strings"

// Capacities of the game's storages, in bytes.
const (
	ComputerCapacity = 1_000_000
	FloppyCapacity   = 125_000
)

// MinimumCost is what every file and directory but a drive's root costs at
// least, in bytes.
const MinimumCost = 500

// Unlimited is the capacity of a drive without quota.
const Unlimited = -1

// MaxFileSize bounds a single file on a drive without quota.
const MaxFileSize = 1 << 30

// MaxDepth is how many names a path on a drive may have. Without a bound, a
// program could make the host work for long by paths that are cheap to write.
const MaxDepth = 256

// tooDeep tells whether nothing can be at a path, or be made there.
func tooDeep(path string) bool { return strings.Count(path, "/") >= MaxDepth }

// tooDeepError is why a directory that is too deep cannot be made.
func (q *quota) tooDeepError(path string) error {
	if q.capacity >= 0 && int64(strings.Count(path, "/")+1)*MinimumCost > q.capacity {
		return fail(path, OutOfSpace)
	}
	return fail(path, AccessDenied)
}

// Clock tells the time for files, in milliseconds since 1970: the world's time,
// not the host's. A nil Clock stands still at 0.
type Clock func() int64

func (c Clock) now() int64 {
	if c == nil {
		return 0
	}
	return c()
}

// Info is what a drive knows of a file or directory.
type Info struct {
	Size     int64 // bytes; 0 for directories
	Dir      bool
	Created  int64 // milliseconds since 1970
	Modified int64
}

// Flags tell how a file is to be opened.
type Flags uint8

const (
	Write    Flags = 1 << iota // for writing, and reading too
	Create                     // make it if it is missing
	Truncate                   // empty it
)

// Drive is one storage. Paths are relative to its root, in the form that
// Normalise gives, without leading ".."; the root is "". Errors are of type
// *Error, with paths of the drive, or a Reason where the game names no path.
type Drive interface {
	// Stat describes a file or directory.
	Stat(path string) (Info, error)
	// List returns the names in a directory, sorted by bytes.
	List(path string) ([]string, error)
	// Open opens a file. Its directory must exist.
	Open(path string, flags Flags) (File, error)
	// MakeDir makes a directory and its parents; an existing one is fine.
	MakeDir(path string) error
	// Remove deletes a file, or a directory with all in it. A missing path is
	// fine; the root cannot be removed.
	Remove(path string) error
	// Rename moves a file or directory to a path that does not exist, but whose
	// parent does.
	Rename(from, to string) error
	// ReadOnly tells whether nothing can be changed here.
	ReadOnly() bool
	// Capacity is the quota in bytes, or Unlimited.
	Capacity() int64
	// Free is how much of it is left: never negative, but for Unlimited.
	Free() int64
}

// File is an open file of a drive.
type File interface {
	// ReadAt reads up to len(p) bytes at offset and answers how many there
	// were: 0 at the end.
	ReadAt(p []byte, offset int64) (int, error)
	// WriteAt writes p at offset; a gap before it is filled with zeros.
	WriteAt(p []byte, offset int64) error
	// Size is the size now, in bytes.
	Size() (int64, error)
	// Flush sees to it that what was written survives this process.
	Flush() error
	Close() error
}

// cost is what a file of size bytes counts for.
func cost(size int64) int64 { return max(size, MinimumCost) }
