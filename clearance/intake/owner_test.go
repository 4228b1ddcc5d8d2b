package intake_test

import (
	"testing"

	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/sim/world"
)

// A sender may mend what the same sender declared; nobody else's, and a visitor nothing.
func TestNobodyChangesAnothersDeclaration(t *testing.T) {
	h := open(t)
	first := world.New(5, world.Options{}).Next(start).Item
	take := func(it *item.Item, from intake.Origin) intake.Result {
		t.Helper()
		results, err := h.Take(t.Context(), []*item.Item{it}, from)
		if err != nil {
			t.Fatal(err)
		}
		return results[0]
	}
	mended := func(words string) *item.Item {
		it := world.Clone(first)
		it.Declaration.Lines[0].Description = words
		return it
	}
	if r := take(first, intake.Origin{Actor: "ada", Amend: intake.AmendOwn}); r.Outcome != intake.Decided {
		t.Fatalf("%+v", r)
	}
	for name, c := range map[string]struct {
		from    intake.Origin
		outcome intake.Outcome
	}{
		"another sender": {intake.Origin{Actor: "bob", Amend: intake.AmendOwn}, intake.Refused},
		"a visitor":      {intake.Origin{Actor: "ada", Amend: intake.AmendNone}, intake.Refused},
	} {
		r := take(mended("not mine "+name), c.from)
		if r.Outcome != c.outcome || !fault.Is(r.Faults.Err(), "role.not_owner") {
			t.Errorf("%s: %s %v", name, r.Outcome, r.Faults)
		}
	}
	if r := take(first, intake.Origin{Actor: "web", Amend: intake.AmendNone}); r.Outcome != intake.Duplicate {
		t.Errorf("the same again, by a visitor: %s", r.Outcome)
	}
	for _, from := range []intake.Origin{{Actor: "ada", Amend: intake.AmendOwn}, {Actor: "post"}} {
		if r := take(mended("mended by "+from.Actor), from); r.Outcome != intake.Amended && r.Outcome != intake.Late {
			t.Errorf("%s: %s %v", from.Actor, r.Outcome, r.Faults)
		}
	}
}

// Only posts and customs hand on an officer's corrections; a sender cannot pass for one.
func TestSendersReviseNothing(t *testing.T) {
	h := open(t)
	it := shirts(1, "20")
	it.Declaration.Lines[0].RevisedHS = "610910"
	for from, want := range map[intake.Origin]intake.Outcome{
		{Actor: "ada", Amend: intake.AmendOwn}: intake.Refused, {Actor: "web", Amend: intake.AmendNone}: intake.Refused,
	} {
		results, err := h.Take(t.Context(), []*item.Item{it}, from)
		if err != nil || results[0].Outcome != want || !fault.Is(results[0].Faults.Err(), "role.not_allowed") {
			t.Errorf("%s: %+v %v", from.Actor, results[0].Outcome, err)
		}
	}
	if r := h.take(it)[0]; r.Outcome != intake.Decided {
		t.Errorf("the post: %v", r.Faults)
	}
}
