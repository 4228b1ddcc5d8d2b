package auth

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Throttle counts attempts per key in bounded memory: when more keys are known than fit,
// the one unused for longest is forgotten.
type Throttle struct {
	every time.Duration
	burst int
	most  int

	mu    sync.Mutex // guards what follows
	known map[string]*list.Element
	order list.List // of *attempts, last used first
}

type attempts struct {
	key    string
	bucket *rate.Limiter
}

// NewThrottle allows burst attempts of a key at once and one more every so often after
// that, remembering at most so many keys.
func NewThrottle(every time.Duration, burst, most int) *Throttle {
	return &Throttle{every: every, burst: burst, most: most, known: make(map[string]*list.Element)}
}

// Allow counts one attempt of the key and says whether it is within the limit.
func (t *Throttle) Allow(key string, now time.Time) bool { return t.AllowN(key, now, 1) }

// AllowN counts n attempts at once, such as the items of a batch.
func (t *Throttle) AllowN(key string, now time.Time, n int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	e, ok := t.known[key]
	if ok {
		t.order.MoveToFront(e)
	} else {
		if t.order.Len() >= t.most {
			last := t.order.Back()
			delete(t.known, last.Value.(*attempts).key)
			t.order.Remove(last)
		}
		e = t.order.PushFront(&attempts{key, rate.NewLimiter(rate.Every(t.every), t.burst)})
		t.known[key] = e
	}
	return e.Value.(*attempts).bucket.AllowN(now, n)
}
