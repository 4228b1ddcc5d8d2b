package bench

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"greenlane/clearance/intake"
	"greenlane/exchange"
	"greenlane/item"
	"greenlane/record/audit"
	"greenlane/server"
	"greenlane/sim/world"
)

// Options say what is measured.
type Options struct {
	Items    int    // in the closed loop; 0 is 60,000
	DB       string // "" is a new SQLite file in Dir
	Dir      string
	Seed     uint64
	Batch    int           // items in a file and a transaction; 0 is 200
	Takers   int           // files taken at once; 0 is 3
	OpenLoop time.Duration // of load at half the measured rate; 0 leaves it out
	Peers    bool          // run pgbench where it is installed
	Clock    func() time.Time
	Random   io.Reader
	Progress func(string)
}

// Result is what was measured.
type Result struct {
	ItemsPerS      float64
	CPUusPerItem   float64
	GeneratorUs    float64 // part of it that made the items and files
	P50ms, P99ms   float64 // from arrival to durable answer, under open-loop load
	OpenRate       float64 // items a second of that load
	BytesPerItem   float64
	RSSMB          float64 // at the end of the closed loop
	IdleMB         float64 // after start, before work
	StartMs        float64 // until ready to take the first item
	VerifyRowsPerS float64 // of the offline check of the log
	Outcomes       map[intake.Outcome]int
	Verified       int // answers that the oracle found right
	Failed         int
	FirstFailures  []string
	Peers          []Peer
}

// Peer is another program measured in the same run.
type Peer struct {
	Name   string
	PerS   float64
	Detail string
	Ratio  float64 // our items a second for one of theirs
}

// answer is what was answered about an item, for the check afterwards.
type answer struct {
	decision [32]byte
	outcome  intake.Outcome
}

type run struct {
	Options
	server  *server.Server
	world   *world.World
	result  Result
	mu      sync.Mutex
	answers map[string]answer // the decision that stands, by item
	truth   map[string]world.Kind
}

