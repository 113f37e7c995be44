package drive

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ticking is a clock that goes on by one with each look.
func ticking() Clock {
	now := int64(1000)
	return func() int64 { now++; return now }
}

// writables are the drives that can be written, with this capacity.
var writables = []struct {
	name string
	open func(t *testing.T, capacity int64) Drive
}{
	{"memory", func(_ *testing.T, capacity int64) Drive { return NewMemory(capacity, ticking()) }},
	{"host", func(t *testing.T, capacity int64) Drive {
		h, err := OpenHost(t.TempDir(), capacity, ticking())
		require.NoError(t, err)
		t.Cleanup(func() { h.Close() })
		return h
	}},
}

func eachWritable(t *testing.T, capacity int64, test func(t *testing.T, d Drive)) {
	for _, w := range writables {
		t.Run(w.name, func(t *testing.T) { test(t, w.open(t, capacity)) })
	}
}

func TestQuota(t *testing.T) {
	steps := []struct {
		name string
		do   func(d Drive) error
		err  string
		free int64
	}{
		{"empty", func(Drive) error { return nil }, "", 5000},
		{"a directory", func(d Drive) error { return d.MakeDir("a") }, "", 4500},
		{"again", func(d Drive) error { return d.MakeDir("a") }, "", 4500},
		{"parents too", func(d Drive) error { return d.MakeDir("a/b/c") }, "", 3500},
		{"a small file", func(d Drive) error { return WriteFile(d, "a/f", []byte("x")) }, "", 3000},
		{"it may grow", func(d Drive) error { return WriteFile(d, "a/f", make([]byte, 500)) }, "", 3000},
		{"and then costs", func(d Drive) error { return WriteFile(d, "a/f", make([]byte, 501)) }, "", 2999},
		{"rewriting makes it small", func(d Drive) error { return WriteFile(d, "a/f", nil) }, "", 3000},
		{"as large as can be", func(d Drive) error { return WriteFile(d, "a/f", make([]byte, 3500)) }, "", 0},
		{"no more", func(d Drive) error { return WriteFile(d, "a/f", make([]byte, 3501)) }, "Out of space", 3000},
		{"fill", func(d Drive) error { return WriteFile(d, "a/f", make([]byte, 3100)) }, "", 400},
		{"no file", func(d Drive) error { return WriteFile(d, "g", nil) }, "/g: Out of space", 400},
		{"no directory", func(d Drive) error { return d.MakeDir("g") }, "/g: Out of space", 400},
		{"moving is free", func(d Drive) error { return d.Rename("a/f", "f") }, "", 400},
		{"removing gives back", func(d Drive) error { return d.Remove("f") }, "", 3500},
		{"a tree too", func(d Drive) error { return d.Remove("a") }, "", 5000},
		{"nothing is fine", func(d Drive) error { return d.Remove("a") }, "", 5000},
		{"too many parents", func(d Drive) error { return d.MakeDir(strings.Repeat("x/", 10) + "x") },
			"/" + strings.Repeat("x/", 10) + "x: Out of space", 5000},
	}
	eachWritable(t, 5000, func(t *testing.T, d Drive) {
		for _, step := range steps {
			err := step.do(d)
			if step.err == "" {
				require.NoError(t, err, step.name)
			} else {
				require.EqualError(t, err, step.err, step.name)
			}
			require.Equal(t, step.free, d.Free(), step.name)
		}
		assert.EqualValues(t, 5000, d.Capacity())
	})
}

