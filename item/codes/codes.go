package codes

import (
	"bytes"
	"embed"
	"fmt"
	"sort"
	"strings"
	"sync"

	"greenlane/item"
)

//go:embed data/*.tsv
var files embed.FS

// Entry is one meaning of a code between two days.
type Entry struct {
	Code  string
	Name  string
	From  item.Date // first day; "" since ever
	To    item.Date // last day; "" until further notice
	Value string    // what the list says further: decimal places, a decision, a kind
}

// On says whether the entry is in force on the day; an unknown day asks for entries without
// a last day.
func (e *Entry) On(day item.Date) bool {
	if day == "" {
		return e.To == ""
	}
	return day >= e.From && (e.To == "" || day <= e.To)
}

// Places is the number of decimal places of a currency.
func (e *Entry) Places() int {
	if len(e.Value) == 1 && e.Value[0] >= '0' && e.Value[0] <= '9' {
		return int(e.Value[0] - '0')
	}
	return 0
}

// List is an immutable dated code list, safe for concurrent use.
type List struct {
	rows []Entry // sorted by code, then first day
	at   map[string]span
}

type span struct{ from, to int32 }

// On gives the entry of the code in force on the day.
func (l *List) On(code string, day item.Date) (Entry, bool) {
	s, ok := l.at[code]
	if !ok {
		return Entry{}, false
	}
	for i := s.to - 1; i >= s.from; i-- {
		if l.rows[i].On(day) {
			return l.rows[i], true
		}
	}
	return Entry{}, false
}

// Has says whether the code is in force on the day, without copying the entry.
func (l *List) Has(code string, day item.Date) bool {
	s, ok := l.at[code]
	if !ok {
		return false
	}
	for i := s.to - 1; i >= s.from; i-- {
		if l.rows[i].On(day) {
			return true
		}
	}
	return false
}

// Last gives the latest entry of the code, whether or not it is still in force.
func (l *List) Last(code string) (Entry, bool) {
	s, ok := l.at[code]
	if !ok {
		return Entry{}, false
	}
	return l.rows[s.to-1], true
}

// All gives the entries in force on the day, in the order of their codes.
func (l *List) All(day item.Date) []Entry {
	var out []Entry
	for i := range l.rows {
		if l.rows[i].On(day) {
			out = append(out, l.rows[i])
		}
	}
	return out
}

// Read reads a list: lines of code, name, from, to and value between tabs; lines that start
// with # and empty lines are left out. Two entries of a code must not overlap.
func Read(data []byte) (*List, error) {
	l := &List{at: make(map[string]span)}
	for n, line := range strings.Split(string(bytes.TrimPrefix(data, []byte("\ufeff"))), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		col := strings.Split(line, "\t")
		if len(col) < 2 || len(col) > 5 || col[0] == "" {
			return nil, fmt.Errorf("code list: line %d: want code, name, from, to, value between tabs", n+1)
		}
		col = append(col, "", "", "")
		e := Entry{Code: col[0], Name: col[1], From: item.Date(col[2]), To: item.Date(col[3]), Value: col[4]}
		for _, d := range []item.Date{e.From, e.To} {
			if _, ok := d.Time(); d != "" && !ok {
				return nil, fmt.Errorf("code list: line %d: %q is not a date", n+1, d)
			}
		}
		l.rows = append(l.rows, e)
	}
	sort.SliceStable(l.rows, func(i, j int) bool {
		a, b := &l.rows[i], &l.rows[j]
		return a.Code < b.Code || a.Code == b.Code && a.From < b.From
	})
	return l, l.index()
}

func (l *List) index() error {
	for i := range l.rows {
		e := &l.rows[i]
		if e.To != "" && e.To < e.From {
			return fmt.Errorf("code list: %q ends before it begins", e.Code)
		}
		s, again := l.at[e.Code]
		if !again {
			s.from = int32(i)
		} else if before := &l.rows[i-1]; before.To == "" || before.To >= e.From {
			return fmt.Errorf("code list: two entries of %q overlap", e.Code)
		}
		s.to = int32(i + 1)
		l.at[e.Code] = s
	}
	return nil
}

// load gives the embedded list; its own test reads every file, so an error cannot happen.
func load(name string) func() *List {
	return sync.OnceValue(func() *List {
		data, err := files.ReadFile("data/" + name + ".tsv")
		if err != nil {
			panic("codes: " + err.Error())
		}
		l, err := Read(data)
		if err != nil {
			panic("codes: " + name + ": " + err.Error())
		}
		return l
	})
}

var (
	countries  = load("countries")
	currencies = load("currencies")
	natures    = load("natures")
	classes    = load("classes")
	categories = load("categories")
	transports = load("transports")
	units      = load("units")
)

// Countries is ISO 3166-1 alpha-2 with former codes and XK; Value is "iso" or "user".
func Countries() *List { return countries() }

// Currencies is ISO 4217 with former codes; Value is the number of decimal places.
func Currencies() *List { return currencies() }

// Natures is the nature of transaction of a declaration: 11, 21, 31, 32, 91, 991, 999.
func Natures() *List { return natures() }

// Classes is the mail class: U, C, E, T.
func Classes() *List { return classes() }

// Categories is the mail category: A, B, C, D.
func Categories() *List { return categories() }

// Transports is the mode of transport of UN/ECE Recommendation 19: 1 to 9.
func Transports() *List { return transports() }

// Units is the part of UN/ECE Recommendation 20 that postal customs uses.
func Units() *List { return units() }

// Country gives the country of an alpha-2 code on a day.
func Country(code string, day item.Date) (Entry, bool) { return countries().On(code, day) }

// Currency gives the currency of an alphabetic code on a day.
func Currency(code string, day item.Date) (Entry, bool) { return currencies().On(code, day) }

// MinorUnits is the number of places of a currency's smallest unit, by the last entry that
// the list has of it, also after it expired; 2 for a code that is not listed.
func MinorUnits(currency string) int {
	if e, ok := Currencies().Last(currency); ok {
		return e.Places()
	}
	return 2
}
