package luabind

import (
	"errors"

	"ccnet/cryptonet"
	"ccnet/value"
)

// passwordSteps is what hashing a password for storage is charged.
const passwordSteps = 2_000

// The functions of users take their arguments as the original does, and last the name
// of the server: nil for the only one, false for what is no server. They return a
// result, and the server's name if the user was changed.

// userServer is argument i, the name of a server.
func (s *station) userServer(c *Call, i int) (*cryptonet.Server, error) {
	v := c.Args.At(i)
	if v.IsNil() {
		return s.core.DefaultServer()
	}
	if name, ok := v.AsString(); ok {
		if server := s.server(name); server != nil {
			return server, nil
		}
	}
	return nil, errors.New("Invalid server.")
}

// changed ends a function that has changed a user of the server.
func (s *station) changed(c *Call, server *cryptonet.Server, err error) error {
	c.Charge(passwordSteps + changeSteps)
	return s.finish(c, err, value.Nil, value.String(server.Name))
}

// credentials are the first two arguments of functions on users: who, and what is secret.
func credentials(c *Call, what string) (user, secret string, err error) {
	if user, err = documented(c, 1, "Username"); err != nil {
		return "", "", err
	}
	secret, err = documented(c, 2, what)
	return user, secret, err
}

// addUser is both functions that add users.
func addUser(s *station, c *Call, what string, add func(v *cryptonet.Server, user, secret string, level float64) error) error {
	user, secret, err := credentials(c, what)
	if err != nil {
		return s.finish(c, err)
	}
	level := float64(cryptonet.DefaultPermission)
	if v := c.Args.At(3); !v.IsNil() {
		var ok bool
		if level, ok = v.AsNumber(); !ok {
			return s.finish(c, errors.New("Permission level must be a number"))
		}
	}
	server, err := s.userServer(c, 4)
	if err != nil {
		return s.finish(c, err)
	}
	if server.Users.Len() >= maxUsers {
		return s.finish(c, errors.New("Too many users."))
	}
	return s.changed(c, server, add(server, user, secret, level))
}

// stationAddUser is addUser(user, password, level, server).
func stationAddUser(s *station, c *Call) error {
	return addUser(s, c, "Password", (*cryptonet.Server).AddUser)
}

// stationAddUserHashed is addUserHashed(user, hash, level, server).
func stationAddUserHashed(s *station, c *Call) error {
	return addUser(s, c, "Password hash", (*cryptonet.Server).AddUserHashed)
}

// setPassword is both functions that change passwords.
func setPassword(s *station, c *Call, what string, set func(v *cryptonet.Server, user, secret string) error) error {
	user, secret, err := credentials(c, what)
	if err != nil {
		return s.finish(c, err)
	}
	server, err := s.userServer(c, 3)
	if err != nil {
		return s.finish(c, err)
	}
	return s.changed(c, server, set(server, user, secret))
}

// stationSetPassword is setPassword(user, password, server).
func stationSetPassword(s *station, c *Call) error {
	return setPassword(s, c, "Password", (*cryptonet.Server).SetPassword)
}

// stationSetPasswordHashed is setPasswordHashed(user, hash, server).
func stationSetPasswordHashed(s *station, c *Call) error {
	return setPassword(s, c, "Password hash", (*cryptonet.Server).SetPasswordHashed)
}

// checkPassword is both functions that compare passwords: nil for a user that there is
// not.
func checkPassword(s *station, c *Call, what string, check func(v *cryptonet.Server, user, secret string) (right, known bool)) error {
	user, secret, err := credentials(c, what)
	if err != nil {
		return s.finish(c, err)
	}
	server, err := s.userServer(c, 3)
	if err != nil {
		return s.finish(c, err)
	}
	c.Charge(passwordSteps + len(secret)/hashBytes)
	right, known := check(server, user, secret)
	if !known {
		return s.finish(c, nil)
	}
	return s.finish(c, nil, value.Bool(right))
}

