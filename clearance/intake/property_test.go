package intake_test

import (
	"bytes"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/codes"
	"greenlane/item/money"
	"greenlane/ledger"
)

// Whatever comes in whatever order, the row is the fold of its journal, and the books say
// what the row says: owed is what is due less what was paid.
func TestBooksAndJournalFollowTheRow(t *testing.T) {
	h := open(t)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		id := number(1000 + n)
		for range rapid.IntRange(1, 14).Draw(t, "steps") {
			h.now = h.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes")) * time.Minute)
			if rapid.IntRange(0, 2).Draw(t, "what") == 0 {
				randomAction(t, h, id)
				continue
			}
			if _, err := h.Take(h.Context(), []*item.Item{randomItem(t, 1000+n)}, intake.Origin{Actor: "post"}); err != nil {
				t.Fatal(err)
			}
		}
		row, err := h.store.Find(h.Context(), id)
		if err != nil {
			return // only refused declarations
		}
		h.checkFold(t, id)
		checkBooks(t, h, row)
		checkAgain(t, h, row.Key)
	})
}

// checkAgain decides every declaration of an item again: the same comes out, byte for byte.
func checkAgain(t fataler, h *house, k clearance.Key) {
	t.Helper()
	b, err := book()
	if err != nil {
		t.Fatalf("rulebook: %v", err)
	}
	for _, e := range h.entries(k) {
		if e.Event.Kind != clearance.Decided {
			continue
		}
		again, err := intake.Again(b, &e)
		if err != nil || !bytes.Equal(again.DecisionJSON, e.Assessment) {
			t.Fatalf("row %d (late %t) decided again: %v\n%s\nand not\n%s", e.Seq, e.Late, err, again.DecisionJSON, e.Assessment)
		}
	}
}

// randomItem is one of a few declarations of the same item.
func randomItem(t *rapid.T, n int) *item.Item {
	it := shirts(n, strconv.Itoa(rapid.SampledFrom([]int{20, 45, 60, 120, 300}).Draw(t, "value")))
	switch rapid.IntRange(0, 6).Draw(t, "twist") {
	case 0:
		it.Declaration.Postage = money.Amount{} // held for it
	case 1:
		it.Declaration.Lines[0].Description = "gift"
	case 2:
		it.Posted = "2026-10-28"
	case 3:
		it.Destination, it.Declaration.Recipient.Country = "NL", "NL"
	case 4:
		it.Declaration.Recipient.Name = ""
	}
	return it
}

// randomAction does something that may or may not be possible.
func randomAction(t *rapid.T, h *house, id string) {
	kinds := clearance.Transitions()
	a := casework.Action{Kind: rapid.SampledFrom(kinds).Draw(t, "kind").Kind, Reason: "seen", Finding: "compliant", Ref: rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "ref")}
	if a.Kind == clearance.Payment {
		a.Ref = ""
		a.Amount = money.New(money.FromMinor(rapid.Int64Range(1, 3000).Draw(t, "cents"), 2), rapid.SampledFrom([]string{"USD", "EUR"}).Draw(t, "currency"))
	}
	who := clearance.User{Name: rapid.SampledFrom([]string{"ann", "bob"}).Draw(t, "who"), Roles: []clearance.Role{clearance.Officer, clearance.Supervisor}}
	_, _ = h.cases.Do(h.Context(), id, who, a) // refusals are part of life
}

func checkBooks(t *rapid.T, h *house, row *clearance.Row) {
	postings, err := h.store.Postings(h.Context(), row.Key)
	if err != nil {
		t.Fatal(err)
	}
	owed := map[string]int64{}
	for _, p := range postings {
		if p.Minor <= 0 {
			t.Fatalf("a posting moves %d", p.Minor)
		}
		for _, pack := range []string{"KH", "NL"} {
			if p.Debit == ledger.Receivable(pack) {
				owed[pack+p.Currency] += p.Minor
			}
			if p.Credit == ledger.Receivable(pack) {
				owed[pack+p.Currency] -= p.Minor
			}
		}
	}
	want := map[string]int64{}
	add := func(a money.Amount, sign int64) {
		if a.Known() {
			minor, whole := a.Minor(codes.MinorUnits(a.Currency))
			if !whole {
				t.Fatalf("%s is finer than the currency", a)
			}
			want[row.Pack+a.Currency] += sign * minor
		}
	}
	add(row.Due, 1)
	for _, e := range h.entries(row.Key) {
		if e.Event.Kind == clearance.Payment && !e.Late {
			add(e.Event.Amount, -1)
		}
	}
	// Money that was paid while another country's law applied stays on the books of that country.
	for account, n := range want {
		if owed[account] != n && len(packsOf(h.entries(row.Key))) == 1 {
			t.Fatalf("%s: the books say %d, the row %d (%s, paid %s)", account, owed[account], n, row.Due, row.Paid)
		}
	}
	var sumBooks, sumRow int64
	for _, n := range owed {
		sumBooks += n
	}
	for _, n := range want {
		sumRow += n
	}
	if sumBooks != sumRow {
		t.Fatalf("the books say %v, the row %v", owed, want)
	}
}

func packsOf(entries []clearance.Entry) map[string]bool {
	out := map[string]bool{}
	for i := range entries {
		if f := entries[i].Event.Facts; f != nil && !entries[i].Late {
			out[f.Pack] = true
		}
	}
	return out
}