func TestDriveErrors(t *testing.T) {
	tests := []struct {
		name string
		do   func(d Drive) error
		want string
	}{
		{"list a file", func(d Drive) error { _, err := d.List("file"); return err }, "/file: Not a directory"},
		{"list nothing", func(d Drive) error { _, err := d.List("x"); return err }, "/x: No such file"},
		{"below a file", func(d Drive) error { _, err := d.List("file/x"); return err }, "/file/x: No such file"},
		{"stat nothing", func(d Drive) error { _, err := d.Stat("x"); return err }, "/x: No such file"},
		{"open nothing", func(d Drive) error { _, err := d.Open("x", 0); return err }, "/x: No such file"},
		{"update nothing", func(d Drive) error { _, err := d.Open("x", Write); return err }, "/x: No such file"},
		{"read a directory", func(d Drive) error { _, err := d.Open("dir", 0); return err }, "/dir: Not a file"},
		{"read the root", func(d Drive) error { _, err := d.Open("", 0); return err }, "/: Not a file"},
		{"write a directory", func(d Drive) error { _, err := d.Open("dir", Write|Create); return err }, "/dir: Cannot write to directory"},
		{"update a directory", func(d Drive) error { _, err := d.Open("dir", Write); return err }, "/dir: Not a file"},
		{"no parent", func(d Drive) error { _, err := d.Open("no/x", Write|Create); return err }, "/no/x: No such file"},
		{"make a file a directory", func(d Drive) error { return d.MakeDir("file") }, "/file: File exists"},
		{"make below a file", func(d Drive) error { return d.MakeDir("file/x") }, "/file/x: Access denied"},
		{"remove the root", func(d Drive) error { return d.Remove("") }, "/: Access denied"},
		{"move nothing", func(d Drive) error { return d.Rename("x", "y") }, "/x: No such file"},
		{"move onto something", func(d Drive) error { return d.Rename("dir", "file") }, "/file: File exists"},
		{"move the root", func(d Drive) error { return d.Rename("", "y") }, "/: Access denied"},
		{"move into itself", func(d Drive) error { return d.Rename("dir", "dir/x") }, "/dir: Access denied"},
	}
	eachWritable(t, 100_000, func(t *testing.T, d Drive) {
		require.NoError(t, d.MakeDir("dir/sub"))
		require.NoError(t, WriteFile(d, "file", []byte("text")))
		free := d.Free()
		for _, test := range tests {
			assert.EqualError(t, test.do(d), test.want, test.name)
		}
		assert.Equal(t, free, d.Free(), "failing costs nothing")
	})
}

func TestDriveTimes(t *testing.T) {
	eachWritable(t, 100_000, func(t *testing.T, d Drive) {
		require.NoError(t, d.MakeDir("a"))
		require.NoError(t, WriteFile(d, "a/f", []byte("x")))
		before, err := d.Stat("a/f")
		require.NoError(t, err)
		assert.Greater(t, before.Created, int64(1000))
		assert.EqualValues(t, 1, before.Size)

		require.NoError(t, WriteFile(d, "a/f", []byte("xyz")))
		require.NoError(t, d.Rename("a", "b"))
		after, err := d.Stat("b/f")
		require.NoError(t, err)
		assert.Equal(t, before.Created, after.Created)
		assert.Greater(t, after.Modified, before.Modified)

		require.NoError(t, d.Remove("b"))
		require.NoError(t, d.MakeDir("b"))
		require.NoError(t, WriteFile(d, "b/f", nil))
		again, err := d.Stat("b/f")
		require.NoError(t, err)
		assert.Greater(t, again.Created, after.Modified)
	})
}

func TestFileWithoutName(t *testing.T) {
	eachWritable(t, 5000, func(t *testing.T, d Drive) {
		f, err := d.Open("f", Write|Create)
		require.NoError(t, err)
		require.NoError(t, f.WriteAt([]byte("hello"), 0))
		require.NoError(t, d.Remove("f"))
		require.NoError(t, WriteFile(d, "f", []byte("other")))
		require.NoError(t, f.WriteAt([]byte("j"), 0))
		assert.Equal(t, OutOfSpace, f.WriteAt(make([]byte, 6000), 0))
		var buf [9]byte
		n, err := f.ReadAt(buf[:], 0)
		require.NoError(t, err)
		assert.Equal(t, "jello", string(buf[:n]))
		require.NoError(t, f.Close())
		data, err := ReadFile(d, "f")
		require.NoError(t, err)
		assert.Equal(t, "other", string(data))
		assert.EqualValues(t, 4500, d.Free())
	})
}

