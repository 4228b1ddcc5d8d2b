package quality

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The reasons why a description does not say what goods are.
const (
	VagueEmpty       = "quality.vague.empty"
	VagueNumeric     = "quality.vague.numeric_only"
	VagueSKU         = "quality.vague.sku_only"
	VagueSizeColour  = "quality.vague.size_colour_only"
	VagueStopword    = "quality.vague.stopword_alone"
	VagueBrand       = "quality.vague.brand_alone"
	VagueTransaction = "quality.vague.transaction_word"
	VagueHead        = "quality.vague.generic_head"
	VagueShort       = "quality.vague.too_short"
	VagueScript      = "quality.vague.unsupported_script"
)

// vagueAnswers say what is wrong and how to say it better.
var vagueAnswers = [...]struct{ code, text, fix string }{
	{VagueEmpty, "the description is empty", "say what it is, of what and for what: \"women's dress, knitted, 60 % cotton 40 % polyester\""},
	{VagueNumeric, "the description is only a number", "say what the number stands for: instead of \"4711\" write \"ball-point pens, plastic, blue ink\""},
	{VagueSKU, "the description is only an article number", "say what the article is: instead of \"XJ-2231B\" write \"desk lamp, steel, LED, 230 V\""},
	{VagueSizeColour, "the description gives only a size or a colour", "name the thing too: instead of \"red XL\" write \"men's T-shirt, cotton, red, XL\""},
	{VagueStopword, "the description is a general term that fits too many goods", "name the thing, its material and its use: instead of \"clothes\" write \"boys' trousers, woven cotton\""},
	{VagueBrand, "the description is only a brand", "name the thing too: brand, thing, material: \"running shoes, textile upper, rubber sole\""},
	{VagueTransaction, "the description says why it is sent, not what it is", "say what is inside: instead of \"gift\" write \"silk scarf, hand-woven, for women\""},
	{VagueHead, "the description is a general word without a qualifier", "say parts or goods of what: instead of \"parts\" write \"brake pads for bicycles, rubber\""},
	{VagueShort, "the description is too short to tell what it is", "write two or three words: thing, material, use: \"tea bowl, ceramic\""},
	{VagueScript, "the description cannot be read: its characters were lost or are unknown", "send it again in UTF-8, in English or in a language of the two countries"},
}

// tally counts what the words of a description are.
type tally struct {
	words, plain, numeric, sku   int
	scraps, letters              int // scraps are one or two letters that are no word
	stops, transactions, heads   int
	attributes, brands, contents int
}

// vague gives the code for which a description is refused, or "". room is for the
// normalised text.
func (v *vocabulary) vague(description string, limit int, room []byte) string {
	if len(description) > limit {
		for limit > 0 && !utf8.RuneStart(description[limit]) {
			limit--
		}
		description = description[:limit]
	}
	n := v.normalise(room[:0], description)
	switch {
	case unreadable(description) || len(n) == 0 && strings.Contains(description, "?"):
		return VagueScript
	case len(n) == 0:
		return VagueEmpty
	}
	if code := alone(v.terms[string(n)]); code != "" {
		return code
	}
	var t tally
	for rest := n; len(rest) > 0; {
		var w []byte
		w, rest, _ = bytes.Cut(rest, []byte{' '})
		l, d, foreign := shape(w)
		t.letters += l
		kind := v.terms[string(w)]
		switch {
		case kind == 0 && foreign && l > 0:
			t.contents++
		case kind == 0 && d == 0 && l < 3:
			t.scraps++
		default:
			t.count(kind, l, d)
		}
		t.words++
	}
	if code := t.code(); code != "" {
		return code
	}
	return ""
}

// alone is the reason against a term that is the whole description.
func alone(w word) string {
	switch {
	case w&transaction != 0:
		return VagueTransaction
	case w&stop != 0:
		return VagueStopword
	case w&head != 0:
		return VagueHead
	case w&brand != 0:
		return VagueBrand
	case w&(colour|size) != 0 && w&short == 0:
		return VagueSizeColour
	}
	return ""
}

func (t *tally) count(w word, letters, digits int) {
	switch {
	case letters == 0:
		t.numeric++
	case w&transaction != 0:
		t.transactions++
	case w&stop != 0:
		t.stops++
	case w&head != 0:
		t.heads++
	case w&brand != 0:
		t.brands++
	case w&(colour|size) != 0:
		t.attributes++
	case w&filler != 0:
		t.plain++
	case digits > 0:
		t.sku++
	default:
		t.contents++
	}
}

// code judges the words together. Two general terms, such as "wood toys", tell more than
// one and pass, and so do a brand with its model and short words in a row ("mu er").
func (t *tally) code() string {
	switch {
	case t.contents > 0 || t.stops > 1 || t.brands > 0 && t.sku+t.numeric > 0 || t.scraps > 0 && t.letters > 3 && t.sku+t.numeric == 0:
		return ""
	case t.words == t.numeric:
		return VagueNumeric
	case t.stops == 1:
		return VagueHead
	case t.transactions > 0:
		return VagueTransaction
	case t.heads > 0:
		return VagueHead
	case t.brands > 0:
		return VagueBrand
	case t.sku > 0 || t.scraps > 0 && t.numeric > 0:
		return VagueSKU
	case t.scraps > 0:
		return VagueShort
	case t.attributes > 0:
		return VagueSizeColour
	}
	return VagueHead
}

// shape counts letters and digits; wide says that a script is used in which one or two
// characters are a word.
func shape(w []byte) (letters, digits int, wide bool) {
	for i := 0; i < len(w); {
		if w[i] < utf8.RuneSelf {
			if '0' <= w[i] && w[i] <= '9' {
				digits++
			} else {
				letters++
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(w[i:])
		i += n
		if unicode.IsDigit(r) {
			digits++
			continue
		}
		letters++
		wide = wide || r >= 0x0E00
	}
	return letters, digits, wide
}

// unreadable says that a text holds characters that stand for nothing: bytes that are no
// UTF-8, replacement, private use, or the scripts of dead languages.
func unreadable(s string) bool {
	for _, r := range s {
		if r >= 0x10000 && r < 0x1B000 || r == utf8.RuneError || 0xE000 <= r && r <= 0xF8FF || r >= 0xE0000 {
			return true
		}
	}
	return false
}
