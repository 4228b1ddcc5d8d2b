package screening

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"slices"
	"sync"
	"unicode/utf8"
)

// Threshold is the least score of a hit.
const Threshold = 0.80

// Entry is one person, company or ship on a list.
type Entry struct {
	ID      string
	Name    string
	Aliases []string
	Country string // ISO 3166-1 alpha-2, or as the list has it
	Kind    string // person, entity, vessel, aircraft, or as the list has it
	Program string // why it is listed
	List    string // name of the list
	Source  string // where the list comes from
}

// List is names ready to be matched. It is immutable.
type List struct {
	entries []Entry
	hash    string
	folder  *folder
	names   []name
	words   []word
	byText  map[string]int32   // word to its number
	deleted map[uint64]int32   // hash of a word, or of a word less one letter, to a chain
	chain   []link             // of words
	joined  map[string][]int32 // all words without blanks to names
	scratch sync.Pool
}

// name is one name or alias of an entry.
type name struct {
	entry  int32
	text   string
	words  []int32
	weight float64
}

// word is one distinct word of the list.
type word struct {
	text   string
	runes  []rune
	weight float64
	names  []int32
}

type link struct{ word, next int32 }

// NewList builds the index. The entries are kept as they are.
func NewList(entries []Entry) *List {
	l := &List{entries: slices.Clone(entries), folder: newFolder(), byText: map[string]int32{}, deleted: map[uint64]int32{}, joined: map[string][]int32{}}
	l.hash = hashOf(l.entries)
	for i := range l.entries {
		e := &l.entries[i]
		l.add(int32(i), e.Name)
		for _, a := range e.Aliases {
			l.add(int32(i), a)
		}
	}
	total := float64(len(l.names) + 1)
	for i := range l.words {
		w := &l.words[i]
		w.weight = weight(len(w.runes), math.Log(total/float64(len(w.names)))/math.Log(total+1))
		l.neighbours(w.runes, func(h uint64) {
			head, ok := l.deleted[h]
			if !ok {
				head = -1
			}
			l.chain = append(l.chain, link{int32(i), head})
			l.deleted[h] = int32(len(l.chain) - 1)
		})
	}
	for i := range l.names {
		for _, w := range l.names[i].words {
			l.names[i].weight += l.words[w].weight
		}
	}
	l.scratch.New = func() any { return newScratch(len(l.names)) }
	return l
}

// weight of a word from how rare it is, 0 to 1. Common words count half as much as rare
// ones, initials least.
func weight(letters int, rarity float64) float64 {
	if letters == 1 {
		return 0.2
	}
	return 0.5 + 0.5*min(max(rarity, 0), 1)
}

func (l *List) add(entry int32, text string) {
	folded := l.folder.fold(nil, text)
	tokens := l.folder.tokens(nil, folded)
	if len(tokens) == 0 {
		return
	}
	n := int32(len(l.names))
	nm := name{entry: entry, text: text}
	var all []byte
	for _, t := range tokens {
		all = append(all, t...)
		id, ok := l.byText[string(t)]
		if !ok {
			id = int32(len(l.words))
			l.byText[string(t)] = id
			l.words = append(l.words, word{text: string(t), runes: runes(nil, t)})
		}
		nm.words = append(nm.words, id)
		w := &l.words[id]
		if len(w.names) == 0 || w.names[len(w.names)-1] != n {
			w.names = append(w.names, n)
		}
	}
	l.names = append(l.names, nm)
	l.joined[string(all)] = append(l.joined[string(all)], n)
}

func runes(dst []rune, b []byte) []rune {
	for len(b) > 0 && len(dst) < maxToken {
		r, n := utf8.DecodeRune(b)
		dst = append(dst, r)
		b = b[n:]
	}
	return dst
}

// neighbours gives the hash of a word and of the word less each of its letters. Two words
// one edit apart have a hash in common.
func (l *List) neighbours(w []rune, found func(uint64)) {
	found(hashRunes(w, -1))
	for i := range w {
		if i > 0 && w[i] == w[i-1] {
			continue // the same text as without the letter before
		}
		found(hashRunes(w, i))
	}
}

// hashRunes is FNV-1a over the letters but one.
func hashRunes(w []rune, without int) uint64 {
	h := uint64(14695981039346656037)
	for i, r := range w {
		if i != without {
			h = (h ^ uint64(r)) * 1099511628211
		}
	}
	return h
}

// Hash names exactly these entries, in whatever order they came: "sha256:...".
func (l *List) Hash() string { return l.hash }

// Names gives the first names of the list, at most n.
func (l *List) Names(n int) []string {
	out := make([]string, 0, min(n, len(l.entries)))
	for i := range l.entries[:cap(out)] {
		out = append(out, l.entries[i].Name)
	}
	return out
}

// Len is the number of entries.
func (l *List) Len() int { return len(l.entries) }

func hashOf(entries []Entry) string {
	sums := make([][sha256.Size]byte, len(entries))
	var b []byte
	for i := range entries {
		e := &entries[i]
		b = b[:0]
		for _, s := range append([]string{e.ID, e.Name, e.Country, e.Kind, e.Program, e.List, e.Source}, e.Aliases...) {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
		sums[i] = sha256.Sum256(b)
	}
	slices.SortFunc(sums, func(a, b [sha256.Size]byte) int { return cmp.Compare(string(a[:]), string(b[:])) })
	h := sha256.New()
	for i := range sums {
		h.Write(sums[i][:])
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
