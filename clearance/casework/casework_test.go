package casework_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/item/fault"
	"greenlane/item/money"
	"greenlane/ledger"
	"greenlane/record/journal"
)

func TestActions(t *testing.T) {
	const (
		held, assessed, released, refused, seized = clearance.Held, clearance.Assessed, clearance.Released, clearance.Refused, clearance.Seized
		red, yellow, green                        = assess.Red, assess.Yellow, assess.Green
	)
	admin, auditor, sender := user("adam", clearance.Admin), user("aude", clearance.Auditor), user("sam", clearance.Sender)
	for _, c := range []struct {
		name   string
		state  clearance.State
		lane   assess.Lane
		by     clearance.User
		action casework.Action
		want   clearance.State // "" where it is refused
		fault  string
	}{
		{"officer asks for documents", clearance.Referred, yellow, ann, because(clearance.AskedFor), held, ""},
		{"clerk may not ask for documents", clearance.Referred, yellow, cleo, because(clearance.AskedFor), "", "role.not_allowed"},
		{"officer orders an examination", held, yellow, ann, because(clearance.Ordered), held, ""},
		{"officer orders one of an item that waits for payment", assessed, green, ann, because(clearance.Ordered), held, ""},
		{"officer calls back what is released", released, green, ann, because(clearance.Ordered), held, ""},
		{"clerk may not", released, green, cleo, because(clearance.Ordered), "", "role.not_allowed"},
		{"nobody calls back what is returned", clearance.Returned, green, ann, because(clearance.Ordered), "", "state.not_allowed"},
		{"clerk returns what nobody wants to see", held, yellow, cleo, because(clearance.ReturnedE), clearance.Returned, ""},
		{"clerk may not return what shall be examined", held, red, cleo, because(clearance.ReturnedE), "", "role.not_allowed"},
		{"nor give it up", held, red, cleo, because(clearance.AbandonE), "", "role.not_allowed"},
		{"officer returns it", held, red, ann, because(clearance.ReturnedE), clearance.Returned, ""},
		{"clerk returns it once refused", refused, red, cleo, because(clearance.ReturnedE), clearance.Returned, ""},
		{"a payment while it is before customs", clearance.Presented, yellow, cleo, paying("12.00", "USD"), clearance.Presented, ""},
		{"a payment while it is looked for", clearance.Located, yellow, cleo, paying("12.00", "USD"), clearance.Located, ""},
		{"officer records the result", held, red, ann, casework.Action{Kind: clearance.Result, Reason: "opened", Finding: "compliant"}, clearance.Examined, ""},
		{"a result needs a finding", held, red, ann, because(clearance.Result), "", "field.missing"},
		{"a finding that is none", held, red, ann, casework.Action{Kind: clearance.Result, Reason: "opened", Finding: "fine"}, "", "field.missing"},
		{"an item on its way has no result", clearance.Referred, red, ann, casework.Action{Kind: clearance.Result, Reason: "opened", Finding: "compliant"}, "", "state.not_allowed"},
		{"release waits for payment", held, yellow, ann, because(clearance.ReleasedE), assessed, ""},
		{"first of two for a red item", held, red, ann, because(clearance.ReleasedE), held, ""},
		{"a program is no person", held, red, post, because(clearance.ReleasedE), "", "role.not_allowed"},
		{"a program releases what needs no second person", held, yellow, post, because(clearance.ReleasedE), assessed, ""},
		{"clerk may not release", held, yellow, cleo, because(clearance.ReleasedE), "", "role.not_allowed"},
		{"admin may not release", held, yellow, admin, because(clearance.ReleasedE), "", "role.not_allowed"},
		{"auditor may not release", held, yellow, auditor, because(clearance.ReleasedE), "", "role.not_allowed"},
		{"sender may not release", held, yellow, sender, because(clearance.ReleasedE), "", "role.not_allowed"},
		{"nobody may release without a role", held, yellow, user("nobody"), because(clearance.ReleasedE), "", "role.not_allowed"},
		{"release without a reason", held, yellow, ann, casework.Action{Kind: clearance.ReleasedE}, "", "reason.missing"},
		{"a reason of blanks", held, yellow, ann, casework.Action{Kind: clearance.ReleasedE, Reason: " \t\n"}, "", "reason.missing"},
		{"a reason without end", held, yellow, ann, casework.Action{Kind: clearance.ReleasedE, Reason: strings.Repeat("x", 2001)}, "", "input.too_long"},
		{"released twice", released, yellow, ann, because(clearance.ReleasedE), "", "state.not_allowed"},
		{"officer refuses", held, yellow, ann, because(clearance.RefusedE), refused, ""},
		{"clerk returns what is refused", refused, yellow, cleo, because(clearance.ReturnedE), clearance.Returned, ""},
		{"clerk records abandonment", held, yellow, cleo, because(clearance.AbandonE), clearance.Abandoned, ""},
		{"officer may not seize", held, red, ann, because(clearance.SeizedE), "", "role.not_allowed"},
		{"supervisor seizes", held, red, sue, because(clearance.SeizedE), seized, ""},
		{"what is on its way cannot be seized", clearance.Dispatched, red, sue, because(clearance.SeizedE), "", "state.not_allowed"},
		{"supervisor destroys what is seized", seized, red, sue, because(clearance.DestroyE), clearance.Destroyed, ""},
		{"nobody destroys what is held", held, red, sue, because(clearance.DestroyE), "", "state.not_allowed"},
		{"auditor notes", released, green, auditor, because(clearance.Noted), released, ""},
		{"a note needs words", released, green, auditor, casework.Action{Kind: clearance.Noted}, "", "reason.missing"},
		{"a note on what is destroyed", clearance.Destroyed, red, auditor, because(clearance.Noted), clearance.Destroyed, ""},
		{"arrival needs no reason", clearance.Lodged, green, post, casework.Action{Kind: clearance.Arrival}, clearance.Arrived, ""},
		{"documents are answered", held, yellow, cleo, casework.Action{Kind: clearance.Answered}, held, ""},
		{"nobody decides by hand", held, yellow, sue, because(clearance.Decided), "", "state.not_allowed"},
		{"nor as the system", held, yellow, post, because(clearance.Decided), "", "state.not_allowed"},
		{"nobody approves by name", held, red, sue, because(clearance.FirstYes), "", "state.not_allowed"},
		{"an action that is none", held, yellow, sue, because("burned"), "", "state.not_allowed"},
		{"a payment that is too much", assessed, green, cleo, paying("12.01", "USD"), "", "payment.too_much"},
		{"a payment in another currency", assessed, green, cleo, paying("12.00", "EUR"), "", "payment.currency"},
		{"a negative payment", assessed, green, cleo, paying("-1.00", "USD"), "", "money.negative"},
		{"a payment of nought", assessed, green, cleo, paying("0", "USD"), "", "money.negative"},
		{"a payment without an amount", assessed, green, cleo, casework.Action{Kind: clearance.Payment}, "", "field.missing"},
		{"half a cent", assessed, green, cleo, paying("0.005", "USD"), "", "money.syntax"},
		{"a part payment", assessed, green, cleo, paying("5.00", "USD"), assessed, ""},
		{"the whole", assessed, green, cleo, paying("12.00", "USD"), released, ""},
		{"a payment does not end another hold", held, yellow, cleo, paying("12.00", "USD"), held, ""},
		{"a payment after release", released, green, post, paying("12.00", "USD"), released, ""},
		{"a payment for what was refused", refused, yellow, cleo, paying("12.00", "USD"), "", "state.not_allowed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &memory{row: row(t, c.state, c.lane)}
			before := m.row
			s := &casework.Service{Store: m, Clock: func() time.Time { return start }}
			after, err := s.Do(t.Context(), m.row.ID, c.by, c.action)
			if c.fault != "" {
				if !fault.Is(err, c.fault) || len(m.wrote) > 0 || after != nil {
					t.Errorf("%v, %d writes; want %s", err, len(m.wrote), c.fault)
				}
				return
			}
			if err != nil || after.State != c.want || after.Version != before.Version+1 || len(m.wrote) != 1 {
				t.Fatalf("%v %+v; want %s", err, after, c.want)
			}
			e := m.wrote[0].Entry.Event
			if e.Actor != c.by.Name || e.Reason != c.action.Reason || !e.At.Equal(start) {
				t.Errorf("recorded %+v", e)
			}
		})
	}
}

