package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// Dialect is one of the two databases.
type Dialect string

// The dialects; the names are folders of this package.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

func provider(db *sql.DB, d Dialect) (*goose.Provider, error) {
	steps, err := fs.Sub(files, string(d))
	if err != nil {
		return nil, err
	}
	if d == Postgres {
		// Several nodes may start at once; one migrates, the others wait.
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		return goose.NewProvider(goose.DialectPostgres, db, steps, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(goose.DialectSQLite3, db, steps)
}

// Migrate applies the steps that the database lacks.
func Migrate(ctx context.Context, db *sql.DB, d Dialect) error {
	p, err := provider(db, d)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Version gives the step at which the database stands and the newest one known here.
func Version(ctx context.Context, db *sql.DB, d Dialect) (at, newest int64, err error) {
	p, err := provider(db, d)
	if err != nil {
		return 0, 0, fmt.Errorf("read migrations: %w", err)
	}
	return p.GetVersions(ctx)
}
