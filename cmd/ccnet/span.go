package main

import (
	"strings"

	"ccnet/world"
)

// span is a flag that takes a span of virtual time, written as in world files.
type span struct {
	ticks world.Tick
	given bool
}

// Set implements pflag.Value.
func (s *span) Set(text string) (err error) {
	s.ticks, err = world.ParseTicks(text)
	s.given = err == nil
	return err
}

// Type implements pflag.Value.
func (s *span) Type() string { return "time" }

// String implements pflag.Value.
func (s *span) String() string {
	if !s.given {
		return ""
	}
	return spanText(s.ticks)
}

// spanText writes a span as people do: 10m, 1h30m, 2.5s.
func spanText(t world.Tick) string {
	text := t.Duration().String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
