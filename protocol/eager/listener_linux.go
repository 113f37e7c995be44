package eager

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// listener is a listening socket that hands out connections unknown to the poller.
type listener struct {
	file *os.File
	raw  syscall.RawConn // of the file
	addr net.Addr
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	ln, err := listenTCP(ctx, address, prepare)
	if err != nil {
		return nil, err
	}
	defer ln.Close() // the file is another descriptor of the same socket
	file, err := ln.(*net.TCPListener).File()
	if err != nil {
		return nil, fmt.Errorf("listen at %s: %w", address, err)
	}
	raw, err := file.SyscallConn()
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("listen at %s: %w", address, err)
	}
	return &listener{file, raw, ln.Addr()}, nil
}

// prepare sets what is different about the socket, and what connections inherit of it.
func prepare(_, _ string, raw syscall.RawConn) error {
	var err error
	failed := raw.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
	})
	return errors.Join(failed, os.NewSyscallError("setsockopt", err))
}

func (l *listener) Accept() (net.Conn, error) {
	var fd int
	var from syscall.Sockaddr
	var err error
	closed := l.raw.Read(func(s uintptr) bool {
		fd, from, err = syscall.Accept4(int(s), syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
		for err == syscall.EINTR || err == syscall.ECONNABORTED { // nobody's fault here
			fd, from, err = syscall.Accept4(int(s), syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
		}
		return err != syscall.EAGAIN
	})
	switch {
	case closed != nil: // the file has no deadlines, so it can be nothing else
		err = net.ErrClosed
	case err != nil:
		err = os.NewSyscallError("accept4", err)
	default:
		return &conn{listener: l, remote: tcpAddr(from), fd: fd}, nil
	}
	return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: l.addr, Err: err}
}

func (l *listener) Close() error   { return l.file.Close() }
func (l *listener) Addr() net.Addr { return l.addr }

// tcpAddr is a kernel's address as package net has it.
func tcpAddr(sa syscall.Sockaddr) *net.TCPAddr {
	switch sa := sa.(type) {
	case *syscall.SockaddrInet4:
		return &net.TCPAddr{IP: sa.Addr[:], Port: sa.Port}
	case *syscall.SockaddrInet6:
		addr := &net.TCPAddr{IP: sa.Addr[:], Port: sa.Port}
		if sa.ZoneId != 0 {
			addr.Zone = fmt.Sprint(sa.ZoneId)
			if link, err := net.InterfaceByIndex(int(sa.ZoneId)); err == nil {
				addr.Zone = link.Name
			}
		}
		return addr
	}
	return nil
}
