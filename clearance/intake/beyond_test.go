package intake_test

import (
	"testing"

	"greenlane/clearance/intake"
	"greenlane/item/fault"
)

// Values that nobody can mean do not spoil the sums of the house.
func TestValuesBeyondReasonAreRefused(t *testing.T) {
	h := open(t)
	for n, dollars := range []string{"900000000000000000", "90000000000000000", "90000000000000000", "9000000000000000", "90000000000"} {
		if r := h.take(shirts(n+1, dollars))[0]; r.Outcome != intake.Refused || !fault.Is(r.Faults.Err(), "money.beyond") {
			t.Errorf("%s: %s %v", dollars, r.Outcome, r.Faults)
		}
	}
	if r := h.take(shirts(9, "5000000"))[0]; r.Outcome != intake.Decided {
		t.Errorf("five million: %v", r.Faults)
	}
	h.balances()
}
