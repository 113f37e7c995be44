package luavm

import "math"

// errTooLong is raised once when the soft limit of a slice is reached.
const errTooLong = textError("Too long without yielding")

// overdrawn is called when the steps or the bytes are used up.
func (s *State) overdrawn(th *Thread) error {
	if s.budget < 0 {
		if err := s.exhausted(th); err != nil {
			return err
		}
	}
	if s.used > s.ceiling {
		return s.exceeded()
	}
	return nil
}

// exhausted is called when the steps are used up: the soft limit is an error
// that the program can catch, the hard limit ends the state.
func (s *State) exhausted(th *Thread) error {
	switch {
	case s.cfg.SoftSteps <= 0:
		s.budget = math.MaxInt64
		return nil
	case s.hard:
		s.dead = true
		return ErrAborted
	}
	s.hard = true
	s.budget = s.cfg.HardSteps // also if one charge alone was more than that
	if s.cfg.HardSteps <= 0 {
		s.budget = math.MaxInt64
	}
	return &Error{Value: String(s.where(th) + string(errTooLong))}
}

// StepsLeft returns how many steps the slice has until the next limit.
func (s *State) StepsLeft() int64 { return s.budget }
