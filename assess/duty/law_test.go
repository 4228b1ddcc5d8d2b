package duty_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"greenlane/assess/duty"
	"greenlane/assess/pack"
	"greenlane/item"
	"greenlane/item/money"
)

// law is a pack put together from fragments of its files; fragments that are empty get a
// plain default: CIF, everything dutiable, no rounding.
type law struct {
	currency, valuation, thresholds, regimes, taxes, tariff, fees, fx string
}

func (l law) load(t testing.TB) *pack.Pack {
	t.Helper()
	or := func(s, other string) string {
		if s == "" {
			return other
		}
		return s
	}
	files := map[string]string{
		"pack.yaml": "id: XX\ntitle: Freedonia\nversion: \"1\"\ncountry: XX\ncurrency: " + or(l.currency, "EUR") + "\ntime_zone: UTC\nsources:\n  - {id: law, title: Act, reference: Act 1, checked: 2026-11-21, standing: verified}\n",
		"regimes.yaml": "valuation:\n  - {" + or(l.valuation, "basis: cif, allocate: value, postage: ask") + ", source: law}\nregimes:\n" +
			or(l.regimes, "  - {id: all, title: everything, then: {apply: [duty]}, source: law}\n"),
		"taxes.yaml":      "taxes:\n" + or(l.taxes, "  - {id: duty, type: duty, name: duty, base: [customs_value], table: tariff, source: law}\n"),
		"tariff.csv":      "hs,expression,type,origin,source\n" + or(l.tariff, ",10 %,mfn,,law\n"),
		"thresholds.yaml": "thresholds:\n" + or(l.thresholds, "  - {id: none, title: none, amount: 0 "+or(l.currency, "EUR")+", basis: goods, compare: \"<=\", effect: full, scope: item, source: law}\n"),
	}
	if l.fees != "" {
		files["fees.yaml"] = "fees:\n" + l.fees
	}
	if l.fx != "" {
		files["fx.yaml"] = "rates:\n" + l.fx
	}
	m := fstest.MapFS{}
	for name, text := range files {
		m["XX/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	p, err := pack.Load(m, "XX")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func amount(s string) money.Amount {
	n, cur, _ := strings.Cut(s, " ")
	return money.New(money.MustParse(n), cur)
}

// goods makes an item of lines "value currency"; postage 0 unless given.
func goods(values ...string) *item.Item {
	it := &item.Item{ID: "CX000000015XX", Class: "C", Destination: "XX", Origin: "CN"}
	it.Declaration.Nature = "11"
	for i, v := range values {
		it.Declaration.Lines = append(it.Declaration.Lines, item.Line{Index: i + 1, Quantity: 1, Value: amount(v), HS: "610910", Origin: "CN"})
	}
	if len(values) > 0 {
		_, cur, _ := strings.Cut(values[0], " ")
		it.Declaration.Postage = money.New(money.Zero, cur)
	}
	return it
}

func with(it *item.Item, change func(*item.Declaration)) *item.Item {
	change(&it.Declaration)
	return it
}

var day = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

const (
	dutyTax = "  - {id: duty, type: duty, name: duty, base: [customs_value], table: tariff, source: law}\n"
	cents   = "unit: \"0.01\", mode: half_up, scope: line, "
)

func vat(base, rate, more string) string {
	return "  - {id: vat, type: vat, name: VAT, base: [" + base + "], " + more + "rates: [{rate: " + rate + ", source: law}], source: law}\n"
}

func apply(ids string) string {
	return "  - {id: all, title: everything, then: {apply: [" + ids + "]}, source: law}\n"
}

// Worked figures of published rules, each told with the law that gives them.
func TestPublishedRules(t *testing.T) {
	for _, c := range []struct {
		name  string
		law   law
		item  *item.Item
		sums  map[duty.ChargeType]string
		total string
	}{
		{"ordinary, safeguard, additional and specific anti-dumping duty stack; nothing is rounded",
			law{currency: "GBP", regimes: apply("duty, vat"), taxes: dutyTax + vat("customs_value, duty", "20 %", ""),
				tariff: "61,2.70 %,mfn,,law\n61,25.00 %,additional:safeguard,,law\n61,25.00 %,additional:retaliatory,,law\n61,144.10 GBP / TNE,additional:anti-dumping,,law\n"},
			with(goods("1000.00 GBP"), func(d *item.Declaration) {
				d.Postage, d.Insurance, d.Lines[0].NetWeight = amount("250.89 GBP"), amount("10.00 GBP"), item.Kilograms(money.FromInt(2000))
			}), map[duty.ChargeType]string{duty.Duty: "952.68903", duty.VAT: "442.715806"}, "1395.404836"},
		{"rate per hundred kilograms", law{currency: "GBP", tariff: ",35.10 GBP / DTN,mfn,,law\n"},
			with(goods("1 GBP"), func(d *item.Declaration) { d.Lines[0].NetWeight = item.Kilograms(money.FromInt(100)) }), nil, "35.10"},
		{"specific and ad valorem rate", law{currency: "USD", valuation: "basis: goods, allocate: value, postage: ask", tariff: ",1.104 USD/kg + 14.9 %,mfn,,law\n"},
			with(goods("1000.00 USD"), func(d *item.Declaration) { d.Lines[0].NetWeight = item.Kilograms(money.FromInt(250)) }), nil, "425.000"},
		{"value uplift in the base of the tax", law{currency: "ZAR", regimes: apply("duty, vat"), taxes: dutyTax + vat("1.10 x customs_value, duty", "15 %", ""), tariff: ",20 %,mfn,,law\n"},
			with(goods("12000 ZAR"), func(d *item.Declaration) { d.Postage, d.Insurance = amount("1500 ZAR"), amount("300 ZAR") }),
			map[duty.ChargeType]string{duty.Duty: "2760", duty.VAT: "2691"}, "5451"},
		{"deemed insurance of 1 % of cost and freight, a rate of exchange that multiplies",
			law{currency: "JMD", valuation: "basis: cif, allocate: value, postage: ask, insurance_percent: \"1\", unit: \"0.01\"", tariff: ",20 %,mfn,,law\n", taxes: "  - {id: duty, type: duty, name: duty, base: [customs_value], table: tariff, " + cents + "source: law}\n",
				fees: "  - {id: caf, name: CAF, amount: 2500 JMD, only_if_charged: true, source: law}\n",
				fx:   "  - {authority: Bank, kind: daily, base: USD, direction: multiply, source: law, values: {JMD: \"106.31\"}}\n"},
			with(goods("450 USD"), func(d *item.Declaration) { d.Postage = amount("120 USD") }), map[duty.ChargeType]string{duty.Duty: "12240.53", duty.Fee: "2500"}, "14740.53"},
		{"tax that is part of its own base",
			law{currency: "USD", regimes: apply("duty, excise"), taxes: dutyTax + "  - {id: excise, type: excise, name: excise, base: [customs_value, duty], gross_up: \"1.1\", unit: \"1\", scope: line, rates: [{rate: 30 %, source: law}], source: law}\n", tariff: ",65 %,mfn,,law\n"},
			with(goods("200 USD"), func(d *item.Declaration) {}), map[duty.ChargeType]string{duty.Duty: "130", duty.Excise: "148"}, "278"},
		{"duty and tax only on what lies beyond the threshold",
			law{regimes: "  - {id: all, title: excess, then: {apply: [duty, vat], relief: free}, source: law}\n", taxes: dutyTax + vat("customs_value", "20 %", ""),
				thresholds: "  - {id: free, title: free, amount: 100 EUR, basis: goods, compare: \"<=\", effect: excess, scope: item, source: law}\n"},
			goods("140 EUR"), map[duty.ChargeType]string{duty.Duty: "4", duty.VAT: "8"}, "12"},
		{"six pieces of 8, five fit under 40",
			law{currency: "GBP", regimes: "  - {id: all, title: gift, then: {apply: [vat], relief: gift}, source: law}\n", taxes: vat("customs_value", "20 %", ""),
				thresholds: "  - {id: gift, title: gift, amount: 40 GBP, basis: goods, compare: \"<=\", effect: whole_items, scope: item, source: law}\n"},
			with(goods("48 GBP"), func(d *item.Declaration) { d.Lines[0].Quantity = 6 }), nil, "1.6"},
		{"duty below the amount of collection is waived, and so does not enter the tax",
			law{currency: "GBP", regimes: apply("duty, vat"), tariff: ",2.5 %,mfn,,law\n",
				taxes: "  - {id: duty, type: duty, name: duty, base: [customs_value], table: tariff, collect_from: 9.00 GBP, source: law}\n" + vat("customs_value, duty", "20 %", "")},
			goods("300 GBP"), map[duty.ChargeType]string{duty.Duty: "0", duty.VAT: "60"}, "60"},
		{"value without carriage, tax with carriage, foreign units per home unit divide",
			law{currency: "AUD", valuation: "basis: goods, allocate: value, postage: ask", regimes: apply("duty, vat"), taxes: dutyTax + vat("customs_value, duty, freight, insurance", "10 %", ""), tariff: ",5 %,mfn,,law\n",
				fx: "  - {authority: Border Force, kind: daily, base: AUD, direction: divide, source: law, values: {USD: \"0.9100\"}}\n"},
			with(goods("1274.00 USD"), func(d *item.Declaration) { d.Postage = amount("118.30 USD") }), map[duty.ChargeType]string{duty.Duty: "70", duty.VAT: "160"}, "230"},
		{"surcharge and fee in the cascade, tax in its own base, tax on a tax",
			law{currency: "USD", regimes: apply("duty, fee, excise, interior, vat"), tariff: ",60 % + 10 USD/package,mfn,,law\n",
				taxes: dutyTax + "  - {id: fee, type: fee, name: fee, base: [customs_value], rates: [{rate: 50 USD/package, source: law}], source: law}\n" +
					"  - {id: excise, type: excise, name: excise, base: [customs_value, duty, fee], gross_up: \"1.1\", unit: \"1\", rates: [{rate: 30 %, source: law}], source: law}\n" +
					"  - {id: interior, type: excise, name: interior, base: [excise], rates: [{rate: 10 %, source: law}], source: law}\n" +
					vat("customs_value, duty, fee, excise, interior", "7 %", "unit: \"1\", ")},
			goods("200 USD"), map[duty.ChargeType]string{duty.Duty: "130", duty.Excise: "187", duty.VAT: "40", duty.Fee: "50"}, "407"},
		{"collected from 60 on, and then a fee",
			law{currency: "NZD", regimes: apply("vat"), taxes: vat("customs_value", "15 %", "") + "minimums:\n  - {collect_from: 60.00 NZD, source: law}\n", fees: "  - {id: fee, name: fee, amount: 38.07 NZD, only_if_charged: true, source: law}\n"},
			with(goods("1000 NZD"), func(d *item.Declaration) { d.Postage = amount("100 NZD") }), map[duty.ChargeType]string{duty.VAT: "165"}, "203.07"},
		{"exactly 60 is collected", law{currency: "NZD", regimes: apply("vat"), taxes: vat("customs_value", "15 %", "") + "minimums:\n  - {collect_from: 60.00 NZD, source: law}\n"}, goods("400 NZD"), nil, "60"},
		{"below 60 nothing is collected, and so no fee",
			law{currency: "NZD", regimes: apply("vat"), taxes: vat("customs_value", "15 %", "") + "minimums:\n  - {collect_from: 60.00 NZD, source: law}\n", fees: "  - {id: fee, name: fee, amount: 38.07 NZD, only_if_charged: true, source: law}\n"},
			goods("399.99 NZD"), nil, "0"},
		{"a fee of the post in the base, the base rounded to a franc",
			law{currency: "CHF", regimes: apply("clearance, vat"),
				taxes: "  - {id: clearance, type: fee, name: postal declaration and opening, base: [customs_value], rates: [{rate: 37.45 CHF/package, source: law}], source: law}\n" + vat("customs_value, clearance", "8.1 %", "base_unit: \"1\", unit: \"0.01\", "),
				fx:    "  - {authority: BAZG, kind: daily, base: EUR, direction: multiply, source: law, values: {CHF: \"0.98\"}}\n"},
			with(goods("150.00 EUR"), func(d *item.Declaration) { d.Postage = amount("12.50 EUR") }), map[duty.ChargeType]string{duty.VAT: "15.96", duty.Fee: "37.45"}, "53.41"},
		{"no fee where nothing is charged", law{tariff: ",FREE,mfn,,law\n", fees: "  - {id: fee, name: handling, amount: 4.00 EUR, only_if_charged: true, source: law}\n"}, goods("140 EUR"), nil, "0"},
		{"a fee from a value on", law{tariff: ",FREE,mfn,,law\n", thresholds: "  - {id: under, title: under 25, amount: 25 EUR, basis: goods, compare: \"<\", effect: full, scope: item, source: law}\n",
			fees: "  - {id: fee, name: handling, amount: 4.00 EUR, when: {over: under}, source: law}\n"}, goods("25 EUR"), nil, "4"},
		{"the base is rounded before the tax, the tax after it", law{regimes: apply("vat"), taxes: vat("customs_value", "8.1 %", "base_unit: \"1\", "+"unit: \"0.05\", scope: item, ")}, goods("100.60 EUR"), nil, "8.20"},
		{"at least an amount a kilogram, at most another", law{tariff: ",12 % MIN 3 EUR/kg MAX 4 EUR/kg,mfn,,law\n"},
			with(goods("100 EUR"), func(d *item.Declaration) { d.Lines[0].NetWeight = item.Kilograms(money.FromInt(2)) }), nil, "8"},
		{"the flat duty counts subheadings once", law{tariff: ",3 EUR/item,mfn,,law\n"}, goods("10 EUR", "20 EUR"), nil, "3"},
		{"an amount for the item as a whole", law{tariff: ",80 EUR/package,mfn,,law\n"}, goods("10 EUR", "20 EUR"), nil, "80"},
		{"the lower of ordinary rate and preference", law{tariff: ",10 %,mfn,,law\n,4 %,preference,CN,law\n"}, goods("100 EUR"), nil, "4"},
		{"a preference above the ordinary rate is not used", law{tariff: ",10 %,mfn,,law\n,14 %,preference,CN,law\n"}, goods("100 EUR"), nil, "10"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := duty.Assess(c.item, c.law.load(t), duty.Inputs{At: day})
			if len(r.Missing) > 0 || r.Total.Cmp(money.MustParse(c.total)) != 0 {
				t.Errorf("total %s, want %s (%v)", r.Total, c.total, r.Missing)
			}
			for kind, want := range c.sums {
				if got := r.Sum(kind); got.Cmp(money.MustParse(want)) != 0 {
					t.Errorf("%s %s, want %s", kind, got, want)
				}
			}
		})
	}
}

// What is not known is named with its place and stays unknown.
func TestMissing(t *testing.T) {
	perKilo := law{tariff: ",3 EUR/kg,mfn,,law\n"}
	for _, c := range []struct {
		name        string
		law         law
		item        *item.Item
		code, field string
	}{
		{"value", law{}, with(goods("1 EUR", "2 EUR"), func(d *item.Declaration) { d.Lines[1].Value = money.Amount{Currency: "EUR"} }), "duty.value_missing", "/declaration/lines/1/value"},
		{"currency", law{}, with(goods("1 EUR"), func(d *item.Declaration) { d.Lines[0].Value.Currency = "" }), "duty.value_missing", "/declaration/lines/0/value"},
		{"rate of exchange", law{}, goods("1 XPF"), "duty.rate_missing", "/declaration/lines/0/value"},
		{"postage", law{}, with(goods("1 EUR"), func(d *item.Declaration) { d.Postage = money.Amount{} }), "duty.postage_missing", "/declaration/postage"},
		{"code", law{tariff: "61,1 %,mfn,,law\n"}, with(goods("1 EUR"), func(d *item.Declaration) { d.Lines[0].HS = "" }), "duty.hs_missing", "/declaration/lines/0/hs"},
		{"rate of the code", law{tariff: "62,1 %,mfn,,law\n"}, goods("1 EUR"), "duty.measure_missing", "/declaration/lines/0/hs"},
		{"rate not in the pack", law{tariff: "61,UNKNOWN,mfn,,law\n"}, goods("1 EUR"), "duty.measure_missing", "/declaration/lines/0/hs"},
		{"digits of the code", law{tariff: "61,1 %,mfn,,law\n61091000,2 %,mfn,,law\n"}, goods("1 EUR"), "duty.hs_short", "/declaration/lines/0/hs"},
		{"origin", law{tariff: ",1 %,mfn,,law\n,20 %,additional,CN,law\n"}, with(goods("1 EUR"), func(d *item.Declaration) { d.Lines[0].Origin = "" }), "duty.origin_missing", "/declaration/lines/0/origin"},
		{"weight", perKilo, goods("1 EUR"), "duty.weight_missing", "/declaration/lines/0/net_weight"},
		{"quantity", law{tariff: ",1 EUR/piece,mfn,,law\n"}, with(goods("1 EUR"), func(d *item.Declaration) { d.Lines[0].Quantity = 0 }), "duty.quantity_missing", "/declaration/lines/0/quantity"},
		{"litres", law{tariff: ",1 EUR/LPA,mfn,,law\n"}, goods("1 EUR"), "duty.unit_missing", "/declaration/lines/0/quantity"},
		{"lines", law{}, goods(), "duty.lines_missing", "/declaration/lines"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := duty.Assess(c.item, c.law.load(t), duty.Inputs{At: day})
			if r.Total.Known() || len(r.Missing) != 1 || r.Missing[0].Code != c.code || r.Missing[0].Field != c.field || r.Missing[0].Text == "" || r.Missing[0].Fix == "" || strings.Contains(r.Missing[0].Text, "%!") {
				t.Errorf("total %s, missing %+v; want %s at %s", r.Total, r.Missing, c.code, c.field)
			}
		})
	}
}

