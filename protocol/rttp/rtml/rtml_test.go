package rtml

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"ccnet/value"
)

func parsed(t testing.TB, lua string) []Element {
	t.Helper()
	v, err := value.Unserialise(lua)
	if err != nil {
		t.Fatal(err)
	}
	return Parse(v)
}

func TestParse(t *testing.T) {
	for lua, want := range map[string][]Element{
		`{{type="TEXT",x=2,y=3,text="hi",color=2,bgColor="black"}}`: {
			{Type: Text, X: 2, Y: 3, Text: "hi", Colour: 2, Background: 32768}},
		`{{type="INPUT",x=1,y=1,len=16,name="pass",hide=true,next="b"}}`: {
			{Type: Input, X: 1, Y: 1, Len: 16, Name: "pass", Hide: true, Next: "b"}},
		`{{type="BUTTON",x="4",y=1,text=5,action="PUSH",id=7,href="x"}}`: {
			{Type: Button, X: 4, Y: 1, Text: "5", Action: Push, ID: "7", Href: "x"}},
		`{{type="MARQUEE"},"x",{},{type="LINK",x=1e9,y={},color=3,text={}}}`: {
			{Type: Link, X: 1, Y: 1}},
		`{[2]={type="TEXT"},[1.5]={type="TEXT"},[5000]={type="TEXT"},x={type="TEXT"}}`: {
			{Type: Text, X: 1, Y: 1}},
		`"text"`: nil, `{}`: nil,
	} {
		assert.Equal(t, want, parsed(t, lua), lua)
	}
	assert.Zero(t, colour(value.Number(math.NaN())))
}

func TestRows(t *testing.T) {
	rows := Rows(parsed(t, `{{type="TEXT",x=2,y=1,text="Name:\n"},{type="INPUT",x=9,y=1,len=3},
		{type="BUTTON",x=2,y=3,text="Go"},{type="LINK",x=-1,y=4,text="home",href="/caf\233"},{type="TEXT",x=1,y=-4,text="gone"}}`))
	assert.Equal(t, []string{" Name:? ___", "", " [Go]", "me", "", "home: /caf\xe9"}, rows)
}

func ExampleRows() {
	page := Page(
		Element{Type: Text, X: 1, Y: 1, Text: "Welcome"},
		Element{Type: Link, X: 1, Y: 2, Text: "Shop", Href: "/shop"},
	)
	fmt.Println(strings.Join(Rows(Parse(page)), "\n"))
	// Output:
	// Welcome
	// Shop
	//
	// Shop: /shop
}

func FuzzParse(f *testing.F) {
	f.Add(`{{type="TEXT",x=2,y=3,text="hi",color=2},{type="INPUT",len=-5}}`)
	f.Fuzz(func(t *testing.T, lua string) {
		v, err := value.Unserialise(lua)
		if err != nil {
			return
		}
		elements := Parse(v)
		assert.Equal(t, elements, Parse(Page(elements...)), "what is written is read again")
		for _, row := range Rows(elements) {
			assert.NotContains(t, row, "\n")
		}
	})
}
