package casework_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/item/money"
	"greenlane/ledger"
	"greenlane/record/journal"
	"greenlane/record/recordtest"
	"greenlane/record/sqlite"
)

var start = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)

// desk is casework on a real record.
type desk struct {
	*testing.T
	*casework.Service
	store *sqlite.Store
	now   time.Time
	last  int
}

func open(t *testing.T) *desk {
	t.Helper()
	signer, verifier := recordtest.Signer(t)
	d := &desk{T: t, now: start}
	clock := func() time.Time { return d.now }
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "record.db"), sqlite.Options{Signer: signer, Verifier: verifier, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	d.store, d.Service = store, &casework.Service{Store: store, Clock: clock}
	return d
}

// facts of an item that was decided to be in a state and lane; 12.00 USD are due.
func facts(state clearance.State, lane assess.Lane) *clearance.Facts {
	f := recordtest.Facts(state, lane, 40)
	f.Due = money.New(money.MustParse("12.00"), "USD")
	f.Charges = []ledger.Charge{{Type: "duty", Amount: money.New(money.MustParse("5.00"), "USD")}, {Type: "vat", Amount: money.New(money.MustParse("7.00"), "USD")}}
	f.PayFirst = true
	return f
}

// item puts a new item into the record.
func (d *desk) item(f *clearance.Facts) clearance.Key {
	d.Helper()
	d.last++
	k := recordtest.Key(d.last, "2026-11")
	d.decide(k, f)
	return k
}

// decide decides an item, or decides it again.
func (d *desk) decide(k clearance.Key, f *clearance.Facts) {
	d.Helper()
	err := d.store.Update(d.Context(), []clearance.Key{k}, func(rows []*clearance.Row) ([]clearance.Write, error) {
		w, err := recordtest.Decide(rows[0], k, d.now, f)
		return []clearance.Write{w}, err
	})
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) try(k clearance.Key, who clearance.User, a casework.Action) (*clearance.Row, error) {
	d.now = d.now.Add(time.Minute)
	return d.Do(d.Context(), k.ID, who, a)
}

func (d *desk) do(k clearance.Key, who clearance.User, a casework.Action) *clearance.Row {
	d.Helper()
	row, err := d.try(k, who, a)
	if err != nil {
		d.Fatalf("%s: %v", a.Kind, err)
	}
	return row
}

func (d *desk) find(k clearance.Key) *clearance.Row {
	d.Helper()
	row, err := d.store.Find(d.Context(), k.ID)
	if err != nil {
		d.Fatal(err)
	}
	return row
}

func (d *desk) entries(k clearance.Key) []clearance.Entry {
	d.Helper()
	entries, err := d.store.Entries(d.Context(), k)
	if err != nil {
		d.Fatal(err)
	}
	folded, err := journal.Fold(entries)
	if err != nil {
		d.Fatal(err)
	}
	if diff := journal.Difference(d.find(k), &folded); diff != "" {
		d.Fatalf("the row is not the fold of its journal: %s", diff)
	}
	return entries
}

func user(name string, roles ...clearance.Role) clearance.User {
	return clearance.User{Name: name, Roles: roles}
}

var (
	ann  = user("ann", clearance.Officer)
	bob  = user("bob", clearance.Officer)
	sue  = user("sue", clearance.Supervisor)
	tom  = user("tom", clearance.Supervisor)
	cleo = user("cleo", clearance.Clerk)
	post = user("post:XXA", clearance.System)
)

func because(kind clearance.Kind) casework.Action {
	return casework.Action{Kind: kind, Reason: "as seen"}
}

// memory is a store of one row, for tables with thousands of cases.
type memory struct {
	row   clearance.Row
	wrote []clearance.Write
}

func (m *memory) Find(context.Context, string) (*clearance.Row, error) {
	row := m.row
	return &row, nil
}

func (m *memory) Update(_ context.Context, _ []clearance.Key, change func([]*clearance.Row) ([]clearance.Write, error)) error {
	row := m.row
	writes, err := change([]*clearance.Row{&row})
	if err == nil && len(writes) > 0 {
		m.wrote, m.row = append(m.wrote, writes...), writes[len(writes)-1].Row
	}
	return err
}
