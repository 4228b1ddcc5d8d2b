package fault

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Kind groups faults by what the caller can do about them.
type Kind uint8

// The kinds.
const (
	Invalid     Kind = iota // the input is wrong; mend it and send it again
	Missing                 // something needed is not there
	Conflict                // it contradicts what is already recorded
	Forbidden               // the person or the state does not allow it
	NotFound                // no such thing
	TooLarge                // beyond a limit
	Unavailable             // cannot be done now; try again later
)

var kinds = [...]string{"invalid", "missing", "conflict", "forbidden", "not_found", "too_large", "unavailable"}

func (k Kind) String() string { return kinds[k] }

// Fault is one thing that is wrong, at one place.
type Fault struct {
	Kind   Kind
	Code   string // stable, from the Catalogue
	Field  string // JSON Pointer in our own item form, such as /lines/0/value; "" for the whole record
	Text   string // plain sentence: what is wrong
	Fix    string // what to do
	Line   int    // 1-based line of the input; 0 if unknown
	Offset int64  // 1-based byte of the input; 0 if unknown
}

// New makes the fault of a code; args fill the verbs of the catalogue's text. A code
// outside the catalogue panics, which the catalogue's own test would have caught.
func New(code, field string, args ...any) *Fault {
	row, ok := rows[code]
	if !ok {
		panic("fault: no such code: " + code)
	}
	text := row.Text
	if len(args) > 0 {
		text = fmt.Sprintf(row.Text, args...)
	}
	return &Fault{Kind: row.Kind, Code: code, Field: field, Text: text, Fix: row.Fix}
}

// At gives a copy with the line and byte of the input (1-based; 0 leaves as it is).
func (f *Fault) At(line int, offset int64) *Fault {
	c := *f
	if line > 0 {
		c.Line = line
	}
	if offset > 0 {
		c.Offset = offset
	}
	return &c
}

// Under gives a copy whose field lies below a pointer: Under("/lines/2") of "/value".
func (f *Fault) Under(pointer string) *Fault {
	c := *f
	c.Field = pointer + c.Field
	return &c
}

// Error is the whole fault on one line, place first.
func (f *Fault) Error() string {
	var b strings.Builder
	if f.Line > 0 {
		b.WriteString("line " + strconv.Itoa(f.Line) + ": ")
	}
	if f.Offset > 0 {
		b.WriteString("byte " + strconv.FormatInt(f.Offset, 10) + ": ")
	}
	if f.Field != "" {
		b.WriteString(f.Field + ": ")
	}
	b.WriteString(f.Text)
	if f.Fix != "" {
		b.WriteString(" (" + f.Fix + ")")
	}
	b.WriteString(" [" + f.Code + "]")
	return b.String()
}

// As finds a fault in an error chain.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// Is says whether err is a fault of the code.
func Is(err error, code string) bool {
	f, ok := As(err)
	return ok && f.Code == code
}

// Of says whether err is a fault of the kind.
func Of(err error, kind Kind) bool {
	f, ok := As(err)
	return ok && f.Kind == kind
}

// List is several faults of one record, in the order found.
type List []*Fault

// Error joins the faults with "; ".
func (l List) Error() string {
	parts := make([]string, len(l))
	for i, f := range l {
		parts[i] = f.Error()
	}
	return strings.Join(parts, "; ")
}

// Err is nil for an empty list.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Unwrap lets errors.As reach each fault.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, f := range l {
		errs[i] = f
	}
	return errs
}
