package cryptonet

import "crypto/sha256"

// Channels that CryptoNet uses besides those of servers.
const (
	DiscoveryChannel = 65531 // on which servers are looked for
	RepeatChannel    = 65533 // on which each message is sent once more, for repeaters
)

// Channel is the channel of the server of that name: from 100 to 65530.
func Channel(server string) int {
	hash := sha256.Sum256([]byte(server))
	channel := int(hash[0]) + 256*int(hash[1])
	switch {
	case channel < 100:
		channel += 100
	case channel > 65530:
		channel -= 5
	}
	return channel
}
