package gateway

import (
	"fmt"

	"ccnet/protocol/ctrp"
)

// statuses is what the codes of CTTP and RTTP are to clients of CTRP. Other codes are
// what the least of their hundred is; see status.
var statuses = map[int]ctrp.Status{
	200: ctrp.OK,
	301: ctrp.MovedPermanently,
	300: ctrp.Moved,
	400: ctrp.BadRequest,
	401: ctrp.AuthenticationRequired,
	403: ctrp.Forbidden,
	404: ctrp.NotFound,
	405: ctrp.NotImplemented,
	408: ctrp.ServiceUnavailable,
	410: ctrp.NotFound,
	429: ctrp.RateLimited,
	500: ctrp.Error,
	501: ctrp.NotImplemented,
	502: ctrp.ServiceUnavailable,
	503: ctrp.ServiceUnavailable,
	504: ctrp.ServiceUnavailable,
}

// status is what a code of CTTP or RTTP is to clients of CTRP.
func status(code int) ctrp.Status {
	for _, c := range [...]int{code, code / 100 * 100} {
		if s, ok := statuses[c]; ok {
			return s
		}
	}
	return ctrp.Error
}

// failures is what it is when there is no answer.
var failures = map[failure]ctrp.Status{
	failureURL:     ctrp.BadRequest,
	failureUnknown: ctrp.NotFound,
	failureTimeout: ctrp.ServiceUnavailable,
	failureBusy:    ctrp.RateLimited,
	failureLong:    ctrp.Error,
}

// response is an answer of the world for a client of CTRP. The status message tells the
// world's own code as well.
func (a answer) response(method string) ctrp.Response {
	if a.failure != noFailure {
		return ctrp.Response{Status: failures[a.failure], Content: safe(a.text)}
	}
	s := status(a.code)
	r := ctrp.Response{
		Status:  s,
		Message: safeLine(fmt.Sprintf("%s (%d %s)", s.Text(), a.code, a.text)),
		Content: safe(a.content),
	}
	if s == ctrp.Moved || s == ctrp.MovedPermanently {
		if a.target == "" {
			return ctrp.Response{Status: ctrp.Error, Content: fmt.Sprintf("the server answers %d and does not say where to go", a.code)}
		}
		r.Content = method + " " + safeLine(a.target) + "\n" + r.Content
	}
	return r
}