// row is an item in a state and lane.
func row(t testing.TB, state clearance.State, lane assess.Lane) clearance.Row {
	t.Helper()
	r, late, err := clearance.Row{Key: clearance.Key{ID: "LX000000001XX", Month: "2026-11"}}.Apply(clearance.Event{Kind: clearance.Decided, At: start.Add(-time.Hour), Actor: "post", Ref: "d", Facts: facts(state, lane)})
	if err != nil || late {
		t.Fatal(late, err)
	}
	return r
}

func paying(amount, currency string) casework.Action {
	return casework.Action{Kind: clearance.Payment, Amount: money.New(money.MustParse(amount), currency)}
}

func TestUnknownItem(t *testing.T) {
	d := open(t)
	if _, err := d.try(clearance.Key{ID: "LX000000099XX"}, ann, because(clearance.Noted)); !fault.Is(err, "item.not_found") {
		t.Error(err)
	}
}

func TestTwoPersonsReleaseARedItem(t *testing.T) {
	d := open(t)
	release := because(clearance.ReleasedE)
	red := func() clearance.Key {
		f := facts(clearance.Held, assess.Red)
		f.PayFirst = false
		return d.item(f)
	}
	for _, c := range []struct {
		name          string
		first, second clearance.User
	}{
		{"two officers", ann, bob}, {"two supervisors", sue, tom}, {"officer, then supervisor", ann, sue}, {"supervisor, then officer", sue, ann},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := red()
			row := d.do(k, c.first, release)
			if row.State != clearance.Held || row.First != c.first.Name {
				t.Fatalf("after the first: %s, waits for a colleague of %q", row.State, row.First)
			}
			if _, err := d.try(k, c.first, release); !fault.Is(err, "role.second_person") {
				t.Errorf("the first again: %v", err)
			}
			if row := d.do(k, c.second, release); row.State != clearance.Released || row.First != "" {
				t.Errorf("after the second: %s, first %q", row.State, row.First)
			}
			entries := d.entries(k)
			if len(entries) != 3 || entries[1].Event.Kind != clearance.FirstYes || entries[1].Event.Actor != c.first.Name || entries[2].Event.Actor != c.second.Name {
				t.Errorf("the journal does not name both: %+v", entries)
			}
		})
	}
	t.Run("more than one role does not make two persons", func(t *testing.T) {
		k, both := red(), user("max", clearance.Officer, clearance.Supervisor)
		d.do(k, both, release)
		if _, err := d.try(k, both, release); !fault.Is(err, "role.second_person") {
			t.Error(err)
		}
	})
	for name, between := range map[string]func(k clearance.Key){
		"an amendment":   func(k clearance.Key) { d.decide(k, again(facts(clearance.Held, assess.Red))) },
		"an examination": func(k clearance.Key) { d.do(k, bob, because(clearance.Ordered)) },
		"a question":     func(k clearance.Key) { d.do(k, bob, because(clearance.AskedFor)) },
		"the examiner's word": func(k clearance.Key) {
			d.do(k, bob, casework.Action{Kind: clearance.Result, Reason: "opened", Finding: "other"})
		},
	} {
		t.Run("approval ends with "+name, func(t *testing.T) {
			k := red()
			d.do(k, ann, release)
			between(k)
			if row := d.find(k); row.First != "" {
				t.Fatalf("the approval of %q stands", row.First)
			}
			if row := d.do(k, sue, release); row.State == clearance.Released || row.First != "sue" {
				t.Errorf("one person released it: %s", row.State)
			}
		})
	}
	t.Run("approval survives a note and a scan", func(t *testing.T) {
		k := red()
		d.do(k, ann, release)
		d.do(k, ann, because(clearance.Noted))
		d.do(k, post, casework.Action{Kind: clearance.Found})
		if row := d.do(k, bob, release); row.State != clearance.Released {
			t.Error(row.State)
		}
	})
	t.Run("two at the same moment", func(t *testing.T) {
		k := red()
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wg.Go(func() { _, errs[i] = d.Do(d.Context(), k.ID, []clearance.User{ann, bob}[i%2], release) })
		}
		wg.Wait()
		kinds := map[clearance.Kind]int{}
		for _, e := range d.entries(k) {
			kinds[e.Event.Kind]++
		}
		if kinds[clearance.FirstYes] != 1 || kinds[clearance.ReleasedE] != 1 {
			t.Errorf("%v, %v", kinds, errors.Join(errs...))
		}
	})
}

