package luavm

import (
	"errors"
	"math"
	"strconv"

	"ccnet/luavm/code"
)

// Config sets the limits of a state. Zero means no limit.
type Config struct {
	Seed        uint64 // for the library's random numbers
	MemoryLimit int64  // bytes that may be live
	SoftSteps   int64  // instructions of one slice, after which 'Too long without yielding' is raised
	HardSteps   int64  // instructions after that, before the state is stopped for good
	Cache       *Cache // compiled chunks; nil: a private one
}

// ErrAborted is what Resume returns when a slice has used up its hard limit.
// The state cannot be used again.
var ErrAborted = errors.New("luavm: aborted: too long without yielding")

// State is one Lua universe: globals, metatables, coroutines and the limits
// they share. It must not be used by two goroutines at a time.
type State struct {
	cur    *Thread // the coroutine that runs
	root   *Thread // the coroutine that Resume was called with
	c      *Call   // the call of the builtin that runs
	budget int64   // steps left; below 0 something has to be done
	hard   bool    // the soft limit of this slice was reached
	dead   bool    // aborted
	depth  int     // nesting of Resume in builtins

	exitFrom, exitN int  // what the root yielded or returned
	exitDone        bool // it returned
	embedded        bool // the root cannot yield

	used, ceiling int64 // bytes charged, and when to measure
	measured      int64 // what was used when that was done last
	lastID        uint32

	cfg        Config
	cache      *Cache
	globals    *Table
	registry   *Table
	stringMeta *Table
	typeMeta   [kindCell]*Table
	names      [numMeta]konst // of the metamethods
	scratch    []byte         // where numbers are formatted
	hook       *Hook          // of the coroutines that have none of their own
	hooks      []code.Instr   // hooked code
	watching   bool           // a hook of the host runs
	next       *Builtin
	inext      *Builtin
}

// New returns a state without any library.
func New(cfg Config) *State {
	s := &State{cfg: cfg, cache: cfg.Cache, c: &Call{}, ceiling: math.MaxInt64, budget: math.MaxInt64}
	if s.cache == nil {
		s.cache = NewCache(0)
	}
	if cfg.MemoryLimit > 0 {
		s.ceiling = cfg.MemoryLimit
	}
	for i, name := range metaNames {
		s.names[i] = s.cache.constant(name)
	}
	s.globals = s.NewTable(0, 0)
	s.registry = s.NewTable(0, 0)
	s.next = s.NewBuiltin("next", nextFn)
	s.inext = s.NewBuiltin("inext", inextFn)
	return s
}

// Config returns what the state was made with.
func (s *State) Config() Config { return s.cfg }

// Globals returns the table of globals.
func (s *State) Globals() *Table { return s.globals }

// SetGlobals replaces the table of globals for chunks loaded from now on.
func (s *State) SetGlobals(t *Table) { s.globals = t }

// Registry returns a table that programs can reach only through debug.
func (s *State) Registry() *Table { return s.registry }

// StringMeta returns the metatable of strings.
func (s *State) StringMeta() *Table { return s.stringMeta }

// SetStringMeta sets the metatable of strings.
func (s *State) SetStringMeta(t *Table) { s.stringMeta = t }

// Meta returns the metatable of v, of whatever type; nil if there is none.
func (s *State) Meta(v Value) *Table { return s.metaOf(v) }

// SetMeta sets the metatable of v. All values of a type but tables and
// userdata share one.
func (s *State) SetMeta(v Value, mt *Table) {
	switch k := v.Kind(); k {
	case KindTable:
		v.table().meta = mt
	case KindUserdata:
		v.userdata().meta = mt
	case KindString:
		s.stringMeta = mt
	case KindBuiltin:
		s.typeMeta[KindFunction] = mt
	default:
		s.typeMeta[k] = mt
	}
}

// NewBuiltin returns a function written in Go.
func (s *State) NewBuiltin(name string, fn Func) *Builtin {
	return &Builtin{Name: name, Fn: fn, id: s.newID()}
}

// NewUserdata returns an object of the host as a value.
func (s *State) NewUserdata(data any) *Userdata {
	return &Userdata{Data: data, id: s.newID()}
}

// Next returns the function next. A generic loop over it runs without calls.
func (s *State) Next() *Builtin { return s.next }

// IpairsNext returns the iterator of ipairs: called with a value and a number i,
// it returns i+1 and the value's element there, if that is not nil.
func (s *State) IpairsNext() *Builtin { return s.inext }

func (s *State) newID() uint32 {
	s.lastID++
	return s.lastID
}

// ToStringRaw returns v as tostring does without metamethods. Objects are told
// apart by the order of their creation.
func (s *State) ToStringRaw(v Value) string {
	switch v.Kind() {
	case KindNil:
		return "nil"
	case KindBool:
		if v.Truthy() {
			return "true"
		}
		return "false"
	case KindNumber:
		return FormatNumber(v.num())
	case KindString:
		return v.str()
	}
	return v.TypeName() + ": " + strconv.FormatUint(uint64(identity(v)), 16)
}

// Identity returns the number that tells object v from all others of its
// state; 0 for values that are no objects.
func Identity(v Value) uint32 { return identity(v) }

func identity(v Value) uint32 {
	switch v.Kind() {
	case KindTable:
		return v.table().id
	case KindFunction:
		return v.closure().id
	case KindBuiltin:
		return v.builtin().id
	case KindThread:
		return v.thread().id
	case KindUserdata:
		return v.userdata().id
	}
	return 0
}

// Compile compiles source through the state's cache. The chunk name begins
// with '@' or '=' or is the source itself.
func (s *State) Compile(source, chunk string) (*Prototype, error) {
	return s.cache.Compile(source, chunk)
}

// Load returns a function that runs p with env as its globals; nil means the
// globals of the state.
func (s *State) Load(p *Prototype, env *Table) Value {
	if env == nil {
		env = s.globals
	}
	cl := s.newClosure(p)
	for i := range p.src.Upvals {
		v := Nil
		if i == 0 {
			v = env.Value()
		}
		if p.src.Upvals[i].Cell {
			v = newCell(v)
		}
		*cl.up(i) = v
	}
	return cl.Value()
}
