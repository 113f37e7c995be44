package ctrp

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxRequestLine is the longest request line in bytes, without its line end.
const MaxRequestLine = 1024

// byteOrderMark in front of a text is not a part of it, and not allowed here.
const byteOrderMark = "\ufeff"

// Request is one question to a server.
type Request struct {
	Command   string // as it was sent; see Is
	Arguments string // everything after the first blank
}

// Is tells whether the command is the one named, whatever the case.
func (r Request) Is(command string) bool { return strings.EqualFold(r.Command, command) }

// String returns the request line without a line end. A command without arguments
// has no blank behind it.
func (r Request) String() string {
	if r.Arguments == "" {
		return r.Command
	}
	return r.Command + " " + r.Arguments
}

// RequestError tells why a line is not a request: status 40.
type RequestError struct {
	Reason string
	Fatal  bool // what follows on the connection is not a request either
}

func (e *RequestError) Error() string { return "bad request: " + e.Reason }

func badRequest(format string, args ...any) error {
	return &RequestError{Reason: fmt.Sprintf(format, args...)}
}

// errLongLine is a request line that does not end in time.
var errLongLine = &RequestError{fmt.Sprintf("the line is longer than %d bytes", MaxRequestLine), true}

// ParseRequest reads a request line, given without its line end. Errors are
// *RequestError.
func ParseRequest(line string) (Request, error) {
	if len(line) > MaxRequestLine {
		return Request{}, errLongLine
	}
	switch {
	case line == "":
		return Request{}, badRequest("the line is empty")
	case line[0] == ' ':
		return Request{}, badRequest("the line begins with a blank")
	case strings.HasPrefix(line, byteOrderMark):
		return Request{}, badRequest("the line begins with a byte order mark")
	case strings.IndexByte(line, '\r') >= 0 || strings.IndexByte(line, '\n') >= 0:
		return Request{}, badRequest("there is a line end inside the line")
	case strings.IndexByte(line, 0) >= 0:
		return Request{}, badRequest("there is a NUL")
	case !utf8.ValidString(line):
		return Request{}, badRequest("the line is not UTF-8")
	}
	command, arguments, _ := strings.Cut(line, " ")
	for i := range len(command) {
		if c := command[i]; c < ' ' || c == 0x7F {
			return Request{}, badRequest("there is a control character in the command")
		}
	}
	return Request{command, arguments}, nil
}

// AppendRequest appends the request line with its line end to dst, or tells why it
// would not be understood.
func AppendRequest(dst []byte, r Request) ([]byte, error) {
	line := r.String()
	parsed, err := ParseRequest(line)
	switch {
	case err != nil:
		return dst, err
	case parsed != r:
		return dst, errors.New("bad request: the command holds a blank")
	}
	return append(append(dst, line...), '\r', '\n'), nil
}

// Requests takes what a client sends apart into requests. The zero value is ready.
type Requests struct {
	buffer []byte // not yet taken
	err    error  // the fatal one
}

// Feed hands over bytes from the client. To keep the memory bounded, call Next until
// it has nothing more before the next Feed.
func (r *Requests) Feed(p []byte) {
	if r.err == nil {
		r.buffer = append(r.buffer, p...)
	}
}

// Next returns the next request. It is not ok as long as the line is not complete.
// An error, a *RequestError, stands for one line; after a fatal one the same comes
// for ever.
func (r *Requests) Next() (req Request, ok bool, err error) {
	if r.err != nil {
		return Request{}, false, r.err
	}
	end := bytes.IndexByte(r.buffer[:min(len(r.buffer), MaxRequestLine+2)], '\n')
	if end < 0 {
		n := len(r.buffer)
		if n > MaxRequestLine+1 || n == MaxRequestLine+1 && r.buffer[n-1] != '\r' {
			r.err, r.buffer = errLongLine, nil
		}
		return Request{}, false, r.err
	}
	line := bytes.TrimSuffix(r.buffer[:end], []byte{'\r'})
	if len(line) > MaxRequestLine {
		r.err, r.buffer = errLongLine, nil
		return Request{}, false, r.err
	}
	req, err = ParseRequest(string(line))
	r.buffer = r.buffer[:copy(r.buffer, r.buffer[end+1:])]
	return req, err == nil, err
}

// Buffered returns how many bytes were fed and not yet taken.
func (r *Requests) Buffered() int { return len(r.buffer) }

// Reset makes it ready for another client, with the memory that it has.
func (r *Requests) Reset() { r.buffer, r.err = r.buffer[:0], nil }
