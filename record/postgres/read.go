package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/fault"
	"greenlane/ledger"
	"greenlane/record/journal"
)

// reader reads through the pool, or through one transaction.
type reader struct {
	q interface {
		Query(ctx context.Context, text string, args ...any) (pgx.Rows, error)
	}
}

// rows runs a query and calls each with the values of every row.
func (s reader) rows(ctx context.Context, text string, args []any, each func(values []any) error) error {
	rows, err := s.q.Query(ctx, text, args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return err
		}
		if err := each(values); err != nil {
			return err
		}
	}
	return translate(rows.Err())
}

func (s reader) items(ctx context.Context, text string, args ...any) (out []clearance.Row, err error) {
	err = s.rows(ctx, text, args, func(values []any) error {
		r, err := journal.ReadRow(values)
		out = append(out, r)
		return err
	})
	return out, err
}

// Find implements clearance.Reader.
func (s reader) Find(ctx context.Context, id string) (*clearance.Row, error) {
	list, err := s.items(ctx, "SELECT "+journal.RowColumns+" FROM items WHERE id = $1 AND month IN (SELECT month FROM months) ORDER BY month DESC LIMIT 1", id)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", id, err)
	}
	if len(list) == 0 {
		return nil, clearance.ErrNoItem(id)
	}
	return &list[0], nil
}

// List implements clearance.Reader.
func (s reader) List(ctx context.Context, f clearance.Filter, cursor string, limit int) ([]clearance.Row, string, error) {
	q, err := journal.ListQuery(f, cursor, limit, journal.Dollar)
	if err != nil {
		return nil, "", err
	}
	list, err := s.items(ctx, q.Text, q.Args...)
	if err != nil {
		return nil, "", fmt.Errorf("list items: %w", err)
	}
	list, next := journal.Page(f, list, limit)
	return list, next, nil
}

const entryColumns = "seq, item, month, kind, at, actor, rulebook, late, leaf, event, body, assessment"

func (s reader) records(ctx context.Context, text string, args ...any) (out []journal.Record, err error) {
	err = s.rows(ctx, text, args, func(values []any) error {
		r, err := journal.ReadRecord(values)
		out = append(out, r)
		return err
	})
	return out, err
}

func (s reader) entries(ctx context.Context, text string, args ...any) ([]clearance.Entry, error) {
	list, err := s.records(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return journal.Entries(list)
}

// Entries implements clearance.Reader.
func (s reader) Entries(ctx context.Context, k clearance.Key) ([]clearance.Entry, error) {
	return s.entries(ctx, "SELECT "+entryColumns+" FROM journal WHERE month = $1 AND item = $2 ORDER BY seq", k.Month, k.ID)
}

// Entry implements clearance.Reader.
func (s reader) Entry(ctx context.Context, seq int64) (*clearance.Entry, error) {
	list, err := s.entries(ctx, "SELECT "+entryColumns+" FROM journal WHERE seq = $1", seq)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New("item.not_found", "", fmt.Sprintf("journal row %d", seq))
	}
	return &list[0], nil
}

// Follow implements clearance.Reader.
func (s reader) Follow(ctx context.Context, after int64, limit int) ([]clearance.Entry, error) {
	return s.entries(ctx, "SELECT "+entryColumns+" FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2", after, int64(limit))
}

// Cursor implements clearance.Reader.
func (s reader) Cursor(ctx context.Context, follower string) (int64, error) {
	var seq int64
	err := s.rows(ctx, "SELECT seq FROM cursors WHERE follower = $1", []any{follower}, func(v []any) error {
		seq, _ = v[0].(int64)
		return nil
	})
	return seq, err
}

// SetCursor implements clearance.Reader.
func (s *Store) SetCursor(ctx context.Context, follower string, seq int64) error {
	_, err := s.exec(ctx, "INSERT INTO cursors (follower, seq) VALUES ($1, $2) ON CONFLICT (follower) DO UPDATE SET seq = excluded.seq", follower, seq)
	return err
}

// Counts implements clearance.Reader.
func (s *Store) Counts(ctx context.Context) (clearance.Counts, error) {
	out := clearance.Counts{Lanes: make(map[assess.Lane]int64), States: make(map[clearance.State]int64), At: s.now()}
	// One statement, so that all numbers are of one moment.
	const text = "SELECT lane, state, items FROM counters WHERE items <> 0 UNION ALL SELECT '', '', size FROM head"
	err := s.rows(ctx, text, nil, func(v []any) error { return journal.AddCount(&out, v) })
	return out, err
}

// Postings gives the postings of one item, oldest first.
func (s reader) Postings(ctx context.Context, k clearance.Key) (out []ledger.Posting, err error) {
	const text = "SELECT item, month, at, kind, debit, credit, minor, places, currency FROM postings WHERE month = $1 AND item = $2 ORDER BY seq, n"
	err = s.rows(ctx, text, []any{k.Month, k.ID}, func(v []any) error {
		p, err := journal.ReadPosting(v)
		out = append(out, p)
		return err
	})
	return out, err
}

// Balances gives the sums of both sides of every account, by name.
func (s reader) Balances(ctx context.Context) (out []journal.Balance, err error) {
	const text = "SELECT account, currency, places, debit, credit FROM balances ORDER BY account, currency, places"
	err = s.rows(ctx, text, nil, func(v []any) error {
		b, err := journal.ReadBalance(v)
		out = append(out, b)
		return err
	})
	return out, err
}
