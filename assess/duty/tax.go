package duty

import (
	"slices"
	"strings"

	"greenlane/assess/pack"
	"greenlane/assess/tariff"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
)

// rated is a rate that is charged on a line.
type rated struct {
	expr   *tariff.Expr
	source string
}

// owed is one tax on one line while it is computed.
type owed struct {
	base   money.Decimal
	amount money.Decimal
	rate   string
	source string
	trace  []Step
}

// taxes runs the cascade.
func (r *run) taxes(regime *pack.Regime) {
	n := len(r.customs)
	r.amounts = make([][]money.Decimal, len(r.law.Taxes))
	for t, tax := range r.law.Taxes {
		if !tax.Period.Covers(r.day) || !slices.Contains(regime.Apply, tax.ID) {
			continue
		}
		lines := make([]owed, n)
		for i := range lines {
			r.line(regime, tax, i, &lines[i])
		}
		r.collect(tax, lines)
		r.amounts[t] = make([]money.Decimal, n)
		for i := range lines {
			o := &lines[i]
			r.amounts[t][i] = o.amount
			if o.rate == "" || !o.amount.Known() {
				continue
			}
			r.res.Lines[i].Charges = append(r.res.Lines[i].Charges, Charge{Type: ChargeType(tax.Type), Name: tax.Name,
				Base: money.New(o.base, r.home), Rate: o.rate, Amount: money.New(o.amount, r.home), Source: o.source, Trace: o.trace})
		}
	}
}

// line computes one tax on one line. An amount that stays unknown has its reason in
// Missing; a tax that the tables do not put on these goods has amount nought and no rate.
func (r *run) line(regime *pack.Regime, tax *pack.Tax, i int, o *owed) {
	rates, ok := r.rates(regime, tax, i)
	if !ok {
		return
	}
	if len(rates) == 0 {
		o.amount = money.Zero
		return
	}
	o.base = r.base(tax, i)
	if !o.base.Known() {
		return
	}
	o.source = rates[0].source
	o.trace = make([]Step, 0, 3)
	if len(tax.Base) > 1 {
		o.trace = append(o.trace, r.baseStep(tax, i, o.base))
	}
	if tax.BaseUnit.Known() {
		o.base = o.base.Round(tax.BaseUnit, tax.BaseMode)
	}
	sum := money.Zero
	for _, x := range rates {
		r.uses(x.source)
		a, ok := r.evaluate(x.expr, o.base, i, tax.Name)
		if !ok {
			return
		}
		if tax.GrossUp.Known() {
			if a, ok = r.grossUp(x.expr, tax.GrossUp, o.base); !ok {
				return
			}
		}
		if o.rate == "" {
			sum, o.rate = a, x.expr.Text
		} else {
			sum, o.rate = sum.Add(a), o.rate+" + "+x.expr.Text
		}
		o.trace = append(o.trace, r.rateStep(i, x, o.base, a))
	}
	o.amount = sum
}

// grossUp computes a tax that is part of its own base: base / (1 - k r) x r.
func (r *run) grossUp(e *tariff.Expr, k, base money.Decimal) (money.Decimal, bool) {
	if len(e.Terms) != 1 || !e.Terms[0].Percent.Known() || len(e.Bounds) > 0 {
		return money.Decimal{}, false
	}
	p := e.Terms[0].Percent
	below := money.One.Sub(k.Percent(p))
	a := base.Percent(p).Quo(below, places)
	return a, a.Known()
}

// base adds up the components of a tax's base.
func (r *run) base(tax *pack.Tax, i int) money.Decimal {
	var sum money.Decimal
	for j, b := range tax.Base {
		v := r.part(b.Of, i)
		if b.Times.Cmp(money.One) != 0 {
			v = v.Mul(b.Times)
		}
		if j == 0 {
			sum = v
		} else if !v.IsZero() {
			sum = sum.Add(v)
		}
	}
	return sum
}

func (r *run) part(of string, i int) money.Decimal {
	switch of {
	case "customs_value":
		return r.customs[i]
	case "goods":
		return r.goods[i]
	case "freight":
		return r.freight[i]
	case "insurance":
		return r.insurance[i]
	}
	for t, tax := range r.law.Taxes {
		if tax.ID == of && tax.Period.Covers(r.day) {
			if r.amounts[t] == nil { // not applied by the regime
				return money.Zero
			}
			return r.amounts[t][i]
		}
	}
	return money.Zero
}

