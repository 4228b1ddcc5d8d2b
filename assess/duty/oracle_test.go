package duty_test

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"greenlane/assess/duty"
	"greenlane/item"
	"greenlane/item/money"
)

// The oracle computes with rationals and shares no code with the pipeline.

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic("oracle: " + s)
	}
	return r
}

func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
func add(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }

// centsHalfUp rounds a rational that is not negative.
func centsHalfUp(a *big.Rat) *big.Rat {
	n := add(mul(a, big.NewRat(100, 1)), big.NewRat(1, 2))
	return new(big.Rat).SetFrac(new(big.Int).Quo(n.Num(), n.Denom()), big.NewInt(100))
}

// A cascade of compound duty, special tax and VAT over several lines equals the oracle.
func TestCascadeAgainstRationals(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		pct := rapid.IntRange(0, 4000).Draw(rt, "hundredths of a percent of duty")
		perKilo := rapid.IntRange(0, 500).Draw(rt, "cents a kilogram")
		special := rapid.IntRange(0, 60).Draw(rt, "percent of special tax")
		tax := rapid.IntRange(0, 27).Draw(rt, "percent of VAT")
		rounded := rapid.Bool().Draw(rt, "rounded")
		round := ""
		if rounded {
			round = cents
		}
		rate := fmt.Sprintf("%d.%02d %% + %d.%02d EUR/kg", pct/100, pct%100, perKilo/100, perKilo%100)
		p := law{regimes: apply("duty, special, vat"), tariff: "," + rate + ",mfn,,law\n",
			taxes: "  - {id: duty, type: duty, name: duty, base: [customs_value], table: tariff, " + round + "source: law}\n" +
				"  - {id: special, type: excise, name: special, base: [customs_value, duty], " + round + fmt.Sprintf("rates: [{rate: %d %%, source: law}], source: law}\n", special) +
				vat("customs_value, duty, special", fmt.Sprintf("%d %%", tax), round)}.load(t)
		it := goods()
		want := new(big.Rat)
		for i := range rapid.IntRange(1, 5).Draw(rt, "lines") {
			value := rapid.Int64Range(0, 1_000_000).Draw(rt, "value in cents")
			grams := rapid.Int64Range(1, 30_000).Draw(rt, "grams")
			it.Declaration.Lines = append(it.Declaration.Lines, item.Line{Index: i + 1, Value: money.New(money.FromMinor(value, 2), "EUR"), NetWeight: item.Kilograms(money.FromMinor(grams, 3)), HS: "610910"})
			cv := big.NewRat(value, 100)
			d := add(mul(cv, big.NewRat(int64(pct), 10_000)), mul(big.NewRat(grams, 1000), big.NewRat(int64(perKilo), 100)))
			if rounded {
				d = centsHalfUp(d)
			}
			s := mul(add(cv, d), big.NewRat(int64(special), 100))
			if rounded {
				s = centsHalfUp(s)
			}
			v := mul(add(add(cv, d), s), big.NewRat(int64(tax), 100))
			if rounded {
				v = centsHalfUp(v)
			}
			want = add(want, add(add(d, s), v))
		}
		it.Declaration.Postage = money.New(money.Zero, "EUR")
		r := duty.Assess(it, p, duty.Inputs{At: day})
		if len(r.Missing) > 0 || r.Total.Rat().Cmp(want) != 0 {
			rt.Fatalf("total %s, want %s (%v)", r.Total, want.FloatString(8), r.Missing)
		}
	})
}

