package upu

import (
	"bytes"
	"io"
	"strings"

	"greenlane/exchange/stream"
	"greenlane/item/fault"
)

// markup is the kind of one piece of XML between < and >.
type markup int

const (
	incomplete markup = iota
	startTag
	emptyTag
	endTag
	comment
	cdata
	instruction
	doctype
)

// maxNested is how deep elements may stand inside each other.
const maxNested = 64

// next gives the kind and the end of the markup that begins at w[0] = '<'.
func nextMarkup(w []byte) (markup, int) {
	until := func(kind markup, open, closing string) (markup, int) {
		if i := bytes.Index(w[len(open):], []byte(closing)); i >= 0 {
			return kind, len(open) + i + len(closing)
		}
		return incomplete, 0
	}
	switch {
	case len(w) < 2:
		return incomplete, 0
	case w[1] == '?':
		return until(instruction, "<?", "?>")
	case bytes.HasPrefix(w, []byte("<!--")):
		return until(comment, "<!--", "-->")
	case bytes.HasPrefix(w, []byte("<![CDATA[")):
		return until(cdata, "<![CDATA[", "]]>")
	case w[1] == '!':
		if len(w) < 9 && (strings.HasPrefix("<!--", string(w)) || strings.HasPrefix("<![CDATA[", string(w))) {
			return incomplete, 0
		}
		return doctype, 2
	case w[1] == '/':
		return until(endTag, "</", ">")
	}
	quote := byte(0)
	for i := 1; i < len(w); i++ {
		switch c := w[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>' && w[i-1] == '/' && i > 2:
			return emptyTag, i + 1
		case c == '>':
			return startTag, i + 1
		}
	}
	return incomplete, 0
}

// tagName is the name in a start or end tag, without a prefix.
func tagName(tag []byte) []byte {
	from := 1
	if len(tag) > 1 && tag[1] == '/' {
		from = 2
	}
	to := from
	for to < len(tag) && !xmlBlank(tag[to]) && tag[to] != '/' && tag[to] != '>' {
		if tag[to] == ':' {
			from = to + 1
		}
		to++
	}
	return tag[from:to]
}

func xmlBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// frames cuts a file into its Item elements, wherever they stand.
type frames struct {
	src   *stream.Source
	held  int
	open  []string // names of the wrappers around the place
	begun bool
	found bool // an Item was seen
}

func (x *frames) fail(code string, args ...any) error {
	return fault.New(code, "", args...).At(x.src.Line(), x.src.Offset())
}

// next gives the next Item element, io.EOF at the end, or the fault that ends the file.
func (x *frames) next() (stream.Frame, error) {
	x.src.Skip(x.held)
	x.held = 0
	if !x.begun {
		x.begun = true
		if err := x.src.SkipBOM(); err != nil {
			return stream.Frame{}, err
		}
	}
	for {
		more, err := x.text()
		if err != nil {
			return stream.Frame{}, err
		}
		if !more {
			return stream.Frame{}, x.end()
		}
		kind, n, err := x.markup()
		if err != nil {
			return stream.Frame{}, err
		}
		tag := x.src.Window()[:n]
		switch kind {
		case startTag, emptyTag:
			if string(tagName(tag)) == "Item" {
				x.found = true
				return x.frame()
			}
			if _, err := newScanner(tag, x.src.Line(), x.src.Offset()).openTag(); err != nil {
				return stream.Frame{}, err
			}
			if kind == startTag {
				x.open = append(x.open, string(tagName(tag)))
			}
			if len(x.open) > maxNested {
				return stream.Frame{}, x.fail("input.too_deep", maxNested)
			}
		case endTag:
			name := string(tagName(tag))
			if len(x.open) == 0 || x.open[len(x.open)-1] != name {
				return stream.Frame{}, x.fail("xml.syntax", "the end tag "+name+" closes nothing that is open")
			}
			x.open = x.open[:len(x.open)-1]
		case instruction:
			if err := x.declaration(tag); err != nil {
				return stream.Frame{}, err
			}
		case doctype:
			return stream.Frame{}, x.fail("xml.forbidden", "a document type")
		}
		x.src.Skip(n)
	}
}

