package finger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Directory knows entities. It serves many at once.
type Directory interface {
	// Look returns what is known about an entity or the resource that a path below
	// it names. It fails with ErrNotFound or ErrPrivate, or because it is broken.
	Look(ctx context.Context, entity Entity, path []string) (Document, error)
	// List returns the public entities of a kind in order. The caller does not change
	// the list.
	List(ctx context.Context, kind Kind) ([]Entity, error)
}

// maxDocument is the longest document in bytes.
const maxDocument = 1 << 20

// Files is a Directory of files: user/alice.md is user:alice, and
// user/alice/projects/ccnet.md is user:alice/projects/ccnet. A document whose front
// matter has "private: true" is private, with everything below it. Names that begin
// with a period do not exist.
//
// To list a kind takes reading all its files. So this is done for one request at a time,
// and a list is good for some seconds.
func Files(root fs.FS) Directory { return files{root, new(lists)} }

type files struct {
	root  fs.FS
	lists *lists
}

// listTime is how long a list is good.
const listTime = 5 * time.Second

// lists are the lists of entities that were made lately.
type lists struct {
	mu sync.Mutex
	by map[Kind]*list
}

// list is the list of a kind.
type list struct {
	making   chan struct{} // holds one value while somebody makes it
	entities []Entity
	made     time.Time
}

// of returns the list of a kind.
func (l *lists) of(kind Kind) *list {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil {
		l.by = map[Kind]*list{}
	}
	if l.by[kind] == nil {
		l.by[kind] = &list{making: make(chan struct{}, 1)}
	}
	return l.by[kind]
}

// read returns the document in a file, private or not.
func (f files) read(name string) (Document, error) {
	if !fs.ValidPath(name) || strings.Contains("/"+name, "/.") {
		return Document{}, ErrNotFound
	}
	info, err := fs.Stat(f.root, name) // before it is opened, which for a pipe may take for ever
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid):
		return Document{}, ErrNotFound
	case errors.Is(err, fs.ErrPermission):
		return Document{}, ErrPrivate
	case err != nil:
		return Document{}, fmt.Errorf("look for a document: %w", err)
	case !info.Mode().IsRegular():
		return Document{}, ErrNotFound
	}
	file, err := f.root.Open(name)
	if err != nil {
		return Document{}, fmt.Errorf("open a document: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxDocument+1))
	switch {
	case err != nil:
		return Document{}, fmt.Errorf("read a document: %w", err)
	case len(data) > maxDocument:
		return Document{}, fmt.Errorf("%s is longer than %d bytes", name, maxDocument)
	case !utf8.Valid(data):
		return Document{}, fmt.Errorf("%s is not UTF-8", name)
	}
	doc, err := ParseDocument(string(data))
	if err != nil {
		return Document{}, fmt.Errorf("%s: %w", name, err)
	}
	return doc, nil
}

func (f files) Look(_ context.Context, entity Entity, below []string) (Document, error) {
	name := path.Join(string(entity.Kind), entity.Name)
	doc, err := f.read(name + ".md")
	for _, segment := range below {
		// Something below may be there although the entity itself says nothing.
		if err != nil && !errors.Is(err, ErrNotFound) || doc.Private() {
			break
		}
		name = path.Join(name, segment)
		doc, err = f.read(name + ".md")
	}
	switch {
	case err != nil:
		return Document{}, err
	case doc.Private():
		return Document{}, ErrPrivate
	}
	return doc, nil
}

func (f files) List(ctx context.Context, kind Kind) ([]Entity, error) {
	if !slices.Contains(Kinds(), kind) {
		return nil, nil
	}
	l := f.lists.of(kind)
	select {
	case l.making <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-l.making }()
	if !l.made.IsZero() && time.Since(l.made) < listTime {
		return l.entities, nil
	}
	entities, err := f.list(ctx, kind)
	if err != nil {
		return nil, err
	}
	l.entities, l.made = entities, time.Now()
	return entities, nil
}

// list reads the files of a kind.
func (f files) list(ctx context.Context, kind Kind) ([]Entity, error) {
	entries, err := fs.ReadDir(f.root, string(kind))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("list %s: %w", kind, err)
	}
	var found []Entity
	for _, entry := range entries {
		name, isDocument := strings.CutSuffix(entry.Name(), ".md")
		if !isDocument || !entry.Type().IsRegular() || !validName(name) || !utf8.ValidString(name) {
			continue
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		entity := Entity{Kind: kind, Name: name}
		if _, err := f.Look(ctx, entity, nil); err == nil {
			found = append(found, entity)
		}
	}
	return found, nil
}
