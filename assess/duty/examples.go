package duty

import (
	"slices"

	"greenlane/assess/pack"
	"greenlane/item/money"
)

// Failure is a worked example whose money came out wrong.
type Failure struct {
	Example string
	What    string // "total", "duty", "regime" ...
	Want    string
	Got     string
}

// CheckExamples computes the charges of the pack's own worked examples and compares
// totals, sums by type, regime and missing facts. Noon of the day in the pack's zone is
// the moment.
func CheckExamples(p *pack.Pack) []Failure {
	var out []Failure
	for i := range p.Examples {
		out = append(out, check(p, &p.Examples[i])...)
	}
	return out
}

func check(p *pack.Pack, e *pack.Example) []Failure {
	var out []Failure
	differs := func(what, want, got string) {
		out = append(out, Failure{Example: e.ID, What: what, Want: want, Got: got})
	}
	r := Assess(e.Item, p, Inputs{At: p.Noon(e.At)})
	if e.Expect.Regime != "" && r.Regime != e.Expect.Regime {
		differs("regime", e.Expect.Regime, r.Regime)
	}
	if e.Expect.Total != "" && !same(e.Expect.Total, r.Total.Decimal) {
		differs("total", e.Expect.Total, shownTotal(&r))
	}
	for kind, want := range e.Expect.Charges {
		if got := r.Sum(ChargeType(kind)); !same(want, got) {
			differs(kind, want, got.String())
		}
	}
	for _, code := range e.Expect.Missing {
		if !slices.ContainsFunc(r.Missing, func(m Missing) bool { return m.Code == code }) {
			differs("missing", code, shownTotal(&r))
		}
	}
	return out
}

func same(want string, got money.Decimal) bool {
	w, err := money.Parse(want)
	return err == nil && got.Known() && w.Cmp(got) == 0
}

func shownTotal(r *Result) string {
	if r.Total.Known() {
		return r.Total.Decimal.String()
	}
	s := "unknown:"
	for _, m := range r.Missing {
		s += " " + m.Code
	}
	return s
}

// Sum adds up the charges of a type over all lines and the item.
func (r *Result) Sum(kind ChargeType) money.Decimal {
	sum := money.Zero
	for i := range r.Lines {
		for j := range r.Lines[i].Charges {
			if r.Lines[i].Charges[j].Type == kind {
				sum = sum.Add(r.Lines[i].Charges[j].Amount.Decimal)
			}
		}
	}
	for i := range r.Charges {
		if r.Charges[i].Type == kind {
			sum = sum.Add(r.Charges[i].Amount.Decimal)
		}
	}
	return sum
}
