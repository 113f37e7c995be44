package drive

import "slices"

// Overlay is a read-only drive of several layers: of each file the uppermost
// shows, and directories show what is in all of them.
type Overlay struct{ layers []Drive }

var _ Drive = Overlay{}

// NewOverlay lays drives over each other, the uppermost first. They must be
// safe for use from several goroutines if the overlay is to be.
func NewOverlay(layers ...Drive) Overlay { return Overlay{slices.Clone(layers)} }

// holder returns the uppermost layer that has path. A file hides what lower
// layers have below its path.
func (o Overlay) holder(path string) (Drive, Info, error) {
	for _, d := range o.layers {
		info, err := d.Stat(path)
		if err == nil {
			return d, info, nil
		}
		if o.hides(d, path) {
			break
		}
	}
	if path == "" {
		return nil, Info{Dir: true}, nil
	}
	return nil, Info{}, fail(path, NoSuchFile)
}

// hides tells whether layer d has a file where path has a directory.
func (o Overlay) hides(d Drive, path string) bool {
	for path != "" {
		path, _ = split(path)
		if info, err := d.Stat(path); err == nil {
			return !info.Dir
		}
	}
	return false
}

func (o Overlay) Stat(path string) (Info, error) {
	_, info, err := o.holder(path)
	return info, err
}

func (o Overlay) List(path string) ([]string, error) {
	_, info, err := o.holder(path)
	if err != nil {
		return nil, err
	}
	if !info.Dir {
		return nil, fail(path, NotADirectory)
	}
	var names []string
	for _, d := range o.layers {
		if info, err := d.Stat(path); err != nil || !info.Dir {
			if err == nil || o.hides(d, path) {
				break // a file, which hides the directories below it
			}
			continue
		}
		more, err := d.List(path)
		if err != nil {
			return nil, err
		}
		names = append(names, more...)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

func (o Overlay) Open(path string, flags Flags) (File, error) {
	if flags != 0 {
		return nil, fail(path, AccessDenied)
	}
	d, info, err := o.holder(path)
	switch {
	case err != nil:
		return nil, err
	case info.Dir:
		return nil, fail(path, NotAFile)
	}
	return d.Open(path, 0)
}

func (o Overlay) MakeDir(path string) error   { return fail(path, AccessDenied) }
func (o Overlay) Remove(path string) error    { return fail(path, AccessDenied) }
func (o Overlay) Rename(from, _ string) error { return fail(from, AccessDenied) }
func (o Overlay) ReadOnly() bool              { return true }
func (o Overlay) Capacity() int64             { return Unlimited }
func (o Overlay) Free() int64                 { return 0 }
