package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

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
	Verifier string      // verifier key that belongs to it; kept in the file for offline checks
	Now      func() time.Time
	// GroupWrites is how many writes one commit takes at most before others wait for the
	// next; 0 is 2,000.
	GroupWrites int
}

// Store is an open record.
type Store struct {
	path   string
	now    func() time.Time
	read   *sql.DB
	writer *writer        // nil in a View; only the goroutine of queue uses it
	queue  *journal.Queue // nil in a View
	sweep  *sweeper       // nil in a View
}

// use is what a connection is for.
type use int

const (
	toWrite use = iota // the writer of a record
	toRead             // readers
	toCopy             // VACUUM INTO, which SQLite counts as writing
)

// pragmas of a connection, in this order.
func pragmas(u use) []string {
	list := []string{
		"busy_timeout(10000)", // first: the next ones may already have to wait for a lock
		"synchronous(FULL)",   // what was answered survives a loss of power
		"foreign_keys(ON)",    // SQLite leaves it off for old programs
		"temp_store(MEMORY)",  // sorting needs no files
		"cache_size(-65536)",  // 64 MiB: the inner pages of the indexes of a month
		"mmap_size(0)",        // an I/O error must be an error, not a signal
		"trusted_schema(OFF)", // a doctored file must not run functions
		"cell_size_check(ON)", // nor crash the reader
	}
	switch u {
	case toWrite:
		return append(list,
			"journal_mode(WAL)",            // readers and the writer do not wait for each other; kept in the file
			"wal_autocheckpoint(8192)",     // 64 MiB of pages: those that change in several commits are moved into the file once
			"journal_size_limit(67108864)", // the side file is cut back to that size afterwards
		)
	case toRead:
		return append(list, "query_only(ON)")
	}
	return list
}

func address(path string, u use) string {
	q := url.Values{}
	for _, p := range pragmas(u) {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// Open opens the record at path, making and migrating it as needed.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if o.Signer == nil || o.Verifier == "" {
		return nil, errors.New("open record: a signer of the decision log and its verifier key are needed")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.GroupWrites <= 0 {
		o.GroupWrites = 2000
	}
	if err := prepare(ctx, path); err != nil {
		return nil, fmt.Errorf("open record %s: %w", path, err)
	}
	read, err := sql.Open("sqlite", address(path, toRead))
	if err != nil {
		return nil, fmt.Errorf("open record %s: %w", path, err)
	}
	read.SetMaxOpenConns(8)
	read.SetMaxIdleConns(8)
	w, err := newWriter(path, o)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open record %s: %w", path, err), read.Close())
	}
	sweep, err := newSweeper(path)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open record %s: %w", path, err), w.close(), read.Close())
	}
	s := &Store{path: path, now: o.Now, read: read, writer: w, sweep: sweep}
	s.queue = journal.NewQueue(o.GroupWrites, w.commit)
	return s, nil
}

// prepare makes the file and brings its schema up to date.
func prepare(ctx context.Context, path string) error {
	if err := private(path); err != nil {
		return err
	}
	// The page size holds only if it is set before the first table and before WAL. 8 KiB
	// holds two journal rows of the usual size, and a row of items without overflow.
	db, err := sql.Open("sqlite", strings.Replace(address(path, toWrite), "?", "?_pragma=page_size(8192)&", 1))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	err = migrations.Migrate(ctx, db, migrations.SQLite)
	return errors.Join(err, db.Close())
}

// Version gives the step of the schema at which the file stands and the newest known.
func (s *Store) Version(ctx context.Context) (at, newest int64, err error) {
	return migrations.Version(ctx, s.read, migrations.SQLite)
}

// Migrate brings the file at path up to date without opening it as a record.
func Migrate(ctx context.Context, path string) error { return prepare(ctx, path) }

// Verify checks the whole decision log as it is at one moment, while work goes on.
func (s *Store) Verify(ctx context.Context, o audit.Options) (report audit.Report, err error) {
	v, err := View(s.path)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	return audit.Verify(ctx, v, o)
}

// Path is the file.
func (s *Store) Path() string { return s.path }

// Close lets the updates that wait finish, and closes the file. Updates that come later
// are the fault record.unavailable.
func (s *Store) Close() error {
	if s.queue == nil {
		return s.read.Close()
	}
	s.queue.Close()
	return errors.Join(s.sweep.close(), s.writer.close(), s.read.Close())
}

// Update implements clearance.Store.
func (s *Store) Update(ctx context.Context, keys []clearance.Key, change func(rows []*clearance.Row) ([]clearance.Write, error)) error {
	return s.submit(&journal.Job{Ctx: ctx, Keys: keys, Change: change})
}

func (s *Store) submit(j *journal.Job) error {
	if s.queue == nil {
		return fault.New("record.unavailable", "", "it is open for reading only")
	}
	return s.queue.Do(j)
}

// exec runs a small write in the next commit.
func (s *Store) exec(ctx context.Context, text string, args ...any) error {
	return s.submit(&journal.Job{Ctx: ctx, Other: func() error { return s.writer.exec(text, args...) }})
}

// translate turns errors of the database into faults.
func translate(err error) error {
	var e *sqlite.Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return fmt.Errorf("%w: %w", fault.New("record.full", ""), err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", fault.New("record.unavailable", "", "the file is locked by another program"), err)
	}
	return err
}
