// Package terminal lets a person sit at the computers of a world: it draws a
// computer's screen on a terminal and turns keys, mouse and pasted text into what
// a player's do in the game.
//
// One goroutine lives the world, one looks at it between its rounds and takes
// pictures (see frame), and one, the client's own, handles input and draws. The
// last never waits for the world, so that a person can always leave, however busy
// the computers are.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gdamore/tcell/v2"

	"ccnet/world"
)

// frameTime is how long a picture stands at least: 30 a second are enough.
const frameTime = time.Second / 30

// patience is for how many frame times the world may be busy before it is said so.
const patience = 20

// What is sent to the world within a frame's time. A computer's queue holds 256
// events, so that text which a program types for a person must not come faster than
// it is read.
const (
	maxAtOnce = 99      // twice as many may meet
	maxOutbox = 1 << 16 // what comes on top is lost
)

// span is how far the world's clock goes on without a look at it. It keeps the
// time in the status line going when nothing happens.
const span = world.TicksPerSecond / 4

// Client is a person at a terminal. It is made by New and used once.
type Client struct {
	world     *world.World
	screen    tcell.Screen
	computers []int // ids, in their order
	at        int   // index of the computer that the person sits at

	frame *frame // what was seen last, of whatever computer; nil at first
	view  view
	dirty bool // draw, even if the frame is the same
	busy  bool // the world has no time to be looked at

	outbox []world.ActionSpec // not sent yet
	credit int                // how many may be sent before the next tick of the ticker

	mouse    mouse
	pasting  bool
	paste    []byte
	starting map[int]world.Tick // until when a computer is waited for to switch on
}

// Open returns the terminal that the process runs in.
func Open() (tcell.Screen, error) {
	screen, err := tcell.NewScreen()
	if err != nil {
		return nil, fmt.Errorf("cannot use the terminal: %w", err)
	}
	return screen, nil
}

// New returns a client for a world that a screen shows. It begins at the given
// computer, or at the first if there is none of this id. The world needs a Pacer,
// or its time runs away.
func New(w *world.World, screen tcell.Screen, computer int) *Client {
	c := &Client{world: w, screen: screen, starting: make(map[int]world.Tick), credit: maxAtOnce}
	for i, computerOfWorld := range w.Computers() {
		c.computers = append(c.computers, computerOfWorld.ID())
		if computerOfWorld.ID() == computer {
			c.at = i
		}
	}
	return c
}

// Run lets the world live and the person use it, until they leave, which is no
// error, or ctx is done. It takes the terminal over and gives it back. Nothing
// uses the world any more when it returns.
func (c *Client) Run(ctx context.Context) error {
	if len(c.computers) == 0 {
		return errors.New("the world has no computers")
	}
	if err := c.screen.Init(); err != nil {
		return fmt.Errorf("cannot use the terminal: %w", err)
	}
	var helpers sync.WaitGroup
	defer helpers.Wait()
	defer c.screen.Fini() // before waiting: the person has left
	c.screen.EnablePaste()
	c.screen.EnableMouse(tcell.MouseButtonEvents | tcell.MouseDragEvents)

	ctx, leave := context.WithCancel(ctx)
	defer leave()
	events := make(chan tcell.Event)
	ended := make(chan error, 1)
	wanted, seen := make(chan int, 1), make(chan *frame, 1)
	defer close(wanted)
	for _, help := range []func(){
		func() { c.screen.ChannelEvents(events, ctx.Done()) },
		func() { ended <- c.live(ctx) },
		func() { c.watch(wanted, seen) },
	} {
		helpers.Go(func() {
			defer c.rescue()
			help()
		})
	}

	ticker := time.NewTicker(frameTime)
	defer ticker.Stop()
	waiting := 0 // for a frame, in ticks
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-ended:
			return err
		case ev, open := <-events:
			if !open || c.handle(ev) {
				return nil
			}
		case f := <-seen:
			waiting = 0
			c.setBusy(false)
			c.show(f)
		case <-ticker.C:
			c.credit = maxAtOnce
			c.send()
			if waiting == 0 {
				wanted <- c.computers[c.at]
			}
			waiting++
			c.setBusy(waiting > patience)
		}
	}
}

// live has the world go on until ctx is done.
func (c *Client) live(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := c.world.Advance(ctx, c.world.Now()+span); err != nil && ctx.Err() == nil {
			return fmt.Errorf("live on: %w", err)
		}
	}
	return nil
}

// watch takes pictures of the computers that are wanted.
func (c *Client) watch(wanted <-chan int, seen chan<- *frame) {
	var last *frame
	for id := range wanted {
		last = look(c.world, id, last)
		seen <- last
	}
}

// rescue gives the terminal back before a panic ends the process.
func (c *Client) rescue() {
	if r := recover(); r != nil {
		c.screen.Fini()
		panic(r)
	}
}

// handle does what an event of the terminal asks for, and tells whether the person
// leaves.
func (c *Client) handle(ev tcell.Event) (leaves bool) {
	switch ev := ev.(type) {
	case *tcell.EventKey:
		if c.pasting {
			c.pasteKey(ev)
			return false
		}
		return c.press(ev)
	case *tcell.EventPaste:
		c.pasteMark(ev.Start())
	case *tcell.EventMouse:
		c.moveMouse(ev)
	case *tcell.EventResize:
		c.screen.Sync()
		c.dirty = true
	case *tcell.EventError:
		return true // the terminal is gone
	}
	return false
}

// do has something done to the computer that the person sits at.
func (c *Client) do(actions ...world.Action) {
	for _, action := range actions {
		if len(c.outbox) < maxOutbox {
			c.outbox = append(c.outbox, world.ActionSpec{Computer: c.computers[c.at], Do: action})
		}
	}
	c.send()
}

// send sends what may be sent.
func (c *Client) send() {
	n := min(c.credit, len(c.outbox))
	for _, a := range c.outbox[:n] {
		c.world.Do(a.Computer, a.Do)
	}
	c.credit -= n
	c.outbox = append(c.outbox[:0], c.outbox[n:]...)
}

// change goes to another computer, so many on in their order.
func (c *Client) change(step int) {
	c.releaseMouse()
	n := len(c.computers)
	c.at = ((c.at+step)%n + n) % n
}

// restart reboots the computer, or switches it on.
func (c *Client) restart() {
	f := c.frame
	if f == nil || f.computer != c.computers[c.at] {
		return
	}
	if f.on {
		c.do(world.Reboot{})
	} else {
		c.do(world.TurnOn{})
	}
	c.starting[f.computer] = f.now + 4*world.TicksPerSecond // a reboot is honoured after 51 ticks
	c.dirty = true
}

// setBusy shows whether the world is too busy to be looked at.
func (c *Client) setBusy(busy bool) {
	if c.busy == busy {
		return
	}
	c.busy, c.dirty = busy, true
	if busy && c.frame != nil {
		c.draw()
	}
}

// show draws what was seen, if that is anything new and still wanted.
func (c *Client) show(f *frame) {
	if f.computer != c.computers[c.at] || f == c.frame && !c.dirty {
		return
	}
	if c.frame == nil || c.frame.computer != f.computer {
		c.view = view{}
	}
	c.frame, c.dirty = f, false
	c.draw()
}