func again(f *clearance.Facts) *clearance.Facts {
	f.Digest = "another"
	return f
}

func TestPaymentsAreBookedOnce(t *testing.T) {
	d := open(t)
	k := d.item(facts(clearance.Assessed, assess.Green))
	pay := func(amount, ref string) *clearance.Row {
		a := paying(amount, "USD")
		a.Ref = ref
		return d.do(k, cleo, a)
	}
	first := pay("5.00", "receipt 1")
	if first.Outstanding().String() != "7.00 USD" || first.State != clearance.Assessed {
		t.Errorf("%s owed, %s", first.Outstanding(), first.State)
	}
	if row := pay("5.00", "receipt 1"); row.Version != first.Version || row.Outstanding().String() != "7.00 USD" {
		t.Errorf("the same receipt twice: version %d, %s owed", row.Version, row.Outstanding())
	}
	if row := pay("5.00", "receipt 2"); row.Outstanding().String() != "2.00 USD" {
		t.Errorf("another receipt of the same amount: %s owed", row.Outstanding())
	}
	if _, err := d.try(k, cleo, paying("2.01", "USD")); !fault.Is(err, "payment.too_much") {
		t.Error(err)
	}
	last := pay("2.00", "receipt 3")
	if last.State != clearance.Released || last.Outstanding().Sign() != 0 || last.Hold != "" {
		t.Errorf("%s %s, %s owed", last.State, last.Hold, last.Outstanding())
	}
	if _, err := d.try(k, cleo, paying("0.01", "USD")); !fault.Is(err, "payment.too_much") {
		t.Errorf("after all is paid: %v", err)
	}
	postings, err := d.store.Postings(t.Context(), k)
	if err != nil || len(postings) != 3 {
		t.Fatalf("%d postings, %v", len(postings), err)
	}
	sum := int64(0)
	for _, p := range postings {
		sum += p.Minor
		if p.Kind != "payment" || p.Debit != ledger.Cash("KH") || p.Credit != ledger.Receivable("KH") || p.Currency != "USD" || p.Places != 2 {
			t.Errorf("%+v", p)
		}
	}
	if sum != 1200 {
		t.Errorf("%d cents are booked", sum)
	}
	if balances, err := d.store.Balances(t.Context()); err != nil || len(balances) != 2 || balances[0] != (journal.Balance{Account: journal.Account{Name: "cash:KH", Currency: "USD", Places: 2}, Debit: 1200}) {
		t.Errorf("%+v %v", balances, err)
	}
	d.entries(k)
}