// end judges the end of the file.
func (x *frames) end() error {
	if err := x.src.Err(); err != nil {
		return err
	}
	switch {
	case len(x.open) > 0:
		return x.fail("input.truncated")
	case !x.found && x.src.Offset() == 1:
		return fault.New("input.empty", "")
	case !x.found:
		return x.fail("xml.syntax", "no element Item in the file")
	}
	return io.EOF
}

// text consumes what stands before the next markup; false at the end of the file.
func (x *frames) text() (bool, error) {
	for {
		w := x.src.Window()
		i := bytes.IndexByte(w, '<')
		before := w
		if i >= 0 {
			before = w[:i]
		}
		if len(x.open) == 0 {
			if j := bytes.IndexFunc(before, func(r rune) bool { return r != ' ' && r != '\t' && r != '\n' && r != '\r' }); j >= 0 {
				x.src.Skip(j)
				return false, x.fail("xml.syntax", "text outside of an element")
			}
		}
		x.src.Skip(len(before))
		if i >= 0 {
			return true, nil
		}
		if !x.src.More() {
			return false, nil
		}
	}
}

// markup waits until the markup at the start of the window is whole.
func (x *frames) markup() (markup, int, error) {
	for {
		kind, n := nextMarkup(x.src.Window())
		if kind != incomplete {
			return kind, n, nil
		}
		if len(x.src.Window()) > x.src.MaxRecord() {
			return 0, 0, x.src.TooLarge(x.src.Line(), x.src.Offset())
		}
		if !x.src.More() {
			if err := x.src.Err(); err != nil {
				return 0, 0, err
			}
			return 0, 0, x.fail("input.truncated")
		}
	}
}

// declaration checks the character set that an XML declaration names.
func (x *frames) declaration(tag []byte) error {
	lower := strings.ToLower(string(tag))
	if !strings.HasPrefix(lower, "<?xml") {
		return nil
	}
	_, after, named := strings.Cut(lower, "encoding")
	if !named {
		return nil
	}
	name := strings.Trim(strings.TrimLeft(after, " \t\r\n="), `"'? >`)
	if name, _, _ = strings.Cut(name, " "); strings.HasPrefix(name, "utf-8") || strings.HasPrefix(name, "us-ascii") {
		return nil
	}
	return x.fail("input.charset")
}

// frame takes everything from <Item> to its </Item>.
func (x *frames) frame() (stream.Frame, error) {
	f := stream.Frame{Line: x.src.Line(), Offset: x.src.Offset()}
	at, depth := 0, 0
	for {
		w := x.src.Window()
		kind, n := incomplete, 0
		if i := bytes.IndexByte(w[at:], '<'); i >= 0 {
			at += i
			kind, n = nextMarkup(w[at:])
		} else {
			at = len(w)
		}
		if kind != incomplete {
			if tag := w[at : at+n]; string(tagName(tag)) == "Item" {
				switch kind {
				case startTag:
					depth++
				case endTag:
					depth--
				}
			}
			if at += n; depth == 0 {
				x.held = at
				f.Data = w[:at]
				return f, nil
			}
			continue
		}
		if at > x.src.MaxRecord() { // throw it away, but find its end
			f.Fault = x.src.TooLarge(f.Line, f.Offset)
			x.src.Skip(at)
			at = 0
		}
		if len(x.src.Window()) > 2*x.src.MaxRecord() {
			return f, x.src.TooLarge(f.Line, f.Offset)
		}
		if !x.src.More() {
			if err := x.src.Err(); err != nil {
				return f, err
			}
			x.src.Skip(len(x.src.Window()))
			return f, x.fail("input.truncated")
		}
	}
}
