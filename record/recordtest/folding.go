package recordtest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/money"
	"greenlane/ledger"
	"greenlane/record/journal"
)

func testPostings(t *testing.T, r Opened) {
	k := Key(1, "2026-11")
	row := &clearance.Row{Key: k}
	charged, ok := ledger.Charges(k.ID, k.Month, "KH", Start, []ledger.Charge{
		{Type: "duty", Amount: money.New(money.MustParse("1.20"), "USD")}, {Type: "vat", Amount: money.New(money.MustParse("2.00"), "USD")}}, 2)
	paid, also := ledger.Paid(k.ID, k.Month, "KH", Start, money.New(money.MustParse("3.20"), "USD"), 2)
	if !ok || !also {
		t.Fatal("postings")
	}
	for i, p := range [][]ledger.Posting{charged, {paid}} {
		kind := []clearance.Kind{clearance.Decided, clearance.Noted}[i]
		e := clearance.Event{Kind: kind, At: Start}
		if kind == clearance.Decided {
			e.Facts = Facts(clearance.Lodged, assess.Green, 0)
		}
		err := r.Update(t.Context(), []clearance.Key{k}, func(rows []*clearance.Row) ([]clearance.Write, error) {
			if rows[0] != nil {
				row = rows[0]
			}
			w, err := Apply(row, k, e)
			w.Postings = p
			return []clearance.Write{w}, err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := r.Postings(t.Context(), k)
	if diff := cmp.Diff(append(charged, paid), got); diff != "" || err != nil {
		t.Errorf("postings (-want +got):\n%s%v", diff, err)
	}
	balances, err := r.Balances(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	account := func(name ledger.Account) journal.Account {
		return journal.Account{Name: name, Currency: "USD", Places: 2}
	}
	want := []journal.Balance{
		{Account: account("cash:KH"), Debit: 320},
		{Account: account("payable:KH:duty"), Credit: 120},
		{Account: account("payable:KH:vat"), Credit: 200},
		{Account: account("receivable:KH"), Debit: 320, Credit: 320},
	}
	if diff := cmp.Diff(want, balances); diff != "" {
		t.Errorf("balances (-want +got):\n%s", diff)
	}
}

// testFold throws random events at a few items; whatever is possible is written, and in
// the end folding each journal must give the row, and counting the rows the counters.
func testFold(t *testing.T, r Opened) {
	kinds := []clearance.Kind{clearance.Decided, clearance.Departed, clearance.Arrival, clearance.Found, clearance.Shown, clearance.AskedFor, clearance.Answered,
		clearance.Ordered, clearance.Result, clearance.Payment, clearance.FirstYes, clearance.ReleasedE, clearance.RefusedE, clearance.ReturnedE, clearance.AbandonE,
		clearance.SeizedE, clearance.DestroyE, clearance.Noted}
	states := []clearance.State{clearance.Lodged, clearance.Referred, clearance.Held, clearance.Assessed, clearance.ClearedToLoad}
	lanes := []assess.Lane{assess.Red, assess.Yellow, assess.Blue, assess.Green}
	item := 0
	rapid.Check(t, func(rt *rapid.T) {
		item++
		k := Key(item, "2026-11")
		written := int64(0)
		for range rapid.IntRange(1, 12).Draw(rt, "events") {
			e := clearance.Event{Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), At: Start.Add(time.Duration(rapid.Int64Range(-1e15, 1e15).Draw(rt, "after"))),
				Actor: rapid.String().Draw(rt, "actor"), Reason: rapid.String().Draw(rt, "reason")}
			switch e.Kind {
			case clearance.Decided:
				e.Facts = Facts(rapid.SampledFrom(states).Draw(rt, "state"), rapid.SampledFrom(lanes).Draw(rt, "lane"), rapid.IntRange(0, 100).Draw(rt, "score"))
				e.Facts.PayFirst = rapid.Bool().Draw(rt, "pay first")
			case clearance.Payment:
				e.Amount = money.New(money.FromMinor(rapid.Int64Range(1, 500).Draw(rt, "paid"), 2), "USD")
			}
			if tryHappen(t.Context(), r, k, e) == nil {
				written++
			}
		}
		entries, err := r.Entries(t.Context(), k)
		if err != nil || int64(len(entries)) != written {
			rt.Fatalf("%d entries of %d, %v", len(entries), written, err)
		}
		if written == 0 {
			return
		}
		want, err := journal.Fold(entries)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := r.Find(t.Context(), k.ID)
		if err != nil {
			rt.Fatal(err)
		}
		if d := journal.Difference(got, &want); d != "" {
			rt.Fatal(d)
		}
	})
	verify(t, r, nil)
}

func testReopen(t *testing.T, r Opened) {
	lodge(t, r, Facts(clearance.Lodged, assess.Green, 0), keys(0, 300)...)
	before := find(t, r, Key(7, "").ID)
	again := r.Reopen(t)
	if after := find(t, again, before.ID); journal.Difference(&after, &before) != "" {
		t.Error(journal.Difference(&after, &before))
	}
	if c, err := again.Counts(t.Context()); err != nil || c.Total != 300 || c.LastSeq != 300 {
		t.Errorf("counts %+v, %v", c, err)
	}
	lodge(t, again, Facts(clearance.Lodged, assess.Green, 0), keys(250, 350)...)
	if row := find(t, again, Key(260, "").ID); row.Version != 2 || row.LodgedSeq != 311 {
		t.Errorf("version %d, lodged in row %d", row.Version, row.LodgedSeq)
	}
	verify(t, again, nil)
}
