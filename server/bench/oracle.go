package bench

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/big"
	"strings"

	"go.yaml.in/yaml/v3"

	"greenlane/assess/pack"
)

// Oracle recomputes what Cambodian law, as the pack KH states it, asks of an item. It reads
// the tables of the pack by itself and reckons in rational numbers.
type Oracle struct {
	tariff, special []tariffRow
	perDollar       map[string]*big.Rat // units of a currency for one US dollar
}

type tariffRow struct {
	prefix, origin, dispatch, from, to string
	percent                            *big.Rat
}

// NewOracle reads the raw tables.
func NewOracle() (*Oracle, error) {
	files := pack.Embedded()
	o := &Oracle{perDollar: map[string]*big.Rat{"USD": big.NewRat(1, 1)}}
	var err error
	if o.tariff, err = readTariff(files, "KH/tariff.csv"); err != nil {
		return nil, err
	}
	if o.special, err = readTariff(files, "KH/special-tax.csv"); err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(files, "KH/fx.yaml")
	if err != nil {
		return nil, err
	}
	var fx struct {
		Rates []struct {
			Values map[string]string
		}
	}
	if err := yaml.Unmarshal(data, &fx); err != nil {
		return nil, err
	}
	for _, r := range fx.Rates {
		for currency, text := range r.Values {
			v, ok := new(big.Rat).SetString(text)
			if !ok {
				return nil, fmt.Errorf("rate of %s: %q", currency, text)
			}
			o.perDollar[currency] = v
		}
	}
	return o, nil
}

func readTariff(files fs.FS, name string) ([]tariffRow, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(string(data)))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	column := map[string]int{}
	for i, h := range rows[0] {
		column[h] = i
	}
	get := func(row []string, name string) string {
		if i, ok := column[name]; ok {
			return row[i]
		}
		return ""
	}
	var out []tariffRow
	for _, row := range rows[1:] {
		t := tariffRow{prefix: get(row, "hs"), origin: get(row, "origin"), dispatch: get(row, "dispatch"), from: get(row, "from"), to: get(row, "to")}
		expression := get(row, "expression")
		if expression == "FREE" {
			expression = "0 %"
		}
		var ok bool
		if t.percent, ok = new(big.Rat).SetString(strings.TrimSuffix(expression, " %")); !ok {
			return nil, fmt.Errorf("%s: rate %q is not plain", name, expression)
		}
		out = append(out, t)
	}
	return out, nil
}

// rate scans the whole table: the longest code that fits wins, a rate for one origin wins
// over a rate for all if it is lower.
func rate(table []tariffRow, code, origin, dispatch, day string) *big.Rat {
	var general, special *big.Rat
	longest := -1
	for _, t := range table {
		if !strings.HasPrefix(code, t.prefix) || t.from > day || t.to != "" && day >= t.to {
			continue
		}
		if t.origin != "" {
			if t.origin == origin && (t.dispatch == "" || t.dispatch == dispatch) && (special == nil || t.percent.Cmp(special) < 0) {
				special = t.percent
			}
			continue
		}
		if len(t.prefix) > longest {
			longest, general = len(t.prefix), t.percent
		}
	}
	if special != nil && (general == nil || special.Cmp(general) < 0) {
		return special
	}
	return general
}

// declared is the part of our item form that the law looks at, read by the standard
// library.
type declared struct {
	ID          string
	Flow        string
	Origin      string
	Declaration struct {
		Nature    string
		Postage   amount
		Insurance amount
		Recipient struct{ Company string }
		Lines     []struct {
			Value  amount
			Origin string
		}
	}
}

type amount struct{ Amount, Currency string }

// decided is the part of the decision form that is checked.
type decided struct {
	Item, Decision, Lane, State, Status, Hold, Regime, Currency string
	Total                                                       *string `json:"total_due"`
	Reasons                                                     []struct{ Code, Lane string }
	Lines                                                       []struct {
		HS      string
		Charges []struct {
			Type   string
			Amount *string
		}
	}
}

