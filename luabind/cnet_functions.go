package luabind

import (
	"hash/crc32"

	"ccnet/value"
)

// cnetFunctions is ccnet.cnet, the native half of the modules cNet, CNet and Cttp.
var cnetFunctions = []Function{
	{"checkServerName", cnetCheckServerName},
	{"crc32", cnetCRC32},
	{"statuses", cnetStatuses},
}

// cnetCRC32 is crc32(text): the checksum of a text as a number below 2^32.
func cnetCRC32(c *Call) error {
	s, err := c.Args.String(1)
	if err != nil {
		return err
	}
	c.Charge(len(s) / stepBytes)
	return c.Return(value.Number(float64(crc32.ChecksumIEEE([]byte(s)))))
}
