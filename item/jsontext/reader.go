package jsontext

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"greenlane/item/fault"
)

// Limits of what is read.
const (
	MaxDepth = 64
	maxKeys  = 100_000 // members of one object or elements of one array
)

// Kind is what the next value is.
type Kind byte

// The kinds of value.
const (
	Null   Kind = 'n'
	Bool   Kind = 't'
	Number Kind = '0'
	Text   Kind = '"'
	Object Kind = '{'
	Array  Kind = '['
	End    Kind = 0 // nothing but white space is left
)

var kindNames = map[Kind]string{Null: "null", Bool: "true or false", Number: "a number", Text: "a text", Object: "an object", Array: "a list", End: "the end of the input"}

// Reader walks over one JSON document.
type Reader struct {
	data  []byte
	at    int
	depth int
	// First byte and line of data in the whole input, for errors: Base bytes and
	// BaseLine lines came before.
	Base     int64
	BaseLine int
}

// NewReader reads data, which must hold still meanwhile.
func NewReader(data []byte) *Reader { return &Reader{data: data} }

// Offset is the 0-based byte at which the reader stands.
func (r *Reader) Offset() int { return r.at }

// fail makes a fault at byte at.
func (r *Reader) fail(at int, code string, args ...any) error {
	at = min(at, len(r.data))
	return fault.New(code, "", args...).At(r.BaseLine+1+bytes.Count(r.data[:at], []byte{'\n'}), r.Base+int64(at)+1)
}

// Fault places a fault of the caller at the byte that ends the value just read.
func (r *Reader) Fault(f *fault.Fault) *fault.Fault {
	return f.At(r.BaseLine+1+bytes.Count(r.data[:min(r.at, len(r.data))], []byte{'\n'}), r.Base+int64(r.at))
}

func (r *Reader) space() {
	for r.at < len(r.data) {
		switch r.data[r.at] {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return
		}
	}
}

// Peek says what the next value is without reading it.
func (r *Reader) Peek() (Kind, error) {
	r.space()
	if r.at >= len(r.data) {
		return End, nil
	}
	switch c := r.data[r.at]; {
	case c == '{' || c == '[' || c == '"' || c == 'n':
		return Kind(c), nil
	case c == 't' || c == 'f':
		return Bool, nil
	case c == '-' || c >= '0' && c <= '9':
		return Number, nil
	default:
		return End, r.fail(r.at, "json.syntax", "unexpected "+strconv.QuoteRune(rune(c)))
	}
}

func (r *Reader) expect(want Kind) error {
	k, err := r.Peek()
	if err != nil {
		return err
	}
	if k == End {
		return r.fail(r.at, "input.truncated")
	}
	if k != want {
		return r.fail(r.at, "json.type", kindNames[want], kindNames[k])
	}
	return nil
}

// Done checks that nothing but white space follows.
func (r *Reader) Done() error {
	r.space()
	if r.at < len(r.data) {
		return r.fail(r.at, "json.syntax", "text behind the end of the document")
	}
	return nil
}

// IsNull reads a null if one comes next, and says whether it did.
func (r *Reader) IsNull() bool {
	r.space()
	if bytes.HasPrefix(r.data[r.at:], []byte("null")) {
		r.at += 4
		return true
	}
	return false
}

// Object reads an object and calls member for each key; member must read the value.
// A key that stands twice is a fault. A null is read as an object without members.
func (r *Reader) Object(member func(key string) error) error {
	if r.IsNull() {
		return nil
	}
	if err := r.enter(Object); err != nil {
		return err
	}
	var few [24]string
	seen := few[:0]
	var many map[string]bool
	for n := 0; ; n++ {
		if n > maxKeys {
			return r.fail(r.at, "input.too_many", maxKeys, "members")
		}
		closed, err := r.next(n, '}')
		if err != nil || closed {
			return err
		}
		keyAt := r.at
		key, err := r.text()
		if err != nil {
			return err
		}
		twice := false
		if many != nil {
			twice = many[key]
			many[key] = true
		} else {
			for _, s := range seen {
				twice = twice || s == key
			}
			if seen = append(seen, key); len(seen) == cap(few[:]) {
				many = make(map[string]bool, 2*len(seen))
				for _, s := range seen {
					many[s] = true
				}
			}
		}
		if twice {
			return r.fail(keyAt, "json.duplicate_key", key)
		}
		r.space()
		if r.at >= len(r.data) {
			return r.fail(r.at, "input.truncated")
		}
		if r.data[r.at] != ':' {
			return r.fail(r.at, "json.syntax", "a colon is missing behind a key")
		}
		r.at++
		if err := member(key); err != nil {
			return under(err, key)
		}
	}
}

