package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"ccnet/host"
	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// limit is for worlds that do not come to an end: the originals take minutes for a
// key pair.
const limit = 30 * time.Minute

// engines are shared by all worlds.
var engines = craft.NewFactory(0)

func luaComputer(id int, program string, n int, files map[string]string) world.ComputerSpec {
	files = maps.Clone(files)
	files["bench.lua"] = fmt.Sprintf("local N = %d\n%s", n, program)
	return world.ComputerSpec{
		ID: id, Stay: id == 1,
		Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
		Files:  world.Files{Inline: files},
		Run:    []string{"bench.lua"},
	}
}

func goComputer(id int, main func(*host.Host) error) world.ComputerSpec {
	return world.ComputerSpec{
		ID: id, Program: host.Program(main),
		Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
	}
}

// runWorld runs a world until its client, 2, has ended or printed that it is done.
func runWorld(computers ...world.ComputerSpec) error {
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: engines})
	if err != nil {
		return err
	}
	done, last := false, ""
	w, err := world.New(world.Spec{Until: world.UntilNever, Computers: computers}, world.Options{
		ROM: runtime.ROM(), NewProgram: runtime.NewProgram,
		OnRow: func(c *world.Computer, row string) {
			if row = strings.TrimRight(row, " "); row != "" && c.ID() == 2 {
				done, last = row == "done", row
			}
		},
	})
	if err != nil {
		return err
	}
	defer w.Close()
	for !done && w.Now() < world.Ticks(limit) {
		if err := w.Advance(context.Background(), w.Now()+world.TicksPerSecond); err != nil {
			return err
		}
		c, _ := w.Computer(2)
		if o := c.Outcome(); o.Done && o.OK {
			return nil
		} else if o.Done {
			return errors.New(o.Text())
		}
	}
	if !done {
		return fmt.Errorf("the client is not done; it printed %q last", last)
	}
	return nil
}
