package money

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in, out string
		err     error
	}{
		{"0", "0", nil}, {"12.50", "12.50", nil}, {"-3.1", "-3.1", nil}, {"+7", "7", nil},
		{".5", "0.5", nil}, {"007", "7", nil}, {"999999999999999999", "999999999999999999", nil},
		{"999999999999999999.123456789012", "999999999999999999.123456789012", nil},
		{"", "", ErrSyntax}, {".", "", ErrSyntax}, {"5.", "", ErrSyntax}, {"-", "", ErrSyntax}, {"1,5", "", ErrSyntax}, {"1e3", "", ErrSyntax},
		{" 1", "", ErrSyntax}, {"NaN", "", ErrSyntax}, {"Inf", "", ErrSyntax}, {"1.2.3", "", ErrSyntax}, {"٣", "", ErrSyntax},
		{"1000000000000000000", "", ErrTooLarge}, {"0.0000000000001", "", ErrTooFine},
		{"0." + strings.Repeat("0", 10_000), "", ErrTooFine},
	} {
		d, err := Parse(c.in)
		if !errors.Is(err, c.err) || d.String() != c.out {
			t.Errorf("Parse(%.20q) = %q, %v; want %q, %v", c.in, d, err, c.out, c.err)
		}
	}
}

func TestUnknownTravels(t *testing.T) {
	var unknown Decimal
	for name, got := range map[string]Decimal{
		"add": unknown.Add(One), "sub": One.Sub(unknown), "mul": unknown.Mul(Zero), "quo": One.Quo(unknown, 2),
		"by nought": One.Quo(Zero, 2), "percent": unknown.Percent(One), "round": unknown.Round(One, HalfUp), "min": Min(unknown, One), "max": Max(One, unknown),
		"unit": One.Round(Zero, HalfUp),
	} {
		if got.Known() {
			t.Errorf("%s: %s is known", name, got)
		}
	}
	if unknown.IsZero() {
		t.Error("unknown is not nought")
	}
	if s := (New(One, "EUR")).Plus(New(One, "USD")); s.Known() {
		t.Errorf("EUR plus USD = %s", s)
	}
}

func TestRoundTable(t *testing.T) {
	for _, c := range []struct {
		in, unit string
		mode     Mode
		want     string
	}{
		{"2.5", "1", HalfUp, "3"}, {"2.5", "1", HalfEven, "2"}, {"-2.5", "1", HalfUp, "-3"}, {"2.9", "1", Down, "2"}, {"2.1", "1", Up, "3"},
		{"-2.1", "1", Floor, "-3"}, {"-2.9", "1", Ceil, "-2"}, {"1.025", "0.05", HalfUp, "1.05"}, {"1.024", "0.05", HalfUp, "1.00"},
		{"1499", "1000", HalfUp, "1000"}, {"1500", "1000", HalfUp, "2000"}, {"1500", "1000", Down, "1000"}, {"9.1812", "0.01", Floor, "9.18"},
		{"12", "5", HalfUp, "10"}, {"12.5", "5", HalfEven, "10"}, {"-12.5", "5", HalfUp, "-15"},
	} {
		if got := MustParse(c.in).Round(MustParse(c.unit), c.mode); got.Cmp(MustParse(c.want)) != 0 {
			t.Errorf("round(%s, %s, %s) = %s, want %s", c.in, c.unit, c.mode, got, c.want)
		}
	}
}

func number(t *rapid.T, name string) Decimal {
	return FromMinor(rapid.Int64Range(-1e15, 1e15).Draw(t, name), rapid.IntRange(0, 6).Draw(t, name+" places"))
}

// Arithmetic equals big.Rat.
func TestAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := number(t, "a"), number(t, "b")
		same := func(what string, got Decimal, want *big.Rat) {
			if got.Rat().Cmp(want) != 0 {
				t.Fatalf("%s of %s and %s = %s, want %s", what, a, b, got, want)
			}
		}
		same("sum", a.Add(b), new(big.Rat).Add(a.Rat(), b.Rat()))
		same("difference", a.Sub(b), new(big.Rat).Sub(a.Rat(), b.Rat()))
		same("product", a.Mul(b), new(big.Rat).Mul(a.Rat(), b.Rat()))
		same("percent", a.Percent(b), new(big.Rat).Quo(new(big.Rat).Mul(a.Rat(), b.Rat()), big.NewRat(100, 1)))
		if got, want := a.Cmp(b), a.Rat().Cmp(b.Rat()); got != want {
			t.Fatalf("cmp(%s, %s) = %d, want %d", a, b, got, want)
		}
		back, err := Parse(a.String())
		if err != nil || back.Cmp(a) != 0 {
			t.Fatalf("%s does not read back: %s, %v", a, back, err)
		}
	})
}

