package journal

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"greenlane/item/money"
	"greenlane/ledger"
)

// AmountText is "12.50 EUR"; an unknown number in a known currency is " EUR", an unknown
// amount is "", a number without a currency "12.50".
func AmountText(a money.Amount) string {
	switch {
	case a.Currency != "":
		return a.Decimal.String() + " " + a.Currency
	case a.Known():
		return a.Decimal.String()
	}
	return ""
}

// ReadAmount reads AmountText. Sums of charges may have more digits than a declaration
// may, so the number is taken as it was written.
func ReadAmount(s string) (money.Amount, error) {
	number, currency, _ := strings.Cut(s, " ")
	a := money.Amount{Currency: currency}
	if number == "" {
		return a, nil
	}
	var err error
	if a.Decimal, err = money.Parse(number); err != nil {
		return a, fmt.Errorf("amount %q: %w", s, err)
	}
	return a, nil
}

// ChargesText is the compact form of a row's charges: "duty=3.20 EUR;vat=14.00 EUR".
// Types are codes of the packs; the two separators inside one are written as %3D and %3B.
func ChargesText(list []ledger.Charge) string {
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	for i, c := range list {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(chargeEscape.Replace(c.Type))
		b.WriteByte('=')
		b.WriteString(AmountText(c.Amount))
	}
	return b.String()
}

// A Replacer is safe for use by several goroutines and never changes.
var (
	chargeEscape   = strings.NewReplacer("%", "%25", "=", "%3D", ";", "%3B")
	chargeUnescape = strings.NewReplacer("%25", "%", "%3D", "=", "%3B", ";")
)

// ReadCharges reads ChargesText.
func ReadCharges(s string) ([]ledger.Charge, error) {
	if s == "" {
		return nil, nil
	}
	list := make([]ledger.Charge, 0, 1+strings.Count(s, ";"))
	for part := range strings.SplitSeq(s, ";") {
		kind, amount, ok := strings.Cut(part, "=")
		if !ok {
			return nil, fmt.Errorf("charge %q: no amount", part)
		}
		a, err := ReadAmount(amount)
		if err != nil {
			return nil, err
		}
		list = append(list, ledger.Charge{Type: chargeUnescape.Replace(kind), Amount: a})
	}
	return list, nil
}

// Micros is a time as stored: microseconds since 1970 in UTC; 0 is no time.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time reads Micros.
func Time(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// plain makes a text fit for a column of both databases: PostgreSQL holds no NUL and no
// bytes that are not UTF-8. The event keeps what was said.
func plain(s string) string {
	if strings.IndexByte(s, 0) < 0 && utf8.ValidString(s) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}
