package interop

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/cryptonet"
	"ccnet/value"
	"ccnet/world"
)

// TestAir compares what goes over the air, frame by frame and opened, between ours and
// the originals: there must be no difference in form or order.
func TestAir(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			for _, on := range s.sides(t) {
				t.Run(on.name, func(t *testing.T) {
					dir := filepath.Join("testdata", "air", s.name)
					got := onAir(t, dir, on)
					path := filepath.Join(dir, "frames.txt")
					if *update && on.files == nil {
						require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
					}
					want, err := os.ReadFile(path)
					require.NoError(t, err)
					assert.Equal(t, string(want), got)
				})
			}
		})
	}
}

// onAir runs a server and a client, and returns what they send, a line for each frame.
func onAir(t *testing.T, dir string, on side) string {
	t.Helper()
	certificate, key := cryptonet.GenerateCertificate(cryptonet.Seeded(1), "air")
	runtime := machines(t, on.lua)
	computers := make([]world.ComputerSpec, 2)
	for i, role := range []string{"server", "client"} {
		text, err := os.ReadFile(filepath.Join(dir, role+".lua"))
		require.NoError(t, err)
		files := map[string]string{"program.lua": string(text)}
		for name, text := range on.files {
			files[name] = text
		}
		if role == "server" {
			files["air.crt"], files["air_private.key"] = certificate.Marshal(), key.Marshal()
		}
		computers[i] = world.ComputerSpec{
			ID: i + 1, Label: role, Run: []string{"program.lua"}, Stay: true, Files: world.Files{Inline: files},
			Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
		}
	}
	computers[1].Expect = []string{"done"}
	air := &air{key: key, sessions: map[string]*cryptonet.Cipher{}}
	w, err := world.New(world.Spec{Limit: 3600 * world.TicksPerSecond, Until: world.UntilExpect, Computers: computers},
		world.Options{ROM: runtime.ROM(), NewProgram: runtime.NewProgram, Recorder: air})
	require.NoError(t, err)
	defer w.Close()
	_, err = w.Run(context.Background())
	require.NoError(t, err)
	return strings.Join(air.lines, "\n") + "\n"
}

// air opens and notes frames.
type air struct {
	key      cryptonet.PrivateKey
	sessions map[string]*cryptonet.Cipher
	lines    []string
}

// Record implements world.Recorder.
func (a *air) Record(e *world.Entry) {
	if e.Kind != world.EntryTransmit {
		return
	}
	name := []string{"server", "client"}[e.Computer-1]
	if e.Channel == cryptonet.RepeatChannel {
		name += " again"
	}
	a.lines = append(a.lines, fmt.Sprintf("%s %d %d %s", name, e.Channel, e.Reply, a.open(e.Payload)))
}

// open is a payload as text, with what is sealed in it opened.
func (a *air) open(payload value.Value) string {
	e, ok := cryptonet.EnvelopeFrom(payload)
	if !ok {
		return shape(payload)
	}
	inside := "?"
	switch text, _ := e.Message.AsString(); e.Type {
	case cryptonet.ConnectionRequest:
		if key, _, err := a.key.OpenSession(text); err == nil {
			a.sessions[text], inside = cryptonet.NewCipher(key), "a key"
		}
	case cryptonet.ConnectionResponse, cryptonet.SealedMessage:
		cipher := a.sessions[e.Target]
		if cipher == nil {
			cipher = a.sessions[e.Sender]
		}
		sealed, iv, ok := cryptonet.SealedFrom(e.Message)
		if cipher == nil || !ok {
			break
		}
		opened := cipher.Open(iv, sealed)
		if e.Type == cryptonet.ConnectionResponse {
			inside = fmt.Sprintf("a proof of %d bytes", len(opened))
		} else if content, ok := cryptonet.Decode(opened); ok {
			inside = fmt.Sprintf("kind %d %s %s %g %s", content.Kind, content.User, shape(value.String(content.Hash)), content.Permission, shape(content.Value))
		}
	default:
		inside = "as it is"
	}
	return shape(payload) + " -- " + inside
}

// shape is a value with what differs from run to run left out: numbers, long texts, and
// how long lists of numbers are.
func shape(v value.Value) string {
	if s, ok := v.AsString(); ok {
		if len(s) > 20 {
			return "text"
		}
		return strconv.Quote(s)
	}
	t := v.AsTable()
	if t == nil {
		return v.TypeName()
	}
	var parts []string
	bytes := t.Len() > 10
	for _, e := range t.Entries() {
		bytes = bytes && e.Key.Kind() == value.KindNumber && e.Value.Kind() == value.KindNumber
		key := shape(e.Key)
		if n, ok := e.Key.AsNumber(); ok {
			key = fmt.Sprint(n)
		}
		parts = append(parts, key+"="+shape(e.Value))
	}
	if bytes {
		return "bytes"
	}
	slices.Sort(parts)
	return "{" + strings.Join(parts, " ") + "}"
}