func TestSharedFile(t *testing.T) {
	eachWritable(t, 5000, func(t *testing.T, d Drive) {
		a, err := d.Open("f", Write|Create)
		require.NoError(t, err)
		b, err := d.Open("f", Write)
		require.NoError(t, err)
		require.NoError(t, a.WriteAt([]byte("hello"), 0))
		size, err := b.Size()
		require.NoError(t, err)
		assert.EqualValues(t, 5, size)
		require.NoError(t, WriteFile(d, "f", nil))
		require.NoError(t, a.WriteAt([]byte("x"), 3))
		data, err := ReadFile(d, "f")
		require.NoError(t, err)
		assert.Equal(t, "\x00\x00\x00x", string(data), "a gap is filled with zeros, not with what was there")
		require.NoError(t, a.Close())
		require.NoError(t, b.Close())
	})
}

func TestUnlimited(t *testing.T) {
	eachWritable(t, Unlimited, func(t *testing.T, d Drive) {
		require.NoError(t, WriteFile(d, "f", make([]byte, 2_000_000)))
		assert.EqualValues(t, Unlimited, d.Free())
		f, err := d.Open("f", Write)
		require.NoError(t, err)
		for _, offset := range []int64{1e15, 1<<63 - 1} {
			assert.Equal(t, OutOfSpace, f.WriteAt([]byte("x"), offset))
		}
		require.NoError(t, f.Close())
		require.NoError(t, d.Remove("f"))
	})
}

func TestMemoryFiles(t *testing.T) {
	files := map[string][]byte{"startup.lua": []byte("print(1)"), "lib/a.lua": nil, "lib/deep/b.lua": []byte("b")}
	m := NewMemory(ComputerCapacity, nil)
	require.NoError(t, m.Add(files))
	files["lib/a.lua"] = []byte{}
	assert.Equal(t, files, m.Files())
	var paths []string
	require.NoError(t, Walk(m, func(path string, info Info) error {
		paths = append(paths, fmt.Sprint(path, " ", info.Size, " ", info.Dir))
		return nil
	}))
	assert.Equal(t, []string{
		"lib 0 true", "lib/a.lua 0 false", "lib/deep 0 true", "lib/deep/b.lua 1 false", "startup.lua 8 false",
	}, paths)
	assert.EqualValues(t, ComputerCapacity-5*500, m.Free())

	assert.ErrorContains(t, m.Add(map[string][]byte{"startup.lua/x": nil}), "startup.lua/x")
	assert.ErrorContains(t, m.Add(map[string][]byte{"../x": nil}), "Invalid Path")
	assert.ErrorContains(t, m.Add(map[string][]byte{"lib": nil}), "Cannot write to directory")
	require.NoError(t, m.Add(map[string][]byte{"big": make([]byte, 2*ComputerCapacity)}), "what a world brings along is let through")
	assert.Zero(t, m.Free())
}

func TestImport(t *testing.T) {
	m := NewMemory(ComputerCapacity, nil)
	require.NoError(t, m.Import(fstest.MapFS{"a/b.lua": {Data: []byte("x")}, "c": {Data: []byte("y")}}))
	assert.Equal(t, map[string][]byte{"a/b.lua": []byte("x"), "c": []byte("y")}, m.Files())

	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "f"), []byte("z"), 0o666))
	require.NoError(t, os.Symlink("/etc/passwd", filepath.Join(dir, "link")))
	m = NewMemory(ComputerCapacity, nil)
	require.NoError(t, m.ImportDir(dir))
	assert.Equal(t, map[string][]byte{"f": []byte("z")}, m.Files())
	assert.Error(t, m.ImportDir(filepath.Join(dir, "nothing")))
}

