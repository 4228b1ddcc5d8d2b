package world

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed catalogue.txt
var catalogue string

//go:embed banned.txt
var banned string

// good is a row of the catalogue.
type good struct {
	hs        string
	low, high int64 // unit value in US cents
	grams     int64
	origins   []string
	wording   string // letters of the catalogue's head; "" for banned goods
	kind      string // of banned goods: vape, drone, ...
	forms     []string
}

// readBanned reads the goods that may not be sent freely; their fifth column is the kind.
func readBanned(text string) []good {
	list := readGoods(text)
	for i := range list {
		list[i].kind, list[i].wording = list[i].wording, ""
	}
	return list
}

// readGoods reads an embedded catalogue; a test reads every row.
func readGoods(text string) []good {
	var list []good
	for row := range strings.Lines(text) {
		f := strings.Split(strings.TrimSpace(row), "|")
		if strings.HasPrefix(row, "#") || len(f) != 6 {
			continue
		}
		low, high, _ := strings.Cut(f[1], "-")
		g := good{hs: f[0], origins: strings.Fields(f[3]), wording: f[4], forms: strings.Split(f[5], ";")}
		g.low, _ = strconv.ParseInt(low, 10, 64)
		g.high, _ = strconv.ParseInt(high, 10, 64)
		g.grams, _ = strconv.ParseInt(f[2], 10, 64)
		list = append(list, g)
	}
	return list
}

var (
	colours   = [...]string{"black", "white", "red", "blue", "navy", "green", "pink", "grey", "beige", "brown", "purple", "yellow", "khaki", "silver", "gold", "orange", "rose", "mint"}
	sizes     = [...]string{"XS", "S", "M", "L", "XL", "XXL", "size 36", "size 38", "size 40", "size 42", "one size", "kids 110 cm", "kids 120 cm"}
	makes     = [...]string{"Zorvex", "Lumiko", "Fablon", "Quentra", "Ostrelle", "Mivano", "Brixlo", "Tendoma", "Yarilo", "Kappuro", "Solvanti", "Drennic", "Plovita", "Hexaro", "Wimbla", "Norvane", "Eltrica", "Juvonne", "Cravello", "Ziruna"}
	materials = [...]string{"stainless steel", "alloy", "gold-tone", "titanium", "enamelled", "matte", "brushed", "polished", "copper-tone", "antique finish"}
	hooks     = [...]string{"2026 new", "hot sale", "high quality", "original design", "for women men", "gift box", "new arrival", "fashion", "classic", "outdoor", "travel", "home use", "vintage", "summer", "winter"}
	vague     = [...]string{"gift", "gifts", "clothes", "accessories", "parts", "sample", "goods", "merchandise", "toys", "personal items", "garment", "electronics", "present", "household items", "spare parts", "samples", "apparel", "礼品", "样品", "配件", "cadeau", "ropa", "various", "other", "daily use"}
)

// describe words a line: four of ten are put together from many words and so hardly ever
// come twice, the others are the catalogue's own forms.
func (w *World) describe(g *good) string {
	if w.rng.IntN(1000) < uniqueShare {
		return w.compose(g)
	}
	return g.forms[w.rng.IntN(len(g.forms))]
}

// uniqueShare is a little above 400 thousandths of all lines that are neither vague nor
// documents.
const uniqueShare = 475

func (w *World) compose(g *good) string {
	r := w.rng
	b := w.buf[:0]
	if r.IntN(3) == 0 {
		b = append(append(b, pick(r, hooks[:])...), ' ')
	}
	if strings.Contains(g.wording, "m") {
		b = append(append(b, pick(r, makes[:])...), ' ')
		if r.IntN(2) == 0 {
			b = append(b, byte('A'+r.IntN(26)), byte('A'+r.IntN(26)), '-')
			b = append(strconv.AppendInt(b, 100+r.Int64N(9900), 10), ' ')
		}
	}
	if strings.Contains(g.wording, "w") {
		b = append(append(b, pick(r, materials[:])...), ' ')
	}
	b = append(b, g.forms[r.IntN(min(2, len(g.forms)))]...)
	if strings.Contains(g.wording, "c") {
		b = append(append(b, ' '), pick(r, colours[:])...)
	}
	if strings.Contains(g.wording, "s") {
		b = append(append(b, ", "...), pick(r, sizes[:])...)
	}
	if strings.Contains(g.wording, "p") {
		b = strconv.AppendInt(append(b, ' '), 1+r.Int64N(50), 10)
		b = append(b, " pcs"...)
	}
	if r.IntN(5) < 2 {
		b = append(append(b, ", "...), pick(r, hooks[:])...)
	}
	if r.IntN(2) == 0 {
		b = strconv.AppendInt(append(b, " No. "...), 1000+r.Int64N(90000), 10)
	}
	w.buf = b
	return string(b)
}

// money of countries: how many minor units 1,000 US cents are, and decimal places. Round
// figures of the right size; the world has no exchange market.
var coins = map[string]struct {
	currency string
	rate     int64
	places   int
}{
	"CN": {"CNY", 7200, 2}, "JP": {"JPY", 1500, 0}, "KR": {"KRW", 14000, 0}, "FR": {"EUR", 900, 2}, "DE": {"EUR", 900, 2},
	"NL": {"EUR", 900, 2}, "GB": {"GBP", 780, 2}, "AU": {"AUD", 1520, 2}, "TH": {"THB", 34000, 2}, "SG": {"SGD", 1340, 2},
	"HK": {"HKD", 7800, 2}, "VN": {"VND", 255000, 0},
}

// dollars says in how many of 100 items from a country the value is in US dollars.
var dollars = map[string]int{"CN": 75, "HK": 70, "VN": 80, "TH": 40, "SG": 40, "KR": 40, "JP": 10}
