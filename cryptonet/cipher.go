package cryptonet

import "encoding/binary"

// The original's block cipher is called AES and is not. It has AES's parts, but:
//
//   - the state stands in rows: bytes 0 to 3 are row 0, so that a row is shifted
//     within four neighbouring bytes and a column is mixed across bytes i, i+4,
//     i+8 and i+12;
//   - there are nine rounds, eight with mixing, so that of the eleven round keys
//     the last is not used;
//   - the key schedule turns the bytes of each word around before it goes into
//     the next, and mixes the round constant into another byte.
//
// Columns are held here as 32-bit words, row 0 in the highest byte, and a round is
// four table look-ups a column, as fast implementations of AES have it.

const (
	blockSize = 16
	rounds    = 9
)

// Cipher encrypts and decrypts with one key. It is not changed by use.
type Cipher struct {
	enc [4 * (rounds + 1)]uint32 // round keys, by column
	dec [4 * (rounds + 1)]uint32 // the same from the last, unmixed for decryption
}

var tables = makeTables()

type cipherTables struct {
	sbox, inverse [256]byte
	enc, dec      [4][256]uint32 // substitution and mixing for a byte of each row
}

// makeTables computes the S-box, as inverses in the field of 256 elements and an
// affine map, and what becomes of each byte in a round.
func makeTables() *cipherTables {
	t := new(cipherTables)
	p, q := byte(1), byte(1)
	for {
		p ^= double(p) // times 3, which generates all elements
		q ^= q << 1    // divided by 3
		q ^= q << 2
		q ^= q << 4
		if q&0x80 != 0 {
			q ^= 0x09
		}
		x := q ^ rotate(q, 1) ^ rotate(q, 2) ^ rotate(q, 3) ^ rotate(q, 4)
		t.sbox[p] = x ^ 0x63
		if p == 1 {
			break
		}
	}
	t.sbox[0] = 0x63
	for i, s := range t.sbox {
		t.inverse[s] = byte(i)
	}
	for i := range 256 {
		s := t.sbox[i]
		enc := uint32(times(s, 2))<<24 | uint32(s)<<16 | uint32(s)<<8 | uint32(times(s, 3))
		v := t.inverse[i]
		dec := uint32(times(v, 14))<<24 | uint32(times(v, 9))<<16 | uint32(times(v, 13))<<8 | uint32(times(v, 11))
		for row := range 4 {
			t.enc[row][i] = enc>>(8*row) | enc<<(32-8*row)
			t.dec[row][i] = dec>>(8*row) | dec<<(32-8*row)
		}
	}
	return t
}

func rotate(b byte, n int) byte { return b<<n | b>>(8-n) }

// double is b times x in the field of AES.
func double(b byte) byte { return b<<1 ^ b>>7*0x1b }

// times is the product of a and b in the field of AES.
func times(a, b byte) (product byte) {
	for ; b > 0; a, b = double(a), b>>1 {
		if b&1 != 0 {
			product ^= a
		}
	}
	return product
}

// NewCipher prepares a key.
func NewCipher(key Key) *Cipher {
	schedule := expand(key)
	c := new(Cipher)
	for r := range rounds + 1 {
		k := schedule[blockSize*r:]
		for col := range 4 {
			w := uint32(k[col])<<24 | uint32(k[4+col])<<16 | uint32(k[8+col])<<8 | uint32(k[12+col])
			c.enc[4*r+col] = w
			if r > 0 && r < rounds {
				s := &tables.sbox // the tables substitute backwards, which must not happen here
				w = tables.dec[0][s[w>>24]] ^ tables.dec[1][s[w>>16&0xff]] ^ tables.dec[2][s[w>>8&0xff]] ^ tables.dec[3][s[w&0xff]]
			}
			c.dec[4*(rounds-r)+col] = w
		}
	}
	return c
}

// expand is the key schedule: eleven round keys, of which ten are used.
func expand(key Key) (out [176]byte) {
	n := copy(out[:], key[:])
	s := &tables.sbox
	for rc := byte(1); n < len(out); rc = double(rc) {
		a, b, c, d := out[n-4], out[n-3], out[n-2], out[n-1]
		prev := out[n-16:]
		out[n], out[n+1], out[n+2], out[n+3] = s[c]^rc^prev[0], s[b]^prev[1], s[a]^prev[2], s[d]^prev[3]
		for n += 4; n%16 != 0; n += 4 {
			prev := out[n-16:]
			out[n], out[n+1], out[n+2], out[n+3] = out[n-1]^prev[0], out[n-2]^prev[1], out[n-3]^prev[2], out[n-4]^prev[3]
		}
	}
	return out
}

// block is a state: its four columns.
type block [4]uint32

// load reads a block, whose bytes stand in rows.
func load(b []byte) block {
	r0, r1 := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	r2, r3 := binary.BigEndian.Uint32(b[8:]), binary.BigEndian.Uint32(b[12:])
	return transpose(block{r0, r1, r2, r3})
}

