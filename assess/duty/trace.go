package duty

import (
	"strconv"

	"greenlane/assess/pack"
	"greenlane/assess/tariff"
	"greenlane/item/money"
)

// The steps of a trace are put together in one buffer; each costs one string.

var shown = money.FromMinor(1, 6)

// number writes a number; one with many decimals is shown with six and two dots.
func (r *run) number(d money.Decimal) {
	if d.Places() <= 6 {
		r.buf = d.Append(r.buf)
		return
	}
	if t := d.Trim(); t.Places() <= 6 {
		r.buf = t.Append(r.buf)
		return
	}
	r.buf = d.Round(shown, money.Down).Append(r.buf)
	r.buf = append(r.buf, ".."...)
}

func (r *run) amount(d money.Decimal) {
	r.number(d)
	r.buf = append(append(r.buf, ' '), r.home...)
}

func (r *run) step(source string, v money.Decimal) Step {
	s := Step{Text: string(r.buf), Law: r.citation(source), Value: v}
	r.buf = r.buf[:0]
	return s
}

// converted tells a conversion in the direction of publication.
func (r *run) converted(a money.Amount, v money.Decimal, rate *pack.Rate) Step {
	r.buf = a.Append(r.buf)
	r.buf = append(append(r.buf, ' '), a.Currency...)
	if rate.Direction == "multiply" {
		r.buf = append(r.buf, " x "...)
	} else {
		r.buf = append(r.buf, " / "...)
	}
	r.buf = rate.Value.Append(r.buf)
	r.buf = append(append(append(append(r.buf, " ("...), rate.Authority...), ", "...), rate.Kind...)
	if rate.Period.From != "" {
		r.buf = append(append(r.buf, " from "...), rate.Period.From...)
	}
	r.buf = append(r.buf, ") = "...)
	r.amount(v)
	return r.step(rate.Source, v)
}

// valueStep tells what the customs value is made of.
func (r *run) valueStep(i int, v money.Decimal) Step {
	r.buf = append(r.buf, "customs value: goods "...)
	r.number(r.goods[i])
	if r.val.Basis != "goods" {
		r.buf = append(r.buf, " + postage "...)
		r.number(r.freight[i])
	}
	if r.val.Basis == "cif" && r.insurance[i].Sign() > 0 {
		r.buf = append(r.buf, " + insurance "...)
		r.number(r.insurance[i])
	}
	r.buf = append(r.buf, " = "...)
	r.amount(v)
	return r.step(r.val.Source, v)
}

// reliefStep tells what a relief leaves.
func (r *run) reliefStep(t *pack.Threshold, before, after money.Decimal) Step {
	r.buf = append(append(r.buf, t.Title...), ": of "...)
	r.amount(before)
	r.buf = append(r.buf, ", "...)
	r.amount(after)
	r.buf = append(r.buf, " remains to be charged"...)
	return r.step(t.Source, after)
}

// baseStep tells what a base is made of.
func (r *run) baseStep(tax *pack.Tax, i int, base money.Decimal) Step {
	r.buf = append(append(r.buf, "base of "...), tax.Name...)
	r.buf = append(r.buf, ": "...)
	for j, b := range tax.Base {
		if j > 0 {
			r.buf = append(r.buf, " + "...)
		}
		r.buf = append(append(r.buf, r.partName(b.Of)...), ' ')
		r.number(r.part(b.Of, i))
		if b.Times.Cmp(money.One) != 0 {
			r.buf = append(r.buf, " x "...)
			r.number(b.Times)
		}
	}
	r.buf = append(r.buf, " = "...)
	r.amount(base)
	return r.step(tax.Source, base)
}

func (r *run) partName(of string) string {
	switch of {
	case "customs_value":
		return "customs value"
	case "freight":
		return "postage"
	case "goods", "insurance":
		return of
	}
	for _, t := range r.law.Taxes {
		if t.ID == of {
			return t.Name
		}
	}
	return of
}

// rateStep tells the arithmetic of one rate.
func (r *run) rateStep(i int, x rated, base, v money.Decimal) Step {
	if len(x.expr.Terms) == 1 && x.expr.Terms[0].Percent.Known() && len(x.expr.Bounds) == 0 {
		r.amount(base)
		r.buf = append(append(r.buf, " x "...), x.expr.Text...)
	} else {
		r.buf = append(r.buf, x.expr.Text...)
		if !x.expr.Free() {
			r.quantities(i, x.expr, base)
		}
	}
	r.buf = append(r.buf, " = "...)
	r.amount(v)
	return r.step(x.source, v)
}

// quantities tells what a specific or compound rate was counted on.
func (r *run) quantities(i int, e *tariff.Expr, base money.Decimal) {
	line := &r.it.Declaration.Lines[i]
	r.buf = append(r.buf, " on "...)
	r.amount(base)
	if e.Needs(tariff.Mass) {
		r.buf = append(r.buf, ", "...)
		r.number(line.NetWeight.Decimal)
		r.buf = append(r.buf, " kg"...)
	}
	if e.Needs(tariff.Pieces) {
		r.buf = append(r.buf, ", "...)
		r.buf = strconv.AppendInt(r.buf, line.Quantity, 10)
		r.buf = append(r.buf, " pieces"...)
	}
	if e.Needs(tariff.Code) {
		r.buf = append(append(r.buf, ", subheading "...), r.code(i)[:6]...)
		for j := range i {
			if c := r.code(j); len(c) >= 6 && c[:6] == r.code(i)[:6] {
				r.buf = append(r.buf, " counted with line "...)
				r.buf = strconv.AppendInt(r.buf, int64(j+1), 10)
				break
			}
		}
	}
}

// modeWords tell the rounding modes.
var modeWords = [...]string{
	money.HalfUp: "half up", money.HalfEven: "half to even", money.Down: "towards nought", money.Up: "away from nought", money.Floor: "down", money.Ceil: "up",
}

func (r *run) roundStep(tax *pack.Tax, v money.Decimal) Step {
	r.buf = append(r.buf, "rounded to "...)
	r.number(tax.Unit)
	r.buf = append(append(append(r.buf, ", "...), modeWords[tax.Mode]...), ": "...)
	r.amount(v)
	return r.step(tax.Source, v)
}

// belowStep tells why a sum is not collected.
func (r *run) belowStep(sum, least money.Decimal, source string) Step {
	r.amount(sum)
	r.buf = append(r.buf, " in all is below "...)
	r.amount(least)
	r.buf = append(r.buf, ": not collected"...)
	return r.step(source, money.Zero)
}
