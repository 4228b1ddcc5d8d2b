package sqlite

import (
	"context"
	"database/sql"
	"os"
	"time"
)

// sweepBytes is how large the side file grows before its pages are moved into the record
// beside the writer.
const sweepBytes = 32 << 20

// sweeper moves pages of the side file (the write-ahead log) into the record while the
// writer goes on. Without it the writer does that itself once the side file is full, and
// everybody waits meanwhile; with it little is left to move then.
type sweeper struct {
	db   *sql.DB
	stop context.CancelFunc
	done chan struct{}
}

func newSweeper(path string) (*sweeper, error) {
	db, err := sql.Open("sqlite", address(path, toCopy))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	ctx, stop := context.WithCancel(context.Background())
	s := &sweeper{db: db, stop: stop, done: make(chan struct{})}
	go s.run(ctx, path+"-wal")
	return s, nil
}

func (s *sweeper) run(ctx context.Context, side string) {
	defer close(s.done)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if info, err := os.Stat(side); err == nil && info.Size() > sweepBytes {
			// What fails here, such as on a full disk, the writer meets and tells.
			_, _ = s.db.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
		}
	}
}

func (s *sweeper) close() error {
	s.stop()
	<-s.done
	return s.db.Close()
}
