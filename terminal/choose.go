package terminal

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ccnet/world"
)

// Choose finds a computer of a world by its id or its label; an empty name means
// the first. The error lists what there is.
func Choose(spec world.Spec, name string) (id int, err error) {
	computers := slices.Clone(spec.Computers)
	slices.SortFunc(computers, func(a, b world.ComputerSpec) int { return cmp.Compare(a.ID, b.ID) })
	if len(computers) == 0 {
		return 0, errors.New("the world has no computers")
	}
	if name == "" {
		return computers[0].ID, nil
	}
	if id, err := strconv.Atoi(name); err == nil {
		for _, c := range computers {
			if c.ID == id {
				return id, nil
			}
		}
	}
	var labelled []world.ComputerSpec
	for _, c := range computers {
		if c.Label == name {
			labelled = append(labelled, c)
		}
	}
	switch len(labelled) {
	case 0:
		return 0, fmt.Errorf("there is no computer %q; there are %s", name, list(computers))
	case 1:
		return labelled[0].ID, nil
	}
	return 0, fmt.Errorf("several computers are labelled %q: %s; choose one by its id", name, list(labelled))
}

// maxListed is how many computers a message names.
const maxListed = 20

// list names computers.
func list(computers []world.ComputerSpec) string {
	var names []string
	for i, c := range computers {
		if i == maxListed {
			names = append(names, fmt.Sprintf("… (%d in all)", len(computers)))
			break
		}
		name := strconv.Itoa(c.ID)
		if c.Label != "" {
			name += fmt.Sprintf(" (%s)", c.Label)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
