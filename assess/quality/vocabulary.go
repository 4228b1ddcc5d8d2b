package quality

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"greenlane/item/money"
)

//go:embed data/vague.txt
var vagueText string

//go:embed data/placeholders.txt
var placeholderText string

//go:embed data/limits.txt
var limitText string

// word is what a term of the vocabulary is; a term can be several things in several
// languages.
type word uint16

const (
	stop word = 1 << iota
	transaction
	head
	filler
	colour
	size
	brand
	short
	placeholder
)

var wordNames = [...]string{"stop", "transaction", "head", "filler", "colour", "size", "brand", "short", "placeholder"}

// vocabulary is all terms, normalised.
type vocabulary struct {
	terms map[string]word
	fold  [foldEnd - foldStart]string // accented Latin letters without their marks
}

const (
	foldStart = 0xC0
	foldEnd   = 0x250
)

// limits are the numbers of data/limits.txt.
type limits struct {
	parcel, letter money.Decimal
	pieces         int64
	description    int // bytes of a description that are looked at
}

func newVocabulary() *vocabulary {
	v := &vocabulary{terms: make(map[string]word, 1500)}
	for r := rune(foldStart); r < foldEnd; r++ {
		var b []byte
		for _, d := range norm.NFKD.String(string(unicode.ToLower(r))) {
			if unicode.IsLetter(d) || unicode.IsDigit(d) {
				b = utf8.AppendRune(b, d)
			}
		}
		v.fold[r-foldStart] = string(b)
	}
	v.read(vagueText)
	v.read("[any placeholder]\n" + placeholderText)
	return v
}

// read adds the terms of a text in the form that data/vague.txt describes.
func (v *vocabulary) read(text string) {
	var kind word
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			_, name, _ := strings.Cut(strings.Trim(line, "[]"), " ")
			kind = 0
			for i, n := range wordNames {
				if n == name {
					kind = 1 << i
				}
			}
			continue
		}
		for term := range strings.SplitSeq(line, ",") {
			v.add(term, kind)
		}
	}
}

func (v *vocabulary) add(term string, kind word) {
	if n := string(v.normalise(nil, term)); n != "" {
		v.terms[n] |= kind
	}
}

// normalise appends the text in lower case, Latin letters without accents, and every run
// of anything but letters, marks and digits as one blank, without blanks at the ends.
func (v *vocabulary) normalise(dst []byte, s string) []byte {
	start, blank := len(dst), false
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			case 'A' <= c && c <= 'Z':
				c += 'a' - 'A'
			default:
				blank = true
				continue
			}
			if blank && len(dst) > start {
				dst = append(dst, ' ')
			}
			blank = false
			dst = append(dst, c)
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if 0x300 <= r && r <= 0x36F || r == 0x200B || r == 0x200C || r == 0x200D || r == 0xFEFF {
			continue // loose accents and characters without width
		}
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			blank = true
			continue
		}
		if blank && len(dst) > start {
			dst = append(dst, ' ')
		}
		blank = false
		if foldStart <= r && r < foldEnd {
			dst = append(dst, v.fold[r-foldStart]...)
		} else {
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	return dst
}

func newLimits() limits {
	var l limits
	for line := range strings.Lines(limitText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		line, _, _ = strings.Cut(line, ";")
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		d, err := money.Parse(strings.TrimSpace(value))
		if err != nil {
			continue
		}
		n, _ := d.Minor(0)
		switch strings.TrimSpace(key) {
		case "parcel_kg":
			l.parcel = d
		case "letter_kg":
			l.letter = d
		case "many_pieces":
			l.pieces = n
		case "description":
			l.description = int(n)
		}
	}
	return l
}
