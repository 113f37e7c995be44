// Package lan holds what a network of PeterOS needs beside its computers: the Server
// that gives addresses and knows names, and the NAT between two networks. Both are
// logic alone: they are handed messages and the time, and send through a net.Stack.
//
// Choices of our own:
//
//   - Addresses are given in order, from the base's third on, not at random; each is
//     asked for first, and what answers keeps it.
//   - Leases last for ever, as the original's do in the end: its clients cannot renew.
//   - In a network that is full, the address of the computer that has not been heard of
//     for longest is given to the next, unless it answers.
//   - A name of the server's own list (a record that an administrator made) cannot be
//     taken by a computer that calls itself so. A computer has one name, which another one
//     gets only when it does not answer any more.
//   - A name that nobody here knows is asked for at the server above (0.0.0.1), unless the
//     Server is that itself, and the client is told within a second and a half: clients
//     wait for two.
//   - The Server's pages need a password to be set; without one, nobody gets in.
//   - A NAT keeps one number for all that a computer behind it sends, and leaves the
//     number of a NAT at the other end in place, so that two of them can talk. The
//     original loses it.
//   - Rules for any port do not forward port 10000, which is the NAT's own.
//   - Replies go in from those only whom the request went out to. Names of computers
//     inside are those that the NAT has asked for.
//   - All tables are bounded.
package lan
