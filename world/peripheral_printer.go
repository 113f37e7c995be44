package world

import (
	"errors"
	"strings"

	"ccnet/term"
	"ccnet/value"
)

// Size of a page in characters, and what a printer begins with of ink and paper.
const (
	pageWidth    = 25
	pageHeight   = 21
	printerStock = 64
)

var (
	printerMethods = []string{
		"endPage", "getCursorPos", "getInkLevel", "getPageSize", "getPaperLevel", "newPage",
		"setCursorPos", "setPageTitle", "write",
	}
	errNoPage = errors.New("Page not started")
)

// Printer is a printer. Its pages come out in the journal.
type Printer struct {
	page       *term.Screen // nil between pages
	title      string
	ink, paper int
	printed    []Page
}

// Page is a printed page.
type Page struct {
	Title string
	Text  string // its rows, without blanks at their ends
}

func newPrinter(*World, *PeripheralSpec) (Peripheral, error) {
	return &Printer{ink: printerStock, paper: printerStock}, nil
}

// Pages are the pages that have come out so far.
func (p *Printer) Pages() []Page { return p.printed }

// Types are the printer's types.
func (p *Printer) Types() []string { return []string{"printer"} }

// Methods are the printer's methods.
func (p *Printer) Methods() []string { return printerMethods }

// Call calls one of the printer's methods.
func (p *Printer) Call(call *PeripheralCall) error {
	switch call.Method {
	case "getInkLevel":
		return call.Return(value.Int(p.ink))
	case "getPaperLevel":
		return call.Return(value.Int(p.paper))
	case "newPage":
		return call.task(p.newPage)
	case "endPage":
		c := call.Computer
		return call.task(func() ([]value.Value, error) { return p.endPage(c) })
	case "write", "getCursorPos", "setCursorPos", "getPageSize", "setPageTitle":
		if p.page == nil {
			return errNoPage
		}
		return p.edit(call)
	}
	return ErrNoSuchMethod
}

func (p *Printer) newPage() ([]value.Value, error) {
	if p.ink == 0 || p.paper == 0 {
		return []value.Value{value.Bool(false)}, nil
	}
	p.ink--
	p.paper--
	p.page, p.title = term.NewScreen(pageWidth, pageHeight, false), ""
	return []value.Value{value.Bool(true)}, nil
}

func (p *Printer) endPage(c *Computer) ([]value.Value, error) {
	if p.page == nil {
		return nil, errNoPage
	}
	page := Page{Title: p.title, Text: strings.TrimRight(term.Text(p.page), "\n")}
	p.printed = append(p.printed, page)
	p.page = nil
	c.world.record(&Entry{Computer: c.id, Kind: EntryReport, Name: "printer", Text: page.Title + "\n" + page.Text})
	return []value.Value{value.Bool(true)}, nil
}

// edit calls a method that needs a page.
func (p *Printer) edit(call *PeripheralCall) (err error) {
	switch call.Method {
	case "getPageSize":
		return call.Return(value.Int(pageWidth), value.Int(pageHeight))
	case "setPageTitle":
		title, err := call.Args.OptString(1, "")
		p.title = cleanLabel(title)
		return err
	}
	// write, getCursorPos and setCursorPos are those of a screen.
	call.Results, err = monitorScreen[call.Method].Call(p.page, call.Args, call.Results)
	return err
}
