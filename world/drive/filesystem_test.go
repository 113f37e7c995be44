package drive

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// computer is a file system as computers have it, with a few files.
func computer(t *testing.T, root Drive) *FileSystem {
	t.Helper()
	fs := NewFileSystem("hdd", root)
	require.NoError(t, fs.Mount("rom", "rom", NewReadOnly(fstest.MapFS{
		"startup.lua":       {Data: []byte("-- rom")},
		"programs/move.lua": {},
		"programs/motd.lua": {},
		"apis/command/x":    {},
		"help/command":      {},
	})))
	require.NoError(t, fs.MakeDir("dir/sub"))
	write(t, fs, "file", "text")
	write(t, fs, "dir/sub/f", "deep")
	return fs
}

func write(t *testing.T, fs *FileSystem, path, text string) {
	t.Helper()
	h, err := fs.Open(path, "w")
	require.NoError(t, err)
	require.NoError(t, h.Write([]byte(text)))
	require.NoError(t, h.Close())
}

func read(t *testing.T, fs *FileSystem, path string) string {
	t.Helper()
	h, err := fs.Open(path, "r")
	require.NoError(t, err)
	data, err := h.ReadAll()
	require.NoError(t, err)
	text := string(data)
	require.NoError(t, h.Close())
	return text
}

