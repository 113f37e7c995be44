package world

import "ccnet/value"

// Recorder takes down what happens in a world. Record is called from one
// goroutine at a time, in an order that depends on the world, its seed and its
// inputs alone. The entry is valid during the call only.
type Recorder interface {
	Record(e *Entry)
}

// EntryKind tells what an Entry is about, and so which of its fields count.
type EntryKind uint8

// The kinds of entries, with the fields that count beside Tick and Computer.
const (
	EntryWorld    EntryKind = iota // the beginning: Seed, Text (the world's name), Name (Spec.By)
	EntryBoot                      // N: how many times it has booted
	EntryShutdown                  // the computer went off
	EntryReboot                    // the computer went off to come on again
	EntryCrash                     // Text: the error
	EntryDrop                      // an event was lost: Name, Text (why)
	EntryTransmit                  // Name (the modem), Channel, Reply, Payload, N receivers
	EntryDeliver                   // Name, From, Channel, Reply, Distance
	EntryFault                     // a delivery was disturbed: Text (how), Name, From, Channel, N (ticks of delay)
	EntryAttach                    // Name, Text (the type)
	EntryDetach                    // Name, Text (the type)
	EntryRedstone                  // Name (the side), N (the new input)
	EntryInput                     // somebody did something: Name (what), Text (details); see Input for those from outside
	EntryRow                       // Text: a row of the transcript
	EntryProgram                   // the program ended: OK, Text (message)
	EntryReport                    // the program says so: Name (kind), Text
	EntryEnd                       // the end: Text (the reason), N (the rounds of the tick so far, if it was stopped)
)

var entryKindNames = [...]string{
	"world", "boot", "shutdown", "reboot", "crash", "drop", "transmit", "deliver",
	"fault", "attach", "detach", "redstone", "input", "row", "program", "report", "end",
}

// NumEntryKinds is the number of kinds of entries.
const NumEntryKinds = len(entryKindNames)

// String is the kind's name.
func (k EntryKind) String() string {
	if int(k) < len(entryKindNames) {
		return entryKindNames[k]
	}
	return "unknown"
}

// ParseEntryKind finds the kind called name.
func ParseEntryKind(name string) (EntryKind, bool) {
	for i, n := range entryKindNames {
		if n == name {
			return EntryKind(i), true
		}
	}
	return 0, false
}

// Entry is one thing that happened in a world.
type Entry struct {
	Tick     Tick
	Computer int // whom it happened to; NoComputer if it is the world's
	Kind     EntryKind
	Name     string
	Text     string
	From     int // computer
	Channel  int
	Reply    int
	N        int
	Distance float64 // negative: none, as across dimensions
	OK       bool
	Seed     uint64
	Payload  value.Value
}

// NoComputer stands for a computer's id where there is none.
const NoComputer = -1
