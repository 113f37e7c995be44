package world_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"ccnet/world"
	"ccnet/world/worldtest"
)

// interrupted is a clock during whose first wait somebody does something.
type interrupted struct {
	do   func()
	done bool
}

func (p *interrupted) Wait(_ context.Context, t world.Tick, rung <-chan struct{}) (world.Tick, error) {
	if p.done {
		return t, nil
	}
	p.done = true
	p.do()
	<-rung
	return 0, nil
}

func TestOneActionEndsAWait(t *testing.T) {
	pacer := &interrupted{}
	spec := world.Spec{Limit: 50, Computers: []world.ComputerSpec{{Program: &worldtest.Script{Ends: []string{"terminate"}}}}}
	w := worldtest.NewSpec(t, spec, world.Options{Pacer: pacer})
	pacer.do = func() { w.Do(0, world.Terminate{}) }
	r := w.Run()
	assert.Equal(t, world.ReasonPrograms, r.Reason)
	assert.Equal(t, world.Tick(0), r.Tick)
}
