package sqlite_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"greenlane/item/fault"
	"greenlane/record/audit"
	"greenlane/record/recordtest"
	"greenlane/record/sqlite"
)

// TestFullDisk limits how large a file of this process may grow, which SQLite meets as a
// disk without space, and lifts the limit again.
func TestFullDisk(t *testing.T) {
	signer, verifier := recordtest.Signer(t)
	s := open(t, filepath.Join(t.TempDir(), "record.db"), sqlite.Options{Signer: signer, Verifier: verifier})
	fill(t, s, 0, 10)

	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	lift := func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
			t.Fatal(err)
		}
	}
	defer lift()
	info, err := os.Stat(s.Path() + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	limit := old
	limit.Cur = uint64(info.Size()) + 300_000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Skipf("file sizes cannot be limited here: %v", err)
	}
	big := bytes.Repeat([]byte("x"), 100_000)
	n := 10
	for ; ; n++ {
		if err = write(context.Background(), s, n, big); err != nil {
			break
		}
		if n > 100 {
			t.Fatal("the limit has no effect")
		}
	}
	if !fault.Is(err, "record.full") {
		t.Errorf("a full disk is: %v", err)
	}
	if c, err := s.Counts(t.Context()); err != nil || c.LastSeq != int64(n) || c.Total != int64(n) {
		t.Errorf("counts %+v after %d items, %v", c, n, err)
	}
	lift()
	fill(t, s, n, n+5)
	report, err := s.Verify(t.Context(), audit.Options{})
	if err != nil || report.Err() != nil || report.Rows != int64(n)+5 {
		t.Errorf("verify: %+v, %v", report, err)
	}
}