// Rounding equals its definition on rationals: a multiple of the unit, on the side that
// the mode names, and never a whole unit away.
func TestRoundAgainstRationals(t *testing.T) {
	units := []string{"0.01", "0.05", "1", "5", "10", "100", "1000", "0.25"}
	rapid.Check(t, func(t *rapid.T) {
		a := number(t, "a")
		unit := MustParse(rapid.SampledFrom(units).Draw(t, "unit"))
		mode := Mode(rapid.IntRange(0, len(modes)-1).Draw(t, "mode"))
		got := a.Round(unit, mode)
		q := new(big.Rat).Quo(a.Rat(), unit.Rat())
		want := roundRat(q, mode)
		if got.Rat().Cmp(new(big.Rat).Mul(new(big.Rat).SetInt(want), unit.Rat())) != 0 {
			t.Fatalf("round(%s, %s, %s) = %s, want %s units", a, unit, mode, got, want)
		}
	})
}

func roundRat(q *big.Rat, mode Mode) *big.Int {
	floor := new(big.Int).Div(q.Num(), q.Denom()) // Euclidean; the denominator is positive
	rest := new(big.Rat).Sub(q, new(big.Rat).SetInt(floor))
	ceil := new(big.Int).Set(floor)
	if rest.Sign() != 0 {
		ceil.Add(ceil, big.NewInt(1))
	}
	away, towards := ceil, floor
	if q.Sign() < 0 {
		away, towards = floor, ceil
	}
	half := rest.Cmp(big.NewRat(1, 2))
	nearest := floor
	if half > 0 {
		nearest = ceil
	}
	switch mode {
	case Down:
		return towards
	case Up:
		return away
	case Floor:
		return floor
	case Ceil:
		return ceil
	case HalfEven:
		if half == 0 && floor.Bit(0) == 1 {
			return ceil
		}
		return nearest
	}
	if half == 0 {
		return away
	}
	return nearest
}

// A quotient is the rational one, rounded half up in its last place.
func TestQuoAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := number(t, "a"), number(t, "b")
		places := rapid.IntRange(0, 12).Draw(t, "places of the quotient")
		got := a.Quo(b, places)
		if b.IsZero() {
			if got.Known() {
				t.Fatal("divided by nought")
			}
			return
		}
		unit := FromMinor(1, places)
		q := new(big.Rat).Quo(a.Rat(), b.Rat())
		want := new(big.Rat).Mul(new(big.Rat).SetInt(roundRat(q.Quo(q, unit.Rat()), HalfUp)), unit.Rat())
		if got.Rat().Cmp(want) != 0 || got.Places() > places {
			t.Fatalf("%s / %s = %s, want %s", a, b, got, want.FloatString(places))
		}
	})
}

func TestAllocate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := FromMinor(rapid.Int64Range(0, 1e9).Draw(t, "whole"), 2)
		n := rapid.IntRange(1, 12).Draw(t, "n")
		weights := make([]Decimal, n)
		total := Zero
		for i := range weights {
			weights[i] = FromMinor(rapid.Int64Range(0, 1e6).Draw(t, "weight"), 3)
			total = total.Add(weights[i])
		}
		parts := Allocate(whole, weights, MustParse("0.01"))
		if total.IsZero() {
			if parts != nil {
				t.Fatal("parts without weights")
			}
			return
		}
		sum := Zero
		for i, p := range parts {
			sum = sum.Add(p)
			fair := new(big.Rat).Quo(new(big.Rat).Mul(whole.Rat(), weights[i].Rat()), total.Rat())
			if diff := fair.Sub(fair, p.Rat()); diff.Abs(diff).Cmp(big.NewRat(1, 100)) >= 0 {
				t.Fatalf("part %d is a cent or more from fair", i)
			}
		}
		if sum.Cmp(whole) != 0 {
			t.Fatalf("parts add up to %s, not %s", sum, whole)
		}
	})
}

func TestPad(t *testing.T) {
	for in, want := range map[string]string{"0": "0.00", "5": "5.00", "-1.5": "-1.50", "1.234": "1.234", "99999999999999999999": "99999999999999999999.00"} {
		d, err := ParseExact(in)
		if err != nil || d.Pad(2).String() != want {
			t.Errorf("%s padded is %s, want %s (%v)", in, d.Pad(2), want, err)
		}
	}
	if (Decimal{}).Pad(2).Known() || One.Pad(0).String() != "1" {
		t.Error("unknown stays unknown, and no places are none")
	}
}

func TestMinor(t *testing.T) {
	if n, ok := MustParse("12.340").Minor(2); n != 1234 || !ok {
		t.Errorf("12.340 in cents = %d, %v", n, ok)
	}
	if _, ok := MustParse("12.345").Minor(2); ok {
		t.Error("12.345 is not whole in cents")
	}
	if n, ok := MustParse("-0.5").Minor(1); n != -5 || !ok {
		t.Errorf("-0.5 = %d, %v", n, ok)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1", "-1.5", "1e9", "0x1", "..", "999999999999999999.9", "１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			return
		}
		again, err := Parse(d.String())
		if err != nil || again.Cmp(d) != 0 {
			t.Fatalf("%q -> %s -> %s, %v", s, d, again, err)
		}
	})
}

func BenchmarkDutyAndVAT(b *testing.B) {
	value, duty, vat, cent := MustParse("129.90"), MustParse("7"), MustParse("10"), MustParse("0.01")
	for b.Loop() {
		d := value.Percent(duty).Round(cent, HalfUp)
		_ = value.Add(d).Percent(vat).Round(cent, HalfUp)
	}
}
