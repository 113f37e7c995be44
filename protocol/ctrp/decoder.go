package ctrp

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	// DefaultMaxContent is how many bytes of content a client takes unless told
	// otherwise.
	DefaultMaxContent = 1 << 20
	// maxInterim is how many 1x responses a client skips.
	maxInterim = 16
	// maxStatusLine is the longest status line in bytes, a request line's length.
	maxStatusLine = 1024
)

var (
	// ErrEmptyReply: the server closed the connection without a word.
	ErrEmptyReply = errors.New("the server closed the connection without an answer")
	// ErrTruncated: the connection ended before the response did.
	ErrTruncated = errors.New("the response ended without its closing period")
	// ErrTooLarge: there is more content than the reader takes.
	ErrTooLarge = errors.New("the response is larger than allowed")
)

// ProtocolError is a response that is none.
type ProtocolError struct{ Reason string }

func (e *ProtocolError) Error() string { return "not a CTRP response: " + e.Reason }

func protocolError(format string, args ...any) error {
	return &ProtocolError{fmt.Sprintf(format, args...)}
}

// Decoder reads the responses of a server. The zero value is ready.
type Decoder struct {
	MaxContent int // in bytes; 0: DefaultMaxContent
	// Trace, if set, is called with every line, as it was sent, without its end.
	Trace func(line string)

	buffer   []byte
	searched int // bytes of the buffer that hold no line end
	interim  int
	current  Response
	body     []byte // content so far
	begun    bool   // the status line is there
	heard    bool   // any byte is there
	err      error
}

// Feed hands over bytes from the server.
func (d *Decoder) Feed(p []byte) {
	if d.err == nil && len(p) > 0 {
		d.heard = true
		d.buffer = append(d.buffer, p...)
	}
}

// Next returns the next response. It is not ok as long as it is not complete. Errors
// are ErrTooLarge or a *ProtocolError and stay.
func (d *Decoder) Next() (r Response, ok bool, err error) {
	taken := 0
	defer func() {
		if taken > 0 {
			d.buffer = d.buffer[:copy(d.buffer, d.buffer[taken:])]
			d.heard = d.heard || len(d.buffer) > 0
		}
	}()
	for d.err == nil {
		rest := d.buffer[taken:]
		end := bytes.IndexByte(rest[min(d.searched, len(rest)):], '\n')
		if end < 0 {
			d.searched = len(rest)
			d.err = d.checkPending(len(rest))
			break
		}
		end += d.searched
		d.searched = 0
		taken += end + 1
		done, err := d.line(bytes.TrimSuffix(rest[:end], []byte{'\r'}))
		if err != nil {
			d.err = err
			break
		}
		if done {
			return d.finish(), true, nil
		}
	}
	return Response{}, false, d.err
}

// checkPending refuses a line that is too long already, before its end is there.
func (d *Decoder) checkPending(n int) error {
	switch {
	case !d.begun && n > maxStatusLine+1:
		return protocolError("the status line is longer than %d bytes", maxStatusLine)
	case d.begun && len(d.body)+n > d.maxContent()+2: // two for a CR and a stuffed period
		return ErrTooLarge
	}
	return nil
}

func (d *Decoder) maxContent() int {
	if d.MaxContent > 0 {
		return d.MaxContent
	}
	return DefaultMaxContent
}

// line takes one line and tells whether it completes the response.
func (d *Decoder) line(line []byte) (done bool, err error) {
	if d.Trace != nil {
		d.Trace(string(line))
	}
	if !d.begun && len(line) > maxStatusLine {
		return false, protocolError("the status line is longer than %d bytes", maxStatusLine)
	}
	if !utf8.Valid(line) {
		return false, protocolError("a line is not UTF-8")
	}
	if bytes.IndexByte(line, '\r') >= 0 {
		return false, protocolError("a CR stands inside a line")
	}
	if !d.begun {
		return false, d.statusLine(string(line))
	}
	if len(line) == 1 && line[0] == '.' {
		return true, nil
	}
	if bytes.HasPrefix(line, []byte("..")) {
		line = line[1:]
	}
	if len(d.body)+len(line)+1 > d.maxContent() {
		return false, ErrTooLarge
	}
	d.body = append(append(d.body, line...), '\n')
	return false, nil
}

func (d *Decoder) statusLine(line string) error {
	digit := func(i int) bool { return line[i] >= '0' && line[i] <= '9' }
	if len(line) < 4 || !digit(0) || !digit(1) || line[2] != ' ' {
		return protocolError("%q is not a status line", shorten(line))
	}
	status := Status(line[0]-'0')*10 + Status(line[1]-'0')
	if !status.Valid() {
		return protocolError("there is no status %02d", int(status))
	}
	if status.Class() == Informational {
		if d.interim++; d.interim > maxInterim {
			return protocolError("more than %d interim responses", maxInterim)
		}
		return nil
	}
	d.current = Response{Status: status, Message: line[3:]}
	d.begun = true
	return nil
}

// finish hands out the response and makes ready for the next one.
func (d *Decoder) finish() Response {
	r := d.current
	r.Content = string(d.body)
	d.current, d.begun, d.interim, d.heard = Response{}, false, 0, false
	d.body = d.body[:0]
	return r
}

// End tells the decoder that the connection has ended. What was complete has been
// returned by Next before. A response other than 2x of which only the status line
// came is complete with that; otherwise the error is ErrTruncated, ErrEmptyReply or
// what Next had.
func (d *Decoder) End() (Response, error) {
	switch {
	case d.err != nil:
	case !d.heard:
		d.err = ErrEmptyReply
	case !d.begun || d.current.Status.Class() == Success || len(d.body) > 0 || len(d.buffer) > 0:
		d.err = ErrTruncated
	default:
		return d.finish(), nil
	}
	return Response{}, d.err
}

// Reset makes it ready for another server, with the memory that it has.
func (d *Decoder) Reset() {
	*d = Decoder{buffer: d.buffer[:0], body: d.body[:0]}
}

// shorten keeps what a stranger sent short enough for a message.
func shorten(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