func TestFileSystemErrors(t *testing.T) {
	open := func(path, mode string) func(*FileSystem) error {
		return func(fs *FileSystem) error { _, err := fs.Open(path, mode); return err }
	}
	tests := []struct {
		name string
		do   func(fs *FileSystem) error
		want string
	}{
		{"list a file", func(fs *FileSystem) error { _, err := fs.List("rom/startup.lua"); return err }, "/rom/startup.lua: Not a directory"},
		{"list nothing", func(fs *FileSystem) error { _, err := fs.List("rom/x"); return err }, "/rom/x: No such file"},
		{"list above", func(fs *FileSystem) error { _, err := fs.List("../x"); return err }, "/../x: Invalid Path"},
		{"size of nothing", func(fs *FileSystem) error { _, err := fs.Size("x"); return err }, "/x: No such file"},
		{"attributes of nothing", func(fs *FileSystem) error { _, _, err := fs.Attributes("rom/x"); return err }, "/rom/x: No such file"},
		{"find above", func(fs *FileSystem) error { _, err := fs.Find("../foo/*"); return err }, "/../foo/*: Invalid Path"},
		{"drive above", func(fs *FileSystem) error { _, _, err := fs.Label(".."); return err }, "/..: Invalid Path"},
		{"space above", func(fs *FileSystem) error { _, err := fs.Free(".."); return err }, "/..: Invalid Path"},
		{"capacity above", func(fs *FileSystem) error { _, _, err := fs.Capacity(".."); return err }, "/..: Invalid Path"},
		{"make in rom", func(fs *FileSystem) error { return fs.MakeDir("rom/x") }, "/rom/x: Access denied"},
		{"make a file", func(fs *FileSystem) error { return fs.MakeDir("file") }, "/file: File exists"},
		{"make above", func(fs *FileSystem) error { return fs.MakeDir("../x") }, "/../x: Invalid Path"},
		{"delete in rom", func(fs *FileSystem) error { return fs.Delete("rom/startup.lua") }, "/rom/startup.lua: Access denied"},
		{"delete rom", func(fs *FileSystem) error { return fs.Delete("rom") }, "/rom: Access denied"},
		{"delete the root", func(fs *FileSystem) error { return fs.Delete("/") }, "/: Access denied"},
		{"delete a disk", func(fs *FileSystem) error { return fs.Delete("disk") }, "/disk: Access denied"},
		{"delete above", func(fs *FileSystem) error { return fs.Delete("..") }, "/..: Invalid Path"},
		{"delete nothing", func(fs *FileSystem) error { return fs.Delete("x/y") }, ""},
		{"move from rom", func(fs *FileSystem) error { return fs.Move("rom/startup.lua", "x") }, "Access denied"},
		{"move to rom", func(fs *FileSystem) error { return fs.Move("file", "rom/x") }, "Access denied"},
		{"move nothing", func(fs *FileSystem) error { return fs.Move("x", "y") }, "No such file"},
		{"move onto", func(fs *FileSystem) error { return fs.Move("file", "dir") }, "File exists"},
		{"move inside", func(fs *FileSystem) error { return fs.Move("dir", "dir/x") }, "Can't move a directory inside itself"},
		{"move to its own name in capitals", func(fs *FileSystem) error { return fs.Move("dir", "DIR") }, "Can't move a directory inside itself"},
		{"move the root", func(fs *FileSystem) error { return fs.Move("", "x") }, "Can't move a directory inside itself"},
		{"move below a file", func(fs *FileSystem) error { return fs.Move("dir", "file/x") }, "/file: File exists"},
		{"move above", func(fs *FileSystem) error { return fs.Move("file", "../x") }, "/../x: Invalid Path"},
		{"move from above", func(fs *FileSystem) error { return fs.Move("..", "x") }, "/..: Invalid Path"},
		{"copy nothing", func(fs *FileSystem) error { return fs.Copy("x", "y") }, "/x: No such file"},
		{"copy onto", func(fs *FileSystem) error { return fs.Copy("file", "dir") }, "/dir: File exists"},
		{"copy to rom", func(fs *FileSystem) error { return fs.Copy("file", "rom/x") }, "/rom/x: Access denied"},
		{"copy inside", func(fs *FileSystem) error { return fs.Copy("dir", "dir/x") }, "/dir: Can't copy a directory inside itself"},
		{"copy above", func(fs *FileSystem) error { return fs.Copy("..", "x") }, "/..: Invalid Path"},
		{"copy to above", func(fs *FileSystem) error { return fs.Copy("file", "..") }, "/..: Invalid Path"},
		{"mount above", func(fs *FileSystem) error { return fs.Mount("x", "../x", NewOverlay()) }, "/../x: Invalid Path"},
		{"read nothing", open("x", "r"), "/x: No such file"},
		{"read nothing in rom", open("rom/x", "r"), "/rom/x: No such file"},
		{"read a directory", open("rom", "r"), "/rom: Not a file"},
		{"read the root", open("", "r"), "/: Not a file"},
		{"read above", open("../x", "r"), "/../x: Invalid Path"},
		{"write the root", open("", "w"), "/: Cannot write to directory"},
		{"append to a directory", open("dir", "a"), "/dir: Cannot write to directory"},
		{"update the root", open("", "r+"), "/: Not a file"},
		{"update nothing", open("x", "r+"), "/x: No such file"},
		{"update in no directory", open("no/x", "r+"), "/no/x: No such file"},
		{"write in rom", open("rom/x", "w"), "/rom/x: Access denied"},
		{"write rom", open("rom", "w"), "/rom: Access denied"},
		{"write below a file", open("file/x", "w"), "/file: File exists"},
		{"no mode", open("file", ""), "Unsupported mode"},
		{"bad mode", open("file", "rw"), "Unsupported mode"},
		{"bad mode b", open("file", "b"), "Unsupported mode"},
		{"bad mode rb+", open("file", "rb+"), "Unsupported mode"},
		{"bad mode rbb", open("file", "rbb"), "Unsupported mode"},
	}
	eachWritable(t, ComputerCapacity, func(t *testing.T, d Drive) {
		fs := computer(t, d)
		require.NoError(t, fs.Mount("left", "disk", NewMemory(FloppyCapacity, nil)))
		for _, test := range tests {
			err := test.do(fs)
			if test.want == "" {
				assert.NoError(t, err, test.name)
			} else {
				assert.EqualError(t, err, test.want, test.name)
			}
		}
		assert.Zero(t, fs.OpenFiles())
	})
}

