package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"greenlane/record/audit"
)

var _ audit.Source = (*Snapshot)(nil)

// Snapshot is the record as it was at one moment, for checks.
type Snapshot struct {
	reader
	conn *pgx.Conn
}

// View opens a database for reading only, without a key and without changing its schema:
// all that is read is of one moment.
func View(ctx context.Context, url string) (*Snapshot, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("open record: %w", translate(err))
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open record: %w", translate(err)), conn.Close(ctx))
	}
	return &Snapshot{reader{tx}, conn}, nil
}

// Close ends the connection.
func (s *Snapshot) Close() error { return s.conn.Close(context.Background()) }
