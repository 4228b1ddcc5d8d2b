package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

// noClock is the clock of a record that is only read: sessions do not matter there.
func noClock() time.Time { return time.Time{} }

// private makes a file that only its owner may read, unless there is one: names, addresses
// and decisions are in it. SQLite gives its side files the same mode.
func private(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func remove(file string) error {
	var errs []error
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(file + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// place flushes a finished file to disk and gives it its name; the side files that looking
// at it made are removed.
func place(part, file string) error {
	if err := flush(part); err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	if err := remove(part); err != nil {
		return err
	}
	return flush(filepath.Dir(file))
}

// flush makes what is in a file or folder survive a loss of power.
func flush(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
