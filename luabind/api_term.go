package luabind

import (
	"ccnet/term"
	"ccnet/value"
)

// termAPI is the native terminal: the methods that a computer's screen and a
// monitor have in common, and the default palette.
var termAPI = func() API {
	api := API{Globals: []string{"term"}, Functions: []Function{
		{"nativePaletteColor", screenFunc(term.NativePaletteColour)},
		{"nativePaletteColour", screenFunc(term.NativePaletteColour)},
	}}
	for _, method := range term.Methods() {
		fn := screenFunc(method.Call)
		if method.Name == "write" {
			fn = termWrite
		}
		api.Functions = append(api.Functions, Function{method.Name, fn})
	}
	return api.Sorted()
}()

// screenSteps is what a method of a screen is charged: it draws a row, or scrolls.
const screenSteps = 100

// screenFunc makes a native function of a method of screens.
func screenFunc(method func(*term.Screen, value.Args, []value.Value) ([]value.Value, error)) Func {
	return func(c *Call) error {
		results, err := method(c.Computer().Screen(), c.Args, c.Out.Values[:0])
		c.Charge(screenSteps + bytesIn(c.Args)/stepBytes)
		if err != nil {
			return err
		}
		c.Out.Values = results
		return nil
	}
}

// termWrite takes anything; only the engine can show a table.
func termWrite(c *Call) error {
	text := c.Text(1)
	c.Charge(screenSteps + len(text)/stepBytes)
	c.Computer().Screen().Write(text)
	return nil
}
