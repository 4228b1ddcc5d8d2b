package intake_test

import (
	"testing"

	"greenlane/clearance"
	"greenlane/clearance/intake"
	"greenlane/item"
)

// A day of posting to come, or long ago, neither hides the true item nor opens a month.
func TestADayOfPostingHidesNothing(t *testing.T) {
	for _, posted := range []item.Date{"2099-12-31", "2026-12-01", "9999-01-01", "1990-05-05", "2025-10-31"} {
		h := open(t)
		other := shirts(1, "20")
		other.Posted = posted
		if r := h.take(other)[0]; r.Outcome != intake.Decided || r.Row.Month != "2026-11" {
			t.Errorf("posted %s: %s, kept in %s", posted, r.Outcome, r.Row.Month)
		}
		h.take(withGoods(1, "20", "hand grenade", ""))
		if row := h.find(number(1)); row.Month != "2026-11" || row.Version != 2 {
			t.Errorf("posted %s: two items, %+v", posted, row.Key)
		}
	}
	h := open(t)
	old := shirts(2, "20")
	old.Posted = "2025-12-31"
	if r := h.take(old)[0]; r.Row.Month != "2025-12" || r.Row.State != clearance.Released {
		t.Errorf("posted eleven months ago: %s", r.Row.Month)
	}
}
