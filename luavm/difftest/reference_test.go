package difftest

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// server is what lua5.2 runs to serve as a reference.
//
//go:embed server.lua
var server string

// patience is how long a reference may take for one program.
const patience = 10 * time.Second

// reference is a process that runs programs one after another: see server.lua for
// what it reads and writes. It is started again when it has died or hangs.
type reference struct {
	command []string
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// run returns what program writes and what goes wrong in it. A program that costs
// the process its life is run once more in a fresh one, since others may have
// brought it so far; ok is false if it dies again.
func (r *reference) run(program string) (out, failure string, ok bool, err error) {
	for range 2 {
		if r.cmd == nil {
			if err := r.start(); err != nil {
				return "", "", false, fmt.Errorf("starting the reference: %w", err)
			}
		}
		watch := time.AfterFunc(patience, func() { _ = r.cmd.Process.Kill() })
		out, failure, err := r.ask(program)
		watch.Stop()
		if err == nil {
			return out, failure, true, nil
		}
		r.stop()
	}
	return "", "", false, nil
}

func (r *reference) start() error {
	r.cmd = exec.Command(r.command[0], r.command[1:]...)
	in, err := r.cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	r.in, r.out = in, bufio.NewReader(out)
	return r.cmd.Start()
}

func (r *reference) ask(program string) (out, failure string, err error) {
	if _, err := fmt.Fprintf(r.in, "%d\n%s", len(program), program); err != nil {
		return "", "", err
	}
	var failed, wrote int
	if _, err := fmt.Fscanf(r.out, "%d %d\n", &failed, &wrote); err != nil {
		return "", "", err
	}
	answer := make([]byte, failed+wrote)
	if _, err := io.ReadFull(r.out, answer); err != nil {
		return "", "", err
	}
	return string(answer[failed:]), string(answer[:failed]), nil
}

// stop ends the process.
func (r *reference) stop() {
	if r.cmd == nil {
		return
	}
	_ = r.in.Close()
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
	r.cmd = nil
}
