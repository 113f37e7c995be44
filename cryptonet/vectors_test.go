package cryptonet

import (
	"encoding/hex"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"ccnet/value"
)

// A connection of the original, recorded.
var (
	demoKey = PublicKey{
		Public: "214500366465590853656047354853064209801",
		Shared: "77302900655059590640929677798169149072390730976822575187985212834557448897067",
	}
	demoPrivate = PrivateKey{
		Private: "42953771361703205248372295836128056314476156017348759058924356671088004605201",
		Shared:  demoKey.Shared,
	}
	demoCertificate = Certificate{Name: "DemoServer", Key: demoKey}
)

const (
	demoSession   = "60ae92877277798df41e5f8da616d0ca"
	demoNumber    = "128512319211766783692790678158388416714"
	demoEncrypted = "18532361764069671179554624432485662350799445249590274544313409247327893835057"
)

func TestChannels(t *testing.T) {
	for name, channel := range map[string]int{
		"DemoServer": 52459, "certAuth": 23063, "server-id": 23004, "cos-appstore": 19643,
	} {
		require.Equal(t, channel, Channel(name), name)
	}
}

func TestSessionKeyVector(t *testing.T) {
	key := keyOf(t, demoSession)
	require.Equal(t, demoNumber, key.Number())
	encrypted, err := demoKey.Crypt(key.Number())
	require.NoError(t, err)
	require.Equal(t, demoEncrypted, encrypted)

	opened, number, err := demoPrivate.OpenSession(encrypted)
	require.NoError(t, err)
	require.Equal(t, key, opened)
	require.Equal(t, demoNumber, number)
	require.True(t, demoKey.Matches(demoPrivate))
}

func TestAnotherKeyPairVector(t *testing.T) {
	const shared = "674665976509852273892074616348537894052342743962688222808324347301005752607639"
	public := PublicKey{Public: "516363340525273584613552486142979011861", Shared: shared}
	private := PrivateKey{Private: "416493984158026951873748587003539004193771458312741725074452513100495996043461", Shared: shared}
	key := keyOf(t, "000102030405060708090a0b0c0d0e0f")
	require.Equal(t, "5233100606242806050955395731361295", key.Number())
	encrypted, err := public.Crypt(key.Number())
	require.NoError(t, err)
	require.Equal(t, "436291231548052017942493954268163629127904712272537578232128843425440627024890", encrypted)
	opened, _, err := private.OpenSession(encrypted)
	require.NoError(t, err)
	require.Equal(t, key, opened)
}

func TestSealedMessageVectors(t *testing.T) {
	proof := demoCertificate.proof("DemoServer", demoNumber)
	require.Equal(t, "47bc31bc54e46666c8ebccc0b356df8e0b86148019a4a42320c3d4c949e53326", hex.EncodeToString(proof[:]))
	granted, err := Content{Kind: LoginGranted, User: "Bobby", Permission: 2}.Encode()
	require.NoError(t, err)

	c := NewCipher(keyOf(t, demoSession))
	for _, v := range []struct{ iv, text, sealed string }{
		{"7bc6149ebdd166e55b8495abadb2ee6f", string(proof[:]), "674e4dd874879ac292883fc27de8f58045bd95020e21650c3b12e9cc0246f34e"},
		{"06874d0cc757c185c03df002d8f0851b", "sHello server!", "8884b3dcb30a96da4603152243a88464"},
		{"9ed3cf3d3ed04b0d55936b3afd843261", "c", "4c5c5e90488add1bd9fe595cf6212d3e"},
		{"a4f85c6d1fa25e28bdd377357da36e55", "lo", "f0c3a250c9c3e4659440deb48e131861"},
		{"55a2f7ab9bce9d43c8fbd921cb91073e", granted, "c9194057bd43133fd2663e6c54e1fe63815e12c82501e93daf802be2470b2f46"},
	} {
		require.Equal(t, v.text, c.Open(keyOf(t, v.iv), unhex(t, v.sealed)))
		require.Equal(t, v.sealed, hex.EncodeToString(c.Seal(keyOf(t, v.iv), v.text)))
	}
}

// The client's log-in requests of the recording, one with the right password and
// one with a wrong one: hashes inside Lua strings.
func TestLoginRequestVectors(t *testing.T) {
	c := NewCipher(keyOf(t, demoSession))
	for _, v := range []struct {
		iv, sealed string
		right      bool
	}{
		{"7b2c2a5ade7513660f4bf17f60628904", "d2770630a1f4967808c65af4289d7f7cb3e000188efc455d5b9e1878be7b2e8518a2a2b4ea1446a80a7c95666ae130a3dec3fb7b781a27b8906f832d959c221d", true},
		{"b6b1636c25bdc8ce1d906b8ea07f3ccc", "cf1eb58407197f7bfa6fad6522d012d90b6c90993be83e39bc077e71019726606eaa04103173e48dc0d88f45bf7a8005a973287984f7853072c36ed77f58d983", false},
	} {
		content, ok := Decode(c.Open(keyOf(t, v.iv), unhex(t, v.sealed)))
		require.True(t, ok)
		require.Equal(t, LoginRequest, content.Kind)
		require.Equal(t, "Bobby", content.User)
		require.Len(t, content.Hash, 32)
		require.Equal(t, v.right, content.Hash == PasswordHash("DemoServer", "Bobby", "mypass123"))
	}
}