// Run measures. The database is made anew and removed, unless DB names one.
func Run(ctx context.Context, o Options) (*Result, error) {
	o.fill()
	r := &run{Options: o, world: world.New(o.Seed, world.Options{}), answers: map[string]answer{}, truth: map[string]world.Kind{}}
	r.result.Outcomes = map[intake.Outcome]int{}
	path := filepath.Join(o.Dir, "bench.db")
	db := o.DB
	if db == "" {
		for _, end := range []string{"", "-wal", "-shm"} {
			os.Remove(path + end)
		}
		db = "sqlite:" + path
	}
	start := o.Clock()
	seed := sha256.Sum256([]byte("greenlane bench"))
	var err error
	r.server, err = server.Open(ctx, server.Config{DB: db, Seed: seed[:]}, server.Parts{Clock: o.Clock, Random: o.Random, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	defer r.server.Close()
	r.result.StartMs = o.Clock().Sub(start).Seconds() * 1000
	runtime.GC()
	r.result.IdleMB = rssMB()
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{{"warm-up", r.warm}, {"generator alone", r.generatorAlone}, {"closed loop", r.closedLoop}, {"open loop", r.openLoop}, {"oracle", r.check}} {
		o.Progress(step.name)
		if err := step.do(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", step.name, err)
		}
	}
	if o.Peers {
		o.Progress("peer: pgbench")
		peers, err := pgbench(ctx, o.Dir)
		if err != nil {
			return nil, fmt.Errorf("pgbench: %w", err)
		}
		r.result.Peers = peers
		for i := range r.result.Peers {
			r.result.Peers[i].Ratio = r.result.ItemsPerS / peers[i].PerS
		}
	}
	return &r.result, nil
}

func (o *Options) fill() {
	if o.Items <= 0 {
		o.Items = 60_000
	}
	if o.Batch <= 0 {
		o.Batch = 200
	}
	if o.Takers <= 0 {
		o.Takers = 3
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
}

// file makes the next file of n items, as a post sends it.
func (r *run) file(n int) ([]byte, error) {
	items := make([]*item.Item, n)
	now := r.Clock()
	for i := range items {
		m := r.world.Next(now)
		items[i] = m.Item
		r.truth[m.Item.ID] = m.Truth.Kind
	}
	var b bytes.Buffer
	b.Grow(n * 1500)
	err := exchange.Write(&b, exchange.CDS, slices.Values(items))
	return b.Bytes(), err
}

// take reads a file and takes its items in; it answers after they are durable.
func (r *run) take(ctx context.Context, file []byte) (int, error) {
	var items []*item.Item
	for rec, err := range exchange.Read(bytes.NewReader(file), exchange.Options{Format: exchange.CDS, Name: "bench"}) {
		if err != nil {
			return 0, err
		}
		if len(rec.Faults) == 0 {
			items = append(items, rec.Item)
		} else {
			r.mu.Lock()
			r.result.Outcomes[intake.Refused]++
			r.mu.Unlock()
		}
	}
	results, err := r.server.Intake.Take(ctx, items, intake.Origin{Actor: "bench", Pack: "KH"})
	if err != nil {
		return 0, err
	}
	r.keep(results)
	return len(items), nil
}

func (r *run) keep(results []intake.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range results {
		x := &results[i]
		r.result.Outcomes[x.Outcome]++
		switch x.Outcome {
		case intake.Decided, intake.Amended:
			r.answers[x.Item] = answer{sha256.Sum256(x.DecisionJSON), x.Outcome}
		case intake.Refused:
			if _, before := r.answers[x.Item]; !before {
				r.answers[x.Item] = answer{outcome: intake.Refused}
			}
		}
	}
}

func (r *run) warm(ctx context.Context) error {
	for range 10 {
		f, err := r.file(r.Batch)
		if err != nil {
			return err
		}
		if _, err := r.take(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// generatorAlone tells what making the files costs, so that the figure for an item can be
// read without it.
func (r *run) generatorAlone(context.Context) error {
	const n = 4000
	before := cpu()
	for range n / 200 {
		if _, err := r.file(200); err != nil {
			return err
		}
	}
	r.result.GeneratorUs = float64((cpu() - before).Microseconds()) / n
	return nil
}

// closedLoop: files are made and taken as fast as it goes, on the same processors.
func (r *run) closedLoop(ctx context.Context) error {
	r.result.Outcomes = map[intake.Outcome]int{}
	sizeBefore := r.size()
	files := make(chan []byte, 4)
	group, ctx := errgroup.WithContext(ctx)
	start, before := r.Clock(), cpu()
	group.Go(func() error {
		defer close(files)
		for made := 0; made < r.Items; made += r.Batch {
			f, err := r.file(min(r.Batch, r.Items-made))
			if err != nil {
				return err
			}
			select {
			case files <- f:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range r.Takers {
		group.Go(func() error {
			for f := range files {
				if _, err := r.take(ctx, f); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	took := r.Clock().Sub(start)
	r.result.ItemsPerS = float64(r.Items) / took.Seconds()
	r.result.CPUusPerItem = float64((cpu() - before).Microseconds()) / float64(r.Items)
	r.result.RSSMB = rssMB()
	if r.DB == "" {
		r.result.BytesPerItem = float64(r.size()-sizeBefore) / float64(r.Items)
	}
	return nil
}

func (r *run) size() (n int64) {
	for _, end := range []string{"", "-wal"} {
		if info, err := os.Stat(filepath.Join(r.Dir, "bench.db"+end)); err == nil {
			n += info.Size()
		}
	}
	return n
}

// openLoop: single items arrive at random times at half the rate of the closed loop,
// whether or not earlier ones are answered; the time counts from the arrival.
func (r *run) openLoop(ctx context.Context) error {
	if r.OpenLoop <= 0 {
		return nil
	}
	rate := r.result.ItemsPerS / 2
	n := int(rate * r.OpenLoop.Seconds())
	files := make([][]byte, n)
	for i := range files {
		f, err := r.file(1)
		if err != nil {
			return err
		}
		files[i] = f
	}
	random := rand.New(rand.NewPCG(r.Seed, 2))
	took := make([]time.Duration, n)
	var group errgroup.Group
	due := r.Clock()
	start := due
	for i := range files {
		due = due.Add(time.Duration(random.ExpFloat64() / rate * float64(time.Second)))
		if wait := due.Sub(r.Clock()); wait > 0 {
			time.Sleep(wait)
		}
		arrived := due
		group.Go(func() error {
			_, err := r.take(ctx, files[i])
			took[i] = r.Clock().Sub(arrived)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	slices.Sort(took)
	r.result.OpenRate = float64(n) / r.Clock().Sub(start).Seconds()
	r.result.P50ms = took[n/2].Seconds() * 1000
	r.result.P99ms = took[n*99/100].Seconds() * 1000
	return nil
}

// check reads the record back and holds every answer against it and against the oracle;
// then the log is verified as a whole.
func (r *run) check(ctx context.Context) error {
	oracle, err := NewOracle()
	if err != nil {
		return err
	}
	stored := map[string][][32]byte{} // an amended item has several
	for after := int64(0); ; {
		entries, err := r.server.Store.Follow(ctx, after, 1000)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			break
		}
		for i := range entries {
			e := &entries[i]
			after = e.Seq
			if e.Assessment == nil || e.Late {
				continue
			}
			stored[e.Key.ID] = append(stored[e.Key.ID], sha256.Sum256(e.Assessment))
			day := item.DateOf(e.Event.At.In(time.FixedZone("ICT", 7*3600)))
			r.judge(e.Key.ID, oracle.Check(e.Item, e.Assessment, string(day)))
		}
	}
	for id, a := range r.answers {
		switch {
		case a.outcome == intake.Refused:
			if kind := r.truth[id]; kind != world.Malformed {
				r.judge(id, "refused, but the declaration is "+string(kind))
			}
		case !slices.Contains(stored[id], a.decision):
			r.judge(id, "what was answered is not what is recorded")

		}
	}
	start := r.Clock()
	report, err := audit.Verify(ctx, r.server.Store, audit.Options{})
	if err != nil {
		return err
	}
	r.result.VerifyRowsPerS = float64(report.Rows) / r.Clock().Sub(start).Seconds()
	if !report.OK() {
		r.judge("log", report.Problem)
	}
	return nil
}

func (r *run) judge(id, wrong string) {
	if wrong == "" {
		r.result.Verified++
		return
	}
	r.result.Failed++
	if len(r.result.FirstFailures) < 10 {
		r.result.FirstFailures = append(r.result.FirstFailures, id+": "+wrong)
	}
}

func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// rssMB is the memory that the process holds now.
func rssMB() float64 {
	data, err := os.ReadFile("/proc/self/statm")
	var total, resident int64
	if err == nil {
		fmt.Sscan(string(data), &total, &resident)
	}
	return float64(resident) * float64(os.Getpagesize()) / (1 << 20)
}
