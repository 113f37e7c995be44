package world

import "time"

// Spec describes a world. The zero value is an empty one.
type Spec struct {
	Name  string    // for the journal; the file's name if it came from one
	By    string    // for the journal: who runs it, where that matters to repeat the run
	Seed  uint64    // of everything that is random in the world; 0 counts as 1
	Limit Tick      // the world ends here at the latest; 0 for no limit
	Until Until     // when the world ends; programs' end by default
	Start time.Time // the calendar's date at tick 0; 2024-01-01 UTC by default

	// Range sets how far wireless modems reach; nil for the game's figures. World
	// files: [range] normal, high, storm, high_storm (blocks).
	Range *RangeSpec

	Computers   []ComputerSpec
	Peripherals []PeripheralSpec
	Wired       []WiredSpec
	Faults      []FaultSpec
	Actions     []ActionSpec
	Gateway     *GatewaySpec // nil: as its zero value, but with the computer -1
}

// RangeSpec is the reach of wireless modems in blocks, at low and at great
// heights, in fair weather and in a thunderstorm. A zero is the game's default:
// 64, 384, 64, 384.
type RangeSpec struct {
	Normal, High, Storm, HighStorm float64
}

// Until says when a world ends, unless its limit is reached before.
type Until string

const (
	// UntilPrograms ends the world when every computer with a Run program has
	// come to its program's end. Where there is none, it is UntilIdle.
	UntilPrograms Until = "programs"
	// UntilExpect ends the world when all expectations have come true.
	UntilExpect Until = "expect"
	// UntilIdle ends the world when nothing can happen any more.
	UntilIdle Until = "idle"
	// UntilNever lets the world run to its limit.
	UntilNever Until = "never"
)

// ComputerSpec describes a computer.
type ComputerSpec struct {
	ID        int
	Label     string // none if empty
	Kind      Kind
	At        *Vec   // nil: a place of its own within reach of all others that name none
	Dimension string // Overworld if empty
	Facing    Direction
	Off       bool // not switched on when the world begins

	Modems []ModemSpec
	// Expose lets the computer's wired networks see it as a peripheral, as a
	// right click on its modem does in the game.
	Expose bool

	Files Files // its disk
	Quota int64 // bytes of its disk; 0 for the game's 1,000,000

	// Run is the program to run and its arguments; if empty, the computer just
	// boots.
	Run []string
	// Stay tells that Run is a server: the world does not wait for its end
	// (UntilPrograms). World files: stay = true.
	Stay bool
	// Program is the computer's program if it is Go code; nil to ask
	// Options.NewProgram.
	Program Program
	// Expect are lines that must appear in the computer's transcript in this
	// order, each as a whole row without the blanks at its end.
	Expect []string
}

// Files is where a disk's files are: in a directory of the host, or in memory.
type Files struct {
	// Dir is a directory of the host that the disk is: what programs write is
	// found there afterwards. Empty for a disk in memory.
	Dir string
	// Unmetered tells that what Dir or Copy hold at the beginning does not count against
	// the quota: it is somebody's directory, however large, and no computer's disk so far.
	Unmetered bool
	// Copy is a directory of the host whose content a disk in memory begins with, even
	// if it is more than the quota.
	Copy string
	// Inline are further files that the disk begins with: path to content. A path that
	// ends in a slash is a directory.
	Inline map[string]string

	overfull bool // Inline may be more than the quota, as Dir and Copy may
}

// ModemSpec is a modem on a side of a computer.
type ModemSpec struct {
	Side    Side
	Kind    ModemKind
	Network string // of a wired modem
}

// ModemKind is a kind of modem.
type ModemKind uint8

// The kinds of modem.
const (
	Wireless  ModemKind = iota
	Ender               // unlimited, across dimensions
	Wired               // on a cable
	WiredFull           // a full block, to which several computers may be adjacent
)

// PeripheralSpec is something attached to a side of a computer, to a wired
// network, or to both.
type PeripheralSpec struct {
	Type string // "monitor", "drive", "speaker", "printer", "modem", …
	Name string // on the network; "<type>_<n>" if empty

	Computer int
	Side     Side
	OnSide   bool // Computer and Side count

	Network string // empty: on no network
	Cable   *Block // the cable of the network that it is at, if the network has a shape

	Width, Height int     // monitor: size in blocks; 1 if 0
	Scale         float64 // monitor: text scale; 1 if 0
	Normal        bool    // monitor: without colours and touch
	Disk          *DiskSpec
	Modem         ModemKind // modem: Wireless or Ender
	Off           bool      // not attached when the world begins
}

// DiskSpec is a floppy disk.
type DiskSpec struct {
	ID    int // 0: the world gives one
	Label string
	Files Files
}

// WiredSpec gives a wired network its shape. Without one, a network is
// measured as though cables ran straight between any two computers.
type WiredSpec struct {
	Name      string
	Dimension string // Overworld if empty
	Cables    []Block
}

// FaultSpec is a disturbance of the ether within a window of time.
type FaultSpec struct {
	From, To  Tick    // from From, before To; To 0 is for ever
	Loss      float64 // probability that a delivery does not happen
	Duplicate float64 // probability that it happens twice
	Delay     Tick    // how much later deliveries arrive
	Jitter    Tick    // and up to so much later still, at random
	Partition [][]int // computers of different groups do not hear each other
	Computers []int   // the fault is for deliveries from or to these; empty: all
	Channels  []int   // the fault is for these channels; empty: all
}

// ActionSpec is something that happens to the world at a given time.
type ActionSpec struct {
	At       Tick
	Computer int // whose it is; see the actions
	Do       Action
}
