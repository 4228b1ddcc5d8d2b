package jsontext

import (
	"strconv"
	"unicode/utf8"

	"greenlane/item/money"
)

// Writer appends JSON to a buffer in the order of the calls. The zero value is ready.
// Members whose value is empty or unknown are left out by the Opt methods.
type Writer struct {
	buf   []byte
	comma bool
}

// NewWriter gives a writer that appends to dst.
func NewWriter(dst []byte) *Writer { return &Writer{buf: dst} }

// Reset starts again, keeping the memory.
func (w *Writer) Reset() { w.buf, w.comma = w.buf[:0], false }

// Bytes is what was written; it is valid until the next Reset.
func (w *Writer) Bytes() []byte { return w.buf }

func (w *Writer) sep() {
	if w.comma {
		w.buf = append(w.buf, ',')
	}
	w.comma = true
}

// Key writes the key of the next member.
func (w *Writer) Key(k string) *Writer {
	w.sep()
	w.buf = AppendString(w.buf, k)
	w.buf = append(w.buf, ':')
	w.comma = false
	return w
}

// Begin opens an object or a list: Begin('{') or Begin('[').
func (w *Writer) Begin(bracket byte) {
	w.sep()
	w.buf = append(w.buf, bracket)
	w.comma = false
}

// End closes an object or a list: End('}') or End(']').
func (w *Writer) End(bracket byte) {
	w.buf = append(w.buf, bracket)
	w.comma = true
}

// Reopen takes back the bracket that End wrote last, so that members can be added.
func (w *Writer) Reopen() {
	w.buf = w.buf[:len(w.buf)-1]
	w.comma = true
}

// String writes a text value.
func (w *Writer) String(s string) { w.sep(); w.buf = AppendString(w.buf, s) }

// Int writes a whole number.
func (w *Writer) Int(n int64) { w.sep(); w.buf = strconv.AppendInt(w.buf, n, 10) }

// Float writes a probability or a score with the given number of places; money and
// weight never pass through here.
func (w *Writer) Float(f float64, places int) {
	w.sep()
	w.buf = strconv.AppendFloat(w.buf, f, 'f', places, 64)
}

// Bool writes true or false.
func (w *Writer) Bool(b bool) { w.sep(); w.buf = strconv.AppendBool(w.buf, b) }

// Null writes null.
func (w *Writer) Null() { w.sep(); w.buf = append(w.buf, "null"...) }

// Raw writes JSON text that is already checked.
func (w *Writer) Raw(json []byte) { w.sep(); w.buf = append(w.buf, json...) }

// Decimal writes a number as a text, "12.50"; unknown is null.
func (w *Writer) Decimal(d money.Decimal) {
	if !d.Known() {
		w.Null()
		return
	}
	w.sep()
	w.buf = append(w.buf, '"')
	w.buf = d.Append(w.buf)
	w.buf = append(w.buf, '"')
}

// OptString writes the member unless the text is empty.
func (w *Writer) OptString(k, s string) {
	if s != "" {
		w.Key(k).String(s)
	}
}

// OptInt writes the member unless the number is 0.
func (w *Writer) OptInt(k string, n int64) {
	if n != 0 {
		w.Key(k).Int(n)
	}
}

// OptBool writes the member if it is true.
func (w *Writer) OptBool(k string, b bool) {
	if b {
		w.Key(k).Bool(b)
	}
}

// OptDecimal writes the member unless the number is unknown.
func (w *Writer) OptDecimal(k string, d money.Decimal) {
	if d.Known() {
		w.Key(k).Decimal(d)
	}
}

// Strings writes a list of texts.
func (w *Writer) Strings(list []string) {
	w.Begin('[')
	for _, s := range list {
		w.String(s)
	}
	w.End(']')
}

const hexDigits = "0123456789abcdef"

// plain are the bytes that stand for themselves in a JSON text.
var plain = func() (p [utf8.RuneSelf]bool) {
	for c := range p {
		p[c] = c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' && c != 0x7f
	}
	return p
}()

// AppendString appends s as a JSON text. Characters that HTML or JavaScript could
// misread (<, >, &, U+2028, U+2029) are escaped, so that the text may stand in a page.
// Bytes that are not UTF-8 become U+FFFD; readers of this house never let them in.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if plain[c] {
				i++
				continue
			}
			dst = append(dst, s[from:i]...)
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			case '\n':
				dst = append(dst, '\\', 'n')
			case '\t':
				dst = append(dst, '\\', 't')
			case '\r':
				dst = append(dst, '\\', 'r')
			default:
				dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
			i++
			from = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || r == '\u2028' || r == '\u2029' {
			dst = append(dst, s[from:i]...)
			switch r {
			case '\u2028', '\u2029':
				dst = append(dst, '\\', 'u', '2', '0', '2', hexDigits[r&15])
			default:
				dst = append(dst, "\ufffd"...)
			}
			from = i + n
		}
		i += n
	}
	dst = append(dst, s[from:]...)
	return append(dst, '"')
}
