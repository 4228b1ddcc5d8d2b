package duty

import "greenlane/item/money"

// ChargeType is what a charge is.
type ChargeType string

// The types of the contract.
const (
	Duty   ChargeType = "duty"
	VAT    ChargeType = "vat"
	Excise ChargeType = "excise"
	Fee    ChargeType = "fee"
)

// Charge is one amount owed on a line.
type Charge struct {
	Type   ChargeType
	Name   string // what the law calls it: "customs duty", "special tax"
	Base   money.Amount
	Rate   string // as the law writes it: "15 %", "EUR 3 per item"
	Amount money.Amount
	Source string // id of the source in the pack
	Trace  []Step
}

// Step is one step of arithmetic, told so that a clerk can follow it.
type Step struct {
	Text  string // "customs value 63.00 USD x 15 % = 9.4500"
	Law   string // citation
	Value money.Decimal
}

// LineResult is what is owed for one content piece.
type LineResult struct {
	CustomsValue money.Amount
	Charges      []Charge
	Trace        []Step // how the customs value came about
}

// Missing is a fact without which an amount cannot be computed.
type Missing struct {
	Code  string // such as "duty.value_missing"
	Field string // JSON Pointer
	Text  string
	Fix   string
}

// Result is what is owed for an item.
type Result struct {
	Regime       string // id of the regime that applied
	Title        string // its plain name
	Declaration  string // kind of declaration that the authority wants: "summary", "sad"; "" not stated
	Lines        []LineResult
	Charges      []Charge // charges of the item as a whole, such as a handling fee
	Total        money.Amount
	Missing      []Missing // not empty: Total is unknown
	Notes        []string  // "tariff rates of this pack are illustrative"
	Illustrative bool      // a figure that is not verified law went into it
}
