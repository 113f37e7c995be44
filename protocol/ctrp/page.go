package ctrp

import (
	"context"
	"crypto/subtle"
	"strings"
)

// Page returns the n-th page of so many lines of the content, counted from 1: 21
// while more remain, 20 with the last page, 41 beyond it. Content that is empty has
// one page. If lines is not positive, there is one page. In pages, "\n" ends lines.
func Page(content string, lines, n int) Response {
	if n < 1 {
		return Refuse(BadRequest, "pages are counted from 1")
	}
	if lines <= 0 {
		lines = len(content) + 1
	}
	content = newlines(content)
	for page := 1; ; page++ {
		rest := content
		for i := 0; i < lines && rest != ""; i++ {
			_, rest, _ = strings.Cut(rest, "\n")
		}
		switch {
		case page == n && rest != "":
			return Response{Status: OKMore, Content: content[:len(content)-len(rest)]}
		case page == n:
			return Text(content)
		case rest == "":
			return Refuse(NotFound, "")
		}
		content = rest
	}
}

// WithToken lets only requests pass that begin with the command TOKEN and the token:
//
//	TOKEN secret GET a.txt
//
// Others are answered 62, and if the token is empty, all are. [Client.Token] makes a client send this.
func WithToken(token string, next Handler) Handler {
	return HandlerFunc(func(ctx context.Context, req Request) Response {
		given, line, _ := strings.Cut(req.Arguments, " ")
		if token == "" || !req.Is("TOKEN") || subtle.ConstantTimeCompare([]byte(given), []byte(token)) != 1 {
			return Refuse(AuthenticationRequired, "a request begins with TOKEN and the token, as in TOKEN secret HELP")
		}
		inner, err := ParseRequest(line)
		if err != nil {
			return Refuse(BadRequest, "")
		}
		return next.ServeCTRP(ctx, inner)
	})
}
