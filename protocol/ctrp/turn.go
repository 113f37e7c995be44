package ctrp

import (
	"context"

	"ccnet/protocol/conns"
)

// InTurn lets another handler answer so many requests at a time, and has the others wait
// until their context ends, which is answered 60. Addresses take turns: who sends many
// requests delays only their own.
func InTurn(seats int, next Handler) Handler {
	turns := &conns.Turns{Seats: seats}
	return HandlerFunc(func(ctx context.Context, req Request) Response {
		if err := turns.Take(ctx, conns.PeerOf(Peer(ctx))); err != nil {
			return Response{Status: ServiceUnavailable}
		}
		defer turns.Give()
		return next.ServeCTRP(ctx, req)
	})
}
