package cryptonet

import (
	"fmt"
)

// DefaultPermission is the level of users who are added without one.
const DefaultPermission = 1

// AddUser adds a user to the server and saves its table.
func (v *Server) AddUser(user, password string, permission float64) error {
	return v.AddUserHashed(user, PasswordHash(v.Name, user, password), permission)
}

// AddUserHashed is AddUser with the hash of the password.
func (v *Server) AddUserHashed(user, hash string, permission float64) error {
	if v.UserExists(user) {
		return fmt.Errorf("User %s already exists.", user) //nolint:staticcheck // the original's words
	}
	v.Users.Set(user, User{Hash: StoredHash(v.Name, user, hash), Permission: permission})
	v.station.log("Added user " + user + ".")
	return v.saveUsers()
}

// DeleteUser takes a user away.
func (v *Server) DeleteUser(user string) error {
	if _, err := v.user(user); err != nil {
		return err
	}
	v.Users.Delete(user)
	v.station.log("Deleted user " + user + ".")
	return v.saveUsers()
}

// UserExists tells whether there is a user of that name.
func (v *Server) UserExists(user string) bool {
	_, ok := v.Users.Get(user)
	return ok
}

// SetPassword changes a user's password.
func (v *Server) SetPassword(user, password string) error {
	return v.SetPasswordHashed(user, PasswordHash(v.Name, user, password))
}

// SetPasswordHashed is SetPassword with the hash of the password.
func (v *Server) SetPasswordHashed(user, hash string) error {
	u, err := v.user(user)
	if err != nil {
		return err
	}
	u.Hash = StoredHash(v.Name, user, hash)
	v.Users.Set(user, u)
	v.station.log("Updated password for " + user + ".")
	return v.saveUsers()
}

// SetPermission changes a user's level of permission.
func (v *Server) SetPermission(user string, permission float64) error {
	u, err := v.user(user)
	if err != nil {
		return err
	}
	u.Permission = permission
	v.Users.Set(user, u)
	v.station.log("Updated permission level for " + user + ".")
	return v.saveUsers()
}

// CheckPassword tells whether a password is the user's; known tells whether there
// is such a user.
func (v *Server) CheckPassword(user, password string) (right, known bool) {
	return v.CheckPasswordHashed(user, PasswordHash(v.Name, user, password))
}

// CheckPasswordHashed is CheckPassword with the hash of the password.
func (v *Server) CheckPasswordHashed(user, hash string) (right, known bool) {
	u, known := v.Users.Get(user)
	return known && sameHash(StoredHash(v.Name, user, hash), u.Hash), known
}

func (v *Server) user(name string) (User, error) {
	u, ok := v.Users.Get(name)
	if !ok {
		return u, fmt.Errorf("No user called %s.", name) //nolint:staticcheck // the original's words
	}
	return u, nil
}

// loadUsers finds the users of a server that is being hosted.
func (s *Station) loadUsers(v *Server, file string) error {
	if v.Users != nil && file == "" {
		return nil // given, and kept by the caller
	}
	if file == "" {
		file = v.Name + "_users.tbl"
	}
	if s.files != nil {
		v.UserTablePath = s.path(file)
	}
	if v.Users != nil {
		return nil
	}
	users, err := s.LoadUserTable(v.UserTablePath)
	v.Users = users
	return err
}

// LoadUserTable reads a file of users, which may be missing.
func (s *Station) LoadUserTable(path string) (*UserTable, error) {
	if s.files == nil {
		return NewUserTable(), nil
	}
	if !s.files.Exists(path) {
		s.log(path + " does not exist, creating empty user table.")
		return NewUserTable(), nil
	}
	if s.files.IsDir(path) {
		return nil, fmt.Errorf("%s is not a file, could not load user table.", path) //nolint:staticcheck // the original's words
	}
	text, err := s.files.Read(path)
	if err != nil {
		return nil, fmt.Errorf("reading the user table: %w", err)
	}
	users, err := ParseUserTable(text)
	if err != nil {
		return nil, fmt.Errorf("%s does not contain a valid user table, user table could not be loaded.", path) //nolint:staticcheck // the original's words
	}
	s.log("Loaded user table from " + path + ".")
	return users, nil
}

// SaveUserTable writes a file of users.
func (s *Station) SaveUserTable(users *UserTable, path string) error {
	if s.files == nil {
		return nil
	}
	if s.files.IsDir(path) {
		return fmt.Errorf("%s already exists and is a directory.", path) //nolint:staticcheck // the original's words
	}
	if err := s.files.Write(path, users.Marshal()); err != nil {
		return fmt.Errorf("writing the user table: %w", err)
	}
	s.log("Saved user table to " + path + ".")
	return nil
}

func (v *Server) saveUsers() error {
	if v.UserTablePath == "" {
		return nil
	}
	return v.station.SaveUserTable(v.Users, v.UserTablePath)
}
