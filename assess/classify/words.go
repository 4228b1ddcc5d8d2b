package classify

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A term is one word of a text, or a pair of characters where the script has no spaces:
// buf[from:to] is its normal form.
type term struct{ from, to uint32 }

// scanner turns a text into terms. Its slices are reused from text to text.
type scanner struct {
	buf   []byte
	terms []term
}

// scan fills terms with the words of the text, in order, in normal form: lower case, no
// accents, singular; without tags, entities, possessives, stock numbers, stop words and
// the phrases that customs forms are padded with.
func (s *scanner) scan(text string) {
	s.buf, s.terms = s.buf[:0], s.terms[:0]
	if strings.IndexByte(text, '&') >= 0 {
		text = html.UnescapeString(text)
	}
	for i := 0; i < len(text); {
		if text[i] == '<' {
			if n := tag(text[i:]); n > 0 {
				i += n
				continue
			}
		}
		i = s.word(text, i)
	}
	s.dropBoilerplate()
}

// tag is the length of a mark-up tag at the start of s, or 0.
func tag(s string) int {
	if len(s) < 3 || s[1] != '/' && s[1]|0x20 < 'a' || s[1]|0x20 > 'z' {
		return 0
	}
	if end := strings.IndexByte(s[:min(len(s), 200)], '>'); end > 0 {
		return end + 1
	}
	return 0
}

// word reads one run of letters and digits at i and gives the place after it.
func (s *scanner) word(text string, i int) int {
	start, from := i, len(s.buf)
	letters, digits := 0, 0
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			switch {
			case 'a' <= c && c <= 'z':
				s.buf = append(s.buf, c)
				letters++
			case 'A' <= c && c <= 'Z':
				s.buf = append(s.buf, c|0x20)
				letters++
			case '0' <= c && c <= '9':
				s.buf = append(s.buf, c)
				digits++
			case c == '\'' && letters > 0:
				i = apostrophe(text, i, 1)
				s.finish(from, letters, digits)
				return i
			case c == '<' && i > start: // may begin a tag
				s.finish(from, letters, digits)
				return i
			default:
				s.finish(from, letters, digits)
				return i + 1
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if unspaced(r) {
			s.finish(from, letters, digits)
			return s.pairs(text, i)
		}
		switch {
		case r == '’' && letters > 0:
			s.finish(from, letters, digits)
			return apostrophe(text, i, size)
		case unicode.Is(unicode.Mn, r): // a loose accent belongs to the letter before it
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			var latin int
			s.buf, latin = fold(s.buf, r)
			letters += latin
		default:
			s.finish(from, letters, digits)
			return i + size
		}
		i += size
	}
	s.finish(from, letters, digits)
	return i
}

// apostrophe gives the place after an apostrophe and the s of a possessive.
func apostrophe(text string, i, size int) int {
	i += size
	if i < len(text) && text[i]|0x20 == 's' && (i+1 == len(text) || !letterOrDigit(text[i+1])) {
		return i + 1
	}
	return i
}

func letterOrDigit(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c >= utf8.RuneSelf
}

// finish closes the word that began at from: splits a number from its unit, leaves out
// stock numbers and stop words.
func (s *scanner) finish(from, letters, digits int) {
	word := s.buf[from:]
	switch {
	case len(word) == 0:
		return
	case digits > 0 && letters > 0:
		n := 0
		for n < len(word) && '0' <= word[n] && word[n] <= '9' {
			n++
		}
		unit := word[n:]
		if n == 0 || n < digits || len(unit) > 4 { // a stock number, or a model such as rtx4090
			if len(word) > 4 {
				s.buf = s.buf[:from]
				return
			}
			break
		}
		s.keep(from, from+n)
		s.keep(from+n, len(s.buf))
		return
	case digits > 4 && letters == 0: // an order number or a barcode
		s.buf = s.buf[:from]
		return
	}
	if digits == 0 {
		n := stem(word)
		s.buf = s.buf[:from+n]
	}
	s.keep(from, len(s.buf))
}

func (s *scanner) keep(from, to int) {
	if to > from && !stopWords[string(s.buf[from:to])] {
		s.terms = append(s.terms, term{uint32(from), uint32(to)})
	}
}

// pairs reads a run of a script without spaces as overlapping pairs of characters.
func (s *scanner) pairs(text string, i int) int {
	before, first := rune(0), true
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unspaced(r) {
			break
		}
		i += size
		if before != 0 {
			from := len(s.buf)
			s.buf = utf8.AppendRune(utf8.AppendRune(s.buf, before), r)
			s.terms = append(s.terms, term{uint32(from), uint32(len(s.buf))})
			first = false
		}
		before = r
	}
	if first {
		from := len(s.buf)
		s.buf = utf8.AppendRune(s.buf, before)
		s.terms = append(s.terms, term{uint32(from), uint32(len(s.buf))})
	}
	return i
}

// unspaced says whether the script of the character is read by pairs: Thai, Lao, Burmese,
// Khmer, Chinese, Japanese, Korean.
func unspaced(r rune) bool {
	switch {
	case r < 0x0e00:
		return false
	case r <= 0x0eff, 0x1000 <= r && r <= 0x109f, 0x1780 <= r && r <= 0x17ff:
		return true
	case 0x3041 <= r && r <= 0x30ff:
		return r != '・'
	case 0x3400 <= r && r <= 0x9fff, 0xac00 <= r && r <= 0xd7a3, 0xf900 <= r && r <= 0xfaff:
		return true
	}
	return 0x20000 <= r && r <= 0x3ffff
}

// stem gives the length of the word without an English or Romance plural ending. It only
// cuts, except that ies becomes y.
func stem(w []byte) int {
	n := len(w)
	if n < 4 || w[n-1] != 's' {
		return n
	}
	switch w[n-2] {
	case 's', 'u', 'i':
		return n
	case 'e':
		if n > 4 && w[n-3] == 'i' {
			w[n-3] = 'y'
			return n - 2
		}
		if n > 4 && (w[n-3] == 'x' || w[n-3] == 's' && w[n-4] == 's' || w[n-3] == 'h' && (w[n-4] == 'c' || w[n-4] == 's')) {
			return n - 2
		}
	}
	return n - 1
}

// dropBoilerplate takes out the phrases of the boilerplate table.
func (s *scanner) dropBoilerplate() {
	out := s.terms[:0]
	for i := 0; i < len(s.terms); {
		if n := s.boilerplateAt(i); n > 0 {
			i += n
			continue
		}
		out = append(out, s.terms[i])
		i++
	}
	s.terms = out
}

func (s *scanner) boilerplateAt(i int) int {
	for _, words := range boilerplate[string(s.text(i))] {
		if len(s.terms)-i <= len(words) {
			continue
		}
		n := 0
		for n < len(words) && string(s.text(i+1+n)) == words[n] {
			n++
		}
		if n == len(words) {
			return n + 1
		}
	}
	return 0
}

func (s *scanner) text(i int) []byte { return s.buf[s.terms[i].from:s.terms[i].to] }