// stationCheckPassword is checkPassword(user, password, server).
func stationCheckPassword(s *station, c *Call) error {
	return checkPassword(s, c, "Password", (*cryptonet.Server).CheckPassword)
}

// stationCheckPasswordHashed is checkPasswordHashed(user, hash, server).
func stationCheckPasswordHashed(s *station, c *Call) error {
	return checkPassword(s, c, "Password hash", (*cryptonet.Server).CheckPasswordHashed)
}

// stationDeleteUser is deleteUser(user, server).
func stationDeleteUser(s *station, c *Call) error {
	user, err := documented(c, 1, "Username")
	if err != nil {
		return s.finish(c, err)
	}
	server, err := s.userServer(c, 2)
	if err != nil {
		return s.finish(c, err)
	}
	return s.changed(c, server, server.DeleteUser(user))
}

// stationSetPermissionLevel is setPermissionLevel(user, level, server).
func stationSetPermissionLevel(s *station, c *Call) error {
	user, err := documented(c, 1, "Username")
	if err != nil {
		return s.finish(c, err)
	}
	level, ok := c.Args.At(2).AsNumber()
	if !ok {
		return s.finish(c, errors.New("Permission level must be a number."))
	}
	server, err := s.userServer(c, 3)
	if err != nil {
		return s.finish(c, err)
	}
	return s.changed(c, server, server.SetPermission(user, level))
}

// askUser makes a function that answers a question about a user.
func askUser(answer func(u cryptonet.User, known bool) value.Value) func(s *station, c *Call) error {
	return func(s *station, c *Call) error {
		user, err := documented(c, 1, "Username")
		if err != nil {
			return s.finish(c, err)
		}
		server, err := s.userServer(c, 2)
		if err != nil {
			return s.finish(c, err)
		}
		return s.finish(c, nil, answer(server.Users.Get(user)))
	}
}

// What is asked of users: userExists(user, server), getPasswordHash(user, server) and
// getPermissionLevel(user, server).
var (
	stationUserExists = askUser(func(_ cryptonet.User, known bool) value.Value { return value.Bool(known) })

	stationGetPasswordHash = askUser(func(u cryptonet.User, known bool) value.Value {
		if !known {
			return value.Nil
		}
		return value.Bytes([]byte(u.Hash))
	})

	stationGetPermissionLevel = askUser(func(u cryptonet.User, known bool) value.Value {
		if !known {
			return value.Nil
		}
		return value.Number(u.Permission)
	})
)

// stationUser is user(server, user): the user's entry in the table, nil without one.
func stationUser(s *station, c *Call) error {
	name, err := c.Args.String(1)
	if err != nil {
		return err
	}
	user, err := c.Args.String(2)
	if err != nil {
		return err
	}
	if server := s.server(name); server != nil {
		if u, ok := server.Users.Get(user); ok {
			return c.Return(value.List(value.Bytes([]byte(u.Hash)), value.Number(u.Permission)))
		}
	}
	return nil
}

// stationLoadUserTable is loadUserTable(path).
func stationLoadUserTable(s *station, c *Call) error {
	path, err := documented(c, 1, "Path")
	if err != nil {
		return s.finish(c, err)
	}
	users, err := s.core.LoadUserTable(path)
	if err != nil {
		return s.finish(c, err)
	}
	c.Charge(hashSteps * users.Len())
	return s.finish(c, nil, users.Value())
}

// stationSaveUserTable is saveUserTable(users, path).
func stationSaveUserTable(s *station, c *Call) error {
	path, err := documented(c, 2, "Path")
	if err != nil {
		return s.finish(c, err)
	}
	users, err := cryptonet.UserTableFrom(c.Args.At(1))
	if err != nil {
		return s.finish(c, errors.New("Not a valid user table"))
	}
	c.Charge(hashSteps*users.Len() + changeSteps)
	return s.finish(c, s.core.SaveUserTable(users, path))
}
