package classify

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// lookalikes finds the known word that an unknown one is likely to stand for: one that
// shares most groups of three letters (a misspelling, another ending), one that it is the
// beginning of (forms cut texts off), or one that it leaves the vowels out of.
type lookalikes struct {
	words  []string
	counts []uint32 // by word: phrases that hold it
	sizes  []uint8  // by word: number of groups; 0 for words that are not offered

	starts []uint32 // by slot of the group: range in of
	of     []uint32

	sorted    []uint32          // offered words in alphabetical order
	skeletons map[string]uint32 // consonants of a word, to the commonest word that has them
}

const (
	groupSlots = 1 << 15
	minWord    = 4 // shorter words have too few groups to be told apart
	maxWord    = 30
	maxGroup   = 4000 // groups that stand in more words than this say nothing

	minLikeness   = 0.55 // shared groups over all groups, Dice
	prefixTrust   = 0.6
	skeletonTrust = 0.6
)

func newLookalikes(words []string, counts []uint32) *lookalikes {
	g := &lookalikes{words: words, counts: counts, sizes: make([]uint8, len(words)),
		starts: make([]uint32, groupSlots+1), skeletons: map[string]uint32{}}
	for w, word := range words {
		if !alphabetic(word) {
			continue
		}
		g.sorted = append(g.sorted, uint32(w))
		groups(word, func(slot uint32) { g.starts[slot+1]++; g.sizes[w]++ })
		if s := skeleton(word); s != "" {
			if before, ok := g.skeletons[s]; !ok || counts[w] > counts[before] {
				g.skeletons[s] = uint32(w)
			}
		}
	}
	for i := range groupSlots {
		g.starts[i+1] += g.starts[i]
	}
	g.of = make([]uint32, g.starts[groupSlots])
	at := append([]uint32(nil), g.starts...)
	for _, w := range g.sorted {
		groups(words[w], func(slot uint32) { g.of[at[slot]] = w; at[slot]++ })
	}
	slices.SortFunc(g.sorted, func(a, b uint32) int { return strings.Compare(words[a], words[b]) })
	return g
}

// find gives the known word that the unknown one stands for and how far to trust it. seen
// is scratch, by word, zero before and after; touched is scratch.
func (g *lookalikes) find(word string, seen []uint8, touched []uint32) (w uint32, trust float32, out []uint32, ok bool) {
	w, trust, touched = g.near(word, seen, touched[:0])
	if trust >= minLikeness {
		return w, trust, touched, true
	}
	if w, ok = g.beginning(word); ok {
		return w, prefixTrust, touched, true
	}
	if s := skeleton(word); s != "" && len(word)-len(s) <= 1 {
		w, ok = g.skeletons[s]
	}
	return w, skeletonTrust, touched, ok
}

// near gives the known word that shares most groups of letters.
func (g *lookalikes) near(word string, seen []uint8, touched []uint32) (best uint32, likeness float32, out []uint32) {
	if !alphabetic(word) {
		return 0, 0, touched
	}
	n := 0
	groups(word, func(slot uint32) {
		n++
		from, to := g.starts[slot], g.starts[slot+1]
		if to-from > maxGroup {
			return
		}
		for _, w := range g.of[from:to] {
			if seen[w] == 0 {
				touched = append(touched, w)
			}
			seen[w]++
		}
	})
	for _, w := range touched {
		l := 2 * float32(seen[w]) / float32(n+int(g.sizes[w]))
		if l > likeness || l == likeness && g.commoner(w, best) {
			best, likeness = w, l
		}
		seen[w] = 0
	}
	return best, likeness, touched
}

func (g *lookalikes) commoner(a, b uint32) bool {
	return g.counts[a] > g.counts[b] || g.counts[a] == g.counts[b] && a < b
}

// beginning gives the commonest known word that begins with the unknown one.
func (g *lookalikes) beginning(word string) (best uint32, ok bool) {
	if !alphabetic(word) {
		return 0, false
	}
	i, _ := slices.BinarySearchFunc(g.sorted, word, func(w uint32, s string) int { return strings.Compare(g.words[w], s) })
	for ; i < len(g.sorted) && strings.HasPrefix(g.words[g.sorted[i]], word); i++ {
		if w := g.sorted[i]; !ok || g.commoner(w, best) {
			best, ok = w, true
		}
	}
	return best, ok
}

// skeleton is the first letter and the later consonants of a Latin word, "" if there are
// fewer than three of them.
func skeleton(word string) string {
	var b [maxWord]byte
	n := 0
	if len(word) > maxWord {
		return ""
	}
	for i := range len(word) {
		c := word[i]
		if c < 'a' || c > 'z' {
			return ""
		}
		if i == 0 || !strings.ContainsRune("aeiou", rune(c)) {
			b[n] = c
			n++
		}
	}
	if n < 3 {
		return ""
	}
	return string(b[:n])
}

// alphabetic says whether the word is long enough and made of an alphabet.
func alphabetic(word string) bool {
	if len(word) < minWord || len(word) > maxWord {
		return false
	}
	r, _ := utf8.DecodeRuneInString(word)
	return !unspaced(r) && (r < '0' || r > '9')
}

// groups calls f once with the slot of each group of three letters of the word, its ends
// marked.
func groups(word string, f func(slot uint32)) {
	var slots [maxWord + 1]uint32
	a, b, n := byte(0), byte('^'), 0
next:
	for i := 0; i <= len(word); i++ {
		c := byte('$')
		if i < len(word) {
			c = word[i]
		}
		slot := ((uint32(a)*31+uint32(b))*31 + uint32(c)) * 2654435761 >> 17
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
