package term

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// console prints as the computer's own print does: it wraps at the right edge,
// and scrolls at the bottom.
type console interface {
	Write(text string)
	SetCursor(x, y int)
	Cursor() (x, y int)
	Scroll(n int)
	Size() (width, height int)
	Clear()
}

func newline(c console) {
	_, y := c.Cursor()
	if _, h := c.Size(); y+1 < h {
		c.SetCursor(0, y+1)
	} else {
		c.SetCursor(0, h-1)
		c.Scroll(1)
	}
}

// write writes words one by one, as the game's does.
func put(c console, text string) {
	for i, row := range strings.Split(text, "\n") {
		if i > 0 {
			newline(c)
		}
		for _, word := range strings.SplitAfter(row, " ") {
			if word != "" {
				c.Write(word)
			}
		}
	}
}

func println(c console, text string) {
	put(c, text)
	newline(c)
}

// pane is a window of the window API: it keeps its rows itself, and draws whole
// rows on its parent.
type pane struct {
	parent     *Screen
	x, y, w, h int // where it is
	cx, cy     int // its cursor
	rows       []string
	fg, bg     string
	hidden     bool
}

func newPane(parent *Screen, x, y, w, h int) *pane {
	p := &pane{parent: parent, x: x, y: y, w: w, h: h, fg: strings.Repeat("0", w), bg: strings.Repeat("f", w)}
	for range h {
		p.rows = append(p.rows, strings.Repeat(" ", w))
	}
	p.redraw()
	p.place()
	return p
}

func (p *pane) drawRow(y int) {
	p.parent.SetCursor(p.x, p.y+y)
	_ = p.parent.Blit(p.rows[y], p.fg, p.bg)
}

func (p *pane) redraw() {
	for y := range p.rows {
		p.drawRow(y)
	}
}

func (p *pane) place() {
	if p.hidden {
		return
	}
	if p.cx >= 0 && p.cy >= 0 && p.cx < p.w && p.cy < p.h {
		p.parent.SetCursor(p.x+p.cx, p.y+p.cy)
	} else {
		p.parent.SetCursor(-1, -1)
	}
}

func (p *pane) Write(text string) {
	if p.cy >= 0 && p.cy < p.h && p.cx >= 0 && p.cx < p.w {
		shown := text[:min(len(text), p.w-p.cx)]
		row := p.rows[p.cy]
		p.rows[p.cy] = row[:p.cx] + shown + row[p.cx+len(shown):]
		if !p.hidden {
			p.drawRow(p.cy)
		}
	}
	p.cx += len(text)
	p.place()
}

func (p *pane) SetCursor(x, y int) { p.cx, p.cy = x, y; p.place() }
func (p *pane) Cursor() (x, y int) { return p.cx, p.cy }
func (p *pane) Size() (w, h int)   { return p.w, p.h }

func (p *pane) Scroll(n int) {
	rows := make([]string, p.h)
	for y := range rows {
		rows[y] = strings.Repeat(" ", p.w)
		if y+n >= 0 && y+n < p.h {
			rows[y] = p.rows[y+n]
		}
	}
	p.rows = rows
	if !p.hidden {
		p.redraw()
		p.place()
	}
}

func (p *pane) Clear() {
	for y := range p.rows {
		p.rows[y] = strings.Repeat(" ", p.w)
	}
	if !p.hidden {
		p.redraw()
		p.place()
	}
}

func (p *pane) show() {
	p.hidden = false
	p.redraw()
	p.place()
}

// reader collects a transcript.
type reader struct{ rows []string }

func (r *reader) read(row string) { r.rows = append(r.rows, row) }

// numbered is n rows that begin with the prefix and their number from 1.
func numbered(prefix string, n int) []string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprint(prefix, i+1)
	}
	return rows
}

