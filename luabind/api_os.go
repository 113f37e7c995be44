package luabind

import (
	"math"
	"strings"
	"time"

	"ccnet/value"
)

// osAPI is the native half of os. The other half, pullEvent and the like, is
// Lua's: bios.lua adds it.
var osAPI = API{Globals: []string{"os"}, Functions: []Function{
	{"queueEvent", osQueueEvent},
	{"startTimer", osStartTimer},
	{"cancelTimer", osCancelTimer},
	{"setAlarm", osSetAlarm},
	{"cancelAlarm", osCancelAlarm},
	{"shutdown", func(c *Call) error { c.Computer().Shutdown(); return nil }},
	{"reboot", func(c *Call) error { c.Computer().Reboot(); return nil }},
	{"getComputerID", osID},
	{"computerID", osID},
	{"getComputerLabel", osLabel},
	{"computerLabel", osLabel},
	{"setComputerLabel", osSetLabel},
	{"clock", func(c *Call) error { return c.Return(value.Number(float64(c.Computer().Uptime()) * 0.05)) }},
	{"time", osTime},
	{"day", osDay},
	{"epoch", osEpoch},
	{"date", osDate},
}}.Sorted()

func osQueueEvent(c *Call) error {
	name, err := c.Args.String(1)
	if err != nil {
		return err
	}
	c.Computer().Queue(name, value.FreezeAll(c.Args[1:])...)
	return nil
}

func osStartTimer(c *Call) error {
	seconds, err := c.Args.Finite(1)
	if err != nil {
		return err
	}
	ticks := value.Saturate(math.Floor(seconds/0.05 + 0.5)) // rounds half up
	return c.Return(value.Int(c.Computer().StartTimer(ticks)))
}

func osCancelTimer(c *Call) error {
	id, err := c.Args.Int(1)
	if err == nil {
		c.Computer().CancelTimer(id)
	}
	return err
}

func osSetAlarm(c *Call) error {
	hour, err := c.Args.Finite(1)
	if err != nil {
		return err
	}
	id, err := c.Computer().SetAlarm(hour)
	if err != nil {
		return err
	}
	return c.Return(value.Int(id))
}

func osCancelAlarm(c *Call) error {
	id, err := c.Args.Int(1)
	if err == nil {
		c.Computer().CancelAlarm(id)
	}
	return err
}

func osID(c *Call) error { return c.Return(value.Int(c.Computer().ID())) }

func osLabel(c *Call) error {
	if label, ok := c.Computer().Label(); ok {
		return c.Return(value.String(label))
	}
	return nil
}

func osSetLabel(c *Call) error {
	if c.Args.At(1).IsNil() {
		c.Computer().ClearLabel()
		return nil
	}
	label, err := c.Args.String(1)
	if err == nil {
		c.Computer().SetLabel(label)
	}
	return err
}

var errLocale = text("Unsupported operation")

// locale reads an optional argument 1: "ingame", "utc" or "local".
func locale(args value.Args) (string, error) {
	s, err := args.OptString(1, "ingame")
	if err != nil {
		return "", err
	}
	switch s = strings.ToLower(s); s {
	case "ingame", "utc", "local":
		return s, nil
	}
	return "", errLocale
}

// utc is the world's calendar, which is also the local one: computers live in
// the zone UTC.
func utc(c *Call) time.Time { return time.UnixMilli(c.Computer().EpochUTC()).UTC() }

func osTime(c *Call) error {
	if t := c.Args.At(1).AsTable(); t != nil {
		seconds, err := secondsOf(t)
		if err != nil {
			return err
		}
		return c.Return(value.Number(float64(seconds)))
	}
	where, err := locale(c.Args)
	switch {
	case err != nil:
		return err
	case where == "ingame":
		return c.Return(value.Number(c.Computer().TimeOfDay()))
	}
	now := utc(c)
	hour := float32(now.Hour()) // the game computes in single precision
	hour += float32(now.Minute()) / 60
	hour += float32(now.Second()) / (60 * 60)
	return c.Return(value.Number(float64(hour)))
}

func osDay(c *Call) error {
	where, err := locale(c.Args)
	switch {
	case err != nil:
		return err
	case where == "ingame":
		return c.Return(value.Int(c.Computer().Day()))
	}
	// The game counts the days before this year and adds the day of the year,
	// which starts at one; so the first of January 1970 is day 1.
	return c.Return(value.Int(int(math.Floor(float64(utc(c).Unix())/86400)) + 1))
}

func osEpoch(c *Call) error {
	where, err := locale(c.Args)
	switch {
	case err != nil:
		return err
	case where == "ingame":
		return c.Return(value.Number(float64(c.Computer().EpochIngame())))
	}
	return c.Return(value.Number(float64(c.Computer().EpochUTC())))
}

func osDate(c *Call) error {
	format, err := c.Args.OptString(1, "%c")
	if err != nil {
		return err
	}
	when := utc(c)
	if !c.Args.At(2).IsNil() {
		seconds, err := c.Args.Finite(2)
		if err != nil {
			return err
		}
		if math.Abs(seconds) > maxInstant {
			return javaDateError("Instant exceeds minimum or maximum instant")
		}
		when = time.Unix(value.Saturate(seconds), 0).UTC()
	}
	format = strings.TrimPrefix(format, "!")
	if format == "*t" {
		return c.Return(dateTable(when))
	}
	s, err := formatDate(format, when)
	if err != nil {
		return err
	}
	return c.Return(value.String(s))
}
