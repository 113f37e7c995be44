package net

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/rttp/net/ecc"
	"ccnet/value"
)

// TestNobodyAnswersToEverybody: a message whose origin is everybody would have each
// answer to it go to all.
func TestNobodyAnswersToEverybody(t *testing.T) {
	s := stack(ipA, false)
	m := Message{Broadcast, IP(ipA), PortNetwork, Table("type", TypePing), value.Nil, 1}
	assert.ErrorIs(t, s.Receive(Time{}, PortNetwork, m.Value()).Drop, errNoOrigin)
	assert.Empty(t, s.Take())
}

// TestPortIsTheChannel: what a message says of its port does not count.
func TestPortIsTheChannel(t *testing.T) {
	m := Message{IP(1), IP(ipA), 77, Table("type", "t"), value.Nil, 1}
	got, err := Decode(PortRTTP, m.Value())
	require.NoError(t, err)
	assert.Equal(t, PortRTTP, got.Port)
}

// TestRepliesRepeatLittle: a reply is not longer than what the answering program says,
// whatever the request has in the fields that replies repeat.
func TestRepliesRepeatLittle(t *testing.T) {
	long := value.String(strings.Repeat("x", 1<<20))
	for name, v := range map[string]value.Value{"text": long, "table": value.List(long)} {
		m := Message{IP(1), IP(ipA), PortRTTP, Table("type", "t", fieldDomain, v), value.Nil, 1}
		assert.Less(t, value.Size(value.FromTable(m.ReplyHeader(Table("type", "t")))), 1000, name)
		m.Header = Table("type", "t", fieldConID, v)
		assert.Less(t, value.Size(value.FromTable(m.ReplyHeader(Table("type", "t")))), 1000, name)
	}
}

func TestTextsOfOthersAreShownPlainly(t *testing.T) {
	m := Message{Address{text: "hw:\n\x1b[2J"}, Address{text: "\x00"}, PortRTTP, Table("conId", "\r\n"), value.Nil, 1}
	assert.NotRegexp(t, "[\x00-\x1f\x7f]", m.String())
	assert.Equal(t, "caf\xe9", Visible("caf\xe9"), "other bytes stay")
}

// TestRenewalsAreThoseAskedFor: nobody changes a computer's address unasked.
func TestRenewalsAreThoseAskedFor(t *testing.T) {
	for _, action := range []string{"renewed", "reget"} {
		s := stack(ipA, false)
		body := Table("action", action, "ip", value.Number(ipB))
		m := Message{DefaultDHCP, IP(ipA), PortNetwork, Table("type", TypeRenewed), value.FromTable(body), 1}
		s.Receive(Time{}, PortNetwork, m.Value())
		assert.Equal(t, IP(ipA), s.Address(), action)
		assert.Empty(t, s.Take())
	}
}

// TestLostAddressIsAskedForAgain: after "reget", until there is one.
func TestLostAddressIsAskedForAgain(t *testing.T) {
	s := NewStack(Config{Hardware: "00ff"})
	s.Discover(Time{})
	offer := Table("ip", value.Number(ipA), "time", value.Int(1))
	answer(s, TypeOffer, Table(), offer)
	answer(s, TypeAccepted, Table(), offer)
	say := func(utc int64) (kinds []string) {
		_, err := s.Send(Time{UTC: utc}, Outgoing{Port: 10080, Dest: IP(ipB), Header: Table("type", "t")})
		require.NoError(t, err)
		for _, f := range s.frames {
			kinds = append(kinds, f.Message.Type())
		}
		return kinds
	}
	assert.Equal(t, []string{TypeRenew, "t"}, say(0))
	s.frames = s.frames[:1]
	answer(s, TypeRenewed, Table(), Table("action", "reget"))
	assert.Equal(t, IP(0), s.Address())
	assert.Equal(t, TypeRequest, s.Take()[0].Message.Type())
	assert.Equal(t, []string{"t"}, say(100))
	s.Take()
	assert.Equal(t, []string{TypeRequest, "t"}, say(joinTimeout+100))
	s.Take()
}

