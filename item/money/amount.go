package money

// Amount is a decimal in a currency (ISO 4217, upper case). The zero value is unknown.
type Amount struct {
	Decimal
	Currency string
}

// New gives an amount.
func New(d Decimal, currency string) Amount { return Amount{d, currency} }

// Plus adds two amounts of one currency. Two currencies give an unknown amount.
func (a Amount) Plus(b Amount) Amount {
	if a.Currency != b.Currency {
		return Amount{Currency: a.Currency}
	}
	return Amount{a.Add(b.Decimal), a.Currency}
}

// Times gives the amount x n.
func (a Amount) Times(n Decimal) Amount { return Amount{a.Mul(n), a.Currency} }

// String is "12.34 EUR", or "unknown".
func (a Amount) String() string {
	if !a.Known() {
		return "unknown"
	}
	if a.Currency == "" {
		return a.Decimal.String()
	}
	return a.Decimal.String() + " " + a.Currency
}

// Allocate splits the whole into parts in proportion to the weights, in multiples of
// unit, so that the parts add up to the whole: each part is rounded down and the units
// left over go to the largest remainders, first come first on ties. Weights that are
// unknown, negative or all nought give nil.
func Allocate(whole Decimal, weights []Decimal, unit Decimal) []Decimal {
	sum := Zero
	for _, w := range weights {
		if !w.Known() || w.Sign() < 0 {
			return nil
		}
		sum = sum.Add(w)
	}
	if len(weights) == 0 || !whole.Known() || sum.Sign() <= 0 {
		return nil
	}
	step := sum.Mul(unit)
	parts := make([]Decimal, len(weights))
	rests := make([]Decimal, len(weights))
	left := whole
	for i, w := range weights {
		share := whole.Mul(w)
		parts[i] = share.wholes(step).Mul(unit)
		rests[i] = share.Sub(parts[i].Mul(sum)) // exact: share - part x sum
		left = left.Sub(parts[i])
	}
	for left.Cmp(unit) >= 0 {
		best := 0
		for i := range rests {
			if rests[i].Cmp(rests[best]) > 0 {
				best = i
			}
		}
		parts[best] = parts[best].Add(unit)
		rests[best] = rests[best].Sub(unit.Mul(sum))
		left = left.Sub(unit)
	}
	if left.Sign() != 0 { // less than a unit: the whole was finer than the unit
		parts[0] = parts[0].Add(left)
	}
	return parts
}

// wholes is how often b goes into a, towards nought.
func (a Decimal) wholes(b Decimal) Decimal {
	var r Decimal
	if _, err := exact.QuoInteger(&r.d, &a.d, &b.d); err != nil {
		return Decimal{}
	}
	r.known = true
	return r
}
