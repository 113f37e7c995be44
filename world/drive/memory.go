package drive

import (
	"slices"
	"strings"
)

// Memory is a drive in memory.
type Memory struct {
	root  *node
	quota quota
	clock Clock
}

var _ Drive = (*Memory)(nil)

// NewMemory returns an empty drive. Capacity is in bytes. Unlimited is for
// programs that can be trusted with the host's memory.
func NewMemory(capacity int64, clock Clock) *Memory {
	now := clock.now()
	return &Memory{
		root:  &node{children: map[string]*node{}, created: now, modified: now},
		quota: quota{capacity: capacity},
		clock: clock,
	}
}

// Limit gives a drive that was made as Unlimited a capacity, which what is there now
// may exceed.
func (m *Memory) Limit(capacity int64) { m.quota.capacity = capacity }

// LimitGrowth gives a drive a capacity that counts from what is there now.
func (m *Memory) LimitGrowth(capacity int64) { m.quota = quota{capacity: capacity} }

// node is a file, or a directory if it has children.
type node struct {
	children          map[string]*node
	data              []byte
	created, modified int64
	open              int  // how many handles there are
	removed           bool // but still open
}

func (n *node) info() Info {
	return Info{Size: int64(len(n.data)), Dir: n.children != nil, Created: n.created, Modified: n.modified}
}

// find returns the node at path, or nil.
func (m *Memory) find(path string) *node {
	if tooDeep(path) {
		return nil
	}
	n := m.root
	for path != "" && n != nil {
		var name string
		name, path, _ = strings.Cut(path, "/")
		n = n.children[name]
	}
	return n
}

func (m *Memory) Stat(path string) (Info, error) {
	n := m.find(path)
	if n == nil {
		return Info{}, fail(path, NoSuchFile)
	}
	return n.info(), nil
}

func (m *Memory) List(path string) ([]string, error) {
	n := m.find(path)
	switch {
	case n == nil:
		return nil, fail(path, NoSuchFile)
	case n.children == nil:
		return nil, fail(path, NotADirectory)
	}
	return n.names(), nil
}

func (n *node) names() []string {
	names := make([]string, 0, len(n.children))
	for name := range n.children {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (m *Memory) Open(path string, flags Flags) (File, error) {
	n := m.find(path)
	switch {
	case n != nil && n.children != nil:
		if flags&Create != 0 {
			return nil, fail(path, WriteToDir)
		}
		return nil, fail(path, NotAFile)
	case n == nil && flags&Create == 0:
		return nil, fail(path, NoSuchFile)
	case n == nil:
		dir, name := split(path)
		parent := m.find(dir)
		if parent == nil || parent.children == nil || tooDeep(path) {
			return nil, fail(path, NoSuchFile)
		}
		if !m.quota.take(MinimumCost) {
			return nil, fail(path, OutOfSpace)
		}
		n = m.add(parent, name)
	case flags&Truncate != 0:
		m.quota.give(cost(int64(len(n.data))) - MinimumCost)
		n.data = nil
		n.modified = m.clock.now()
	}
	n.open++
	return &memoryFile{drive: m, node: n}, nil
}

// add makes a file in a directory.
func (m *Memory) add(parent *node, name string) *node {
	now := m.clock.now()
	n := &node{created: now, modified: now}
	parent.children[name] = n
	parent.modified = now
	return n
}

func (m *Memory) MakeDir(path string) error {
	if tooDeep(path) {
		return m.quota.tooDeepError(path)
	}
	// What is there already?
	n, rest := m.root, path
	for rest != "" {
		name, after, _ := strings.Cut(rest, "/")
		next := n.children[name]
		if next == nil {
			break
		}
		if next.children == nil {
			if after == "" {
				return fail(path, FileExists)
			}
			return fail(path, AccessDenied)
		}
		n, rest = next, after
	}
	if rest == "" {
		return nil
	}
	if !m.quota.take(int64(strings.Count(rest, "/")+1) * MinimumCost) {
		return fail(path, OutOfSpace)
	}
	for name := range strings.SplitSeq(rest, "/") {
		n = m.add(n, name)
		n.children = map[string]*node{}
	}
	return nil
}

func (m *Memory) Remove(path string) error {
	if path == "" {
		return fail(path, AccessDenied)
	}
	n := m.find(path)
	if n == nil {
		return nil
	}
	dir, name := split(path)
	parent := m.find(dir)
	delete(parent.children, name)
	parent.modified = m.clock.now()
	m.discard(n)
	return nil
}

// discard gives back the space of a tree. Files that are still open give it back
// when they are closed, for until then they can still grow.
func (m *Memory) discard(n *node) {
	for _, child := range n.children {
		m.discard(child)
	}
	n.removed = true
	if n.open == 0 {
		m.quota.give(cost(int64(len(n.data))))
	}
}

func (m *Memory) Rename(from, to string) error {
	n := m.find(from)
	if n == nil {
		return fail(from, NoSuchFile)
	}
	if from == "" || within(from, to) {
		return fail(from, AccessDenied)
	}
	if m.find(to) != nil {
		return fail(to, FileExists)
	}
	dir, name := split(to)
	parent := m.find(dir)
	if parent == nil || parent.children == nil || tooDeep(to) {
		return fail(to, NoSuchFile)
	}
	oldDir, oldName := split(from)
	old := m.find(oldDir)
	delete(old.children, oldName)
	parent.children[name] = n
	old.modified = m.clock.now()
	parent.modified = old.modified
	return nil
}

func (m *Memory) ReadOnly() bool  { return false }
func (m *Memory) Capacity() int64 { return m.quota.capacity }
func (m *Memory) Free() int64     { return m.quota.free() }

// memoryFile is an open file of a Memory.
type memoryFile struct {
	drive  *Memory
	node   *node
	closed bool
}

func (f *memoryFile) ReadAt(p []byte, offset int64) (int, error) {
	if offset >= int64(len(f.node.data)) {
		return 0, nil
	}
	return copy(p, f.node.data[offset:]), nil
}

func (f *memoryFile) WriteAt(p []byte, offset int64) error {
	n := f.node
	size := int64(len(n.data))
	end, ok := f.drive.quota.grow(size, offset, len(p))
	if !ok {
		return OutOfSpace
	}
	if end > size {
		n.data = slices.Grow(n.data, int(end-size))[:end]
		if offset > size {
			clear(n.data[size:offset])
		}
	}
	copy(n.data[offset:], p)
	n.modified = f.drive.clock.now()
	return nil
}

func (f *memoryFile) Size() (int64, error) { return int64(len(f.node.data)), nil }
func (f *memoryFile) Flush() error         { return nil }

func (f *memoryFile) Close() error {
	if f.closed {
		return nil
	}
	f.closed = true
	f.node.open--
	if f.node.removed && f.node.open == 0 {
		f.drive.quota.give(cost(int64(len(f.node.data))))
	}
	return nil
}