func TestPasswordVectors(t *testing.T) {
	for _, v := range []struct{ server, hash, stored string }{
		{"DemoServer", "5bc5378cce81537967ab2fc2b75c3e6b67f622ed779fcca372d825a8c2bb511b",
			"6b794756756418f7c5cd7febd03059382e6f6fa4d7df9e4ced62888c62f17286"},
		{"LoginDemoServer", "7dc07f16dd58b05821467b7e56cdc92533b4fb4c2cdf96bc03ae8971f657dbfd",
			"088777e68a4ad159afa5a10a9f3ff0d4478becfeb0bd5b8958d15ac4a5462c72"},
	} {
		hash := PasswordHash(v.server, "Bobby", "mypass123")
		require.Equal(t, v.hash, hex.EncodeToString([]byte(hash)))
		require.Equal(t, v.stored, hex.EncodeToString([]byte(StoredHash(v.server, "Bobby", hash))))
	}
}

func TestSignatureVector(t *testing.T) {
	authority := PublicKey{
		Public: "339378472281547422338972353650881252401",
		Shared: "471258147723531021324685163462229182293465289101341334523955128528616840087497",
	}
	c := Certificate{
		Name: "shop",
		Key: PublicKey{
			Public: "157242286777487461843874845546014178493",
			Shared: "131712372926575664613526823854867964788733937026584017722101003738142999638139",
		},
		Signature: "263604820479353390943633480793951045471983681609473548160251738067364358937368",
	}
	require.True(t, c.Verify(authority))
	c.Name = "shup"
	require.False(t, c.Verify(authority))
}

const demoCertificateFile = `{
  name = "DemoServer",
  key = {
    public = "\"214500366465590853656047354853064209801\"",
    shared = "\"77302900655059590640929677798169149072390730976822575187985212834557448897067\"",
  },
}`

const demoPrivateFile = `{
  shared = "\"77302900655059590640929677798169149072390730976822575187985212834557448897067\"",
  private = "\"42953771361703205248372295836128056314476156017348759058924356671088004605201\"",
}`

const demoUsersFile = `{
  Bobby = {
    {
      107,
      121,
      71,
      86,
      117,
      100,
      24,
      247,
      197,
      205,
      127,
      235,
      208,
      48,
      89,
      56,
      46,
      111,
      111,
      164,
      215,
      223,
      158,
      76,
      237,
      98,
      136,
      140,
      98,
      241,
      114,
      134,
    },
    2,
  },
}`

func TestFileForms(t *testing.T) {
	require.Equal(t, demoCertificateFile, demoCertificate.Marshal())
	require.Equal(t, demoPrivateFile, demoPrivate.Marshal())
	certificate, err := ParseCertificate(demoCertificateFile)
	require.NoError(t, err)
	require.Equal(t, demoCertificate, certificate)
	private, err := ParsePrivateKey(demoPrivateFile)
	require.NoError(t, err)
	require.Equal(t, demoPrivate, private)

	public, err := ParsePublicKey(`{public="1", shared='"2"', more={}}`)
	require.NoError(t, err)
	require.Equal(t, PublicKey{Public: "1", Shared: "2"}, public)

	users, err := ParseUserTable(demoUsersFile)
	require.NoError(t, err)
	bobby, ok := users.Get("Bobby")
	require.True(t, ok)
	require.Equal(t, User{Hash: StoredHash("DemoServer", "Bobby", PasswordHash("DemoServer", "Bobby", "mypass123")), Permission: 2}, bobby)
	require.Equal(t, demoUsersFile, users.Marshal())
}

func TestWrongFiles(t *testing.T) {
	for _, text := range []string{
		"", "nil", "{}", "7", "{name=1,key={public='1',shared='2'}}", "{name='a'}", "{name='a',key={public=1,shared=2}}",
		"{name='a',key=7}", "{name='a',key={public='1',shared='2'},signature=3}", "return {", "os.exit()",
	} {
		_, err := ParseCertificate(text)
		require.ErrorIs(t, err, ErrNotCertificate, text)
		_, err = ParsePublicKey(text)
		require.ErrorIs(t, err, ErrNotPublicKey, text)
		_, err = ParsePrivateKey(text)
		require.ErrorIs(t, err, ErrNotPrivateKey, text)
	}
	for _, text := range []string{
		"", "nil", "7", "{1}", "{a=1}", "{a={}}", "{a={{},'x'}}", "{a={7,1}}", "{a={{256},1}}", "{a={{1.5},1}}", "{[1]={{1},1}}",
	} {
		_, err := ParseUserTable(text)
		require.ErrorIs(t, err, ErrNotUserTable, text)
	}
	empty, err := ParseUserTable("{}")
	require.NoError(t, err)
	require.Zero(t, empty.Len())
}