// TestOffersAreThoseAskedFor: who gives the address is who has offered it when it was
// asked for.
func TestOffersAreThoseAskedFor(t *testing.T) {
	offer := Table("ip", value.Number(ipA))
	say := func(s *Stack, origin Address, kind string, id float64) {
		m := Message{origin, Hardware("00ff"), PortNetwork, Table("type", kind), value.FromTable(offer), id}
		s.Receive(Time{}, PortNetwork, m.Value())
	}
	s := NewStack(Config{Hardware: "00ff"})
	say(s, IP(9), TypeOffer, 1)
	assert.Empty(t, s.Take(), "nothing was asked")
	s.Discover(Time{})
	say(s, IP(9), TypeOffer, s.LastID()+5)
	assert.Len(t, s.Take(), 1, "another question's")
	answerTo := s.LastID()
	say(s, DefaultDHCP, TypeOffer, answerTo)
	require.Len(t, s.Take(), 1)
	say(s, IP(9), TypeAccepted, s.LastID())
	say(s, DefaultDHCP, TypeAccepted, answerTo)
	assert.Equal(t, IP(0), s.Address(), "somebody else's, and an answer to something else")
	say(s, DefaultDHCP, TypeAccepted, s.LastID())
	assert.Equal(t, IP(ipA), s.Address())
}

// TestNamesAreLearnedOnce: the first answer to a question counts, and only what the
// server says is one.
func TestNamesAreLearnedOnce(t *testing.T) {
	s := stack(ipA, false)
	id, err := s.Lookup(Time{}, "site.lan")
	require.NoError(t, err)
	found := func(origin, dest Address, ip uint32, extra value.Value) Incoming {
		m := Message{origin, dest, PortNetwork, Table("type", TypeLookupReturn, "code", "found", "conId", extra), value.FromTable(Table("ip", IP(ip).Value())), id}
		return s.Receive(Time{}, PortNetwork, m.Value())
	}
	assert.Error(t, found(IP(9), IP(ipA), 9, value.Nil).Drop, "who waits for the answer must not take this for it")
	assert.Error(t, found(IP(9), Broadcast, 9, value.Int(1)).Drop)
	require.True(t, found(DefaultDHCP, IP(ipA), ipB, value.Nil).Deliver)
	found(DefaultDHCP, IP(ipA), 9, value.Int(7))
	a, _ := s.Resolve("site.lan")
	assert.Equal(t, IP(ipB), a)
}

// pair is two computers that know each other's keys.
func pair(t *testing.T) (a, b *Stack) {
	a, b = stack(ipA, true), stack(ipB, true)
	require.NoError(t, a.keys.learn(peer{address: IP(ipB)}, b.keys.own.Public()))
	require.NoError(t, b.keys.learn(peer{address: IP(ipA)}, a.keys.own.Public()))
	return a, b
}

func sealedRequest(t *testing.T, from *Stack, body string) Message {
	_, err := from.Send(Time{}, Outgoing{Port: 10080, Dest: IP(ipB), Header: Table("type", "t"), Body: value.String(body)})
	require.NoError(t, err)
	m := from.Take()[0].Message
	require.True(t, m.Header.Field(fieldEncrypted).Truthy())
	return m
}

// TestForgeriesDoNotKeepOthersOut: a message that nobody can read does not make the real
// one a duplicate.
func TestForgeriesDoNotKeepOthersOut(t *testing.T) {
	a, b := pair(t)
	m := sealedRequest(t, a, "secret")
	forged := m
	forged.Body = value.FromTable(With(m.Body.AsTable(), "sig", ByteList(make([]byte, ecc.SignatureSize))))
	assert.Error(t, b.Receive(Time{}, 10080, forged.Value()).Drop)
	assert.NoError(t, b.Receive(Time{}, 10080, m.Value()).Drop)
}

