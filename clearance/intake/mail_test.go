package intake_test

import (
	"math/rand/v2"
	"testing"

	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/codes"
	"greenlane/item/money"
	"greenlane/ledger"
	"greenlane/record/audit"
	"greenlane/sim/world"
)

// Four thousand made-up items with their repeats, amendments and faults of form, in batches of all
// sizes, with payments in between: every record has the outcome that its truth asks for,
// and in the end books, rows and journal agree to the cent.
func TestMailOfAWorld(t *testing.T) {
	h := open(t)
	w := world.New(11, world.Options{Destinations: []world.Share{{Country: "KH", Weight: 6}, {Country: "NL", Weight: 2}, {Country: "GB", Weight: 1}, {Country: "US", Weight: 1}}})
	r := rand.New(rand.NewPCG(1, 2))
	seen := map[world.Kind]int{}
	for range 40 {
		mails := make([]world.Mail, 1+r.IntN(200))
		items := make([]*item.Item, len(mails))
		for i := range mails {
			mails[i] = w.Next(start)
			items[i] = world.Clone(mails[i].Item)
		}
		for i, x := range h.take(items...) {
			kind := mails[i].Truth.Kind
			seen[kind]++
			if !expected(kind, x.Outcome) {
				t.Errorf("%s (%s) was %s: %v", x.Item, kind, x.Outcome, x.Faults)
			}
			if x.Outcome == intake.Decided && x.Row.State == clearance.Assessed && r.IntN(3) > 0 {
				h.do(x.Item, officer("till"), casework.Action{Kind: clearance.Payment, Amount: x.Row.Due})
			}
		}
	}
	if seen[world.Duplicate] < 20 || seen[world.Amendment] < 20 || seen[world.Malformed] < 10 {
		t.Errorf("the mail is too tame: %v", seen)
	}
	owed := map[string]int64{}
	for cursor := ""; ; {
		rows, next, err := h.store.List(t.Context(), clearance.Filter{}, cursor, 500)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			row := &rows[i]
			for _, a := range []money.Amount{row.Due, money.New(row.Paid.Neg(), row.Paid.Currency)} {
				if minor, whole := a.Minor(codes.MinorUnits(a.Currency)); a.Known() && whole {
					owed[row.Pack+"/"+a.Currency] += minor
				}
			}
			if i%10 == 0 {
				h.checkFold(t, row.ID)
				checkAgain(t, h, row.Key)
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	books := h.balances()
	for _, k := range []string{"KH/USD", "NL/EUR", "GB/GBP", "US/USD"} {
		if got := books[ledger.Account("receivable:"+k)]; got != owed[k] || got == 0 {
			t.Errorf("%s: the books say %d, the rows %d", k, got, owed[k])
		}
	}
	if report, err := h.store.Verify(t.Context(), audit.Options{}); err != nil || report.Err() != nil {
		t.Errorf("%+v %v", report, err)
	}
}

func expected(kind world.Kind, got intake.Outcome) bool {
	switch kind {
	case world.Duplicate:
		return got == intake.Duplicate
	case world.Amendment:
		return got == intake.Amended || got == intake.Late || got == intake.Duplicate
	case world.Malformed:
		return got == intake.Refused || got == intake.Decided // some faults of form are asked about later
	}
	return got == intake.Decided
}