// Bounds are evaluated as splitting at the last MIN or MAX says.
func TestBoundsAgainstRationals(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.Int64Range(0, 100_000).Draw(rt, "value")
		expr := fmt.Sprintf("%d %%", rapid.IntRange(0, 50).Draw(rt, "rate"))
		type bound struct {
			max bool
			eur int
		}
		var bounds []bound
		for range rapid.IntRange(0, 3).Draw(rt, "bounds") {
			b := bound{rapid.Bool().Draw(rt, "max"), rapid.IntRange(0, 300).Draw(rt, "amount")}
			bounds = append(bounds, b)
			expr += map[bool]string{true: " MAX ", false: " MIN "}[b.max] + fmt.Sprintf("%d EUR", b.eur)
		}
		var percent int64
		if _, err := fmt.Sscanf(expr, "%d", &percent); err != nil {
			rt.Fatal(err)
		}
		var eval func(n int) *big.Rat // the value of the expression up to its n-th bound
		eval = func(n int) *big.Rat {
			if n == 0 {
				return mul(big.NewRat(value, 100), big.NewRat(percent, 100))
			}
			left, right := eval(n-1), big.NewRat(int64(bounds[n-1].eur), 1)
			if (left.Cmp(right) > 0) == bounds[n-1].max {
				return right
			}
			return left
		}
		p := law{tariff: "," + expr + ",mfn,,law\n"}.load(t)
		r := duty.Assess(goods(money.FromMinor(value, 2).String()+" EUR"), p, duty.Inputs{At: day})
		if want := eval(len(bounds)); !r.Total.Known() || r.Total.Rat().Cmp(want) != 0 {
			rt.Fatalf("%s of %d cents: %s, want %s", expr, value, r.Total, want.FloatString(4))
		}
	})
}

// However postage is shared out, the customs values add up to goods and postage.
func TestPostageIsSharedWhole(t *testing.T) {
	for _, by := range []string{"value", "weight"} {
		p := law{valuation: "basis: cif, allocate: " + by + ", postage: ask"}.load(t)
		rapid.Check(t, func(rt *rapid.T) {
			it := goods()
			whole := new(big.Rat)
			for i := range rapid.IntRange(1, 8).Draw(rt, "lines") {
				value := rapid.Int64Range(0, 50_000).Draw(rt, "value")
				it.Declaration.Lines = append(it.Declaration.Lines, item.Line{Index: i + 1, HS: "610910", Value: money.New(money.FromMinor(value, 2), "EUR"),
					NetWeight: item.Kilograms(money.FromMinor(rapid.Int64Range(0, 5000).Draw(rt, "grams"), 3))})
				whole = add(whole, big.NewRat(value, 100))
			}
			postage := rapid.Int64Range(0, 9_999).Draw(rt, "postage")
			it.Declaration.Postage = money.New(money.FromMinor(postage, 2), "EUR")
			whole = add(whole, big.NewRat(postage, 100))
			r := duty.Assess(it, p, duty.Inputs{At: day})
			sum := new(big.Rat)
			for _, l := range r.Lines {
				if !l.CustomsValue.Known() {
					rt.Fatalf("unknown customs value: %v", r.Missing)
				}
				sum = add(sum, l.CustomsValue.Rat())
			}
			if sum.Cmp(whole) != 0 {
				rt.Fatalf("customs values add up to %s, want %s", sum.FloatString(4), whole.FloatString(4))
			}
			if want := mul(whole, big.NewRat(1, 10)); r.Total.Rat().Cmp(want) != 0 {
				rt.Fatalf("total %s, want %s", r.Total, want.FloatString(4))
			}
		})
	}
}

// A threshold holds exactly at its amount, for both comparisons and both currencies.
func TestThresholdEdges(t *testing.T) {
	for _, compare := range []string{"<=", "<"} {
		p := law{thresholds: "  - {id: low, title: low, amount: 135 EUR, basis: goods, compare: \"" + compare + "\", effect: full, scope: item, source: law}\n",
			regimes: "  - {id: low, title: low, when: {within: low}, then: {apply: []}, source: law}\n" + apply("duty"),
			fx:      "  - {authority: Bank, kind: monthly, base: EUR, direction: divide, source: law, values: {USD: \"1.3554\"}}\n"}.load(t)
		for _, c := range []struct {
			value string
			under bool
			at    bool
		}{{"134.99 EUR", true, false}, {"135 EUR", false, true}, {"135.00 EUR", false, true}, {"135.01 EUR", false, false}, {"182.9789 USD", true, false}, {"182.979 USD", false, true}, {"182.9791 USD", false, false}} {
			want := "all"
			if c.under || c.at && compare == "<=" {
				want = "low"
			}
			if r := duty.Assess(goods(c.value), p, duty.Inputs{At: day}); r.Regime != want {
				t.Errorf("%s %s 135 EUR: %s, want %s", c.value, compare, r.Regime, want)
			}
		}
	}
	if rat("182.979").Cmp(mul(rat("135"), rat("1.3554"))) != 0 {
		t.Error("the edge of the test is not where it is said to be")
	}
}
