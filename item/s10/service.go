package s10

import (
	_ "embed"
	"strings"
	"sync"

	"greenlane/item"
)

//go:embed data/indicators.tsv
var indicators string

// Kind says who may use a service indicator.
type Kind string

// The kinds.
const (
	International Kind = "international"
	Domestic      Kind = "domestic" // domestic, bilateral or multilateral use
	Reserved      Kind = "reserved"
	Unknown       Kind = "" // the table has no row
)

// Service is what a service indicator says.
type Service struct {
	Kind    Kind
	Class   string // mail class U, C or E; "" if the indicator does not tell
	Meaning string // such as "registered letter"
}

type serviceRow struct {
	Service
	prefix   string
	from, to item.Date
}

// services holds the rows by first letter, two-letter prefixes first.
var services = sync.OnceValue(func() *[26][]serviceRow {
	var table [26][]serviceRow
	for _, wide := range []bool{true, false} {
		for line := range strings.Lines(indicators) {
			col := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
			if strings.HasPrefix(line, "#") || len(col) != 6 || (len(col[0]) == 2) != wide {
				continue
			}
			row := serviceRow{Service{Kind(col[1]), col[2], col[3]}, col[0], item.Date(col[4]), item.Date(col[5])}
			table[col[0][0]-'A'] = append(table[col[0][0]-'A'], row)
		}
	}
	return &table
})

// ServiceOf says what a service indicator means on a day; the zero Service if the table
// does not say. An unknown day asks for meanings without an end.
func ServiceOf(indicator string, day item.Date) Service {
	if len(indicator) != 2 || !letter(indicator[0]) {
		return Service{}
	}
	rows := services()[indicator[0]-'A']
	for i := range rows {
		r := &rows[i]
		if !strings.HasPrefix(indicator, r.prefix) || r.to != "" && (day == "" || day > r.to) {
			continue
		}
		if day == "" || day >= r.from {
			return r.Service
		}
	}
	return Service{}
}

// reserved says that the first letter is reserved now, whatever the second.
func reserved(first byte) bool {
	rows := services()[first-'A']
	return len(rows) > 0 && rows[len(rows)-1].Kind == Reserved && rows[len(rows)-1].to == ""
}
