package money

import "github.com/cockroachdb/apd/v3"

// Mode is a rounding mode. Packs name it in words.
type Mode uint8

// The modes that tax laws use.
const (
	HalfUp   Mode = iota // to the nearest, ties away from nought
	HalfEven             // to the nearest, ties to the even neighbour
	Down                 // towards nought
	Up                   // away from nought
	Floor                // towards minus infinity
	Ceil                 // towards plus infinity
)

var modes = [...]string{HalfUp: "half_up", HalfEven: "half_even", Down: "down", Up: "up", Floor: "floor", Ceil: "ceil"}

func (m Mode) String() string { return modes[m] }

// ParseMode reads a mode by its name in a pack, such as "half_up".
func ParseMode(s string) (Mode, bool) {
	for m, name := range modes {
		if name == s {
			return Mode(m), true
		}
	}
	return 0, false
}

// Round gives the multiple of unit (0.01, 0.05, 1, 1000) that the mode names. A unit
// that is unknown, nought or negative gives an unknown number.
func (a Decimal) Round(unit Decimal, mode Mode) Decimal {
	if !a.known || unit.Sign() <= 0 {
		return Decimal{}
	}
	if r, ok := a.roundSmall(unit, mode); ok {
		return r
	}
	var whole, rest apd.Decimal // a = whole x unit + rest, whole towards nought
	if _, err := exact.QuoInteger(&whole, &a.d, &unit.d); err != nil {
		return Decimal{}
	}
	if _, err := exact.Rem(&rest, &a.d, &unit.d); err != nil {
		return Decimal{}
	}
	if !rest.IsZero() && awayFromNought(&whole, &rest, &unit.d, mode) {
		step := int64(1)
		if a.d.Negative {
			step = -1
		}
		if _, err := exact.Add(&whole, &whole, apd.New(step, 0)); err != nil {
			return Decimal{}
		}
	}
	var r Decimal
	if _, err := exact.Mul(&r.d, &whole, &unit.d); err != nil {
		return Decimal{}
	}
	r.d.Negative = r.d.Negative && !r.d.IsZero()
	r.known = true
	return r
}

// awayFromNought decides whether a number that lies rest beyond whole units goes to the
// next unit away from nought.
func awayFromNought(whole, rest, unit *apd.Decimal, mode Mode) bool {
	switch mode {
	case Down:
		return false
	case Up:
		return true
	case Floor:
		return rest.Negative
	case Ceil:
		return !rest.Negative
	}
	var twice apd.Decimal
	if _, err := exact.Add(&twice, rest, rest); err != nil {
		return false
	}
	twice.Negative = false
	half := twice.Cmp(unit)
	if half == 0 && mode == HalfEven {
		var bit apd.Decimal
		_, err := exact.Rem(&bit, whole, apd.New(2, 0))
		return err == nil && !bit.IsZero()
	}
	return half >= 0
}

// powers are 1, 10, 100 and so on, as far as int64 goes.
var powers = func() (p [19]int64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = 10 * p[i-1]
	}
	return p
}()

// roundSmall is Round in machine integers, for the common case: fewer than 19 digits and a
// unit of 1, 0.1, 0.01 and so on.
func (a Decimal) roundSmall(unit Decimal, mode Mode) (Decimal, bool) {
	drop := int(unit.d.Exponent - a.d.Exponent)
	if !a.d.Coeff.IsInt64() || !unit.d.Coeff.IsInt64() || unit.d.Coeff.Int64() != 1 || drop < 0 || drop >= len(powers) {
		return Decimal{}, false
	}
	digits, power := a.d.Coeff.Int64(), powers[drop]
	whole, rest := digits/power, digits%power
	if rest != 0 {
		away := false
		switch mode {
		case HalfUp:
			away = rest >= power-rest
		case HalfEven:
			away = rest > power-rest || rest == power-rest && whole%2 == 1
		case Up:
			away = true
		case Floor:
			away = a.d.Negative
		case Ceil:
			away = !a.d.Negative
		}
		if away {
			whole++
		}
	}
	if a.d.Negative {
		whole = -whole
	}
	var r Decimal
	r.known = true
	r.d.SetFinite(whole, unit.d.Exponent)
	return r, true
}
