package money

import (
	"errors"
	"math/big"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// Limits on what Parse reads: no declaration needs more, and a bound keeps hostile
// input such as 1e999999999 from costing memory.
const (
	MaxIntegerDigits  = 18
	MaxFractionDigits = 12
)

// exact is wide enough for any product of the handful of factors a charge has; it traps
// what would otherwise be rounded silently.
var exact = apd.Context{
	Precision:   400,
	MaxExponent: apd.MaxExponent,
	MinExponent: apd.MinExponent,
	Traps:       apd.DefaultTraps | apd.Inexact,
	Rounding:    apd.RoundHalfUp,
}

// Decimal is an exact decimal number or unknown. The zero value is unknown.
// A Decimal is never changed after it was made, so it may be copied and shared.
type Decimal struct {
	known bool
	d     apd.Decimal
}

// Errors of Parse.
var (
	ErrSyntax   = errors.New("not a decimal number")
	ErrTooLarge = errors.New("more than 18 digits before the point")
	ErrTooFine  = errors.New("more than 12 digits after the point")
)

// Zero and One are known numbers.
var (
	Zero = FromInt(0)
	One  = FromInt(1)
)

// FromInt gives a whole number.
func FromInt(n int64) Decimal { return FromMinor(n, 0) }

// FromMinor gives n x 10^-places, such as 1234 cents with two places: 12.34.
func FromMinor(n int64, places int) Decimal {
	var r Decimal
	r.known = true
	r.d.SetFinite(n, int32(-places))
	return r
}

// Parse reads digits with at most one point and an optional sign, such as "12.50".
// Exponents, thousands separators and spaces are refused: a number that can be read in
// two ways must not be read at all.
func Parse(s string) (Decimal, error) {
	body := s
	if len(body) > 0 && (body[0] == '-' || body[0] == '+') {
		body = body[1:]
	}
	whole, frac, pointed := strings.Cut(body, ".")
	if whole == "" && frac == "" || pointed && frac == "" || !digits(whole) || !digits(frac) {
		return Decimal{}, ErrSyntax
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > MaxIntegerDigits {
		return Decimal{}, ErrTooLarge
	}
	if len(strings.TrimRight(frac, "0")) > MaxFractionDigits || len(frac) > 4*MaxFractionDigits {
		return Decimal{}, ErrTooFine
	}
	if len(whole)+len(frac) <= 18 {
		var n int64
		for _, part := range [2]string{whole, frac} {
			for i := range len(part) {
				n = n*10 + int64(part[i]-'0')
			}
		}
		if s[0] == '-' {
			n = -n
		}
		return FromMinor(n, len(frac)), nil
	}
	var r Decimal
	if _, _, err := r.d.SetString(s); err != nil {
		return Decimal{}, ErrSyntax
	}
	r.known = true
	return r, nil
}

// ParseExact reads a number that this house wrote itself, such as a step of a calculation:
// the form is that of Parse, but it may have up to 400 digits.
func ParseExact(s string) (Decimal, error) {
	d, err := Parse(s)
	if (err != ErrTooFine && err != ErrTooLarge) || len(s) > 400 {
		return d, err
	}
	var r Decimal
	if _, _, err := r.d.SetString(s); err != nil {
		return Decimal{}, ErrSyntax
	}
	r.known = true
	return r, nil
}

// MustParse is Parse for constants in tables and tests; it panics on a bad constant.
func MustParse(s string) Decimal {
	d, err := Parse(s)
	if err != nil {
		panic("money: constant " + s + ": " + err.Error())
	}
	return d
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// Known says whether the number is there at all.
func (a Decimal) Known() bool { return a.known }

// Or gives a, or b where a is unknown. Use it only where the law gives the default.
func (a Decimal) Or(b Decimal) Decimal {
	if a.known {
		return a
	}
	return b
}

type operation func(*apd.Decimal, *apd.Decimal, *apd.Decimal) (apd.Condition, error)

func (a Decimal) apply(op operation, b Decimal) Decimal {
	if !a.known || !b.known {
		return Decimal{}
	}
	var r Decimal
	if _, err := op(&r.d, &a.d, &b.d); err != nil {
		return Decimal{}
	}
	r.known = true
	return r
}

// Add, Sub and Mul are exact.
func (a Decimal) Add(b Decimal) Decimal { return a.apply(exact.Add, b) }

// Sub gives a - b.
func (a Decimal) Sub(b Decimal) Decimal { return a.apply(exact.Sub, b) }

// Mul gives a x b.
func (a Decimal) Mul(b Decimal) Decimal { return a.apply(exact.Mul, b) }

// Neg gives -a.
func (a Decimal) Neg() Decimal { return Zero.Sub(a) }

// Percent gives a x p / 100, exactly.
func (a Decimal) Percent(p Decimal) Decimal {
	r := a.Mul(p)
	if r.known {
		r.d.Exponent -= 2
	}
	return r
}

// Quo gives a / b with the given number of places, rounded half up. Division by nought
// and by an unknown number is unknown.
func (a Decimal) Quo(b Decimal, places int) Decimal {
	if !a.known || !b.known || b.d.IsZero() {
		return Decimal{}
	}
	// In units of 10^-places the quotient is whole but for a remainder, whose double tells
	// which way to round: no digit is guessed.
	var scaled, rest, half apd.Decimal
	scaled.Set(&a.d)
	scaled.Exponent += int32(places)
	var r Decimal
	if _, err := exact.QuoInteger(&r.d, &scaled, &b.d); err != nil {
		return Decimal{}
	}
	if _, err := exact.Rem(&rest, &scaled, &b.d); err != nil {
		return Decimal{}
	}
	if _, err := exact.Add(&half, &rest, &rest); err != nil {
		return Decimal{}
	}
	if !half.IsZero() && half.Abs(&half).Cmp(new(apd.Decimal).Abs(&b.d)) >= 0 {
		step := int64(1)
		if a.d.Negative != b.d.Negative {
			step = -1
		}
		if _, err := exact.Add(&r.d, &r.d, apd.New(step, 0)); err != nil {
			return Decimal{}
		}
	}
	if r.d.Exponent > 0 {
		if _, err := exact.Quantize(&r.d, &r.d, 0); err != nil {
			return Decimal{}
		}
	}
	r.d.Exponent -= int32(places)
	r.d.Negative = r.d.Negative && !r.d.IsZero()
	r.known = true
	return r
}

// Cmp compares: -1, 0 or 1. Comparing an unknown number is a mistake of the program;
// unknown sorts below all known numbers so that order is still total.
func (a Decimal) Cmp(b Decimal) int {
	if !a.known || !b.known {
		switch {
		case a.known:
			return 1
		case b.known:
			return -1
		}
		return 0
	}
	return a.d.Cmp(&b.d)
}

// Sign is -1, 0 or 1; an unknown number has sign 0, so ask Known first.
func (a Decimal) Sign() int {
	if !a.known {
		return 0
	}
	return a.d.Sign()
}

// IsZero says that the number is known and nought.
func (a Decimal) IsZero() bool { return a.known && a.d.IsZero() }

// Min and Max of two numbers; unknown if either is.
func Min(a, b Decimal) Decimal {
	if !a.known || !b.known {
		return Decimal{}
	}
	if a.Cmp(b) <= 0 {
		return a
	}
	return b
}

// Max gives the greater of two numbers; unknown if either is.
func Max(a, b Decimal) Decimal {
	if !a.known || !b.known {
		return Decimal{}
	}
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}

// String is the number in plain digits, as it was written ("12.50" stays "12.50"), and
// "" if it is unknown.
func (a Decimal) String() string {
	if !a.known {
		return ""
	}
	return a.d.Text('f')
}

// Append writes String to dst.
func (a Decimal) Append(dst []byte) []byte {
	if !a.known {
		return dst
	}
	return a.d.Append(dst, 'f')
}

// Trim drops zeros behind the point: 12.50 becomes 12.5.
func (a Decimal) Trim() Decimal {
	if !a.known {
		return a
	}
	var r Decimal
	r.known = true
	r.d.Set(&a.d)
	r.d.Reduce(&r.d)
	if r.d.Exponent > 0 {
		var q apd.Decimal
		if _, err := exact.Quantize(&q, &r.d, 0); err == nil {
			r.d.Set(&q)
		}
	}
	return r
}

// Pad writes the number with at least so many places: 5 becomes 5.00. Its value and places
// beyond that stay.
func (a Decimal) Pad(places int) Decimal {
	if !a.known || a.Places() >= places {
		return a
	}
	return a.Round(FromMinor(1, places), Down)
}

// Places is the number of digits behind the point as written.
func (a Decimal) Places() int {
	if !a.known || a.d.Exponent >= 0 {
		return 0
	}
	return int(-a.d.Exponent)
}

// Minor gives the number in units of 10^-places, and whether it is known, whole in that
// unit and within int64.
func (a Decimal) Minor(places int) (int64, bool) {
	if !a.known {
		return 0, false
	}
	var q apd.Decimal
	if _, err := exact.Quantize(&q, &a.d, int32(-places)); err != nil {
		return 0, false
	}
	c := new(big.Int).Set(q.Coeff.MathBigInt())
	if q.Negative {
		c.Neg(c)
	}
	return c.Int64(), c.IsInt64()
}

// Rat gives the same number as a big.Rat, for oracles in tests; nil if unknown.
func (a Decimal) Rat() *big.Rat {
	if !a.known {
		return nil
	}
	r, _ := new(big.Rat).SetString(a.String())
	return r
}
