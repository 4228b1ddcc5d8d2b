package quality

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"greenlane/item"
)

// party looks at one name and address. Any script will do: a letter is a letter of any
// alphabet.
func (c *Compiled) party(r *Report, p *item.Party, at string) {
	var room [256]byte
	if p.Name != "" {
		if text := c.badName(p.Name, room[:0]); text != "" {
			r.add("quality.party.name", at+"name", 15, false, text, "give the full name of the person or the company")
		}
	}
	if p.Company != "" && c.filling(p.Company, room[:0]) {
		r.add("quality.party.company", at+"company", 5, false, "the company is a filling word, not a name", "give the name, or leave the field empty")
	}
	switch {
	case len(p.Address) == 0:
		r.lacks("quality.address.street", at+"address", "the street is missing", "give street and house number, or the place as people there say it")
	case c.badStreet(p.Address, room[:0]):
		r.add("quality.address.street_filling", at+"address", 10, false, "the street is a filling word or has no letters", "give street and house number")
	}
	switch {
	case p.City == "":
		r.lacks("quality.address.city", at+"city", "the city is missing", "give the city or the village")
	case !letters(p.City, 1) || c.filling(p.City, room[:0]):
		r.add("quality.address.city_filling", at+"city", 10, false, "the city is not the name of a place", "give the city or the village")
	}
	if p.Postcode != "" && (utf8.RuneCountInString(p.Postcode) > 12 || c.filling(p.Postcode, room[:0])) {
		r.add("quality.address.postcode", at+"postcode", 3, false, "the postcode is not one", "give the postcode alone, or leave the field empty")
	}
	if p.Country == "" {
		r.lacks("quality.address.country", at+"country", "the country is missing", "give the two letters of the country, such as KH")
	} else if len(p.Country) != 2 || p.Country[0] < 'A' || p.Country[0] > 'Z' || p.Country[1] < 'A' || p.Country[1] > 'Z' {
		r.add("quality.address.country_form", at+"country", 5, false, "the country is not two capital letters", "give the two letters of the country, such as KH")
	}
	if p.Telephone != "" && !telephone(p.Telephone) {
		r.add("quality.party.telephone", at+"telephone", 3, false, "the telephone number is not one", "give it with the country code, such as +855 23 000 000")
	}
	if p.Email != "" && !email(p.Email) {
		r.add("quality.party.email", at+"email", 3, false, "the mail address is not one", "give it in the form name@example.org")
	}
}

// badName says what is wrong with a name, or "".
func (c *Compiled) badName(name string, room []byte) string {
	n := c.words.normalise(room, clip(name))
	l, d, wide := shape(slices.DeleteFunc(n, func(b byte) bool { return b == ' ' }))
	switch {
	case l == 0 && d > 0:
		return "the name has only digits"
	case l == 0:
		return "the name has no letters"
	case l == 1 && !wide:
		return "the name is a single letter"
	case c.filling(name, room):
		return "the name is a filling word, not a name"
	}
	return ""
}

// filling says that a whole text is one that people write where something is missing.
func (c *Compiled) filling(s string, room []byte) bool {
	n := c.words.normalise(room, clip(s))
	if len(n) == 0 || c.words.terms[string(n)]&placeholder != 0 {
		return true
	}
	first := n[0] // "aaaa", "0000", "...."
	if len(n) < 3 {
		return false
	}
	for _, b := range n {
		if b != first || b >= utf8.RuneSelf {
			return false
		}
	}
	return first < '0' || first > '9' || first == '0'
}

func (c *Compiled) badStreet(lines []string, room []byte) bool {
	for _, l := range lines {
		if !c.filling(l, room) && letters(l, 1) {
			return false
		}
	}
	return true
}

// clip keeps a hostile name from costing time.
func clip(s string) string { return s[:min(len(s), 200)] }

// letters says that a text has so many letters of any script.
func letters(s string, n int) bool {
	for _, r := range clip(s) {
		if unicode.IsLetter(r) {
			if n--; n == 0 {
				return true
			}
		}
	}
	return false
}

// telephone wants 6 to 15 digits (ITU-T E.164 has at most 15) and nothing but the usual
// signs between them; an extension may follow.
func telephone(s string) bool {
	s = clip(s)
	if i := strings.IndexAny(s, "xX;"); i > 0 {
		s = s[:i]
	}
	digits := 0
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			digits++
		case !strings.ContainsRune("+()-./ \u00A0\u2010\u2011", r):
			return false
		}
	}
	return 6 <= digits && digits <= 15
}

func email(s string) bool {
	name, domain, ok := strings.Cut(s, "@")
	dot := strings.LastIndexByte(domain, '.')
	return ok && name != "" && len(s) <= 254 && dot > 0 && dot < len(domain)-1 && !strings.ContainsAny(s, " \t,;<>") && !strings.Contains(domain, "@")
}

func sameAddress(a, b *item.Party) bool {
	return a.City == b.City && a.Postcode == b.Postcode && slices.Equal(a.Address, b.Address)
}
