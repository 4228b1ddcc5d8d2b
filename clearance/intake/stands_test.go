package intake_test

import (
	"bytes"
	"strings"
	"testing"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/money"
	"greenlane/sim/world"
)

func withGoods(n int, dollars, description, code string) *item.Item {
	it := shirts(n, dollars)
	it.Declaration.Lines[0].Description, it.Declaration.Lines[0].HS = description, code
	return it
}

// What customs wants to see is not talked away by another declaration.
func TestABetterStoryDoesNotOpenTheWay(t *testing.T) {
	listed := shirts(2, "20")
	listed.Declaration.Sender.Name = must(book()).ListedNames(1)[0]
	for name, c := range map[string]struct {
		n     int
		first *item.Item
		do    []casework.Action
		hold  assess.HoldReason
		two   bool // whether two persons release it
	}{
		"prohibited goods": {1, withGoods(1, "20", "hand grenade", ""), nil, assess.ForExamination, true},
		"a listed sender":  {2, listed, nil, assess.ForExamination, true},
		"an examination that an officer ordered": {3, shirts(3, "60"), []casework.Action{{Kind: clearance.Ordered, Reason: "the weight does not fit"}},
			assess.ForExamination, false},
		"papers that an officer asked for": {4, shirts(4, "60"), []casework.Action{{Kind: clearance.AskedFor, Reason: "send the invoice"}},
			assess.ForDocuments, false},
		"a permit": {5, withGoods(5, "20", "antibiotics tablets, medicine", "300420"), nil, assess.ForAgency, false},
	} {
		h := open(t)
		first := h.take(c.first)[0]
		for _, a := range c.do {
			h.do(number(c.n), officer("ann"), a)
		}
		before := h.find(number(c.n))
		if before.State != clearance.Held || before.Hold != c.hold {
			t.Errorf("%s: %s %s %v", name, before.State, before.Hold, first.Assessment.Reasons)
			continue
		}
		r := h.take(shirts(c.n, "20"))[0]
		row := h.find(number(c.n))
		if r.Outcome != intake.Amended || row.State != clearance.Held || row.Hold != c.hold || row.Lane.Rank() < before.Lane.Rank() || r.Assessment.Decision != assess.Hold {
			t.Errorf("%s: %s, now %s %s %s, told %s", name, r.Outcome, row.State, row.Hold, row.Lane, r.Assessment.Decision)
		}
		if !strings.Contains(string(r.DecisionJSON), `"decision":"hold"`) || !strings.Contains(string(r.DecisionJSON), `"state":"held"`) {
			t.Errorf("%s: recorded %.200s", name, r.DecisionJSON)
		}
		h.do(number(c.n), officer("ann"), casework.Action{Kind: clearance.ReleasedE, Reason: "seen"})
		if state := h.find(number(c.n)).State; (state != clearance.Released) != c.two {
			t.Errorf("%s: released by one: %s", name, state)
		}
		h.checkFold(t, number(c.n))
		same(t, h, number(c.n))
	}
}

// What the declaration lacked, a better one mends.
func TestABetterDeclarationIsTaken(t *testing.T) {
	h := open(t)
	vague := withGoods(1, "20", "gift", "")
	if r := h.take(vague)[0]; r.Assessment.Decision != assess.Refer {
		t.Fatalf("%s", r.Assessment.Decision)
	}
	if r := h.take(shirts(1, "20"))[0]; r.Row.State != clearance.Released {
		t.Errorf("%s %v", r.Row.State, r.Assessment.Reasons)
	}
	same(t, h, number(1))
}

// An item that has arrived is not asked for before its flight.
func TestAnArrivedItemIsNotReferred(t *testing.T) {
	h := open(t)
	h.take(shirts(1, "60"))
	h.do(number(1), clearance.User{Name: "post", Roles: []clearance.Role{clearance.System}}, casework.Action{Kind: clearance.Arrival})
	r := h.take(withGoods(1, "60", "gift", ""))[0]
	if row := h.find(number(1)); row.State.Rank() < clearance.Arrived.Rank() {
		t.Errorf("%s: %s", r.Outcome, row.State)
	}
	h.take(withGoods(2, "60", "gift", ""))
	h.do(number(2), clearance.User{Name: "post", Roles: []clearance.Role{clearance.System}}, casework.Action{Kind: clearance.Arrival})
	h.take(withGoods(2, "61", "gift", ""))
	if row := h.find(number(2)); row.State != clearance.Held || row.Hold != assess.ForDocuments {
		t.Errorf("referred, arrived, amended: %s %s", row.State, row.Hold)
	}
	same(t, h, number(2))
}

