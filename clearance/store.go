package clearance

import (
	"context"
	"time"

	"greenlane/assess"
	"greenlane/ledger"
)

// Write is one transition to be recorded: the row after it, the entry (its Seq is given
// by the store), and the postings that go with it.
type Write struct {
	Row      Row
	Entry    Entry
	Postings []ledger.Posting
}

// Store is the durable record as use cases need it. Both databases implement it and pass
// one conformance suite.
type Store interface {
	// Update loads the rows of keys (nil where there is none; of one identifier the row of
	// the key's month or of the two months before it, so that a late repeat finds its item),
	// calls change once with them in order, and writes what it returns, all in one durable
	// transaction. It returns after the commit. Several calls may share one transaction;
	// each sees what those before it wrote. change must be pure: it is called again when the
	// database asks for the transaction to be repeated. An error of change writes nothing
	// and is returned as it is. A full disk is the fault record.full; nothing was written.
	Update(ctx context.Context, keys []Key, change func(rows []*Row) ([]Write, error)) error

	Reader
}

// Reader is what pages, followers and checks need.
type Reader interface {
	// Find gives the newest row of an identifier, or the fault item.not_found.
	Find(ctx context.Context, id string) (*Row, error)
	// List gives rows that match, at most limit, from the cursor of the last call ("" at
	// first), and the cursor of the next page ("" at the end).
	List(ctx context.Context, f Filter, cursor string, limit int) (rows []Row, next string, err error)
	// Entries gives the journal of one item, oldest first.
	Entries(ctx context.Context, k Key) ([]Entry, error)
	// Entry gives one journal row.
	Entry(ctx context.Context, seq int64) (*Entry, error)
	// Follow gives journal rows after seq, oldest first, at most limit. It never skips a
	// row that will become visible later.
	Follow(ctx context.Context, after int64, limit int) ([]Entry, error)
	// Cursor and SetCursor keep how far a follower has come.
	Cursor(ctx context.Context, follower string) (int64, error)
	SetCursor(ctx context.Context, follower string, seq int64) error
	// Counts gives the number of items per lane and state, and totals.
	Counts(ctx context.Context) (Counts, error)
}

// Filter selects rows; empty members select all.
type Filter struct {
	States []State
	Lanes  []assess.Lane
	Hold   assess.HoldReason
	Search string // start of an identifier
	Order  Order
}

// Order is how a list is sorted.
type Order string

// The orders.
const (
	Newest   Order = ""         // last changed first
	Urgent   Order = "urgent"   // red before yellow, higher score first, older first
	Deadline Order = "deadline" // nearest deadline first
)

// Counts is the state of the house in numbers.
type Counts struct {
	Total   int64
	Lanes   map[assess.Lane]int64
	States  map[State]int64
	LastSeq int64
	At      time.Time
}
