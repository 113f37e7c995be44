package cryptonet

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
)

// passwordRounds is how often a password's hash is hashed to be stored.
const passwordRounds = 8

// PasswordHash is what a client sends for a password: 32 bytes.
func PasswordHash(server, user, password string) string {
	hash := sha256.Sum256([]byte(server + user + password))
	return string(hash[:])
}

// StoredHash is what a server stores for a password's hash: 32 bytes.
func StoredHash(server, user, hash string) string {
	stored, err := pbkdf2.Key(sha256.New, hash, []byte(server+user), passwordRounds, sha256.Size)
	if err != nil {
		panic(fmt.Errorf("cryptonet: hashing a password: %w", err)) // only for lengths that are never asked for
	}
	return string(stored)
}

// sameHash compares hashes in a time that does not tell where they differ.
func sameHash(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
