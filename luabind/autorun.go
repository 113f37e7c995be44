package luabind

import (
	_ "embed"

	"ccnet/value"
	"ccnet/world/drive"
)

// autorunLua runs in the shell, in the place that every CraftOS, the game's or
// ours, leaves for such a file.
//
//go:embed autorun.lua
var autorunLua string

const autorunPath = "autorun/ccnet.lua"

// autorunDrive lies over the ROM of a computer that has a program to run.
var autorunDrive = drive.NewReadOnly(romTree{
	".":         {name: ".", dir: true},
	"autorun":   {name: "autorun", dir: true},
	autorunPath: {name: "ccnet.lua", data: autorunLua},
}.linked())

// linked fills in the directories of a tree that was written down as a map.
func (t romTree) linked() romTree {
	t["."].entries = append(t["."].entries, t["autorun"])
	t["autorun"].entries = append(t["autorun"].entries, t[autorunPath])
	return t
}

// mount lays the autorun file over the ROM that the world has mounted.
func (m *Machine) mount() error {
	if len(m.run) == 0 {
		return nil
	}
	return m.computer.Files().Mount("rom", "rom", drive.NewOverlay(autorunDrive, m.runtime.drive))
}

// autorunAPI is what autorun.lua needs of the machine. It takes the table out of
// the globals before any program of the user's runs.
var autorunAPI = API{Globals: []string{"ccnet_autorun"}, Functions: []Function{
	{"ended", autorunEnded},
	{"program", autorunProgram},
	{"started", autorunStarted},
}}

// autorunProgram returns the program's name and its arguments.
func autorunProgram(c *Call) error {
	for _, word := range c.machine.run {
		c.Out.Values = append(c.Out.Values, value.String(word))
	}
	return nil
}

// autorunStarted tells the world that what the screen shows from now on is the
// program's own.
func autorunStarted(c *Call) error {
	c.Computer().BeginTranscript()
	return nil
}

// autorunEnded takes the program's outcome, success or not and a message, and
// switches the computer off, unless it is to stay on: it returns which.
func autorunEnded(c *Call) error {
	ok, err := c.Args.Bool(1)
	if err != nil {
		return err
	}
	message := ""
	if !ok {
		message = c.Text(2)
	}
	c.Computer().Finish(ok, message)
	staysOn := c.machine.runtime.stayOn
	if !staysOn {
		c.Computer().Shutdown()
	}
	return c.Return(value.Bool(staysOn))
}
