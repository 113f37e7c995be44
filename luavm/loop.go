package luavm

func (s *State) execute() error { panic("todo") }
