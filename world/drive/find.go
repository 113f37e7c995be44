package drive

import "strings"

// Find returns the paths that fit a pattern: "*" stands for any characters of a
// name, "?" for any one. Directories are gone through in the order of List. A
// pattern without either is a path, found if it exists.
func (fs *FileSystem) Find(pattern string) ([]string, error) {
	pattern = NormalisePattern(pattern)
	if above(pattern) {
		return nil, fail(pattern, InvalidPath)
	}
	if !hasWildcard(pattern) {
		if fs.Exists(pattern) {
			return []string{pattern}, nil
		}
		return nil, nil
	}
	return fs.find(nil, "", strings.Split(pattern, "/")), nil
}

// find appends the paths below dir that fit the parts of a pattern.
func (fs *FileSystem) find(found []string, dir string, parts []string) []string {
	if len(parts) == 0 {
		if fs.Exists(dir) {
			found = append(found, dir)
		}
		return found
	}
	part, rest := parts[0], parts[1:]
	if !hasWildcard(part) {
		return fs.find(found, Combine(dir, part), rest)
	}
	names, err := fs.List(dir)
	if err != nil {
		return found
	}
	for _, name := range names {
		if match(part, name) {
			found = fs.find(found, Combine(dir, name), rest)
		}
	}
	return found
}
