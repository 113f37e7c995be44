package luavm

// hop does the commonest of what drive does: a coroutine yields to the Lua function
// that has resumed it, or is resumed where it has yielded to one, and nothing else
// waits for the values that pass. The values go to their registers at once. It
// tells whether it could; otherwise nothing has happened. When the root yields, the
// error is errExit.
func (s *State) hop(th *Thread, c *Call, dst, want int) (bool, error) {
	if c.k != nil || c.kept || th.hooked || len(th.frames) >= th.room || th.nest+1 >= maxNest || s.budget < 0 || s.used > s.ceiling {
		return false, nil
	}
	switch c.action {
	case actYield:
		to := th.parent
		if to == nil {
			th.suspend(c, dst, want, flagSuspended)
			th.status = StatusSuspended
			s.exitFrom, s.exitN, s.exitDone = c.from, c.n, false
			return true, errExit
		}
		if to.hooked || !to.takes(c.n, flagResume|flagWrap) {
			return false, nil
		}
		th.suspend(c, dst, want, flagSuspended)
		th.status, th.parent = StatusSuspended, nil
		s.budget -= int64(c.n) >> copyShift
		s.land(to, th.stack[c.from:c.from+c.n])
		return true, nil
	case actResume, actWrap:
		to := c.target
		if to.status != StatusSuspended || to.hook != nil || s.hook != nil || len(to.frames) == 0 || !to.takes(c.n, flagSuspended) {
			return false, nil
		}
		flag := flagResume
		if c.action == actWrap {
			flag = flagWrap
		}
		th.suspend(c, dst, want, flag)
		th.status, to.parent, c.target = StatusNormal, th, nil
		s.land(to, th.stack[c.from:c.from+c.n])
		return true, nil
	}
	return false, nil
}

// takes tells whether the top frame of th is a builtin that waits as flags say, and
// takes n values without further ado: for a Lua function, and within the limits.
func (th *Thread) takes(n int, flags frameFlags) bool {
	f := &th.frames[len(th.frames)-1]
	return f.flags&flags != 0 && f.flags&^flags == 0 && f.k == nil && f.ret <= retNested &&
		max(int(f.base), int(f.dst)+1)+n <= len(th.stack) && th.s.budget >= 2*(int64(n)+1)>>copyShift
}

// suspend pushes the frame of a builtin that waits.
func (th *Thread) suspend(c *Call, dst, want int, flags frameFlags) {
	c.active = false
	n := len(th.frames)
	th.frames = th.frames[:n+1]
	th.nest++
	f := &th.frames[n]
	f.cl, f.fn = nil, c.self
	f.base, f.extra, f.dst, f.want = int32(c.base), 0, int32(dst), int32(want)
	f.ret, f.flags = retPlain, flags
}

// land makes th the running coroutine, and ends the builtin that waits there with
// the results vs; a resume has true before them.
func (s *State) land(th *Thread, vs []Value) {
	s.cur = th
	th.status = StatusRunning
	top := len(th.frames) - 1
	f := &th.frames[top]
	st, dst, want := th.stack, int(f.dst), int(f.want)
	f.fn = nil
	th.frames = th.frames[:top]
	th.nest--
	n := len(vs)
	if f.flags&flagResume != 0 {
		if n++; want != 0 {
			st[dst] = Bool(true)
			dst++
			want-- // -1 stays below 0
		}
	}
	s.budget -= int64(n) >> copyShift
	if want < 0 {
		copy(st[dst:], vs)
		th.top = dst + len(vs)
		return
	}
	for i := range want {
		if i < len(vs) {
			st[dst+i] = vs[i]
		} else {
			st[dst+i] = Nil
		}
	}
}