// printing are transcripts that must be the same on a bare screen and in windows.
var printing = []struct {
	name string
	run  func(c console)
	want []string
}{
	{"nothing", func(console) {}, nil},
	{"one row", func(c console) { println(c, "hello") }, []string{"hello"}},
	{"no newline at the end", func(c console) { put(c, "hello") }, []string{"hello"}},
	{"two rows", func(c console) { println(c, "a"); put(c, "b") }, []string{"a", "b"}},
	{"words", func(c console) { println(c, "one two  three") }, []string{"one two  three"}},
	{"trimmed", func(c console) { println(c, "  a   ") }, []string{"  a"}},
	{"glyph by glyph", func(c console) {
		for _, g := range "> ls -l" {
			put(c, string(g))
		}
		newline(c)
		println(c, "rom")
	}, []string{"> ls -l", "rom"}},
	{"an empty row", func(c console) { println(c, "a"); println(c, ""); println(c, "b") }, []string{"a", "", "b"}},
	{"empty rows", func(c console) { put(c, "a\n\n\n\nb") }, []string{"a", "", "", "", "b"}},
	{"an empty row first", func(c console) { put(c, "\na") }, []string{"", "a"}},
	{"an empty row last", func(c console) { put(c, "a\n\n\n") }, []string{"a"}},
	{"overflow", func(c console) {
		for i := range 100 {
			println(c, fmt.Sprint("row ", i+1))
		}
	}, numbered("row ", 100)},
	{"overflow with the same text", func(c console) {
		for range 60 {
			println(c, "tick")
		}
	}, strings.Split(strings.Repeat("tick ", 60)[:60*5-1], " ")},
	{"overflow with empty rows", func(c console) {
		for range 30 {
			println(c, "a")
			println(c, "")
		}
	}, strings.Split(strings.Repeat("a  ", 30)[:30*3-2], " ")},
	{"overflow with two texts", func(c console) {
		for range 40 {
			println(c, "ping")
			println(c, "pong")
		}
	}, strings.Split(strings.Repeat("ping pong ", 40)[:40*10-1], " ")},
	{"overflow, no newline at the end", func(c console) {
		for i := range 50 {
			put(c, fmt.Sprint("\nrow ", i+1))
		}
	}, append([]string{""}, numbered("row ", 50)...)},
	{"progress in one row", func(c console) {
		for i := range 100 {
			c.SetCursor(0, 3)
			put(c, fmt.Sprint(i+1, "%"))
		}
	}, []string{"100%"}},
	{"progress in one row, then more", func(c console) {
		println(c, "loading")
		for i := range 100 {
			_, y := c.Cursor()
			c.SetCursor(0, y)
			put(c, fmt.Sprint(i+1, "%"))
		}
		newline(c)
		println(c, "done")
	}, []string{"loading", "100%", "done"}},
	{"progress that leaves its row", func(c console) {
		for i := range 3 {
			c.SetCursor(0, 0)
			put(c, fmt.Sprint("step ", i+1))
			c.SetCursor(0, 5)
		}
	}, []string{"step 1", "step 2", "step 3"}},
	{"the same again in the same row", func(c console) {
		for range 5 {
			c.SetCursor(0, 0)
			put(c, "ready")
			c.SetCursor(0, 5)
		}
	}, []string{"ready"}},
	{"blinking text", func(c console) {
		for range 5 {
			c.SetCursor(0, 2)
			put(c, "wait")
			c.SetCursor(0, 5)
			c.SetCursor(0, 2)
			put(c, "    ")
			c.SetCursor(0, 5)
		}
	}, []string{"wait"}},
	{"clear ends a row", func(c console) {
		put(c, "hello")
		c.Clear()
		c.SetCursor(0, 0)
		put(c, "world")
	}, []string{"hello", "world"}},
	{"clear forgets empty rows", func(c console) {
		put(c, "a\n\n\n")
		c.Clear()
		c.SetCursor(0, 7)
		put(c, "b")
	}, []string{"a", "b"}},
	{"a screen drawn again and again", func(c console) {
		for i := range 4 {
			c.Clear()
			for y, row := range []string{"Menu", "", fmt.Sprint("score ", i/2), "Quit"} {
				c.SetCursor(2, 2+y)
				put(c, row)
			}
		}
	}, []string{"  Menu", "  score 0", "  Quit", "  score 1"}},
	{"a screen printed again and again", func(c console) {
		for i := range 4 {
			c.Clear()
			c.SetCursor(0, 0)
			put(c, fmt.Sprintf("Menu\n\nscore %d\nQuit\n", i/2))
		}
	}, []string{"Menu", "", "score 0", "Quit", "score 1"}},
	{"rows put apart", func(c console) {
		c.SetCursor(1, 1)
		put(c, "top")
		c.SetCursor(1, 6)
		put(c, "bottom")
	}, []string{" top", " bottom"}},
	{"a status row below", func(c console) {
		for i := range 3 {
			_, h := c.Size()
			put(c, fmt.Sprintf("item %d", i+1))
			x, y := c.Cursor()
			c.SetCursor(0, h-1)
			put(c, fmt.Sprintf("%d done", i+1))
			c.SetCursor(x, y)
			newline(c)
		}
	}, []string{"item 1", "1 done", "item 2", "2 done", "item 3", "3 done"}},
	{"scrolled away and written over", func(c console) {
		put(c, "one")
		c.Scroll(1)
		c.SetCursor(0, 0)
		put(c, "two")
		c.Scroll(1)
		c.SetCursor(0, 0)
		put(c, "one")
	}, []string{"one", "two", "one"}},
}

