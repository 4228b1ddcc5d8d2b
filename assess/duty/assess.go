package duty

import (
	"time"

	"greenlane/assess/pack"
	"greenlane/assess/tariff"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
)

// Inputs are what an assessment needs beside the item and the law.
type Inputs struct {
	At       time.Time // the law of this moment, in the pack's zone, is applied
	HS       []string  // code to use for each line, "" unknown; nil: the declared codes
	HSSource []string  // where each code is from: declared, proposed, officer
}

// run is one assessment under way.
type run struct {
	it   *item.Item
	p    *pack.Pack
	law  *pack.Law
	in   Inputs
	day  item.Date
	home string
	res  *Result
	buf  []byte // for trace texts

	val       *pack.Valuation
	valued    bool            // the goods values were looked at
	goods     []money.Decimal // of each line, in the home currency; nil while unknown
	goodsSum  money.Decimal
	freight   []money.Decimal // share of each line
	insurance []money.Decimal
	customs   []money.Decimal
	valueGaps []Missing // why goods is nil

	found   []*tariff.Measure // scratch
	amounts [][]money.Decimal // of each tax of the law and line, collected
}

// Assess computes what is owed.
func Assess(it *item.Item, p *pack.Pack, in Inputs) Result {
	var res Result
	r := run{it: it, p: p, law: &p.Law, in: in, day: p.Day(in.At), home: p.Currency, res: &res}
	res.Total = money.Amount{Currency: r.home}
	lines := it.Declaration.Lines
	if len(lines) == 0 {
		r.missing(fault.New("duty.lines_missing", "/declaration/lines"))
		return res
	}
	res.Lines = make([]LineResult, len(lines))
	for i := range res.Lines {
		res.Lines[i].CustomsValue.Currency = r.home
	}
	r.val = r.law.ValuationOn(r.day)
	regime := r.regime()
	if regime == nil {
		return res
	}
	res.Regime, res.Title, res.Declaration = regime.ID, regime.Title, regime.Declaration
	r.uses(regime.Source)
	if regime.Note != "" {
		res.Notes = append(res.Notes, regime.Note)
	}
	if len(regime.Apply) == 0 && len(r.law.Fees) == 0 {
		r.showValue()
		res.Total = money.New(money.Zero, r.home)
		return res
	}
	if len(regime.Apply) == 0 {
		r.showValue()
	} else if r.value(regime) {
		r.taxes(regime)
		r.minimum()
	}
	r.fees()
	r.total()
	return res
}

// code is the HS code to use for a line.
func (r *run) code(i int) string {
	if r.in.HS != nil {
		if i < len(r.in.HS) {
			return r.in.HS[i]
		}
		return ""
	}
	return r.it.Declaration.Lines[i].HS
}

// missing notes a fact that is needed, once.
func (r *run) missing(f *fault.Fault) {
	r.gap(Missing{Code: f.Code, Field: f.Field, Text: f.Text, Fix: f.Fix})
}

func (r *run) gap(m Missing) {
	for i := range r.res.Missing {
		if r.res.Missing[i].Code == m.Code && r.res.Missing[i].Field == m.Field {
			return
		}
	}
	r.res.Missing = append(r.res.Missing, m)
}

// uses notes that a figure of the source went into the result.
func (r *run) uses(source string) {
	s := r.p.Sources[source]
	if s.Standing != pack.Illustrative {
		return
	}
	r.res.Illustrative = true
	for _, n := range r.res.Notes {
		if n == s.Note {
			return
		}
	}
	r.res.Notes = append(r.res.Notes, s.Note)
}

// law gives the citation of a source.
func (r *run) citation(source string) string { return r.p.Sources[source].Reference }

// total adds up all charges; it stays unknown while a fact is missing.
func (r *run) total() {
	if len(r.res.Missing) > 0 {
		return
	}
	sum := money.Zero
	r.charges(func(c *Charge) { sum = sum.Add(c.Amount.Decimal) })
	for i := range r.res.Charges {
		sum = sum.Add(r.res.Charges[i].Amount.Decimal)
	}
	r.res.Total = money.New(sum, r.home)
}

// minimum waives all charges where together they are not worth collecting.
func (r *run) minimum() {
	for i := range r.law.Minimums {
		m := &r.law.Minimums[i]
		if !m.Period.Covers(r.day) || len(r.res.Missing) > 0 {
			continue
		}
		sum := money.Zero
		r.charges(func(c *Charge) { sum = sum.Add(c.Amount.Decimal) })
		if sum.Sign() == 0 || sum.Cmp(m.Amount.Decimal) >= 0 {
			continue
		}
		r.uses(m.Source)
		r.charges(func(c *Charge) {
			c.Amount.Decimal = money.Zero
			c.Trace = append(c.Trace, r.belowStep(sum, m.Amount.Decimal, m.Source))
		})
	}
}

// charges visits the charges of all lines.
func (r *run) charges(visit func(*Charge)) {
	for i := range r.res.Lines {
		for j := range r.res.Lines[i].Charges {
			visit(&r.res.Lines[i].Charges[j])
		}
	}
}

// fees adds the fees of the item as a whole.
func (r *run) fees() {
	for _, f := range r.law.Fees {
		if !f.Period.Covers(r.day) {
			continue
		}
		if f.When != nil {
			t, gaps := r.holds(f.When)
			if t == unknown {
				for _, g := range gaps {
					r.gap(g)
				}
			}
			if t != yes {
				continue
			}
		}
		if f.Charged && !r.collected() {
			continue
		}
		r.uses(f.Source)
		r.res.Charges = append(r.res.Charges, Charge{Type: Fee, Name: f.Name, Rate: f.Amount.String(), Amount: f.Amount, Source: f.Source,
			Trace: []Step{{Text: f.Name + " " + f.Amount.String(), Law: r.citation(f.Source), Value: f.Amount.Decimal}}})
	}
}

// collected says whether some duty or tax is above nought.
func (r *run) collected() bool {
	some := false
	r.charges(func(c *Charge) { some = some || c.Amount.Sign() > 0 })
	return some
}
