//go:build !linux

package eager

import (
	"context"
	"net"
)

func listen(ctx context.Context, address string) (net.Listener, error) {
	return listenTCP(ctx, address, nil)
}