// store writes a block.
func (s block) store(b []byte) {
	rows := transpose(s)
	binary.BigEndian.PutUint32(b, rows[0])
	binary.BigEndian.PutUint32(b[4:], rows[1])
	binary.BigEndian.PutUint32(b[8:], rows[2])
	binary.BigEndian.PutUint32(b[12:], rows[3])
}

// transpose turns rows into columns and back: first in pairs, then in quarters.
func transpose(m block) block {
	const even, upper = 0xff00ff00, 0xffff0000
	a := m[0]&even | m[1]>>8&^even
	b := m[0]&^even<<8 | m[1]&^even
	c := m[2]&even | m[3]>>8&^even
	d := m[2]&^even<<8 | m[3]&^even
	return block{a&upper | c>>16, b&upper | d>>16, a<<16 | c&^upper, b<<16 | d&^upper}
}

func (c *Cipher) encrypt(s block) block {
	k := &c.enc
	t0, t1, t2, t3 := &tables.enc[0], &tables.enc[1], &tables.enc[2], &tables.enc[3]
	a, b, e, d := s[0]^k[0], s[1]^k[1], s[2]^k[2], s[3]^k[3]
	for i := 4; i < 4*rounds; i += 4 {
		a, b, e, d = t0[a>>24]^t1[b>>16&0xff]^t2[e>>8&0xff]^t3[d&0xff]^k[i],
			t0[b>>24]^t1[e>>16&0xff]^t2[d>>8&0xff]^t3[a&0xff]^k[i+1],
			t0[e>>24]^t1[d>>16&0xff]^t2[a>>8&0xff]^t3[b&0xff]^k[i+2],
			t0[d>>24]^t1[a>>16&0xff]^t2[b>>8&0xff]^t3[e&0xff]^k[i+3]
	}
	last := func(a, b, c, d, k uint32) uint32 { return substituted(&tables.sbox, a, b, c, d) ^ k }
	const l = 4 * rounds
	return block{last(a, b, e, d, k[l]), last(b, e, d, a, k[l+1]), last(e, d, a, b, k[l+2]), last(d, a, b, e, k[l+3])}
}

func (c *Cipher) decrypt(s block) block {
	k := &c.dec
	t0, t1, t2, t3 := &tables.dec[0], &tables.dec[1], &tables.dec[2], &tables.dec[3]
	a, b, e, d := s[0]^k[0], s[1]^k[1], s[2]^k[2], s[3]^k[3]
	for i := 4; i < 4*rounds; i += 4 {
		a, b, e, d = t0[a>>24]^t1[d>>16&0xff]^t2[e>>8&0xff]^t3[b&0xff]^k[i],
			t0[b>>24]^t1[a>>16&0xff]^t2[d>>8&0xff]^t3[e&0xff]^k[i+1],
			t0[e>>24]^t1[b>>16&0xff]^t2[a>>8&0xff]^t3[d&0xff]^k[i+2],
			t0[d>>24]^t1[e>>16&0xff]^t2[b>>8&0xff]^t3[a&0xff]^k[i+3]
	}
	last := func(a, b, c, d, k uint32) uint32 { return substituted(&tables.inverse, a, b, c, d) ^ k }
	const l = 4 * rounds
	return block{last(a, d, e, b, k[l]), last(b, a, d, e, k[l+1]), last(e, b, a, d, k[l+2]), last(d, e, b, a, k[l+3])}
}

// substituted is the column of row 0 of a, row 1 of b, row 2 of c and row 3 of d.
func substituted(box *[256]byte, a, b, c, d uint32) uint32 {
	return uint32(box[a>>24])<<24 | uint32(box[b>>16&0xff])<<16 | uint32(box[c>>8&0xff])<<8 | uint32(box[d&0xff])
}

// Seal encrypts text, filled up with zero bytes, in chained blocks.
func (c *Cipher) Seal(iv Key, text string) []byte {
	sealed := make([]byte, (len(text)+blockSize-1)/blockSize*blockSize)
	copy(sealed, text)
	chain := load(iv[:])
	for at := 0; at < len(sealed); at += blockSize {
		s := load(sealed[at:])
		for i := range s {
			s[i] ^= chain[i]
		}
		chain = c.encrypt(s)
		chain.store(sealed[at:])
	}
	return sealed
}

// Open decrypts what Seal has encrypted. The zero bytes at the end are gone, and
// with them any that the text had itself; at most 16 are taken.
func (c *Cipher) Open(iv Key, sealed []byte) string {
	text := make([]byte, (len(sealed)+blockSize-1)/blockSize*blockSize)
	chain := load(iv[:])
	var last [blockSize]byte
	for at := 0; at < len(sealed); at += blockSize {
		in := sealed[at:]
		if len(in) < blockSize {
			copy(last[:], in)
			in = last[:]
		}
		next := load(in)
		s := c.decrypt(next)
		for i := range s {
			s[i] ^= chain[i]
		}
		chain = next
		s.store(text[at:])
	}
	end := len(text)
	for end > max(0, len(text)-blockSize) && text[end-1] == 0 {
		end--
	}
	return string(text[:end])
}