// A payment that is sent eight times at once under one reference is one payment.
func TestRepeatedPaymentsAtOnce(t *testing.T) {
	d := open(t)
	k := d.item(facts(clearance.Assessed, assess.Green))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			a := paying("4.00", "USD")
			a.Ref = "bank line 17"
			if _, err := d.Do(d.Context(), k.ID, post, a); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if row := d.find(k); row.Outstanding().String() != "8.00 USD" || row.Version != 2 {
		t.Errorf("%s owed, version %d", row.Outstanding(), row.Version)
	}
}

func TestVersionThatThePersonSaw(t *testing.T) {
	d := open(t)
	k := d.item(facts(clearance.Held, assess.Yellow))
	a := because(clearance.Ordered)
	a.Version = 1
	if row := d.do(k, ann, a); row.Version != 2 {
		t.Fatal(row.Version)
	}
	if _, err := d.try(k, bob, a); !fault.Is(err, "record.conflict") {
		t.Errorf("acted on what had changed: %v", err)
	}
	if got := len(d.entries(k)); got != 2 {
		t.Errorf("%d entries", got)
	}
	a.Version = 2
	d.do(k, bob, a)
}

// Of several that saw the same version exactly one acts.
func TestOneOfManyWins(t *testing.T) {
	d := open(t)
	k := d.item(facts(clearance.Held, assess.Yellow))
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			a := because(clearance.RefusedE)
			a.Version = 1
			_, errs[i] = d.Do(d.Context(), k.ID, ann, a)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !fault.Is(err, "record.conflict"):
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d acted", won)
	}
}

