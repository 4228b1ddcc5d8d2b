package clearance_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/fault"
	"greenlane/item/money"
)

var update = flag.Bool("update", false, "write the golden files anew")

var t0 = time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)

func decided(state clearance.State, lane assess.Lane) clearance.Row {
	row, _, err := clearance.Row{Key: clearance.Key{ID: "EE000000012KH", Month: "2026-11"}}.Apply(clearance.Event{
		Kind: clearance.Decided, At: t0, Actor: "system", Ref: "d1",
		Facts: &clearance.Facts{State: state, Lane: lane, Digest: "d1", Due: money.New(money.Zero, "USD")},
	})
	if err != nil {
		panic(err)
	}
	return row
}

func TestTheTableIsSound(t *testing.T) {
	seen := map[clearance.Kind]bool{}
	for _, tr := range clearance.Transitions() {
		if seen[tr.Kind] {
			t.Errorf("%s stands twice", tr.Kind)
		}
		seen[tr.Kind] = true
		if len(tr.From) == 0 || len(tr.Roles) == 0 || tr.Verb == "" {
			t.Errorf("%s: from, roles and verb are needed", tr.Kind)
		}
		if tr.To != "" && tr.To.Rank() < 0 {
			t.Errorf("%s leads to the unknown state %s", tr.Kind, tr.To)
		}
	}
	reached := map[clearance.State]bool{clearance.Lodged: true, clearance.Drafted: true, clearance.Referred: true, clearance.ClearedToLoad: true, clearance.Assessed: true, clearance.Paid: true}
	for _, tr := range clearance.Transitions() {
		reached[tr.To] = true
	}
	for _, s := range clearance.States() {
		if !reached[s] {
			t.Errorf("nothing leads to %s", s)
		}
	}
}

// An arrival that is told after the release is recorded, and the item stays released.
func TestLateEventsAreRecordedNotApplied(t *testing.T) {
	row := decided(clearance.Released, assess.Green)
	after, late, err := row.Apply(clearance.Event{Kind: clearance.Arrival, At: t0.Add(time.Hour), Ref: "scan 1"})
	if err != nil || !late || after.State != clearance.Released || after.Version != row.Version+1 || after.ArrivedAt.IsZero() {
		t.Errorf("%+v late=%v %v", after, late, err)
	}
	if !after.Seen(clearance.Arrival, "scan 1") || row.Seen(clearance.Arrival, "scan 1") {
		t.Error("the mark of the event is kept on the new row only")
	}
}

// A payment is remembered however much happens after it, and is not taken for a scan that
// bears the same reference.
func TestPaymentsAreRememberedForEver(t *testing.T) {
	row := decided(clearance.Assessed, assess.Green)
	row.Due = money.New(money.MustParse("100.00"), "USD")
	apply := func(k clearance.Kind, ref string) error {
		next, _, err := row.Apply(clearance.Event{Kind: k, At: t0, Ref: ref, Amount: money.New(money.MustParse("0.01"), "USD")})
		if err == nil {
			row = next
		}
		return err
	}
	if err := apply(clearance.Payment, "r1"); err != nil || row.Seen(clearance.Arrival, "r1") {
		t.Fatal(err, row.Refs)
	}
	for i := range 40 {
		if err := apply(clearance.Noted, fmt.Sprint("note ", i)); err != nil {
			t.Fatal(err)
		}
	}
	if !row.Seen(clearance.Payment, "r1") || row.Seen(clearance.Noted, "note 0") || !row.Seen(clearance.Noted, "note 39") || len(row.Refs) > 17 {
		t.Errorf("%d marks: %v", len(row.Refs), row.Refs)
	}
	for i := range 63 {
		if err := apply(clearance.Payment, fmt.Sprint("p", i)); err != nil {
			t.Fatal(i, err)
		}
	}
	if err := apply(clearance.Payment, "one too many"); !fault.Is(err, "input.too_many") {
		t.Error(err)
	}
}

func TestWhatPeopleCannotDoIsRefused(t *testing.T) {
	row := decided(clearance.Released, assess.Green)
	if _, _, err := row.Apply(clearance.Event{Kind: clearance.SeizedE, At: t0}); !fault.Is(err, "state.not_allowed") {
		t.Error(err)
	}
	held := decided(clearance.Held, assess.Yellow)
	if err := held.Allows(clearance.SeizedE, []clearance.Role{clearance.Officer}); !fault.Is(err, "role.not_allowed") {
		t.Error(err)
	}
	if err := held.Allows(clearance.SeizedE, []clearance.Role{clearance.Officer, clearance.Supervisor}); err != nil {
		t.Error(err)
	}
}

