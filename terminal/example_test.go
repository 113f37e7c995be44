package terminal_test

import (
	"fmt"

	"ccnet/terminal"
	"ccnet/world"
)

func ExampleChoose() {
	spec := world.Spec{Computers: []world.ComputerSpec{{ID: 1, Label: "server"}, {ID: 2, Label: "client"}, {ID: 7}}}
	id, err := terminal.Choose(spec, "client")
	fmt.Println(id, err)
	_, err = terminal.Choose(spec, "gateway")
	fmt.Println(err)
	// Output:
	// 2 <nil>
	// there is no computer "gateway"; there are 1 (server), 2 (client), 7
}
