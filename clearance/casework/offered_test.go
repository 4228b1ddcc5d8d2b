package casework_test

import (
	"slices"
	"testing"
	"time"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/item/money"
)

// Every button works, and what has no button is refused, or is a scan that came late: in
// every state and lane, for every role, with and without the approval of a first person,
// and whether or not something is owed.
func TestOfferedIsWhatCanBeDone(t *testing.T) {
	roles := []clearance.Role{clearance.System, clearance.Sender, clearance.Clerk, clearance.Officer, clearance.Supervisor, clearance.Auditor, clearance.Admin}
	dues := []money.Amount{money.New(money.MustParse("12.00"), "USD"), money.New(money.Zero, "USD"), {Currency: "USD"}}
	cases, offered := 0, 0
	for _, state := range clearance.States() {
		for _, lane := range []assess.Lane{assess.Red, assess.Yellow, assess.Blue, assess.Green} {
			for _, first := range []string{"", "me", "another"} {
				for _, due := range dues {
					r := row(t, state, lane)
					r.First, r.Due = first, due
					for _, role := range roles {
						me := user("me", role)
						buttons := casework.Offered(&r, me)
						for _, tr := range clearance.Transitions() {
							has := slices.ContainsFunc(buttons, func(b clearance.Transition) bool { return b.Kind == tr.Kind })
							cases++
							if has {
								offered++
							}
							check(t, r, me, tr, has)
						}
					}
				}
			}
		}
	}
	if cases < 20_000 || offered < 1000 {
		t.Errorf("%d cases, %d offered", cases, offered)
	}
}

func check(t *testing.T, r clearance.Row, me clearance.User, tr clearance.Transition, offered bool) {
	t.Helper()
	m := &memory{row: r}
	s := &casework.Service{Store: m, Clock: func() time.Time { return start }}
	a := casework.Action{Kind: tr.Kind, Reason: "as seen", Finding: "compliant"}
	if tr.Kind == clearance.Payment {
		a.Amount = money.New(money.MustParse("1.00"), "USD")
	}
	_, err := s.Do(t.Context(), r.ID, me, a)
	switch {
	case offered && err != nil:
		t.Errorf("%s %s (first %q, %s due): %v is offered %q, and it fails: %v", r.Lane, r.State, r.First, r.Due, me.Roles, tr.Verb, err)
	case offered && m.wrote[0].Entry.Late:
		t.Errorf("%s %s: %v is offered %q, which comes too late", r.Lane, r.State, me.Roles, tr.Verb)
	case !offered && err == nil && (!tr.Late || !m.wrote[0].Entry.Late || m.row.State != r.State):
		t.Errorf("%s %s (first %q, %s due): %v is not offered %q, and it works", r.Lane, r.State, r.First, r.Due, me.Roles, tr.Verb)
	}
}

// No single person takes a red item to release, whatever else that person does before.
func TestNobodyReleasesARedItemAlone(t *testing.T) {
	for _, kind := range clearance.Transitions() {
		m := &memory{row: row(t, clearance.Held, assess.Red)}
		s := &casework.Service{Store: m, Clock: func() time.Time { return start }}
		me := user("me", clearance.Officer, clearance.Supervisor, clearance.Clerk)
		for _, k := range []clearance.Kind{clearance.ReleasedE, kind.Kind, clearance.ReleasedE, kind.Kind, clearance.ReleasedE, clearance.Payment, clearance.ReleasedE} {
			a := casework.Action{Kind: k, Reason: "as seen", Finding: "compliant"}
			if k == clearance.Payment {
				a.Amount = money.New(money.MustParse("12.00"), "USD")
			}
			_, _ = s.Do(t.Context(), m.row.ID, me, a)
			if m.row.State == clearance.Released {
				t.Fatalf("one person released it with the help of %q", kind.Verb)
			}
		}
	}
}
