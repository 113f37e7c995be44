package luabind

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/value"
)

func TestFormatDate(t *testing.T) {
	noon := time.Date(2024, 2, 9, 14, 5, 6, 0, time.UTC)
	for _, test := range []struct{ format, want string }{
		{"%c", "Fri Feb  9 14:05:06 2024"},
		{"%a %A %b %B %h", "Fri Friday Feb February Feb"},
		{"%C %y %Y %g %G", "20 24 2024 24 2024"},
		{"%d %e|%j %m", "09  9|040 02"},
		{"%D %x %F", "02/09/24 02/09/24 2024-02-09"},
		{"%H %I %M %S %p", "14 02 05 06 PM"},
		{"%r %R %T %X", "02:05:06 PM 14:05 14:05:06 14:05:06"},
		{"%u %w %U %V %W", "5 5 06 06 06"},
		{"%z %Z %%", "+0000 ISO %"},
		{"%n%t", "\n\t"},
		{"100%", "100"},
		{"", ""},
		{"plain\ntext", "plain\ntext"},
	} {
		got, err := formatDate(test.format, noon)
		require.NoError(t, err, test.format)
		assert.Equal(t, test.want, got, test.format)
	}
	_, err := formatDate("%Q", noon)
	assert.EqualError(t, err, "bad argument #1: invalid conversion specifier '%Q'")
}

func TestFormatDateWeeks(t *testing.T) {
	// The 1st of January 2021 was a Friday: in week 53 of 2020, in week 0 of its
	// own year.
	day := time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)
	got, err := formatDate("%G %V %W %U %I", day)
	require.NoError(t, err)
	assert.Equal(t, "2020 53 00 01 12", got)
}

func TestSecondsOf(t *testing.T) {
	table := func(pairs ...any) *value.Table { return hashed(pairs...).AsTable() }
	n := value.Int
	for _, test := range []struct {
		table *value.Table
		want  int64
		fails string
	}{
		{table("year", n(1970), "month", n(1), "day", n(1), "hour", n(0), "min", n(0), "sec", n(0)), 0, ""},
		{table("year", n(1970), "month", n(1), "day", n(1)), 12*3600 + 12*60 + 12, ""},
		{table("year", value.Number(2000.9), "month", n(2), "day", n(29), "hour", n(0), "min", n(0), "sec", n(0)), 951782400, ""},
		{table("month", n(1), "day", n(1)), 0, `field "year" missing in date table`},
		{table("year", n(1), "month", n(1), "day", value.String("1")), 0, `field "day" missing in date table`},
		{table("year", n(2023), "month", n(13), "day", n(1)), 0,
			"Java Exception Thrown: java.time.DateTimeException: Invalid value for MonthOfYear (valid values 1 - 12): 13"},
		{table("year", n(2023), "month", n(2), "day", n(29)), 0,
			"Java Exception Thrown: java.time.DateTimeException: Invalid date 'February 29' as '2023' is not a leap year"},
		{table("year", n(2023), "month", n(4), "day", n(31)), 0,
			"Java Exception Thrown: java.time.DateTimeException: Invalid date 'APRIL 31'"},
		{table("year", n(2023), "month", n(4), "day", n(1), "sec", n(60)), 0,
			"Java Exception Thrown: java.time.DateTimeException: Invalid value for SecondOfMinute (valid values 0 - 59): 60"},
		{table("year", n(2023), "month", n(4), "day", n(1), "isdst", n(1)), 0, `field "isdst" missing in date table`},
	} {
		got, err := secondsOf(test.table)
		if test.fails != "" {
			assert.EqualError(t, err, test.fails)
			continue
		}
		assert.NoError(t, err)
		assert.Equal(t, test.want, got)
	}
}

func FuzzFormatDate(f *testing.F) {
	f.Add("%c %j", int64(0))
	f.Add("%", int64(1<<40))
	f.Fuzz(func(t *testing.T, format string, seconds int64) {
		seconds %= maxInstant
		_, _ = formatDate(format, time.Unix(seconds, 0).UTC())
	})
}
