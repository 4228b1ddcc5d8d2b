package server

import (
	"context"
	"database/sql"

	_ "modernc.org/sqlite" // the driver whose version SQLiteVersion asks

	"greenlane/clearance"
	"greenlane/record/audit"
	"greenlane/record/journal"
	"greenlane/record/postgres"
	"greenlane/record/sqlite"
)

// Migrate brings a database to the current schema.
func Migrate(ctx context.Context, db string) error {
	if IsPostgres(db) {
		return postgres.Migrate(ctx, db)
	}
	path, err := SQLitePath(db)
	if err != nil {
		return err
	}
	return sqlite.Migrate(ctx, path)
}

// OpenLog opens a database for reading only, without its key.
func OpenLog(ctx context.Context, db string) (audit.Source, func() error, error) {
	if IsPostgres(db) {
		s, err := postgres.View(ctx, db)
		if err != nil {
			return nil, nil, err
		}
		return s, s.Close, nil
	}
	path, err := SQLitePath(db)
	if err != nil {
		return nil, nil, err
	}
	s, err := sqlite.View(path)
	if err != nil {
		return nil, nil, err
	}
	return s, s.Close, nil
}

// SQLiteVersion is the version of the database inside the binary.
func SQLiteVersion(ctx context.Context) (version string, err error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return "", err
	}
	defer db.Close()
	err = db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version)
	return version, err
}

// leaf gives the hash under which an entry stands in the decision log.
func leaf(e *clearance.Entry) []byte {
	record := journal.Encode(e)
	hash, _ := audit.Leaf(&record, nil)
	return hash[:]
}

// checkpoint gives the newest signed state of the decision log.
func (s *Server) checkpoint(ctx context.Context) ([]byte, error) {
	c, err := s.Store.Newest(ctx)
	if err != nil || c == nil {
		return nil, err
	}
	return c.Note, nil
}

// Backup copies a SQLite record that may be in use to a new file, and checks the copy.
func Backup(ctx context.Context, path, to string) (audit.Report, error) {
	s, err := sqlite.View(path)
	if err != nil {
		return audit.Report{}, err
	}
	defer s.Close()
	return s.Backup(ctx, to)
}

// Restore checks a backup and puts it in the place of a SQLite record that is not open.
func Restore(ctx context.Context, from, path string) (audit.Report, error) {
	return sqlite.Restore(ctx, from, path, audit.Options{})
}
