package gateway_test

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"ccnet/gateway"
	"ccnet/journal"
	"ccnet/protocol/ctrp"
	"ccnet/world"
)

// BenchmarkLook asks for a screen by TCP, one connection for each, while the world
// lives.
func BenchmarkLook(b *testing.B) {
	g, spec, err := gateway.New(plain(), gateway.Config{Rate: -1})
	require.NoError(b, err)
	options := world.Options{Pacer: world.RealTime()}
	g.Options(&options)
	w, err := world.New(spec, options)
	require.NoError(b, err)
	defer w.Close()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() {
		_, err := g.Serve(ctx, w, gateway.Doors{CTRP: ln})
		done <- err
	}()
	addr := ln.Addr().(*net.TCPAddr)
	var client ctrp.Client
	for b.Loop() {
		r, err := client.Do(ctx, ctrp.Address{Host: addr.IP.String(), Port: addr.Port}, ctrp.Request{Command: "SCREEN", Arguments: "3"})
		require.NoError(b, err)
		require.Equal(b, ctrp.OK, r.Status)
	}
	stop()
	require.NoError(b, <-done)
}

// BenchmarkInput is what one thing that comes in costs the world, with its journal.
func BenchmarkInput(b *testing.B) {
	w, err := world.New(plain(), world.Options{Recorder: &journal.Memory{Keep: 100}})
	require.NoError(b, err)
	defer w.Close()
	ctx := context.Background()
	require.NoError(b, w.Advance(ctx, 1))
	for b.Loop() {
		w.Do(3, world.Key{Code: 65})
		require.NoError(b, w.Advance(ctx, w.Now()+1))
	}
}
