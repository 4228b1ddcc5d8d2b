package recordtest

import (
	"context"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"greenlane/clearance"
	"greenlane/ledger"
	"greenlane/record/audit"
	"greenlane/record/journal"
)

// Record is everything that a store offers.
type Record interface {
	clearance.Store
	clearance.Desk
	audit.Source
	Postings(ctx context.Context, k clearance.Key) ([]ledger.Posting, error)
	Balances(ctx context.Context) ([]journal.Balance, error)
	Newest(ctx context.Context) (*audit.Checkpoint, error)
	Prove(ctx context.Context, seq int64) (audit.Proof, error)
	Close() error
}

// Opened is an empty record made for one test.
type Opened struct {
	Record
	// Reopen closes the record and opens the same data again.
	Reopen func(t *testing.T) Record
	// SQL changes the data behind the record's back; HEX'00ff' stands for bytes and BYTES
	// for their type.
	SQL func(t *testing.T, text string)
}

// Opener makes an empty record whose clock and signer are those given.
type Opener func(t *testing.T, now func() time.Time, signer note.Signer, verifier string) Opened

// Start is the moment at which the clock of the suite stands.
var Start = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)

// Signer makes a signer from fixed bytes, so that runs can be compared.
func Signer(t testing.TB) (note.Signer, string) {
	t.Helper()
	private, _, err := note.GenerateKey(strings.NewReader(strings.Repeat("greenlane suite ", 8)), "example.org/greenlane")
	if err != nil {
		t.Fatal(err)
	}
	s, verifier, err := audit.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return s, verifier
}

// Run runs the suite.
func Run(t *testing.T, open Opener) {
	fresh := func(t *testing.T) Opened {
		s, v := Signer(t)
		return open(t, func() time.Time { return Start }, s, v)
	}
	for _, c := range []struct {
		name string
		test func(*testing.T, Opened)
	}{
		{"update and read back", testReadBack},
		{"unknown amounts stay unknown", testUnknown},
		{"an identifier in two months", testMonths},
		{"an identifier used again after a year", testReuse},
		{"a late repeat finds its item", testLate},
		{"an error of the change writes nothing", testChangeFails},
		{"updates of one item from many sides", testConcurrent},
		{"follow gives all rows in order", testFollow},
		{"cursors", testCursors},
		{"list: filters", testListFilters},
		{"list: orders and pages", testListOrders},
		{"counts are those of a full count", testCounts},
		{"users", testUsers},
		{"sessions", testSessions},
		{"answers", testAnswers},
		{"postings and balances", testPostings},
		{"folding the journal gives the row", testFold},
		{"open again", testReopen},
		{"log: whole", testVerifyWhole},
		{"log: proof of one row", testProof},
		{"log: tampering is found", func(t *testing.T, _ Opened) { testTamper(t, fresh) }},
		{"log: end cut off", testCutOff},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, fresh(t)) })
	}
}
