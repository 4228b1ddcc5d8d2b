package duty

import (
	"slices"

	"greenlane/assess/pack"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
)

// places is how many decimals a division by a rate of exchange keeps; laws round much
// coarser afterwards.
const places = 12

var cent = money.FromMinor(1, 2)

// convert turns an amount into the home currency in the direction that was published.
func (r *run) convert(a money.Amount, field string) (money.Decimal, *pack.Rate, *fault.Fault) {
	if a.Currency == r.home {
		return a.Decimal, nil, nil
	}
	rate := r.law.Rate(a.Currency, r.home, r.day)
	if rate == nil {
		cur := a.Currency
		if cur == "" {
			cur = "an unknown currency"
		}
		return money.Decimal{}, nil, fault.New("duty.rate_missing", field, cur, r.home, string(r.day))
	}
	if rate.Direction == "multiply" {
		return a.Mul(rate.Value), rate, nil
	}
	return a.Quo(rate.Value, places), rate, nil
}

// goodsValues gives the goods value of every line in the home currency, or nil with the
// gaps noted in valueGaps.
func (r *run) goodsValues() []money.Decimal {
	if r.valued {
		return r.goods
	}
	r.valued = true
	lines := r.it.Declaration.Lines
	goods := make([]money.Decimal, len(lines))
	sum := money.Zero
	for i := range lines {
		field := item.Pointer("/declaration/lines", i, "value")
		if !lines[i].Value.Known() || lines[i].Value.Currency == "" {
			r.valueGap(fault.New("duty.value_missing", field, i+1))
			continue
		}
		v, rate, f := r.convert(lines[i].Value, field)
		if f != nil {
			r.valueGap(f)
			continue
		}
		goods[i] = v
		sum = sum.Add(v)
		if rate != nil {
			r.uses(rate.Source)
			r.res.Lines[i].Trace = append(r.res.Lines[i].Trace, r.converted(lines[i].Value, v, rate))
		}
	}
	if len(r.valueGaps) == 0 {
		r.goods, r.goodsSum = goods, sum
	}
	return r.goods
}

func (r *run) valueGap(f *fault.Fault) {
	r.valueGaps = append(r.valueGaps, Missing{Code: f.Code, Field: f.Field, Text: f.Text, Fix: f.Fix})
}

// carriage gives freight and insurance of the item in the home currency. ok is false
// where the law needs them and they are not known; the gap then says so.
func (r *run) carriage() (freight, insurance money.Decimal, ok bool, gap Missing) {
	d := &r.it.Declaration
	if !d.Postage.Known() {
		if r.val != nil && r.val.Postage == "included" {
			r.note("No postage is declared: the declared value is taken to include carriage.")
			return money.Zero, money.Zero, true, gap
		}
		f := fault.New("duty.postage_missing", "/declaration/postage")
		return freight, insurance, false, Missing{Code: f.Code, Field: f.Field, Text: f.Text, Fix: f.Fix}
	}
	freight, rate, f := r.convert(d.Postage, "/declaration/postage")
	if f != nil {
		return freight, insurance, false, Missing{Code: f.Code, Field: f.Field, Text: f.Text, Fix: f.Fix}
	}
	if rate != nil {
		r.uses(rate.Source)
	}
	insurance = money.Zero
	switch {
	case d.Insurance.Known():
		insurance, rate, f = r.convert(d.Insurance, "/declaration/insurance")
		if f != nil {
			return freight, insurance, false, Missing{Code: f.Code, Field: f.Field, Text: f.Text, Fix: f.Fix}
		}
		if rate != nil {
			r.uses(rate.Source)
		}
	case r.val != nil && r.val.Insurance.Known():
		insurance = r.goodsSum.Add(freight).Percent(r.val.Insurance)
	}
	return freight, insurance, true, gap
}

func (r *run) note(text string) {
	if !slices.Contains(r.res.Notes, text) {
		r.res.Notes = append(r.res.Notes, text)
	}
}

// showValue fills in the customs values where they are known, and asks for nothing.
func (r *run) showValue() {
	asked := len(r.res.Missing)
	r.value(&pack.Regime{})
	r.res.Missing = r.res.Missing[:asked]
}

