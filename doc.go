// Package ccnet is a deterministic simulator of a world of ComputerCraft
// computers; see README.md. The module's root holds no code, only the tests of
// the house as a whole.
package ccnet
