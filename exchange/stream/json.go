package stream

import (
	"bytes"
	"io"
	"strconv"

	"greenlane/item/fault"
	"greenlane/item/jsontext"
)

// Frame is the text of one top-level value.
type Frame struct {
	Data   []byte // valid until the next call of Next
	Line   int    // 1-based
	Offset int64  // 1-based
	Fault  *fault.Fault
}

// Reader reads the frame with places that count from the start of the file.
func (f *Frame) Reader() *jsontext.Reader {
	r := jsontext.NewReader(f.Data)
	r.Base, r.BaseLine = f.Offset-1, f.Line-1
	return r
}

type layout int

const (
	unseen   layout = iota
	listed          // [value, value]
	wrapped         // {"name": [value, value], ...}
	lines           // one value a line
	adjacent        // values one behind the other
	closed
)

// JSON cuts a file into top-level values: the elements of a list, the elements of a
// wrapper's list, lines (NDJSON), or values one behind the other. Only one value is held
// in memory. A value beyond MaxRecord is skipped and comes as a frame with a fault.
type JSON struct {
	src     *Source
	wrapper string
	layout  layout
	held    int // bytes of the last frame, consumed by the next call
	n       int // values given
}

// NewJSON reads src. If the file is one object whose first member is the wrapper, the
// elements of its list are the values; "" knows no wrapper.
func NewJSON(src *Source, wrapper string) *JSON { return &JSON{src: src, wrapper: wrapper} }

// Next gives the next value, io.EOF at the end, or the fault that ends the file.
func (j *JSON) Next() (Frame, error) {
	j.src.Skip(j.held)
	j.held = 0
	if j.layout == unseen {
		if err := j.begin(); err != nil {
			return Frame{}, err
		}
	}
	j.space()
	switch j.layout {
	case listed, wrapped:
		if done, err := j.separator(); done || err != nil {
			return Frame{}, endOr(err)
		}
	}
	if len(j.src.Window()) == 0 {
		if err := j.src.Err(); err != nil {
			return Frame{}, err
		}
		if j.layout == listed || j.layout == wrapped {
			return Frame{}, j.fail("input.truncated")
		}
		return Frame{}, io.EOF
	}
	j.n++
	if j.layout == lines {
		return j.line()
	}
	return j.value()
}

func endOr(err error) error {
	if err == nil {
		return io.EOF
	}
	return err
}

func (j *JSON) fail(code string, args ...any) error {
	return fault.New(code, "", args...).At(j.src.Line(), j.src.Offset())
}