// A fact that the regime does not need is not asked for.
func TestNotAsked(t *testing.T) {
	p := law{thresholds: "  - {id: low, title: low, amount: 10 EUR, basis: goods, compare: \"<=\", effect: full, scope: item, source: law}\n",
		regimes: "  - {id: low, title: low, when: {within: low}, then: {apply: []}, source: law}\n" + apply("duty"), tariff: "61,3 EUR/kg,mfn,,law\n"}.load(t)
	it := with(goods("10 EUR"), func(d *item.Declaration) { d.Postage, d.Lines[0].HS = money.Amount{}, "" })
	if r := duty.Assess(it, p, duty.Inputs{At: day}); !r.Total.IsZero() || len(r.Missing) > 0 || r.Regime != "low" || r.Lines[0].CustomsValue.Known() {
		t.Errorf("%s %s %v", r.Regime, r.Total, r.Missing)
	}
	it.Declaration.Postage = amount("3 EUR")
	if r := duty.Assess(it, p, duty.Inputs{At: day}); !r.Total.IsZero() || r.Lines[0].CustomsValue.Cmp(money.FromInt(13)) != 0 {
		t.Errorf("%s of %s: the customs value is shown where it is known", r.Total, r.Lines[0].CustomsValue)
	}
}

// Before its first day a pack knows no law.
func TestOutsideThePack(t *testing.T) {
	p, err := pack.Load(pack.Embedded(), "KH")
	if err != nil {
		t.Fatal(err)
	}
	if r := duty.Assess(goods("10 USD"), p, duty.Inputs{At: p.Noon("2023-12-31")}); r.Total.Known() || len(r.Missing) != 1 || r.Missing[0].Code != "duty.regime_missing" {
		t.Errorf("%s %v", r.Total, r.Missing)
	}
	if r := duty.Assess(goods("10 USD"), p, duty.Inputs{At: p.Noon("2024-01-01")}); !r.Total.IsZero() {
		t.Errorf("%s %v", r.Total, r.Missing)
	}
}