func TestScans(t *testing.T) {
	scan := func(kind clearance.Kind, ref string, minutes int) casework.Action {
		return casework.Action{Kind: kind, Ref: ref, At: start.Add(time.Duration(minutes) * time.Minute)}
	}
	d := open(t)
	for _, c := range []struct {
		name    string
		from    clearance.State
		scans   []casework.Action
		want    clearance.State
		late    int // entries that were recorded and not applied
		entries int
	}{
		{"in order", clearance.Lodged, []casework.Action{scan(clearance.Departed, "1", -90), scan(clearance.Arrival, "2", -60), scan(clearance.Shown, "3", -30)}, clearance.Presented, 0, 4},
		{"the same one twice", clearance.Lodged, []casework.Action{scan(clearance.Arrival, "2", -60), scan(clearance.Arrival, "2", -60)}, clearance.Arrived, 0, 2},
		{"departure after arrival", clearance.Lodged, []casework.Action{scan(clearance.Arrival, "2", -60), scan(clearance.Departed, "1", -90)}, clearance.Arrived, 1, 3},
		{"arrival after presentation", clearance.Held, []casework.Action{scan(clearance.Shown, "3", -30), scan(clearance.Arrival, "2", -60)}, clearance.Presented, 1, 3},
		{"arrival of what is released", clearance.Released, []casework.Action{scan(clearance.Arrival, "2", -60)}, clearance.Released, 1, 2},
		{"arrival of what is held", clearance.Held, []casework.Action{scan(clearance.Arrival, "2", -60)}, clearance.Held, 1, 2},
		{"two arrivals", clearance.Lodged, []casework.Action{scan(clearance.Arrival, "2", -60), scan(clearance.Arrival, "9", -50)}, clearance.Arrived, 1, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := d.item(facts(c.from, assess.Yellow))
			for _, a := range c.scans {
				d.do(k, post, a)
			}
			late := 0
			entries := d.entries(k)
			for _, e := range entries {
				if e.Late {
					late++
				}
			}
			if row := d.find(k); row.State != c.want || late != c.late || len(entries) != c.entries {
				t.Errorf("%s, %d late of %d entries; want %s, %d of %d", row.State, late, len(entries), c.want, c.late, c.entries)
			}
		})
	}
	t.Run("the moment of the scan is kept", func(t *testing.T) {
		k := d.item(facts(clearance.Lodged, assess.Green))
		row := d.do(k, post, scan(clearance.Arrival, "2", -60))
		if want := start.Add(-time.Hour); !row.ArrivedAt.Equal(want) || !d.entries(k)[1].Event.At.Equal(want) {
			t.Errorf("arrived at %s", row.ArrivedAt)
		}
	})
	t.Run("a scan from the future is of now", func(t *testing.T) {
		k := d.item(facts(clearance.Lodged, assess.Green))
		if row := d.do(k, post, scan(clearance.Arrival, "2", 99999)); !row.ArrivedAt.Equal(d.now) {
			t.Errorf("arrived at %s, now is %s", row.ArrivedAt, d.now)
		}
	})
	t.Run("being found does not end the hold", func(t *testing.T) {
		f := facts(clearance.Held, assess.Yellow)
		f.Hold = assess.ForDocuments
		k := d.item(f)
		d.do(k, post, scan(clearance.Found, "4", -9))
		if row := d.do(k, post, scan(clearance.Shown, "5", -8)); row.Hold != assess.ForDocuments {
			t.Errorf("hold %q", row.Hold)
		}
	})
}
