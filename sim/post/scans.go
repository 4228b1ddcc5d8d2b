package post

import (
	"container/heap"

	"greenlane/sim/world"
)

// due is a scan that is to be told.
type due struct {
	id   string
	scan world.Scan
}

// schedule is a heap of scans, the next one first.
type schedule []due

func (s *schedule) push(d due) { heap.Push((*byTime)(s), d) }
func (s *schedule) pop() due   { return heap.Pop((*byTime)(s)).(due) }

type byTime []due

func (b byTime) Len() int { return len(b) }
func (b byTime) Less(i, j int) bool {
	if c := b[i].scan.Told.Compare(b[j].scan.Told); c != 0 {
		return c < 0
	}
	return b[i].scan.Ref < b[j].scan.Ref
}
func (b byTime) Swap(i, j int) { b[i], b[j] = b[j], b[i] }
func (b *byTime) Push(x any)   { *b = append(*b, x.(due)) }
func (b *byTime) Pop() any {
	last := (*b)[len(*b)-1]
	*b = (*b)[:len(*b)-1]
	return last
}
