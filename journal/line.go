package journal

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"ccnet/value"
	"ccnet/world"
)

// field is one field of an entry's line.
type field uint8

const (
	fieldName field = 1 << iota
	fieldText
	fieldFrom
	fieldChannel // and the reply channel
	fieldN
	fieldDistance
	fieldOK
	fieldPayload
)

// fields has the fields of each kind of entry beside its tick and computer.
var fields = [world.NumEntryKinds]field{
	world.EntryBoot:     fieldN,
	world.EntryCrash:    fieldText,
	world.EntryDrop:     fieldName | fieldText,
	world.EntryTransmit: fieldName | fieldChannel | fieldN | fieldPayload,
	world.EntryDeliver:  fieldName | fieldFrom | fieldChannel | fieldDistance,
	world.EntryFault:    fieldName | fieldText | fieldFrom | fieldChannel | fieldN,
	world.EntryAttach:   fieldName | fieldText,
	world.EntryDetach:   fieldName | fieldText,
	world.EntryRedstone: fieldName | fieldN,
	world.EntryInput:    fieldName | fieldText,
	world.EntryRow:      fieldText,
	world.EntryProgram:  fieldOK | fieldText,
	world.EntryReport:   fieldName | fieldText,
	world.EntryEnd:      fieldText,
}

// AppendLine appends e as a line of a journal, with its newline.
func AppendLine(out []byte, e *world.Entry) []byte {
	out = strconv.AppendInt(append(out, `{"t":`...), int64(e.Tick), 10)
	out = append(append(append(out, `,"kind":"`...), e.Kind.String()...), '"')
	if e.Kind == world.EntryWorld {
		out = strconv.AppendInt(append(out, `,"format":`...), Format, 10)
		out = strconv.AppendUint(append(out, `,"seed":`...), e.Seed, 10)
		out = appendText(append(out, `,"name":`...), e.Text)
		if e.Name != "" {
			out = appendText(append(out, `,"by":`...), e.Name)
		}
		return append(out, '}', '\n')
	}
	if e.Computer != world.NoComputer {
		out = appendInt(out, `,"computer":`, e.Computer)
	}
	if int(e.Kind) >= len(fields) {
		return append(out, '}', '\n')
	}
	has := fields[e.Kind]
	if has&fieldName != 0 {
		out = appendText(append(out, `,"name":`...), e.Name)
	}
	if has&fieldFrom != 0 {
		out = appendInt(out, `,"from":`, e.From)
	}
	if has&fieldChannel != 0 {
		out = appendInt(out, `,"channel":`, e.Channel)
		out = appendInt(out, `,"reply":`, e.Reply)
	}
	if has&fieldOK != 0 {
		out = strconv.AppendBool(append(out, `,"ok":`...), e.OK)
	}
	if has&fieldN != 0 || e.Kind == world.EntryInput && e.OK || e.Kind == world.EntryEnd && e.N != 0 {
		out = appendInt(out, `,"n":`, e.N)
	}
	if has&fieldDistance != 0 && e.Distance >= 0 {
		out = appendNumber(append(out, `,"distance":`...), e.Distance)
	}
	if has&fieldText != 0 {
		out = appendText(append(out, `,"text":`...), e.Text)
	}
	switch {
	case has&fieldPayload != 0:
		out = appendPayload(append(out, `,"payload":`...), e.Payload)
	case e.Kind == world.EntryInput && !e.Payload.IsNil(): // uncut: the run is repeated from it
		out = appendWhole(append(out, `,"payload":`...), e.Payload)
	}
	return append(out, '}', '\n')
}

func appendInt(out []byte, key string, n int) []byte {
	return strconv.AppendInt(append(out, key...), int64(n), 10)
}

// appendText appends UTF-8 as a string of JSON. What is no UTF-8 becomes U+FFFD.
func appendText(out []byte, s string) []byte {
	out = append(out, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c == '"' || c == '\\':
				out = append(out, '\\', c)
			case c == '\n':
				out = append(out, `\n`...)
			case c < 32 || c == 127:
				out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			default:
				out = append(out, c)
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		out = utf8.AppendRune(out, r)
	}
	return append(out, '"')
}

// line is a line of a journal as JSON has it.
type line struct {
	Tick     *int64          `json:"t"`
	Kind     string          `json:"kind"`
	Format   int             `json:"format"`
	Seed     uint64          `json:"seed"`
	Computer *int            `json:"computer"`
	Name     string          `json:"name"`
	By       string          `json:"by"`
	From     int             `json:"from"`
	Channel  int             `json:"channel"`
	Reply    int             `json:"reply"`
	OK       bool            `json:"ok"`
	N        *int            `json:"n"`
	Distance *float64        `json:"distance"`
	Text     string          `json:"text"`
	Payload  json.RawMessage `json:"payload"`
}

// ParseLine reads one line of a journal.
func ParseLine(data []byte) (world.Entry, error) {
	var l line
	if err := json.Unmarshal(data, &l); err != nil {
		return world.Entry{}, fmt.Errorf("not an entry of a journal: %w", err)
	}
	if l.Tick == nil || *l.Tick < 0 {
		return world.Entry{}, fmt.Errorf("not an entry of a journal: it has no tick")
	}
	kind, ok := world.ParseEntryKind(l.Kind)
	if !ok {
		return world.Entry{}, fmt.Errorf("unknown kind of entry %q", l.Kind)
	}
	e := world.Entry{
		Tick: world.Tick(*l.Tick), Kind: kind, Computer: world.NoComputer,
		Name: l.Name, From: l.From, Channel: l.Channel, Reply: l.Reply,
		OK: l.OK, Text: l.Text, Distance: -1, Seed: l.Seed,
	}
	if kind == world.EntryWorld {
		if l.Format != Format {
			return e, fmt.Errorf("the journal has format %d; this program reads %d", l.Format, Format)
		}
		e.Text, e.Name = l.Name, l.By
	}
	if l.N != nil {
		e.N = *l.N
		e.OK = e.OK || kind == world.EntryInput
	}
	if l.Computer != nil {
		e.Computer = *l.Computer
	}
	if l.Distance != nil && !math.Signbit(*l.Distance) {
		e.Distance = *l.Distance
	}
	if len(l.Payload) > 0 {
		var err error
		if e.Payload, err = parsePayload(l.Payload); err != nil {
			return e, fmt.Errorf("payload: %w", err)
		}
	}
	return e, nil
}

// payloadText is a payload for people, cut to a readable length.
func payloadText(v value.Value) string {
	const most = 200
	text := appendPayload(nil, v)
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}
