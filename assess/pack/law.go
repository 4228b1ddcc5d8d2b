package pack

import (
	"greenlane/assess/tariff"
	"greenlane/item"
	"greenlane/item/money"
)

// Law is how charges are computed. Everything in it is dated and names its source.
type Law struct {
	Valuation  []Valuation  // one per period
	Thresholds []*Threshold // several rows may share an id, one per period
	Regimes    []*Regime    // in order: the first that holds is applied
	Taxes      []*Tax       // in order of the cascade, duty first
	Minimums   []Minimum    // below which nothing at all is collected
	Fees       []*FeeRule
	Rates      []*Rate // of exchange; the first that fits is used
	Tables     map[string]*tariff.Table

	pairs map[pair][]*Rate
}

// Valuation is what the customs value is made of.
type Valuation struct {
	Basis     string        // "cif" goods + freight + insurance, "cfr" goods + freight, "goods" (FOB)
	Allocate  string        // "value" or "weight": how freight is spread over lines
	Postage   string        // where no postage is declared: "ask", or "included": the declared value is taken to include carriage
	Insurance money.Decimal // deemed insurance in percent of goods and freight, where none is declared; unknown: none
	Unit      money.Decimal // rounding of each line's customs value; unknown: exact
	Mode      money.Mode
	Period    Period
	Source    string
}

// Threshold is an amount of value at which law changes. It says on which value, how it
// compares, what it does and for what it is counted.
type Threshold struct {
	ID      string
	Title   string
	Amount  money.Amount
	Basis   string // "goods" intrinsic value, "goods_freight", "cif"
	Compare string // "<=" or "<": within the threshold
	Effect  string // "full": beyond it the full value counts; "excess": only what lies beyond; "whole_items": as many whole pieces as fit are relieved
	Scope   string // "item": the postal item; "line": every content piece must be within it
	Period  Period
	Source  string
}

// Regime is one row of the ordered list of treatments.
type Regime struct {
	ID          string
	Title       string
	When        *Cond
	Apply       []string                // ids of the taxes that are charged; the others are not
	Override    map[string]*tariff.Expr // tax id to the rate that replaces its table
	Relief      string                  // id of a threshold of effect excess or whole_items that reduces the customs value
	Declaration string                  // kind of declaration that the authority wants: "summary", "sad"; "" not stated
	Note        string                  // what the reader must know
	Period      Period
	Source      string
}

// Tax is one charge of the cascade.
type Tax struct {
	ID       string
	Type     string // "duty", "vat", "excise", "fee"
	Name     string // what the law calls it
	Base     []Part
	Table    string        // id of the table in Law.Tables that gives the rate; "" then Rates
	Absent   string        // where the table has no row: "ask" or "none" (the table is exhaustive)
	Rates    []TaxRate     // dated rates for everything, where there is no table
	GrossUp  money.Decimal // k of base / (1 - k x rate): a tax that is part of its own base; unknown: none
	BaseUnit money.Decimal // rounding of the base; unknown: exact
	BaseMode money.Mode
	Unit     money.Decimal // rounding of the amount; unknown: exact
	Mode     money.Mode
	Scope    string       // "line" or "item": what is rounded; an item's rounding is spread over its lines
	Collect  money.Amount // not collected where the item's sum is below it; unknown: always collected
	Period   Period
	Source   string
}

// Minimum waives everything where duty and tax of the item together are below it. Fees
// that depend on something being charged come after it.
type Minimum struct {
	Amount money.Amount
	Period Period
	Source string
}

// Part is one component of a base.
type Part struct {
	Of    string        // "customs_value", "goods", "freight", "insurance", or the id of a tax before it
	Times money.Decimal // factor, usually one
}

// TaxRate is a rate that holds for everything in a period.
type TaxRate struct {
	Expr   *tariff.Expr
	Period Period
	Source string
}

// FeeRule is a fee of the item as a whole.
type FeeRule struct {
	ID      string
	Name    string
	Amount  money.Amount
	Charged bool // due only where some duty or tax is collected
	When    *Cond
	Period  Period
	Source  string
}

// Rate is one published rate of exchange, kept in the direction of its publication.
type Rate struct {
	Authority string
	Kind      string // "monthly", "daily", "quarterly", "constant"
	Base      string // one unit of it ...
	Quote     string // ... is Value units of this
	Direction string // "multiply": amounts in Base x Value give Quote; "divide": amounts in Quote / Value give Base
	Value     money.Decimal
	Period    Period
	Source    string
}

// pair is two currencies: from one, into the other.
type pair [6]byte

func pairOf(from, to string) (p pair) {
	copy(p[:3], from)
	copy(p[3:], to)
	return p
}

// indexRates sorts the rates by the pair that they convert.
func (l *Law) indexRates() {
	l.pairs = make(map[pair][]*Rate, len(l.Rates))
	for _, r := range l.Rates {
		p := pairOf(r.Base, r.Quote)
		if r.Direction == "divide" {
			p = pairOf(r.Quote, r.Base)
		}
		l.pairs[p] = append(l.pairs[p], r)
	}
}

// Rate finds how to turn an amount of one currency into another on a day, in a direction
// that was published; nil where the pack has none.
func (l *Law) Rate(from, to string, day item.Date) *Rate {
	if len(from) != 3 || len(to) != 3 {
		return nil
	}
	for _, r := range l.pairs[pairOf(from, to)] {
		if r.Period.Covers(day) {
			return r
		}
	}
	return nil
}

// Threshold finds the row of a threshold that is in force on the day, or nil.
func (l *Law) Threshold(id string, day item.Date) *Threshold {
	for _, t := range l.Thresholds {
		if t.ID == id && t.Period.Covers(day) {
			return t
		}
	}
	return nil
}

// ValuationOn finds the valuation in force on the day, or nil.
func (l *Law) ValuationOn(day item.Date) *Valuation {
	for i := range l.Valuation {
		if l.Valuation[i].Period.Covers(day) {
			return &l.Valuation[i]
		}
	}
	return nil
}

// Op is what a condition asks.
type Op uint8

// The questions. Lists hold where one of their members fits.
const (
	All         Op = iota // every sub-condition
	Any                   // at least one sub-condition
	Not                   // not its one sub-condition
	Gift                  // nature of transaction is a gift
	Nature                // nature of transaction is in the list
	Class                 // mail class is in the list
	Vendor                // the seller's registration is declared
	VendorForm            // the seller's registration begins with one of the list
	Within                // the value is within the threshold of that id
	Over                  // the value is beyond the threshold of that id
	Dispatch              // country of posting is in the list
	Destination           // country of delivery is in the list
	Origin                // every line's origin is in the list
	OriginAny             // a line's origin is in the list
	Goods                 // every line's code begins with one of the list
	GoodsAny              // a line's code begins with one of the list
	GoodsSeen             // a line whose code is known begins with one of the list; unknown codes do not count
	Company               // the recipient is a company
	Outbound              // the item leaves
	Returned              // the item comes back: its identifier was issued by the destination, or it is declared as returned
)

// Cond is a condition of a regime: a small boolean tree over typed facts.
type Cond struct {
	Op   Op
	Subs []*Cond
	List []string
	Want bool   // for the yes-or-no questions
	ID   string // of a threshold
}
