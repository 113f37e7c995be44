package drive

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// Reason is why an operation failed, in the game's words. It is an error of its
// own where the game names no path.
type Reason string

func (r Reason) Error() string { return string(r) }

const (
	NoSuchFile    Reason = "No such file"
	NotADirectory Reason = "Not a directory"
	NotAFile      Reason = "Not a file"
	AccessDenied  Reason = "Access denied"
	FileExists    Reason = "File exists"
	WriteToDir    Reason = "Cannot write to directory"
	OutOfSpace    Reason = "Out of space"
	InvalidPath   Reason = "Invalid Path"
	TooManyFiles  Reason = "Too many files already open"
	TooDeep       Reason = "Too many directories to copy"
	MoveInside    Reason = "Can't move a directory inside itself"
	CopyInside    Reason = "Can't copy a directory inside itself"
	// UnsupportedMode is the one error of opening that programs get raised
	// instead of returned.
	UnsupportedMode Reason = "Unsupported mode"
	ClosedFile      Reason = "attempt to use a closed file"
	NegativeCount   Reason = "Cannot read a negative number of bytes"
)

// Error is a failure with a path. Its text is the game's: "/path: Reason".
type Error struct {
	Path   string // without leading slash
	Reason Reason
	Err    error // what the host said, if it did; not part of the text
}

func (e *Error) Error() string { return "/" + e.Path + ": " + string(e.Reason) }

// Is lets errors.Is find the reason.
func (e *Error) Is(target error) bool { return target == e.Reason }

// Unwrap returns what the host said.
func (e *Error) Unwrap() error { return e.Err }

func fail(path string, reason Reason) error { return &Error{Path: path, Reason: reason} }

// hostError puts an error of the host into the game's words, without the host's
// paths, which are no program's business.
func hostError(path string, err error) error {
	return &Error{Path: path, Reason: hostReason(err), Err: err}
}

func hostReason(err error) Reason {
	switch {
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid):
		return NoSuchFile
	case errors.Is(err, fs.ErrExist):
		return FileExists
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return OutOfSpace
	case errors.Is(err, os.ErrClosed):
		return ClosedFile
	}
	return AccessDenied
}

// FileError is what failed on the host with an open file. Programs see its
// reason alone, as the game has it; the host's own words are kept for people.
type FileError struct {
	Reason Reason
	Err    error
}

func (e *FileError) Error() string { return string(e.Reason) }

// Is lets errors.Is find the reason.
func (e *FileError) Is(target error) bool { return target == e.Reason }

// Unwrap returns what the host said.
func (e *FileError) Unwrap() error { return e.Err }

// at moves a drive's error to where the drive is mounted.
func at(location string, err error) error {
	var e *Error
	if location == "" || !errors.As(err, &e) {
		return err
	}
	return &Error{Path: strings.TrimSuffix(location+"/"+e.Path, "/"), Reason: e.Reason, Err: e.Err}
}
