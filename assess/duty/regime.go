package duty

import (
	"slices"
	"strings"

	"greenlane/assess/pack"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
)

// truth is the answer of a condition: a fact may be unknown.
type truth uint8

const (
	no truth = iota
	yes
	unknown
)

func is(b bool) truth {
	if b {
		return yes
	}
	return no
}

// regime finds the first regime that holds. Where a condition before it cannot be
// answered, the facts that it needs are asked for.
func (r *run) regime() *pack.Regime {
	if !r.p.Period.Covers(r.day) {
		r.missing(fault.New("duty.regime_missing", "", string(r.day)))
		return nil
	}
	for _, g := range r.law.Regimes {
		if !g.Period.Covers(r.day) {
			continue
		}
		if g.When == nil {
			return g
		}
		t, gaps := r.holds(g.When)
		switch t {
		case yes:
			return g
		case unknown:
			for _, m := range gaps {
				r.gap(m)
			}
			return nil
		}
	}
	r.missing(fault.New("duty.regime_missing", "", string(r.day)))
	return nil
}

// holds answers a condition; gaps are the facts without which it has no answer. Reliefs
// must be claimed: an undeclared nature, origin or registration does not fit.
func (r *run) holds(c *pack.Cond) (truth, []Missing) {
	it, d := r.it, &r.it.Declaration
	switch c.Op {
	case pack.All, pack.Any:
		return r.several(c)
	case pack.Not:
		t, gaps := r.holds(c.Subs[0])
		if t == unknown {
			return unknown, gaps
		}
		return is(t == no), nil
	case pack.Gift:
		return is(d.Gift() == c.Want), nil
	case pack.Vendor:
		return is((d.Vendor != "") == c.Want), nil
	case pack.Company:
		return is((d.Recipient.Company != "") == c.Want), nil
	case pack.Returned:
		issued := len(it.ID) == 13 && it.Destination != "" && it.ID[11:] == it.Destination
		return is((issued || it.Declaration.Nature == "21") == c.Want), nil
	case pack.Outbound:
		return is((it.Flow == item.Outbound) == c.Want), nil
	case pack.Nature:
		return is(slices.Contains(c.List, d.Nature)), nil
	case pack.Class:
		return is(slices.Contains(c.List, it.Class)), nil
	case pack.VendorForm:
		return is(fits(d.Vendor, c.List)), nil
	case pack.Dispatch:
		return is(slices.Contains(c.List, it.Origin)), nil
	case pack.Destination:
		return is(slices.Contains(c.List, it.Destination)), nil
	case pack.Within, pack.Over:
		return r.compare(c)
	}
	return r.lines(c)
}

func (r *run) several(c *pack.Cond) (truth, []Missing) {
	decides, otherwise := no, yes // of All
	if c.Op == pack.Any {
		decides, otherwise = yes, no
	}
	var gaps []Missing
	open := false
	for _, s := range c.Subs {
		t, g := r.holds(s)
		if t == decides {
			return decides, nil
		}
		if t == unknown {
			open = true
			gaps = append(gaps, g...)
		}
	}
	if open {
		return unknown, gaps
	}
	return otherwise, nil
}

// fits says whether a registration has one of the forms, in which # stands for a digit.
func fits(s string, forms []string) bool {
	return slices.ContainsFunc(forms, func(form string) bool {
		if len(s) != len(form) {
			return false
		}
		for i := range len(s) {
			if digit := '0' <= s[i] && s[i] <= '9'; s[i] != form[i] && !(form[i] == '#' && digit) {
				return false
			}
		}
		return true
	})
}

func begins(s string, list []string) bool {
	for _, p := range list {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// lines answers the questions that are put to every line.
func (r *run) lines(c *pack.Cond) (truth, []Missing) {
	some := c.Op == pack.OriginAny || c.Op == pack.GoodsAny || c.Op == pack.GoodsSeen
	open := []Missing(nil)
	for i := range r.it.Declaration.Lines {
		var fits bool
		if c.Op == pack.Origin || c.Op == pack.OriginAny {
			fits = slices.Contains(c.List, r.it.Declaration.Lines[i].Origin)
		} else {
			code := r.code(i)
			if code == "" && c.Op == pack.GoodsSeen {
				continue
			}
			if code == "" {
				f := fault.New("duty.hs_missing", item.Pointer("/declaration/lines", i, "hs"), i+1, "the regime")
				open = append(open, Missing{Code: f.Code, Field: f.Field, Text: f.Text, Fix: f.Fix})
				continue
			}
			fits = begins(code, c.List)
		}
		if fits == some {
			return is(some), nil
		}
	}
	if open != nil {
		return unknown, open
	}
	return is(!some), nil
}

// compare answers whether the value is within, or over, a threshold.
func (r *run) compare(c *pack.Cond) (truth, []Missing) {
	t := r.law.Threshold(c.ID, r.day)
	if t == nil {
		return no, nil
	}
	goods := r.goodsValues()
	if goods == nil {
		return unknown, r.valueGaps
	}
	value := r.goodsSum
	if t.Basis != "goods" {
		freight, insurance, ok, gap := r.carriage()
		if !ok {
			return unknown, []Missing{gap}
		}
		value = value.Add(freight)
		if t.Basis == "cif" {
			value = value.Add(insurance)
		}
	}
	r.uses(t.Source)
	within := inside(value, t)
	if t.Scope == "line" {
		within = true
		for _, v := range goods {
			within = within && inside(v, t)
		}
	}
	return is(within == (c.Op == pack.Within)), nil
}

func inside(v money.Decimal, t *pack.Threshold) bool {
	if t.Compare == "<" {
		return v.Cmp(t.Amount.Decimal) < 0
	}
	return v.Cmp(t.Amount.Decimal) <= 0
}
