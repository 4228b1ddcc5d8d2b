package screening

import (
	"bytes"
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed data/drop.txt
var dropText string

// Bounds on a name, listed or asked: beyond them it is cut.
const (
	maxNameBytes = 240
	maxTokens    = 12
	maxToken     = 40 // letters
)

// folder turns names into tokens.
type folder struct {
	drop    map[string]bool
	letters map[rune]string
	alike   map[rune]rune // letters of other alphabets that look like a Latin one
}

func newFolder() *folder {
	f := &folder{drop: map[string]bool{}, letters: letterTable(), alike: lookalikes()}
	for line := range strings.Lines(dropText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.SplitSeq(line, ",") {
			if w = strings.TrimSpace(w); w != "" {
				f.drop[w] = true
			}
		}
	}
	return f
}

// letterTable is what normalisation form KD leaves: Latin letters with strokes, and
// Cyrillic letters as their usual romanisation (close to ISO 9 without its marks).
func letterTable() map[rune]string {
	m := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ħ': "h", 'ŋ': "ng", 'ə': "e"}
	romans := strings.Fields("a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya")
	for i, r := range romans {
		if r == "-" {
			r = ""
		}
		m['а'+rune(i)] = r
	}
	for i, r := range []rune("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ") { // small capitals
		m[r] = "abcdefghijklmnopqrstuvwyz"[i : i+1]
	}
	for r, s := range map[rune]string{'ɡ': "g", 'ɑ': "a", 'ɩ': "i", 'ʋ': "v", 'ƒ': "f", 'ё': "e", 'є': "ye", 'і': "i", 'ї': "i", 'ґ': "g", 'ў': "u", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'џ': "dz", 'ђ': "d"} {
		m[r] = s
	}
	return m
}

// fold appends the name in plain letters: lower case, no marks, blanks between words.
func (f *folder) fold(dst []byte, s string) []byte {
	if len(s) > maxNameBytes {
		n := maxNameBytes
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	if s = visible(s); !ascii(s) {
		s = f.unmix(norm.NFKD.String(s))
	}
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			dst = append(dst, byte(r))
		case 'A' <= r && r <= 'Z':
			dst = append(dst, byte(r)+'a'-'A')
		case r == '\'' || r == '.' || r == 0x2019 || r == 0x2BC || r == '`':
			if r == '.' && !initial(dst) {
				dst = append(dst, ' ')
			}
		case r < utf8.RuneSelf:
			dst = append(dst, ' ')
		case mark(r):
		default:
			r = unicode.ToLower(r)
			if plain, ok := f.letters[r]; ok {
				dst = append(dst, plain...)
			} else if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
				dst = utf8.AppendRune(dst, r)
			} else {
				dst = append(dst, ' ')
			}
		}
	}
	return dst
}

// maxText is how many bytes of a text are looked at: all that a description or a name of an
// item can have, so that nothing hides behind a long one.
const maxText = 8 * 1024

// foldAll folds a text that may be longer than a listed name, in pieces.
func (f *folder) foldAll(dst []byte, s string) []byte {
	s = visible(s)
	for n := 0; len(s) > 0 && n < maxText; {
		cut := min(len(s), maxNameBytes)
		for cut < len(s) && cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		if cut == 0 {
			return dst
		}
		dst = f.fold(dst, s[:cut])
		s, n = s[cut:], n+cut
	}
	return dst
}

// initial says that the text ends in a single letter, so that the dots of "L.L.C." vanish.
func initial(b []byte) bool {
	n := len(b)
	if n == 0 || b[n-1] == ' ' {
		return false
	}
	return n == 1 || b[n-2] == ' ' || n >= 2 && abbreviation(b)
}

// abbreviation says that the last word is at most three letters, as in "b.v." and "l.l.c.".
func abbreviation(b []byte) bool {
	i := len(b)
	for i > 0 && b[i-1] != ' ' {
		i--
	}
	return len(b)-i <= 3
}

// mark says that a character only decorates a letter of an alphabet, or cannot be seen at
// all. Vowel signs of Khmer and its neighbours are letters and stay.
func mark(r rune) bool {
	return 0x300 <= r && r <= 0x36F || 0x591 <= r && r <= 0x5C7 || 0x64B <= r && r <= 0x65F || r == 0x670 || 0x200B <= r && r <= 0x200F ||
		unicode.In(r, unicode.Cf, unicode.Inherited, unicode.Other_Default_Ignorable_Code_Point)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// tokens splits a folded name into its words, in order, each once. Words of the drop list
// fall out unless nothing else is left.
func (f *folder) tokens(dst [][]byte, folded []byte) [][]byte {
	start := len(dst)
	for w, rest := cut(folded); w != nil; w, rest = cut(rest) {
		if !f.drop[string(w)] && len(dst)-start < maxTokens && !contains(dst[start:], w) {
			dst = append(dst, w)
		}
	}
	if len(dst) > start {
		return dst
	}
	for w, rest := cut(folded); w != nil; w, rest = cut(rest) {
		if len(dst)-start < maxTokens && !contains(dst[start:], w) {
			dst = append(dst, w)
		}
	}
	return dst
}

func contains(list [][]byte, w []byte) bool {
	for _, v := range list {
		if bytes.Equal(v, w) {
			return true
		}
	}
	return false
}

// cut gives the first word, nil if there is none, and what follows it.
func cut(b []byte) (word, rest []byte) {
	i := 0
	for i < len(b) && b[i] == ' ' {
		i++
	}
	j := i
	for j < len(b) && b[j] != ' ' {
		j++
	}
	if i == j {
		return nil, nil
	}
	return b[i:j:j], b[j:]
}
