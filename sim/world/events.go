package world

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"greenlane/item"
)

// Scan is what a post reports about where an item is.
type Scan struct {
	Kind string    // departed, arrived, presented
	At   time.Time // when it happened
	Told time.Time // when the report comes in
	Ref  string    // identifier of the report; a repeat has the same
}

// Events gives the scans of an item lodged at now, in the order in which they are told:
// departed after 1 to 3 days, arrived 4 to 12 days after lodgement, presented 2 to 24 hours
// later; 2 % of items have a scan that is late, repeated or overtaken by the next. They
// depend on the seed and the identifier alone, not on what was asked before.
func (w *World) Events(it *item.Item, now time.Time) []Scan {
	h := fnv.New64a()
	h.Write([]byte(it.ID)) // a hash never fails
	r := rand.New(rand.NewPCG(w.seed, h.Sum64()))
	after := func(low, high time.Duration) time.Duration {
		return (low + time.Duration(r.Int64N(int64(high-low)))) / time.Duration(w.opt.Pace)
	}
	departed := now.Add(after(day, 3*day))
	arrived := now.Add(after(4*day, 12*day))
	presented := arrived.Add(after(2*time.Hour, day))
	var scans []Scan
	for i, at := range [...]time.Time{departed, arrived, presented} {
		kind := [...]string{"departed", "arrived", "presented"}[i]
		told := at.Add(after(time.Minute, 30*time.Minute))
		scans = append(scans, Scan{kind, at, told, "scan-" + it.ID + "-" + strconv.Itoa(i+1)})
	}
	switch r.IntN(150) {
	case 0: // the departure is told after the arrival
		scans[0].Told = scans[1].Told.Add(after(time.Hour, 2*day))
	case 1: // one is told twice
		again := scans[r.IntN(len(scans))]
		again.Told = again.Told.Add(after(time.Minute, day))
		scans = append(scans, again)
	case 2: // the presentation is told before the arrival
		scans[1].Told = scans[2].Told.Add(after(time.Hour, 6*time.Hour))
	}
	slices.SortStableFunc(scans, func(a, b Scan) int { return a.Told.Compare(b.Told) })
	return scans
}

const day = 24 * time.Hour

// Flow gives a function that tells the time until the next item, for so many items a second
// on average, as independent arrivals come. It draws from numbers of its own, so that the
// mail stays the same at any rate.
func (w *World) Flow(perSecond float64) func() time.Duration {
	r := rand.New(rand.NewPCG(w.seed, 0x94d049bb133111eb))
	mean := float64(time.Second) / max(perSecond, 1e-6)
	return func() time.Duration {
		gap := float64(drawExponential(r)) / (1 << 32)
		return time.Duration(gap * mean)
	}
}