func TestFileSystemAnswers(t *testing.T) {
	eachWritable(t, ComputerCapacity, func(t *testing.T, d Drive) {
		fs := computer(t, d)
		tests := []struct {
			path                         string
			exists, dir, readOnly, drive bool
			label                        string
		}{
			{"", true, true, false, true, "hdd"},
			{"/", true, true, false, true, "hdd"},
			{"rom", true, true, true, true, "rom"},
			{"ROM", true, true, true, true, "rom"},
			{"rom/startup.lua", true, false, true, false, "rom"},
			{"Rom/Startup.lua", false, false, true, false, ""},
			{"file", true, false, false, false, "hdd"},
			{"File", false, false, false, true, ""},
			{"dir", true, true, false, false, "hdd"},
			{"x", false, false, false, true, ""},
		}
		for _, test := range tests {
			assert.Equal(t, test.exists, fs.Exists(test.path), test.path)
			assert.Equal(t, test.dir, fs.IsDir(test.path), test.path)
			assert.Equal(t, test.readOnly, fs.IsReadOnly(test.path), test.path)
			label, ok, err := fs.Label(test.path)
			assert.NoError(t, err)
			assert.Equal(t, test.exists, ok, test.path)
			assert.Equal(t, test.label, label, test.path)
			if test.exists {
				is, err := fs.IsDriveRoot(test.path)
				assert.NoError(t, err)
				assert.Equal(t, test.drive, is, test.path)
			}
		}
		for _, path := range []string{"..", "../x"} {
			assert.False(t, fs.Exists(path) || fs.IsDir(path) || fs.IsReadOnly(path), path)
		}

		names, err := fs.List("/")
		require.NoError(t, err)
		assert.Equal(t, []string{"dir", "file", "rom"}, names)
		require.NoError(t, d.MakeDir("rom"))
		names, err = fs.List("/")
		require.NoError(t, err)
		assert.Equal(t, []string{"dir", "file", "rom", "rom"}, names, "a hidden directory shows beside the mount")

		size, err := fs.Size("dir/sub/f")
		require.NoError(t, err)
		assert.EqualValues(t, 4, size)
		size, err = fs.Size("dir")
		require.NoError(t, err)
		assert.Zero(t, size)

		info, readOnly, err := fs.Attributes("file")
		require.NoError(t, err)
		assert.False(t, readOnly || info.Dir)
		assert.EqualValues(t, 4, info.Size)
		_, readOnly, err = fs.Attributes("rom/startup.lua")
		require.NoError(t, err)
		assert.True(t, readOnly)

		capacity, ok, err := fs.Capacity("dir/anything")
		require.NoError(t, err)
		assert.True(t, ok)
		assert.EqualValues(t, ComputerCapacity, capacity)
		_, ok, err = fs.Capacity("rom")
		require.NoError(t, err)
		assert.False(t, ok)
		free, err := fs.Free("rom")
		require.NoError(t, err)
		assert.Zero(t, free)
		free, err = fs.Free("")
		require.NoError(t, err)
		assert.EqualValues(t, ComputerCapacity-5*500, free)
	})
}

func TestFind(t *testing.T) {
	fs := computer(t, NewMemory(ComputerCapacity, nil))
	tests := []struct {
		pattern string
		want    []string
	}{
		{"rom", []string{"rom"}},
		{"/rom/startup.lua", []string{"rom/startup.lua"}},
		{"no/such/file", nil},
		{"no/such/*", nil},
		{"no/*/file", nil},
		{"*", []string{"dir", "file", "rom"}},
		{"", []string{""}},
		{"rom/*", []string{"rom/apis", "rom/help", "rom/programs", "rom/startup.lua"}},
		{"rom/*/command", []string{"rom/apis/command", "rom/help/command"}},
		{"rom/programs/mo??.lua", []string{"rom/programs/motd.lua", "rom/programs/move.lua"}},
		{"*/*/f", []string{"dir/sub/f"}},
		{"dir/../f*", []string{"file"}},
		{"file/*", nil},
	}
	for _, test := range tests {
		got, err := fs.Find(test.pattern)
		require.NoError(t, err)
		assert.Equal(t, test.want, got, test.pattern)
	}
}

