package v1

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/cryptonet"
	"ccnet/value"
)

// The keys of a run of the original, and what it has signed.
var (
	authorityKey = cryptonet.PrivateKey{
		Private: "368842007992703050542320065758249965522180896476711656593689309970430856400081",
		Shared:  "471258147723531021324685163462229182293465289101341334523955128528616840087497",
	}
	shopKey = cryptonet.PublicKey{
		Public: "157242286777487461843874845546014178493",
		Shared: "131712372926575664613526823854867964788733937026584017722101003738142999638139",
	}
)

const shopSignature = "263604820479353390943633480793951045471983681609473548160251738067364358937368"

func TestAuthority(t *testing.T) {
	a := NewAuthority(authorityKey)
	ask := func(c cryptonet.Certificate) Reply {
		return a.Handle(SystemValue(FunctionSignCertificate, c.Value()))
	}
	shop := cryptonet.Certificate{Name: "shop", Key: shopKey}
	r := ask(shop)
	require.Empty(t, r.Note)
	assert.True(t, r.Changed)
	m, err := ParseMessage(r.Value)
	require.NoError(t, err)
	assert.Equal(t, FunctionCertSignature, m.Function)
	signed, ok := cryptonet.CertificateFrom(m.Data, false)
	require.True(t, ok)
	assert.Equal(t, shopSignature, signed.Signature, "as the original has signed it")

	r = ask(shop)
	assert.False(t, r.Value.IsNil())
	assert.False(t, r.Changed, "known already")

	names := a.Names()
	a = NewAuthority(authorityKey)
	require.NoError(t, a.ReadNames(names))
	assert.Equal(t, names, a.Names())

	other := shop
	other.Key.Public = "3"
	r = ask(other)
	assert.Equal(t, `{"system",{"error","Hostname already used!",},}`, text(t, r.Value))
	assert.Equal(t, `no signature for "shop": Hostname already used!`, r.Note)

	r = ask(cryptonet.Certificate{Name: string(make([]byte, maxName+1)), Key: shopKey})
	assert.Contains(t, text(t, r.Value), "Hostname too long!")

	for _, bad := range []string{
		`nil`, `{"normal","hi"}`, `{"system",{"signCertificate",1}}`, `{"system",{"signCertificate",{name="x"}}}`,
		`{"system",{"signCertificate",{name="x",key={public="y",shared="z"}}}}`, `{"system",{"frob"}}`,
	} {
		r := a.Handle(table(t, bad))
		assert.True(t, r.Value.IsNil(), bad)
		assert.NotEmpty(t, r.Note, bad)
	}
	for i := range maxNames {
		a.names[value.FormatNumber(float64(i))] = shopKey
	}
	assert.Contains(t, text(t, ask(cryptonet.Certificate{Name: "new", Key: shopKey}).Value), "Too many hostnames!")
}

func TestReadNames(t *testing.T) {
	a := NewAuthority(authorityKey)
	require.NoError(t, a.ReadNames(`{ shop = { public = "1", shared = "2", }, ["a b"] = { shared = "4", public = "3" } }`))
	assert.Equal(t, "{\n  [ \"a b\" ] = {\n    public = \"3\",\n    shared = \"4\",\n  },\n  shop = {\n    public = \"1\",\n    shared = \"2\",\n  },\n}", a.Names())
	for text, problem := range map[string]string{
		`{`:            "the names of a certificate authority: ",
		`1`:            "the names of a certificate authority: a number instead of a table",
		`{1}`:          "the names of a certificate authority: a name is a number",
		`{a={}}`:       `the names of a certificate authority: that of "a" is no public key`,
		`{a="x",b={}}`: `is no public key`,
	} {
		assert.ErrorContains(t, a.ReadNames(text), problem)
	}
	assert.Contains(t, a.Names(), "shop", "what was there stays")
}

func FuzzReadNames(f *testing.F) {
	f.Add(`{ shop = { public = "1", shared = "2", } }`)
	f.Fuzz(func(t *testing.T, text string) {
		a := NewAuthority(authorityKey)
		if a.ReadNames(text) == nil {
			again := NewAuthority(authorityKey)
			if err := again.ReadNames(a.Names()); err != nil {
				t.Fatal(err)
			}
		}
	})
}
