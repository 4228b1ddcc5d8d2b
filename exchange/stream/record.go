package stream

import (
	"bytes"
	"io"
	"strconv"

	"greenlane/item"
	"greenlane/item/fault"
)

// Record is one declaration of a file. With Faults it is refused, and Item holds what
// could be read of it, or is nil; the records behind it are not touched by that.
type Record struct {
	Item   *item.Item
	Faults fault.List
	Line   int   // 1-based line on which the record begins
	Offset int64 // 1-based byte at which the record begins
}

// Options says what is read and how much of it is allowed.
type Options struct {
	Format    string // format name; "" detects it from the content
	Name      string // file name or message identifier, kept as Source.Message
	Partner   string // who sent it, kept as Source.Partner
	MaxBytes  int64  // of the whole stream; 0 is 512 MiB
	MaxRecord int    // bytes of one record; 0 is 4 MiB
}

// Limits where Options leaves them open.
const (
	DefaultMaxBytes  = 512 << 20
	DefaultMaxRecord = 4 << 20
)

// MaxFaults is how many faults of one record are told; what else is wrong with it shows
// when these are mended. It keeps a hostile record from costing more than it weighs.
const MaxFaults = 100

// WithDefaults fills in the limits.
func (o Options) WithDefaults() Options {
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.MaxRecord <= 0 {
		o.MaxRecord = DefaultMaxRecord
	}
	return o
}

// Origin gives the Source of a record that begins at a line and byte.
func (o *Options) Origin(line int, offset int64) item.Source {
	return item.Source{Format: o.Format, Message: o.Name, Partner: o.Partner, Line: line, Offset: offset}
}

// size writes a limit for people.
func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return strconv.FormatInt(n>>20, 10) + " MiB"
	case n >= 1<<10 && n%(1<<10) == 0:
		return strconv.FormatInt(n>>10, 10) + " KiB"
	}
	return strconv.FormatInt(n, 10) + " bytes"
}

// Source is a window on a file: the bytes not yet consumed, with their place.
type Source struct {
	r          io.Reader
	buf        []byte
	start, end int
	offset     int64 // 0-based byte of buf[start]
	line       int   // 0-based line of buf[start]
	taken      int64 // bytes read so far
	o          Options
	err        error
}

const chunk = 64 << 10

// NewSource reads r within the limits of o.
func NewSource(r io.Reader, o Options) *Source {
	return &Source{r: r, o: o.WithDefaults()}
}

// MaxRecord is the limit of one record in bytes.
func (s *Source) MaxRecord() int { return s.o.MaxRecord }

// Window is what was read and not yet consumed. It is valid until the next call of More.
func (s *Source) Window() []byte { return s.buf[s.start:s.end] }

// Line is the 1-based line of the first byte of the window.
func (s *Source) Line() int { return s.line + 1 }

// Offset is the 1-based byte of the first byte of the window in the file.
func (s *Source) Offset() int64 { return s.offset + 1 }

// Err is what ended the reading: nil at the end of the file, or a fault, or the error of
// the reader.
func (s *Source) Err() error {
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

// More reads on; it is false at the end, at an error and beyond the limit.
func (s *Source) More() bool {
	if s.err != nil {
		return false
	}
	if s.start > 0 && s.end == len(s.buf) {
		copy(s.buf, s.buf[s.start:s.end])
		s.end -= s.start
		s.start = 0
	}
	if len(s.buf)-s.end < chunk/2 {
		grown := make([]byte, max(chunk, 2*len(s.buf)))
		copy(grown, s.buf[:s.end])
		s.buf = grown
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.taken += int64(n)
		s.err = err
		if s.taken > s.o.MaxBytes {
			s.err = fault.New("input.too_large", "", size(s.o.MaxBytes)).At(s.line+1, s.offset+1)
			return false
		}
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// Fill reads until the window holds n bytes or the file ends, and gives the window.
func (s *Source) Fill(n int) []byte {
	for s.end-s.start < n && s.More() {
	}
	return s.Window()
}

// Skip consumes n bytes of the window.
func (s *Source) Skip(n int) {
	s.line += bytes.Count(s.buf[s.start:s.start+n], []byte{'\n'})
	s.start += n
	s.offset += int64(n)
}

// SkipBOM consumes a UTF-8 byte order mark, and refuses the marks of UTF-16 and UTF-32.
func (s *Source) SkipBOM() error {
	w := s.Fill(4)
	if len(w) >= 3 && w[0] == 0xef && w[1] == 0xbb && w[2] == 0xbf {
		s.start += 3
		s.offset += 3
		return nil
	}
	if len(w) >= 2 && (w[0] == 0xff && w[1] == 0xfe || w[0] == 0xfe && w[1] == 0xff || w[0] == 0 || w[1] == 0) {
		return fault.New("input.charset", "").At(1, 1)
	}
	return nil
}

// TooLarge is the fault of a record beyond MaxRecord that begins at the place given.
func (s *Source) TooLarge(line int, offset int64) *fault.Fault {
	return fault.New("input.too_large", "", size(int64(s.o.MaxRecord))).At(line, offset)
}
