package cnet

import (
	"errors"
	"strings"

	"ccnet/value"
)

// RegisterCode is what cNet's register returns.
type RegisterCode int

const (
	RegisterOK               RegisterCode = iota
	RegisterNoConnection                  // the server could not be reached
	RegisterNotAcknowledged               // it did not confirm, or does not want the user
	RegisterDisconnectFailed              // the user is there, but the connection's end was not confirmed
)

// The errors of cNet's login and logout.
var (
	ErrAlreadyLoggedIn = errors.New("Already logged in") //nolint:staticcheck // the original's words
	ErrLoginFailed     = errors.New("Login failed")      //nolint:staticcheck // the original's words
	ErrNotLoggedIn     = errors.New("Not logged in")     //nolint:staticcheck // the original's words
	ErrLogoutFailed    = errors.New("Logout failed")     //nolint:staticcheck // the original's words
)

// Account returns the name and the password as register uses them: both without
// white space around, the name in lower case.
func Account(username, password string) (user, pass string) {
	return lower(trim(username)), trim(password)
}

// trim and lower are those of Lua, which knows ASCII only.
func trim(s string) string { return strings.Trim(s, " \t\n\v\f\r") }

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

var errRegistration = errors.New("not a registration: it needs username and passwordHash, strings")

// parseRegistration reads the payload of a segment with the flag REG.
func parseRegistration(v value.Value) (username, passwordHash string, err error) {
	t := v.AsTable()
	if t == nil {
		return "", "", errRegistration
	}
	username, ok := t.Field("username").AsString()
	passwordHash, hashOK := either(t, "passwordHash", "password").AsString()
	if !ok || !hashOK {
		return "", "", errRegistration
	}
	return username, passwordHash, nil
}

// registrationValue is the payload of a segment that registers a user.
func registrationValue(username, passwordHash string) value.Value {
	t := value.NewTable(2)
	t.Add(value.String("username"), value.String(username))
	t.Add(value.String("passwordHash"), value.String(passwordHash))
	return value.FromTable(t)
}