func TestNumbersLoseZeroBytesAtTheEnd(t *testing.T) {
	for _, v := range []struct {
		number string
		bytes  []byte
	}{
		{"0", []byte{0}},
		{"1", []byte{0, 0, 0, 1}},
		{"256", []byte{0, 0, 1}},
		{"4278190080", []byte{255}},
		{"4294967295", []byte{255, 255, 255, 255}},
	} {
		n, err := parseNumber(v.number)
		require.NoError(t, err)
		bytes, ok := bytesOfNumber(n, 32)
		require.True(t, ok)
		require.Equal(t, v.bytes, bytes, v.number)
		require.Zero(t, n.Cmp(numberOfBytes(bytes, 32)), v.number)
	}
	_, ok := bytesOfNumber(new(big.Int).Lsh(one, 32), 32)
	require.False(t, ok)
}

func TestSessionKeysThatTheServerRefuses(t *testing.T) {
	for _, number := range []string{
		new(big.Int).Lsh(one, 128).String(),       // too large
		numberOfBytes([]byte{1, 2}, 128).String(), // 14 zero bytes at the end
		"0",
	} {
		encrypted, err := demoKey.Crypt(number)
		require.NoError(t, err)
		_, _, err = demoPrivate.OpenSession(encrypted)
		require.Error(t, err, number)
	}
	for _, text := range []string{"", "-1", "0x10", " 1", "1e3", string(make([]byte, 2000))} {
		_, _, err := demoPrivate.OpenSession(text)
		require.Error(t, err, text)
	}
}

func TestValueForms(t *testing.T) {
	table := value.List(value.Int(1), value.String("a\n\x00\xff"))
	for _, v := range []struct {
		value value.Value
		text  string
	}{
		{value.Nil, "x"}, {value.Bool(true), "b1"}, {value.Bool(false), "b0"},
		{value.Int(42), "n42"}, {value.Number(0.5), "n0.5"}, {value.Number(1e300), "n1e+300"},
		{value.String(""), "s"}, {value.String("c"), "sc"}, {table, "t{\n  1,\n  \"a\\\n\\000\xff\",\n}"},
	} {
		text, err := EncodeValue(v.value)
		require.NoError(t, err)
		require.Equal(t, v.text, text)
		back, ok := DecodeValue(text)
		require.True(t, ok)
		require.Equal(t, v.value.Kind(), back.Kind())
		if v.value.AsTable() == nil {
			require.Equal(t, v.value, back)
		}
	}
	for text, want := range map[string]value.Value{
		"b2": value.Bool(false), "b": value.Bool(false), "nfoo": value.Nil, "n0x10": value.Int(16), "t{": value.Nil, "tnil": value.Nil, "t7": value.Int(7),
	} {
		got, ok := DecodeValue(text)
		require.True(t, ok, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "q", "\x00", "X"} {
		_, ok := Decode(text)
		require.False(t, ok, text)
	}
	_, err := EncodeValue(value.Opaque("function", nil))
	require.EqualError(t, err, "Can't serialize functions.")
	loop := value.NewTable(1)
	loop.Add(value.Int(1), value.FromTable(loop))
	_, err = EncodeValue(value.FromTable(loop))
	require.EqualError(t, err, "Cannot serialize table with recursive entries")
}

func TestContentForms(t *testing.T) {
	for _, v := range []struct {
		content Content
		text    string
	}{
		{Content{Kind: CloseContent}, "c"},
		{Content{Kind: LogoutContent}, "lo"},
		{Content{Kind: LoginRefused, User: "Bobby"}, "lfBobby"},
		{Content{Kind: LoginGranted, User: "Bobby", Permission: 2}, "ls{\n  \"Bobby\",\n  2,\n}"},
		{Content{Kind: LoginRequest, User: "B", Hash: "h\x00\r\n\"\x80"}, "lr{\n  \"B\",\n  \"h\\000\\r\\\n\\\"\x80\",\n}"},
	} {
		text, err := v.content.Encode()
		require.NoError(t, err)
		require.Equal(t, v.text, text)
		back, ok := Decode(text)
		require.True(t, ok)
		require.Equal(t, v.content, back)
	}
	for _, text := range []string{"lr", "lr{}", "lr{'a'}", "lr{'a',1}", "ls{'a','b'}", "ls{1,1}", "lr7", "ls", "l", "lx", "cc"} {
		_, ok := Decode(text)
		require.False(t, ok, text)
	}
}
