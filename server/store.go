package server

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"greenlane/clearance"
	"greenlane/record/audit"
	"greenlane/record/journal"
	"greenlane/record/postgres"
	"greenlane/record/sqlite"
)

// Store is what the server needs of a database; both kinds are one.
type Store interface {
	clearance.Store
	clearance.Desk
	audit.Source
	Balances(ctx context.Context) ([]journal.Balance, error)
	Newest(ctx context.Context) (*audit.Checkpoint, error)
	Version(ctx context.Context) (at, newest int64, err error)
	Close() error
}

// OpenStore opens "sqlite:PATH" (or a bare path) or "postgres://...".
func OpenStore(ctx context.Context, db string, keys *Keys, now func() time.Time) (Store, error) {
	if IsPostgres(db) {
		return postgres.Open(ctx, db, postgres.Options{Signer: keys.Signer, Verifier: keys.Verifier, Now: now})
	}
	path, err := SQLitePath(db)
	if err != nil {
		return nil, err
	}
	return sqlite.Open(ctx, path, sqlite.Options{Signer: keys.Signer, Verifier: keys.Verifier, Now: now})
}

// IsPostgres says whether a database address is of PostgreSQL.
func IsPostgres(db string) bool {
	return strings.HasPrefix(db, "postgres://") || strings.HasPrefix(db, "postgresql://")
}

// Exists says whether there is a record; of PostgreSQL only connecting tells, so it is
// taken for there.
func Exists(db string) bool {
	if IsPostgres(db) {
		return true
	}
	path, err := SQLitePath(db)
	if err != nil {
		return false
	}
	_, err = os.Stat(path)
	return err == nil
}

// SQLitePath gives the file of "sqlite:PATH".
func SQLitePath(db string) (string, error) {
	path := strings.TrimPrefix(db, "sqlite:")
	if path == "" || strings.Contains(path, "://") {
		return "", fmt.Errorf("database %q: write sqlite:PATH or postgres://USER@HOST/NAME", db)
	}
	return path, nil
}
