package luabind

import (
	"errors"
	"slices"

	"ccnet/value"
)

// What a computer's network libraries may hold. It is memory of the process, which is
// not counted as the programs' own; most of it stays with a program's station until the
// program drops that, which nobody here learns.
const (
	maxStations = 32      // of a computer
	maxServers  = 16      // of a station
	maxSockets  = 512     // of a server
	maxClients  = 512     // sockets to servers elsewhere, of a station
	maxWaiting  = 128     // dials and searches of a station
	maxUsers    = 10_000  // of a server
	maxLinks    = 2048    // sockets on which a station speaks cNet
	maxCalls    = 4096    // of cNet under way, of a station
	maxResults  = 1024    // of calls that nobody has asked for yet
	maxRoutes   = 4096    // of a station …
	maxPath     = 1024    // … in bytes
	maxNames    = 1 << 20 // text of a certificate authority's names
	maxName     = 1 << 16 // of a server or user, or a password
	maxMessage  = 1 << 20 // what is sealed, as text; longer texts are not opened anywhere
)

// stations are those of a computer. When there are too many, one is given up: of those
// without servers and sockets, which are mostly of programs that have ended, or else of
// all, the one that was not used for longest.
type stations struct {
	made uint64     // since the computer was switched on
	live []*station // the last used is the last
}

func (all *stations) add(c *Call, s *station) {
	if len(all.live) >= maxStations {
		i := max(0, slices.IndexFunc(all.live, func(s *station) bool {
			return len(s.core.Servers()) == 0 && len(s.core.ClientSockets()) == 0
		}))
		given := all.live[i]
		all.live = slices.Delete(all.live, i, i+1)
		given.core.CloseAll()
		given.step(c)
		*given = station{gone: true}
	}
	all.live = append(all.live, s)
}

var errStationGone = errors.New("CryptoNet is used by too many programs of this computer")

// use begins a method of the station.
func (s *station) use(c *Call) error {
	c.Charge(stationSteps)
	if s.gone {
		return errStationGone
	}
	live := s.machine.stations.live
	if i := slices.Index(live, s); i >= 0 && i < len(live)-1 {
		copy(live[i:], live[i+1:])
		live[len(live)-1] = s
	}
	return nil
}

// sendable tells whether a message is not too large. Tables are measured roughly: what
// is too large all the same is not opened at the other end.
func sendable(message value.Value) error {
	text, ok := message.AsString()
	if ok && len(text) >= maxMessage || !ok && value.Size(message) > 16*maxMessage {
		return errors.New("Encryption failed: the message is too large")
	}
	return nil
}

var errTooManyCalls = errors.New("Too many calls at once.")

// room tells whether another call that takes time may begin.
func (s *station) room() error {
	s.waiting = slices.DeleteFunc(s.waiting, (*waiting).done)
	if len(s.waiting) >= maxWaiting {
		return errTooManyCalls
	}
	return nil
}
