package classify

import (
	"hash/maphash"
	"sync/atomic"
)

// memoSlots is how many answers are remembered. Most descriptions of a day's mail come
// again and again (the same catalogues, the same shops), so a few thousand save most of
// the work.
const memoSlots = 1 << 14

// memo remembers answers to Weigh. An answer depends on the index, the text and the code
// alone, so remembering changes nothing but the time it takes. A slot holds one answer; one
// that was asked for again is not driven out by the next text that falls into its slot, but
// loses a life, so that what comes once does not drive out what comes often. No lock.
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
	lives      atomic.Int32 // how many texts it withstands
}

// mostLives is how many texts an answer that is asked for often withstands.
const mostLives = 4

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

// find gives the answer to the question if it is remembered.
func (m *memo) find(slot *atomic.Pointer[remembered], text, code string, n int) *remembered {
	r := slot.Load()
	if r == nil || r.text != text || r.code != code || r.n != n {
		return nil
	}
	if lives := r.lives.Load(); lives < mostLives {
		r.lives.CompareAndSwap(lives, lives+1)
	}
	return r
}

// keep remembers an answer unless the one in its slot withstands it.
func (m *memo) keep(slot *atomic.Pointer[remembered], fresh *remembered) {
	if old := slot.Load(); old != nil && old.lives.Load() > 0 {
		old.lives.Add(-1)
		return
	}
	slot.Store(fresh)
}
