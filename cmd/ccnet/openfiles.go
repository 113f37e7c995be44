package main

const (
	plentyOfFiles = 1 << 20
	// ownFiles are kept for what is not a connection: journals, disks, what is served.
	ownFiles = 128
)

// The connections that servers take at one time, where there are files enough. CTRP has
// as many again for those who are told that there is no room.
const (
	usualCTRPConns = 1024
	usualCPConns   = 4096
)

// connections is how many connections a server may take of those that are usual, if it
// shares the files of the process with others, so many in all.
func connections(usual, files, sharers int) int {
	return max(1, min(usual, (files-ownFiles)/sharers))
}
