package postgres_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/fault"
	"greenlane/record/audit"
	"greenlane/record/postgres"
	"greenlane/record/recordtest"
)

func write(ctx context.Context, s clearance.Store, n int) error {
	k := recordtest.Key(n, "2026-11")
	return s.Update(ctx, []clearance.Key{k}, func(rows []*clearance.Row) ([]clearance.Write, error) {
		w, err := recordtest.Decide(rows[0], k, recordtest.Start, recordtest.Facts(clearance.Lodged, assess.Green, 1))
		return []clearance.Write{w}, err
	})
}

// TestNodes lets three nodes write the same items at once while a fourth follows: no row
// is lost, none is skipped, and the log holds.
func TestNodes(t *testing.T) {
	url := recordtest.Database(t, recordtest.Postgres(t, os.Getenv("GREENLANE_TEST_POSTGRES")))
	signer, verifier := recordtest.Signer(t)
	o := postgres.Options{Signer: signer, Verifier: verifier}
	const nodes, sides, times = 3, 4, 25
	const all = nodes * sides * times
	reader := open(t, url, o)
	followed := make(chan int64)
	go func() {
		var last int64
		for last < all && t.Context().Err() == nil {
			entries, err := reader.Follow(t.Context(), last, 50)
			if err != nil {
				t.Error(err)
				break
			}
			for i := range entries {
				if entries[i].Seq != last+1 {
					t.Errorf("row %d came behind row %d", entries[i].Seq, last)
				}
				last = entries[i].Seq
			}
		}
		followed <- last
	}()
	var wg sync.WaitGroup
	for node := range nodes {
		s := open(t, url, o)
		for range sides {
			wg.Go(func() {
				for n := range times {
					if err := write(t.Context(), s, n); err != nil {
						t.Errorf("node %d: %v", node, err)
						return
					}
				}
			})
		}
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	if last := <-followed; last != all {
		t.Errorf("followed %d rows of %d", last, all)
	}
	for n := range times {
		row, err := reader.Find(t.Context(), recordtest.Key(n, "").ID)
		if err != nil || row.Version != nodes*sides {
			t.Fatalf("item %d: %+v, %v", n, row, err)
		}
	}
	report, err := reader.Verify(t.Context(), audit.Options{})
	if err != nil || report.Err() != nil || report.Rows != all {
		t.Errorf("verify: %+v, %v", report, err)
	}
	view, err := postgres.View(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	if err := write(t.Context(), reader, 1000); err != nil {
		t.Fatal(err)
	}
	if report, err = audit.Verify(t.Context(), view, audit.Options{Checkpoint: report.Last}); err != nil || report.Err() != nil || report.Rows != all+1 {
		t.Errorf("verify a view: %+v, %v", report, err)
	}
}

// TestFollowersWaitForOpenTransactions holds one transaction open that took the next
// number, lets another write begin, and looks at what a follower sees.
func TestFollowersWaitForOpenTransactions(t *testing.T) {
	url := recordtest.Database(t, recordtest.Postgres(t, os.Getenv("GREENLANE_TEST_POSTGRES")))
	signer, verifier := recordtest.Signer(t)
	s := open(t, url, postgres.Options{Signer: signer, Verifier: verifier})
	if err := write(t.Context(), s, 1); err != nil {
		t.Fatal(err)
	}
	sees := func(want int64) {
		t.Helper()
		entries, err := s.Follow(t.Context(), 0, 10)
		if err != nil || int64(len(entries)) != want {
			t.Errorf("a follower sees %d rows, want %d, %v", len(entries), want, err)
		}
	}
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	first, err := c.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var size int64
	if err := first.QueryRow(t.Context(), "SELECT size FROM head WHERE one = 1 FOR UPDATE").Scan(&size); err != nil {
		t.Fatal(err)
	}
	if size != 1 {
		t.Fatalf("the head is at %d", size)
	}
	for _, text := range []string{
		"INSERT INTO journal SELECT 2, item, month, kind, at, actor, rulebook, late, leaf, event, body, assessment FROM journal WHERE seq = 1",
		"UPDATE head SET size = 2 WHERE one = 1",
		"INSERT INTO tiles SELECT level, n + 1000, data FROM tiles",
		"UPDATE tiles SET data = data || data WHERE n = 0",
	} {
		if _, err := first.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	second := make(chan error, 1)
	go func() { second <- write(context.Background(), s, 2) }()
	select {
	case err := <-second:
		t.Fatalf("the second transaction passed the first: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	sees(1)
	if err := first.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-second; err != nil {
		t.Fatal(err)
	}
	sees(3)
	entry, err := s.Entry(t.Context(), 3)
	if err != nil || entry.Key.ID != recordtest.Key(2, "").ID {
		t.Errorf("row 3 is %+v, %v", entry, err)
	}
}

// TestUnreachable ends the server's side of the connections: the next update works again,
// and one without a server says so.
func TestUnreachable(t *testing.T) {
	url := recordtest.Database(t, recordtest.Postgres(t, os.Getenv("GREENLANE_TEST_POSTGRES")))
	signer, verifier := recordtest.Signer(t)
	s := open(t, url, postgres.Options{Signer: signer, Verifier: verifier})
	if err := write(t.Context(), s, 1); err != nil {
		t.Fatal(err)
	}
	change(t, url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'greenlane'")
	written := 1
	for n := 2; n < 12; n++ {
		switch err := write(t.Context(), s, n); {
		case err == nil:
			written++
		case !fault.Is(err, "record.unavailable"):
			t.Errorf("after the loss of the connections: %v", err)
		}
	}
	if written < 9 {
		t.Errorf("%d updates of 11 were written", written)
	}
	report, err := s.Verify(t.Context(), audit.Options{})
	if err != nil || report.Err() != nil || report.Rows != int64(written) {
		t.Errorf("%d written; verify: %+v, %v", written, report, err)
	}
	if _, err := postgres.Open(t.Context(), "postgres://greenlane@127.0.0.1:1/none?sslmode=disable", postgres.Options{Signer: signer, Verifier: verifier}); !fault.Is(err, "record.unavailable") {
		t.Errorf("no server: %v", err)
	}
}

func BenchmarkUpdate(b *testing.B) {
	url := recordtest.Database(b, recordtest.Postgres(b, os.Getenv("GREENLANE_TEST_POSTGRES")))
	signer, verifier := recordtest.Signer(b)
	recordtest.Bench(b, open(b, url, postgres.Options{Signer: signer, Verifier: verifier}))
}
