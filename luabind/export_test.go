package luabind

import "ccnet/world"

// SetPeripheral puts a peripheral on a side, whatever the world has there.
func (m *Machine) SetPeripheral(side world.Side, p world.Peripheral) { m.fakes[side] = p }
