package host

import (
	"errors"
	"fmt"

	"ccnet/world"
)

// files are a computer's files, for CryptoNet.
type files struct{ computer *world.Computer }

func (f files) Exists(path string) bool { return f.computer.Files().Exists(path) }
func (f files) IsDir(path string) bool  { return f.computer.Files().IsDir(path) }

// readAtOnce is more than what CryptoNet keeps in files.
const readAtOnce = 1 << 20

// Read reads a whole file.
func (f files) Read(path string) (text string, err error) {
	handle, err := f.computer.Files().Open(path, "rb")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, handle.Close()) }()
	for {
		data, ok, err := handle.Read(readAtOnce)
		if err != nil || !ok {
			return text, err
		}
		text += string(data)
	}
}

// Write writes a file beside the one that it replaces, so that the old one is
// there until the new one is complete.
func (f files) Write(path, text string) (err error) {
	disk := f.computer.Files()
	beside := path + ".new"
	if err := f.fill(beside, text); err != nil {
		return errors.Join(err, disk.Delete(beside))
	}
	if err := disk.Delete(path); err != nil {
		return errors.Join(err, disk.Delete(beside))
	}
	if err := disk.Move(beside, path); err != nil {
		return fmt.Errorf("%s is complete but in %s: %w", path, beside, err)
	}
	return nil
}

func (f files) fill(path, text string) (err error) {
	handle, err := f.computer.Files().Open(path, "wb")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, handle.Close()) }()
	return handle.Write([]byte(text))
}
