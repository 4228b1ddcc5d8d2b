package tariff

import (
	"strings"

	"greenlane/item/fault"
	"greenlane/item/money"
)

// Expr is a rate of duty: a sum of terms, then lower and upper bounds from left to right,
// which is the same as splitting at the last MIN or MAX.
type Expr struct {
	Text   string // as the law or the pack writes it
	Absent bool   // UNKNOWN: something is owed, but the pack does not hold the rate
	Terms  []Term // empty: free
	Bounds []Bound
}

// Bound takes the greater (MIN) or the lesser (MAX) of what stands before it and its own sum.
type Bound struct {
	Max   bool // at most
	Terms []Term
}

// Term is one summand.
type Term struct {
	Minus    bool
	Percent  money.Decimal // of the base, where Currency is empty
	Amount   money.Decimal // per unit, where Currency is set
	Currency string
	Units    []Unit // one, or two that multiply; empty: a flat amount a line
}

// Unit is what a specific rate counts.
type Unit struct {
	Name   string // as written
	Kind   Kind
	Factor money.Decimal // measured quantity times it: 0.01 for DTN counted in kilograms
}

// Kind is the fact that a unit counts.
type Kind uint8

// The kinds.
const (
	Mass     Kind = iota // kilograms of net weight
	Pieces               // pieces of the line
	Code                 // distinct HS subheading (six digits) of the declaration: an "item" in the sense of Regulation (EU) 2026/382
	Package              // the postal item as a whole
	Declared             // a quantity that a postal declaration does not carry, such as litres
)

// units are the measurement units, TARIC codes and plain words; see the annex of units of
// the integrated tariff of the Union. The power says how many units make one of the
// facts counted: -2 for DTN, a hundred kilograms.
var units = [...]struct {
	name  string
	kind  Kind
	power int
}{
	{"kg", Mass, 0}, {"KGM", Mass, 0}, {"g", Mass, 3}, {"GRM", Mass, 3}, {"DTN", Mass, -2}, {"TNE", Mass, -3},
	{"piece", Pieces, 0}, {"NAR", Pieces, 0}, {"NPR", Pieces, 0}, {"CEN", Pieces, -2}, {"MIL", Pieces, -3},
	{"item", Code, 0}, {"package", Package, 0},
	{"l", Declared, 0}, {"LTR", Declared, 0}, {"HLT", Declared, 0}, {"LPA", Declared, 0}, {"ASV", Declared, 0}, {"ASVX", Declared, 0},
	{"m2", Declared, 0}, {"MTK", Declared, 0}, {"MTQ", Declared, 0}, {"MTR", Declared, 0}, {"KWH", Declared, 0}, {"RET", Declared, 0},
}

// Free says that nothing is ever owed under the expression.
func (e *Expr) Free() bool { return !e.Absent && len(e.Terms) == 0 && len(e.Bounds) == 0 }

// String is the expression as written.
func (e *Expr) String() string { return e.Text }

// Needs says whether the expression counts a fact of the kind.
func (e *Expr) Needs(k Kind) bool {
	if needs(e.Terms, k) {
		return true
	}
	for i := range e.Bounds {
		if needs(e.Bounds[i].Terms, k) {
			return true
		}
	}
	return false
}

func needs(terms []Term, k Kind) bool {
	for i := range terms {
		for j := range terms[i].Units {
			if terms[i].Units[j].Kind == k {
				return true
			}
		}
	}
	return false
}

// parser walks the words of an expression.
type parser struct {
	text  string
	words []string
	at    int
}

// Parse reads an expression:
//
//	expr := "FREE" | "NIL" | "UNKNOWN" | sum { ("MIN"|"MAX") sum }
//	sum  := term { ("+"|"-") term }
//	term := number "%" | number currency [ "/" unit [ "/" unit ] ] | currency number "per" unit
func Parse(text string) (*Expr, error) {
	if len(text) > 400 {
		return nil, fault.New("tariff.expression", "", text[:40], "it is longer than 400 characters")
	}
	spaced := strings.NewReplacer("%", " % ", "/", " / ", "+", " + ").Replace(text)
	p := &parser{text: text, words: strings.Fields(spaced)}
	e := &Expr{Text: strings.TrimSpace(text)}
	if len(p.words) == 1 && (p.words[0] == "FREE" || p.words[0] == "NIL") {
		return e, nil
	}
	if e.Text == "UNKNOWN" {
		e.Absent = true
		return e, nil
	}
	var err error
	if e.Terms, err = p.sum(); err != nil {
		return nil, err
	}
	for p.at < len(p.words) {
		word := p.take()
		if word != "MIN" && word != "MAX" {
			return nil, p.fail("expected +, -, MIN or MAX before " + word)
		}
		b := Bound{Max: word == "MAX"}
		if b.Terms, err = p.sum(); err != nil {
			return nil, err
		}
		e.Bounds = append(e.Bounds, b)
	}
	return e, nil
}

func (p *parser) fail(why string) error { return fault.New("tariff.expression", "", p.text, why) }

func (p *parser) peek() string {
	if p.at < len(p.words) {
		return p.words[p.at]
	}
	return ""
}

func (p *parser) take() string {
	w := p.peek()
	if w != "" {
		p.at++
	}
	return w
}

func (p *parser) sum() ([]Term, error) {
	var terms []Term
	minus := false
	if p.peek() == "-" {
		minus = true
		p.take()
	}
	for {
		t, err := p.term()
		if err != nil {
			return nil, err
		}
		t.Minus = minus
		terms = append(terms, t)
		switch p.peek() {
		case "+":
			minus = false
		case "-":
			minus = true
		default:
			return terms, nil
		}
		p.take()
	}
}

func (p *parser) term() (Term, error) {
	word := p.take()
	before := ""
	if currency(word) {
		before, word = word, p.take()
	}
	n, err := money.Parse(word)
	if err != nil || word[0] == '-' || word[0] == '+' {
		return Term{}, p.fail("expected a number, found " + quoted(word))
	}
	if before == "" && p.peek() == "%" {
		p.take()
		return Term{Percent: n}, nil
	}
	t := Term{Amount: n, Currency: before}
	if before == "" {
		if t.Currency = p.take(); !currency(t.Currency) {
			return Term{}, p.fail("expected % or a currency after " + word)
		}
	}
	for p.peek() == "/" || p.peek() == "per" {
		p.take()
		u, ok := unit(p.take())
		if !ok {
			return Term{}, p.fail("unknown unit")
		}
		t.Units = append(t.Units, u)
	}
	if len(t.Units) > 2 {
		return Term{}, p.fail("more than two units")
	}
	return t, nil
}

func quoted(w string) string {
	if w == "" {
		return "the end"
	}
	return w
}

func unit(name string) (Unit, bool) {
	for i := range units {
		if units[i].name == name {
			return Unit{Name: name, Kind: units[i].kind, Factor: power(units[i].power)}, true
		}
	}
	return Unit{}, false
}

// power is ten to the n.
func power(n int) money.Decimal {
	if n <= 0 {
		return money.FromMinor(1, -n)
	}
	p := int64(1)
	for range n {
		p *= 10
	}
	return money.FromInt(p)
}

func currency(w string) bool {
	if len(w) != 3 {
		return false
	}
	for i := range 3 {
		if w[i] < 'A' || w[i] > 'Z' {
			return false
		}
	}
	return w != "MIN" && w != "MAX" && w != "NIL"
}