// under puts the key in front of the field of faults that were raised by this package,
// whose fields are paths in the document.
func under(err error, key string) error {
	if f, ok := err.(*fault.Fault); ok && (strings.HasPrefix(f.Code, "json.") || strings.HasPrefix(f.Code, "input.")) {
		escaped := strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
		return f.Under("/" + escaped)
	}
	return err
}

// Array reads a list and calls element for each; element must read the value. A null is
// read as an empty list.
func (r *Reader) Array(element func(i int) error) error {
	if r.IsNull() {
		return nil
	}
	if err := r.enter(Array); err != nil {
		return err
	}
	for n := 0; ; n++ {
		if n > maxKeys {
			return r.fail(r.at, "input.too_many", maxKeys, "elements")
		}
		closed, err := r.next(n, ']')
		if err != nil || closed {
			return err
		}
		if err := element(n); err != nil {
			return under(err, strconv.Itoa(n))
		}
	}
}

func (r *Reader) enter(k Kind) error {
	if err := r.expect(k); err != nil {
		return err
	}
	if r.depth++; r.depth > MaxDepth {
		return r.fail(r.at, "input.too_deep", MaxDepth)
	}
	r.at++
	return nil
}

// next steps over the comma before element n, or over the closing bracket.
func (r *Reader) next(n int, closing byte) (closed bool, err error) {
	r.space()
	if r.at >= len(r.data) {
		return false, r.fail(r.at, "input.truncated")
	}
	switch c := r.data[r.at]; {
	case c == closing:
		r.at++
		r.depth--
		return true, nil
	case n > 0 && c == ',':
		r.at++
		r.space()
		if r.at < len(r.data) && r.data[r.at] == closing {
			return false, r.fail(r.at, "json.syntax", "a comma before the closing bracket")
		}
	case n > 0:
		return false, r.fail(r.at, "json.syntax", "a comma is missing")
	}
	if closing == '}' {
		return false, r.expect(Text)
	}
	return false, nil
}

// String reads a text; null gives "".
func (r *Reader) String(to *string) error {
	if r.IsNull() {
		*to = ""
		return nil
	}
	if err := r.expect(Text); err != nil {
		return err
	}
	s, err := r.text()
	*to = s
	return err
}

// Scalar reads a text, a number, or true or false as text; null gives "". Wire formats
// that write "12.50" one day and 12.50 the next are read alike, without any float.
func (r *Reader) Scalar(to *string) error {
	k, err := r.Peek()
	if err != nil {
		return err
	}
	switch k {
	case Text:
		return r.String(to)
	case Number:
		*to, err = r.number()
		return err
	case Null, Bool:
		raw, err := r.Raw()
		if *to = string(raw); k == Null {
			*to = ""
		}
		return err
	}
	return r.fail(r.at, "json.type", "a text or a number", kindNames[k])
}

// Int reads a whole number; null gives 0.
func (r *Reader) Int(to *int64) error {
	if r.IsNull() {
		*to = 0
		return nil
	}
	if err := r.expect(Number); err != nil {
		return err
	}
	at := r.at
	s, err := r.number()
	if err != nil {
		return err
	}
	if *to, err = strconv.ParseInt(s, 10, 64); err != nil {
		return r.fail(at, "json.type", "a whole number", s)
	}
	return nil
}

// Bool reads true or false; null gives false.
func (r *Reader) Bool(to *bool) error {
	if r.IsNull() {
		*to = false
		return nil
	}
	if err := r.expect(Bool); err != nil {
		return err
	}
	raw, err := r.Raw()
	*to = string(raw) == "true"
	return err
}

// Raw reads the next value, checks it, and gives its text.
func (r *Reader) Raw() ([]byte, error) {
	r.space()
	from := r.at
	err := r.skip()
	return r.data[from:r.at], err
}

