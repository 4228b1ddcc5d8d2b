package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"greenlane/clearance"
	"greenlane/record/audit"
	"greenlane/record/journal"
)

// VerifierKeys implements audit.Source.
func (s reader) VerifierKeys(ctx context.Context) (out []string, err error) {
	err = s.rows(ctx, "SELECT value FROM settings WHERE name = 'verifier'", nil, func(v []any) error {
		text, ok := v[0].(string)
		if !ok {
			return errors.New("setting verifier is not a text")
		}
		out = strings.Fields(text)
		return nil
	})
	return out, err
}

// Records implements audit.Source.
func (s reader) Records(ctx context.Context, after int64, limit int) ([]journal.Record, error) {
	return s.records(ctx, "SELECT "+entryColumns+" FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2", after, int64(limit))
}

// Checkpoints implements audit.Source.
func (s reader) Checkpoints(ctx context.Context, after int64, limit int) (out []audit.Stored, err error) {
	err = s.rows(ctx, "SELECT size, note FROM checkpoints WHERE size > $1 ORDER BY size LIMIT $2", []any{after, int64(limit)}, func(v []any) error {
		size, ok := v[0].(int64)
		note, also := v[1].([]byte)
		if !ok || !also {
			return errors.New("checkpoint of the wrong type")
		}
		out = append(out, audit.Stored{Size: size, Note: note})
		return nil
	})
	return out, err
}

// Tile implements audit.Source.
func (s reader) Tile(ctx context.Context, level int, n int64) (data []byte, err error) {
	err = s.rows(ctx, "SELECT data FROM tiles WHERE level = $1 AND n = $2", []any{int64(level), n}, func(v []any) error {
		data, _ = v[0].([]byte)
		return nil
	})
	return data, err
}

// Rows implements audit.Source: all state rows, by month and identifier.
func (s reader) Rows(ctx context.Context, after clearance.Key, limit int) ([]clearance.Row, error) {
	return s.items(ctx, "SELECT "+journal.RowColumns+" FROM items WHERE (month, id) > ($1, $2) ORDER BY month, id LIMIT $3", after.Month, after.ID, int64(limit))
}

const historyColumns = "seq, item, month, kind, at, actor, rulebook, late, leaf, event, NULL::bytea, NULL::bytea"

// Histories implements audit.Source.
func (s reader) Histories(ctx context.Context, after, to clearance.Key) ([]journal.Record, error) {
	const text = "SELECT " + historyColumns + " FROM journal WHERE (month, item) > ($1, $2) AND (month, item) <= ($3, $4) ORDER BY month, item, seq"
	return s.records(ctx, text, after.Month, after.ID, to.Month, to.ID)
}

// Beyond implements audit.Source.
func (s reader) Beyond(ctx context.Context, after clearance.Key) (*journal.Record, error) {
	list, err := s.records(ctx, "SELECT "+historyColumns+" FROM journal WHERE (month, item) > ($1, $2) ORDER BY month, item, seq LIMIT 1", after.Month, after.ID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// Newest gives the newest checkpoint as signed, or nil while the journal is empty.
func (s reader) Newest(ctx context.Context) (*audit.Checkpoint, error) {
	keys, err := s.VerifierKeys(ctx)
	if err != nil {
		return nil, err
	}
	var text []byte
	err = s.rows(ctx, "SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1", nil, func(v []any) error {
		text, _ = v[0].([]byte)
		return nil
	})
	if err != nil || text == nil {
		return nil, err
	}
	known, err := audit.Verifiers(keys...)
	if err != nil {
		return nil, err
	}
	c, err := audit.OpenCheckpoint(text, known)
	return &c, err
}

// Prove makes the proof that a journal row is in the log.
func (s reader) Prove(ctx context.Context, seq int64) (audit.Proof, error) {
	newest, err := s.Newest(ctx)
	if err != nil {
		return audit.Proof{}, err
	}
	if newest == nil {
		return audit.Proof{}, fmt.Errorf("journal row %d is not in the log", seq)
	}
	return audit.Prove(ctx, s, seq, *newest)
}
