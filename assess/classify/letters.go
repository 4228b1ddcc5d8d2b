package classify

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold appends the plain lower-case form of a letter or digit; latin is 1 for a Latin
// letter, as the signs of stock numbers count only those.
func fold(dst []byte, r rune) (out []byte, latin int) {
	switch {
	case 0xff01 <= r && r <= 0xff5e: // full-width forms of ASCII
		r -= 0xfee0
		if 'A' <= r && r <= 'Z' {
			r |= 0x20
		}
		return append(dst, byte(r)), 0
	case 0xc0 <= r && r < 0x180:
		if base := plain[r-0xc0]; base != 0 {
			return append(dst, base), 1
		}
		switch r {
		case 'ß':
			return append(dst, 's', 's'), 1
		case 'æ', 'Æ':
			return append(dst, 'a', 'e'), 1
		case 'œ', 'Œ':
			return append(dst, 'o', 'e'), 1
		}
	case 0x1ea0 <= r && r <= 0x1ef9:
		return append(dst, vietnamese(r)), 1
	case r == 'ơ' || r == 'Ơ':
		return append(dst, 'o'), 1
	case r == 'ư' || r == 'Ư':
		return append(dst, 'u'), 1
	}
	return utf8.AppendRune(dst, unicode.ToLower(r)), 0
}

// vietnamese gives the base letter of the block from U+1EA0 to U+1EF9.
func vietnamese(r rune) byte {
	switch {
	case r <= 0x1eb7:
		return 'a'
	case r <= 0x1ec7:
		return 'e'
	case r <= 0x1ecb:
		return 'i'
	case r <= 0x1ee3:
		return 'o'
	case r <= 0x1ef1:
		return 'u'
	}
	return 'y'
}

// plain is the base letter of each accented letter from U+00C0 to U+017F, 0 for none.
var plain = func() (t [0x180 - 0xc0]byte) {
	for base, accented := range map[byte]string{
		'a': "àáâãäåāăą", 'c': "çćĉċč", 'd': "ðďđ", 'e': "èéêëēĕėęě", 'g': "ĝğġģ", 'h': "ĥħ",
		'i': "ìíîïĩīĭįı", 'j': "ĵ", 'k': "ķ", 'l': "ĺļľŀł", 'n': "ñńņňŉŋ", 'o': "òóôõöøōŏő",
		'r': "ŕŗř", 's': "śŝşšſ", 't': "ţťŧ", 'u': "ùúûüũūŭůűų", 'w': "ŵ", 'y': "ýÿŷ", 'z': "źżž",
	} {
		for _, r := range accented {
			t[r-0xc0] = base
			if up := unicode.ToUpper(r); up >= 0xc0 && up < 0x180 {
				t[up-0xc0] = base
			}
		}
	}
	return t
}()

// stopWords say nothing about goods: articles and prepositions of the languages of the
// phrases, and words of trade that stand on anything.
var stopWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
		a an and the of for to in on with without by or at from as is are it its my your his her our be this that these
		de la le les des du et en un une pour avec sans au aux el los las y para con sin del una por
		der die das und fur mit ohne von aus im zum zur ein eine da do das dos em com sem os um uma per il lo gli di
		new hot sale brand free shipping original genuine quality best 2023 2024 2025 2026`) {
		m[w] = true
	}
	return m
}()

// boilerplate are phrases that senders add for customs, in normal form, by first word.
var boilerplate = func() map[string][][]string {
	m := map[string][][]string{}
	for _, phrase := range []string{
		"value custom purpose only", "value only custom purpose", "value custom only", "custom purpose only", "custom purpose",
		"no commercial value", "without commercial value", "not resale", "personal use only", "personal use",
		"made china", "made p r c", "see invoice", "see attached invoice", "country origin china",
	} {
		w := strings.Fields(phrase)
		m[w[0]] = append(m[w[0]], w[1:])
	}
	return m
}()
