package intake_test

import (
	"sync"
	"testing"

	"greenlane/clearance/intake"
	"greenlane/item"
)

// A day of posting that is told later, or corrected, leaves it the same item.
func TestPostingDayThatChanges(t *testing.T) {
	for _, c := range []struct {
		name         string
		first, later item.Date
		month        string // in which the item stands
	}{
		{"told later, of last month", "", "2026-10-30", "2026-11"},
		{"told later, of this month", "", "2026-11-20", "2026-11"},
		{"corrected to last month", "2026-11-20", "2026-10-30", "2026-11"},
		{"corrected to this month", "2026-10-30", "2026-11-20", "2026-10"},
		{"withdrawn", "2026-10-30", "", "2026-10"},
		{"long ago", "2026-05-30", "2026-05-29", "2026-05"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, together := open(t), open(t)
			h.take(posted(shirts(1, "60"), c.first))
			r := h.take(posted(shirts(1, "120"), c.later))[0]
			got := outcomes(together.take(posted(shirts(1, "60"), c.first), posted(shirts(1, "120"), c.later)))
			if r.Outcome != intake.Amended || r.Row.Month != c.month || got != "decided amended " {
				t.Errorf("%s of %s; in one batch %s", r.Outcome, r.Row.Month, got)
			}
			if b := h.balances(); b["receivable:KH/USD"] != 3419 {
				t.Errorf("%v", b)
			}
		})
	}
}

// Two senders declare the same new item at the same moment: it belongs to one of them.
func TestOfTwoSendersAtOnceOneOwnsTheItem(t *testing.T) {
	h := open(t)
	for n := range 40 {
		var both [2]intake.Result
		var wg sync.WaitGroup
		for side, actor := range []string{"ada", "bob"} {
			wg.Go(func() {
				r, err := h.Take(t.Context(), []*item.Item{shirts(n, []string{"60", "120"}[side])}, intake.Origin{Actor: actor, Amend: intake.AmendOwn})
				if err != nil {
					t.Error(err)
					return
				}
				both[side] = r[0]
			})
		}
		wg.Wait()
		if got := outcomes(both[:]); got != "decided refused " && got != "refused decided " {
			t.Fatalf("%s", got)
		}
	}
}

// An identifier that is used again after a year is another item, and may be somebody else's.
func TestIdentifierUsedAgainAfterAYear(t *testing.T) {
	h := open(t)
	take := func(actor string, it *item.Item) intake.Result {
		t.Helper()
		r, err := h.Take(t.Context(), []*item.Item{it}, intake.Origin{Actor: actor, Amend: intake.AmendOwn})
		if err != nil {
			t.Fatal(err)
		}
		return r[0]
	}
	h.now = start.AddDate(-1, -1, 0)
	take("ada", posted(shirts(1, "60"), "2025-10-19"))
	h.now = start
	if r := take("bob", shirts(1, "120")); r.Outcome != intake.Decided || r.Row.Version != 1 || r.Row.Month != "2026-11" {
		t.Errorf("%s %v %+v", r.Outcome, r.Faults, r.Row)
	}
	if r := take("ada", shirts(1, "300")); r.Outcome != intake.Refused {
		t.Errorf("the owner of last year: %s", r.Outcome)
	}
	if c, err := h.store.Counts(t.Context()); err != nil || c.Total != 2 {
		t.Errorf("%+v %v", c, err)
	}
}
