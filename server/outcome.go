package server

import (
	"strings"

	"greenlane/assess"
	"greenlane/assess/duty"
	"greenlane/exchange/cds"
	"greenlane/item"
	"greenlane/item/money"
)

// CDSOutcome turns a decision about an item into what the CDS interface answers.
func CDSOutcome(it *item.Item, a *assess.Assessment) *cds.Outcome {
	o := &cds.Outcome{Item: it.ID, Cleared: a.At, Decision: string(a.Decision), TotalFee: a.Total}
	if a.Total.Known() {
		dutiable := a.Total.Sign() > 0
		o.Dutiable = &dutiable
	}
	if open := a.Public().Reasons; len(open) > 0 {
		o.ReasonCode, o.ReasonName = open[0].Code, open[0].Text
	}
	if a.Outcome != "" {
		o.ReasonCode = a.Outcome
	}
	for i := range a.Lines {
		l := &a.Lines[i]
		declared := &it.Declaration.Lines[i]
		for j := range l.Charges {
			o.Taxes = append(o.Taxes, tax(&l.Charges[j], l.HS, declared))
		}
		if l.HSSource == "officer" && l.HS != declared.HS {
			o.Revised = append(o.Revised, cds.Revision{Index: i + 1, Description: declared.RevisedDescription, HS: l.HS})
		}
	}
	for j := range a.Charges {
		o.Taxes = append(o.Taxes, tax(&a.Charges[j], "", &item.Line{}))
	}
	return o
}

func tax(c *duty.Charge, hs string, l *item.Line) cds.Tax {
	t := cds.Tax{Type: string(c.Type), Description: c.Name, HS: hs, Number: l.Quantity, NetWeight: l.NetWeight, Amount: c.Amount}
	if percent, ok := strings.CutSuffix(c.Rate, " %"); ok {
		if d, err := money.Parse(percent); err == nil {
			t.Rate = d
		}
	}
	return t
}
