package cp

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// Request is what a client says.
type Request struct {
	Token string
	Data  string // escaped, as it is on the wire
	Auth  bool   // in the form of the later draft: "Auth: TOKEN" and an empty line
}

// Response is what a server says.
type Response struct {
	Status Status
	Token  string
	Data   string // escaped, as it is on the wire
	Auth   bool   // in the form of the later draft, as the request was
}

// AppendRequest appends the request as it is sent to dst. Data must be one line.
func AppendRequest(dst []byte, r Request) []byte {
	dst = append(dst, '\r', '\n')
	dst = appendToken(dst, r.Token, r.Auth)
	return append(append(dst, r.Data...), '\r', '\n')
}

// authHeader stands before tokens in the form of the later draft.
const authHeader = "Auth:"

// appendToken appends what stands between the status and the data.
func appendToken(dst []byte, token string, auth bool) []byte {
	if auth {
		dst = append(append(dst, authHeader...), ' ')
	}
	dst = append(append(dst, token...), '\r', '\n')
	if auth {
		dst = append(dst, '\r', '\n')
	}
	return dst
}

// header is the part of a message between its status and its data, line by line.
type header struct {
	token string
	auth  bool
	known bool // the token is there
	done  bool // nothing more belongs to it
}

// most is how long the next line may be.
func (h *header) most() int {
	if h.done {
		return MaxData
	}
	return len(authHeader) + 1 + MaxToken
}

// take takes the next line, and tells what is wrong with it.
func (h *header) take(line string) (wrong string) {
	if h.known {
		h.done = true
		if line != "" {
			return "no empty line follows the header"
		}
		return ""
	}
	h.token, h.auth = strings.CutPrefix(line, authHeader)
	if h.auth {
		h.token = strings.Trim(h.token, " \t")
	}
	if len(h.token) > MaxToken {
		return fmt.Sprintf("a token is longer than %d bytes", MaxToken)
	}
	if !validToken(h.token) {
		return "a token has other characters than printing ASCII"
	}
	h.known, h.done = true, !h.auth
	return ""
}

// AppendResponse appends the response as it is sent to dst. Data must be one line.
func AppendResponse(dst []byte, r Response) []byte {
	n := int(r.Status)
	dst = append(dst, byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10), ' ')
	dst = append(append(dst, r.Status.Reason()...), '\r', '\n')
	dst = appendToken(dst, r.Token, r.Auth)
	return append(append(dst, r.Data...), '\r', '\n')
}

// ErrFrame is a message that is not three lines of the form and size that it must have.
var ErrFrame = errors.New("not a message of CP/0.0.0")

// lines takes bytes apart into lines that end with CR LF or LF.
type lines struct {
	buffer   []byte
	taken    int // of the buffer
	searched int // behind what is taken, bytes that hold no line end
	err      error
}

func (l *lines) feed(p []byte) {
	if l.err != nil {
		return
	}
	if l.taken > 0 {
		l.buffer = l.buffer[:copy(l.buffer, l.buffer[l.taken:])]
		l.taken = 0
	}
	l.buffer = append(l.buffer, p...)
}

// next returns the next line of at most so many bytes.
func (l *lines) next(most int) (line string, ok bool, err error) {
	if l.err != nil {
		return "", false, l.err
	}
	rest := l.buffer[l.taken:]
	end := bytes.IndexByte(rest[l.searched:], '\n')
	if end < 0 {
		if l.searched = len(rest); l.searched > most+1 {
			return "", false, l.fail("a line is longer than %d bytes", most)
		}
		return "", false, nil
	}
	end += l.searched
	l.taken, l.searched = l.taken+end+1, 0
	text := bytes.TrimSuffix(rest[:end], []byte{'\r'})
	if len(text) > most {
		return "", false, l.fail("a line is longer than %d bytes", most)
	}
	if bytes.IndexByte(text, '\r') >= 0 {
		return "", false, l.fail("a CR stands inside a line")
	}
	return string(text), true, nil
}

func (l *lines) fail(format string, args ...any) error {
	l.err = fmt.Errorf("%w: %s", ErrFrame, fmt.Sprintf(format, args...))
	l.buffer, l.taken = nil, 0
	return l.err
}

// Requests takes what a client sends apart into requests. The zero value is ready.
type Requests struct {
	lines  lines
	begun  bool // the status line is there
	header header
}

// Feed hands over bytes from the client. To keep the memory bounded, call Next until
// it has nothing more before the next Feed.
func (r *Requests) Feed(p []byte) { r.lines.feed(p) }

// Next returns the next request. It is not ok as long as it is not complete. The error
// is an ErrFrame and stays.
func (r *Requests) Next() (req Request, ok bool, err error) {
	for {
		line, ok, err := r.lines.next(r.header.most())
		switch {
		case !ok:
			return Request{}, false, err
		case r.header.done:
			req := Request{Token: r.header.token, Data: line, Auth: r.header.auth}
			r.begun, r.header = false, header{}
			return req, true, nil
		case !r.begun && line == "":
			r.begun = true
		default: // also if the status line was left out
			r.begun = true
			if wrong := r.header.take(line); wrong != "" {
				return Request{}, false, r.lines.fail("%s", wrong)
			}
		}
	}
}

// Responses takes what a server sends apart into responses. The zero value is ready.
type Responses struct {
	// Trace, if set, is called with every line, as it was sent, without its end.
	Trace func(line string)

	lines  lines
	begun  bool // the status line is there
	status Status
	header header
}

// Feed hands over bytes from the server.
func (r *Responses) Feed(p []byte) { r.lines.feed(p) }

// Partial tells whether bytes of an incomplete response are there.
func (r *Responses) Partial() bool {
	return r.begun || len(r.lines.buffer) > r.lines.taken
}

// Next returns the next response. It is not ok as long as it is not complete. The error
// is an ErrFrame and stays.
func (r *Responses) Next() (res Response, ok bool, err error) {
	for {
		line, ok, err := r.lines.next(r.header.most())
		if !ok {
			return Response{}, false, err
		}
		if r.Trace != nil {
			r.Trace(line)
		}
		switch {
		case !r.begun:
			if r.status, r.begun = parseStatus(line); !r.begun {
				return Response{}, false, r.lines.fail("%q is not a status line", shorten(line))
			}
		case r.header.done:
			res := Response{Status: r.status, Token: r.header.token, Data: line, Auth: r.header.auth}
			r.begun, r.header = false, header{}
			return res, true, nil
		default:
			if wrong := r.header.take(line); wrong != "" {
				return Response{}, false, r.lines.fail("%s", wrong)
			}
		}
	}
}

// parseStatus reads a status line, whatever its phrase.
func parseStatus(line string) (Status, bool) {
	if len(line) < 4 || line[3] != ' ' {
		return 0, false
	}
	n := 0
	for _, c := range []byte(line[:3]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return Status(n), n >= 100
}

// shorten keeps what a stranger sent short enough for a message.
func shorten(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
