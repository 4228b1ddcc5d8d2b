package recordtest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/fault"
	"greenlane/item/money"
)

// alike compares amounts as they are written.
var alike = cmp.Options{cmp.Comparer(func(a, b money.Amount) bool { return a.String() == b.String() && a.Currency == b.Currency }), cmpopts.EquateEmpty()}

func find(t *testing.T, r clearance.Reader, id string) clearance.Row {
	t.Helper()
	row, err := r.Find(t.Context(), id)
	if err != nil {
		t.Fatalf("find %s: %v", id, err)
	}
	return *row
}

func testReadBack(t *testing.T, r Opened) {
	k := Key(1, "2026-11")
	var want clearance.Write
	err := r.Update(t.Context(), []clearance.Key{k}, func(rows []*clearance.Row) ([]clearance.Write, error) {
		if rows[0] != nil {
			return nil, errors.New("there is a row before the first write")
		}
		f := Facts(clearance.Held, assess.Yellow, 40)
		f.Hold, f.Deadline, f.PayFirst = assess.ForDocuments, Start.Add(240*time.Hour), true
		var err error
		want, err = Decide(nil, k, Start.Add(123456*time.Microsecond), f)
		return []clearance.Write{want}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	want.Row.LodgedSeq, want.Entry.Seq = 1, 1
	if diff := cmp.Diff(want.Row, find(t, r, k.ID), alike); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
	entries, err := r.Entries(t.Context(), k)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]clearance.Entry{want.Entry}, entries, alike); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	one, err := r.Entry(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Entry, *one, alike); diff != "" {
		t.Errorf("entry (-want +got):\n%s", diff)
	}
	if _, err := r.Entry(t.Context(), 2); !fault.Of(err, fault.NotFound) {
		t.Errorf("a row that is not there: %v", err)
	}
	if _, err := r.Find(t.Context(), "LX000000099XX"); !fault.Is(err, "item.not_found") {
		t.Errorf("an unknown identifier: %v", err)
	}
}

func testUnknown(t *testing.T, r Opened) {
	k := Key(1, "2026-11")
	f := Facts(clearance.Lodged, assess.Green, 0)
	f.Value, f.Due, f.Charges = money.Amount{}, money.Amount{Currency: "USD"}, nil
	lodge(t, r, f, k)
	row := find(t, r, k.ID)
	if row.Value.Known() || row.Value.Currency != "" || row.Due.Known() || row.Due.Currency != "USD" || row.Paid.Known() {
		t.Errorf("value %q %q, due %q %q, paid %q", row.Value, row.Value.Currency, row.Due, row.Due.Currency, row.Paid)
	}
	f.Value = money.New(money.Zero, "USD")
	lodge(t, r, f, k)
	if row := find(t, r, k.ID); !row.Value.IsZero() {
		t.Errorf("nought came back as %q", row.Value)
	}
}

func testMonths(t *testing.T, r Opened) {
	old, young := Key(1, "2026-06"), Key(1, "2026-11")
	lodge(t, r, Facts(clearance.Released, assess.Green, 0), old)
	lodge(t, r, Facts(clearance.Lodged, assess.Red, 90), young)
	if row := find(t, r, old.ID); row.Month != "2026-11" || row.Lane != assess.Red || row.Version != 1 {
		t.Errorf("newest row is %+v", row.Key)
	}
	for _, k := range []clearance.Key{old, young} {
		entries, err := r.Entries(t.Context(), k)
		if err != nil || len(entries) != 1 || entries[0].Key != k {
			t.Errorf("%v: %d entries, %v", k, len(entries), err)
		}
	}
}

