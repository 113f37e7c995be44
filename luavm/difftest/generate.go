// Package difftest writes random Lua programs, so that the engine can be held
// against another one.
//
// In the Portable dialect every correct Lua 5.2 agrees on the outcome. The
// programs stay away from what implementations may do differently: the order of
// pairs, texts of errors that the machine raises, numbers beyond 2^53, negative
// zero, and yields out of sort and gsub callbacks. In the Game dialect they show
// texts of errors and all digits, and only the game's own engine agrees. A program
// that comes upon a limit of depth, which differs, prints DEPTH.
package difftest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Dialect says which engines a program is for.
type Dialect int

// The dialects.
const (
	Portable Dialect = iota // every Lua 5.2
	Game                    // the game's engine
)

// Generate returns a program; the same seed gives the same program. It prints
// one line per observation and always ends.
func Generate(seed uint64, dialect Dialect) string {
	g := &generator{out: &strings.Builder{}, rng: rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)), dialect: dialect}
	g.out.WriteString(preludes[dialect])
	g.push()
	g.declare(number)
	g.declare(text)
	g.declare(table)
	g.block(4 + g.rng.IntN(8))
	g.observe()
	g.pop()
	return g.out.String()
}

// preludes are the first lines of programs by dialect.
var preludes = [...]string{
	Portable: strings.NewReplacer("NUMBER", `
    if v ~= v then return "nan" end
    if v == 0 then return "0" end
    if v > 1e14 or v < -1e14 then return v > 0 and "big" or "-big" end
    return string.format("%.13g", v)`, "FAILURE", `"failed"`, "ARGUMENTS", "narrow(...)").Replace(signs + narrow + prelude),
	Game: strings.NewReplacer("NUMBER", "return tostring(v)", "FAILURE", "r[2]", "ARGUMENTS", "...").Replace(prelude),
}

// signs hides that the game's numbers may have two signs.
const signs = `local tonumber = function(v, ...)
  if type(v) == "string" and v:find("^%s*[-+][-+]") then return nil end
  return tonumber(v, ...)
end
`

// narrow hides from library functions what texts are only in the game: numbers of two
// signs, and positions of more than 32 bits, of which it takes those.
const narrow = `local function narrow(...)
  local args = table.pack(...)
  for i = 1, args.n do
    if type(args[i]) == "string" then
      local n = tonumber(args[i])
      if args[i]:find("^%s*[-+][-+]") or n and (n >= 2^31 or n < -2^31) then args[i] = "hidden" end
    end
  end
  return table.unpack(args, 1, args.n)
end
`

// prelude gives programs their fuel, which bounds every loop and recursion, and
// out, which shows any value without its address.
const prelude = `local fuel = 1500
local function burn() fuel = fuel - 1; return fuel > 0 end
local show
function show(v)
  local t = type(v)
  if t == "number" then NUMBER
  elseif t == "string" then return "'" .. v .. "'"
  elseif t == "table" then
    local parts = {}
    for i = 1, 3 do local e = rawget(v, i) parts[i] = type(e) == "table" and "T" or type(e) == "function" and "F" or type(e) == "number" and show(e) or tostring(e) end
    return "{" .. table.concat(parts, ",") .. "}"
  elseif t == "nil" or t == "boolean" then return tostring(v)
  end
  return t
end
local function num(v) if type(v) ~= "number" or v ~= v or v > 1e9 or v < -1e9 then return 7 end return v - v % 0.25 + 0 end
local function str(v) if v == 0 then return "0" end v = tostring(type(v) == "table" and "T" or type(v) == "function" and "F" or v) if type(v) ~= "string" then return "x" end return #v > 60 and v:sub(1, 60) or v end
local function out(...)
  local n = select("#", ...)
  local parts = {}
  for i = 1, n do parts[i] = show((select(i, ...))) end
  io.write(n, ": ", table.concat(parts, " "), "\n")
end
local function list(...)
  local parts = {}
  for i = 1, select("#", ...) do parts[i] = show((select(i, ...))) end
  return table.concat(parts, " ")
end
local function each(...)
  local parts = {}
  for a, b in ... do parts[#parts + 1] = list(a, b) if not burn() then break end end
  return table.concat(parts, ";")
end
local function try(f, ...)
  local r = table.pack(pcall(f, ARGUMENTS))
  if not r[1] and type(r[2]) == "string" then
    if r[2]:find("overflow", 1, true) then io.write("DEPTH\n") end
    r[2] = FAILURE
  end
  return table.unpack(r, 1, r.n)
end
local meta = {}
meta.__add = function(a, b) return num(type(a) == "table" and rawget(a, 1) or a) + num(type(b) == "table" and rawget(b, 1) or b) end
meta.__sub = function(a, b) return num(type(a) == "table" and rawget(a, 1) or a) - 1 end
meta.__mul = function(a, b) return setmetatable({ 3 }, meta) end
meta.__unm = function(a) return num(rawget(a, 1)) end
meta.__concat = function(a, b) return (type(a) == "table" and "L" or str(a)) .. (type(b) == "table" and "R" or str(b)) end
meta.__len = function(a) return 11 end
meta.__eq = function(a, b) return num(rawget(a, 1)) == num(rawget(b, 1)) end
meta.__lt = function(a, b) return num(rawget(a, 1)) < num(rawget(b, 1)) end
meta.__le = function(a, b) return num(rawget(a, 1)) <= num(rawget(b, 1)) end
meta.__call = function(self, ...) return select("#", ...), ... end
meta.__index = function(t, k) return type(k) == "string" and k .. "!" or nil end
meta.__newindex = function(t, k, v) rawset(t, k, v) rawset(t, "set", (num(rawget(t, "set") or 0)) + 1) end
local function object(v) return setmetatable({ v }, meta) end
`

