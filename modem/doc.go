// Package modem is the ether: it knows every modem of a world and answers, for
// each message, who hears it and from how far away. It knows neither time nor
// computers' insides, keeps no queue and draws no random number: a message in, a
// list of deliveries out.
//
// There are two kinds of ether in one. Wireless and ender modems share the air:
// a message reaches every modem that has its channel open and that is near
// enough; how near that must be depends on height and weather, and an ender
// modem on either end lifts the limit. Wired modems share cables: a message
// reaches every modem of the same network, and its distance is the length of the
// shortest way through the blocks. The two never mix.
//
// A modem takes part only while a computer is attached to it. The list of its
// open channels is its own: it outlives reboots and goes with the modem. Several
// computers may be attached to one modem, when it is a peripheral of a wired
// network; then each of them hears what the modem hears, and none hears what
// another sends through it.
//
// For every channel there is a list of those who listen, kept in the order of
// delivery: ascending computer ID, then side (bottom, top, back, front, right,
// left), then name. A message therefore costs what its listeners cost, however
// large the world is.
//
// An Ether serves one goroutine at a time, with one exception, made for computers
// that run in parallel between deliveries: Open, Close, CloseAll, IsOpen,
// Hold, Channels, RemoteNames and Exposer may be called at once for different modems.
package modem
