package cryptonet

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	require.NoError(t, err)
	return b
}

func keyOf(t testing.TB, text string) Key { return Key(unhex(t, text)) }

func TestKeySchedule(t *testing.T) {
	schedule := expand(keyOf(t, "000102030405060708090a0b0c0d0e0f"))
	require.Equal(t, "aad6fc7571f9d0ada5d9f37a76fed7aa", hex.EncodeToString(schedule[16:32]))
}

func TestBlock(t *testing.T) {
	c := NewCipher(keyOf(t, "000102030405060708090a0b0c0d0e0f"))
	var out [16]byte
	c.encrypt(load(unhex(t, "00112233445566778899aabbccddeeff"))).store(out[:])
	require.Equal(t, "9896098c430786880a087898011e4c4e", hex.EncodeToString(out[:]))
	c.decrypt(load(out[:])).store(out[:])
	require.Equal(t, "00112233445566778899aabbccddeeff", hex.EncodeToString(out[:]))
}

func TestSealVectors(t *testing.T) {
	c := NewCipher(keyOf(t, "000102030405060708090a0b0c0d0e0f"))
	for _, v := range []struct{ iv, text, sealed string }{
		{"00000000000000000000000000000000", "Hello server!", "487f9706e2a6d52f0bcb8a50cbf3961c"},
		{"fefdfcfbfaf9f8f7f6f5f4f3f2f1f0ef", "sThe quick brown fox jumps over the lazy dog",
			"f94b3d8b24c9430367c46665229384a9789fd54ab750421244417f881b161bd87b9833838ec65bc6f357bcdef1b0724c"},
		{"fefdfcfbfaf9f8f7f6f5f4f3f2f1f0ef", "", ""},
	} {
		require.Equal(t, v.sealed, hex.EncodeToString(c.Seal(keyOf(t, v.iv), v.text)))
		require.Equal(t, v.text, c.Open(keyOf(t, v.iv), unhex(t, v.sealed)))
	}
}

func TestZeroBytesAtTheEndAreLost(t *testing.T) {
	c := NewCipher(Key{1})
	for text, opened := range map[string]string{
		"a\x00\x00":                        "a",
		"\x00":                             "",
		"a\x00b":                           "a\x00b",
		strings.Repeat("a", 16) + "\x00":   strings.Repeat("a", 16),
		"a" + strings.Repeat("\x00", 15):   "a",
		"a" + strings.Repeat("\x00", 31):   "a" + strings.Repeat("\x00", 15),
		strings.Repeat("\x00", 2*16):       strings.Repeat("\x00", 16),
		"b" + strings.Repeat("\x00", 16-1): "b",
	} {
		require.Equal(t, opened, c.Open(Key{2}, c.Seal(Key{2}, text)), "%q", text)
	}
}

// slowCipher is the cipher step by step, as it is described.
type slowCipher struct{ schedule [176]byte }

func (s *slowCipher) encrypt(b [16]byte) [16]byte {
	add := func(r int) {
		for i := range b {
			b[i] ^= s.schedule[16*r+i]
		}
	}
	substitute := func() {
		var shifted [16]byte
		for row := range 4 {
			for col := range 4 {
				shifted[4*row+col] = tables.sbox[b[4*row+(col+row)%4]]
			}
		}
		b = shifted
	}
	add(0)
	for r := 1; r <= 8; r++ {
		substitute()
		var mixed [16]byte
		for col := range 4 {
			for row := range 4 {
				mixed[4*row+col] = times(b[4*row+col], 2) ^ times(b[4*((row+1)%4)+col], 3) ^
					b[4*((row+2)%4)+col] ^ b[4*((row+3)%4)+col]
			}
		}
		b = mixed
		add(r)
	}
	substitute()
	add(9)
	return b
}

func TestTablesDoWhatTheStepsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := Key(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
		plain := [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "block"))
		want := (&slowCipher{expand(key)}).encrypt(plain)
		c := NewCipher(key)
		var got, back [16]byte
		c.encrypt(load(plain[:])).store(got[:])
		c.decrypt(load(got[:])).store(back[:])
		if got != want || back != plain {
			t.Fatalf("encrypted %x, want %x; decrypted %x, want %x", got, want, back, plain)
		}
	})
}

func TestSealedTextOpens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := Key(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
		iv := Key(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "iv"))
		text := string(rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "text"))
		c := NewCipher(key)
		sealed := c.Seal(iv, text+"\x01")
		if len(sealed)%16 != 0 || c.Open(iv, sealed) != text+"\x01" {
			t.Fatal("does not open")
		}
	})
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte{}, []byte{1, 2, 3})
	f.Add([]byte{4}, make([]byte, 64))
	f.Fuzz(func(t *testing.T, seed, sealed []byte) {
		var key Key
		copy(key[:], seed)
		text := NewCipher(key).Open(key, sealed)
		if len(text) > len(sealed)+15 {
			t.Fatal("longer than what was sealed")
		}
	})
}
