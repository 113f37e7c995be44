// Package rtml is the page format of RTTP: a list of elements at places of a screen,
// each a table with a type. Whatever a server sends can be parsed: elements that are
// none are left out, and fields that make no sense are as if they were missing.
package rtml

import (
	"fmt"
	"math"
	"math/bits"
	"strings"

	"ccnet/protocol/rttp/net"
	"ccnet/value"
)

// Kinds of elements.
const (
	Text       = "TEXT"
	Link       = "LINK"     // Href is a path: absolute, or from the page's on
	DomainLink = "DOM-LINK" // Href is HOST/PATH
	Input      = "INPUT"
	Button     = "BUTTON"
)

// What a button does.
const (
	Submit = "SUBMIT" // posts the page's inputs to its own path
	Push   = "PUSH"   // posts the button's ID to Href
)

// Element is one element of a page.
type Element struct {
	Type       string
	X, Y       int // of its first character, from 1
	Text       string
	Colour     int // of the text; 0: the browser's choice, else 1 to 32768 as in colors
	Background int
	Href       string
	ID         string
	Action     string // of buttons
	Name, Next string // of inputs: its own, and that of the input after it
	Len        int    // of inputs: width
	Hide       bool   // of inputs: shows no letters
}

// What a page may hold.
const (
	MaxElements = 1024
	maxAt       = 1024 // rows and columns
	maxText     = 4096
)

// Parse reads the elements of a page.
func Parse(body value.Value) []Element {
	t := body.AsTable()
	if t == nil {
		return nil
	}
	items := map[int]*value.Table{}
	for _, e := range t.Entries() {
		if i, ok := e.Key.AsNumber(); ok && i >= 1 && i <= MaxElements && i == math.Trunc(i) {
			if item := e.Value.AsTable(); item != nil {
				items[int(i)] = item
			}
		}
	}
	var elements []Element
	for i := 1; i <= MaxElements && len(items) > 0; i++ {
		item := items[i]
		if item == nil {
			continue
		}
		delete(items, i)
		if e, ok := element(item); ok {
			elements = append(elements, e)
		}
	}
	return elements
}

func element(t *value.Table) (Element, bool) {
	e := Element{
		Type: text(t, "type"), Text: text(t, "text"), Href: text(t, "href"), ID: text(t, "id"),
		Action: text(t, "action"), Name: text(t, "name"), Next: text(t, "next"),
		Hide:   t.Field("hide").Truthy(),
		Colour: colour(t.Field("color")), Background: colour(t.Field("bgColor")),
		Len: number(t, "len", 1), X: number(t, "x", 1), Y: number(t, "y", 1),
	}
	switch e.Type {
	case Input:
		return e, true
	case Text, Link, DomainLink, Button:
		e.Len, e.Name = 0, ""
		return e, true
	}
	return Element{}, false
}

// text is a field that is a text or a number.
func text(t *value.Table, name string) string {
	v := t.Field(name)
	s, ok := v.AsString()
	if f, isNumber := v.AsNumber(); !ok && isNumber {
		s = value.FormatNumber(f)
	}
	if len(s) > maxText {
		s = s[:maxText]
	}
	return s
}

func number(t *value.Table, name string, missing int) int {
	v := t.Field(name)
	f, ok := v.AsNumber()
	if s, isText := v.AsString(); isText { // pages that were read from XML
		f, ok = value.ParseNumber(s)
	}
	if !ok || !(f >= -maxAt && f <= maxAt) {
		return missing
	}
	return int(math.Floor(f))
}

// colourNames are the keys of the table colors, the lowest bit first.
var colourNames = [...]string{
	"white", "orange", "magenta", "lightBlue", "yellow", "lime", "pink", "gray",
	"lightGray", "cyan", "purple", "blue", "brown", "green", "red", "black",
}

func colour(v value.Value) int {
	if name, ok := v.AsString(); ok {
		for i, n := range colourNames {
			if n == name {
				return 1 << i
			}
		}
	}
	if f, ok := v.AsNumber(); ok && f >= 1 && f <= 1<<15 && f == math.Trunc(f) && bits.OnesCount(uint(f)) == 1 {
		return int(f)
	}
	return 0
}

// Value is e as it travels.
func (e Element) Value() value.Value {
	t := value.NewTable(8)
	set := func(name string, v value.Value, given bool) {
		if given {
			t.Add(value.String(name), v)
		}
	}
	set("type", value.String(e.Type), true)
	set("x", value.Int(e.X), true)
	set("y", value.Int(e.Y), true)
	set("text", value.String(e.Text), e.Text != "" || e.Type != Input)
	set("color", value.Int(e.Colour), e.Colour != 0)
	set("bgColor", value.Int(e.Background), e.Background != 0)
	set("href", value.String(e.Href), e.Href != "")
	set("id", value.String(e.ID), e.ID != "")
	set("action", value.String(e.Action), e.Action != "")
	set("name", value.String(e.Name), e.Type == Input)
	set("next", value.String(e.Next), e.Next != "")
	set("len", value.Int(e.Len), e.Type == Input)
	set("hide", value.Bool(true), e.Hide)
	return value.FromTable(t)
}

// Page is elements as they travel.
func Page(elements ...Element) value.Value {
	items := make([]value.Value, len(elements))
	for i, e := range elements {
		items[i] = e.Value()
	}
	return value.List(items...)
}

// Rows shows a page as rows of text: inputs as lines, buttons in brackets, and behind
// the page the links, in order, with what they lead to.
func Rows(elements []Element) []string {
	var grid [][]byte
	var links []string
	put := func(x, y int, s string) {
		if y < 1 {
			return
		}
		s = net.Visible(s)
		for len(grid) < y {
			grid = append(grid, nil)
		}
		row := grid[y-1]
		for i := range len(s) {
			at := x - 1 + i
			if at < 0 {
				continue
			}
			for len(row) <= at {
				row = append(row, ' ')
			}
			row[at] = s[i]
		}
		grid[y-1] = row
	}
	for _, e := range elements {
		switch e.Type {
		case Input:
			put(e.X, e.Y, strings.Repeat("_", max(e.Len, 1)))
		case Button:
			put(e.X, e.Y, "["+e.Text+"]")
		case Link, DomainLink:
			links = append(links, fmt.Sprintf("%s: %s", net.Visible(e.Text), net.Visible(e.Href)))
			fallthrough
		default:
			put(e.X, e.Y, e.Text)
		}
	}
	rows := make([]string, 0, len(grid)+len(links)+1)
	for _, row := range grid {
		rows = append(rows, strings.TrimRight(string(row), " "))
	}
	if len(links) > 0 {
		rows = append(append(rows, ""), links...)
	}
	return rows
}
