package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"greenlane/record/recordtest"
	"greenlane/record/sqlite"
)

func BenchmarkUpdate(b *testing.B) {
	signer, verifier := recordtest.Signer(b)
	path := filepath.Join(b.TempDir(), "record.db")
	s := open(b, path, sqlite.Options{Signer: signer, Verifier: verifier})
	recordtest.Bench(b, s)
	counts, err := s.Counts(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil { // moves the log of SQLite into the file
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(counts.LastSeq), "bytes/row")
}