func TestMoveAndCopy(t *testing.T) {
	eachWritable(t, ComputerCapacity, func(t *testing.T, d Drive) {
		fs := computer(t, d)
		floppy := NewMemory(FloppyCapacity, nil)
		require.NoError(t, fs.Mount("left", "disk", floppy))

		require.NoError(t, fs.Copy("dir", "new/place/dir"))
		assert.Equal(t, "deep", read(t, fs, "new/place/dir/sub/f"))
		require.NoError(t, fs.Copy("rom/startup.lua", "startup.lua"))
		assert.Equal(t, "-- rom", read(t, fs, "startup.lua"))
		require.NoError(t, fs.Move("new", "a/b/c"))
		assert.Equal(t, "deep", read(t, fs, "a/b/c/place/dir/sub/f"))
		assert.False(t, fs.Exists("new"))

		require.NoError(t, fs.Move("dir", "disk/x/dir"))
		assert.False(t, fs.Exists("dir"))
		assert.Equal(t, map[string][]byte{"x/dir/sub/f": []byte("deep")}, floppy.Files())

		write(t, fs, "big", strings.Repeat("x", 20_000))
		require.NoError(t, fs.Copy("big", "disk/big"))
		assert.Len(t, floppy.Files()["big"], 20_000)
		write(t, fs, "huge", strings.Repeat("x", 200_000))
		assert.EqualError(t, fs.Copy("huge", "disk/huge"), "Out of space")
		assert.EqualError(t, fs.Move("huge", "disk/more"), "Out of space")
		assert.True(t, fs.Exists("huge"))
		assert.Zero(t, fs.OpenFiles())
	})
}

func TestDeepDirectories(t *testing.T) {
	eachWritable(t, ComputerCapacity, func(t *testing.T, d Drive) {
		fs := NewFileSystem("hdd", d)
		deep := strings.Repeat("d/", 200) + "d"
		require.NoError(t, fs.MakeDir(deep))
		assert.True(t, fs.IsDir(deep))
		assert.EqualError(t, fs.Copy("d", "e"), "Too many directories to copy")
		require.NoError(t, fs.Delete("d"))
		require.NoError(t, fs.Delete("e"))
		assert.EqualValues(t, ComputerCapacity, d.Free())
		err := fs.MakeDir(strings.Repeat("d/", 100_000) + "d")
		assert.ErrorIs(t, err, OutOfSpace)
	})
}

func TestMounts(t *testing.T) {
	fs := NewFileSystem("hdd", NewMemory(ComputerCapacity, nil))
	first, second := NewMemory(FloppyCapacity, nil), NewMemory(FloppyCapacity, nil)
	write(t, fs, "disk2/mine", "")
	location, err := fs.MountFree("left", "disk", first)
	require.NoError(t, err)
	assert.Equal(t, "disk", location)
	location, err = fs.MountFree("right", "disk", second)
	require.NoError(t, err)
	assert.Equal(t, "disk3", location)

	write(t, fs, "DISK/f", "on the first")
	assert.Equal(t, "on the first", string(first.Files()["f"]))
	assert.Equal(t, "on the first", read(t, fs, "disk/f"))

	onFirst, err := fs.Open("disk/f", "r")
	require.NoError(t, err)
	onRoot, err := fs.Open("f", "w")
	require.NoError(t, err)
	require.NoError(t, fs.Unmount("disk"))
	assert.Equal(t, ClosedFile, onFirst.Close())
	assert.NoError(t, onRoot.Write([]byte("x")))
	assert.Equal(t, 1, fs.OpenFiles())
	assert.False(t, fs.Exists("disk"))
	require.NoError(t, fs.Unmount("disk"))
	require.NoError(t, fs.Unmount(""))
	assert.True(t, fs.Exists(""), "the root stays")

	location, err = fs.MountFree("left", "disk", first)
	require.NoError(t, err)
	assert.Equal(t, "disk", location)
	require.NoError(t, fs.Mount("other", "disk", second))
	label, _, _ := fs.Label("disk")
	assert.Equal(t, "other", label)
	assert.False(t, fs.Exists("disk/f"))

	require.NoError(t, fs.Mount("inner", "disk/a/b", first))
	assert.True(t, fs.Exists("disk/a/b/f"))
	assert.False(t, fs.Exists("disk/a"), "nothing leads to it")
}