// The code given by the caller is used instead of the declared one.
func TestCodeOfTheCaller(t *testing.T) {
	p := law{tariff: "61,1 %,mfn,,law\n62,2 %,mfn,,law\n"}.load(t)
	if r := duty.Assess(goods("100 EUR"), p, duty.Inputs{At: day, HS: []string{"620443"}}); r.Total.Cmp(money.FromInt(2)) != 0 {
		t.Errorf("total %s", r.Total)
	}
	if r := duty.Assess(goods("100 EUR"), p, duty.Inputs{At: day, HS: []string{""}}); r.Total.Known() {
		t.Errorf("a code that the caller does not know: %s", r.Total)
	}
}

// Equal inputs give equal results, traces and all.
func TestDeterministic(t *testing.T) {
	packs, err := pack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packs {
		for i := range p.Examples {
			e := &p.Examples[i]
			in := duty.Inputs{At: p.Noon(e.At)}
			a, b := duty.Assess(e.Item, p, in), duty.Assess(e.Item, p, in)
			if !reflect.DeepEqual(a, b) {
				t.Errorf("%s differs from itself", e.ID)
			}
			for _, l := range a.Lines {
				for _, c := range l.Charges {
					if len(c.Trace) == 0 || c.Source == "" || c.Rate == "" || c.Trace[0].Law == "" {
						t.Errorf("%s: a charge without trace, source, rate or citation: %+v", e.ID, c)
					}
				}
			}
		}
	}
}

// A figure that is not law is said to be none.
func TestIllustrativeIsSaid(t *testing.T) {
	p, err := pack.Load(pack.Embedded(), "KH")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"kh-dress": true, "kh-50-cif": false, "kh-outbound": false, "kh-beer": true}
	for i := range p.Examples {
		e := &p.Examples[i]
		expected, asked := want[e.ID]
		if !asked {
			continue
		}
		r := duty.Assess(e.Item, p, duty.Inputs{At: p.Noon(e.At)})
		if said := strings.Contains(fmt.Sprint(r.Notes), "Not law"); r.Illustrative != expected || said != expected {
			t.Errorf("%s: illustrative %v, notes %v", e.ID, r.Illustrative, r.Notes)
		}
		delete(want, e.ID)
	}
	if len(want) > 0 {
		t.Errorf("examples that are gone: %v", want)
	}
}