// Who declares first does not shut out who declares truly: a visitor's nice words for an item
// are worth nothing once the post tells what is inside.
func TestATrueDeclarationCallsBack(t *testing.T) {
	h := open(t)
	if _, err := h.Take(t.Context(), []*item.Item{shirts(1, "20")}, intake.Origin{Actor: "web", Amend: intake.AmendNone}); err != nil {
		t.Fatal(err)
	}
	if row := h.find(number(1)); row.State != clearance.Released {
		t.Fatal(row.State)
	}
	if r := h.take(shirts(1, "300"))[0]; r.Outcome != intake.Late || h.find(number(1)).State != clearance.Released {
		t.Errorf("another value: %s", r.Outcome)
	}
	r := h.take(withGoods(1, "20", "hand grenade", ""))[0]
	if row := h.find(number(1)); r.Outcome != intake.Amended || row.State != clearance.Held || row.Hold != assess.ForExamination || row.Decision != assess.Seize {
		t.Errorf("%s: %s %s %s", r.Outcome, row.State, row.Hold, row.Decision)
	}
	h.checkFold(t, number(1))
	same(t, h, number(1))
}

// What comes too late in the batch of the first declaration is answered with what stands.
func TestLateInTheSameBatch(t *testing.T) {
	h := open(t)
	for i, r := range h.take(shirts(1, "20"), shirts(1, "300"), shirts(1, "20")) {
		if r.Row == nil || i > 0 && r.Row.LodgedSeq == 0 {
			t.Errorf("%d: %s, nobody knows what stands", i, r.Outcome)
		}
	}
}

// same decides what was recorded about an item again.
func same(t *testing.T, h *house, id string) {
	t.Helper()
	b := must(book())
	for _, en := range h.entries(h.find(id).Key) {
		if en.Event.Kind != clearance.Decided {
			continue
		}
		again, err := intake.Again(b, &en)
		if err != nil || !bytes.Equal(again.DecisionJSON, en.Assessment) {
			t.Errorf("%s, journal row %d: %v\n%s\nrecorded\n%s", id, en.Seq, err, again.DecisionJSON, en.Assessment)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Twenty thousand made-up records with their repeats, amendments and late news, taken in
// in batches beside what officers do: every decision is made again to the byte.
func TestEveryDecisionIsMadeAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	h := open(t)
	w := world.New(77, world.Options{Watch: must(book()).ListedNames(16), Destinations: []world.Share{{Country: "KH", Weight: 5}, {Country: "NL", Weight: 3}, {Country: "GB", Weight: 1}, {Country: "US", Weight: 1}}})
	outcome := map[intake.Outcome]int{}
	var again []*item.Item // held, and declared anew in the next batch
	for range 40 {
		items := append(make([]*item.Item, 0, 600), again...)
		for again = nil; len(items) < 520; {
			items = append(items, world.Clone(w.Next(start).Item))
		}
		for i, x := range h.take(items...) {
			outcome[x.Outcome]++
			switch {
			case x.Outcome != intake.Decided || i%20 != 0:
			case x.Row.State == clearance.Assessed:
				h.do(x.Item, officer("till"), casework.Action{Kind: clearance.Payment, Amount: money.New(x.Row.Due.Decimal, x.Row.Due.Currency)})
			case x.Row.State == clearance.Held:
				h.do(x.Item, officer("ann"), casework.Action{Kind: clearance.Ordered, Reason: "to be seen"})
				if other := world.Clone(items[i]); len(other.Declaration.Lines) > 0 {
					other.Declaration.Lines[0].Description = "men's knitted cotton T-shirts"
					again = append(again, other)
				}
			}
		}
	}
	if outcome[intake.Amended] < 100 || outcome[intake.Late] < 20 || outcome[intake.Duplicate] < 100 {
		t.Errorf("the mail is too tame: %v", outcome)
	}
	b, decisions, upheld := must(book()), 0, 0
	for after := int64(0); ; {
		entries, err := h.store.Follow(t.Context(), after, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) == 0 {
			break
		}
		for i := range entries {
			after = entries[i].Seq
			if entries[i].Event.Kind != clearance.Decided {
				continue
			}
			decisions++
			again, err := intake.Again(b, &entries[i])
			if err != nil || !bytes.Equal(again.DecisionJSON, entries[i].Assessment) {
				t.Fatalf("journal row %d: %v\n%s\nrecorded\n%s", after, err, again.DecisionJSON, entries[i].Assessment)
			}
			if bytes.Contains(again.DecisionJSON, []byte(assess.Stands)) {
				upheld++
			}
		}
	}
	if upheld < 20 {
		t.Errorf("only %d of %d decisions were upheld", upheld, decisions)
	}
	t.Logf("%v, %d decisions, %d upheld", outcome, decisions, upheld)
}