// Check gives what is wrong with a decision about an item, or "".
func (o *Oracle) Check(itemJSON, decisionJSON []byte, day string) string {
	var it declared
	var d decided
	if err := json.Unmarshal(itemJSON, &it); err != nil {
		return "item: " + err.Error()
	}
	if err := json.Unmarshal(decisionJSON, &d); err != nil {
		return "decision: " + err.Error()
	}
	if it.ID != d.Item {
		return "the decision is about " + d.Item
	}
	if wrong := checkLane(&d); wrong != "" {
		return wrong
	}
	return o.checkMoney(&it, &d, day)
}

var laneRank = map[string]int{"green": 0, "blue": 1, "yellow": 2, "red": 3}

// checkLane holds lane, decision, state and status against one another.
func checkLane(d *decided) string {
	strongest := "green"
	codes := map[string]bool{}
	for _, r := range d.Reasons {
		codes[r.Code] = true
		if laneRank[r.Lane] > laneRank[strongest] {
			strongest = r.Lane
		}
	}
	states := map[string]string{"release": "released", "refer": "referred", "refuse": "refused", "seize": "held", "hold": "held"}
	want := states[d.Decision]
	if d.Decision == "hold" && d.Hold == "payment" {
		want = "assessed"
	}
	switch {
	case d.Lane != strongest:
		return "lane " + d.Lane + ", but the strongest reason is " + strongest
	case d.State != want:
		return "decision " + d.Decision + " leads to " + d.State
	case d.Decision == "release" && (d.Lane == "red" || d.Lane == "yellow" || d.Status == "needs_input" || d.Total == nil):
		return "released in lane " + d.Lane + " with status " + d.Status
	case codes["goods.prohibited"] && d.Decision != "seize":
		return "prohibited goods: " + d.Decision
	case codes["screening.party"] && (d.Lane != "red" || d.Decision == "release"):
		return "a listed party: lane " + d.Lane
	case d.Lane == "green" && d.Decision == "hold" && d.Hold != "payment":
		return "a green item is held for " + d.Hold
	}
	return ""
}

func (o *Oracle) dollars(a amount) *big.Rat {
	v, ok := new(big.Rat).SetString(a.Amount)
	per := o.perDollar[a.Currency]
	if !ok || per == nil {
		return nil
	}
	return v.Quo(v, per)
}

var (
	cent    = big.NewRat(1, 100)
	hundred = big.NewRat(100, 1)
)

// roundCent rounds to cents, ties away from nought; amounts here are not negative.
func roundCent(x *big.Rat) *big.Rat {
	n := new(big.Rat).Add(new(big.Rat).Mul(x, hundred), big.NewRat(1, 2))
	return new(big.Rat).Mul(new(big.Rat).SetInt(new(big.Int).Div(n.Num(), n.Denom())), cent)
}

// share splits the freight in proportion to values: whole cents down, left-over cents to
// the largest remainders, what is less than a cent to the first.
func share(freight *big.Rat, values []*big.Rat) []*big.Rat {
	sum := new(big.Rat)
	for _, v := range values {
		sum.Add(sum, v)
	}
	parts := make([]*big.Rat, len(values))
	if len(values) == 1 || sum.Sign() == 0 || freight.Sign() == 0 {
		for i := range parts {
			parts[i] = new(big.Rat)
		}
		if len(values) == 1 {
			parts[0] = freight
			return parts
		}
		if freight.Sign() == 0 {
			return parts
		}
		return share(freight, ones(len(values)))
	}
	left := new(big.Rat).Set(freight)
	rests := make([]*big.Rat, len(values))
	for i, v := range values {
		exact := new(big.Rat).Quo(new(big.Rat).Mul(freight, v), sum)
		cents := new(big.Rat).Mul(exact, hundred)
		parts[i] = new(big.Rat).Mul(new(big.Rat).SetInt(new(big.Int).Div(cents.Num(), cents.Denom())), cent)
		rests[i] = exact.Sub(exact, parts[i])
		left.Sub(left, parts[i])
	}
	for left.Cmp(cent) >= 0 {
		best := 0
		for i := range rests {
			if rests[i].Cmp(rests[best]) > 0 {
				best = i
			}
		}
		parts[best].Add(parts[best], cent)
		rests[best].Sub(rests[best], cent)
		left.Sub(left, cent)
	}
	parts[0].Add(parts[0], left)
	return parts
}

