package post

import (
	"context"
	"errors"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"greenlane/exchange"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/sim/world"
)

// Options say what is sent, and where.
type Options struct {
	World *world.World
	Clock func() time.Time // for Run
	Dir   string           // of the mailbox
	In    string           // folder into which files are dropped; "" is Dir/in
	Out   string           // folder with replies; "" is Dir/out; it need not exist
	Rate  float64          // items a second
	Seed  uint64           // of faults, formats and delays

	// Formats of the files; empty: CDS JSON, ITMATT XML, CSV and our own JSON. A format that
	// stands twice comes twice as often.
	Formats []string
	// Write writes a file in one of the Formats; nil is exchange.Write.
	Write func(w io.Writer, format string, items iter.Seq[*item.Item]) error
	// Read reads a file with replies; nil reads our own decisions and CDS responses in JSON.
	Read func(name string, r io.Reader) ([]Reply, error)
	// Scanned is told the scans of items as they come in; nil: none are made.
	Scanned func(ctx context.Context, id string, s world.Scan) error

	FileItems int           // items in a file at most; 0 is 50
	Delay     time.Duration // an answer comes after once to five times this; 0 is 20 seconds
	Sound     bool          // no faults in files
}

// Sent counts what was dropped.
type Sent struct {
	Items, Files, Truncated, Repeated, Broken, Answers int
}

func (s *Sent) add(o Sent) {
	s.Items += o.Items
	s.Files += o.Files
	s.Truncated += o.Truncated
	s.Repeated += o.Repeated
	s.Broken += o.Broken
	s.Answers += o.Answers
}

// Post sends. Its methods may be called from several goroutines; only one of them should
// step, else the order of steps is left to chance.
type Post struct {
	mu     sync.Mutex
	opt    Options
	rng    *rand.Rand
	gap    func() time.Duration
	next   time.Time // when the next item is posted
	files  int
	again  []drop // files that come a second time
	mail   map[string]world.Mail
	order  []string // identifiers of mail, oldest first
	asked  map[string]bool
	owed   []answer
	scans  schedule
	read   map[string]bool // reply files read
	looked time.Time       // when replies were last looked for
	totals Sent
}

// drop is a file that is due.
type drop struct {
	due  time.Time
	name string
	body []byte
}

// answer is a better declaration that is due.
type answer struct {
	due time.Time
	id  string
}

const (
	keepMail = 20000 // items remembered for answers
	stepMost = 10000 // items made in one step at most, after a long pause for instance
	lookGap  = time.Second
)

// New makes the folder and the post.
func New(o Options) (*Post, error) {
	if o.World == nil || o.Dir == "" && o.In == "" {
		return nil, errors.New("post: a world and a folder are needed")
	}
	if o.In == "" {
		o.In = filepath.Join(o.Dir, "in")
	}
	if o.Out == "" && o.Dir != "" {
		o.Out = filepath.Join(o.Dir, "out")
	}
	if len(o.Formats) == 0 {
		o.Formats = []string{exchange.CDS, exchange.ITMATT, exchange.CSV, exchange.JSON}
	}
	if o.Write == nil {
		o.Write = exchange.Write
	}
	if o.Read == nil {
		o.Read = readReplies
	}
	if o.FileItems <= 0 {
		o.FileItems = 50
	}
	if o.Delay <= 0 {
		o.Delay = 20 * time.Second
	}
	if err := os.MkdirAll(o.In, 0o755); err != nil {
		return nil, err
	}
	return &Post{opt: o, rng: rand.New(rand.NewPCG(o.Seed, 0xa0761d6478bd642f)), gap: o.World.Flow(o.Rate),
		mail: map[string]world.Mail{}, asked: map[string]bool{}, read: map[string]bool{}}, nil
}

// Run steps four times a second by the clock until ctx ends. An error ends it.
func (p *Post) Run(ctx context.Context) error {
	if p.opt.Clock == nil {
		return errors.New("post: Run needs a clock")
	}
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			now := p.opt.Clock()
			if _, err := p.Step(now); err != nil {
				return err
			}
			if err := p.Tell(ctx, now); err != nil && ctx.Err() == nil {
				return err
			}
		}
	}
}

// Totals counts everything since New.
func (p *Post) Totals() Sent {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.totals
}

// Step drops what is due at now: mail since the last step, files that come twice, and
// answers. The first step only starts the clock.
func (p *Post) Step(now time.Time) (s Sent, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer func() { p.totals.add(s) }()
	if p.next.IsZero() {
		p.next = now.Add(p.gap())
	}
	if err := p.collect(now); err != nil {
		return s, err
	}
	if err := p.repeats(now, &s); err != nil {
		return s, err
	}
	if err := p.answers(now, &s); err != nil {
		return s, err
	}
	var batch []*item.Item
	for n := 0; !p.next.After(now) && n < stepMost; n++ {
		m := p.opt.World.Next(p.next)
		p.remember(m)
		batch = append(batch, m.Item)
		p.next = p.next.Add(p.gap())
		if len(batch) == p.opt.FileItems {
			if err := p.send(now, batch, &s); err != nil {
				return s, err
			}
			batch = nil
		}
	}
	if !p.next.After(now) {
		p.next = now.Add(p.gap())
	}
	if len(batch) > 0 {
		err = p.send(now, batch, &s)
	}
	return s, err
}

// remember keeps what is really in an item, for answers, and plans its scans.
func (p *Post) remember(m world.Mail) {
	id := m.Item.ID
	if _, known := p.mail[id]; !known {
		p.order = append(p.order, id)
		if len(p.order) > keepMail {
			delete(p.mail, p.order[0])
			delete(p.asked, p.order[0])
			p.order = p.order[1:]
		}
		if p.opt.Scanned != nil {
			for _, s := range p.opt.World.Events(m.Item, p.next) {
				p.scans.push(due{id, s})
			}
		}
	}
	p.mail[id] = m
}

// Tell passes on the scans that are due. A fault of the receiver is its answer to that
// scan and no reason to stop; any other error is given back, and the scan comes again.
func (p *Post) Tell(ctx context.Context, now time.Time) error {
	for {
		d, ok := p.dueScan(now)
		if !ok {
			return nil
		}
		err := p.opt.Scanned(ctx, d.id, d.scan)
		var refused *fault.Fault
		if err != nil && !errors.As(err, &refused) {
			p.mu.Lock()
			p.scans.push(d)
			p.mu.Unlock()
			return err
		}
	}
}

// dueScan takes the next scan off the schedule if its time has come.
func (p *Post) dueScan(now time.Time) (d due, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.scans) == 0 || p.scans[0].scan.Told.After(now) {
		return due{}, false
	}
	return p.scans.pop(), true
}
