package duty

import (
	"greenlane/assess/tariff"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
)

// evaluate gives the amount of an expression on a line; ok is false where a quantity is
// not declared, and Missing then names it.
func (r *run) evaluate(e *tariff.Expr, base money.Decimal, i int, name string) (money.Decimal, bool) {
	if e.Absent {
		r.missing(fault.New("duty.measure_missing", item.Pointer("/declaration/lines", i, "hs"), name, r.code(i), string(r.day)))
		return money.Decimal{}, false
	}
	sum, ok := r.sum(e.Terms, base, i, name)
	if !ok {
		return money.Decimal{}, false
	}
	for j := range e.Bounds {
		bound, ok := r.sum(e.Bounds[j].Terms, base, i, name)
		if !ok {
			return money.Decimal{}, false
		}
		if e.Bounds[j].Max {
			sum = money.Min(sum, bound)
		} else {
			sum = money.Max(sum, bound)
		}
	}
	return sum, true
}

func (r *run) sum(terms []tariff.Term, base money.Decimal, i int, name string) (money.Decimal, bool) {
	sum := money.Zero
	if len(terms) > 0 && !terms[0].Minus {
		v, ok := r.term(&terms[0], base, i, name)
		if !ok {
			return money.Decimal{}, false
		}
		sum, terms = v, terms[1:]
	}
	for j := range terms {
		t := &terms[j]
		v, ok := r.term(t, base, i, name)
		if !ok {
			return money.Decimal{}, false
		}
		if t.Minus {
			sum = sum.Sub(v)
		} else {
			sum = sum.Add(v)
		}
	}
	return sum, true
}

func (r *run) term(t *tariff.Term, base money.Decimal, i int, name string) (money.Decimal, bool) {
	if t.Currency == "" {
		return base.Percent(t.Percent), true
	}
	v, rate, f := r.convert(money.New(t.Amount, t.Currency), "")
	if f != nil {
		r.missing(f)
		return money.Decimal{}, false
	}
	if rate != nil {
		r.uses(rate.Source)
	}
	for k := range t.Units {
		n, ok := r.count(&t.Units[k], i, name)
		if !ok {
			return money.Decimal{}, false
		}
		v = v.Mul(n).Mul(t.Units[k].Factor)
	}
	return v, true
}

// count gives how many base units of a kind a line has.
func (r *run) count(u *tariff.Unit, i int, name string) (money.Decimal, bool) {
	line := &r.it.Declaration.Lines[i]
	at := func(field string) string { return item.Pointer("/declaration/lines", i, field) }
	switch u.Kind {
	case tariff.Mass:
		if !line.NetWeight.Known() {
			r.missing(fault.New("duty.weight_missing", at("net_weight"), i+1, name))
			return money.Decimal{}, false
		}
		return line.NetWeight.Decimal, true
	case tariff.Pieces:
		if line.Quantity <= 0 {
			r.missing(fault.New("duty.quantity_missing", at("quantity"), i+1, name))
			return money.Decimal{}, false
		}
		return money.FromInt(line.Quantity), true
	case tariff.Package:
		if i == 0 {
			return money.One, true
		}
		return money.Zero, true
	case tariff.Code:
		code := r.code(i)
		if len(code) < 6 {
			r.missing(fault.New("duty.hs_missing", at("hs"), i+1, name))
			return money.Decimal{}, false
		}
		for j := range i {
			if c := r.code(j); len(c) >= 6 && c[:6] == code[:6] {
				return money.Zero, true
			}
		}
		return money.One, true
	}
	r.missing(fault.New("duty.unit_missing", at("quantity"), i+1, name, u.Name))
	return money.Decimal{}, false
}