// TestSealedMessagesAreReadOnce: under another number they are no new messages.
func TestSealedMessagesAreReadOnce(t *testing.T) {
	a, b := pair(t)
	m := sealedRequest(t, a, "pay 5")
	require.NoError(t, b.Receive(Time{}, 10080, m.Value()).Drop)
	m.ID++
	assert.ErrorIs(t, b.Receive(Time{}, 10080, m.Value()).Drop, errReplayed)
}

// TestSealedRequestsGetSealedReplies: from whom they were sent to, and nobody else.
func TestSealedRequestsGetSealedReplies(t *testing.T) {
	a, b := pair(t)
	m := sealedRequest(t, a, "balance?")
	reply := func(origin uint32) Message {
		return Message{IP(origin), IP(ipA), 10080, Table("type", "t", "code", value.Int(200)), value.String("0"), m.ID}
	}
	assert.ErrorIs(t, a.Receive(Time{}, 10080, reply(ipB).Value()).Drop, errPlainReply)
	assert.ErrorIs(t, a.Receive(Time{}, 10080, reply(9).Value()).Drop, errPlainReply)

	other := stack(9, true) // with a key of its own
	require.NoError(t, other.keys.learn(peer{address: IP(ipA)}, a.keys.own.Public()))
	other.Reply(Time{}, 10080, Message{Origin: IP(ipA), Header: Table(), ID: m.ID}, Table("type", "t", "code", value.Int(200)), value.String("0"))
	assert.ErrorIs(t, a.Receive(Time{}, 10080, other.Take()[0].Message.Value()).Drop, errPlainReply)

	got := b.Receive(Time{}, 10080, m.Value())
	require.NoError(t, got.Drop)
	b.Reply(Time{}, 10080, got.Message, Table("type", "t", "code", value.Int(200)), value.String("7"))
	in := a.Receive(Time{}, 10080, b.Take()[0].Message.Value())
	require.NoError(t, in.Drop)
	assert.Equal(t, value.String("7"), in.Message.Body)
	assert.True(t, in.Message.Header.Field(fieldEncrypted).Truthy())
}

// TestRepliesUnderAnotherName: a server that has been asked by its address may give its
// name in a reply, as the original's file server does. Its key tells that it is the same.
func TestRepliesUnderAnotherName(t *testing.T) {
	a, b := pair(t)
	header := Table("type", "t", "code", value.Int(200), "originDomain", "files.com")
	m := sealedRequest(t, a, "list")
	got := b.Receive(Time{}, 10080, m.Value())
	require.NoError(t, got.Drop)

	other := stack(9, true)
	require.NoError(t, other.keys.learn(peer{address: IP(ipA)}, a.keys.own.Public()))
	other.Reply(Time{}, 10080, got.Message, With(header, "originDomain", value.String("false.com")), value.String("forged"))
	assert.ErrorIs(t, a.Receive(Time{}, 10080, other.Take()[0].Message.Value()).Drop, errPlainReply)
	plain := Message{IP(ipB), IP(ipA), 10080, With(header, fieldPublicKey, ByteList(b.keys.own.Public())), value.String("forged"), m.ID}
	assert.ErrorIs(t, a.Receive(Time{}, 10080, plain.Value()).Drop, errPlainReply)

	b.Reply(Time{}, 10080, got.Message, header, value.String("a.txt"))
	in := a.Receive(Time{}, 10080, b.Take()[0].Message.Value())
	require.NoError(t, in.Drop)
	assert.Equal(t, value.String("a.txt"), in.Message.Body)
}

// TestRequestsUnderAName: who knows a computer by a name only has no key for its address,
// and replies in plain text.
func TestRequestsUnderAName(t *testing.T) {
	a, b := stack(ipA, true), stack(ipB, true)
	require.NoError(t, a.keys.learn(peer{address: IP(ipB)}, b.keys.own.Public()))
	_, err := a.Send(Time{}, Outgoing{Port: 10080, Dest: IP(ipB), Header: Table("type", "t", "originDomain", "a.com"), Body: value.String("?")})
	require.NoError(t, err)
	got := b.Receive(Time{}, 10080, a.Take()[0].Message.Value())
	require.NoError(t, got.Drop)
	b.Reply(Time{}, 10080, got.Message, Table("type", "t", "code", value.Int(200)), value.String("!"))
	in := a.Receive(Time{}, 10080, b.Take()[0].Message.Value())
	require.NoError(t, in.Drop)
	assert.Equal(t, value.String("!"), in.Message.Body)
}

