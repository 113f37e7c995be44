package world

import (
	"fmt"

	"ccnet/value"
	"ccnet/world/drive"
)

var driveMethods = []string{
	"ejectDisk", "getAudioTitle", "getDiskID", "getDiskLabel", "getMountPath", "hasAudio",
	"hasData", "isDiskPresent", "playAudio", "setDiskLabel", "stopAudio",
}

// Drive is a disk drive, with a floppy disk in it or without. Everyone who is
// attached has the disk among their files.
type Drive struct {
	world *World
	disk  *floppy
	to    attachments
	// mounts are where the disk is for whom: in two places for those with two modems
	// on the drive's network.
	mounts map[attachment][]string
}

// floppy is a floppy disk.
type floppy struct {
	id       int
	label    string
	labelled bool
	files    disk
}

func newDrive(w *World, spec *PeripheralSpec) (Peripheral, error) {
	d := &Drive{world: w, mounts: make(map[attachment][]string)}
	if spec.Disk != nil {
		var err error
		if d.disk, err = w.openFloppy(spec.Disk); err != nil {
			return nil, err
		}
		w.drives = append(w.drives, d)
		return d, nil
	}
	w.drives = append(w.drives, d)
	return d, nil
}

// openFloppy makes the disk that spec describes.
func (w *World) openFloppy(spec *DiskSpec) (*floppy, error) {
	f := &floppy{id: spec.ID}
	if f.id == 0 {
		f.id = w.nextDisk
		w.nextDisk++
	}
	if spec.Label != "" {
		f.label, f.labelled = cleanLabel(spec.Label), true
	}
	var err error
	f.files, err = w.openFiles(spec.Files, drive.FloppyCapacity, fmt.Sprintf("disk %d", f.id))
	return f, err
}

func (d *Drive) attached(c *Computer, name string) {
	d.to.add(c, name)
	if d.disk != nil {
		d.mount(attachment{c, name})
		d.world.deliver(c, stringEvent("disk", name))
	}
}

// detached says that the disk is out even where there was none, as the game does.
func (d *Drive) detached(c *Computer, name string) {
	d.unmount(attachment{c, name})
	d.to.remove(c, name)
	d.world.deliver(c, stringEvent("disk_eject", name))
}

func (d *Drive) mount(a attachment) {
	if a.computer.files == nil {
		return
	}
	at, err := a.computer.files.MountFree(a.name, "disk", d.disk.files.drive)
	if err != nil {
		d.world.problem(fmt.Errorf("computer %d: mount the disk in %s: %w", a.computer.id, a.name, err))
		return
	}
	d.mounts[a] = append(d.mounts[a], at)
}

func (d *Drive) unmount(a attachment) {
	at := d.mounts[a]
	if len(at) == 0 {
		return
	}
	last := at[len(at)-1]
	if d.mounts[a] = at[:len(at)-1]; len(at) == 1 {
		delete(d.mounts, a)
	}
	if err := a.computer.files.Unmount(last); err != nil {
		d.world.problem(fmt.Errorf("computer %d: close files on the disk in %s: %w", a.computer.id, a.name, err))
	}
}

// insertSpec puts a new disk into the drive, in place of the one that is there.
func (d *Drive) insertSpec(spec *DiskSpec) {
	d.eject() // first: it may be the same directory of the host
	f, err := d.world.openFloppy(spec)
	if err != nil {
		d.world.problem(fmt.Errorf("insert a disk: %w", err))
		return
	}
	d.disk = f
	for _, a := range d.to.list {
		d.mount(a)
		d.world.deliver(a.computer, stringEvent("disk", a.name))
	}
}

// eject takes the disk out.
func (d *Drive) eject() {
	if d.disk == nil {
		return
	}
	for _, a := range d.to.list {
		d.unmount(a)
		d.world.deliver(a.computer, stringEvent("disk_eject", a.name))
	}
	d.close()
	d.disk = nil
}

// close releases what the disk holds of the host.
func (d *Drive) close() {
	if d.disk != nil {
		if err := d.disk.files.close(); err != nil {
			d.world.problem(fmt.Errorf("close the files of disk %d: %w", d.disk.id, err))
		}
		d.world.releaseDir(d.disk.files.dir)
	}
}

// Types are the drive's types.
func (d *Drive) Types() []string { return []string{"drive"} }

// Methods are the drive's methods.
func (d *Drive) Methods() []string { return driveMethods }

// Call calls one of the drive's methods.
func (d *Drive) Call(call *PeripheralCall) error {
	f := d.disk
	switch call.Method {
	case "isDiskPresent":
		return call.Return(value.Bool(f != nil))
	case "getDiskLabel":
		switch {
		case f == nil:
			return nil
		case f.labelled:
			return call.Return(value.String(f.label))
		}
		return call.Return(value.Nil)
	case "setDiskLabel":
		return d.setLabel(call)
	case "hasData":
		_, mounted := d.mounts[attachment{call.Computer, call.Name}]
		return call.Return(value.Bool(mounted))
	case "getMountPath":
		if at, mounted := d.mounts[attachment{call.Computer, call.Name}]; mounted {
			return call.Return(value.String(at[0]))
		}
		return call.Return(value.Nil)
	case "hasAudio":
		return call.Return(value.Bool(false))
	case "getAudioTitle":
		if f == nil {
			return call.Return(value.Bool(false))
		}
		return call.Return(value.Nil)
	case "playAudio", "stopAudio": // no disk of ours has audio
		return nil
	case "ejectDisk":
		call.Computer.nextTick(d.eject)
		return nil
	case "getDiskID":
		if f != nil {
			return call.Return(value.Int(f.id))
		}
		return nil
	}
	return ErrNoSuchMethod
}

func (d *Drive) setLabel(call *PeripheralCall) error {
	label, err := call.Args.OptString(1, "")
	if err != nil {
		return err
	}
	clear := call.Args.At(1).IsNil()
	return call.task(func() ([]value.Value, error) {
		if d.disk != nil {
			d.disk.label, d.disk.labelled = cleanLabel(label), !clear
		}
		return nil, nil
	})
}
