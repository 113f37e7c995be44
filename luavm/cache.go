package luavm

import (
	"container/list"
	"strings"
	"sync"

	"ccnet/luavm/compile"
)

// Cache keeps compiled chunks by source and name, and one copy of each string
// constant, so that equal constants of all programs of a process are the same
// bytes. It is safe for concurrent use.
type Cache struct {
	mu      sync.Mutex
	max     int // bytes of source and code
	size    int
	entries map[cacheKey]*list.Element
	recent  *list.List // of *cacheEntry, the last used in front

	stringsMu sync.Mutex
	strings   map[string]konst
}

type cacheKey struct{ source, chunk string }

type cacheEntry struct {
	key   cacheKey
	proto *Prototype
	err   error
	cost  int // bytes, about
}

// maxInterned is how many constants are kept as one copy. Beyond it equal
// constants may be different bytes, which costs speed alone.
const maxInterned = 1 << 16

// NewCache returns a cache that keeps chunks of at most maxBytes, source and code
// together; 0 keeps none.
func NewCache(maxBytes int) *Cache {
	return &Cache{max: maxBytes, entries: map[cacheKey]*list.Element{}, recent: list.New(), strings: map[string]konst{}}
}

// Compile returns the compiled form of source. The error is the compiler's.
func (c *Cache) Compile(source, chunk string) (*Prototype, error) {
	key := cacheKey{source, chunk}
	c.mu.Lock()
	if e := c.entries[key]; e != nil {
		c.recent.MoveToFront(e)
		c.mu.Unlock()
		ce := e.Value.(*cacheEntry)
		return ce.proto, ce.err
	}
	c.mu.Unlock()
	src, err := compile.Compile(source, chunk)
	ce := &cacheEntry{key: cacheKey{strings.Clone(source), strings.Clone(chunk)}, err: err}
	if err == nil {
		ce.proto, ce.err = c.Prototype(src)
	}
	ce.cost = len(source) + 256
	if ce.err == nil {
		ce.cost += int(ce.proto.size())
	}
	if ce.cost > c.max/4 {
		return ce.proto, ce.err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries[key] == nil {
		c.entries[ce.key] = c.recent.PushFront(ce)
		for c.size += ce.cost; c.size > c.max; {
			old := c.recent.Remove(c.recent.Back()).(*cacheEntry)
			delete(c.entries, old.key)
			c.size -= old.cost
		}
	}
	return ce.proto, ce.err
}

// constant returns s as a constant.
func (c *Cache) constant(s string) konst {
	c.stringsMu.Lock()
	defer c.stringsMu.Unlock()
	k, ok := c.strings[s]
	if !ok {
		s = strings.Clone(s)
		k = konst{v: String(s), hash: hashString(s)}
		if len(c.strings) < maxInterned && len(s) <= 64 {
			c.strings[s] = k
		}
	}
	return k
}

// Intern returns s as a value that is the same bytes as the constants s of all
// chunks of the cache. Keys of long-lived tables are looked up faster so.
func (s *State) Intern(str string) Value { return s.cache.constant(str).v }
