package luabind

import (
	"errors"
	"fmt"

	"ccnet/lua"
	"ccnet/value"
	"ccnet/world"
	"ccnet/world/drive"
)

// RuntimeConfig is what the machines of a process have in common.
type RuntimeConfig struct {
	ROM      ROM           // OwnROM() or one that OpenROM found
	Engines  EngineFactory // such as craft.NewFactory(0)
	Limits   Limits        // of each computer; zero fields stand for the defaults
	Settings string        // _CC_DEFAULT_SETTINGS: name=value, separated by commas
	StayOn   bool          // computers stay on, at their shells, when their program has ended
	Host     string        // what _HOST shows in its brackets; "ccnet" by default
}

// Runtime makes machines. The ROM and what is compiled of it exist once, however
// many machines there are. It is safe for concurrent use.
type Runtime struct {
	rom      ROM
	drive    drive.Drive
	engines  EngineFactory
	limits   Limits
	host     value.Value
	settings value.Value
	stayOn   bool
	keys     map[int]int // codes of keys that are not the game's
}

// NewRuntime returns a Runtime, with the modules of network libraries laid over its
// ROM. It fails if the ROM is none.
func NewRuntime(cfg RuntimeConfig) (*Runtime, error) {
	switch {
	case cfg.Engines == nil:
		return nil, errors.New("no engine to run programs on")
	case cfg.ROM.BIOS == "" || cfg.ROM.Files == nil:
		return nil, errors.New("the ROM is empty: it needs a bios.lua and a rom directory")
	}
	if cfg.Host == "" {
		cfg.Host = "ccnet"
	}
	tree, loaded := cfg.ROM.Files.(romTree)
	if !loaded {
		var err error
		if tree, err = loadTree(cfg.ROM.Files); err != nil {
			return nil, fmt.Errorf("load the ROM: %w", err)
		}
	}
	tree, err := tree.with(lua.Overlays()...)
	if err != nil {
		return nil, fmt.Errorf("lay modules over the ROM: %w", err)
	}
	cfg.ROM.Files = tree
	return &Runtime{
		rom:      cfg.ROM,
		drive:    drive.NewReadOnly(cfg.ROM.Files),
		engines:  cfg.Engines,
		limits:   cfg.Limits.withDefaults(),
		host:     value.String(fmt.Sprintf("ComputerCraft %s (%s)", Version, cfg.Host)),
		settings: value.String(cfg.Settings),
		stayOn:   cfg.StayOn,
		keys:     romKeys(tree),
	}, nil
}

// ROM is the drive that all computers mount at rom.
func (r *Runtime) ROM() drive.Drive { return r.drive }

// NewProgram makes the machine of a computer that runs what spec.Run names, if
// anything. It fits world.Options.
func (r *Runtime) NewProgram(spec *world.ComputerSpec) (world.Program, error) {
	return NewMachine(r, spec.Run), nil
}
