// Package journal is the record of a world's run: it writes what happened down,
// reads it back, shows it to people, and finds where two runs part.
//
// A journal is a text file of JSON Lines. Each line is one entry, beginning with
// its tick and its kind:
//
//	{"t":0,"kind":"world","format":1,"seed":1,"name":"ping"}
//	{"t":0,"kind":"boot","computer":1,"n":1}
//	{"t":3,"kind":"transmit","computer":1,"name":"back","channel":5,"reply":6,"n":1,"payload":{"id":7}}
//	{"t":3,"kind":"deliver","computer":2,"name":"top","from":1,"channel":5,"reply":6,"distance":4}
//	{"t":40,"kind":"end","text":"programs"}
//
// The first line is of kind world and tells the format's version, the seed, the
// world's name and, where it matters, who ran it ("by"); the last is of kind end and tells why the world ended there. A
// journal without it was cut off. The same world with the same seed and inputs
// writes the same bytes every time.
//
// # Inputs
//
// An entry of kind input that has an "n" came from outside the world while it ran, when
// n rounds of its tick were over. It tells all that came, so that the run can be
// repeated from its journal and its world file: see ReadReplay and Verifier. An input
// without "n" is of the world's own script. The end has an "n" too if somebody stopped
// the world when n rounds of the tick were over.
//
//	{"t":7,"kind":"input","computer":1,"name":"type","n":3,"text":"\"ls\\n\""}
//
// # Payloads
//
// A payload is JSON as far as JSON goes. Strings are bytes, each of which is one
// character. A table whose keys are 1, 2, 3, … in order is a list, one whose keys
// are strings an object, in the order of the payload. What JSON lacks is an object
// with the one key "#": {"#":"nan"}, {"#":"inf"} and {"#":"-inf"} are numbers,
// {"#":[[k,v],…]} is any other table, {"#":"cycle"} a table inside itself and
// {"#":"cut"} stands where a payload was longer than the journal takes.
package journal

// Format is the version of the format.
const Format = 1
