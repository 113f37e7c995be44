package luabind

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"ccnet/value"
)

// maxInstant bounds the seconds since 1970 that the game's calendar takes, to
// either side.
const maxInstant = 31556889864403199

// javaDateError is how the game fails on dates that do not exist: its own
// library's exception shows through, without a position.
func javaDateError(format string, args ...any) error {
	return At(0, text("Java Exception Thrown: java.time.DateTimeException: "+fmt.Sprintf(format, args...)))
}

// composed are the conversions that stand for a format of others.
var composed = map[byte]string{
	'c': "%a %b %e %H:%M:%S %Y",
	'D': "%m/%d/%y",
	'F': "%Y-%m-%d",
	'r': "%I:%M:%S %p",
	'R': "%H:%M",
	'T': "%H:%M:%S",
	'x': "%m/%d/%y",
	'X': "%H:%M:%S",
}

// formatDate is os.date for any format but *t.
func formatDate(format string, t time.Time) (string, error) {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b.WriteByte(format[i])
			continue
		}
		if i++; i == len(format) {
			break // a lone % at the end vanishes
		}
		if inner, ok := composed[format[i]]; ok {
			s, err := formatDate(inner, t)
			if err != nil {
				return "", err
			}
			b.WriteString(s)
			continue
		}
		s, ok := convertDate(format[i], t)
		if !ok {
			return "", fmt.Errorf("bad argument #1: invalid conversion specifier '%%%c'", rune(format[i]))
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// convertDate is one conversion that is not composed of others.
func convertDate(spec byte, t time.Time) (s string, ok bool) {
	two := func(n int) (string, bool) { return fmt.Sprintf("%02d", n), true }
	switch spec {
	case '%':
		return "%", true
	case 'a':
		return t.Weekday().String()[:3], true
	case 'A':
		return t.Weekday().String(), true
	case 'b', 'h':
		return t.Month().String()[:3], true
	case 'B':
		return t.Month().String(), true
	case 'C':
		return two(abs(t.Year() / 100 % 100))
	case 'd':
		return two(t.Day())
	case 'e':
		return fmt.Sprintf("%2d", t.Day()), true
	case 'g':
		year, _ := t.ISOWeek()
		return two(abs(year % 100))
	case 'G':
		year, _ := t.ISOWeek()
		return strconv.Itoa(year), true
	case 'H':
		return two(t.Hour())
	case 'I':
		return two((t.Hour()+11)%12 + 1)
	case 'j':
		return fmt.Sprintf("%03d", t.YearDay()), true
	case 'm':
		return two(int(t.Month()))
	case 'M':
		return two(t.Minute())
	case 'n':
		return "\n", true
	case 'p':
		if t.Hour() < 12 {
			return "AM", true
		}
		return "PM", true
	case 'S':
		return two(t.Second())
	case 't':
		return "\t", true
	case 'u':
		return strconv.Itoa(mondayFirst(t)), true
	case 'U':
		return two((t.YearDay()-1)/7 + 1)
	case 'V':
		_, week := t.ISOWeek()
		return two(week)
	case 'w':
		return strconv.Itoa(int(t.Weekday())), true
	case 'W':
		return two(weekOfYear(t))
	case 'y':
		return two(abs(t.Year() % 100))
	case 'Y':
		return strconv.Itoa(t.Year()), true
	case 'z':
		return "+0000", true
	case 'Z':
		return "ISO", true // the calendar's name, not the zone's
	}
	return "", false
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// mondayFirst is the day of the week from 1, Monday, to 7.
func mondayFirst(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// weekOfYear counts weeks from Monday. The first has at least four of its days
// in the year; the days before it are in week 0.
func weekOfYear(t time.Time) int {
	day, weekday := t.YearDay(), mondayFirst(t)
	start := ((day-weekday)%7 + 7) % 7
	offset := -start
	if start+1 > 4 {
		offset = 7 - start
	}
	return (7 + offset + day - 1) / 7
}

// dateTable is os.date("*t").
func dateTable(t time.Time) value.Value {
	return hashed(
		"year", value.Int(t.Year()),
		"month", value.Int(int(t.Month())),
		"day", value.Int(t.Day()),
		"hour", value.Int(t.Hour()),
		"min", value.Int(t.Minute()),
		"sec", value.Int(t.Second()),
		"wday", value.Int(int(t.Weekday())+1),
		"yday", value.Int(t.YearDay()),
		"isdst", value.Bool(false),
	)
}

// hashed makes a table of names and values in turn, which a program sees in the
// order of the game's hash map.
func hashed(pairs ...any) value.Value {
	var c value.Copier
	_, _, _ = c.Begin(&c, len(pairs)/2) // a handful of entries exceed no limit
	for i := 0; i < len(pairs); i += 2 {
		_ = c.Add(value.String(pairs[i].(string)), pairs[i+1].(value.Value))
	}
	return c.End()
}

// secondsOf is os.time of a table: seconds since 1970 of a date in UTC. Fields
// out of range are errors, as in the game; hour, minute and second are 12 where
// they are missing.
func secondsOf(t *value.Table) (int64, error) {
	var f [6]int
	for i, name := range [6]string{"year", "month", "day", "hour", "min", "sec"} {
		n, ok := t.Field(name).AsNumber()
		switch {
		case ok:
			f[i] = int(min(max(value.Saturate(n), math.MinInt32), math.MaxInt32))
		case i < 3:
			return 0, missingField(name)
		default:
			f[i] = 12
		}
	}
	if err := checkDate(f); err != nil {
		return 0, err
	}
	if dst := t.Field("isdst"); !dst.IsNil() {
		if _, ok := dst.AsBool(); !ok {
			return 0, missingField("isdst")
		}
	}
	return time.Date(f[0], time.Month(f[1]), f[2], f[3], f[4], f[5], 0, time.UTC).Unix(), nil
}

func missingField(name string) error {
	return fmt.Errorf("field %q missing in date table", name)
}

// checkDate refuses year, month, day, hour, minute and second that are no date.
func checkDate(f [6]int) error {
	for i, r := range [6]struct {
		name, limits string
		low, high    int
	}{
		{"Year", "-999999999 - 999999999", -999999999, 999999999},
		{"MonthOfYear", "1 - 12", 1, 12},
		{"DayOfMonth", "1 - 28/31", 1, 31},
		{"HourOfDay", "0 - 23", 0, 23},
		{"MinuteOfHour", "0 - 59", 0, 59},
		{"SecondOfMinute", "0 - 59", 0, 59},
	} {
		if f[i] < r.low || f[i] > r.high {
			return javaDateError("Invalid value for %s (valid values %s): %d", r.name, r.limits, f[i])
		}
		if i == 2 && time.Date(f[0], time.Month(f[1])+1, 0, 0, 0, 0, 0, time.UTC).Day() < f[2] {
			if f[2] == 29 {
				return javaDateError("Invalid date 'February 29' as '%d' is not a leap year", f[0])
			}
			return javaDateError("Invalid date '%s %d'", strings.ToUpper(time.Month(f[1]).String()), f[2])
		}
	}
	return nil
}
