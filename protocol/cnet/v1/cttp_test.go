package v1

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/value"
)

func TestCttp(t *testing.T) {
	mux := NewMux()
	require.NoError(t, mux.Set("POST", "/echo", func(body value.Value) (Response, error) { return Response{201, body}, nil }))
	require.NoError(t, mux.Set("GET", "/fail", func(value.Value) (Response, error) { return Response{}, errors.New("no luck") }))
	require.NoError(t, mux.Set("GET", "/panic", func(value.Value) (Response, error) { panic("oh") }))
	assert.ErrorIs(t, mux.Set("PUT", "/", nil), ErrMethod)
	tests := []struct{ request, reply, problem string }{
		{`{method="GET",path="/"}`, `{"normal",{status=200,body="Hello World!",},}`, ""},
		{`{method="POST",path="/echo",body={a=1}}`, `{"normal",{status=201,body={a=1,},},}`, ""},
		{`{method="POST",path="/echo"}`, `{"normal",{status=201,},}`, ""},
		{`{method="GET",path="/echo"}`, `{"normal",{status=404,body="Not Found",},}`, ""},
		{`{method="POST",path="/echo/x"}`, `{"normal",{status=404,body="Not Found",},}`, ""},
		{`{method="PUT",path="/echo"}`, `{"normal",{status=405,body="Method Not Allowed",},}`, ""},
		{`{method="GET",path="/fail"}`, `{"normal",{status=500,body="Internal Server Error",},}`, `GET "/fail": no luck`},
		{`{method="GET",path="/panic"}`, `{"normal",{status=500,body="Internal Server Error",},}`, `GET "/panic": the handler panicked: oh`},
		{`{method="GET"}`, "", ""},
		{`{method=1,path="/"}`, "", ""},
		{`"GET /"`, "", ""},
		{`nil`, "", ""},
	}
	for _, test := range tests {
		reply, ok, err := mux.Respond(table(t, test.request))
		assert.Equal(t, test.reply != "", ok, test.request)
		if ok {
			assert.Equal(t, test.reply, text(t, reply), test.request)
		}
		if test.problem != "" {
			assert.EqualError(t, err, test.problem)
		} else {
			assert.NoError(t, err)
		}
	}
	mux.Remove("GET", "/")
	reply, _, _ := mux.Respond(table(t, `{method="GET",path="/"}`))
	assert.Contains(t, text(t, reply), "404")
}

func TestResultResponse(t *testing.T) {
	tests := []struct{ results, want, problem string }{
		{`{200,"x"}`, `{status=200,body="x",}`, ""},
		{`{204}`, `{status=204,}`, ""},
		{`{{status=201,body={1}},"ignored"}`, `{status=201,body={1,},}`, ""},
		{`{}`, `{status=500,body="Internal Server Error",}`, "the handler returned a nil, not a status"},
		{`{{body=1}}`, `{status=500,body="Internal Server Error",}`, "the handler's result: not a Cttp response: it needs status, a number"},
		{`{"200"}`, `{status=500,body="Internal Server Error",}`, "the handler returned a string, not a status"},
	}
	for _, test := range tests {
		var results []value.Value
		for _, e := range table(t, test.results).AsTable().Entries() {
			results = append(results, e.Value)
		}
		r, err := ResultResponse(results...)
		assert.Equal(t, test.want, text(t, r.Value()), test.results)
		if test.problem != "" {
			assert.EqualError(t, err, test.problem)
		} else {
			assert.NoError(t, err)
		}
	}
}

func ExampleMux() {
	mux := NewMux()
	_ = mux.Set("GET", "/time", func(value.Value) (Response, error) {
		return Response{Status: 200, Body: value.Number(13.5)}, nil
	})
	reply, _, _ := mux.Respond(Request{Method: "GET", Path: "/time"}.Value())
	m, _ := ParseMessage(reply)
	r, _ := ParseResponse(m.Data)
	hour, _ := r.Body.AsNumber()
	fmt.Println(r.Status, hour)
	// Output: 200 13.5
}

func FuzzSession(f *testing.F) {
	for _, s := range []string{
		`{"normal",{method="GET",path="/",body=1}}`, `{"system",{"certSignature",{name="a",key={public="1"},signature="2"}}}`,
		`{"system",{"error"}}`, `{"system",{"x",{}}}`, `{"normal",{status=0/0}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := value.Unserialise(text)
		if err != nil {
			return
		}
		s := NewSession(Config{})
		s.Listen(0, 5)
		s.Sign(0, v, 5)
		if step := s.Handle(1, v); len(step.Send) > 1 {
			t.Fatal("too many answers")
		}
		if step := s.Tick(5); step.Deadline < 1<<62 {
			t.Fatal("still waiting")
		}
		NewMux().Respond(v)
		ResultResponse(v, v)
	})
}
