package intake

import (
	"strconv"

	"greenlane/clearance"
)

// fresh are the rows that a batch has written so far, by identifier: later items of the
// batch find them as they would find them in the record.
type fresh map[string][]*clearance.Row

// row gives the row that a key finds: of its month or of the two months before it, the
// newest first. stored is what the record found.
func (f fresh) row(k clearance.Key, stored *clearance.Row) *clearance.Row {
	best := stored
	for _, r := range f[k.ID] {
		if age := months(k.Month) - months(r.Month); age < 0 || age > 2 {
			continue
		}
		if best == nil || r.Month >= best.Month {
			best = r
		}
	}
	return best
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
