package ctrp

import "fmt"

// Status is the number of a response, 10 to 69. Its first digit is its class.
type Status int

const (
	Continue               Status = 10
	OK                     Status = 20
	OKMore                 Status = 21 // there is more content than this
	Moved                  Status = 30 // for now; the content's first line is where to
	MovedPermanently       Status = 31
	BadRequest             Status = 40
	NotFound               Status = 41
	Forbidden              Status = 42
	Error                  Status = 50
	NotImplemented         Status = 51 // no such command
	ServiceUnavailable     Status = 60
	RateLimited            Status = 61 // the content may tell for how many seconds
	AuthenticationRequired Status = 62
	Maintenance            Status = 63
	ShuttingDown           Status = 69
)

var statusTexts = map[Status]string{
	Continue:               "CONTINUE",
	OK:                     "OK",
	OKMore:                 "OK+MORE",
	Moved:                  "MOVED",
	MovedPermanently:       "MOVED PERMANENTLY",
	BadRequest:             "BAD REQUEST",
	NotFound:               "NOT FOUND",
	Forbidden:              "FORBIDDEN",
	Error:                  "ERROR",
	NotImplemented:         "NOT IMPLEMENTED",
	ServiceUnavailable:     "SERVICE UNAVAILABLE",
	RateLimited:            "RATE LIMITED",
	AuthenticationRequired: "AUTHENTICATION REQUIRED",
	Maintenance:            "MAINTENANCE",
	ShuttingDown:           "SHUTTING DOWN",
}

// Class is what the first digit of a status says.
type Class int

const (
	Informational Class = 1
	Success       Class = 2
	Redirection   Class = 3
	ClientError   Class = 4
	ServerError   Class = 5
	ServiceError  Class = 6
)

var classTexts = map[Class]string{
	Informational: "INFORMATION",
	Success:       "OK",
	Redirection:   "REDIRECTION",
	ClientError:   "CLIENT ERROR",
	ServerError:   "SERVER ERROR",
	ServiceError:  "SERVICE ERROR",
}

// Valid tells whether the number is one that a response may carry.
func (s Status) Valid() bool { return s >= 10 && s <= 69 }

// Class returns the class of the status.
func (s Status) Class() Class { return Class(s / 10) }

// Base returns the status itself if it is one of the constants of this package,
// and otherwise the first of its class, as which readers treat it.
func (s Status) Base() Status {
	if _, known := statusTexts[s]; known {
		return s
	}
	return s / 10 * 10
}

// Text returns the message that goes with the status, in capitals. A status that
// is not known here has the text of its class.
func (s Status) Text() string {
	if text, known := statusTexts[s]; known {
		return text
	}
	if text, known := classTexts[s.Class()]; known {
		return text
	}
	return "UNKNOWN"
}

// String returns the number and the text, as in "41 NOT FOUND".
func (s Status) String() string { return fmt.Sprintf("%02d %s", int(s), s.Text()) }
