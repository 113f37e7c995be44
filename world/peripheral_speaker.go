package world

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ccnet/value"
)

// What a speaker takes.
const (
	notesPerTick   = 8
	maxSamples     = 128 * 1024
	samplesPerTick = 48000 / TicksPerSecond
	// audioAhead is how many samples before the end of what it plays a speaker
	// takes the next.
	audioAhead = 48000 / 2
)

var (
	speakerMethods = []string{"playAudio", "playNote", "playSound", "stop"}
	instruments    = []string{
		"banjo", "basedrum", "bass", "bell", "bit", "chime", "cow_bell", "creeper",
		"custom_head", "didgeridoo", "dragon", "flute", "guitar", "harp", "hat",
		"iron_xylophone", "piglin", "pling", "skeleton", "snare", "wither_skeleton",
		"xylophone", "zombie",
	}
)

// Speaker is a speaker. Nobody hears it, but the journal takes down what it plays,
// and it is busy as long as the game's would be.
type Speaker struct {
	to    attachments
	tick  Tick // of the last note or sound
	notes int  // in that tick
	sound bool // in that tick

	// Audio plays until ends, in samples since tick 0. One buffer can wait
	// meanwhile.
	ends    int64
	waiting bool
	stopped int // how often it has been stopped
}

func newSpeaker(*World, *PeripheralSpec) (Peripheral, error) {
	return &Speaker{tick: -1, ends: -1}, nil
}

func (s *Speaker) attached(c *Computer, name string) { s.to.add(c, name) }
func (s *Speaker) detached(c *Computer, name string) { s.to.remove(c, name) }

// Types are the speaker's types.
func (s *Speaker) Types() []string { return []string{"speaker"} }

// Methods are the speaker's methods.
func (s *Speaker) Methods() []string { return speakerMethods }

// Call calls one of the speaker's methods.
func (s *Speaker) Call(call *PeripheralCall) error {
	c := call.Computer
	if now := c.Now(); s.tick != now {
		s.tick, s.notes, s.sound = now, 0, false
	}
	switch call.Method {
	case "playNote":
		return s.playNote(call)
	case "playSound":
		return s.playSound(call)
	case "playAudio":
		return s.playAudio(call)
	case "stop":
		c.Report("speaker", "stop")
		c.nextTick(func() { s.ends, s.waiting, s.stopped = -1, false, s.stopped+1 })
		return nil
	}
	return ErrNoSuchMethod
}

// loudness reads a volume, which is bounded to 0 to 3.
func loudness(args value.Args, i int) (float64, error) {
	v, err := args.OptFinite(i, 1)
	return max(0, min(3, v)), err
}

func (s *Speaker) playNote(call *PeripheralCall) error {
	name, err := call.Args.String(1)
	if err != nil {
		return err
	}
	volume, err := loudness(call.Args, 2)
	if err != nil {
		return err
	}
	pitch, err := call.Args.OptFinite(3, 1)
	if err != nil {
		return err
	}
	if !slices.Contains(instruments, strings.ToLower(name)) {
		return errors.New(`Invalid instrument, "null"!`) // the game's own slip
	}
	if s.notes >= notesPerTick {
		return call.Return(value.Bool(false))
	}
	s.notes++
	call.Computer.Report("speaker", fmt.Sprintf("note %s %g %g", name, volume, pitch))
	return call.Return(value.Bool(true))
}

func (s *Speaker) playSound(call *PeripheralCall) error {
	name, err := call.Args.String(1)
	if err != nil {
		return err
	}
	volume, err := loudness(call.Args, 2)
	if err != nil {
		return err
	}
	speed, err := call.Args.OptFinite(3, 1)
	if err != nil {
		return err
	}
	if s.sound || s.waiting || s.ends >= int64(call.Computer.Now())*samplesPerTick {
		return call.Return(value.Bool(false))
	}
	s.sound = true
	call.Computer.Report("speaker", fmt.Sprintf("sound %q %g %g", name, volume, max(0.5, min(2, speed))))
	return call.Return(value.Bool(true))
}

// playAudio has audio wait for its turn, which comes shortly before what plays has
// come to its end. Until then the speaker takes no more, and tells by an event when
// it does again.
func (s *Speaker) playAudio(call *PeripheralCall) error {
	samples, err := call.Args.Table(1)
	if err != nil {
		return err
	}
	volume, err := loudness(call.Args, 2)
	if err != nil {
		return err
	}
	n := 0
	for _, e := range samples.Entries() {
		i, ok := e.Key.AsNumber()
		if !ok {
			continue
		}
		v, ok := e.Value.AsNumber()
		if !ok {
			return fmt.Errorf("bad item #%d (number expected, got %s)", int(i), e.Value.TypeName())
		}
		if v = float64(value.Saturate(v)); v < -128 || v > 127 {
			return fmt.Errorf("table item #%d must be between -128 and 127", int(i))
		}
		n++
	}
	switch {
	case n == 0:
		return errors.New("Cannot play empty audio")
	case n > maxSamples:
		return errors.New("Audio data is too large")
	}
	if s.waiting {
		return call.Return(value.Bool(false))
	}
	s.waiting = true
	c, stopped := call.Computer, s.stopped
	due := Tick((s.ends - audioAhead + samplesPerTick - 1) / samplesPerTick)
	c.after(max(1, due-c.Now()), func() {
		if s.stopped == stopped {
			s.begin(c.world, n)
		}
	})
	c.Report("speaker", fmt.Sprintf("audio %d samples %g", n, volume))
	return call.Return(value.Bool(true))
}

// begin has the speaker take the audio that waits, so that there is room for more.
func (s *Speaker) begin(w *World, samples int) {
	s.waiting = false
	s.ends = max(s.ends, int64(w.now)*samplesPerTick) + int64(samples/8*8)
	for _, a := range s.to.list {
		w.deliver(a.computer, stringEvent("speaker_audio_empty", a.name))
	}
}
