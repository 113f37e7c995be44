package journal

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"ccnet/world"
)

// Text shows an entry to people, in one line without its newline.
func Text(e *world.Entry) string {
	if e.Kind == world.EntryTransmit {
		return entryText(e) + ": " + payloadText(e.Payload)
	}
	return entryText(e)
}

// entryText is Text without a payload.
func entryText(e *world.Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%10v ", e.Tick)
	if e.Computer == world.NoComputer {
		fmt.Fprintf(&b, "%6s", "-")
	} else {
		fmt.Fprintf(&b, "%6s", "#"+strconv.Itoa(e.Computer))
	}
	fmt.Fprintf(&b, "  %-9v", e.Kind)
	name, text := printable(e.Name), printable(e.Text)
	switch e.Kind {
	case world.EntryWorld:
		fmt.Fprintf(&b, " %s, seed %d", text, e.Seed)
	case world.EntryBoot:
		fmt.Fprintf(&b, " %s boot", ordinal(e.N))
	case world.EntryTransmit:
		fmt.Fprintf(&b, " %s: channel %d, reply %d, %s", name, e.Channel, e.Reply, count(e.N, "receiver"))
	case world.EntryDeliver:
		fmt.Fprintf(&b, " %s: channel %d, reply %d, from #%d", name, e.Channel, e.Reply, e.From)
		if e.Distance >= 0 {
			fmt.Fprintf(&b, ", distance %.4g", e.Distance)
		}
	case world.EntryFault:
		fmt.Fprintf(&b, " %s: %s of a frame from #%d on channel %d", name, text, e.From, e.Channel)
		if e.N > 0 {
			fmt.Fprintf(&b, " by %s", count(e.N, "tick"))
		}
	case world.EntryRedstone:
		fmt.Fprintf(&b, " %s is %d", name, e.N)
	case world.EntryRow:
		fmt.Fprintf(&b, " | %s", text)
	case world.EntryProgram:
		if e.OK {
			b.WriteString(" ended well")
		} else {
			b.WriteString(" failed")
		}
		if text != "" {
			b.WriteString(": " + text)
		}
	default:
		for _, part := range []string{name, text} {
			if part != "" {
				b.WriteString(" " + part)
			}
		}
		if e.Kind == world.EntryInput && !e.Payload.IsNil() {
			b.WriteString(" " + payloadText(e.Payload))
		}
	}
	return strings.TrimRight(b.String(), " ")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func ordinal(n int) string {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

// printable shows control characters as escapes, so that no journal can play tricks
// on a terminal.
func printable(s string) string {
	clean := true
	for _, r := range s {
		clean = clean && unicode.IsPrint(r)
	}
	if clean {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}
