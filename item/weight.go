package item

import "greenlane/item/money"

// Weight is a mass in kilograms, exact; the zero value is unknown.
type Weight struct{ money.Decimal }

// Kilograms gives a weight of so many kilograms.
func Kilograms(d money.Decimal) Weight { return Weight{d} }

// ParseWeight reads kilograms such as "0.350"; a sign is refused.
func ParseWeight(s string) (Weight, error) {
	d, err := money.Parse(s)
	return Weight{d}, err
}

// Grams is the weight in grams; unknown stays unknown.
func (w Weight) Grams() money.Decimal { return w.Mul(money.FromInt(1000)) }

// String is "0.350 kg", or "unknown".
func (w Weight) String() string {
	if !w.Known() {
		return "unknown"
	}
	return w.Decimal.String() + " kg"
}
