package cnet

import (
	"errors"
	"fmt"
	"math"

	"ccnet/value"
)

// The methods that CTTP names. Any other string is a method too.
const (
	MethodGet    = "GET"
	MethodPost   = "POST"
	MethodDelete = "DELETE"
)

// Request is a request of CTTP.
type Request struct {
	Method string
	Path   string
	Header value.Value // a table; nil counts as an empty one
	Data   value.Value // anything; nil where there is none
}

// Value returns the request as it travels.
func (r Request) Value() value.Value {
	t := value.NewTable(4)
	t.Add(value.String("requestMethod"), value.String(r.Method))
	t.Add(value.String("path"), value.String(r.Path))
	addHeaderAndData(t, r.Header, r.Data)
	return value.FromTable(t)
}

func addHeaderAndData(t *value.Table, header, data value.Value) {
	if header.IsNil() {
		header = value.FromTable(value.NewTable(0)) // a new one: no table may occur twice in a message
	}
	t.Add(value.String("header"), header)
	if !data.IsNil() {
		t.Add(value.String("data"), data)
	}
}

var errRequest = errors.New("not a CTTP request: it needs requestMethod and path, strings, and header, a table")

// ParseRequest reads a request.
func ParseRequest(v value.Value) (Request, error) {
	t := v.AsTable()
	if t == nil {
		return Request{}, errRequest
	}
	method, methodOK := t.Field("requestMethod").AsString()
	path, pathOK := t.Field("path").AsString()
	header := t.Field("header")
	if !methodOK || !pathOK || header.AsTable() == nil {
		return Request{}, errRequest
	}
	return Request{method, path, header, t.Field("data")}, nil
}

// Response is a response of CTTP.
type Response struct {
	Status Status      // its Name travels as the message
	Header value.Value // a table; nil counts as an empty one
	Data   value.Value // anything; nil where there is none
}

// Value returns the response as it travels.
func (r Response) Value() value.Value {
	return responseValue(float64(r.Status.Code), r.Status.Name, r.Header, r.Data)
}

func responseValue(code float64, message string, header, data value.Value) value.Value {
	t := value.NewTable(4)
	t.Add(value.String("statusCode"), value.Number(code))
	t.Add(value.String("statusMessage"), value.String(message))
	addHeaderAndData(t, header, data)
	return value.FromTable(t)
}

var errResponse = errors.New("not a CTTP response: it needs statusCode, a number, statusMessage, a string, and header, a table")

// ParseResponse reads a response. Its status has the code and the message that came;
// the code is cut to a whole number.
func ParseResponse(v value.Value) (Response, error) {
	t := v.AsTable()
	if t == nil {
		return Response{}, errResponse
	}
	code, codeOK := t.Field("statusCode").AsNumber()
	message, messageOK := t.Field("statusMessage").AsString()
	header := t.Field("header")
	if !codeOK || !messageOK || header.AsTable() == nil {
		return Response{}, errResponse
	}
	status := Status{Code: wholeNumber(code), Name: message, Text: message}
	if known, ok := StatusOf(status.Code); ok {
		status.Text = known.Text
	}
	return Response{status, header, t.Field("data")}, nil
}

// wholeNumber cuts a number from the wire to 32 bits; NaN is 0.
func wholeNumber(f float64) int {
	return int(min(max(value.Saturate(f), math.MinInt32), math.MaxInt32))
}

// ResultResponse turns what a handler has returned into a response as it travels:
//
//   - a response stays as it is, whatever else it holds;
//   - a table with status or statusCode, which is a number or a table {code, message},
//     is completed: {status, headers, body} is the form of the documents' example.
//     Body counts as data, headers as header, the message is that of the code;
//   - nil stays nil: no response.
//
// Anything else is an error.
func ResultResponse(v value.Value) (value.Value, error) {
	if v.IsNil() {
		return value.Nil, nil
	}
	t := v.AsTable()
	if t == nil {
		return value.Nil, fmt.Errorf("the handler returned a %s, not a response", v.TypeName())
	}
	if _, err := ParseResponse(v); err == nil {
		return v, nil
	}
	code, message, err := resultStatus(t)
	if err != nil {
		return value.Nil, err
	}
	header := either(t, "header", "headers")
	if !header.IsNil() && header.AsTable() == nil {
		return value.Nil, fmt.Errorf("the handler returned a response whose header is a %s, not a table", header.TypeName())
	}
	return responseValue(code, message, header, either(t, "data", "body")), nil
}

func either(t *value.Table, name, other string) value.Value {
	if v := t.Field(name); !v.IsNil() {
		return v
	}
	return t.Field(other)
}

func resultStatus(t *value.Table) (code float64, message string, err error) {
	status := either(t, "statusCode", "status")
	name := t.Field("statusMessage")
	if s := status.AsTable(); s != nil {
		status, name = s.Field("code"), either(s, "message", "statusMessage")
	}
	code, ok := status.AsNumber()
	if !ok {
		return 0, "", errors.New("the handler returned a table without a status, not a response")
	}
	message, ok = name.AsString()
	if !ok {
		message = "UNKNOWN"
		if known, found := StatusOf(wholeNumber(code)); found {
			message = known.Name
		}
	}
	return code, message, nil
}
