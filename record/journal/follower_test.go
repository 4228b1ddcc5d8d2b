package journal_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"greenlane/clearance"
	"greenlane/record/journal"
)

// shelf is a journal in memory.
type shelf struct {
	mu      sync.Mutex
	size    int64
	cursors map[string]int64
	fail    error // of SetCursor
}

func (s *shelf) Follow(_ context.Context, after int64, limit int) (out []clearance.Entry, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for seq := after + 1; seq <= s.size && len(out) < limit; seq++ {
		out = append(out, clearance.Entry{Seq: seq})
	}
	return out, nil
}

func (s *shelf) Cursor(_ context.Context, name string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursors[name], nil
}

func (s *shelf) SetCursor(_ context.Context, name string, seq int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.cursors[name] = seq
	return nil
}

func (s *shelf) grow(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.size += n
}

// follow runs one follower under a clock of its own, and gives what it was told.
func follow(t *testing.T, s *shelf, set func(*journal.Runner), handle func(told string) error, test func(r *journal.Runner)) {
	synctest.Test(t, func(t *testing.T) {
		r := &journal.Runner{Source: s, Clock: time.Now, Jitter: func() float64 { return 1 }, Batch: 3, Tries: 4}
		if set != nil {
			set(r)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			err := r.Run(ctx, journal.Follower{Name: "notices", Handle: func(_ context.Context, entries []clearance.Entry) error {
				var b strings.Builder
				for i := range entries {
					fmt.Fprintf(&b, "%d ", entries[i].Seq)
				}
				return handle(b.String())
			}})
			if err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		test(r)
		cancel()
		wg.Wait()
	})
}

func TestFollowerGoesOnWhereItStopped(t *testing.T) {
	s := &shelf{size: 5, cursors: map[string]int64{"notices": 1}}
	told := ""
	handle := func(batch string) error { told += batch + "| "; return nil }
	follow(t, s, nil, handle, func(r *journal.Runner) {
		if told != "2 3 4 | 5 | " {
			t.Errorf("told %s", told)
		}
		s.grow(2)
		r.Wake()
		synctest.Wait()
		if told != "2 3 4 | 5 | 6 7 | " {
			t.Errorf("told %s after it was woken", told)
		}
		s.grow(1)
		time.Sleep(time.Second)
		if told != "2 3 4 | 5 | 6 7 | 8 | " {
			t.Errorf("told %s after a while", told)
		}
		if x := r.Standings()[0]; x.Cursor != 8 || x.Handled != 7 || x.Tries != 0 || s.cursors["notices"] != 8 {
			t.Errorf("standing %+v", x)
		}
	})
}

func TestFollowerIsParked(t *testing.T) {
	s := &shelf{size: 2, cursors: map[string]int64{}}
	var fail error = errors.New("the post does not answer")
	var pauses []string
	var last time.Time
	handle := func(string) error {
		if !last.IsZero() {
			pauses = append(pauses, time.Since(last).String())
		}
		last = time.Now()
		return fail
	}
	follow(t, s, nil, handle, func(r *journal.Runner) {
		if x := r.Standings()[0]; x.Tries != 1 || x.Parked || x.Reason != "the post does not answer" || !x.Next.Equal(time.Now().Add(500*time.Millisecond)) {
			t.Errorf("after one try %+v", x)
		}
		time.Sleep(time.Hour)
		if got := strings.Join(pauses, " "); got != "500ms 1s 2s" {
			t.Errorf("pauses %s", got)
		}
		if x := r.Standings()[0]; x.Tries != 4 || !x.Parked || x.Cursor != 0 {
			t.Errorf("parked %+v", x)
		}
		fail = nil
		if !r.Retry("notices") || r.Retry("nobody") {
			t.Error("retry")
		}
		synctest.Wait()
		if x := r.Standings()[0]; x.Parked || x.Tries != 0 || x.Reason != "" || x.Cursor != 2 {
			t.Errorf("after the retry %+v", x)
		}
	})
}

func TestFollowerIsToldAgainWhenItsPlaceWasNotKept(t *testing.T) {
	s := &shelf{size: 1, cursors: map[string]int64{}, fail: errors.New("disk")}
	told := ""
	follow(t, s, nil, func(batch string) error { told += batch; return nil }, func(r *journal.Runner) {
		s.mu.Lock()
		s.fail = nil
		s.mu.Unlock()
		time.Sleep(time.Second)
		if told != "1 1 " {
			t.Errorf("told %s", told)
		}
	})
}

func TestAPanicOfAFollowerIsItsError(t *testing.T) {
	s := &shelf{size: 1, cursors: map[string]int64{}}
	follow(t, s, func(r *journal.Runner) { r.Tries = 1 }, func(string) error { panic("out of cheese") }, func(r *journal.Runner) {
		if x := r.Standings()[0]; !x.Parked || !strings.Contains(x.Reason, "out of cheese") {
			t.Errorf("standing %+v", x)
		}
		if err := r.Run(t.Context(), journal.Follower{Name: "notices"}); err == nil {
			t.Error("a second follower of the same name runs")
		}
	})
}
