package customs

import (
	"context"
	"hash/fnv"
	"strconv"
	"time"
)

// House is where the robot works. Words of states, lanes, holds and kinds are those of the
// product: "held", "red", "documents", "released".
type House interface {
	// Waiting gives items that are not yet done with, a page at a time: from the cursor of
	// the last call ("" at first), at most limit, and the cursor of the next page ("" at
	// the end).
	Waiting(ctx context.Context, cursor string, limit int) (items []Item, next string, err error)
	// Do makes something happen to an item. An error means that it did not happen, for
	// instance because a person was quicker.
	Do(ctx context.Context, id string, a Action) error
}

// Item is what the robot sees of an item.
type Item struct {
	ID       string
	State    string
	Lane     string
	Decision string // of the assessment; goods that are to be seized are found to be prohibited
	Hold     string // what a held item waits for; "" if it is to be seized
	First    string // who approved the release of a red item already
	Due      string // what is still to be paid, "12.34"; "" or "0" is nothing
	Currency string
}

// Action is what the robot does.
type Action struct {
	Kind     string // departed, arrived, presented, answered, asked, ordered, examined, paid, approved, released, refused, returned, seized
	By       string // user name
	Role     string // clerk, officer or supervisor
	Reason   string
	Ref      string // the same for the same act: a repeat has one effect
	Finding  string // of examined: compliant, misdescribed, undervalued, prohibited
	Amount   string // of paid
	Currency string
}

// Options of the robot. The zero value works through most mail within two minutes.
type Options struct {
	Seed       uint64
	Slower     int    // waits are so many times longer; 0 is 1: seconds stand for hours
	Share      int    // per cent of items worked off soon; the others wait for people, 10 to 30 minutes; 0 is 70
	Most       int    // acts in one step; 0 is 25
	Clerk      string // user names; empty: robot-clerk, robot-officer, robot-second, robot-supervisor
	Officer    string
	Second     string // releases what Officer approved
	Supervisor string
}

// Robot works. It is not safe for use by several goroutines.
type Robot struct {
	house House
	opt   Options
	plans map[string]plan
	sweep int
	// Refused counts acts that the house did not allow.
	Refused int
}

// plan is the next act for an item in one standing.
type plan struct {
	standing string
	round    int // how many acts were done in this standing
	due      time.Time
	act      Action
	seen     int // sweep in which the item was last seen
}

// pageSize and pagesAStep bound what one step reads.
const (
	pageSize   = 200
	pagesAStep = 10
)

// mostRounds is how many acts the robot tries while the standing of an item stays the same.
const mostRounds = 3

// New makes a robot.
func New(h House, o Options) *Robot {
	o.Slower = max(o.Slower, 1)
	if o.Share <= 0 {
		o.Share = 70
	}
	if o.Most <= 0 {
		o.Most = 25
	}
	for _, n := range []struct {
		name *string
		or   string
	}{{&o.Clerk, "robot-clerk"}, {&o.Officer, "robot-officer"}, {&o.Second, "robot-second"}, {&o.Supervisor, "robot-supervisor"}} {
		if *n.name == "" {
			*n.name = n.or
		}
	}
	return &Robot{house: h, opt: o, plans: map[string]plan{}}
}

// Run steps once a second by the clock given until ctx ends. An error of the house ends it.
func (r *Robot) Run(ctx context.Context, clock func() time.Time) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if _, err := r.Step(ctx, clock()); err != nil && ctx.Err() == nil {
				return err
			}
		}
	}
}

// Step looks at what waits, plans, and does what is due. It gives the number of acts done.
func (r *Robot) Step(ctx context.Context, now time.Time) (done int, err error) {
	cursor := ""
	for range pagesAStep {
		items, next, err := r.house.Waiting(ctx, cursor, pageSize)
		if err != nil {
			return done, err
		}
		for i := range items {
			if r.consider(ctx, &items[i], now, done < r.opt.Most) {
				done++
			}
			if ctx.Err() != nil {
				return done, ctx.Err()
			}
		}
		if next == "" {
			break
		}
		cursor = next
	}
	r.forget()
	return done, nil
}

// consider plans for an item whose standing is new, and acts where the time has come.
func (r *Robot) consider(ctx context.Context, it *Item, now time.Time, may bool) (acted bool) {
	standing := it.State + "|" + it.Hold + "|" + it.First + "|" + it.Due
	p, ok := r.plans[it.ID]
	if !ok || p.standing != standing {
		p = r.plan(it, standing, 0, now)
	}
	p.seen = r.sweep
	if may && p.act.Kind != "" && !now.Before(p.due) {
		if err := r.house.Do(ctx, it.ID, p.act); err != nil {
			r.Refused++
			p.act = Action{} // somebody was quicker, or it is not allowed: wait for another standing
		} else {
			acted = true
			p = r.plan(it, standing, p.round+1, now)
			p.seen = r.sweep
		}
	}
	r.plans[it.ID] = p
	return acted
}

// plan decides on the next act, and when.
func (r *Robot) plan(it *Item, standing string, round int, now time.Time) plan {
	d := dice{r.opt.Seed, it.ID, standing, round}
	if round >= mostRounds {
		return plan{standing: standing, round: round}
	}
	act, low, high := r.next(it, d, round)
	wait := time.Duration(low+d.roll("wait", high-low+1)) * time.Second
	if act.Kind != "" {
		act.Ref = "robot-" + it.ID + "-" + act.Kind + "-" + strconv.FormatInt(now.Unix(), 10)
		left := dice{r.opt.Seed, it.ID, "", 0}.roll("left", 100) >= r.opt.Share
		if left && act.Role != "clerk" && it.Lane != "green" {
			wait = time.Duration(600+d.roll("long", 1200)) * time.Second
		}
	}
	return plan{standing: standing, round: round, due: now.Add(wait * time.Duration(r.opt.Slower)), act: act}
}

// forget drops plans of items that were not seen for several sweeps.
func (r *Robot) forget() {
	r.sweep++
	if r.sweep%64 != 0 {
		return
	}
	for id, p := range r.plans {
		if p.seen < r.sweep-64 {
			delete(r.plans, id)
		}
	}
}

// dice gives numbers that depend on the seed, the item, its standing and the round alone.
type dice struct {
	seed     uint64
	id       string
	standing string
	round    int
}

func (d dice) roll(what string, n int) int {
	h := fnv.New64a()
	var b [10]byte
	for i := range 8 {
		b[i] = byte(d.seed >> (8 * i))
	}
	b[8] = byte(d.round)
	for _, part := range [][]byte{b[:], []byte(d.id), {0}, []byte(d.standing), {0}, []byte(what)} {
		h.Write(part) // a hash never fails
	}
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return int(x % uint64(n))
}
