package cnet

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"ccnet/value"
)

// scalars and tables of a few levels, as programs send them.
func anyValue() *rapid.Generator[value.Value] {
	scalar := rapid.OneOf(
		rapid.Map(rapid.Bool(), value.Bool),
		rapid.Map(rapid.Float64Range(-1e9, 1e9), value.Number),
		rapid.Map(rapid.String(), value.String),
	)
	return rapid.OneOf(scalar, rapid.Map(rapid.SliceOfN(scalar, 0, 5), func(vs []value.Value) value.Value {
		return value.List(vs...)
	}))
}

func TestMessagesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		request := Request{rapid.String().Draw(t, "method"), rapid.String().Draw(t, "path"), value.List(), anyValue().Draw(t, "data")}
		back, err := ParseRequest(request.Value())
		require.NoError(t, err)
		assert.Equal(t, request, back)

		response := Response{rapid.SampledFrom(Statuses()).Draw(t, "status"), value.List(), anyValue().Draw(t, "data")}
		answer, err := ParseResponse(response.Value())
		require.NoError(t, err)
		response.Status.Text = answer.Status.Text
		assert.Equal(t, response, answer)

		number := rapid.Float64Range(-1e15, 1e15)
		segment := Segment{
			Numbers{number.Draw(t, "seq"), number.Draw(t, "ack")}, Flags(rapid.Uint8Range(0, 31).Draw(t, "flags")),
			value.String(rapid.String().Draw(t, "protocol")), request.Value(),
		}
		packet, err := ParsePacket(segment.packet())
		require.NoError(t, err)
		same, err := ParseSegment(packet.Payload)
		require.NoError(t, err)
		assert.Equal(t, segment, same)
	})
}

func TestStatuses(t *testing.T) {
	assert.Len(t, Statuses(), 24)
	for _, s := range Statuses() {
		found, ok := StatusOf(s.Code)
		assert.True(t, ok)
		assert.Equal(t, s, found)
	}
	assert.Equal(t, 498, TokenExpired.Code)
	_, ok := StatusOf(405)
	assert.False(t, ok)
}

func TestFlags(t *testing.T) {
	assert.Equal(t, "SYN ACK", (SYN | ACK).String())
	assert.Equal(t, "REG ACK", (REG | ACK).String())
	assert.Equal(t, "", Flags(0).String())
	assert.Equal(t, SYN|ACK|FIN|LOG|REG, parseFlags(table(t, `{true,true,true,true,true,true,[0]=true,x=true}`).AsTable()))
	assert.Equal(t, FIN|ACK, parseFlags(table(t, `{"FIN","ACK","URG"}`).AsTable()))
}

func TestChecksum(t *testing.T) {
	a, err := Checksum(table(t, `{a=1,b=2,c=3}`))
	require.NoError(t, err)
	b, _ := Checksum(table(t, `{a=1,b=2,c=3}`))
	assert.Equal(t, a, b)
	// CRC-32 of "{\n  a = 1,\n  b = 2,\n  c = 3,\n}", as any other tool has it.
	assert.Equal(t, uint32(0xffe512a6), a)
	text, _ := Checksum(value.String("123456789"))
	assert.Equal(t, uint32(0x83593021), text, "of the string in its quotes")
	_, err = Checksum(value.Opaque("function", 1))
	assert.EqualError(t, err, "checksum: Cannot serialize type function")
}

func TestAccount(t *testing.T) {
	user, pass := Account(" \tBöB\n", " Secret ")
	assert.Equal(t, "böb", user)
	assert.Equal(t, "Secret", pass)
}
