package cnet

import (
	"fmt"
	"hash/crc32"

	"ccnet/value"
)

// Checksum is cNet's checksum: the CRC-32 of v as textutils.serialise writes it, so
// that the order of a table's entries matters. Its errors are those of serialise.
func Checksum(v value.Value) (uint32, error) {
	text, err := value.Serialise(v, value.SerialiseOptions{})
	if err != nil {
		return 0, fmt.Errorf("checksum: %w", err)
	}
	return crc32.ChecksumIEEE([]byte(text)), nil
}