func TestReleaseWaitsForPayment(t *testing.T) {
	row := decided(clearance.Held, assess.Yellow)
	row.PayFirst, row.Due = true, money.New(money.MustParse("12.00"), "USD")
	row, _, err := row.Apply(clearance.Event{Kind: clearance.ReleasedE, At: t0, Actor: "officer"})
	if err != nil || row.State != clearance.Assessed || row.Hold != assess.ForPayment {
		t.Fatalf("%+v %v", row, err)
	}
	pay := func(amount string) {
		row, _, err = row.Apply(clearance.Event{Kind: clearance.Payment, At: t0, Amount: money.New(money.MustParse(amount), "USD")})
		if err != nil {
			t.Fatal(err)
		}
	}
	pay("5.00")
	if row.State != clearance.Assessed || row.Outstanding().String() != "7.00 USD" {
		t.Errorf("after part payment: %s, %s owed", row.State, row.Outstanding())
	}
	pay("7.00")
	if row.State != clearance.Released {
		t.Errorf("after full payment: %s", row.State)
	}
}

// Whatever happens in whatever order: a scan never takes an item back, versions count
// entries, and the same row and event give the same row.
func TestApplyKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := decided(rapid.SampledFrom([]clearance.State{clearance.Held, clearance.Referred, clearance.Released, clearance.Assessed}).Draw(t, "state"), assess.Red)
		kinds := clearance.Transitions()
		for range rapid.IntRange(1, 30).Draw(t, "events") {
			tr := rapid.SampledFrom(kinds).Draw(t, "kind")
			e := clearance.Event{Kind: tr.Kind, At: t0.Add(time.Duration(rapid.IntRange(-99, 99).Draw(t, "minutes")) * time.Minute), Actor: "a", Amount: money.New(money.One, "USD")}
			if tr.Kind == clearance.Decided {
				e.Facts = &clearance.Facts{State: clearance.Held, Lane: assess.Red, Digest: "d2"}
			}
			after, late, err := row.Apply(e)
			again, late2, err2 := row.Apply(e)
			if after.State != again.State || late != late2 || (err == nil) != (err2 == nil) {
				t.Fatal("not a function of row and event")
			}
			if err != nil {
				continue
			}
			if after.Version != row.Version+1 {
				t.Fatalf("version %d after %d", after.Version, row.Version)
			}
			if late && (after.State != row.State || after.Hold != row.Hold) {
				t.Fatalf("%s came late and moved the item from %s to %s", e.Kind, row.State, after.State)
			}
			scan := e.Kind == clearance.Arrival || e.Kind == clearance.Departed || e.Kind == clearance.Found || e.Kind == clearance.Shown
			if scan && after.State.Rank() < row.State.Rank() {
				t.Fatalf("%s took the item back from %s to %s", e.Kind, row.State, after.State)
			}
			row = after
		}
	})
}

// The diagram in the manual is made from the table: `go test ./clearance -update`.
func TestDiagramInTheManualIsCurrent(t *testing.T) {
	const path = "../docs/states.md"
	want := "# States of an item\n\nMade from the table in `clearance/transitions.go` by `go test ./clearance -update`.\n\n```mermaid\n" + clearance.Diagram() + "```\n\n" + clearance.TableMarkdown()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("docs/states.md is not what the table says (%v); run go test ./clearance -update", err)
	}
}

func TestSecretOpensOnlyItsItem(t *testing.T) {
	key := []byte("0123456789abcdef0123456789abcdef")
	a, b := clearance.Key{ID: "EE000000012KH", Month: "2026-11"}, clearance.Key{ID: "EE000000012KH", Month: "2025-11"}
	phrase := clearance.Secret(key, a)
	if len(phrase) != 14 || !clearance.SecretMatches(key, a, strings.ToLower(strings.ReplaceAll(phrase, "-", " "))) {
		t.Errorf("%q does not open its own item", phrase)
	}
	if clearance.SecretMatches(key, b, phrase) || clearance.SecretMatches([]byte("another"), a, phrase) || clearance.SecretMatches(key, a, "") {
		t.Error("the phrase opens something else")
	}
}
