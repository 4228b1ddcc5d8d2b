package assess

import (
	"slices"
	"strings"

	"greenlane/assess/pack"
	"greenlane/item/fault"
	"greenlane/item/money"
)

// Failure is one worked example of a pack that came out otherwise.
type Failure struct {
	Example string
	Title   string
	Wrong   []string // "total: want 12.34, got 12.30"
}

// Err is the failure as a fault of the pack.
func (f *Failure) Err(packID string) error {
	return fault.New("pack.test_failed", "", packID, f.Example, strings.Join(f.Wrong, "; "))
}

// CheckExamples judges the worked examples of a pack and gives those that came out
// otherwise than the pack says.
func (b *Rulebook) CheckExamples(id string) []Failure {
	k, ok := b.books[id]
	if !ok {
		return []Failure{{Example: id, Wrong: []string{"no such pack"}}}
	}
	var out []Failure
	for i := range k.pack.Examples {
		e := &k.pack.Examples[i]
		a := b.Assess(e.Item, Inputs{At: k.pack.Noon(e.At), Pack: id})
		if wrong := compare(a, &e.Expect); len(wrong) > 0 {
			out = append(out, Failure{e.ID, e.Title, wrong})
		}
	}
	return out
}

func compare(a *Assessment, want *pack.Expect) (wrong []string) {
	text := func(what, want, got string) {
		if want != "" && want != got {
			wrong = append(wrong, what+": want "+want+", got "+got)
		}
	}
	number := func(what, want string, got money.Amount) {
		if want == "" {
			return
		}
		d, err := money.Parse(want)
		if err != nil || !got.Known() || d.Cmp(got.Decimal) != 0 {
			wrong = append(wrong, what+": want "+want+", got "+got.String())
		}
	}
	number("total", want.Total, a.Total)
	sums := map[string]money.Amount{}
	for _, t := range a.ChargesByType() {
		sums[string(t.Type)] = t.Amount
	}
	types := make([]string, 0, len(want.Charges))
	for t := range want.Charges {
		types = append(types, t)
	}
	slices.Sort(types)
	for _, t := range types {
		got, ok := sums[t]
		if !ok {
			got = money.New(money.Zero, a.Total.Currency)
		}
		number(t, want.Charges[t], got)
	}
	text("lane", want.Lane, string(a.Lane))
	text("decision", want.Decision, string(a.Decision))
	text("status", want.Status, string(a.Status))
	text("regime", want.Regime, a.Regime)
	for _, code := range want.Reasons {
		if !slices.ContainsFunc(a.Reasons, func(r Reason) bool { return r.Code == code }) {
			wrong = append(wrong, "reason "+code+" is missing")
		}
	}
	return wrong
}