type kind int

const (
	number kind = iota
	text
	table
	boolean
	function
	kinds
)

var prefix = [kinds]string{"n", "s", "t", "b", "f"}

type variable struct {
	name string
	kind kind
}

type generator struct {
	rng     *rand.Rand
	dialect Dialect
	out     *strings.Builder
	indent  int
	scopes  [][]variable
	names   int
	labels  int
	loops   int // enclosing loops of this function
	depth   int // nesting of statements
	vararg  bool
	exprs   int // nesting of the expression at hand
}

func (g *generator) line(format string, args ...any) {
	g.out.WriteString(strings.Repeat("  ", g.indent))
	fmt.Fprintf(g.out, format, args...)
	g.out.WriteByte('\n')
}

func (g *generator) push() { g.scopes = append(g.scopes, nil) }
func (g *generator) pop()  { g.scopes = g.scopes[:len(g.scopes)-1] }

func (g *generator) bind(k kind) string {
	g.names++
	name := fmt.Sprintf("%s%d", prefix[k], g.names)
	top := len(g.scopes) - 1
	g.scopes[top] = append(g.scopes[top], variable{name, k})
	return name
}

// pick returns a visible variable of kind k, or "".
func (g *generator) pick(k kind) string {
	var found []string
	for _, s := range g.scopes {
		for _, v := range s {
			if v.kind == k {
				found = append(found, v.name)
			}
		}
	}
	if len(found) == 0 {
		return ""
	}
	// The latest ones are the interesting ones: captures, shadows, loop variables.
	if n := len(found); n > 4 && g.rng.IntN(3) > 0 {
		found = found[n-4:]
	}
	return found[g.rng.IntN(len(found))]
}

func (g *generator) anyKind() kind { return kind(g.rng.IntN(int(kinds))) }

func (g *generator) declare(k kind) {
	e := g.expr(k)
	g.line("local %s = %s", g.bind(k), e)
}

// observe prints some of what is visible.
func (g *generator) observe() {
	var items []string
	for i := 0; i < 1+g.rng.IntN(4); i++ {
		items = append(items, g.expr(g.anyKind()))
	}
	g.line("out(%s)", strings.Join(items, ", "))
}

func (g *generator) block(n int) {
	g.depth++
	for i := 0; i < n; i++ {
		g.statement()
	}
	g.depth--
}

func (g *generator) body(n int) {
	g.indent++
	g.push()
	g.block(n)
	g.pop()
	g.indent--
}

func (g *generator) oneOf(choices ...string) string { return choices[g.rng.IntN(len(choices))] }

// only returns what is written in a dialect, and otherwise what is elsewhere.
func (g *generator) only(d Dialect, there, elsewhere string) string {
	if g.dialect == d {
		return there
	}
	return elsewhere
}
