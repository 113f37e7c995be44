package cryptonet

// Limits bound what others can make a Station hold. The original has none. A zero
// field means its default.
type Limits struct {
	// Sockets of one server, 1,024 by default. When one more client connects,
	// the socket that has been silent for longest is closed, and of those the
	// first that have never said anything.
	Sockets int
	// Message is the longest sealed text that is read, in bytes; 1 MiB by default.
	Message int
	// Remembered numbers of messages of the last 5 s; 4,096 by default. A flood
	// makes the Station forget the oldest early; sealed messages are still told
	// apart by what they hold.
	Remembered int
	// Replay is how many sealed messages at least a socket remembers, of the last
	// that it received, in order not to take one twice; 32,768 by default, which
	// are at most 1 MiB a socket. The original remembers all.
	Replay int
	// Sessions is how many session keys at least a server remembers, of the last
	// that it took, in order not to take one twice; 262,144 by default, which are
	// at most 8 MiB a server.
	Sessions int
	// Certificates that one search collects; 256 by default.
	Certificates int
}

// maxSealed is the default of Limits.Message.
const maxSealed = 1 << 20

func (l Limits) withDefaults() Limits {
	def := func(field *int, n int) {
		if *field <= 0 {
			*field = n
		}
	}
	def(&l.Sockets, 1024)
	def(&l.Message, maxSealed)
	def(&l.Remembered, 4096)
	def(&l.Replay, 32768)
	def(&l.Sessions, 262144)
	def(&l.Certificates, 256)
	return l
}
