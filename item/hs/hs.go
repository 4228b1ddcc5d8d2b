package hs

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io"
	"path"
	"strings"
	"sync"
)

// Edition is the edition of the Harmonized System that the codes belong to; store it with
// every code that is kept.
const Edition = "2022"

// Separator stands between the phrases of one code.
const Separator = " | "

//go:embed data/consumer/*.tsv
var files embed.FS

type row struct {
	code, label, phrases string // all point into the one text of the table
	frequency            uint8
}

// table is the whole nomenclature, rows in the order of codes.
type table struct {
	rows     []row
	first    [10001]uint16 // first[h] is the first row of heading h
	checksum string
}

var nomenclature = sync.OnceValue(func() *table {
	text, err := whole()
	if err != nil {
		panic("hs: " + err.Error()) // the files are part of the program
	}
	sum := sha256.Sum256([]byte(text))
	t := &table{checksum: "sha256:" + hex.EncodeToString(sum[:]), rows: make([]row, 0, 5700)}
	for line := range strings.Lines(text) {
		code, rest, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		label, rest, _ := strings.Cut(rest, "\t")
		frequency, phrases, ok := strings.Cut(rest, "\t")
		if !ok || len(code) != 6 || len(frequency) != 1 {
			panic("hs: not a row of the table: " + code)
		}
		t.rows = append(t.rows, row{code, label, phrases, frequency[0] - '0'})
	}
	at := 0
	for h := range t.first {
		for at < len(t.rows) && number(t.rows[at].code[:4]) < h {
			at++
		}
		t.first[h] = uint16(at)
	}
	return t
})

// whole joins the files in the order of their names, which is the order of chapters.
func whole() (string, error) {
	const dir = "data/consumer"
	list, err := files.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.Grow(5 << 20)
	for _, e := range list {
		f, err := files.Open(path.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		if _, err := io.Copy(&b, f); err != nil {
			return "", err
		}
		if err := f.Close(); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// number reads digits; -1 if there is anything else.
func number(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// find gives the row of the first six digits of a code.
func find(code string) *row {
	if len(code) < 6 {
		return nil
	}
	h := number(code[:4])
	if h < 0 {
		return nil
	}
	t := nomenclature()
	for i := t.first[h]; i < t.first[h+1]; i++ {
		if t.rows[i].code[4:] == code[4:6] {
			return &t.rows[i]
		}
	}
	return nil
}

// Label is our plain label of a code of six or more digits.
func Label(code string) (string, bool) {
	if r := find(code); r != nil {
		return r.label, true
	}
	return "", false
}

// Valid says whether the code has 6 to 12 digits of which the first six are in the edition.
func Valid(code string) bool { return WellFormed(code) && find(code) != nil }

// WellFormed says whether the code has 6 to 12 digits and nothing else.
func WellFormed(code string) bool {
	return len(code) >= 6 && len(code) <= 12 && number(code) >= 0
}

// Frequency says how often such goods are mailed: 0 never, 1 seldom, 2 often, 3 very often.
func Frequency(code string) int {
	if r := find(code); r != nil {
		return int(r.frequency)
	}
	return 0
}

// Heading is the first four digits, or "" of a shorter code.
func Heading(code string) string { return prefix(code, 4) }

// Chapter is the first two digits, or "" of a shorter code.
func Chapter(code string) string { return prefix(code, 2) }

func prefix(code string, n int) string {
	if len(code) < n {
		return ""
	}
	return code[:n]
}

// Under gives the six-digit codes of a heading of four digits, in order.
func Under(heading string) []string {
	h := number(heading)
	if len(heading) != 4 || h < 0 {
		return nil
	}
	t := nomenclature()
	var out []string
	for _, r := range t.rows[t.first[h]:t.first[h+1]] {
		out = append(out, r.code)
	}
	return out
}

// Each calls f with every code in order: label, frequency and phrases joined by Separator.
func Each(f func(code, label string, frequency int, phrases string)) {
	for _, r := range nomenclature().rows {
		f(r.code, r.label, int(r.frequency), r.phrases)
	}
}

// Len is the number of six-digit codes.
func Len() int { return len(nomenclature().rows) }

// Checksum names the state of the tables, "sha256:" and 64 hexadecimal digits.
func Checksum() string { return nomenclature().checksum }
