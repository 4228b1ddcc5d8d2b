package tariff

import (
	"slices"
	"sort"
	"strings"

	"greenlane/item"
	"greenlane/item/fault"
)

// Measure is one row: a rate on a code and everything below it.
type Measure struct {
	HS          string // digits; "" stands on every code
	Type        string // "mfn", "preference", "suspension"; "additional" and "additional:..." add to the chosen one
	Expr        *Expr
	Title       string
	Origin      []string // countries of origin it is limited to; empty: all
	Dispatch    []string // countries of posting it is limited to; empty: all
	Destination []string // countries of delivery it is limited to; empty: all
	From, To    item.Date
	Source      string
	Line        int // of the file, for faults
}

// Covers says whether the measure is in force on the day.
func (m *Measure) Covers(day item.Date) bool {
	return (m.From == "" || m.From <= day) && (m.To == "" || day < m.To)
}

// Holds says whether the measure is open to goods of the origin, posted in one country
// and delivered in another.
func (m *Measure) Holds(origin, dispatch, destination string) bool {
	return allows(m.Origin, origin) && allows(m.Dispatch, dispatch) && allows(m.Destination, destination)
}

func allows(list []string, country string) bool {
	return len(list) == 0 || slices.Contains(list, country)
}

// limits counts the countries lists, so that the more special of two rows on one code
// comes first.
func (m *Measure) limits() int {
	n := 0
	for _, l := range [3][]string{m.Origin, m.Dispatch, m.Destination} {
		if len(l) > 0 {
			n++
		}
	}
	return n
}

// Table is an immutable set of measures.
type Table struct {
	rows    []*Measure
	byCode  map[string][]*Measure
	lengths []int    // of the codes that occur, longest first
	codes   []string // sorted
}

// Build makes a table. Two measures of one type on one code for the same countries may
// not be in force on the same day.
func Build(rows []*Measure) (*Table, error) {
	t := &Table{rows: rows, byCode: make(map[string][]*Measure, len(rows))}
	var seen [16]bool
	for _, m := range rows {
		if len(m.HS) >= len(seen) {
			return nil, fault.New("tariff.row", "", m.HS, "the code is longer than 15 digits").At(m.Line, 0)
		}
		for i := range len(m.HS) {
			if m.HS[i] < '0' || m.HS[i] > '9' {
				return nil, fault.New("tariff.row", "", m.HS, "a code is digits only").At(m.Line, 0)
			}
		}
		if m.To != "" && m.From >= m.To {
			return nil, fault.New("tariff.row", "", m.HS, "it ends before it begins").At(m.Line, 0)
		}
		for _, other := range t.byCode[m.HS] {
			if clash(m, other) {
				return nil, fault.New("tariff.row", "", m.HS, "its validity overlaps another row of the same type").At(m.Line, 0)
			}
		}
		t.byCode[m.HS] = append(t.byCode[m.HS], m)
		seen[len(m.HS)] = true
	}
	for n := len(seen) - 1; n >= 0; n-- {
		if seen[n] {
			t.lengths = append(t.lengths, n)
		}
	}
	for code, list := range t.byCode {
		t.codes = append(t.codes, code)
		sort.SliceStable(list, func(i, j int) bool { return list[i].limits() > list[j].limits() })
	}
	slices.Sort(t.codes)
	return t, nil
}

func clash(a, b *Measure) bool {
	return a.Type == b.Type && slices.Equal(a.Origin, b.Origin) && slices.Equal(a.Dispatch, b.Dispatch) && slices.Equal(a.Destination, b.Destination) &&
		(a.To == "" || b.From < a.To) && (b.To == "" || a.From < b.To)
}

// Rows are all measures in file order; the caller must not change them.
func (t *Table) Rows() []*Measure { return t.rows }

// Find appends the measures on the code and its ancestors that are in force on the day,
// the longest code first and the more special row before the general one. A nil table
// finds nothing.
func (t *Table) Find(dst []*Measure, code string, day item.Date) []*Measure {
	if t == nil {
		return dst
	}
	for _, n := range t.lengths {
		if n > len(code) {
			continue
		}
		for _, m := range t.byCode[code[:n]] {
			if m.Covers(day) {
				dst = append(dst, m)
			}
		}
	}
	return dst
}

// Splits says whether measures stand on longer codes below the code, so that more digits
// are needed to tell which of them applies.
func (t *Table) Splits(code string) bool {
	if t == nil || code == "" {
		return false
	}
	i, found := slices.BinarySearch(t.codes, code)
	if found {
		i++
	}
	return i < len(t.codes) && strings.HasPrefix(t.codes[i], code)
}

// NeedsCode says whether a measure stands on a code, so that the rate
// cannot be known without one.
func (t *Table) NeedsCode() bool {
	return t != nil && (len(t.lengths) > 1 || len(t.lengths) == 1 && t.lengths[0] > 0)
}
