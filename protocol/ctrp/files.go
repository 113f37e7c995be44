package ctrp

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	filePageLines = 1000
	maxFile       = 8 << 20 // bytes
	maxReading    = 8       // files that are read at one time, for each may take as much memory
)

// Files answers GET PATH with a file of text and LIST [PATH] with the names in a
// directory, those of directories with a slash behind them, and HELP. Paths are
// percent-encoded, separated by slashes, and relative to the root. More than 1000
// lines come in pages, as "?page=2" behind the path asks for. Files above 8 MiB or
// with other things than text are answered 42, and names that begin with a period
// do not exist.
func Files(root fs.FS) Handler {
	f := files{root, make(chan struct{}, maxReading)}
	return Commands{"GET": f.get, "LIST": f.list, "HELP": f.help}
}

type files struct {
	root    fs.FS
	reading chan struct{} // holds a value for each file that is being read
}

func (f files) help(_ context.Context, req Request) Response {
	return Text("GET PATH[?page=N]\nLIST [PATH][?page=N]\nHELP\n")
}

// path reads the arguments: a path in the file system and a page.
func (f files) path(arguments string) (path string, page int, ok bool) {
	raw, query, _ := strings.Cut(arguments, "?")
	path, err := url.PathUnescape(raw)
	if err != nil {
		return "", 0, false
	}
	page, err = PageNumber(query)
	if err != nil {
		return "", 0, false
	}
	path = strings.Trim(path, "/")
	if path == "" {
		path = "."
	}
	return path, page, fs.ValidPath(path) && utf8.ValidString(path)
}

// PageNumber returns the page that a query like "a=b&page=2" asks for, 1 if none.
func PageNumber(query string) (int, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return 0, badRequest("the query is not well-formed")
	}
	text := values.Get("page")
	if text == "" {
		return 1, nil
	}
	page, err := strconv.Atoi(text)
	if err != nil && !errors.Is(err, strconv.ErrRange) || page < 1 { // beyond all numbers, it is the largest
		return 0, badRequest("pages are counted from 1")
	}
	return page, nil
}

func hidden(path string) bool {
	return path != "." && slices.ContainsFunc(strings.Split(path, "/"), func(name string) bool { return strings.HasPrefix(name, ".") })
}

// failed answers for a path that could not be looked up. To clients, a path that the
// file system cannot follow (a link out of the root, a name too long) leads nowhere.
func failed(err error) Response {
	if errors.Is(err, fs.ErrPermission) {
		return Response{Status: Forbidden}
	}
	return Response{Status: NotFound}
}

func (f files) get(ctx context.Context, req Request) Response {
	path, page, ok := f.path(req.Arguments)
	switch {
	case !ok:
		return Response{Status: BadRequest}
	case hidden(path):
		return Response{Status: NotFound}
	}
	info, err := fs.Stat(f.root, path) // before it is opened, which for a pipe may take for ever
	if err != nil {
		return failed(err)
	}
	switch {
	case !info.Mode().IsRegular():
		return Response{Status: NotFound}
	case info.Size() > maxFile:
		return Response{Status: Forbidden}
	}
	select {
	case f.reading <- struct{}{}:
		defer func() { <-f.reading }()
	case <-ctx.Done():
		return Response{Status: ServiceUnavailable}
	}
	file, err := f.root.Open(path)
	if err != nil {
		return failed(err)
	}
	defer file.Close()
	var data strings.Builder
	data.Grow(int(info.Size()))
	if _, err := io.Copy(&data, io.LimitReader(file, maxFile+1)); err != nil {
		return Response{Status: Error}
	}
	text := data.String()
	if len(text) > maxFile || !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
		return Response{Status: Forbidden}
	}
	return Page(text, filePageLines, page)
}

func (f files) list(_ context.Context, req Request) Response {
	path, page, ok := f.path(req.Arguments)
	switch {
	case !ok:
		return Response{Status: BadRequest}
	case hidden(path):
		return Response{Status: NotFound}
	}
	info, err := fs.Stat(f.root, path) // before it is opened, as in get
	if err != nil {
		return failed(err)
	}
	if !info.IsDir() {
		return Response{Status: NotFound}
	}
	entries, err := fs.ReadDir(f.root, path)
	if errors.Is(err, fs.ErrPermission) {
		return Response{Status: Forbidden}
	} else if err != nil {
		return Response{Status: Error}
	}
	var b strings.Builder
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case hidden(name) || !utf8.ValidString(name) || strings.ContainsAny(name, "\r\n"):
		case entry.IsDir():
			b.WriteString(name + "/\n")
		case entry.Type().IsRegular():
			b.WriteString(name + "\n")
		}
	}
	return Page(b.String(), filePageLines, page)
}
