package intake

import (
	"strconv"

	"greenlane/clearance"
)

// fresh are the rows that a batch has written so far, by identifier: later items of the
// batch find them as they would find them in the record.
type fresh map[string][]*clearance.Row

// row gives the newest row of an item that the key or the present month finds. stored is
// what the record found.
func (f fresh) row(k clearance.Key, month string, stored *clearance.Row) *clearance.Row {
	best := stored
	for _, r := range f[k.ID] {
		if near(r.Month, k.Month) || near(r.Month, month) {
			best = newer(best, r)
		}
	}
	return best
}

// newer gives the row of the later month, of two of one month the second; nil is none.
func newer(a, b *clearance.Row) *clearance.Row {
	if a == nil || b != nil && b.Month >= a.Month {
		return b
	}
	return a
}

// near says that a key of a month finds a row: of the month or of the two before it.
func near(row, key string) bool {
	age := months(key) - months(row)
	return age >= 0 && age <= 2
}

func (f fresh) put(row *clearance.Row) {
	list := f[row.ID]
	for i, r := range list {
		if r.Month == row.Month {
			list[i] = row
			return
		}
	}
	f[row.ID] = append(list, row)
}

// months counts the months to "2026-11".
func months(month string) int {
	if len(month) != len("2026-11") {
		return 0
	}
	year, _ := strconv.Atoi(month[:4]) // a key is made of a date that was checked
	m, _ := strconv.Atoi(month[5:])
	return 12*year + m
}