func TestHostIsALockedRoom(t *testing.T) {
	outside := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o666))
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "real"), 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "real", "f"), []byte("inside"), 0o666))
	for name, to := range map[string]string{
		"abs": filepath.Join(outside, "secret"), "absdir": outside, "up": "../" + filepath.Base(outside) + "/secret",
		"in": "real/f", "indir": "real", "loop": "loop", "dangling": "nowhere",
	} {
		require.NoError(t, os.Symlink(to, filepath.Join(dir, name)))
	}
	h, err := OpenHost(dir, 100_000, nil)
	require.NoError(t, err)
	defer h.Close()
	fs := NewFileSystem("hdd", h)

	for _, path := range []string{"abs", "absdir", "absdir/secret", "up", "loop", "dangling"} {
		assert.False(t, fs.Exists(path), path)
		_, err := fs.Open(path, "r")
		assert.Error(t, err, path)
		assert.NotContains(t, err.Error(), outside)
	}
	for _, path := range []string{"abs", "absdir/new", "up", "dangling/x"} {
		_, err := fs.Open(path, "w")
		assert.Error(t, err, path)
	}
	assert.NoFileExists(t, filepath.Join(outside, "new"))
	for _, path := range []string{"in", "indir/f"} {
		data, err := ReadFile(h, path)
		require.NoError(t, err, path)
		assert.Equal(t, "inside", string(data))
	}
	require.NoError(t, fs.Delete("absdir"))
	require.NoError(t, fs.Delete("indir"))
	assert.FileExists(t, filepath.Join(outside, "secret"), "only the link is deleted")
	assert.True(t, fs.Exists("real/f"))

	names, err := fs.List("")
	require.NoError(t, err)
	assert.Equal(t, []string{"abs", "dangling", "in", "loop", "real", "up"}, names)
}

func TestHostKeepsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "a", "b"), 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a", "f"), make([]byte, 700), 0o666))
	h, err := OpenHost(dir, 5000, ticking())
	require.NoError(t, err)
	assert.EqualValues(t, 5000-500-500-700, h.Free())
	info, err := h.Stat("a/f")
	require.NoError(t, err)
	assert.Equal(t, Info{Size: 700}, info, "the host's times do not show")

	fs := NewFileSystem("hdd", h)
	f, err := fs.Open("new/f", "w")
	require.NoError(t, err)
	require.NoError(t, f.Write([]byte("text")))
	require.NoError(t, f.Flush())
	data, err := os.ReadFile(filepath.Join(dir, "new", "f"))
	require.NoError(t, err)
	assert.Equal(t, "text", string(data), "flushed is written")
	require.NoError(t, fs.CloseAll())
	require.NoError(t, h.Close())

	_, err = OpenHost(filepath.Join(dir, "nothing"), 5000, nil)
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestHostTellsOfErrors(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the superuser may write everywhere")
	}
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o555))
	h, err := OpenHost(dir, 5000, nil)
	require.NoError(t, err)
	err = WriteFile(h, "f", nil)
	assert.EqualError(t, err, "/f: Access denied")
	assert.ErrorIs(t, err, os.ErrPermission)
	assert.EqualValues(t, 5000, h.Free())
}

