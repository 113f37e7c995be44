package compile

import (
	"strconv"

	"ccnet/luavm/code"
)

// tokenKind is a byte for tokens of one character, or one of the below.
type tokenKind int

const (
	tokAnd tokenKind = iota + 257
	tokBreak
	tokDo
	tokElse
	tokElseif
	tokEnd
	tokFalse
	tokFor
	tokFunction
	tokIf
	tokIn
	tokLocal
	tokNil
	tokNot
	tokOr
	tokRepeat
	tokReturn
	tokThen
	tokTrue
	tokUntil
	tokWhile
	tokConcat
	tokDots
	tokEq
	tokGe
	tokLe
	tokNe
	tokDoubleColon
	tokEOF
	tokNumber
	tokName
	tokString
)

var tokenNames = [...]string{
	"and", "break", "do", "else", "elseif", "end", "false", "for", "function",
	"if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true",
	"until", "while", "..", "...", "==", ">=", "<=", "~=", "::",
	"<eof>", "<number>", "<name>", "<string>",
}

// String is the token as messages show it, quoted if it stands for itself.
func (k tokenKind) String() string {
	switch {
	case k >= tokEOF:
		return tokenNames[k-tokAnd]
	case k >= tokAnd:
		return "'" + tokenNames[k-tokAnd] + "'"
	case k >= ' ' && k <= '~':
		return "'" + string(rune(k)) + "'"
	}
	return `<\` + strconv.Itoa(int(k)) + ">'" // the stray quote is the game's
}

// keyword is the token that a word stands for; goto is an ordinary name.
func keyword(word string) tokenKind {
	switch word {
	case "and":
		return tokAnd
	case "break":
		return tokBreak
	case "do":
		return tokDo
	case "else":
		return tokElse
	case "elseif":
		return tokElseif
	case "end":
		return tokEnd
	case "false":
		return tokFalse
	case "for":
		return tokFor
	case "function":
		return tokFunction
	case "if":
		return tokIf
	case "in":
		return tokIn
	case "local":
		return tokLocal
	case "nil":
		return tokNil
	case "not":
		return tokNot
	case "or":
		return tokOr
	case "repeat":
		return tokRepeat
	case "return":
		return tokReturn
	case "then":
		return tokThen
	case "true":
		return tokTrue
	case "until":
		return tokUntil
	case "while":
		return tokWhile
	}
	return tokName
}

// token is one word of the source.
type token struct {
	kind       tokenKind
	name       *symbol // tokName
	str        string  // tokString
	num        float64 // tokNumber
	pos        code.Pos
	start, end int // offsets in the source
}

// symbol is a name of a chunk and what it means where the parser stands.
type symbol struct {
	name    string
	kind    tokenKind
	binding *variable // innermost visible variable
	label   *label    // innermost visible label
	pending *gotoStat // last goto that waits for such a label
}
