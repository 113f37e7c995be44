package ctrp

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// maxMessage is the longest message in bytes that fits into a status line.
const maxMessage = maxStatusLine - len("20 ")

// Response is the answer to a request.
type Response struct {
	Status  Status
	Message string // beside the number, for people; empty: the status's own text. 1021 bytes are sent at most
	// Content is text in lines. In responses that were read every line ends with
	// "\n". In responses to send, "\n", "\r\n" and "\r" end lines, the last line may
	// lack its end, and what is not UTF-8 is sent as U+FFFD.
	Content string
}

// Text is a successful response with the content.
func Text(content string) Response { return Response{Status: OK, Content: content} }

// Refuse is a response with the status and an explanation, which may be empty.
func Refuse(status Status, explanation string) Response {
	return Response{Status: status, Content: explanation}
}

// OK tells whether the request was successful.
func (r Response) OK() bool { return r.Status.Class() == Success }

// More tells whether the server has more content than this.
func (r Response) More() bool { return r.Status == OKMore }

// Target returns where a redirection leads: the content's first line or, without
// content, what stands behind the status's own text in the message.
func (r Response) Target() (target string, ok bool) {
	if r.Status.Class() != Redirection {
		return "", false
	}
	target, _, _ = strings.Cut(r.Content, "\n")
	if r.Content == "" {
		if _, known := statusTexts[r.Status]; known {
			target, _ = strings.CutPrefix(r.Message, r.Status.Text()+" ")
			if target == r.Message {
				target = ""
			}
		}
	}
	target = strings.TrimSpace(target)
	return target, target != ""
}

// String returns the status line, without its line end.
func (r Response) String() string {
	return string(appendStatusLine(nil, r))
}

func appendStatusLine(dst []byte, r Response) []byte {
	status := r.Status
	if !status.Valid() {
		status = Error
	}
	dst = append(dst, byte('0'+status/10), byte('0'+status%10), ' ')
	message := r.Message
	if message == "" {
		message = status.Text()
	}
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "")
	}
	// ContainsAny would need more stack than a new goroutine has.
	if strings.IndexByte(message, '\r') >= 0 || strings.IndexByte(message, '\n') >= 0 || !utf8.ValidString(message) {
		message = strings.NewReplacer("\r", " ", "\n", " ").Replace(strings.ToValidUTF8(message, "\ufffd"))
	}
	return append(dst, message...)
}

// AppendResponse appends the response as it is sent to dst. A status that no response
// may carry is sent as 50.
func AppendResponse(dst []byte, r Response) []byte {
	dst = slices.Grow(appendStatusLine(dst, r), len(r.Content)+64) // about
	dst = append(dst, '\r', '\n')
	dst = appendContent(dst, r.Content)
	return append(dst, '.', '\r', '\n')
}

func appendContent(dst []byte, content string) []byte {
	content = newlines(content)
	if !utf8.ValidString(content) {
		content = strings.ToValidUTF8(content, "\ufffd")
	}
	for content != "" {
		var line string
		line, content, _ = strings.Cut(content, "\n")
		if line != "" && line[0] == '.' {
			dst = append(dst, '.')
		}
		dst = append(append(dst, line...), '\r', '\n')
	}
	return dst
}

// newlines ends all lines of a text by "\n", whatever ended them.
func newlines(text string) string {
	if strings.IndexByte(text, '\r') < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// Lines returns the content as it arrives at the other end: every line ended by "\n".
func Lines(content string) string {
	content = newlines(strings.ToValidUTF8(content, "\ufffd"))
	if content != "" && !strings.HasSuffix(content, "\n") {
		content += "\n"
	}
	return content
}
