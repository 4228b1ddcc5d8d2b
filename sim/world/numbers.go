package world

import (
	"math"
	"math/rand/v2"
	"sort"
)

// ladder draws an index by weight.
type ladder struct{ upTo []uint64 }

func (l ladder) draw(r *rand.Rand) int {
	x := r.Uint64N(l.upTo[len(l.upTo)-1])
	return sort.Search(len(l.upTo), func(i int) bool { return l.upTo[i] > x })
}

// weight is the share of index i of the whole, in millionths.
func (l ladder) weight(i int) uint64 {
	w := l.upTo[i]
	if i > 0 {
		w -= l.upTo[i-1]
	}
	return w * 1_000_000 / l.upTo[len(l.upTo)-1]
}

func ladderOf(shares []Share) ladder {
	var l ladder
	var sum uint64
	for _, s := range shares {
		sum += uint64(max(s.Weight, 1))
		l.upTo = append(l.upTo, sum)
	}
	return l
}

// zipf gives rank k the weight (k + shift)^-1.1; a shift flattens the top (Mandelbrot). The tenth root is put together from square roots
// (1/16 + 1/32 + 1/256 + 1/512), because a machine rounds those alike everywhere.
func zipf(n, shift int) ladder {
	l := ladder{upTo: make([]uint64, n)}
	var sum uint64
	for i := range n {
		k := float64(i + 1 + shift)
		r16 := math.Sqrt(math.Sqrt(math.Sqrt(math.Sqrt(k))))
		r32 := math.Sqrt(r16)
		r256 := math.Sqrt(math.Sqrt(math.Sqrt(r32)))
		root := r16 * r32
		root *= r256
		root *= math.Sqrt(r256)
		sum += uint64((1 << 34) / (k * root))
		l.upTo[i] = sum
	}
	return l
}

// worth is the log-normal distribution of what an item is worth, in US cents: median 18
// dollars, sigma 1.3. Pairs of probability in millionths and value.
var worth = [...][2]int64{
	{0, 18}, {1000, 32}, {5000, 63}, {10000, 87}, {20000, 125}, {50000, 212}, {100000, 340}, {150000, 468}, {200000, 603},
	{250000, 749}, {300000, 910}, {350000, 1091}, {400000, 1295}, {450000, 1529}, {500000, 1800}, {550000, 2119},
	{600000, 2502}, {650000, 2970}, {700000, 3559}, {750000, 4326}, {800000, 5376}, {850000, 6925}, {880000, 8292},
	{900000, 9524}, {920000, 11183}, {940000, 13585}, {950000, 15273}, {960000, 17526}, {970000, 20756}, {980000, 25989},
	{985000, 30232}, {990000, 37041}, {993000, 43914}, {995000, 51232}, {997000, 64065}, {998000, 75899}, {999000, 99992},
	{999500, 129732}, {999800, 179450}, {1000000, 331770},
}

func drawWorth(r *rand.Rand) int64 {
	p := r.Int64N(1_000_000)
	i := sort.Search(len(worth), func(i int) bool { return worth[i][0] > p })
	a, b := worth[i-1], worth[i]
	return a[1] + (b[1]-a[1])*(p-a[0])/(b[0]-a[0])
}

// drawLines gives how many content pieces an item has: 1 in 62 %, 2 in 22 %, 3 in 9 %.
func drawLines(r *rand.Rand) int {
	p := r.IntN(1000)
	for i, upTo := range [...]int{620, 840, 930, 962, 980, 990, 996} {
		if p < upTo {
			return i + 1
		}
	}
	return 8
}

// drawExponential gives a number with mean one in units of 2^-32, by comparisons alone
// (von Neumann 1951), so that no logarithm is needed.
func drawExponential(r *rand.Rand) uint64 {
	for whole := uint64(0); ; whole++ {
		first := r.Uint32()
		last, odd := first, true
		for {
			next := r.Uint32()
			if next >= last {
				break
			}
			last, odd = next, !odd
		}
		if odd {
			return whole<<32 | uint64(first)
		}
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
