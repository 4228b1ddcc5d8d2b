package upu

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"greenlane/item/fault"
)

// scanner walks over the text of one element. It knows elements, texts, comments and
// CDATA; everything else of XML is refused.
type scanner struct {
	data   []byte
	at     int
	line   int   // 1-based line of data[0]
	offset int64 // 1-based byte of data[0]
	depth  int
}

func newScanner(data []byte, line int, offset int64) *scanner {
	return &scanner{data: data, line: line, offset: offset}
}

func (s *scanner) place(f *fault.Fault, at int) *fault.Fault {
	at = min(at, len(s.data))
	return f.At(s.line+bytes.Count(s.data[:at], []byte{'\n'}), s.offset+int64(at))
}

func (s *scanner) fail(at int, code string, args ...any) error {
	return s.place(fault.New(code, "", args...), at)
}

// tag is a start tag that was just read.
type tag struct {
	name    []byte // without prefix
	start   int    // byte of its <
	empty   bool   // <name/>
	hasAttr bool   // has attributes other than namespace declarations
}

// openTag reads the start tag at the place.
func (s *scanner) openTag() (tag, error) {
	kind, n := nextMarkup(s.data[s.at:])
	if kind != startTag && kind != emptyTag {
		return tag{}, s.fail(s.at, "xml.syntax", "a start tag is missing")
	}
	text := s.data[s.at : s.at+n]
	t := tag{name: tagName(text), start: s.at, empty: kind == emptyTag}
	if !validName(t.name) {
		return t, s.fail(s.at, "xml.syntax", "the name of an element is not well formed")
	}
	end := n - 1
	if t.empty {
		end--
	}
	from := 1
	for from < end && !xmlBlank(text[from]) {
		from++
	}
	var err error
	if from < end {
		err = s.attributes(&t, text[from:end], s.at+from)
	}
	s.at += n
	return t, err
}

func validName(name []byte) bool {
	for i, c := range name {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
		if !letter && (i == 0 || c != '-' && c != '.' && (c < '0' || c > '9')) {
			return false
		}
	}
	return len(name) > 0
}

// attributes checks name="value" pairs.
func (s *scanner) attributes(t *tag, text []byte, at int) error {
	var seen []string
	for {
		rest := bytes.TrimLeft(text, " \t\r\n")
		at += len(text) - len(rest)
		if text = rest; len(text) == 0 {
			return nil
		}
		eq := bytes.IndexByte(text, '=')
		if eq < 0 {
			return s.fail(at, "xml.syntax", "an attribute without a value")
		}
		name := strings.TrimRight(string(text[:eq]), " \t\r\n")
		if !validName([]byte(strings.Replace(name, ":", "_", 1))) || contains(seen, name) {
			return s.fail(at, "xml.syntax", "an attribute whose name is not well formed or stands twice")
		}
		if seen = append(seen, name); len(seen) > maxNested {
			return s.fail(at, "input.too_many", maxNested, "attributes")
		}
		value := bytes.TrimLeft(text[eq+1:], " \t\r\n")
		if len(value) == 0 || value[0] != '"' && value[0] != '\'' {
			return s.fail(at, "xml.syntax", "the value of an attribute stands in quotes")
		}
		end := bytes.IndexByte(value[1:], value[0])
		if end < 0 || bytes.IndexByte(value[1:end+1], '<') >= 0 {
			return s.fail(at, "xml.syntax", "the value of an attribute is not well formed")
		}
		if _, err := s.unescape(nil, value[1:end+1], at); err != nil {
			return err
		}
		if name != "xmlns" && !strings.HasPrefix(name, "xmlns:") {
			t.hasAttr = true
		}
		used := len(text) - len(value) + end + 2
		text = text[used:]
		at += used
	}
}

// children reads what stands inside an element up to its end tag: member is called for
// each child, whose start tag was read, and must read the rest of it.
func (s *scanner) children(t tag, member func(tag) error) error {
	if t.empty {
		return nil
	}
	if s.depth++; s.depth > maxNested {
		return s.fail(s.at, "input.too_deep", maxNested)
	}
	for {
		i := bytes.IndexByte(s.data[s.at:], '<')
		if i < 0 {
			return s.fail(len(s.data), "input.truncated")
		}
		for j, c := range s.data[s.at : s.at+i] {
			if !xmlBlank(c) {
				return s.fail(s.at+j, "xml.syntax", "text beside the elements of "+string(t.name))
			}
		}
		s.at += i
		kind, n := nextMarkup(s.data[s.at:])
		switch kind {
		case endTag:
			s.depth--
			return s.closeTag(t, n)
		case comment:
			s.at += n
		case startTag, emptyTag:
			child, err := s.openTag()
			if err != nil {
				return err
			}
			if err := member(child); err != nil {
				return err
			}
		default:
			return s.refuse(kind)
		}
	}
}

func (s *scanner) refuse(kind markup) error {
	switch kind {
	case doctype:
		return s.fail(s.at, "xml.forbidden", "a document type")
	case instruction:
		return s.fail(s.at, "xml.forbidden", "a processing instruction")
	case cdata:
		return s.fail(s.at, "xml.syntax", "text beside elements")
	case startTag, emptyTag:
		return s.fail(s.at, "xml.syntax", "an element inside of a text")
	}
	return s.fail(len(s.data), "input.truncated")
}

