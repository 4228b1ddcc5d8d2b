package screening

import (
	"slices"
	"strings"
	"unicode"

	"greenlane/assess/pack"
	"greenlane/item"
)

// Goods is the restrictions of a pack, ready for use. It is immutable.
type Goods struct {
	folder *folder
	rules  []pack.Restriction
	first  map[string][]phrase // phrases by their first word
	inside []phrase            // phrases of scripts that are written without blanks
	except [][]phrase          // per restriction
	hs     map[string][]int32  // restrictions by code prefix
	widths []int               // lengths of the prefixes
}

// phrase is words in a row that speak for a restriction.
type phrase struct {
	rule  int32
	words []string
	text  string // as the pack has it
}

// Content is one content piece as far as restrictions go.
type Content struct {
	Description string
	HS          string // declared, digits only
	ProposedHS  string // from the classifier; "" if it is not sure
	Origin      string // ISO 3166-1 alpha-2
}

// GoodsHit is a restriction that speaks of a content piece.
type GoodsHit struct {
	Restriction *pack.Restriction
	By          string // words, hs or proposed_hs
	Matched     string // the phrase or the code prefix
}

// CompileRestrictions prepares the restrictions of a pack.
func CompileRestrictions(rs []pack.Restriction) *Goods {
	g := &Goods{folder: newFolder(), rules: slices.Clone(rs), first: map[string][]phrase{}, except: make([][]phrase, len(rs)), hs: map[string][]int32{}}
	for i := range g.rules {
		r := &g.rules[i]
		for _, text := range r.Words {
			p := g.phrase(int32(i), text)
			switch {
			case len(p.words) == 0:
			case unspaced(p.text):
				p.text = strings.Join(p.words, " ")
				g.inside = append(g.inside, p)
			default:
				g.first[p.words[0]] = append(g.first[p.words[0]], p)
			}
		}
		for _, text := range r.Except {
			if p := g.phrase(int32(i), text); len(p.words) > 0 {
				g.except[i] = append(g.except[i], p)
			}
		}
		for _, prefix := range r.HS {
			if prefix = digitsOnly(prefix); prefix != "" {
				g.hs[prefix] = append(g.hs[prefix], int32(i))
				if !slices.Contains(g.widths, len(prefix)) {
					g.widths = append(g.widths, len(prefix))
				}
			}
		}
	}
	slices.Sort(g.widths)
	return g
}

// Match gives the restrictions in force on the day for a content piece that travels in
// the direction. An empty flow means inbound; a restriction without one holds for both.
func (g *Goods) Match(c Content, flow item.Flow, day item.Date) []GoodsHit {
	var hits []GoodsHit
	if flow == "" {
		flow = item.Inbound
	}
	add := func(rule int32, by, matched string) {
		r := &g.rules[rule]
		if r.Flow != "" && r.Flow != flow || !r.Period.Covers(day) || len(r.Origins) > 0 && !slices.Contains(r.Origins, c.Origin) {
			return
		}
		for i := range hits {
			if hits[i].Restriction == r {
				return
			}
		}
		hits = append(hits, GoodsHit{r, by, matched})
	}
	g.matchCode(c.HS, "hs", add)
	g.matchWords(c.Description, add)
	if c.ProposedHS != c.HS {
		g.matchCode(c.ProposedHS, "proposed_hs", add)
	}
	return hits
}

func (g *Goods) matchCode(code, by string, add func(int32, string, string)) {
	for _, n := range g.widths {
		if n > len(code) {
			return
		}
		for _, rule := range g.hs[code[:n]] {
			add(rule, by, code[:n])
		}
	}
}

func (g *Goods) matchWords(description string, add func(int32, string, string)) {
	if len(g.first) == 0 && len(g.inside) == 0 || description == "" {
		return
	}
	var room [1024]byte
	var wordRoom [64][]byte
	folded := g.folder.foldAll(room[:0], description)
	list := wordRoom[:0]
	for w, rest := cut(folded); w != nil; w, rest = cut(rest) {
		list = append(list, stem(w))
	}
	for i, w := range list {
		for _, p := range g.first[string(w)] {
			if p.startsAt(list[i:]) && !g.excepted(p.rule, folded, list) {
				add(p.rule, "words", p.text)
			}
		}
	}
	if len(g.inside) == 0 || ascii(description) {
		return
	}
	for _, p := range g.inside {
		if strings.Contains(string(folded), p.text) && !g.excepted(p.rule, folded, list) {
			add(p.rule, "words", p.text)
		}
	}
}

func (g *Goods) excepted(rule int32, folded []byte, list [][]byte) bool {
	for _, p := range g.except[rule] {
		if unspaced(p.text) && strings.Contains(string(folded), p.text) {
			return true
		}
		for i := range list {
			if p.startsAt(list[i:]) {
				return true
			}
		}
	}
	return false
}

func (p *phrase) startsAt(list [][]byte) bool {
	if len(p.words) > len(list) {
		return false
	}
	for i, w := range p.words {
		if string(list[i]) != w {
			return false
		}
	}
	return true
}

func (g *Goods) phrase(rule int32, text string) phrase {
	p := phrase{rule: rule, text: text}
	for w, rest := cut(g.folder.foldAll(nil, text)); w != nil; w, rest = cut(rest) {
		p.words = append(p.words, string(stem(w)))
	}
	return p
}

// stem takes the plural off an English word, roughly but in the same way on both sides:
// knives and knife, batteries and battery, sprays and spray. It may write into w.
func stem(w []byte) []byte {
	n := len(w)
	switch {
	case n > 4 && string(w[n-3:]) == "ies":
		return w[:n-3]
	case n > 4 && w[n-2] == 'e' && w[n-1] == 's':
		return w[:n-2]
	case n > 3 && w[n-1] == 's' && w[n-2] != 's':
		w = w[:n-1]
	}
	switch n = len(w); {
	case n <= 3:
	case string(w[n-2:]) == "fe":
		w = w[:n-1]
		w[n-2] = 'v'
	case string(w[n-2:]) == "ie":
		w = w[:n-2]
	case w[n-1] == 'e' || w[n-1] == 'y':
		w = w[:n-1]
	case w[n-1] == 'f':
		w[n-1] = 'v'
	}
	return w
}

// unspaced says that a text is of a script without blanks between words: Thai, Lao,
// Burmese, Khmer, Chinese, Japanese.
func unspaced(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Khmer, unicode.Thai, unicode.Lao, unicode.Myanmar, unicode.Hiragana, unicode.Katakana) {
			return true
		}
	}
	return false
}

func digitsOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}
