package cnet

import "slices"

// Status is a status of a CTTP response.
type Status struct {
	Code int    // 404
	Name string // NOT_FOUND: its name in programs, and its message on the wire
	Text string // Not Found: as people write it
}

// The statuses of CTTP.
var (
	Continue            = Status{100, "CONTINUE", "Continue"}
	Processing          = Status{102, "PROCESSING", "Processing"}
	EarlyHints          = Status{103, "EARLY_HINTS", "Early Hints"}
	OK                  = Status{200, "OK", "OK"}
	Created             = Status{201, "CREATED", "Created"}
	Accepted            = Status{202, "ACCEPTED", "Accepted"}
	MovedPermanently    = Status{301, "MOVED_PERMANENTLY", "Moved Permanently"}
	TemporaryRedirect   = Status{307, "TEMPORARY_REDIRECT", "Temporary Redirect"}
	PermanentRedirect   = Status{308, "PERMANENT_REDIRECT", "Permanent Redirect"}
	BadRequest          = Status{400, "BAD_REQUEST", "Bad Request"}
	Unauthorized        = Status{401, "UNAUTHORIZED", "Unauthorized"}
	Forbidden           = Status{403, "FORBIDDEN", "Forbidden"}
	NotFound            = Status{404, "NOT_FOUND", "Not Found"}
	Conflict            = Status{409, "CONFLICT", "Conflict"}
	Gone                = Status{410, "GONE", "Gone"}
	EnhanceYourCalm     = Status{420, "ENHANCE_YOUR_CALM", "Enhance Your Calm"}
	TooManyRequests     = Status{429, "TOO_MANY_REQUESTS", "Too Many Requests"}
	TokenExpired        = Status{498, "TOKEN_EXPIRED", "Token Expired"}
	InternalServerError = Status{500, "INTERNAL_SERVER_ERROR", "Internal Server Error"}
	NotImplemented      = Status{501, "NOT_IMPLEMENTED", "Not Implemented"}
	ServiceUnavailable  = Status{503, "SERVICE_UNAVAILABLE", "Service Unavailable"}
	InsufficientStorage = Status{507, "INSUFFICIENT_STORAGE", "Insufficient Storage"}
	ServerIsDown        = Status{521, "SERVER_IS_DOWN", "Server Is Down"}
	ConnectionTimedOut  = Status{522, "CONNECTION_TIMED_OUT", "Connection Timed Out"}
)

// Statuses are all statuses, by code.
func Statuses() []Status {
	return []Status{
		Continue, Processing, EarlyHints, OK, Created, Accepted, MovedPermanently, TemporaryRedirect,
		PermanentRedirect, BadRequest, Unauthorized, Forbidden, NotFound, Conflict, Gone, EnhanceYourCalm,
		TooManyRequests, TokenExpired, InternalServerError, NotImplemented, ServiceUnavailable,
		InsufficientStorage, ServerIsDown, ConnectionTimedOut,
	}
}

// StatusOf finds a status by its code. 440, by which the original means
// TOKEN_EXPIRED, is not among them.
func StatusOf(code int) (Status, bool) {
	list := Statuses()
	i, found := slices.BinarySearchFunc(list, code, func(s Status, code int) int { return s.Code - code })
	if !found {
		return Status{}, false
	}
	return list[i], true
}