func (r *Reader) skip() error {
	k, err := r.Peek()
	if err != nil {
		return err
	}
	switch k {
	case End:
		return r.fail(r.at, "input.truncated")
	case Object:
		return r.Object(func(string) error { return r.skip() })
	case Array:
		return r.Array(func(int) error { return r.skip() })
	case Text:
		_, err := r.text()
		return err
	case Number:
		_, err := r.number()
		return err
	}
	for _, word := range [...]string{"null", "true", "false"} {
		if bytes.HasPrefix(r.data[r.at:], []byte(word)) {
			r.at += len(word)
			return nil
		}
	}
	if left := string(r.data[r.at:]); strings.HasPrefix("null", left) || strings.HasPrefix("true", left) || strings.HasPrefix("false", left) {
		return r.fail(len(r.data), "input.truncated")
	}
	return r.fail(r.at, "json.syntax", "unknown word")
}

func (r *Reader) number() (string, error) {
	from := r.at
	i := r.at
	d := r.data
	run := func() bool {
		start := i
		for i < len(d) && d[i] >= '0' && d[i] <= '9' {
			i++
		}
		return i > start
	}
	if i < len(d) && d[i] == '-' {
		i++
	}
	lead := i
	ok := run() && (d[lead] != '0' || i == lead+1)
	if ok && i < len(d) && d[i] == '.' {
		i++
		ok = run()
	}
	if ok && i < len(d) && (d[i] == 'e' || d[i] == 'E') {
		i++
		if i < len(d) && (d[i] == '+' || d[i] == '-') {
			i++
		}
		ok = run()
	}
	if !ok {
		if last := d[i-1]; i >= len(d) && (last < '0' || last > '9') {
			return "", r.fail(i, "input.truncated")
		}
		return "", r.fail(i, "json.syntax", "a number that is not well formed")
	}
	r.at = i
	return string(d[from:i]), nil
}

// text reads a quoted string; the reader stands on the opening quote.
func (r *Reader) text() (string, error) {
	from := r.at + 1
	for i := from; i < len(r.data); i++ {
		switch c := r.data[i]; {
		case c == '"':
			raw := r.data[from:i]
			if !utf8.Valid(raw) {
				return "", r.fail(from, "input.charset")
			}
			r.at = i + 1
			return string(raw), nil
		case c == '\\':
			return r.escaped(from, i)
		case c < ' ':
			return "", r.fail(i, "json.syntax", "a control character inside a text")
		}
	}
	return "", r.fail(len(r.data), "input.truncated")
}

var plainEscapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (r *Reader) escaped(from, i int) (string, error) {
	out := append(make([]byte, 0, i-from+64), r.data[from:i]...)
	for i < len(r.data) {
		c := r.data[i]
		switch {
		case c == '"':
			if !utf8.Valid(out) {
				return "", r.fail(from, "input.charset")
			}
			r.at = i + 1
			return string(out), nil
		case c < ' ':
			return "", r.fail(i, "json.syntax", "a control character inside a text")
		case c != '\\':
			out = append(out, c)
			i++
			continue
		}
		if i+1 >= len(r.data) {
			break
		}
		e := r.data[i+1]
		if p := plainEscapes[e]; p != 0 {
			out = append(out, p)
			i += 2
			continue
		}
		if e != 'u' {
			return "", r.fail(i, "json.syntax", "an unknown escape")
		}
		u, n, err := r.unicode(i)
		if err != nil {
			return "", err
		}
		out = utf8.AppendRune(out, u)
		i += n
	}
	return "", r.fail(len(r.data), "input.truncated")
}

// unicode reads \uXXXX, or a surrogate pair of them, at byte i. A lone surrogate is
// refused: it has no UTF-8 form, and writing U+FFFD instead would be a silent change.
func (r *Reader) unicode(i int) (u rune, n int, err error) {
	hex := func(at int) (rune, error) {
		if at+6 > len(r.data) {
			return 0, r.fail(len(r.data), "input.truncated")
		}
		v, err := strconv.ParseUint(string(r.data[at+2:at+6]), 16, 32)
		if err != nil || r.data[at+1] != 'u' {
			return 0, r.fail(at, "json.syntax", "a \\u escape without four hexadecimal digits")
		}
		return rune(v), nil
	}
	if u, err = hex(i); err != nil {
		return 0, 0, err
	}
	if !utf16.IsSurrogate(u) {
		return u, 6, nil
	}
	if i+6 < len(r.data) && r.data[i+6] == '\\' {
		low, err := hex(i + 6)
		if err != nil {
			return 0, 0, err
		}
		if pair := utf16.DecodeRune(u, low); pair != utf8.RuneError {
			return pair, 12, nil
		}
	}
	return 0, 0, r.fail(i, "json.syntax", "half of a surrogate pair")
}
