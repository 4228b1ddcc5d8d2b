package ledger

import (
	"time"

	"greenlane/item/money"
)

// Account is a name such as "receivable:recipient" or "payable:KH:duty".
type Account string

// Posting moves Minor units of Currency from Credit to Debit.
type Posting struct {
	Item     string // identifier of the item it is about
	Month    string
	At       time.Time
	Kind     string // "charge", "reversal", "payment"
	Debit    Account
	Credit   Account
	Minor    int64 // in units of 10^-Places; always above 0
	Places   int
	Currency string
}

// Receivable is what recipients owe for items of a pack.
func Receivable(pack string) Account { return Account("receivable:" + pack) }

// Payable is what is owed to the authority for one type of charge.
func Payable(pack, chargeType string) Account { return Account("payable:" + pack + ":" + chargeType) }

// Cash is what the post collected.
func Cash(pack string) Account { return Account("cash:" + pack) }

// Charge is one amount owed, by type.
type Charge struct {
	Type   string
	Amount money.Amount
}

// Charges books what an assessment found: one posting a type, types in the order of first
// appearance. Amounts that are unknown or nought book nothing. ok is false if an amount is
// finer than places or does not fit.
func Charges(item, month, pack string, at time.Time, charges []Charge, places int) (out []Posting, ok bool) {
	for _, c := range charges {
		if !c.Amount.Known() || c.Amount.IsZero() {
			continue
		}
		minor, whole := c.Amount.Minor(places)
		if !whole || minor < 0 {
			return nil, false
		}
		merged := false
		for i := range out {
			if out[i].Credit == Payable(pack, c.Type) && out[i].Currency == c.Amount.Currency {
				out[i].Minor += minor
				merged = true
			}
		}
		if !merged {
			out = append(out, Posting{Item: item, Month: month, At: at, Kind: "charge", Debit: Receivable(pack), Credit: Payable(pack, c.Type),
				Minor: minor, Places: places, Currency: c.Amount.Currency})
		}
	}
	return out, true
}

// Reverse gives the postings that take others back.
func Reverse(postings []Posting, at time.Time) []Posting {
	out := make([]Posting, len(postings))
	for i, p := range postings {
		p.Debit, p.Credit, p.Kind, p.At = p.Credit, p.Debit, "reversal", at
		out[i] = p
	}
	return out
}

// Paid books a payment of a recipient.
func Paid(item, month, pack string, at time.Time, amount money.Amount, places int) (Posting, bool) {
	minor, whole := amount.Minor(places)
	return Posting{Item: item, Month: month, At: at, Kind: "payment", Debit: Cash(pack), Credit: Receivable(pack), Minor: minor, Places: places, Currency: amount.Currency}, whole && minor > 0
}
