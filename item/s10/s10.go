package s10

import (
	"strings"

	"greenlane/item"
	"greenlane/item/codes"
	"greenlane/item/fault"
)

// Length is the number of characters of a canonical identifier.
const Length = 13

// ID is a valid identifier. IDs are comparable; the zero value is no identifier.
type ID struct{ text string }

// String is the canonical form, thirteen characters without spaces.
func (id ID) String() string { return id.text }

// Indicator is the service indicator, two letters.
func (id ID) Indicator() string { return id.text[:2] }

// Serial is the serial number, eight digits.
func (id ID) Serial() string { return id.text[2:10] }

// Country is the ISO 3166-1 alpha-2 code of the post that issued the identifier. An item
// whose issuer is the country of destination is coming back.
func (id ID) Country() string { return id.text[11:] }

// Service says what the service indicator means on a day.
func (id ID) Service(day item.Date) Service { return ServiceOf(id.Indicator(), day) }

// Parse reads an identifier, with or without spaces, in either case. The fault is the
// first of: s10.length, s10.form, s10.check_digit_letter, s10.country, s10.indicator,
// s10.check_digit.
func Parse(s string) (ID, error) {
	s = Canonical(s)
	if len(s) != Length {
		return ID{}, fault.New("s10.length", "", len([]rune(s)))
	}
	if !letter(s[0]) || !letter(s[1]) || !letter(s[11]) || !letter(s[12]) {
		return ID{}, fault.New("s10.form", "")
	}
	for i := 2; i < 10; i++ {
		if !digit(s[i]) {
			return ID{}, fault.New("s10.form", "")
		}
	}
	if letter(s[10]) {
		return ID{}, fault.New("s10.check_digit_letter", "")
	}
	if !digit(s[10]) {
		return ID{}, fault.New("s10.form", "")
	}
	if _, ever := codes.Countries().Last(s[11:]); !ever {
		return ID{}, fault.New("s10.country", "", s[11:])
	}
	if reserved(s[0]) {
		return ID{}, fault.New("s10.indicator", "", s[:2])
	}
	if want := check(s[2:10]); s[10] != want {
		return ID{}, fault.New("s10.check_digit", "", string(s[10]), string(want))
	}
	return ID{s}, nil
}

// New makes the identifier of a serial number. It refuses a serial of more than eight
// digits, an indicator or country that Parse would refuse.
func New(indicator string, serial uint32, country string) (ID, error) {
	if len(indicator) != 2 || len(country) != 2 || serial > 99999999 {
		return ID{}, fault.New("s10.form", "")
	}
	var b [Length]byte
	copy(b[:], indicator)
	for i := 9; i >= 2; i-- {
		b[i] = byte('0' + serial%10)
		serial /= 10
	}
	b[10] = check(string(b[2:10]))
	copy(b[11:], country)
	return Parse(string(b[:]))
}

// CheckDigit gives the check digit of an eight-digit serial number; ok is false if the
// serial is something else.
func CheckDigit(serial string) (digitText string, ok bool) {
	if len(serial) != 8 {
		return "", false
	}
	for i := range 8 {
		if !digit(serial[i]) {
			return "", false
		}
	}
	return string(check(serial)), true
}

// check weighs the digits 8 6 4 2 3 5 9 7 and takes 11 minus the rest of the sum by 11;
// 10 becomes 0 and 11 becomes 5.
func check(serial string) byte {
	const weights = "86423597"
	sum := 0
	for i := range 8 {
		sum += int(serial[i]-'0') * int(weights[i]-'0')
	}
	switch c := 11 - sum%11; c {
	case 10:
		return '0'
	case 11:
		return '5'
	default:
		return byte('0' + c)
	}
}

// Canonical takes out spaces and raises letters to upper case, whether or not the text is
// an identifier. It allocates only if something changes.
func Canonical(s string) string {
	for i := range len(s) {
		if s[i] == ' ' || s[i] == '\t' || 'a' <= s[i] && s[i] <= 'z' || s[i] >= 0x80 {
			return rewrite(s)
		}
	}
	return s
}

func rewrite(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r == ' ' || r == '\t' || r == '\u00a0' || r == '\u202f':
		case 'a' <= r && r <= 'z':
			b.WriteByte(byte(r - 'a' + 'A'))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func letter(c byte) bool { return 'A' <= c && c <= 'Z' }
func digit(c byte) bool  { return '0' <= c && c <= '9' }
