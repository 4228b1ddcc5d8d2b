package journal

import (
	"context"
	"fmt"
	"sync"

	"greenlane/clearance"
	"greenlane/item/fault"
)

// Job is one call that waits for the writer: an update of items, or a small write of
// another table.
type Job struct {
	Ctx    context.Context
	Keys   []clearance.Key
	Change func([]*clearance.Row) ([]clearance.Write, error)
	Other  func() error // instead of Change
	Err    error        // what the call answers
	done   chan struct{}
}

func (j *Job) weight() int { return max(1, len(j.Keys)) }

// Call runs the change. A panic of it must not take the only writer down with it.
func (j *Job) Call(rows []*clearance.Row) (writes []clearance.Write, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("change of an update panicked: %v", p)
		}
	}()
	return j.Change(rows)
}

// Queue brings the calls of many goroutines to one writer, which takes all that wait in
// one go.
type Queue struct {
	ended chan struct{}

	mu     sync.RWMutex // held for reading while a job is put in
	jobs   chan *Job
	closed bool
}

// NewQueue starts the writer: commit gets jobs of together about limit keys and sets Err
// of each.
func NewQueue(limit int, commit func([]*Job)) *Queue {
	q := &Queue{ended: make(chan struct{}), jobs: make(chan *Job, 4096)}
	go q.run(limit, commit)
	return q
}

func (q *Queue) run(limit int, commit func([]*Job)) {
	defer close(q.ended)
	var jobs []*Job
	for first := range q.jobs {
		jobs = append(jobs[:0], first)
		for n := first.weight(); n < limit; {
			more := q.waiting()
			if more == nil {
				break
			}
			jobs = append(jobs, more)
			n += more.weight()
		}
		commit(jobs)
		for _, j := range jobs {
			close(j.done)
		}
	}
}

// waiting gives a job that waits, or nil.
func (q *Queue) waiting() *Job {
	select {
	case j := <-q.jobs: // nil when closed and empty
		return j
	default:
		return nil
	}
}

// Do hands a job to the writer and waits until it is settled, also beyond the end of the
// context once it is in the queue: whether it was written must be known.
func (q *Queue) Do(j *Job) error {
	j.done = make(chan struct{})
	q.mu.RLock()
	if q.closed {
		q.mu.RUnlock()
		return fault.New("record.unavailable", "", "it is closed")
	}
	select {
	case q.jobs <- j:
	case <-j.Ctx.Done():
		q.mu.RUnlock()
		return j.Ctx.Err()
	}
	q.mu.RUnlock()
	<-j.done
	return j.Err
}

// Close lets the jobs that wait finish. Those that come later are the fault
// record.unavailable.
func (q *Queue) Close() {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.jobs)
	}
	q.mu.Unlock()
	<-q.ended
}
