package sqlite

import (
	"context"
	"fmt"

	"greenlane/clearance"
	"greenlane/item/fault"
)

// job is one call that waits for the writer: an update of items, or a small write of
// another table.
type job struct {
	ctx    context.Context
	keys   []clearance.Key
	change func([]*clearance.Row) ([]clearance.Write, error)
	other  func(*conn) error
	err    error
	done   chan struct{}
}

// Update implements clearance.Store.
func (s *Store) Update(ctx context.Context, keys []clearance.Key, change func(rows []*clearance.Row) ([]clearance.Write, error)) error {
	return s.submit(&job{ctx: ctx, keys: keys, change: change})
}

// exec runs a small write in the next commit.
func (s *Store) exec(ctx context.Context, text string, args ...any) error {
	return s.submit(&job{ctx: ctx, other: func(c *conn) error { return c.exec(text, args...) }})
}

func (s *Store) submit(j *job) error {
	j.done = make(chan struct{})
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return fault.New("record.unavailable", "", "it is closed")
	}
	select {
	case s.queue <- j:
	case <-j.ctx.Done():
		s.mu.RUnlock()
		return j.ctx.Err()
	}
	s.mu.RUnlock()
	<-j.done // not ctx: whether it was written must be known
	return j.err
}

// write is the writer's goroutine.
func (s *Store) write(limit int) {
	defer close(s.done)
	var jobs []*job
	for first := range s.queue {
		jobs = append(jobs[:0], first)
		for n := first.weight(); n < limit; {
			more, ok := next(s.queue)
			if !ok {
				break
			}
			jobs = append(jobs, more)
			n += more.weight()
		}
		s.writer.commit(jobs)
		for _, j := range jobs {
			j.err = translate(j.err)
			close(j.done)
		}
	}
}

func next(queue chan *job) (*job, bool) {
	select {
	case j, ok := <-queue:
		return j, ok
	default:
		return nil, false
	}
}

func (j *job) weight() int { return max(1, len(j.keys)) }

// call runs the change. A panic of it must not take the only writer down with it.
func (j *job) call(rows []*clearance.Row) (writes []clearance.Write, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("change of an update panicked: %v", p)
		}
	}()
	return j.change(rows)
}
