package v1

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/cnet"
	"ccnet/value"
)

func table(t testing.TB, text string) value.Value {
	t.Helper()
	v, err := value.Unserialise(text)
	require.NoError(t, err)
	return v
}

func text(t testing.TB, v value.Value) string {
	t.Helper()
	s, err := value.Serialise(v, value.SerialiseOptions{Compact: true})
	require.NoError(t, err)
	return s
}

func TestWireForms(t *testing.T) {
	assert.Equal(t, `{"normal","hi",}`, text(t, NormalValue(value.String("hi"))))
	assert.Equal(t, `{"normal",}`, text(t, NormalValue(value.Nil)))
	assert.Equal(t, `{"system",{"frob",1,},}`, text(t, SystemValue("frob", value.Int(1))))
	assert.Equal(t, `{"normal",{method="GET",path="/a",body=1,},}`, text(t, NormalValue(Request{"GET", "/a", value.Int(1)}.Value())))
	assert.Equal(t, `{"normal",{status=404,body="Not Found",},}`, text(t, NormalValue(NotFound().Value())))
}

func TestListen(t *testing.T) {
	s := NewSession(Config{})
	hello := NormalValue(value.String("hello"))
	assert.Equal(t, []cnet.Event{Received{value.String("hello")}}, s.Handle(0, hello).Events)

	id, step, err := s.Listen(0, 5*time.Second)
	require.NoError(t, err)
	assert.Equal(t, 5*time.Second, step.Deadline)
	_, _, err = s.Listen(0, time.Second)
	assert.EqualError(t, err, "Already listening on this socket.")
	step = s.Handle(1, hello)
	assert.Equal(t, []cnet.Event{Done{Call: id, Message: value.String("hello")}}, step.Events)
	assert.Equal(t, cnet.NoDeadline, step.Deadline)

	id, _, err = s.Listen(1, time.Second)
	require.NoError(t, err)
	assert.Equal(t, []cnet.Event{Done{Call: id, Err: ErrTimeout}}, s.Tick(time.Second+1).Events)
	_, step, err = s.Listen(2*time.Second, cnet.NoDeadline)
	require.NoError(t, err, "a listener whose time is up is gone")
	assert.Equal(t, cnet.NoDeadline, step.Deadline)
	assert.Len(t, s.Closed(3*time.Second).Events, 1)
	_, step, err = s.Listen(4*time.Second, time.Second)
	require.NoError(t, err)
	assert.Equal(t, cnet.ErrClosed, step.Events[0].(Done).Err)
}

func TestSystemCalls(t *testing.T) {
	s := NewSession(Config{Known: func(f string) bool { return f == "ping" }})
	step := s.Handle(0, SystemValue("frob", value.Int(1)))
	require.Len(t, step.Send, 1)
	assert.Equal(t, `{"system",{"error","Invalid API function: frob",},}`, text(t, step.Send[0]))

	other := NewSession(Config{})
	step = other.Handle(0, step.Send[0])
	assert.Empty(t, step.Send, "an error is not answered")
	assert.Equal(t, []cnet.Event{SystemCall{"error", value.String("Invalid API function: frob")}}, step.Events)

	step = s.Handle(0, SystemValue("ping", value.Int(1)))
	assert.Equal(t, []cnet.Event{SystemCall{"ping", value.Int(1)}}, step.Events)
	assert.Empty(t, s.Handle(0, SystemValue("error", value.Int(1))).Send, "never answered, known or not")
}

func TestSign(t *testing.T) {
	certificate := table(t, `{name="shop",key={public="1",shared="2"}}`)
	s := NewSession(Config{})
	id, step := s.Sign(0, certificate, SignTimeout)
	assert.Equal(t, `{"system",{"signCertificate",{name="shop",key={public="1",shared="2",},},},}`, text(t, step.Send[0]))

	for _, other := range []string{
		`{name="shop",key={public="1",shared="3"},signature="4"}`, `{name="shop",key={public="1",shared="2"}}`, `1`,
	} {
		step = s.Handle(0, SystemValue("certSignature", table(t, other)))
		assert.Contains(t, step.Events, cnet.Note{Text: "a signature that nobody has asked for"}, other)
	}
	signed := table(t, `{name="shop",key={public="1",shared="2"},signature="4"}`)
	step = s.Handle(1, SystemValue("certSignature", signed))
	assert.Contains(t, step.Events, cnet.Event(Done{Call: id, Message: signed}))
	assert.Equal(t, cnet.NoDeadline, step.Deadline)

	id, _ = s.Sign(1, certificate, SignTimeout)
	step = s.Handle(2, SystemValue("error", value.String("Hostname already used!")))
	assert.Contains(t, step.Events, cnet.Event(Done{Call: id, Err: &RemoteError{"Hostname already used!"}}))

	id, _ = s.Sign(2, certificate, SignTimeout)
	assert.Equal(t, []cnet.Event{Done{Call: id, Err: ErrSign}}, s.Tick(2+SignTimeout).Events)
	for range maxSigns {
		s.Sign(3, certificate, SignTimeout)
	}
	_, step = s.Sign(3, certificate, SignTimeout)
	assert.Equal(t, cnet.ErrBusy, step.Events[0].(Done).Err)
	_, _ = s.Sign(3, certificate, SignTimeout)
}

func TestWhatIsIgnored(t *testing.T) {
	for _, bad := range []string{`nil`, `1`, `{}`, `{"normal2",1}`, `{"system"}`, `{"system",{}}`, `{"system",{1,2}}`, `{[2]="normal"}`} {
		step := NewSession(Config{}).Handle(0, table(t, bad))
		assert.Empty(t, step.Send, bad)
		require.Len(t, step.Events, 1, bad)
		assert.IsType(t, cnet.Note{}, step.Events[0], bad)
	}
}

func TestCancel(t *testing.T) {
	s := NewSession(Config{})
	id, _, _ := s.Listen(0, time.Second)
	s.Cancel(0, id)
	id, _ = s.Sign(0, value.Nil, time.Second)
	assert.Equal(t, cnet.NoDeadline, s.Cancel(0, id).Deadline)
	assert.Empty(t, s.Tick(time.Hour).Events)
}

func TestServerNames(t *testing.T) {
	assert.NoError(t, CheckServerName("My-shop_1.x"))
	assert.EqualError(t, CheckServerName(""), "serverName must be a non empty string")
	assert.EqualError(t, CheckServerName("a b"), "serverName must only contain alphanumeric characters, hyphens, underscores, and periods")
}
