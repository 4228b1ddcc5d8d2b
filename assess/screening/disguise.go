package screening

import (
	"html"
	"strings"
	"unicode"
)

// visible undoes the escapes of markup, which a reader sees as letters.
func visible(s string) string {
	for range 2 { // escaped twice, as by two programs in a row
		if !strings.Contains(s, "&") {
			break
		}
		s = html.UnescapeString(s)
	}
	return s
}

// lookalikes are the Cyrillic and Greek small letters that are taken for a Latin one.
func lookalikes() map[rune]rune {
	m := map[rune]rune{}
	for _, pairs := range [...]string{
		"аaвbсcԁdеeғfһhнhіiјjкkӏlмmоoрpԛqгrѕsтtуyѵvԝwхxьb",
		"αaβbεeηnιiκkμuνvοoρpσoςcτtυuχxωwγyδdϲc",
	} {
		letters := []rune(pairs)
		for i := 0; i+1 < len(letters); i += 2 {
			m[letters[i]] = letters[i+1]
		}
	}
	return m
}

// unmix writes words that mix Latin letters with Cyrillic or Greek ones in the Latin letters
// that a reader takes them for. Words of one alphabet stay as they are.
func (f *folder) unmix(s string) string {
	if !strings.ContainsFunc(s, foreign) {
		return s
	}
	out := []rune(s)
	for i := 0; i < len(out); {
		j, latin, other := i, false, false
		for j < len(out) && (unicode.IsLetter(out[j]) || mark(out[j])) {
			latin = latin || unicode.Is(unicode.Latin, out[j])
			other = other || foreign(out[j])
			j++
		}
		for k := i; latin && other && k < j; k++ {
			if plain, ok := f.alike[unicode.ToLower(out[k])]; ok {
				out[k] = plain
			}
		}
		i = j + 1
	}
	return string(out)
}

func foreign(r rune) bool {
	return r > unicode.MaxLatin1 && unicode.In(r, unicode.Cyrillic, unicode.Greek)
}
