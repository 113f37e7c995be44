package luabind

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
)

func TestROMKeys(t *testing.T) {
	files := func(text string) fstest.MapFS {
		return fstest.MapFS{"apis/keys.lua": {Data: []byte(text)}}
	}
	old := romKeys(files(`
		local tKeys = {
			nil, "one", "two", -- 3: "three"
			"enter", "semiColon", "unheardOf", "q",
		}
		local other = { "backspace" }`))
	assert.Equal(t, map[int]int{'1': 2, '2': 3, 257: 4, ';': 5, 'Q': 7}, old)
	r := &Runtime{keys: old}
	assert.Equal(t, 4, r.KeyCode(257))
	assert.Equal(t, 259, r.KeyCode(259))
	assert.Nil(t, romKeys(files("local tKeys = {}\ntKeys[32] = 'space'")))
	assert.Nil(t, romKeys(fstest.MapFS{}))
	assert.Nil(t, romKeys(OwnROM().Files))
}