func TestReadOnly(t *testing.T) {
	files := fstest.MapFS{"rom/b": {Data: []byte("bee")}, "rom/a/x": {}, "rom/A": {}}
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, files))
	onDisk, err := OpenReadOnly(dir)
	require.NoError(t, err)
	for name, d := range map[string]Drive{
		"fs": NewReadOnly(files), "disk": onDisk,
		"overlay": NewOverlay(NewReadOnly(files)), "two layers": NewOverlay(NewReadOnly(fstest.MapFS{}), onDisk),
	} {
		t.Run(name, func(t *testing.T) {
			assert.True(t, d.ReadOnly())
			assert.EqualValues(t, Unlimited, d.Capacity())
			assert.Zero(t, d.Free())
			names, err := d.List("rom")
			require.NoError(t, err)
			assert.Equal(t, []string{"A", "a", "b"}, names)
			info, err := d.Stat("rom/b")
			require.NoError(t, err)
			assert.Equal(t, Info{Size: 3}, info)
			info, err = d.Stat("")
			require.NoError(t, err)
			assert.Equal(t, Info{Dir: true}, info)
			data, err := ReadFile(d, "rom/b")
			require.NoError(t, err)
			assert.Equal(t, "bee", string(data))
			for want, do := range map[string]func() error{
				"/x: No such file":          func() error { _, err := d.Stat("x"); return err },
				"/rom/b/x: No such file":    func() error { _, err := d.Open("rom/b/x", 0); return err },
				"/rom/b: Not a directory":   func() error { _, err := d.List("rom/b"); return err },
				"/rom: Not a file":          func() error { _, err := d.Open("rom", 0); return err },
				"/rom/b: Access denied":     func() error { _, err := d.Open("rom/b", Write); return err },
				"/rom/new: Access denied":   func() error { return d.MakeDir("rom/new") },
				"/rom/A: Access denied":     func() error { return d.Remove("rom/A") },
				"/rom/a: Access denied":     func() error { return d.Rename("rom/a", "rom/c") },
				"/caf\xe9: No such file":    func() error { _, err := d.Stat("caf\xe9"); return err },
				"/rom/a/x/y: No such file":  func() error { _, err := d.List("rom/a/x/y"); return err },
				"/rom/a/nope: No such file": func() error { _, err := d.Open("rom/a/nope", 0); return err },
			} {
				if do != nil {
					assert.EqualError(t, do(), want)
				}
			}
		})
	}
}

func TestOverlay(t *testing.T) {
	upper := NewReadOnly(fstest.MapFS{"a": {Data: []byte("upper")}, "d/x": {}, "hides": {}, "both/u": {}})
	lower := NewReadOnly(fstest.MapFS{"a": {Data: []byte("lower")}, "b": {Data: []byte("lower")}, "d": {}, "hides/y": {}, "both/l": {}})
	o := NewOverlay(upper, lower)
	tests := []struct{ path, content string }{{"a", "upper"}, {"b", "lower"}}
	for _, test := range tests {
		data, err := ReadFile(o, test.path)
		require.NoError(t, err)
		assert.Equal(t, test.content, string(data))
	}
	lists := []struct {
		path  string
		names []string
	}{
		{"", []string{"a", "b", "both", "d", "hides"}},
		{"both", []string{"l", "u"}},
		{"d", []string{"x"}},
	}
	for _, test := range lists {
		names, err := o.List(test.path)
		require.NoError(t, err)
		assert.Equal(t, test.names, names, test.path)
	}
	_, err := o.Stat("hides/y")
	assert.ErrorIs(t, err, NoSuchFile)
	_, err = NewOverlay().Stat("")
	assert.NoError(t, err)
}

func TestErrorsCanBeAsked(t *testing.T) {
	err := fail("x", NoSuchFile)
	assert.True(t, errors.Is(err, NoSuchFile))
	assert.False(t, errors.Is(err, AccessDenied))
	assert.True(t, errors.Is(hostError("x", os.ErrPermission), os.ErrPermission))
}

func TestLimitGrowthCountsFromWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "big"), make([]byte, 5000), 0o644))
	h, err := OpenHost(dir, Unlimited, nil)
	require.NoError(t, err)
	defer h.Close()
	h.LimitGrowth(2000)
	fs := NewFileSystem("hdd", h)
	free, err := fs.Free("")
	require.NoError(t, err)
	assert.EqualValues(t, 2000, free)
	f, err := fs.Open("new", "w")
	require.NoError(t, err)
	err = f.Write(make([]byte, 3000))
	assert.ErrorContains(t, err, "Out of space")
	require.NoError(t, fs.Delete("big"))
	free, err = fs.Free("")
	require.NoError(t, err)
	assert.LessOrEqual(t, free, int64(2000))
}
