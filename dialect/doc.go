// Package dialect is what every engine of a computer agrees on, apart from running
// programs: how the game's Lua reads and writes numbers, what the directives of
// string.format write, how characters are written in UTF-8, and its random numbers.
package dialect