// value computes the customs value of every line.
func (r *run) value(regime *pack.Regime) bool {
	if r.val == nil {
		r.missing(fault.New("duty.regime_missing", "", string(r.day)))
		return false
	}
	goods := r.goodsValues()
	if goods == nil {
		for _, g := range r.valueGaps {
			r.gap(g)
		}
		return false
	}
	r.uses(r.val.Source)
	zero := make([]money.Decimal, 2*len(goods))
	for i := range zero {
		zero[i] = money.Zero
	}
	r.freight, r.insurance = zero[:len(goods)], zero[len(goods):]
	freight, insurance, ok, gap := r.carriage()
	if !ok && (r.val.Basis != "goods" || r.basesUse(regime, "freight", "insurance")) {
		r.gap(gap)
		return false
	}
	if ok && !r.spread(freight, insurance) {
		return false
	}
	if regime.Relief != "" {
		r.relieve(regime.Relief)
	}
	r.customs = make([]money.Decimal, len(goods))
	for i := range goods {
		v := r.goods[i]
		if r.val.Basis != "goods" && !r.freight[i].IsZero() {
			v = v.Add(r.freight[i])
		}
		if r.val.Basis == "cif" && !r.insurance[i].IsZero() {
			v = v.Add(r.insurance[i])
		}
		if r.val.Unit.Known() {
			v = v.Round(r.val.Unit, r.val.Mode)
		}
		r.customs[i] = v
		r.res.Lines[i].CustomsValue = money.New(v, r.home)
		r.res.Lines[i].Trace = append(r.res.Lines[i].Trace, r.valueStep(i, v))
	}
	return true
}

// basesUse says whether a tax that the regime applies counts one of the components.
func (r *run) basesUse(regime *pack.Regime, parts ...string) bool {
	for _, t := range r.law.Taxes {
		if !slices.Contains(regime.Apply, t.ID) {
			continue
		}
		for _, b := range t.Base {
			if slices.Contains(parts, b.Of) {
				return true
			}
		}
	}
	return false
}

// spread shares freight and insurance out over the lines; the parts sum to the whole.
func (r *run) spread(freight, insurance money.Decimal) bool {
	if freight.IsZero() && insurance.IsZero() {
		return true
	}
	weights := r.goods
	if r.val.Allocate == "weight" {
		weights = make([]money.Decimal, len(r.goods))
		for i := range weights {
			weights[i] = r.it.Declaration.Lines[i].NetWeight.Decimal
			if !weights[i].Known() {
				r.missing(fault.New("duty.weight_missing", item.Pointer("/declaration/lines", i, "net_weight"), i+1, "freight"))
				return false
			}
		}
	}
	if len(weights) == 1 {
		r.freight[0], r.insurance[0] = freight, insurance
		return true
	}
	parts := money.Allocate(freight, weights, cent)
	if parts == nil { // all weights are nought: equal shares
		weights = slices.Repeat([]money.Decimal{money.One}, len(weights))
		parts = money.Allocate(freight, weights, cent)
	}
	r.freight = parts
	if !insurance.IsZero() {
		r.insurance = money.Allocate(insurance, weights, cent)
	}
	return true
}

// relieve takes the relieved part out of the value of the lines.
func (r *run) relieve(id string) {
	t := r.law.Threshold(id, r.day)
	if t == nil {
		return
	}
	r.uses(t.Source)
	limit := t.Amount.Decimal
	var taxed []money.Decimal
	switch t.Effect {
	case "excess":
		left := money.Max(r.goodsSum.Sub(limit), money.Zero)
		if taxed = money.Allocate(left, r.goods, cent); taxed == nil {
			return
		}
	case "whole_items":
		taxed = r.wholePieces(limit)
	default:
		return
	}
	goods := slices.Clone(r.goods)
	for i := range goods {
		if goods[i].Sign() > 0 && taxed[i].Cmp(goods[i]) != 0 {
			r.freight[i] = r.freight[i].Mul(taxed[i]).Quo(goods[i], places)
			r.insurance[i] = r.insurance[i].Mul(taxed[i]).Quo(goods[i], places)
			r.res.Lines[i].Trace = append(r.res.Lines[i].Trace, r.reliefStep(t, goods[i], taxed[i]))
		}
	}
	r.goods = taxed
}

// wholePieces gives what remains taxed of each line when as many whole pieces as fit
// under the limit are relieved, dearest pieces first. A piece is never split. A line of
// unknown quantity is one piece.
func (r *run) wholePieces(limit money.Decimal) []money.Decimal {
	taxed := slices.Clone(r.goods)
	order := make([]int, len(taxed))
	pieces := make([]int64, len(taxed))
	unit := make([]money.Decimal, len(taxed))
	for i := range taxed {
		order[i] = i
		pieces[i] = max(1, r.it.Declaration.Lines[i].Quantity)
		unit[i] = taxed[i].Quo(money.FromInt(pieces[i]), places)
	}
	slices.SortStableFunc(order, func(a, b int) int { return unit[b].Cmp(unit[a]) })
	for _, i := range order {
		fit := pieces[i]
		if unit[i].Sign() > 0 {
			n, _ := limit.Quo(unit[i], places).Round(money.One, money.Floor).Minor(0)
			fit = min(fit, n)
		}
		relieved := unit[i].Mul(money.FromInt(fit))
		if fit == pieces[i] {
			relieved = taxed[i]
		}
		taxed[i] = taxed[i].Sub(relieved)
		limit = limit.Sub(relieved)
	}
	return taxed
}
