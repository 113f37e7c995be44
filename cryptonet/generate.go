package cryptonet

import (
	"io"
	"math/big"
)

// Primes of a key lie between 2^128 and 10^39: above the one, so that the modulus
// is above 2^256 and takes every hash; below the other, so that they have 39
// digits like the original's.
var (
	leastPrime = new(big.Int).Lsh(big.NewInt(1), 128)
	primeRange = new(big.Int).Sub(new(big.Int).Exp(big.NewInt(10), big.NewInt(39), nil), leastPrime)
	one        = big.NewInt(1)
)

// primeRounds are the rounds of Miller and Rabin's test on top of Baillie and
// PSW's, for which no composite number is known that passes.
const primeRounds = 4

// prime draws a prime. Unlike crypto/rand.Prime it depends on nothing but the
// random bytes.
func prime(random io.Reader) *big.Int {
	p := new(big.Int)
	// A range of 130 bits, drawn from 192: no number is noticeably likelier.
	var b [24]byte
	for {
		fill(random, b[:])
		p.SetBytes(b[:])
		p.Mod(p, primeRange)
		p.Add(p, leastPrime)
		p.SetBit(p, 0, 1)
		if p.ProbablyPrime(primeRounds) {
			return p
		}
	}
}

// GenerateKeyPair draws a key pair of the original's size: a random prime as the
// exponent, and a modulus of 78 digits, always above 2^256.
func GenerateKeyPair(random io.Reader) (PublicKey, PrivateKey) {
	for {
		e, p, q := prime(random), prime(random), prime(random)
		if p.Cmp(q) == 0 {
			continue
		}
		n := new(big.Int).Mul(p, q)
		phi := new(big.Int).Mul(p.Sub(p, one), q.Sub(q, one))
		d := new(big.Int).ModInverse(e, phi)
		if d == nil {
			continue
		}
		shared := n.String()
		public := PublicKey{Public: e.String(), Shared: shared}
		private := PrivateKey{Private: d.String(), Shared: shared}
		if public.Matches(private) {
			return public, private
		}
	}
}

// GenerateCertificate draws a key pair and makes a certificate of it, unsigned.
// Pairs are drawn until one comes that the original can verify when it is signed:
// it loses a zero byte at the end of the hash.
func GenerateCertificate(random io.Reader, name string) (Certificate, PrivateKey) {
	for {
		public, private := GenerateKeyPair(random)
		c := Certificate{Name: name, Key: public}
		if digest := c.Digest(); digest[len(digest)-1] != 0 {
			return c, private
		}
	}
}