// TestEncryptedMeansDecrypted: programs can rely on header.encrypted.
func TestEncryptedMeansDecrypted(t *testing.T) {
	for _, keys := range []bool{false, true} {
		s := stack(ipA, keys)
		m := Message{IP(ipB), IP(ipA), 10080, Table("type", "t", "encrypted", value.Bool(true)), value.String("plain"), 1}
		in := s.Receive(Time{}, 10080, m.Value())
		require.NoError(t, in.Drop)
		assert.False(t, in.Message.Header.Field(fieldEncrypted).Truthy())
	}
	a, b := pair(t)
	m := sealedRequest(t, a, "secret")
	m.Header = With(m.Header, fieldPublicKey, value.Nil)
	assert.ErrorIs(t, b.Receive(Time{}, 10080, m.Value()).Drop, errNoKeys)
}

// TestRandomnessThatRepeats does not give keys away: a computer whose random numbers begin
// anew says other things.
func TestRandomnessThatRepeats(t *testing.T) {
	seal := func(body string) string {
		a, _ := pair(t)
		sealed := sealedRequest(t, a, body).Body.AsTable()
		cipher, _ := Bytes(sealed.Field("cipher"), 1000)
		return string(cipher[:ecc.NonceSize])
	}
	one := seal("one")
	two := seal("two")
	assert.NotEqual(t, one, two, "the nonce")
}

// TestWorkIsCountedByLength: long ciphers are work, too.
func TestWorkIsCountedByLength(t *testing.T) {
	a, b := pair(t)
	m := sealedRequest(t, a, strings.Repeat("x", 512<<10))
	a.Work()
	b.Receive(Time{}, 10080, m.Value())
	assert.Greater(t, b.Work(), 30)
}

func TestCallsThatWaitForVeryLong(t *testing.T) {
	n := NewNode(Config{Hardware: "00ff"})
	n.SetAddress(IP(ipA))
	n.Call(Time{UTC: 1}, Call{Port: 10080, Dest: "1", Header: Table("type", "t"), Timeout: math.MaxInt64})
	assert.Empty(t, n.Wake(Time{UTC: 1000}))
}

// TestTextsWithoutEnd: small tables that hold each other often are not shown.
func TestTextsWithoutEnd(t *testing.T) {
	bomb := value.List(value.String("x"))
	for range 60 {
		bomb = value.List(bomb, bomb)
	}
	far := value.NewTable(1)
	far.Add(value.Number(1e9), value.Int(1))
	m := Message{IP(1), IP(2), PortRTTP, Table("type", "t", "far", value.FromTable(far)), bomb, 1}
	assert.Equal(t, 2, strings.Count(m.String(), TooLong))
}

// TestReplayedSignaturesInAnotherForm: the numbers of a signature can be written in several
// ways, all of them valid.
func TestReplayedSignaturesInAnotherForm(t *testing.T) {
	a, b := pair(t)
	m := sealedRequest(t, a, "pay 5")
	require.NoError(t, b.Receive(Time{}, 10080, m.Value()).Drop)
	signature, _ := Bytes(m.Body.AsTable().Field("sig"), ecc.SignatureSize)
	order, _ := new(big.Int).SetString("87872785944520537956996543572443276895479022146391", 10)
	other := signature[ecc.ScalarSize:]
	slices.Reverse(other)
	s := new(big.Int).SetBytes(other)
	s.Add(s, order).FillBytes(other)
	slices.Reverse(other)
	m.ID++
	m.Body = value.FromTable(With(m.Body.AsTable(), "sig", ByteList(signature)))
	assert.ErrorIs(t, b.Receive(Time{}, 10080, m.Value()).Drop, errReplayed)
}
