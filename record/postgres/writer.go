package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/mod/sumdb/note"

	"greenlane/clearance"
	"greenlane/record/audit"
	"greenlane/record/journal"
)

// tries is how often one commit is tried when the database asks for it.
const tries = 6

// writer appends for this node. What it knows of the end of the log holds as long as no
// other node appends; the size under the lock tells.
type writer struct {
	pool   *pgxpool.Pool
	signer note.Signer
	tree   *audit.Tree // nil: load it
	months map[string]bool
	leaf   []byte
}

// commit runs jobs in one transaction. An error of one change is its own; an error of the
// database is that of all.
func (w *writer) commit(jobs []*journal.Job) {
	// The jobs' own contexts end their wait in the queue, not a commit shared with others.
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	var err error
	for n := range tries {
		for _, j := range jobs {
			j.Err = nil
		}
		if err = w.try(ctx, jobs); err == nil {
			break
		}
		w.tree = nil
		if !repeatable(err) {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(5<<n) * time.Millisecond):
		}
	}
	for _, j := range jobs {
		if err != nil && j.Err == nil {
			j.Err = err
		}
		j.Err = translate(j.Err)
	}
}

func (w *writer) try(ctx context.Context, jobs []*journal.Job) (err error) {
	tx, err := w.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}) // what the head's lock waited for must be seen
	if err != nil {
		return err
	}
	signed, err := w.work(ctx, tx, jobs)
	if err != nil {
		_ = tx.Rollback(ctx) // the first error is the one to tell
		return lost(err)
	}
	if err = tx.Commit(ctx); err == nil || signed == nil {
		return err
	}
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return err
	}
	return w.settle(ctx, *signed, err)
}

// settle finds out what became of a commit whose answer was lost: its checkpoint is there
// or it is not.
func (w *writer) settle(ctx context.Context, c audit.Checkpoint, cause error) error {
	var kept []byte
	err := w.pool.QueryRow(ctx, "SELECT note FROM checkpoints WHERE size = $1", c.Size).Scan(&kept)
	if err == nil && bytes.Equal(kept, c.Note) {
		return nil
	}
	return errors.Join(errLost, cause, err)
}

// lost marks errors that are not the database's own words.
func lost(err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return err
	}
	return errors.Join(errLost, err)
}

// work does everything but the commit; the checkpoint is nil if nothing was written.
func (w *writer) work(ctx context.Context, tx pgx.Tx, jobs []*journal.Job) (*audit.Checkpoint, error) {
	if err := w.lock(ctx, tx); err != nil {
		return nil, err
	}
	g := journal.NewGroup(w.tree.Size(), w.months)
	if err := w.fetchAll(ctx, tx, g, jobs); err != nil {
		return nil, err
	}
	for _, j := range jobs {
		if j.Err = j.Ctx.Err(); j.Err != nil {
			continue
		}
		if err := w.fetch(ctx, tx, g, g.Missing(j.Keys)); err != nil {
			return nil, err
		}
		writes, err := j.Call(g.Rows(j.Keys))
		if err != nil {
			j.Err = err
			continue
		}
		for _, k := range g.Unread(writes) {
			if err := w.fetch(ctx, tx, g, map[string][]string{k.Month: {k.ID}}); err != nil {
				return nil, err
			}
		}
		j.Err = g.Add(writes)
	}
	if len(g.Records) == 0 {
		return nil, nil
	}
	return w.flush(ctx, tx, g)
}

// lock takes the head: until the end of the transaction nobody else appends.
func (w *writer) lock(ctx context.Context, tx pgx.Tx) error {
	var size int64
	var b pgx.Batch
	b.Queue("SET LOCAL enable_seqscan = off") // rows are looked up by key, whatever an old statistic says of the table's size
	b.Queue("SELECT size FROM head WHERE one = 1 FOR UPDATE").QueryRow(func(row pgx.Row) error { return row.Scan(&size) })
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return err
	}
	if w.tree != nil && w.tree.Size() == size {
		return nil
	}
	w.months = make(map[string]bool)
	months, err := tx.Query(ctx, "SELECT month FROM months")
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(months, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, m := range list {
		w.months[m] = true
	}
	w.tree, err = audit.LoadTree(size, func(level int, n int64) ([]byte, error) { return reader{tx}.Tile(ctx, level, n) })
	return err
}

// fetchAll loads the rows of all jobs in one question.
func (w *writer) fetchAll(ctx context.Context, tx pgx.Tx, g *journal.Group, jobs []*journal.Job) error {
	var keys []clearance.Key
	for _, j := range jobs {
		keys = append(keys, j.Keys...)
	}
	return w.fetch(ctx, tx, g, g.Missing(keys))
}

// selectRows looks every identifier up by itself: a plan that reads the month as a whole
// would be chosen for a young table and kept while it grows.
const selectRows = "SELECT i.* FROM unnest($2::text[]) AS k (id) CROSS JOIN LATERAL" +
	" (SELECT " + journal.RowColumns + " FROM items WHERE month = $1 AND id = k.id LIMIT 1) AS i"

// fetch loads rows into the group.
func (w *writer) fetch(ctx context.Context, tx pgx.Tx, g *journal.Group, missing map[string][]string) error {
	for month, ids := range missing {
		list, err := reader{tx}.items(ctx, selectRows, month, ids)
		if err != nil {
			return fmt.Errorf("load items: %w", err)
		}
		for i := range list {
			g.Load(list[i])
		}
	}
	return nil
}

// flush writes what the group collected, in one round trip.
func (w *writer) flush(ctx context.Context, tx pgx.Tx, g *journal.Group) (*audit.Checkpoint, error) {
	var b pgx.Batch
	leaves := w.queueJournal(&b, g)
	queueRows(&b, g)
	queueSums(&b, g)
	months := g.NewMonths()
	if len(months) > 0 {
		b.Queue("INSERT INTO months (month) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING", months)
		w.months = maps.Clone(w.months)
		for _, m := range months {
			w.months[m] = true
		}
	}
	for _, t := range w.tree.Tiles() {
		b.Queue("INSERT INTO tiles (level, n, data) VALUES ($1, $2, $3) ON CONFLICT (level, n) DO UPDATE SET data = excluded.data", int64(t.Level), t.N, t.Data)
	}
	c, err := audit.Sign(w.signer, w.tree, leaves)
	if err != nil {
		return nil, fmt.Errorf("sign decision log: %w", err)
	}
	b.Queue("INSERT INTO checkpoints (size, note) VALUES ($1, $2)", c.Size, c.Note)
	b.Queue("UPDATE head SET size = $1 WHERE one = 1", c.Size)
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return nil, fmt.Errorf("write record: %w", err)
	}
	return &c, nil
}
