package terminal

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"ccnet/world"
)

func TestChoose(t *testing.T) {
	spec := world.Spec{Computers: []world.ComputerSpec{
		{ID: 5}, {ID: 2, Label: "server"}, {ID: 3, Label: "twin"}, {ID: 4, Label: "twin"}, {ID: 6, Label: "2"}, {ID: 7, Label: "99"},
	}}
	for _, test := range []struct {
		name string
		want int
		err  string
	}{
		{"", 2, ""},
		{"5", 5, ""},
		{"server", 2, ""},
		{"2", 2, ""}, // an id comes before a label
		{"99", 7, ""},
		{"8", 0, `there is no computer "8"; there are 2 (server), 3 (twin), 4 (twin), 5, 6 (2), 7 (99)`},
		{"Server", 0, `there is no computer "Server"; there are 2 (server), 3 (twin), 4 (twin), 5, 6 (2), 7 (99)`},
		{"twin", 0, `several computers are labelled "twin": 3 (twin), 4 (twin); choose one by its id`},
	} {
		id, err := Choose(spec, test.name)
		if test.err != "" {
			assert.EqualError(t, err, test.err, test.name)
			continue
		}
		assert.NoError(t, err, test.name)
		assert.Equal(t, test.want, id, test.name)
	}

	_, err := Choose(world.Spec{}, "")
	assert.EqualError(t, err, "the world has no computers")

	var many world.Spec
	for id := range 100 {
		many.Computers = append(many.Computers, world.ComputerSpec{ID: id})
	}
	_, err = Choose(many, "x")
	assert.ErrorContains(t, err, "18, 19, … (100 in all)")
}
