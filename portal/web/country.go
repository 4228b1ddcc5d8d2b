package web

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"greenlane/item/codes"
)

// Country is one entry of the list of countries.
type Country struct{ Code, Name string }

// countries gives the countries of today with their names in a language; the list of a
// language is made once.
var countries = sync.OnceValue(func() map[string][]Country {
	all := map[string][]Country{}
	for _, t := range tongues {
		namer := display.Regions(language.Make(t.tag))
		for _, e := range codes.Countries().All("") {
			name := e.Name
			if region, err := language.ParseRegion(e.Code); err == nil && namer != nil {
				if local := namer.Name(region); local != "" && !strings.HasPrefix(local, "Unknown") {
					name = local
				}
			}
			if newer, ok := renamed[t.tag+e.Code]; ok {
				name = newer
			}
			all[t.tag] = append(all[t.tag], Country{e.Code, name})
		}
	}
	return all
})

// renamed are names that changed after the table of names was made.
var renamed = map[string]string{
	"enMK": "North Macedonia", "frMK": "Macédoine du Nord", "esMK": "Macedonia del Norte", "arMK": "مقدونيا الشمالية", "zhMK": "北马其顿", "ruMK": "Северная Македония", "kmMK": "ម៉ាសេដូនខាងជើង",
	"enSZ": "Eswatini", "frSZ": "Eswatini", "esSZ": "Esuatini", "arSZ": "إسواتيني", "zhSZ": "斯威士兰", "ruSZ": "Эсватини", "kmSZ": "អេស្វាទីនី", "enTR": "Türkiye",
}

// countryCode reads a code, or a name in the language, in English or of the standard.
func countryCode(lang, text string) (string, bool) {
	text = strings.TrimSpace(text)
	for _, tag := range []string{lang, "en"} {
		for _, c := range countries()[tag] {
			if strings.EqualFold(text, c.Code) || strings.EqualFold(text, c.Name) {
				return c.Code, true
			}
		}
	}
	for _, e := range codes.Countries().All("") {
		if strings.EqualFold(text, e.Name) {
			return e.Code, true
		}
	}
	return "", false
}

// countryName is the name in a language, or the code where there is none.
func countryName(lang, code string) string {
	for _, c := range countries()[lang] {
		if c.Code == code {
			return c.Name
		}
	}
	return code
}
