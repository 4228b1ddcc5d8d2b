package classify

import (
	"hash/maphash"
	"sync/atomic"
)

// memoSlots is how many answers are remembered. Most descriptions of a day's mail come
// again and again (the same catalogues, the same shops), so a few thousand save most of
// the work.
const memoSlots = 1 << 13

// memo remembers answers to Weigh. An answer depends on the index, the text and the code
// alone, so remembering changes nothing but the time it takes. A slot holds one answer and
// is overwritten by the next text that falls into it; there is no lock.
type memo struct {
	seed  maphash.Seed
	slots [memoSlots]atomic.Pointer[remembered]
}

// remembered is one answer; it is never changed, and neither are the candidates in it.
type remembered struct {
	text, code string
	n          int
	candidates []Candidate
	agreement  Agreement
}

// maxMemoText keeps hostile texts from filling the memory.
const maxMemoText = 256

func newMemo() *memo { return &memo{seed: maphash.MakeSeed()} }

func (m *memo) slot(text, code string) *atomic.Pointer[remembered] {
	var h maphash.Hash
	h.SetSeed(m.seed)
	h.WriteString(text)
	h.WriteByte(0)
	h.WriteString(code)
	return &m.slots[h.Sum64()%memoSlots]
}
