package journal_test

import (
	"testing"

	"ccnet/journal"
	"ccnet/value"
	"ccnet/world"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDecodeRTTP(t *testing.T) {
	decode := func(lua string) []journal.Layer {
		payload, err := value.Unserialise(lua)
		require.NoError(t, err)
		return journal.NewDecoder(nil).Decode(&world.Entry{Kind: world.EntryTransmit, Channel: 10080, Payload: payload})
	}
	assert.Equal(t, []journal.Layer{
		{Name: "net", Text: "192.168.0.5 -> 192.168.0.6:10080 #17"},
		{Name: "rttp", Text: `GET "/a b" to site.lan`},
	}, decode(`{origin=0xC0A80005,dest=0xC0A80006,port=10080,msgid=17,body={},
		header={type="rttp",method="GET",path="/a b",domain="site.lan",contentType="none"}}`))
	assert.Equal(t, "ping", decode(`{origin=1,dest=2,port=10000,msgid=1,header={type="ping"}}`)[1].Name)
	assert.NotEqual(t, "net", decode(`{origin=1,dest=2,port=10000,header={type="ping"}}`)[0].Name)
}
