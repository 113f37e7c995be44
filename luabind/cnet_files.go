package luabind

import (
	"errors"

	"ccnet/world/drive"
)

// stationFiles are a computer's files as CryptoNet needs them.
type stationFiles struct{ *station }

func (f stationFiles) files() *drive.FileSystem { return f.machine.computer.Files() }

// Exists implements cryptonet.Files. A file whose replacement was cut short, by the end
// of the process, is put in place first.
func (f stationFiles) Exists(path string) bool {
	files := f.files()
	if fresh := path + freshSuffix; !files.Exists(path) && files.Exists(fresh) {
		_ = files.Move(fresh, path) // if that fails, there is no such file
	}
	return files.Exists(path)
}

// IsDir implements cryptonet.Files.
func (f stationFiles) IsDir(path string) bool { return f.files().IsDir(path) }

// Read implements cryptonet.Files.
func (f stationFiles) Read(path string) (string, error) {
	text, err := readFile(f.files(), path)
	f.filed += changeSteps + parseSteps*len(text)
	return text, err
}

// Write implements cryptonet.Files.
func (f stationFiles) Write(path, text string) error {
	f.filed += changeSteps + parseSteps*len(text)
	return replaceFile(f.files(), path, text)
}

// parseSteps is what reading or writing a byte of a serialised table is charged.
const parseSteps = 50

// freshSuffix ends the name under which a file is written before it takes the place of
// the old one.
const freshSuffix = ".new"

// maxNetworkFile bounds the files of networks: keys, certificates, user tables.
const maxNetworkFile = 4 << 20

func readFile(files *drive.FileSystem, path string) (string, error) {
	size, err := files.Size(path)
	if err != nil {
		return "", err
	}
	if size > maxNetworkFile {
		return "", errors.New(path + ": File too large")
	}
	handle, err := files.Open(path, "rb")
	if err != nil {
		return "", err
	}
	text, err := handle.ReadAll()
	return string(text), errors.Join(err, handle.Close())
}

// replaceFile writes a file, as a whole or not at all: without room for the new text
// the old one stays.
func replaceFile(files *drive.FileSystem, path, text string) error {
	fresh := path + freshSuffix
	handle, err := files.Open(fresh, "wb")
	if err != nil {
		return err
	}
	err = errors.Join(handle.Write([]byte(text)), handle.Close())
	if err == nil {
		err = files.Delete(path)
	}
	if err == nil {
		return files.Move(fresh, path)
	}
	return errors.Join(err, files.Delete(fresh))
}

// cryptonetWriteFile is writeFile(path, text): it replaces a file, as a whole or not at
// all.
func cryptonetWriteFile(c *Call) error {
	path, err := c.Args.String(1)
	if err != nil {
		return err
	}
	text, err := c.Args.String(2)
	if err != nil {
		return err
	}
	c.Charge(treeSteps + changeSteps + len(text)/stepBytes)
	return replaceFile(c.Computer().Files(), path, text)
}
