package cryptonet

import (
	"errors"
	"fmt"
	"slices"

	"ccnet/value"
)

// User is what a server knows of a user.
type User struct {
	Hash       string  // of the password, as StoredHash makes it: 32 bytes
	Permission float64 // the level of permission
}

// UserTable holds the users of a server, in the order in which they were added.
type UserTable struct {
	names []string
	users map[string]User
}

// NewUserTable returns an empty table.
func NewUserTable() *UserTable { return &UserTable{users: make(map[string]User)} }

// Len is the number of users.
func (t *UserTable) Len() int { return len(t.names) }

// Names are the users, in their order.
func (t *UserTable) Names() []string { return slices.Clone(t.names) }

// Get returns a user.
func (t *UserTable) Get(name string) (User, bool) {
	u, ok := t.users[name]
	return u, ok
}

// Set adds or changes a user.
func (t *UserTable) Set(name string, u User) {
	if _, ok := t.users[name]; !ok {
		t.names = append(t.names, name)
	}
	t.users[name] = u
}

// Delete takes a user away.
func (t *UserTable) Delete(name string) {
	if _, ok := t.users[name]; ok {
		delete(t.users, name)
		t.names = slices.DeleteFunc(t.names, func(n string) bool { return n == name })
	}
}

// Value is the table as the original has it: name to hash and permission.
func (t *UserTable) Value() value.Value {
	entries := make([]value.Entry, len(t.names))
	for i, name := range t.names {
		u := t.users[name]
		entries[i] = value.Named(name, value.List(value.Bytes([]byte(u.Hash)), value.Number(u.Permission)))
	}
	return value.Record(entries...)
}

// Marshal is the text of the table's file.
func (t *UserTable) Marshal() string {
	text, err := value.Serialise(t.Value(), value.SerialiseOptions{})
	if err != nil {
		panic(fmt.Errorf("cryptonet: writing a table of users: %w", err)) // only strings and numbers are in it
	}
	return text
}

// ErrNotUserTable is what is said to anything that is no table of users.
var ErrNotUserTable = errors.New("not a valid user table")

// maxHash bounds the hashes that are read; they have 32 bytes.
const maxHash = 64

// UserTableFrom reads a table of users.
func UserTableFrom(v value.Value) (*UserTable, error) {
	in := v.AsTable()
	if in == nil {
		return nil, ErrNotUserTable
	}
	out := NewUserTable()
	for _, e := range in.Entries() {
		name, ok := e.Key.AsString()
		entry := e.Value.AsTable()
		if !ok || entry == nil {
			return nil, ErrNotUserTable
		}
		hash, okHash := bytesFrom(entry.Get(value.Int(1)), maxHash)
		permission, okPermission := entry.Get(value.Int(2)).AsNumber()
		if !okHash || !okPermission {
			return nil, fmt.Errorf("user %q: %w", name, ErrNotUserTable)
		}
		out.Set(name, User{Hash: string(hash), Permission: permission})
	}
	return out, nil
}

// ParseUserTable reads the text of a table's file.
func ParseUserTable(text string) (*UserTable, error) {
	v, err := value.Unserialise(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotUserTable, err)
	}
	return UserTableFrom(v)
}
