package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"golang.org/x/mod/sumdb/note"

	"greenlane/clearance"
	"greenlane/item/fault"
	"greenlane/record/audit"
	"greenlane/record/journal"
	"greenlane/record/migrations"
)

var (
	_ clearance.Store = (*Store)(nil)
	_ clearance.Desk  = (*Store)(nil)
	_ audit.Source    = (*Store)(nil)
)

// Options are what the store cannot make itself.
type Options struct {
	Signer   note.Signer // signs the decision log; required
	Verifier string      // verifier key that belongs to it; kept in the database for offline checks
	Now      func() time.Time
	// GroupWrites is how many writes one commit takes at most before others wait for the
	// next; 0 is 2,000.
	GroupWrites int
	Connections int32 // at most; 0 is 10
}

// Store is an open record.
type Store struct {
	reader
	pool   *pgxpool.Pool
	now    func() time.Time
	writer *writer        // only the goroutine of queue uses it
	queue  *journal.Queue // of this node
}

// limits keep a lost node or a runaway query from stopping the others for long.
func limits(c *pgxpool.Config) {
	p := c.ConnConfig.RuntimeParams
	p["application_name"] = "greenlane"
	p["statement_timeout"] = "30s"
	p["lock_timeout"] = "20s"
	p["idle_in_transaction_session_timeout"] = "60s"
	p["timezone"] = "UTC"
	c.ConnConfig.ConnectTimeout = 10 * time.Second
}

// Open opens the record in the database at url, migrating it as needed.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	if o.Signer == nil || o.Verifier == "" {
		return nil, errors.New("open record: a signer of the decision log and its verifier key are needed")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.GroupWrites <= 0 {
		o.GroupWrites = 2000
	}
	if o.Connections <= 0 {
		o.Connections = 10
	}
	if err := Migrate(ctx, url); err != nil {
		return nil, fmt.Errorf("open record: %w", translate(err))
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("open record: %w", err)
	}
	limits(config)
	config.MaxConns = o.Connections
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open record: %w", translate(err))
	}
	s := &Store{reader: reader{pool}, pool: pool, now: o.Now, writer: &writer{pool: pool, signer: o.Signer}}
	if err := keepVerifier(ctx, pool, o.Verifier); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open record: %w", translate(err))
	}
	s.queue = journal.NewQueue(o.GroupWrites, s.writer.commit)
	return s, nil
}

// keepVerifier adds the verifier key to those under which the log may be signed.
func keepVerifier(ctx context.Context, pool *pgxpool.Pool, key string) error {
	_, err := pool.Exec(ctx, `INSERT INTO settings (name, value) VALUES ('verifier', $1) ON CONFLICT (name) DO UPDATE
		SET value = settings.value || E'\n' || excluded.value WHERE NOT excluded.value = ANY (string_to_array(settings.value, E'\n'))`, key)
	return err
}

// database opens url for the migrations, which speak database/sql.
func database(url string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	return stdlib.OpenDB(*config), nil
}

// Migrate brings the database up to date without opening it as a record.
func Migrate(ctx context.Context, url string) error {
	db, err := database(url)
	if err != nil {
		return err
	}
	return errors.Join(migrations.Migrate(ctx, db, migrations.Postgres), db.Close())
}

// Version gives the step of the schema at which the database stands and the newest known.
func (s *Store) Version(ctx context.Context) (at, newest int64, err error) {
	db := stdlib.OpenDBFromPool(s.pool)
	at, newest, err = migrations.Version(ctx, db, migrations.Postgres)
	return at, newest, errors.Join(err, db.Close())
}

// Close lets the updates that wait finish, and closes all connections. Updates that come
// later are the fault record.unavailable.
func (s *Store) Close() error {
	s.queue.Close()
	s.pool.Close()
	return nil
}

// Update implements clearance.Store.
func (s *Store) Update(ctx context.Context, keys []clearance.Key, change func(rows []*clearance.Row) ([]clearance.Write, error)) error {
	return s.queue.Do(&journal.Job{Ctx: ctx, Keys: keys, Change: change})
}

// Verify checks the whole decision log as it is at one moment, while work goes on.
func (s *Store) Verify(ctx context.Context, o audit.Options) (report audit.Report, err error) {
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return report, translate(err)
	}
	report, err = audit.Verify(ctx, reader{tx}, o)
	return report, errors.Join(err, tx.Rollback(context.WithoutCancel(ctx)))
}

// exec runs a small write of a table that has nothing to do with the journal.
func (s *Store) exec(ctx context.Context, text string, args ...any) (int64, error) {
	tag, err := s.pool.Exec(ctx, text, args...)
	return tag.RowsAffected(), translate(err)
}

// repeatable says that the database asks for the transaction to be tried again:
// serialization failure, deadlock, lock not available.
func repeatable(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01" || e.Code == "55P03")
}

// translate turns errors of the database into faults (error classes of appendix A of the
// PostgreSQL manual).
func translate(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	var e *pgconn.PgError
	var connect *pgconn.ConnectError
	switch {
	case errors.As(err, &e):
		switch {
		case e.Code == "53100":
			return fmt.Errorf("%w: %w", fault.New("record.full", ""), err)
		case e.Code[:2] == "53", e.Code[:2] == "57", e.Code[:2] == "08", e.Code[:2] == "40", e.Code == "55P03", e.Code == "25006":
			return fmt.Errorf("%w: %w", fault.New("record.unavailable", "", e.Message), err)
		}
	case errors.As(err, &connect), pgconn.Timeout(err), pgconn.SafeToRetry(err), errors.Is(err, errLost):
		return fmt.Errorf("%w: %w", fault.New("record.unavailable", "", "the database cannot be reached"), err)
	}
	return err
}

// errLost says that the connection ended while its transaction was open.
var errLost = errors.New("connection to the database lost")