func TestTranscript(t *testing.T) {
	consoles := []struct {
		name string
		open func() (*Screen, func() console)
	}{
		{"screen", func() (*Screen, func() console) {
			s := NewScreen(51, 19, true)
			return s, func() console { return s }
		}},
		{"window", func() (*Screen, func() console) {
			s := NewScreen(51, 19, true)
			return s, func() console { return newPane(s, 0, 0, 51, 19) }
		}},
		{"window below a bar", func() (*Screen, func() console) {
			s := NewScreen(51, 19, true)
			s.Write("shell   edit")
			return s, func() console { return newPane(s, 0, 1, 51, 18) }
		}},
	}
	for _, k := range consoles {
		for _, test := range printing {
			t.Run(k.name+"/"+test.name, func(t *testing.T) {
				s, open := k.open()
				var r reader
				s.SetTranscript(r.read)
				test.run(open())
				s.Flush()
				assert.Equal(t, test.want, r.rows)
				n := len(r.rows)
				s.Flush()
				assert.Len(t, r.rows, n, "flushed twice")
			})
		}
	}
}

// A window between other things keeps their text in its rows.
func TestTranscriptOfNarrowWindow(t *testing.T) {
	s := NewScreen(20, 6, true)
	var r reader
	s.SetTranscript(r.read)
	p := newPane(s, 2, 1, 12, 4)
	for i := range 10 {
		println(p, fmt.Sprint("row ", i+1))
	}
	s.Flush()
	want := numbered("row ", 10)
	for i := range want {
		want[i] = "  " + want[i]
	}
	assert.Equal(t, want, r.rows)
}

func TestTranscriptOfWindowDrawnAtOnce(t *testing.T) {
	s := NewScreen(20, 6, true)
	var r reader
	s.SetTranscript(r.read)
	p := newPane(s, 0, 0, 20, 6)
	for i := range 9 {
		p.hidden = true
		println(p, fmt.Sprint("a", i+1))
		println(p, fmt.Sprint("b", i+1))
		p.show()
	}
	s.Flush()
	var want []string
	for i := range 9 {
		want = append(want, fmt.Sprint("a", i+1), fmt.Sprint("b", i+1))
	}
	assert.Equal(t, want, r.rows)
}

func TestTranscriptOfWindowShownAgain(t *testing.T) {
	s := NewScreen(20, 6, true)
	var r reader
	s.SetTranscript(r.read)
	p := newPane(s, 0, 0, 20, 6)
	put(p, "a\n\nb\nc\n")
	for range 5 {
		p.show()
	}
	put(p, "d")
	s.Flush()
	assert.Equal(t, []string{"a", "", "b", "c", "d"}, r.rows)
}

