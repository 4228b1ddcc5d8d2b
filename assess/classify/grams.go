package classify

import "unicode/utf8"

// gramIndex finds the known words that look most like an unknown one, by groups of three
// letters with the ends of the word marked.
type gramIndex struct {
	starts []uint32 // by slot of the group
	words  []uint32
	sizes  []uint8 // by word: number of groups, 0 for words that are not offered
}

const (
	gramSlots   = 1 << 15
	minWord     = 4 // shorter words have too few groups to be told apart
	maxWord     = 30
	maxGroup    = 4000 // groups that stand in more words than this say nothing
	minLikeness = 0.55
)

func gramSlot(a, b, c byte) uint32 {
	h := (uint32(a)*31+uint32(b))*31 + uint32(c)
	return (h * 2654435761) >> 17
}

// grams calls f once with the slot of each group of the word.
func grams(word string, f func(slot uint32)) {
	var slots [maxWord + 1]uint32
	a, b, n := byte(0), byte('^'), 0
next:
	for i := 0; i <= len(word); i++ {
		c := byte('$')
		if i < len(word) {
			c = word[i]
		}
		slot := gramSlot(a, b, c)
		a, b = b, c
		if i == 0 {
			continue
		}
		for _, before := range slots[:n] {
			if before == slot {
				continue next
			}
		}
		slots[n] = slot
		n++
		f(slot)
	}
}

// alphabetic says whether the word is long enough and made of an alphabet.
func alphabetic(word string) bool {
	if len(word) < minWord || len(word) > maxWord {
		return false
	}
	r, _ := utf8.DecodeRuneInString(word)
	return !unspaced(r) && (r < '0' || r > '9')
}

func newGramIndex(words []string) *gramIndex {
	g := &gramIndex{starts: make([]uint32, gramSlots+1), sizes: make([]uint8, len(words))}
	for w, word := range words {
		if alphabetic(word) {
			grams(word, func(slot uint32) { g.starts[slot+1]++; g.sizes[w]++ })
		}
	}
	for i := range gramSlots {
		g.starts[i+1] += g.starts[i]
	}
	g.words = make([]uint32, g.starts[gramSlots])
	at := append([]uint32(nil), g.starts...)
	for w, word := range words {
		if g.sizes[w] > 0 {
			grams(word, func(slot uint32) { g.words[at[slot]] = uint32(w); at[slot]++ })
		}
	}
	return g
}

// near gives the known word most like the unknown one and its likeness (shared groups over
// all groups, Dice), or ok false if none is like enough. seen is scratch, by word, zero
// before and after.
func (g *gramIndex) near(word string, seen []uint8, touched []uint32) (best uint32, likeness float32, out []uint32, ok bool) {
	touched = touched[:0]
	if !alphabetic(word) {
		return 0, 0, touched, false
	}
	n := 0
	grams(word, func(slot uint32) {
		n++
		from, to := g.starts[slot], g.starts[slot+1]
		if to-from > maxGroup {
			return
		}
		for _, w := range g.words[from:to] {
			if seen[w] == 0 {
				touched = append(touched, w)
			}
			seen[w]++
		}
	})
	for _, w := range touched {
		if l := 2 * float32(seen[w]) / float32(n+int(g.sizes[w])); l > likeness || l == likeness && w < best {
			best, likeness = w, l
		}
		seen[w] = 0
	}
	return best, likeness, touched, likeness >= minLikeness
}
