package drive

import (
	"strings"
	"testing"
)

func BenchmarkNormalise(b *testing.B) {
	for _, path := range []string{"rom/programs/rednet/chat.lua", "/rom//programs/../apis"} {
		b.Run(path, func(b *testing.B) {
			for range b.N {
				Normalise(path)
			}
		})
	}
}

func BenchmarkExists(b *testing.B) {
	fs := NewFileSystem("hdd", NewMemory(ComputerCapacity, nil))
	_ = fs.Mount("rom", "rom", NewMemory(ComputerCapacity, nil))
	_ = fs.MakeDir("a/b/c")
	for range b.N {
		fs.Exists("a/b/c")
	}
}

func benchmarkDrives(b *testing.B, bench func(b *testing.B, fs *FileSystem)) {
	b.Run("memory", func(b *testing.B) {
		bench(b, NewFileSystem("hdd", NewMemory(ComputerCapacity, nil)))
	})
	b.Run("host", func(b *testing.B) {
		h, err := OpenHost(b.TempDir(), ComputerCapacity, nil)
		if err != nil {
			b.Fatal(err)
		}
		defer h.Close()
		bench(b, NewFileSystem("hdd", h))
	})
}

func BenchmarkWriteLine(b *testing.B) {
	benchmarkDrives(b, func(b *testing.B, fs *FileSystem) {
		h, _ := fs.Open("f", "w")
		line := []byte(strings.Repeat("x", 50) + "\n")
		for i := range b.N {
			if i%10_000 == 0 {
				h.Seek("set", 0)
			}
			if err := h.Write(line); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkReadLine(b *testing.B) {
	benchmarkDrives(b, func(b *testing.B, fs *FileSystem) {
		h, _ := fs.Open("f", "w+")
		h.Write([]byte(strings.Repeat(strings.Repeat("x", 50)+"\n", 1000)))
		for i := range b.N {
			if i%1000 == 0 {
				h.Seek("set", 0)
			}
			h.ReadLine(false)
		}
	})
}
