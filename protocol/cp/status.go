package cp

import (
	"errors"
	"fmt"
)

// Status is the code of a response.
type Status int

const (
	OK                  Status = 200
	NotModified         Status = 304
	BadRequest          Status = 400
	Unauthorized        Status = 401
	Forbidden           Status = 403
	NotFound            Status = 404
	TeaPocket           Status = 418
	InternalServerError Status = 500
	NotImplemented      Status = 501
	BadGateway          Status = 502
)

var reasons = map[Status]string{
	OK:                  "OK",
	NotModified:         "Not Modified",
	BadRequest:          "Bad Request",
	Unauthorized:        "Unauthorized",
	Forbidden:           "Forbidden",
	NotFound:            "Not Found",
	TeaPocket:           "I'm a tea pocket",
	InternalServerError: "Internal Server Error",
	NotImplemented:      "Not Implemented",
	BadGateway:          "Bad Gateway",
}

// Reason returns the phrase that goes with the code, "Unknown" if there is none.
func (s Status) Reason() string {
	if reason, known := reasons[s]; known {
		return reason
	}
	return "Unknown"
}

// String returns code and phrase, as in "404 Not Found".
func (s Status) String() string { return fmt.Sprintf("%03d %s", int(s), s.Reason()) }

// StatusError is a request that was not granted.
type StatusError struct {
	Status Status
	Body   string // what the server said to it; may be empty
}

func (e *StatusError) Error() string {
	if e.Body == "" {
		return e.Status.String()
	}
	return e.Status.String() + ": " + e.Body
}

// statusOf returns the code that an error stands for; what is no StatusError counts as
// otherwise.
func statusOf(err error, otherwise Status) *StatusError {
	var status *StatusError
	if errors.As(err, &status) {
		return status
	}
	return &StatusError{Status: otherwise}
}

// What a 400 may say.
const (
	badName      = "Username is invalid."
	nameTaken    = "Username is not unique."
	badText      = "Message is invalid."
	badRecipient = "Recipient username is invalid."
)
