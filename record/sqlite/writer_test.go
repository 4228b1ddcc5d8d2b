package sqlite_test

import (
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"greenlane/item/fault"
	"greenlane/record/audit"
	"greenlane/record/recordtest"
	"greenlane/record/sqlite"
)

// Two programs may write to one file, such as the server and a command beside it.
func TestTwoPrograms(t *testing.T) {
	signer, verifier := recordtest.Signer(t)
	path := filepath.Join(t.TempDir(), "record.db")
	o := sqlite.Options{Signer: signer, Verifier: verifier}
	a, b := open(t, path, o), open(t, path, o)
	var wg sync.WaitGroup
	wg.Go(func() { fill(t, a, 0, 60) })
	wg.Go(func() { fill(t, b, 30, 90) })
	wg.Wait()
	report, err := a.Verify(t.Context(), audit.Options{})
	if err != nil || report.Err() != nil || report.Rows != 120 || report.Items != 90 {
		t.Errorf("verify: %+v, %v", report, err)
	}
}

// What was answered without an error is there after Close; what came too late says so.
func TestCloseDrains(t *testing.T) {
	signer, verifier := recordtest.Signer(t)
	path := filepath.Join(t.TempDir(), "record.db")
	o := sqlite.Options{Signer: signer, Verifier: verifier}
	s := open(t, path, o)
	var written atomic.Int64
	var wg sync.WaitGroup
	begun := make(chan struct{}, 1000)
	for side := range 20 {
		wg.Go(func() {
			for n := range 50 {
				err := write(t.Context(), s, side*50+n, nil)
				if err != nil {
					if !fault.Is(err, "record.unavailable") {
						t.Error(err)
					}
					return
				}
				written.Add(1)
				begun <- struct{}{}
			}
		})
	}
	for range 30 {
		<-begun
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	wg.Wait()
	counts, err := open(t, path, o).Counts(t.Context())
	if err != nil || counts.Total != written.Load() {
		t.Errorf("%d items of %d that were answered, %v", counts.Total, written.Load(), err)
	}
}
