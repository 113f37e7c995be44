package gopher

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/parse"

	"ccnet/dialect"
)

// protoCache keeps compiled programs, which are never changed, by their source. When
// it is full it starts anew.
type protoCache struct {
	mu     sync.Mutex
	protos map[protoKey]*lua.FunctionProto
	bytes  int
	limit  int
}

type protoKey struct{ source, chunk string }

func (c *protoCache) get(key protoKey) *lua.FunctionProto {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.protos[key]
}

func (c *protoCache) put(key protoKey, p *lua.FunctionProto) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.protos == nil || c.bytes+len(key.source) > c.limit {
		c.protos, c.bytes = map[protoKey]*lua.FunctionProto{}, 0
	}
	if len(key.source) <= c.limit && c.protos[key] == nil {
		c.protos[key] = p
		c.bytes += len(key.source)
	}
}

// compile makes a function of source, called chunk in messages ("@bios.lua"), whose
// globals are env.
func (e *engine) compile(source, chunk string, env *lua.LTable) (*lua.LFunction, error) {
	key := protoKey{source, chunk}
	proto := e.protos.get(key)
	if proto == nil {
		var err error
		if proto, err = compileProto(source, shortSource(chunk)); err != nil {
			return nil, err
		}
		e.protos.put(key, proto)
	}
	fn := e.mother.NewFunctionFromProto(proto)
	fn.Env = env
	return fn, nil
}

func compileProto(source, name string) (proto *lua.FunctionProto, err error) {
	defer func() {
		if r := recover(); r != nil { // the compiler gives up on some things so
			err = fmt.Errorf("%s:1: %v", name, r)
		}
	}()
	if strings.HasPrefix(source, "\x1b") {
		return nil, errors.New("attempt to load a binary chunk")
	}
	source, line := portable(source)
	if line > 0 {
		return nil, fmt.Errorf("%s:%d: chunk has too many syntax levels", name, line)
	}
	statements, err := parse.Parse(strings.NewReader(source), name)
	if err != nil {
		return nil, syntaxError(err, source, name)
	}
	proto, err = lua.Compile(statements, name)
	if err != nil {
		return nil, syntaxError(err, source, name)
	}
	return proto, nil
}

// syntaxError is err with the position where the game has it.
func syntaxError(err error, source, name string) error {
	var pe *parse.Error
	var ce *lua.CompileError
	switch {
	case errors.As(err, &pe) && pe.Pos.Line < 0:
		return fmt.Errorf("%s:%d: %s near <eof>", name, strings.Count(source, "\n")+1, pe.Message)
	case errors.As(err, &pe):
		return fmt.Errorf("%s:%d: %s near '%s'", name, pe.Pos.Line, pe.Message, pe.Token)
	case errors.As(err, &ce):
		return fmt.Errorf("%s:%d: %s", name, ce.Line, ce.Message)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// shortSource is a chunk's name as messages show it.
func shortSource(chunk string) string {
	const limit = 59 // of C's Lua, which the game follows
	switch {
	case strings.HasPrefix(chunk, "="):
		return chunk[1:min(len(chunk), limit+1)]
	case strings.HasPrefix(chunk, "@"):
		if name := chunk[1:]; len(name) <= limit {
			return name
		}
		return "..." + chunk[len(chunk)-limit+3:]
	}
	text, _, more := strings.Cut(chunk, "\n")
	if room := limit - len(`[string "..."]`); len(text) > room {
		text, more = text[:room], true
	}
	if more {
		text += "..."
	}
	return `[string "` + text + `"]`
}

// maxBrackets is how deep brackets may be nested in a source. The parser does not
// mind, but the compiler calls itself for each.
const maxBrackets = 200

// portable writes the escapes of strings that Lua 5.1 does not have, \xXX, \z and
// \u{XXX}, in its own. Lines stay where they are, except within \z. If brackets are
// nested too deep it returns the line where.
func portable(source string) (text string, line int) {
	var out strings.Builder
	done := 0 // source[:done] is in out
	depth := 0
	for i := 0; i < len(source); {
		switch b := source[i]; b {
		case '-':
			if !strings.HasPrefix(source[i:], "--") {
				i++
				continue
			}
			i += 2
			if end := longBracket(source, i); end > 0 {
				i = end
			} else if n := strings.IndexByte(source[i:], '\n'); n >= 0 {
				i += n
			} else {
				i = len(source)
			}
		case '[', '(', '{':
			if end := longBracket(source, i); end > 0 {
				i = end
				continue
			}
			if depth++; depth > maxBrackets {
				return "", strings.Count(source[:i], "\n") + 1
			}
			i++
		case ']', ')', '}':
			depth--
			i++
		case '"', '\'':
			lines := 0 // taken out by \z
			for i++; i < len(source) && source[i] != b && source[i] != '\n'; i++ {
				if source[i] != '\\' || i+1 == len(source) {
					continue
				}
				if with, n := escape(source[i:]); n > 0 {
					out.WriteString(source[done:i])
					out.WriteString(with)
					lines += strings.Count(source[i:i+n], "\n")
					done = i + n
					i = done - 1
					continue
				}
				i++
			}
			i = min(i+1, len(source))
			if lines > 0 && done < i {
				out.WriteString(source[done:i])
				done = i
				out.WriteString(strings.Repeat("\n", lines))
			}
		default:
			i++
		}
	}
	if done == 0 {
		return source, 0
	}
	out.WriteString(source[done:])
	return out.String(), 0
}

// longBracket returns the index behind the long string that begins at i, or 0.
func longBracket(source string, i int) int {
	if i >= len(source) || source[i] != '[' {
		return 0
	}
	n := i + 1
	for n < len(source) && source[n] == '=' {
		n++
	}
	if n == len(source) || source[n] != '[' {
		return 0
	}
	closing := "]" + source[i+1:n] + "]"
	end := strings.Index(source[n:], closing)
	if end < 0 {
		return len(source)
	}
	return n + end + len(closing)
}

// escape returns what stands in the place of the escape at the beginning of s, and
// its length, 0 if it is none that has to be replaced.
func escape(s string) (with string, n int) {
	switch s[1] {
	case 'x':
		if len(s) >= 4 {
			if b, err := strconv.ParseUint(s[2:4], 16, 8); err == nil {
				return fmt.Sprintf(`\%03d`, b), 4
			}
		}
	case 'z':
		rest := strings.TrimLeft(s[2:], " \t\r\n\f\v")
		return "", len(s) - len(rest)
	case 'u':
		end := strings.IndexByte(s, '}')
		if len(s) > 2 && s[2] == '{' && end > 3 && end <= 9 {
			if r, err := strconv.ParseUint(s[3:end], 16, 32); err == nil && r <= dialect.MaxRune {
				for _, b := range dialect.AppendRune(nil, int(r)) {
					with += fmt.Sprintf(`\%03d`, b)
				}
				return with, end + 1
			}
		}
	}
	return "", 0
}
