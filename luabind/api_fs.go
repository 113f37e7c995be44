package luabind

import (
	"errors"

	"ccnet/value"
	"ccnet/world/drive"
)

// fsAPI is the native half of fs. Lua's half, find and complete among it, is in
// the ROM.
var fsAPI = API{Globals: []string{"fs"}, Functions: []Function{
	{"list", onPath(func(c *Call, path string) error {
		names, err := c.Computer().Files().List(path)
		if err != nil {
			return err
		}
		c.Charge(lookSteps * len(names))
		return c.Return(value.Strings(names))
	})},
	{"combine", fsCombine},
	{"getName", onPath(func(c *Call, path string) error { return c.Return(value.String(drive.Name(path))) })},
	{"getDir", onPath(func(c *Call, path string) error { return c.Return(value.String(drive.Dir(path))) })},
	{"getSize", onPath(func(c *Call, path string) error {
		size, err := c.Computer().Files().Size(path)
		if err != nil {
			return err
		}
		return c.Return(value.Number(float64(size)))
	})},
	{"exists", onPath(func(c *Call, path string) error {
		return c.Return(value.Bool(c.Computer().Files().Exists(path)))
	})},
	{"isDir", onPath(func(c *Call, path string) error {
		return c.Return(value.Bool(c.Computer().Files().IsDir(path)))
	})},
	{"isReadOnly", onPath(func(c *Call, path string) error {
		return c.Return(value.Bool(c.Computer().Files().IsReadOnly(path)))
	})},
	{"makeDir", onPath(func(c *Call, path string) error {
		c.Charge(changeSteps)
		return c.Computer().Files().MakeDir(path)
	})},
	{"delete", onPath(func(c *Call, path string) error {
		c.Charge(treeSteps)
		return c.Computer().Files().Delete(path)
	})},
	{"move", onPaths((*drive.FileSystem).Move)},
	{"copy", onPaths((*drive.FileSystem).Copy)},
	{"open", fsOpen},
	{"getDrive", onPath(fsDrive)},
	{"getFreeSpace", onPath(fsFree)},
	{"getCapacity", onPath(fsCapacity)},
	{"attributes", onPath(fsAttributes)},
}}.Sorted()

// What the functions of fs are charged, in steps. Those that can go through
// whole trees are dear, for the host may take a millisecond for one file.
const (
	lookSteps   = 100
	changeSteps = 5_000
	treeSteps   = 100_000
	copySteps   = 50_000 // a file copied, and deleted some day
	fileSteps   = 50     // a method of a file, and so many bytes of it …
	stepBytes   = 16     // … are one step more
)

// onPath makes a function whose argument is a path.
func onPath(do func(c *Call, path string) error) Func {
	return func(c *Call) error {
		path, err := c.Args.String(1)
		if err != nil {
			return err
		}
		c.Charge(lookSteps + len(path))
		return do(c, path)
	}
}

// onPaths makes a function of two paths.
func onPaths(do func(files *drive.FileSystem, from, to string) error) Func {
	return func(c *Call) error {
		from, err := c.Args.String(1)
		if err != nil {
			return err
		}
		to, err := c.Args.String(2)
		if err != nil {
			return err
		}
		files := c.Computer().Files()
		before := files.Copied()
		err = do(files, from, to)
		c.Charge(treeSteps + copySteps*(files.Copied()-before) + len(from) + len(to))
		return err
	}
}

func fsCombine(c *Call) error {
	var parts []string
	for i := 1; i <= max(1, len(c.Args)); i++ {
		part, err := c.Args.String(i)
		if err != nil {
			return err
		}
		parts = append(parts, part)
		c.Charge(len(part))
	}
	return c.Return(value.String(drive.Combine(parts...)))
}

func fsDrive(c *Call, path string) error {
	label, ok, err := c.Computer().Files().Label(path)
	if err != nil || !ok {
		return err
	}
	return c.Return(value.String(label))
}

func fsFree(c *Call, path string) error {
	free, err := c.Computer().Files().Free(path)
	switch {
	case err != nil:
		return err
	case free < 0:
		return c.Return(value.String("unlimited"))
	}
	return c.Return(value.Number(float64(free)))
}

func fsCapacity(c *Call, path string) error {
	capacity, ok, err := c.Computer().Files().Capacity(path)
	switch {
	case err != nil:
		return err
	case !ok:
		return c.Return(value.Nil)
	}
	return c.Return(value.Number(float64(capacity)))
}

func fsAttributes(c *Call, path string) error {
	info, readOnly, err := c.Computer().Files().Attributes(path)
	if err != nil {
		return err
	}
	return c.Return(hashed(
		"modification", value.Number(float64(info.Modified)),
		"modified", value.Number(float64(info.Modified)),
		"created", value.Number(float64(info.Created)),
		"size", value.Number(float64(info.Size)),
		"isDir", value.Bool(info.Dir),
		"isReadOnly", value.Bool(readOnly),
	))
}

func fsOpen(c *Call) error {
	path, err := c.Args.String(1)
	if err != nil {
		return err
	}
	mode, err := c.Args.String(2)
	if err != nil {
		return err
	}
	if c.Charge(lookSteps + len(path)); mode != "r" && mode != "rb" {
		c.Charge(changeSteps)
	}
	handle, err := c.Computer().Files().Open(path, mode)
	switch {
	case errors.Is(err, drive.UnsupportedMode):
		return err
	case err != nil:
		return c.Return(value.Nil, value.String(err.Error()))
	}
	return c.Return(fileObject(handle))
}

// fileObject is an open file as a table of functions.
func fileObject(handle *drive.Handle) value.Value {
	methods := handle.Methods()
	object := &Object{Self: handle, Methods: make([]Function, len(methods))}
	for i, method := range methods {
		object.Methods[i] = Function{method.Name, fileFunc(method)}
	}
	return object.Value()
}

// fileFunc makes a native function of a method of files.
func fileFunc(method drive.Method) Func {
	writes := method.Name == "write" || method.Name == "writeLine"
	return func(c *Call) error {
		handle := c.Self.(*drive.Handle)
		args := c.Args
		if writes {
			// Anything can be written; only the engine can show a table. Numbers
			// are single bytes in binary files.
			if _, isNumber := args.At(1).AsNumber(); !isNumber || !handle.Binary() || method.Name == "writeLine" {
				args = append(args[:0:0], value.String(c.Text(1)))
			}
		}
		results, err := method.Call(handle, args, c.Out.Values[:0])
		c.Charge(fileSteps + (bytesIn(args)+bytesIn(results))/stepBytes)
		if method.Name == "flush" {
			c.Charge(changeSteps)
		}
		if err != nil {
			return err
		}
		c.Out.Values = results
		return nil
	}
}

// bytesIn is the length of the first of vs, if it is a string.
func bytesIn(vs []value.Value) int {
	if len(vs) == 0 {
		return 0
	}
	s, _ := vs[0].AsString()
	return len(s)
}
