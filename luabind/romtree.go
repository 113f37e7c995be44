package luabind

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// romTree is a tree of files in memory. It is never changed once it is loaded,
// so any number of computers can read it.
type romTree map[string]*romNode

// romNode is a file or directory of a romTree, and its own fs.FileInfo and
// fs.DirEntry.
type romNode struct {
	name    string
	data    string
	dir     bool
	entries []fs.DirEntry // of a directory, sorted by name
}

var (
	_ fs.StatFS    = romTree(nil)
	_ fs.ReadDirFS = romTree(nil)
)

// loadTree reads all regular files of files. Links and the like are left out.
func loadTree(files fs.FS) (romTree, error) {
	t := romTree{}
	bytes := 0
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		node := &romNode{name: path.Base(name), dir: entry.IsDir()}
		if !node.dir {
			if !entry.Type().IsRegular() {
				return nil
			}
			data, err := readLimited(files, name)
			if err != nil {
				return err
			}
			node.data = string(data)
		}
		if bytes += len(node.data); bytes > maxROMBytes || len(t) >= maxROMFiles {
			return fmt.Errorf("the rom directory is too large: more than %d bytes or %d files", maxROMBytes, maxROMFiles)
		}
		t.add(name, node)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// add puts a node whose directory is in the tree into it, in sorted order.
func (t romTree) add(name string, node *romNode) {
	t[name] = node
	if parent := t[path.Dir(name)]; parent != nil && name != "." {
		i, _ := slices.BinarySearchFunc(parent.entries, node.name, func(e fs.DirEntry, name string) int {
			return strings.Compare(e.Name(), name)
		})
		parent.entries = slices.Insert(parent.entries, i, fs.DirEntry(node))
	}
}

// with returns t with the files of others laid over it. What t has already stays:
// somebody who put a file into a ROM wanted it there.
func (t romTree) with(others ...fs.FS) (romTree, error) {
	merged := make(romTree, len(t))
	for name, node := range t {
		copied := *node
		copied.entries = nil
		merged[name] = &copied
	}
	for name := range t {
		if name != "." {
			merged.add(name, merged[name])
		}
	}
	for _, other := range others {
		tree, err := loadTree(other)
		if err != nil {
			return nil, err
		}
		for _, name := range slices.Sorted(maps.Keys(tree)) { // directories before what is in them
			if merged[name] == nil {
				node := tree[name]
				node.entries = nil
				merged.add(name, node)
			}
		}
	}
	return merged, nil
}

func (t romTree) find(op, name string) (*romNode, error) {
	if node := t[name]; node != nil && fs.ValidPath(name) {
		return node, nil
	}
	return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// Open implements fs.FS.
func (t romTree) Open(name string) (fs.File, error) {
	node, err := t.find("open", name)
	if err != nil {
		return nil, err
	}
	return &romFile{romNode: node, Reader: strings.NewReader(node.data)}, nil
}

// Text implements drive.Text.
func (f *romFile) Text() string { return f.data }

// Stat implements fs.StatFS.
func (t romTree) Stat(name string) (fs.FileInfo, error) { return t.find("stat", name) }

// ReadDir implements fs.ReadDirFS.
func (t romTree) ReadDir(name string) ([]fs.DirEntry, error) {
	node, err := t.find("readdir", name)
	if err != nil {
		return nil, err
	}
	return slices.Clone(node.entries), nil
}

func (n *romNode) Name() string               { return n.name }
func (n *romNode) Size() int64                { return int64(len(n.data)) }
func (n *romNode) IsDir() bool                { return n.dir }
func (n *romNode) ModTime() time.Time         { return time.Time{} }
func (n *romNode) Sys() any                   { return nil }
func (n *romNode) Type() fs.FileMode          { return n.Mode().Type() }
func (n *romNode) Info() (fs.FileInfo, error) { return n, nil }

func (n *romNode) Mode() fs.FileMode {
	if n.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

// romFile is an open file or directory. It also is an io.ReaderAt.
type romFile struct {
	*romNode
	*strings.Reader
	read int // entries that ReadDir has given
}

var _ fs.ReadDirFile = (*romFile)(nil)

func (f *romFile) Size() int64                { return f.romNode.Size() }
func (f *romFile) Stat() (fs.FileInfo, error) { return f.romNode, nil }
func (f *romFile) Close() error               { return nil }

// ReadDir implements fs.ReadDirFile.
func (f *romFile) ReadDir(n int) ([]fs.DirEntry, error) {
	rest := f.entries[f.read:]
	if n > 0 {
		if len(rest) == 0 {
			return nil, io.EOF
		}
		rest = rest[:min(n, len(rest))]
	}
	f.read += len(rest)
	return slices.Clone(rest), nil
}
