package finger_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"ccnet/protocol/ctrp"
	"ccnet/protocol/ctrp/finger"
)

func Example() {
	handler := finger.Handler{Directory: finger.Files(fstest.MapFS{
		"user/alice.md": {Data: []byte("---\nname: Alice\n---\n# Alice\n\n## Contact\n\nalice@example.org\n")},
	})}
	r := handler.ServeCTRP(context.Background(), ctrp.Request{Command: "QUERY", Arguments: "user:alice?section=contact"})
	fmt.Print(r.String(), "\n", r.Content)
	// Output:
	// 20 OK
	// ---
	// name: Alice
	// ---
	// ## Contact
	//
	// alice@example.org
}
