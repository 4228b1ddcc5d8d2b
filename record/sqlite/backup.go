package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"greenlane/record/audit"
)

// Backup writes a copy of the record as it is now to a new file, while work goes on, and
// checks the copy: its pages and its whole decision log. A file that exists is not
// overwritten. The report carries the newest checkpoint, to be kept elsewhere.
func (s *Store) Backup(ctx context.Context, file string) (audit.Report, error) {
	if _, err := os.Stat(file); err == nil {
		return audit.Report{}, fmt.Errorf("backup: %s exists", file)
	}
	part := file + ".part"
	if err := remove(part); err != nil {
		return audit.Report{}, fmt.Errorf("backup: %w", err)
	}
	if err := vacuumInto(ctx, s.path, part); err != nil {
		return audit.Report{}, errors.Join(fmt.Errorf("backup: %w", translate(err)), remove(part))
	}
	report, err := Check(ctx, part, audit.Options{})
	if err == nil {
		err = report.Err()
	}
	if err != nil {
		return report, errors.Join(fmt.Errorf("backup: check the copy: %w", err), remove(part))
	}
	return report, place(part, file)
}

// vacuumInto copies a record as it is at one moment, what is only in its side files too.
func vacuumInto(ctx context.Context, from, to string) (err error) {
	if err := private(to); err != nil { // SQLite takes a file that is empty
		return err
	}
	db, err := sql.Open("sqlite", address(from, toCopy))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	return err
}

// Check checks a file that nobody has open: its pages and its whole decision log. It
// changes nothing.
func Check(ctx context.Context, file string, o audit.Options) (report audit.Report, err error) {
	s, err := View(file)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var verdict string
	if err := s.read.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return report, fmt.Errorf("check pages: %w", err)
	}
	if verdict != "ok" {
		return report, fmt.Errorf("check pages: %s", verdict)
	}
	return audit.Verify(ctx, s, o)
}

// View opens a file for reading only, without a key and without changing its schema, on
// one connection in one transaction: all that is read is of one moment. Update and the
// other writing methods are the fault record.unavailable.
func View(file string) (*Store, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, fmt.Errorf("open record: %w", err)
	}
	read, err := sql.Open("sqlite", address(file, toRead))
	if err != nil {
		return nil, fmt.Errorf("open record %s: %w", file, err)
	}
	read.SetMaxOpenConns(1)
	if _, err := read.Exec("BEGIN"); err != nil {
		return nil, errors.Join(fmt.Errorf("open record %s: %w", file, err), read.Close())
	}
	return &Store{path: file, now: noClock, read: read}, nil
}

// Restore puts a backup in the place of a record that is not open: it checks the backup,
// copies it beside the place, flushes it to disk and renames it. Without an error the
// record is the backup; with one the old record is untouched. The old record is kept as
// file.before-restore.
func Restore(ctx context.Context, backup, file string, o audit.Options) (audit.Report, error) {
	report, err := Check(ctx, backup, o)
	if err == nil {
		err = report.Err()
	}
	if err != nil {
		return report, fmt.Errorf("restore: check the backup: %w", err)
	}
	part := file + ".part"
	if err := errors.Join(remove(part), vacuumInto(ctx, backup, part)); err != nil {
		return report, errors.Join(fmt.Errorf("restore: %w", translate(err)), remove(part))
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		err := os.Rename(file+suffix, file+".before-restore"+suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return report, fmt.Errorf("restore: %w", err)
		}
	}
	return report, place(part, file)
}