// rates finds what is charged on a line: the cheapest of the alternatives and every
// addition. ok is false where a fact is missing.
func (r *run) rates(regime *pack.Regime, tax *pack.Tax, i int) ([]rated, bool) {
	if e, given := regime.Override[tax.ID]; given {
		return []rated{{e, regime.Source}}, true
	}
	if tax.Table == "" {
		for _, x := range tax.Rates {
			if x.Period.Covers(r.day) {
				return []rated{{x.Expr, x.Source}}, true
			}
		}
		r.missing(fault.New("duty.measure_missing", "", tax.Name, "any", string(r.day)))
		return nil, false
	}
	table, code := r.law.Tables[tax.Table], r.code(i)
	r.found = table.Find(r.found[:0], code, r.day)
	if code == "" && table.NeedsCode() && !r.freeAnyway(i) {
		r.missing(fault.New("duty.hs_missing", item.Pointer("/declaration/lines", i, "hs"), i+1, tax.Name))
		return nil, false
	}
	if table.Splits(code) && !r.freeAnyway(i) {
		r.missing(fault.New("duty.hs_short", item.Pointer("/declaration/lines", i, "hs"), code, i+1, tax.Name))
		return nil, false
	}
	chosen, ok := r.alternative(tax, i)
	if !ok {
		return nil, false
	}
	extra, ok := r.additions(tax, i)
	if !ok {
		return nil, false
	}
	if chosen == nil && len(extra) == 0 {
		if tax.Absent == "none" {
			return nil, true
		}
		r.missing(fault.New("duty.measure_missing", item.Pointer("/declaration/lines", i, "hs"), tax.Name, code, string(r.day)))
		return nil, false
	}
	if chosen != nil {
		extra = append([]rated{*chosen}, extra...)
	}
	return extra, true
}

// fits says whether a measure is open to the line.
func (r *run) fits(m *tariff.Measure, i int) bool {
	return m.Holds(r.it.Declaration.Lines[i].Origin, r.it.Origin, r.it.Destination)
}

// freeAnyway says that a preference on every code makes the line free, so that the code
// does not matter.
func (r *run) freeAnyway(i int) bool {
	for _, m := range r.found {
		if m.Type == "additional" || strings.HasPrefix(m.Type, "additional:") {
			return false
		}
	}
	for _, m := range r.found {
		if (m.Type == "preference" || m.Type == "suspension") && m.Expr.Free() && r.fits(m, i) {
			return true
		}
	}
	return false
}

// alternative chooses among the ordinary rate, preference and suspension: the lowest.
func (r *run) alternative(tax *pack.Tax, i int) (*rated, bool) {
	var best *rated
	var least, base money.Decimal
	done := [3]bool{}
	for _, m := range r.found {
		k := slices.Index([]string{"mfn", "preference", "suspension"}, m.Type)
		if k < 0 || done[k] || !r.fits(m, i) {
			continue
		}
		done[k] = true
		if best == nil {
			best = &rated{m.Expr, m.Source}
			continue
		}
		if !least.Known() {
			var ok bool
			base = r.base(tax, i)
			if least, ok = r.evaluate(best.expr, base, i, tax.Name); !ok {
				return nil, false
			}
		}
		a, ok := r.evaluate(m.Expr, base, i, tax.Name)
		if !ok {
			return nil, false
		}
		if a.Cmp(least) < 0 {
			best, least = &rated{m.Expr, m.Source}, a
		}
	}
	return best, true
}

// additions are the measures that come on top, one of each series.
func (r *run) additions(tax *pack.Tax, i int) ([]rated, bool) {
	var out []rated
	var series []string
	for _, m := range r.found {
		if !strings.HasPrefix(m.Type, "additional") || slices.Contains(series, m.Type) {
			continue
		}
		if len(m.Origin) > 0 && r.it.Declaration.Lines[i].Origin == "" {
			r.missing(fault.New("duty.origin_missing", item.Pointer("/declaration/lines", i, "origin"), i+1, tax.Name))
			return nil, false
		}
		if r.fits(m, i) {
			series = append(series, m.Type)
			out = append(out, rated{m.Expr, m.Source})
		}
	}
	return out, true
}

// collect rounds, and waives what lies below the minimum.
func (r *run) collect(tax *pack.Tax, lines []owed) {
	sum := money.Zero
	whole := tax.Scope == "item" && tax.Unit.Known() || tax.Collect.Known()
	for i := range lines {
		o := &lines[i]
		if tax.Scope == "line" && tax.Unit.Known() && o.amount.Known() && o.rate != "" {
			exact := o.amount
			o.amount = exact.Round(tax.Unit, tax.Mode)
			if o.amount.Cmp(exact) != 0 {
				o.trace = append(o.trace, r.roundStep(tax, o.amount))
			}
		}
		if whole {
			sum = sum.Add(o.amount)
		}
	}
	if !whole || !sum.Known() {
		return
	}
	if tax.Scope == "item" && tax.Unit.Known() && sum.Sign() > 0 {
		r.roundItem(tax, lines, sum)
		sum = sum.Round(tax.Unit, tax.Mode)
	}
	if tax.Collect.Known() && sum.Cmp(tax.Collect.Decimal) < 0 && sum.Sign() > 0 {
		for i := range lines {
			if lines[i].rate != "" {
				lines[i].amount = money.Zero
				lines[i].trace = append(lines[i].trace, r.belowStep(sum, tax.Collect.Decimal, tax.Source))
			}
		}
	}
}

// roundItem rounds the sum of all lines and spreads it back over them.
func (r *run) roundItem(tax *pack.Tax, lines []owed, sum money.Decimal) {
	weights := make([]money.Decimal, len(lines))
	for i := range lines {
		weights[i] = lines[i].amount
	}
	parts := money.Allocate(sum.Round(tax.Unit, tax.Mode), weights, tax.Unit)
	for i := range parts {
		if lines[i].rate != "" && parts[i].Cmp(lines[i].amount) != 0 {
			lines[i].amount = parts[i]
			lines[i].trace = append(lines[i].trace, r.roundStep(tax, parts[i]))
		}
	}
}
