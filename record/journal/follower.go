package journal

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"greenlane/clearance"
)

// Follower is somebody who must hear of every journal row.
type Follower struct {
	Name string // stable: its place is kept under it
	// Handle gets rows in order, each at least once: again after an error or a crash, so it
	// must be able to see that it did the work before, such as by the row's number.
	Handle func(ctx context.Context, entries []clearance.Entry) error
}

// Source is what followers read.
type Source interface {
	Follow(ctx context.Context, after int64, limit int) ([]clearance.Entry, error)
	Cursor(ctx context.Context, follower string) (int64, error)
	SetCursor(ctx context.Context, follower string, seq int64) error
}

// Standing is how a follower is doing, for pages and metrics.
type Standing struct {
	Name    string
	Cursor  int64 // last row handled
	Handled int64 // rows handled since the start of the program
	Tries   int   // of the rows behind Cursor that ended in an error
	Parked  bool  // no more tries until Retry
	Reason  string
	Since   time.Time // of the first of these tries
	Next    time.Time // of the next one
}

// Runner runs followers. Its members are set before Run and not changed afterwards.
type Runner struct {
	Source Source
	Clock  func() time.Time
	Jitter func() float64 // evenly between 0 and 1; called by one goroutine at a time

	Batch int           // rows at once; 0 is 200
	Tries int           // before a follower is parked; 0 is 10
	Idle  time.Duration // between two looks at a journal without news; 0 is 250 ms
	First time.Duration // pause after the first error, doubled with each; 0 is 500 ms
	Most  time.Duration // longest pause; 0 is 5 minutes

	mu      sync.Mutex
	running map[string]*run
}

type run struct {
	Standing
	wake  chan struct{}
	retry chan struct{}
}

func or[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}

// Run runs the followers, each on its own, until the context ends. It gives nil then.
func (r *Runner) Run(ctx context.Context, followers ...Follower) error {
	var wg sync.WaitGroup
	for _, f := range followers {
		x, err := r.enter(f.Name)
		if err != nil {
			return err
		}
		wg.Go(func() { r.follow(ctx, f, x) })
	}
	wg.Wait()
	return nil
}

func (r *Runner) enter(name string) (*run, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if name == "" || r.running[name] != nil {
		return nil, fmt.Errorf("follower %q: no name, or one that runs already", name)
	}
	if r.running == nil {
		r.running = make(map[string]*run)
	}
	x := &run{Standing: Standing{Name: name}, wake: make(chan struct{}, 1), retry: make(chan struct{}, 1)}
	r.running[name] = x
	return x, nil
}

// Standings tells how all followers are doing, by name.
func (r *Runner) Standings() []Standing {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]Standing, 0, len(r.running))
	for _, x := range r.running {
		out = append(out, x.Standing)
	}
	slices.SortFunc(out, func(a, b Standing) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Retry makes a follower that waits or is parked try at once; false if there is none.
func (r *Runner) Retry(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	x := r.running[name]
	if x == nil {
		return false
	}
	signal(x.retry)
	return true
}

// Wake tells that there is news, so that nobody waits for the next look.
func (r *Runner) Wake() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, x := range r.running {
		signal(x.wake)
	}
}

func signal(to chan struct{}) {
	select {
	case to <- struct{}{}:
	default:
	}
}

func (r *Runner) follow(ctx context.Context, f Follower, x *run) {
	known := false
	for ctx.Err() == nil {
		n, err := 0, error(nil)
		if !known {
			err = r.place(ctx, x)
			known = err == nil
		}
		if err == nil {
			n, err = r.step(ctx, f, x)
		}
		switch {
		case ctx.Err() != nil:
		case err != nil:
			sleep(ctx, r.failed(x, err), x.retry, nil)
		case n == 0:
			sleep(ctx, or(r.Idle, 250*time.Millisecond), x.wake, x.retry)
		}
	}
}

func (r *Runner) place(ctx context.Context, x *run) error {
	seq, err := r.Source.Cursor(ctx, x.Name)
	if err != nil {
		return fmt.Errorf("read cursor: %w", err)
	}
	r.mu.Lock()
	x.Cursor = seq
	r.mu.Unlock()
	return nil
}

// step handles the next rows; n is how many there were.
func (r *Runner) step(ctx context.Context, f Follower, x *run) (n int, err error) {
	entries, err := r.Source.Follow(ctx, x.Cursor, or(r.Batch, 200))
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	if err := handle(ctx, f, entries); err != nil {
		return 0, err
	}
	last := entries[len(entries)-1].Seq
	if err := r.Source.SetCursor(ctx, x.Name, last); err != nil {
		return 0, fmt.Errorf("keep cursor: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	x.Standing = Standing{Name: x.Name, Cursor: last, Handled: x.Handled + int64(len(entries))}
	return len(entries), nil
}

// handle turns a panic of one follower into its error: the others go on.
func handle(ctx context.Context, f Follower, entries []clearance.Entry) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("follower %s panicked: %v", f.Name, p)
		}
	}()
	return f.Handle(ctx, entries)
}

// failed notes a try that ended in an error and gives the pause before the next; below
// nought means until Retry.
func (r *Runner) failed(x *run, err error) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.Clock()
	if x.Tries == 0 {
		x.Since = now
	}
	x.Tries++
	x.Reason = err.Error()
	if x.Tries >= or(r.Tries, 10) {
		x.Parked, x.Next = true, time.Time{}
		return -1
	}
	pause := min(or(r.First, 500*time.Millisecond)<<min(x.Tries-1, 20), or(r.Most, 5*time.Minute))
	pause = pause/2 + time.Duration(r.Jitter()*float64(pause/2)) // between half and whole
	x.Next = now.Add(pause)
	return pause
}

// sleep waits for the time (below nought: for ever), a signal, or the end.
func sleep(ctx context.Context, d time.Duration, signals, more <-chan struct{}) {
	var timer <-chan time.Time
	if d >= 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		timer = t.C
	}
	select {
	case <-ctx.Done():
	case <-timer:
	case <-signals:
	case <-more:
	}
}
