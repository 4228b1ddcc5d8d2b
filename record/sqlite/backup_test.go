package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"greenlane/clearance"
	"greenlane/record/audit"
	"greenlane/record/recordtest"
	"greenlane/record/sqlite"
)

// fill writes items from..to in one update each.
func fill(t testing.TB, s clearance.Store, from, to int) {
	t.Helper()
	for n := from; n < to; n++ {
		if err := write(t.Context(), s, n, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func write(ctx context.Context, s clearance.Store, n int, assessment []byte) error {
	k := recordtest.Key(n, "2026-11")
	return s.Update(ctx, []clearance.Key{k}, func(rows []*clearance.Row) ([]clearance.Write, error) {
		w, err := recordtest.Decide(rows[0], k, recordtest.Start, recordtest.Facts(clearance.Lodged, "green", 1))
		if assessment != nil {
			w.Entry.Assessment = assessment
		}
		return []clearance.Write{w}, err
	})
}

func TestBackupAndRestore(t *testing.T) {
	signer, verifier := recordtest.Signer(t)
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "record.db"), filepath.Join(dir, "copy.db")
	s := open(t, path, sqlite.Options{Signer: signer, Verifier: verifier})
	fill(t, s, 0, 40)

	var wg sync.WaitGroup
	wg.Go(func() { fill(t, s, 40, 80) })
	report, err := s.Backup(t.Context(), copied)
	if err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	for _, file := range []string{path, path + "-wal", copied} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", file, info.Mode(), err)
		}
	}
	if report.Rows < 40 || report.Rows > 80 {
		t.Errorf("the copy has %d rows", report.Rows)
	}
	if _, err := s.Backup(t.Context(), copied); err == nil {
		t.Error("a file that exists was overwritten")
	}
	if whole, err := s.Verify(t.Context(), audit.Options{Checkpoint: report.Last}); err != nil || whole.Err() != nil || whole.Rows != 80 {
		t.Errorf("verify: %+v, %v", whole, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	if _, err := sqlite.Restore(t.Context(), copied, path, audit.Options{}); err != nil {
		t.Fatal(err)
	}
	again := open(t, path, sqlite.Options{Signer: signer, Verifier: verifier})
	c, err := again.Counts(t.Context())
	if err != nil || c.LastSeq != report.Rows {
		t.Errorf("restored %d rows of %d, %v", c.LastSeq, report.Rows, err)
	}
	fill(t, again, 100, 110)
	if r, err := again.Verify(t.Context(), audit.Options{}); err != nil || r.Err() != nil {
		t.Errorf("after the restore: %+v, %v", r, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.part*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestRestoreRefusesABrokenBackup(t *testing.T) {
	signer, verifier := recordtest.Signer(t)
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "record.db"), filepath.Join(dir, "copy.db")
	s := open(t, path, sqlite.Options{Signer: signer, Verifier: verifier})
	fill(t, s, 0, 40)
	if _, err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	change(t, copied, "UPDATE journal SET actor = 'somebody else' WHERE seq = 7")
	report, err := sqlite.Restore(t.Context(), copied, path, audit.Options{})
	if err == nil || report.Bad != 7 {
		t.Errorf("row %d, %v", report.Bad, err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the record was touched: %v", err)
	}
}