func TestOpenFilesAreLimited(t *testing.T) {
	fs := NewFileSystem("hdd", NewMemory(ComputerCapacity, nil))
	write(t, fs, "f", "x")
	var handles []*Handle
	for range MaxOpenFiles {
		h, err := fs.Open("f", "r")
		require.NoError(t, err)
		handles = append(handles, h)
	}
	_, err := fs.Open("f", "w")
	assert.EqualError(t, err, "Too many files already open")
	assert.Equal(t, "x", string(fs.mounts[0].drive.(*Memory).Files()["f"]))
	require.NoError(t, handles[7].Close())
	h, err := fs.Open("f", "r")
	require.NoError(t, err)
	require.NoError(t, fs.CloseAll())
	assert.Zero(t, fs.OpenFiles())
	assert.Equal(t, ClosedFile, h.Close())
}

// What happens on a drive in memory happens on one of the host.
func FuzzDrivesAgree(f *testing.F) {
	f.Add([]byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"))
	f.Add([]byte{0, 1, 5, 0, 2, 9, 1, 1, 4, 1, 3, 2, 3, 1, 6, 0, 2, 6, 7, 2})
	paths := []string{"a", "a/b", "a/b/c", "b", "b/c", "a/../c", "..", "", "A", "b/c/a"}
	modes := []string{"r", "w", "a", "r+", "w+"}
	f.Fuzz(func(t *testing.T, ops []byte) {
		if len(ops) > 200 {
			return
		}
		host, err := OpenHost(t.TempDir(), 6000, ticking())
		require.NoError(t, err)
		defer host.Close()
		systems := []*FileSystem{
			NewFileSystem("hdd", NewMemory(6000, ticking())),
			NewFileSystem("hdd", host),
		}
		removed := false // open files without a name cost space on one drive only
		for len(ops) >= 3 {
			op, x, y := ops[0]%8, paths[int(ops[1])%len(paths)], int(ops[2])
			ops = ops[3:]
			var got [2]string
			for i, fs := range systems {
				var err error
				switch op {
				case 0:
					err = fs.MakeDir(x)
				case 1:
					err = fs.Delete(x)
					removed = removed || fs.OpenFiles() > 0
				case 2:
					err = fs.Move(x, paths[y%len(paths)])
				case 3:
					err = fs.Copy(x, paths[y%len(paths)])
				case 4:
					_, err = fs.Open(x, modes[y%len(modes)])
				case 5:
					if len(fs.open) > 0 {
						h := fs.open[y%len(fs.open)]
						if h.writable {
							err = h.Write([]byte(strings.Repeat("x", y*8)))
						}
					}
				case 6:
					if len(fs.open) > 0 {
						err = fs.open[y%len(fs.open)].Close()
					}
				case 7:
					if len(fs.open) > 0 && !fs.open[y%len(fs.open)].appends {
						_, _, err = fs.open[y%len(fs.open)].Seek("set", int64(y)*10)
					}
				}
				got[i] = fmt.Sprint(err)
			}
			if removed {
				return
			}
			require.Equal(t, got[0], got[1], "operation %d on %q, %d", op, x, y)
			free0, _ := systems[0].Free("")
			free1, _ := systems[1].Free("")
			require.Equal(t, free0, free1, "space after operation %d on %q, %d", op, x, y)
			require.Equal(t, listing(systems[0]), listing(systems[1]))
		}
		require.NoError(t, systems[1].CloseAll())
		used, err := host.measure("")
		require.NoError(t, err)
		require.Equal(t, host.quota.used, used-MinimumCost, "the books are right")
	})
}

func listing(fs *FileSystem) []string {
	var all []string
	_ = Walk(fs.mounts[0].drive, func(path string, info Info) error {
		all = append(all, fmt.Sprint(path, info.Size, info.Dir))
		return nil
	})
	return slices.Clip(all)
}
