package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ccnet/cryptonet"
	"ccnet/world"
)

// keySuffix is what the names of private keys' files end with.
const keySuffix = "_private.key"

// maxKeys bounds the keys that are tried on a connection, and with them what a
// directory that is no computer's disk costs.
const maxKeys = 1000

// readKeyring reads private keys from files, from the directories that are named, and
// from the disks of the computers of world files.
func readKeyring(paths []string) ([]cryptonet.PrivateKey, error) {
	ring := &keyring{}
	for _, path := range paths {
		before := len(ring.keys)
		if err := ring.read(path); err != nil {
			return nil, err
		}
		if len(ring.keys) == before {
			return nil, usageError("--key %s: there are no private keys in it, files called NAME%s", path, keySuffix)
		}
	}
	var distinct []cryptonet.PrivateKey
	for _, k := range ring.keys {
		if !slices.Contains(distinct, k) {
			distinct = append(distinct, k)
		}
	}
	return distinct, nil
}

type keyring struct {
	keys []cryptonet.PrivateKey
}

func (r *keyring) read(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return usageError("--key %s: %v", path, cause(err))
	case info.IsDir():
		return r.directory(path)
	case strings.EqualFold(filepath.Ext(path), ".toml"):
		return r.world(path)
	}
	file, err := readCertFile(path)
	switch {
	case err != nil:
		return err
	case file.private == nil:
		return usageError("--key %s is %s, not a private key; name a %s file", path, file.kind(), keySuffix)
	}
	r.keys = append(r.keys, *file.private)
	return nil
}

// directory reads the keys in a directory and below. Files that only have the name of
// a key are passed over.
func (r *keyring) directory(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path == dir:
			return usageError("--key %s: %v", dir, cause(err))
		case err != nil && d != nil && d.IsDir():
			return fs.SkipDir // what cannot be read holds nothing for us
		case err != nil:
			return nil
		case len(r.keys) >= maxKeys:
			return usageError("--key %s: there are more than %d private keys in it; name some", dir, maxKeys)
		case !d.Type().IsRegular() || !strings.HasSuffix(d.Name(), keySuffix):
			return nil
		}
		if file, err := readCertFile(path); err == nil && file.private != nil {
			r.keys = append(r.keys, *file.private)
		}
		return nil
	})
}

// world reads the keys on the disks of a world file.
func (r *keyring) world(path string) error {
	spec, err := world.Load(path)
	if err != nil {
		return usageError("--key %s: %v", path, cause(err))
	}
	disks := make([]world.Files, 0, len(spec.Computers))
	for i := range spec.Computers {
		disks = append(disks, spec.Computers[i].Files)
	}
	for i := range spec.Peripherals {
		if disk := spec.Peripherals[i].Disk; disk != nil {
			disks = append(disks, disk.Files)
		}
	}
	for _, disk := range disks {
		for _, name := range slices.Sorted(maps.Keys(disk.Inline)) {
			if !strings.HasSuffix(name, keySuffix) {
				continue
			}
			if file, err := parseCertFile(disk.Inline[name]); err == nil && file.private != nil {
				r.keys = append(r.keys, *file.private)
			}
		}
		for _, dir := range []string{disk.Dir, disk.Copy} {
			if dir == "" {
				continue
			}
			if _, err := os.Stat(dir); err != nil {
				continue
			}
			if err := r.directory(dir); err != nil {
				return err
			}
		}
	}
	return nil
}
