package drive

import "errors"

// Move moves a file or directory to a path that does not exist yet, and makes
// the directories above it.
func (fs *FileSystem) Move(from, to string) error {
	from, to = Normalise(from), Normalise(to)
	source, err := fs.at(from)
	if err != nil {
		return err
	}
	target, err := fs.at(to)
	if err != nil {
		return err
	}
	switch {
	case source.drive.ReadOnly() || target.drive.ReadOnly():
		return AccessDenied
	case !fs.Exists(from):
		return NoSuchFile
	case fs.Exists(to):
		return FileExists
	case within(from, to):
		return MoveInside
	}
	if source != target {
		if err := fs.Copy(from, to); err != nil {
			return err
		}
		return fs.Delete(from)
	}
	if err := source.makeParent(to); err != nil {
		return err
	}
	return at(source.location, source.drive.Rename(source.local(from), source.local(to)))
}

// makeParent makes the directory that path is to be in, if it is missing.
func (m *mount) makeParent(path string) error {
	dir, _ := split(m.local(path))
	if dir == "" {
		return nil
	}
	return at(m.location, m.drive.MakeDir(dir))
}

// Copy copies a file or directory to a path that does not exist yet, and makes
// the directories above it. When it fails, what was copied so far stays.
func (fs *FileSystem) Copy(from, to string) error {
	from, to = Normalise(from), Normalise(to)
	target, err := fs.at(to)
	if err != nil {
		return err
	}
	if target.drive.ReadOnly() {
		return fail(to, AccessDenied)
	}
	source, err := fs.at(from)
	switch {
	case err != nil:
		return err
	case !fs.Exists(from):
		return fail(from, NoSuchFile)
	case fs.Exists(to):
		return fail(to, FileExists)
	case within(from, to):
		return fail(from, CopyInside)
	}
	return fs.copyTree(source, from, target, to, 0)
}

func (fs *FileSystem) copyTree(source *mount, from string, target *mount, to string, depth int) error {
	info, err := source.drive.Stat(source.local(from))
	if err != nil {
		return nil // gone in the meantime, or a link that leads nowhere
	}
	if depth >= maxCopyDepth {
		return TooDeep
	}
	fs.copied++
	if !info.Dir {
		return copyFile(source, from, target, to)
	}
	if err := target.makeDir(to); err != nil {
		return err
	}
	names, err := source.drive.List(source.local(from))
	if err != nil {
		return at(source.location, err)
	}
	for _, name := range names {
		if err := fs.copyTree(source, join(from, name), target, join(to, name), depth+1); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(source *mount, from string, target *mount, to string) (err error) {
	in, err := source.drive.Open(source.local(from), 0)
	if err != nil {
		return at(source.location, err)
	}
	defer in.Close()
	out, err := target.openNew(to, Write|Create|Truncate)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	var buf [8192]byte
	for offset := int64(0); ; {
		n, err := in.ReadAt(buf[:], offset)
		if err != nil {
			return AccessDenied
		}
		if n == 0 {
			return nil
		}
		if err := out.WriteAt(buf[:n], offset); err != nil {
			return err
		}
		offset += int64(n)
	}
}

// openNew opens a file to write, making the directories above it if flags allow
// to make the file. Path is one of the file system.
func (m *mount) openNew(path string, flags Flags) (File, error) {
	if m.drive.ReadOnly() {
		return nil, fail(path, AccessDenied)
	}
	local := m.local(path)
	info, err := m.drive.Stat(local)
	switch {
	case err == nil && info.Dir:
		if flags&Create != 0 {
			return nil, fail(path, WriteToDir)
		}
		return nil, fail(path, NotAFile)
	case err != nil && flags&Create != 0:
		if err := m.makeParent(path); err != nil {
			return nil, err
		}
	}
	f, err := m.drive.Open(local, flags)
	return f, at(m.location, err)
}
