package finger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"
)

// Directory knows entities. It serves many at once.
type Directory interface {
	// Look returns what is known about an entity or the resource that a path below
	// it names. It fails with ErrNotFound or ErrPrivate, or because it is broken.
	Look(ctx context.Context, entity Entity, path []string) (Document, error)
	// List returns the public entities of a kind in order.
	List(ctx context.Context, kind Kind) ([]Entity, error)
}

// maxDocument is the longest document in bytes.
const maxDocument = 1 << 20

// Files is a Directory of files: user/alice.md is user:alice, and
// user/alice/projects/ccnet.md is user:alice/projects/ccnet. A document whose front
// matter has "private: true" is private, with everything below it. Names that begin
// with a period do not exist.
func Files(root fs.FS) Directory { return files{root} }

type files struct{ root fs.FS }

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
	entries, err := fs.ReadDir(f.root, string(kind))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("list %s: %w", kind, err)
	}
	var list []Entity
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
			list = append(list, entity)
		}
	}
	return list, nil
}
