package drive

import (
	"bytes"
	"strings"
)

// maxPart is the longest name; longer ones are cut.
const maxPart = 255

// Normalise puts a path into the one form that everything else here expects:
// names joined by single slashes, without "." and with ".." only in front, where
// there was nothing to go up from. Backslashes are slashes. Control characters
// and "\"*:<>?|" are dropped, and so is white space around names.
func Normalise(path string) string { return normalise(path, false) }

// NormalisePattern is Normalise but keeps "*" and "?".
func NormalisePattern(path string) string { return normalise(path, true) }

func normalise(path string, wildcards bool) string {
	if isNormal(path) {
		return path
	}
	out := make([]byte, 0, len(path)) // the parts so far
	up := 0                           // the length of those that are ".."
	add := func(part []byte) {
		if len(out) > 0 {
			out = append(out, '/')
		}
		out = append(out, part...)
	}
	clean := make([]byte, 0, len(path))
	for i := range len(path) {
		switch c := path[i]; {
		case c == '\\':
			clean = append(clean, '/')
		case dropped(c, wildcards):
		default:
			clean = append(clean, c)
		}
	}
	for part := range bytes.SplitSeq(clean, []byte("/")) {
		part = bytes.Trim(part, " ")
		if len(part) >= maxPart {
			part = bytes.Trim(part[:maxPart], " ")
		}
		switch {
		case string(part) == ".." && len(out) > up:
			out = out[:max(up, bytes.LastIndexByte(out, '/'))]
		case string(part) == "..":
			add(part)
			up = len(out)
		case len(bytes.Trim(part, ".")) == 0:
			// Nothing, "." or three dots and more.
		default:
			add(part)
		}
	}
	return string(out)
}

func dropped(c byte, wildcards bool) bool {
	switch c {
	case '"', ':', '<', '>', '|':
		return true
	case '*', '?':
		return !wildcards
	}
	return c < ' '
}

// isNormal tells of the usual paths that they need no work. It may answer false
// for a path that needs none either.
func isNormal(path string) bool {
	start := 0
	for i := 0; i <= len(path); i++ {
		if i < len(path) && path[i] != '/' {
			c := path[i]
			if c == '\\' || c == '.' && i == start || dropped(c, false) {
				return false
			}
			continue
		}
		if part := path[start:i]; part == "" || len(part) >= maxPart || part[0] == ' ' || part[len(part)-1] == ' ' {
			return path == ""
		}
		start = i + 1
	}
	return true
}

// Combine joins paths and normalises the result, wildcards kept. A later part
// that begins with a slash goes below the earlier ones all the same.
func Combine(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		part = NormalisePattern(part)
		if b.Len() > 0 && part != "" {
			b.WriteByte('/')
		}
		b.WriteString(part)
	}
	return NormalisePattern(b.String())
}

// Name is the last name of a path, "root" for the root.
func Name(path string) string {
	path = NormalisePattern(path)
	if path == "" {
		return "root"
	}
	return path[strings.LastIndexByte(path, '/')+1:]
}

// Dir is a path without its last name. Above the root it goes on with "..".
func Dir(path string) string {
	path = NormalisePattern(path)
	slash := strings.LastIndexByte(path, '/')
	switch {
	case path == "":
		return ".."
	case path[slash+1:] == "..":
		return path + "/.."
	case slash < 0:
		return ""
	}
	return path[:slash]
}

// split divides a normalised path into directory and name.
func split(path string) (dir, name string) {
	slash := strings.LastIndexByte(path, '/')
	if slash < 0 {
		return "", path
	}
	return path[:slash], path[slash+1:]
}

func join(dir, name string) string {
	if dir == "" {
		return name
	}
	return dir + "/" + name
}

// above tells whether a normalised path leads above the root.
func above(path string) bool { return path == ".." || strings.HasPrefix(path, "../") }

// within tells whether path is dir or below it, both normalised. Letters count
// the same in both cases.
func within(dir, path string) bool {
	if above(path) || len(path) < len(dir) {
		return false
	}
	for i := range len(dir) {
		if lower(dir[i]) != lower(path[i]) {
			return false
		}
	}
	return dir == "" || len(path) == len(dir) || path[len(dir)] == '/'
}

// lower is the small letter for c in Latin-1.
func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' || c >= 0xC0 && c <= 0xDE && c != 0xD7 {
		return c + 0x20
	}
	return c
}

// hasWildcard tells whether a name is a pattern.
func hasWildcard(name string) bool { return strings.ContainsAny(name, "*?") }

// match tells whether a name fits a pattern, in which "*" stands for any bytes
// and "?" for any one.
func match(pattern, name string) bool {
	p, n := 0, 0
	star, resume := -1, 0 // the last "*", and where its text ends so far
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p++
			n++
		case star >= 0:
			resume++
			p, n = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