// space consumes white space and makes sure that a byte follows, if there is one.
func (j *JSON) space() {
	for {
		w := j.src.Window()
		i := 0
		for i < len(w) && blank(w[i]) {
			i++
		}
		j.src.Skip(i)
		if i < len(w) || !j.src.More() {
			return
		}
	}
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// begin finds out how the values lie in the file.
func (j *JSON) begin() error {
	if err := j.src.SkipBOM(); err != nil {
		return err
	}
	j.space()
	w := j.src.Fill(512)
	if len(w) == 0 {
		if err := j.src.Err(); err != nil {
			return err
		}
		return fault.New("input.empty", "")
	}
	switch {
	case w[0] == '[':
		j.layout = listed
		j.src.Skip(1)
	case j.opensWrapper(w) > 0:
		j.layout = wrapped
		j.src.Skip(j.opensWrapper(w))
	case w[0] != '{':
		return j.fail("json.syntax", "a declaration begins with { or [, not with "+strconv.QuoteRune(rune(w[0])))
	default:
		j.layout = j.linesOrAdjacent()
	}
	return nil
}

// opensWrapper gives the length of {"wrapper":[ if the text begins so.
func (j *JSON) opensWrapper(w []byte) int {
	if j.wrapper == "" {
		return 0
	}
	at := 0
	for _, want := range []string{"{", `"` + j.wrapper + `"`, ":", "["} {
		for at < len(w) && blank(w[at]) {
			at++
		}
		if !bytes.HasPrefix(w[at:], []byte(want)) {
			return 0
		}
		at += len(want)
	}
	return at
}

// linesOrAdjacent looks at the first line: if it holds one whole value, or if the next
// line begins another object, the file has one value a line.
func (j *JSON) linesOrAdjacent() layout {
	nl := bytes.IndexByte(j.src.Window(), '\n')
	for nl < 0 && len(j.src.Window()) <= j.src.MaxRecord() && j.src.More() {
		nl = bytes.IndexByte(j.src.Window(), '\n')
	}
	if nl < 0 {
		return adjacent
	}
	w := j.src.Fill(nl + 2)
	first := bytes.TrimRight(w[:nl], " \t\r")
	var s scan
	if s.run(first, true) && s.at == len(first) {
		return lines
	}
	if len(first) > 1 && len(w) > nl+1 && w[nl+1] == '{' {
		return lines
	}
	return adjacent
}

// separator steps over a comma or the closing bracket.
func (j *JSON) separator() (done bool, err error) {
	w := j.src.Window()
	if len(w) == 0 {
		return false, nil
	}
	switch {
	case w[0] == ']':
		j.src.Skip(1)
		return true, j.finish()
	case j.n == 0:
		return false, nil
	case w[0] != ',':
		return false, j.fail("json.syntax", "a comma is missing")
	}
	j.src.Skip(1)
	j.space()
	if w = j.src.Window(); len(w) > 0 && w[0] == ']' {
		return false, j.fail("json.syntax", "a comma before the closing bracket")
	}
	return false, nil
}

// finish checks what stands behind the list.
func (j *JSON) finish() error {
	was := j.layout
	j.layout = closed
	if was == listed {
		j.space()
		if len(j.src.Window()) > 0 {
			return j.fail("json.syntax", "text behind the end of the document")
		}
		return j.src.Err()
	}
	for len(j.src.Window()) <= j.src.MaxRecord() && j.src.More() {
	}
	if err := j.src.Err(); err != nil {
		return err
	}
	rest := j.src.Window()
	if len(rest) > j.src.MaxRecord() {
		return j.src.TooLarge(j.src.Line(), j.src.Offset())
	}
	const stub = `{"":[]`
	r := jsontext.NewReader(append([]byte(stub), rest...))
	r.Base, r.BaseLine = j.src.Offset()-1-int64(len(stub)), j.src.Line()-1
	if _, err := r.Raw(); err != nil {
		return err
	}
	return r.Done()
}

// line frames one line of NDJSON.
func (j *JSON) line() (Frame, error) {
	f := Frame{Line: j.src.Line(), Offset: j.src.Offset()}
	from := 0
	for {
		w := j.src.Window()
		if i := bytes.IndexByte(w[from:], '\n'); i >= 0 {
			j.held = from + i + 1
			f.Data = w[:from+i]
			break
		}
		if len(w) > j.src.MaxRecord() {
			f.Fault = j.src.TooLarge(f.Line, f.Offset)
			j.src.Skip(len(w))
			w = nil
		}
		if from = len(w); !j.src.More() {
			if err := j.src.Err(); err != nil {
				return f, err
			}
			f.Data = j.src.Window()
			j.held = len(f.Data)
			break
		}
	}
	if f.Fault == nil && len(f.Data) > j.src.MaxRecord() {
		f.Fault = j.src.TooLarge(f.Line, f.Offset)
	}
	return f, nil
}

// value frames one value by counting brackets outside of texts.
func (j *JSON) value() (Frame, error) {
	f := Frame{Line: j.src.Line(), Offset: j.src.Offset()}
	var s scan
	for !s.run(j.src.Window(), false) {
		if s.at > j.src.MaxRecord() {
			f.Fault = j.src.TooLarge(f.Line, f.Offset)
			j.src.Skip(s.at)
			s.at = 0
		}
		if !j.src.More() {
			if err := j.src.Err(); err != nil {
				return f, err
			}
			if s.run(j.src.Window(), true) {
				break
			}
			// Let the reader of the value say what is missing, and where.
			if f.Fault == nil {
				f.Data = j.src.Window()
				if _, err := f.Reader().Raw(); err != nil {
					return f, err
				}
			}
			return f, j.fail("input.truncated")
		}
	}
	f.Data = j.src.Window()[:s.at]
	j.held = s.at
	if s.at == 0 && f.Fault == nil {
		return f, j.fail("json.syntax", "a value is missing")
	}
	if f.Fault == nil && s.at > j.src.MaxRecord() {
		f.Fault = j.src.TooLarge(f.Line, f.Offset)
	}
	return f, nil
}

// scan finds the end of a value; it can go on when more bytes have come.
type scan struct {
	at    int
	depth int
	text  bool // inside a quoted text
	open  bool // the value has begun
}

// run is true when the value ended before s.at. At the end of the file, a value without
// brackets ends there too.
func (s *scan) run(w []byte, last bool) bool {
	for s.at < len(w) {
		c := w[s.at]
		if s.text {
			switch c {
			case '\\':
				if s.at+1 >= len(w) {
					return false
				}
				s.at++
			case '"':
				s.text = false
				if s.depth == 0 {
					s.at++
					return true
				}
			}
			s.at++
			continue
		}
		switch c {
		case '"':
			if s.depth == 0 && s.open {
				return true
			}
			s.text = true
		case '{', '[':
			if s.depth == 0 && s.open {
				return true
			}
			s.depth++
		case '}', ']':
			if s.depth == 0 {
				return true
			}
			if s.depth--; s.depth == 0 {
				s.at++
				return true
			}
		case ',', ' ', '\t', '\n', '\r':
			if s.depth == 0 {
				return true
			}
		}
		s.open = true
		s.at++
	}
	return last && s.open && s.depth == 0 && !s.text
}