func (s *scanner) closeTag(t tag, n int) error {
	end := s.data[s.at : s.at+n]
	if !bytes.Equal(tagName(end), t.name) {
		return s.fail(s.at, "xml.syntax", "the end tag of "+string(t.name)+" is missing")
	}
	s.at += n
	return nil
}

// text reads the text of an element that has no children.
func (s *scanner) text(t tag) (string, error) {
	if t.empty {
		return "", nil
	}
	i := bytes.IndexByte(s.data[s.at:], '<')
	if i < 0 {
		return "", s.fail(len(s.data), "input.truncated")
	}
	if seg := s.data[s.at : s.at+i]; plain(seg) { // the common case needs one copy
		if kind, n := nextMarkup(s.data[s.at+i:]); kind == endTag {
			s.at += i
			return string(seg), s.closeTag(t, n)
		}
	}
	var out []byte
	for {
		i := bytes.IndexByte(s.data[s.at:], '<')
		if i < 0 {
			return "", s.fail(len(s.data), "input.truncated")
		}
		var err error
		if out, err = s.unescape(out, s.data[s.at:s.at+i], s.at); err != nil {
			return "", err
		}
		s.at += i
		kind, n := nextMarkup(s.data[s.at:])
		switch kind {
		case endTag:
			return string(out), s.closeTag(t, n)
		case comment:
			s.at += n
		case cdata:
			inner := s.data[s.at+len("<![CDATA[") : s.at+n-len("]]>")]
			if err := s.characters(inner, s.at); err != nil {
				return "", err
			}
			out = append(out, bytes.ReplaceAll(inner, []byte("\r\n"), []byte("\n"))...)
			s.at += n
		default:
			return "", s.refuse(kind)
		}
	}
}

// plain says that a text needs no work: printable ASCII without references.
func plain(seg []byte) bool {
	for _, c := range seg {
		if c < ' ' || c >= 0x7f || c == '&' {
			return false
		}
	}
	return true
}

func (s *scanner) characters(seg []byte, at int) error {
	if !utf8.Valid(seg) {
		return s.fail(at, "input.charset")
	}
	for i, c := range seg {
		if c < ' ' && !xmlBlank(c) {
			return s.fail(at+i, "input.control")
		}
	}
	return nil
}

// unescape appends the text with its references replaced.
func (s *scanner) unescape(out, seg []byte, at int) ([]byte, error) {
	if err := s.characters(seg, at); err != nil {
		return nil, err
	}
	for i := 0; i < len(seg); i++ {
		switch c := seg[i]; {
		case c == '\r' && i+1 < len(seg) && seg[i+1] == '\n':
		case c == '&':
			end := bytes.IndexByte(seg[i:min(len(seg), i+12)], ';')
			if end < 0 {
				return nil, s.fail(at+i, "xml.syntax", "& must be written as &amp;")
			}
			r, ok := reference(string(seg[i+1 : i+end]))
			if !ok {
				return nil, s.fail(at+i, "xml.forbidden", "the reference "+strconv.Quote(string(seg[i:i+end+1])))
			}
			out = utf8.AppendRune(out, r)
			i += end
		default:
			out = append(out, c)
		}
	}
	return out, nil
}

// reference knows the five entities and numbers of characters that XML allows.
func reference(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if digits == name {
		return 0, false
	}
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	r := rune(n)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(r) || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
		return 0, false
	}
	return r, true
}

// raw reads the rest of an element of any shape, checks it, and gives all its markup.
func (s *scanner) raw(t tag) (string, error) {
	if err := s.skip(t); err != nil {
		return "", err
	}
	return string(s.data[t.start:s.at]), nil
}

func (s *scanner) skip(t tag) error {
	if t.empty {
		return nil
	}
	if s.depth++; s.depth > maxNested {
		return s.fail(s.at, "input.too_deep", maxNested)
	}
	for {
		i := bytes.IndexByte(s.data[s.at:], '<')
		if i < 0 {
			return s.fail(len(s.data), "input.truncated")
		}
		if _, err := s.unescape(nil, s.data[s.at:s.at+i], s.at); err != nil {
			return err
		}
		s.at += i
		kind, n := nextMarkup(s.data[s.at:])
		switch kind {
		case endTag:
			s.depth--
			return s.closeTag(t, n)
		case comment:
			s.at += n
		case cdata:
			if err := s.characters(s.data[s.at:s.at+n], s.at); err != nil {
				return err
			}
			s.at += n
		case startTag, emptyTag:
			child, err := s.openTag()
			if err != nil {
				return err
			}
			if err := s.skip(child); err != nil {
				return err
			}
		default:
			return s.refuse(kind)
		}
	}
}

// appendText appends a text with what XML needs escaped. Characters that XML 1.0 cannot
// hold at all become U+FFFD.
func appendText(dst []byte, text string) []byte {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '\r':
			dst = append(dst, "&#13;"...)
		case r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff:
			dst = append(dst, "\ufffd"...)
		default:
			dst = utf8.AppendRune(dst, r)
		}
		i += n
	}
	return dst
}
