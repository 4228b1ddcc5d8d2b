package recordtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item"
	"greenlane/item/money"
	"greenlane/ledger"
)

// Key gives the key of the n-th item of a month.
func Key(n int, month string) clearance.Key {
	return clearance.Key{ID: fmt.Sprintf("LX%09dXX", n), Month: month}
}

// Facts gives facts of an item that was decided to go where state says.
func Facts(state clearance.State, lane assess.Lane, score int) *clearance.Facts {
	return &clearance.Facts{State: state, Lane: lane, Decision: assess.Release, Status: assess.Final, Pack: "KH", Flow: item.Inbound, Class: "U", Origin: "CN",
		Destination: "KH", Summary: "cotton shirt; blue = \"dark\"", Reason: "value.low", Score: score, Lines: 2,
		Value: money.New(money.MustParse("12.50"), "USD"), Due: money.New(money.MustParse("3.20"), "USD"),
		Charges: []ledger.Charge{{Type: "duty", Amount: money.New(money.MustParse("1.20"), "USD")}, {Type: "vat;import=1", Amount: money.New(money.MustParse("2.00"), "USD")}},
		Digest:  "8d0f", Rulebook: "sha256:00ff"}
}

// Decide gives the write that decides an item, applied to its row.
func Decide(row *clearance.Row, k clearance.Key, at time.Time, f *clearance.Facts) (clearance.Write, error) {
	w, err := Apply(row, k, clearance.Event{Kind: clearance.Decided, At: at, Actor: "post:XXA", Ref: "m-" + k.ID, Facts: f})
	w.Entry.Item = []byte(`{"id":"` + k.ID + `"}`)
	w.Entry.Assessment = []byte(`{"lane":"` + string(f.Lane) + `"}`)
	return w, err
}

// Apply gives the write of an event; row is nil for a new item.
func Apply(row *clearance.Row, k clearance.Key, e clearance.Event) (clearance.Write, error) {
	if row == nil {
		row = &clearance.Row{Key: k}
	}
	after, late, err := row.Apply(e)
	return clearance.Write{Row: after, Entry: clearance.Entry{Key: after.Key, Event: e, Late: late}}, err
}

// lodge decides items and gives their keys.
func lodge(t *testing.T, r clearance.Store, f *clearance.Facts, keys ...clearance.Key) {
	t.Helper()
	err := r.Update(t.Context(), keys, func(rows []*clearance.Row) ([]clearance.Write, error) {
		out := make([]clearance.Write, len(keys))
		for i, k := range keys {
			var err error
			if out[i], err = Decide(rows[i], k, Start.Add(time.Duration(i)*time.Second), f); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
	if err != nil {
		t.Fatalf("lodge: %v", err)
	}
}

// happen applies one event to one item.
func happen(t *testing.T, r clearance.Store, k clearance.Key, e clearance.Event) {
	t.Helper()
	if err := tryHappen(t.Context(), r, k, e); err != nil {
		t.Fatalf("%s of %s: %v", e.Kind, k.ID, err)
	}
}

func tryHappen(ctx context.Context, r clearance.Store, k clearance.Key, e clearance.Event) error {
	return r.Update(ctx, []clearance.Key{k}, func(rows []*clearance.Row) ([]clearance.Write, error) {
		w, err := Apply(rows[0], k, e)
		return []clearance.Write{w}, err
	})
}

func keys(from, to int) []clearance.Key {
	var out []clearance.Key
	for n := from; n < to; n++ {
		out = append(out, Key(n, "2026-11"))
	}
	return out
}