func testReuse(t *testing.T, r Opened) {
	lodge(t, r, Facts(clearance.Released, assess.Green, 0), Key(7, "2025-11"))
	k := Key(7, "2026-11")
	err := r.Update(t.Context(), []clearance.Key{k}, func(rows []*clearance.Row) ([]clearance.Write, error) {
		if rows[0] != nil {
			return nil, fmt.Errorf("found the item of %s", rows[0].Month)
		}
		w, err := Decide(nil, k, Start, Facts(clearance.Lodged, assess.Green, 0))
		return []clearance.Write{w}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := r.Counts(t.Context()); err != nil || c.Total != 2 {
		t.Errorf("%d items, %v", c.Total, err)
	}
}

func testLate(t *testing.T, r Opened) {
	for i, c := range []struct {
		asked, stored string
		found         bool
	}{
		{"2026-11", "2026-11", true},
		{"2026-11", "2026-10", true},
		{"2026-11", "2026-09", true},
		{"2027-01", "2026-11", true},
		{"2026-11", "2026-08", false},
		{"2026-11", "2026-12", false},
	} {
		stored := Key(100+i, c.stored)
		lodge(t, r, Facts(clearance.Lodged, assess.Green, 0), stored)
		happen(t, r, stored, clearance.Event{Kind: clearance.Noted, At: Start, Actor: "system"})
		var got *clearance.Row
		err := r.Update(t.Context(), []clearance.Key{Key(100+i, c.asked)}, func(rows []*clearance.Row) ([]clearance.Write, error) {
			got = rows[0]
			return nil, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if (got != nil) != c.found || got != nil && (got.Month != c.stored || got.Version != 2) {
			t.Errorf("asked for %s, stored in %s: got %+v", c.asked, c.stored, got)
		}
	}
}

func testChangeFails(t *testing.T, r Opened) {
	k := Key(1, "2026-11")
	want := errors.New("the change does not like it")
	err := r.Update(t.Context(), []clearance.Key{k}, func([]*clearance.Row) ([]clearance.Write, error) {
		w, _ := Decide(nil, k, Start, Facts(clearance.Lodged, assess.Green, 0))
		return []clearance.Write{w}, want
	})
	if err != want {
		t.Errorf("error is %v", err)
	}
	err = r.Update(t.Context(), []clearance.Key{k}, func([]*clearance.Row) ([]clearance.Write, error) { panic("out of cheese") })
	if err == nil {
		t.Error("a panic of the change went unseen")
	}
	if c, err := r.Counts(t.Context()); err != nil || c.Total != 0 || c.LastSeq != 0 {
		t.Errorf("counts %+v, %v", c, err)
	}
	lodge(t, r, Facts(clearance.Lodged, assess.Green, 0), k)
}

func testConcurrent(t *testing.T, r Opened) {
	const sides, times = 16, 10
	shared := Key(0, "2026-11")
	lodge(t, r, Facts(clearance.Lodged, assess.Green, 0), shared)
	var wg sync.WaitGroup
	for side := range sides {
		wg.Go(func() {
			for n := range times {
				own := Key(1+side*times+n, "2026-11")
				err := r.Update(t.Context(), []clearance.Key{shared, own}, func(rows []*clearance.Row) ([]clearance.Write, error) {
					note, err := Apply(rows[0], shared, clearance.Event{Kind: clearance.Noted, At: Start, Actor: "system"})
					if err != nil {
						return nil, err
					}
					w, err := Decide(rows[1], own, Start, Facts(clearance.Lodged, assess.Blue, 0))
					return []clearance.Write{note, w}, err
				})
				if err != nil {
					t.Errorf("side %d: %v", side, err)
					return
				}
			}
		})
	}
	wg.Wait()
	if row := find(t, r, shared.ID); row.Version != 1+sides*times {
		t.Errorf("version %d: an update was lost", row.Version)
	}
	entries, err := r.Follow(t.Context(), 0, 10_000)
	if err != nil || len(entries) != 1+2*sides*times {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	for i := range entries {
		if entries[i].Seq != int64(i)+1 {
			t.Fatalf("entry %d has the number %d", i+1, entries[i].Seq)
		}
	}
	verify(t, r, nil)
}

func testFollow(t *testing.T, r Opened) {
	lodge(t, r, Facts(clearance.Lodged, assess.Green, 0), keys(0, 300)...)
	var after int64
	for after < 300 {
		entries, err := r.Follow(t.Context(), after, 70)
		if err != nil || len(entries) == 0 || len(entries) > 70 {
			t.Fatalf("after %d: %d entries, %v", after, len(entries), err)
		}
		for i := range entries {
			if entries[i].Seq != after+1 || entries[i].Key != Key(int(after), "2026-11") {
				t.Fatalf("after %d came %d (%s)", after, entries[i].Seq, entries[i].Key.ID)
			}
			after++
		}
	}
	if entries, err := r.Follow(t.Context(), 300, 70); err != nil || len(entries) != 0 {
		t.Errorf("behind the end: %d entries, %v", len(entries), err)
	}
}

func testCursors(t *testing.T, r Opened) {
	for _, want := range []int64{0, 5, 9} {
		if want > 0 {
			if err := r.SetCursor(t.Context(), "notices", want); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := r.Cursor(t.Context(), "notices"); err != nil || got != want {
			t.Errorf("cursor %d, %v; set to %d", got, err, want)
		}
	}
	if got, err := r.Cursor(t.Context(), "another"); err != nil || got != 0 {
		t.Errorf("cursor of another follower %d, %v", got, err)
	}
}
