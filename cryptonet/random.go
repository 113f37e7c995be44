package cryptonet

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
)

// Seeded returns a source of random bytes that is always the same for a seed.
// In a simulated world that is what is wanted; elsewhere use crypto/rand.Reader.
func Seeded(seed uint64) io.Reader {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	copy(key[8:], "cryptonet")
	return rand.NewChaCha8(key)
}

// fill reads random bytes. A source that fails leaves nothing sensible to do, so
// that it panics, as the standard library's does.
func fill(random io.Reader, b []byte) {
	if _, err := io.ReadFull(random, b); err != nil {
		panic(fmt.Errorf("cryptonet: reading random bytes: %w", err))
	}
}

// messageID draws the number of a message, from 1 to 2147483647.
func messageID(random io.Reader) float64 {
	for {
		var b [4]byte
		fill(random, b[:])
		if id := binary.LittleEndian.Uint32(b[:]) >> 1; id != 0 {
			return float64(id)
		}
	}
}