func ones(n int) []*big.Rat {
	out := make([]*big.Rat, n)
	for i := range out {
		out[i] = big.NewRat(1, 1)
	}
	return out
}

// checkMoney recomputes duty, special tax and VAT.
func (o *Oracle) checkMoney(it *declared, d *decided, day string) string {
	want, known := o.total(it, d, day)
	switch {
	case !known && d.Total == nil:
		return ""
	case !known:
		return "a total of " + *d.Total + " although a fact is missing"
	case d.Total == nil:
		return "no total although nothing is missing: " + want.FloatString(2)
	}
	got, ok := new(big.Rat).SetString(*d.Total)
	if !ok || got.Cmp(want) != 0 {
		return "total " + *d.Total + ", the oracle says " + want.FloatString(4)
	}
	sum := new(big.Rat)
	for _, l := range d.Lines {
		for _, c := range l.Charges {
			v, ok := new(big.Rat).SetString(*c.Amount)
			if !ok {
				return "charge " + *c.Amount
			}
			sum.Add(sum, v)
		}
	}
	if sum.Cmp(got) != 0 {
		return "the charges do not add up to " + *d.Total
	}
	return ""
}

func (o *Oracle) total(it *declared, d *decided, day string) (*big.Rat, bool) {
	lines := it.Declaration.Lines
	if it.Flow == "O" {
		return new(big.Rat), true
	}
	if len(lines) == 0 || len(d.Lines) != len(lines) {
		return nil, false
	}
	values := make([]*big.Rat, len(lines))
	cif := new(big.Rat)
	for i := range lines {
		if values[i] = o.dollars(lines[i].Value); values[i] == nil {
			return nil, false
		}
		cif.Add(cif, values[i])
	}
	freight, insurance := new(big.Rat), new(big.Rat)
	for _, part := range []struct {
		to   *big.Rat
		from amount
	}{{freight, it.Declaration.Postage}, {insurance, it.Declaration.Insurance}} {
		if part.from.Amount == "" || it.Declaration.Postage.Amount == "" {
			continue
		}
		v := o.dollars(part.from)
		if v == nil {
			return nil, false
		}
		part.to.Set(v)
		cif.Add(cif, v)
	}
	if cif.Cmp(big.NewRat(50, 1)) <= 0 {
		return new(big.Rat), true
	}
	freights, insurances := share(freight, values), share(insurance, values)
	total := new(big.Rat)
	for i := range lines {
		base := new(big.Rat).Add(values[i], new(big.Rat).Add(freights[i], insurances[i]))
		percent := rate(o.tariff, d.Lines[i].HS, lines[i].Origin, it.Origin, day)
		if d.Lines[i].HS == "" || percent == nil {
			return nil, false
		}
		duty := roundCent(new(big.Rat).Quo(new(big.Rat).Mul(base, percent), hundred))
		base.Add(base, duty)
		special := new(big.Rat)
		if p := rate(o.special, d.Lines[i].HS, "", "", day); p != nil {
			special = roundCent(new(big.Rat).Quo(new(big.Rat).Mul(base, p), hundred))
		}
		base.Add(base, special)
		vat := roundCent(new(big.Rat).Quo(base, big.NewRat(10, 1)))
		total.Add(total, duty).Add(total, special).Add(total, vat)
	}
	return total, true
}
