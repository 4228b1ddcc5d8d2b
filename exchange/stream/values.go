package stream

import (
	"slices"
	"strconv"
	"strings"

	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
)

// ID is an item identifier in canonical spelling: without spaces and in capitals, if that
// gives 13 letters and digits; otherwise it stays as it was received.
func ID(s string) string {
	if canonicalID(s) {
		return s
	}
	short := strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	if canonicalID(short) {
		return short
	}
	return s
}

func canonicalID(s string) bool {
	if len(s) != 13 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// HS is a tariff code as declared. The accepted spellings with dots, spaces or hyphens
// between the digits ("6204.44", "6204 44 00") lose them; anything else stays.
func HS(s string) string {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c != '.' && c != ' ' && c != '-':
			return s
		}
	}
	if digits == len(s) || digits < 6 || digits > 12 {
		return s
	}
	out := make([]byte, 0, digits)
	for i := range len(s) {
		if c := s[i]; c >= '0' && c <= '9' {
			out = append(out, c)
		}
	}
	return string(out)
}

// Decimal reads a number; "" is unknown. The code names the fault of a text that is none.
func Decimal(s, code, field string) (money.Decimal, *fault.Fault) {
	if s == "" {
		return money.Decimal{}, nil
	}
	d, err := money.Parse(s)
	if err != nil {
		return money.Decimal{}, item.NumberFault(err, code, field, s)
	}
	return d, nil
}

// Quantity reads a number of pieces; "" is unknown, which is 0.
func Quantity(s, field string) (int64, *fault.Fault) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || s[0] == '+' || s[0] == '-' {
		return 0, fault.New("quantity.syntax", field, clip(s))
	}
	return n, nil
}

// Date reads a day. A time of the day behind it ("2026-11-21T08:30:00Z") is not read.
func Date(s, field string) (item.Date, *fault.Fault) {
	if s == "" {
		return "", nil
	}
	day := s
	if len(s) > 10 && (s[10] == 'T' || s[10] == ' ') {
		day = s[:10]
	}
	d := item.Date(day)
	if _, ok := d.Time(); !ok {
		return "", fault.New("date.syntax", field, clip(s))
	}
	return d, nil
}

// Bool reads true, false, yes, no, 1 and 0 in any case; known is false for "".
func Bool(s, field string) (yes, known bool, f *fault.Fault) {
	switch strings.ToLower(s) {
	case "":
		return false, false, nil
	case "true", "1", "yes", "y":
		return true, true, nil
	case "false", "0", "no", "n":
		return false, true, nil
	}
	return false, false, fault.New("boolean.syntax", field, clip(s))
}

// Escape makes the name of a member fit for the path under which it is kept: a path is
// taken apart at its dots.
func Escape(name string) string {
	if !strings.ContainsAny(name, ".~") {
		return name
	}
	return strings.NewReplacer("~", "~0", ".", "~1").Replace(name)
}

// Unescape undoes Escape.
func Unescape(name string) string {
	if !strings.Contains(name, "~") {
		return name
	}
	return strings.NewReplacer("~1", ".", "~0", "~").Replace(name)
}

// Order sorts the kept fields of an item by key, so that the same declaration has the same
// digest whatever the order in which its members were sent. Fields of one key keep theirs.
func Order(it *item.Item) {
	d := &it.Declaration
	for _, list := range [...][]item.Extra{it.Extra, d.Extra, d.Sender.Extra, d.Recipient.Extra} {
		order(list)
	}
	for i := range d.Lines {
		order(d.Lines[i].Extra)
	}
}

func order(list []item.Extra) {
	if len(list) > 1 {
		slices.SortStableFunc(list, func(a, b item.Extra) int { return strings.Compare(a.Key, b.Key) })
	}
}

// clip keeps a hostile text from filling the message.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "..."
	}
	return s
}
