package drive_test

import (
	"fmt"

	"ccnet/world/drive"
)

// A computer's hard disk, and a floppy in its drive.
func Example() {
	fs := drive.NewFileSystem("hdd", drive.NewMemory(drive.ComputerCapacity, nil))
	disk, _ := fs.MountFree("left", "disk", drive.NewMemory(drive.FloppyCapacity, nil))

	h, err := fs.Open(disk+"/notes/today", "w")
	if err != nil {
		fmt.Println(err)
		return
	}
	h.Write([]byte("feed the turtle"))
	h.Close()

	fs.Copy("disk/notes", "backup")
	names, _ := fs.Find("*/t*")
	fmt.Println(names)
	free, _ := fs.Free("disk")
	fmt.Println(free)
	fmt.Println(fs.MakeDir("backup/today"))
	// Output:
	// [backup/today]
	// 124000
	// /backup/today: File exists
}

// Files above a ROM, which programs cannot change.
func ExampleOverlay() {
	rom := drive.NewMemory(drive.Unlimited, nil)
	rom.Add(map[string][]byte{"programs/hello.lua": []byte("print('hello')")})
	extra := drive.NewMemory(drive.Unlimited, nil)
	extra.Add(map[string][]byte{"programs/bye.lua": []byte("print('bye')")})

	fs := drive.NewFileSystem("hdd", drive.NewMemory(drive.ComputerCapacity, nil))
	fs.Mount("rom", "rom", drive.NewOverlay(extra, rom))
	fmt.Println(fs.List("rom/programs"))
	fmt.Println(fs.Delete("rom/programs/bye.lua"))
	// Output:
	// [bye.lua hello.lua] <nil>
	// /rom/programs/bye.lua: Access denied
}
