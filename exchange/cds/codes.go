package cds

import (
	"greenlane/item/fault"
)

// Code is one decision code of an organisation.
type Code struct {
	Code     string // as it stands on the wire
	Decision string // ours: release, hold, refer, refuse or seize
	Name     string // what the organisation calls it
}

// Codes is the table of decision codes of one organisation. The codes in use on the wire
// are 1 to 8 and 99; what they mean is agreed between a post and its customs, so a table
// is always passed in and never assumed.
type Codes struct {
	Organisation string
	Rows         []Code
}

// Illustrative is a made-up table for demonstrations, tests and a first installation. It
// is nobody's agreement: replace it before the first real message.
func Illustrative() Codes {
	return Codes{Organisation: "illustrative", Rows: []Code{
		{"1", "release", "released"},
		{"2", "release", "released, charges due"},
		{"3", "hold", "held for examination"},
		{"4", "hold", "held for documents"},
		{"5", "refer", "more information asked for"},
		{"6", "refuse", "import refused"},
		{"7", "refuse", "to be returned"},
		{"8", "seize", "seized"},
		{"99", "refer", "no decision yet"},
	}}
}

// Code gives the first code of the table for a decision.
func (c Codes) Code(decision string) (string, error) {
	for _, row := range c.Rows {
		if row.Decision == decision {
			return row.Code, nil
		}
	}
	return "", fault.New("code.decision", "/decision", clip(decision))
}

// Decision gives the decision that a code stands for.
func (c Codes) Decision(code string) (string, error) {
	for _, row := range c.Rows {
		if row.Code == code {
			return row.Decision, nil
		}
	}
	return "", fault.New("code.decision", "/decision", clip(code))
}
