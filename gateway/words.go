package gateway

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ccnet/term"
	"ccnet/value"
)

// splitURL takes cttp://SERVER/path or rttp://HOST/path apart. The path begins with a
// slash. In a server's name %20 is a blank, and other characters likewise.
func splitURL(text string) (scheme, host, path string, ok bool) {
	scheme, rest, found := strings.Cut(text, "://")
	scheme = strings.ToLower(scheme)
	host, path, _ = strings.Cut(rest, "/")
	host, err := url.PathUnescape(host)
	if err != nil || !found || scheme != "cttp" && scheme != "rttp" || host == "" || strings.ContainsFunc(text, unicode.IsControl) {
		return "", "", "", false
	}
	return scheme, host, "/" + path, true
}

// maxContent is how many bytes a server of the world may answer, about.
const maxContent = 1 << 20

// contentOf is what a server of the world has sent, as text: text as it is, a table as
// textutils.serialise writes it. It is false if that is too much.
func contentOf(v value.Value) (content string, ok bool) {
	if value.Size(v) > maxContent {
		return "", false
	}
	switch v.Kind() {
	case value.KindNil:
		return "", true
	case value.KindString:
		s, _ := v.AsString()
		return unicodeOf(s), true
	}
	s, err := value.Serialise(v, value.SerialiseOptions{Compact: isDeep(v, prettyDepth)})
	if err != nil {
		s = "<" + err.Error() + ">"
	}
	return unicodeOf(s), true
}

// prettyDepth is how deep tables may be inside each other to be written with indentation,
// which takes room by the square of the depth.
const prettyDepth = 20

// isDeep tells whether tables are more than so many deep.
func isDeep(v value.Value, most int) bool {
	t := v.AsTable()
	if t == nil {
		return false
	}
	if most == 0 {
		return true
	}
	for _, e := range t.Entries() {
		if isDeep(e.Key, most-1) || isDeep(e.Value, most-1) {
			return true
		}
	}
	return false
}

// unicodeOf turns bytes of a program into text: UTF-8 stays what it is, anything else is
// taken for glyphs of the screen.
func unicodeOf(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = term.UTF8(line)
	}
	return strings.Join(lines, "\n")
}

// bytesOf turns text from outside into what programs take: the glyphs of the screen as
// far as these go.
func bytesOf(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(glyph(r))
	}
	return b.String()
}

// glyphs has the bytes of characters beyond ASCII.
var glyphs = func() map[rune]byte {
	m := make(map[rune]byte)
	for c := 255; c >= 128; c-- {
		m[term.Rune(byte(c))] = byte(c)
	}
	return m
}()

func glyph(r rune) byte {
	if r < 128 {
		return byte(r)
	}
	if c, ok := glyphs[r]; ok {
		return c
	}
	return '?'
}

// glyphLine is a line of text for the screens of the world, without control characters.
func glyphLine(s string) string {
	s = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(s)
	return bytesOf(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s))
}

// safe is text for a terminal: its control characters but line feeds and tabs are
// written as escapes, so that nothing in the world can take the terminal over.
func safe(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if !strings.ContainsFunc(s, unsafe) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unsafe(r) {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// safeLine is safe for text that must stay on one line.
func safeLine(s string) string {
	return safe(strings.NewReplacer("\r\n", " ", "\n", " ", "\t", " ").Replace(s))
}

// unsafe characters act on a terminal, or on the direction of its text.
func unsafe(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029')
}

// linesOf is lines of text, each with its end.
func linesOf(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// discovery is what a search has found.
type discovery struct {
	left           int
	servers, hosts []string
}

// text is one line for each that was found: what it is and its URL.
func (d *discovery) text() string {
	var lines []string
	add := func(kind, scheme string, names []string) {
		names = slices.Clone(names)
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			lines = append(lines, fmt.Sprintf("%s %s://%s/", kind, scheme, url.PathEscape(unicodeOf(name))))
		}
	}
	add("server", "cttp", d.servers)
	add("host", "rttp", d.hosts)
	return linesOf(lines)
}