// Rows come when they are finished, not later.
func TestTranscriptIsPrompt(t *testing.T) {
	for _, window := range []bool{false, true} {
		s := NewScreen(20, 4, true)
		var r reader
		s.SetTranscript(r.read)
		var c console = s
		if window {
			c = newPane(s, 0, 0, 20, 4)
		}
		for i := range 10 {
			println(c, fmt.Sprint("row ", i+1))
			require.Len(t, r.rows, i+1, "window: %v", window)
		}
	}
}

func TestTranscriptAcrossReset(t *testing.T) {
	s := NewScreen(20, 4, true)
	var r reader
	s.SetTranscript(r.read)
	println(s, "CraftOS")
	put(s, "> reboot")
	s.Reset()
	println(s, "CraftOS")
	s.Reset()
	assert.Equal(t, []string{"CraftOS", "> reboot", "CraftOS"}, r.rows)
}

func TestTranscriptAcrossResize(t *testing.T) {
	s := NewScreen(20, 4, true)
	var r reader
	s.SetTranscript(r.read)
	println(s, "a long row")
	put(s, "next")
	s.Resize(6, 8)
	put(s, "")
	s.SetCursor(0, 7)
	put(s, "last")
	s.SetCursor(0, 0)
	s.Resize(20, 2)
	s.Flush()
	assert.Equal(t, []string{"a long row", "next", "last"}, r.rows)
}

func TestTranscriptEnds(t *testing.T) {
	s := NewScreen(20, 4, true)
	var r reader
	s.SetTranscript(r.read)
	s.Write("a")
	s.SetTranscript(nil)
	s.Write("b")
	s.Flush()
	assert.Equal(t, []string{"a"}, r.rows)
}

func TestTranscriptShowsNoControls(t *testing.T) {
	s := NewScreen(20, 4, true)
	var r reader
	s.SetTranscript(r.read)
	s.Write("\x1b[2J\x07caf\xe9\x9b\x7f")
	s.Flush()
	assert.Equal(t, []string{"←[2J•café\U0001FB19▒"}, r.rows)
}

// Whatever is done to a screen, what stands there at the end has been read.
func FuzzTranscript(f *testing.F) {
	f.Add([]byte("\x00abc\x01\x02\x03def\x04\x05\x06"))
	f.Add([]byte{2, 0, 0, 0, 1, 2, 1, 0, 0, 1, 2, 2, 0, 0, 0, 6, 0})
	f.Fuzz(func(t *testing.T, ops []byte) {
		const w, h = 6, 5
		s := NewScreen(w, h, true)
		read := map[string]bool{}
		s.SetTranscript(func(row string) { read[row] = true })
		next := func() int {
			if len(ops) == 0 {
				return 0
			}
			op := ops[0]
			ops = ops[1:]
			return int(op)
		}
		for len(ops) > 0 {
			switch next() % 8 {
			case 0:
				s.Write(strings.Repeat(string(rune('a'+next()%3)), next()%8))
			case 1:
				s.SetCursor(next()%(w+2)-1, next()%(h+2)-1)
			case 2: // a whole row, as windows do
				y, c := next()%h, next()%3
				s.SetCursor(0, y)
				require.NoError(t, s.Blit(strings.Repeat(string(" ab"[c]), w), "000000", "ffffff"))
			case 3:
				s.Scroll(next()%(2*h+4) - h - 2)
			case 4:
				s.Clear()
			case 5:
				s.ClearLine()
			case 6: // a window that scrolls
				by := next() % h
				for y := range h {
					s.SetCursor(0, y)
					text, _, _ := s.Line(min(y+by, h-1))
					if y+by >= h {
						text = strings.Repeat(" ", w)
					}
					require.NoError(t, s.Blit(text, "000000", "ffffff"))
				}
			case 7:
				s.Flush()
			}
		}
		s.Flush()
		for row := range strings.Lines(Text(s)) {
			if row = strings.TrimSuffix(row, "\n"); row != "" {
				assert.True(t, read[row], "%q was never read", row)
			}
		}
	})
}
