package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlane/clearance"
	"greenlane/record/sqlite"
)

// sender sends batches until each is answered, as a partner does whose line breaks.
type sender struct {
	mu       sync.Mutex
	next     int
	again    []*parcelBatch
	answered map[string]int // by item: how often it was answered "decided"
	sent     int            // batches answered
	repeated int            // batches sent more than once
}

type parcelBatch struct {
	ids   []string
	body  []byte
	key   string
	tries int
}

const perBatch = 10

// take gives a batch that waits for its answer, or a new one.
func (s *sender) take(t testing.TB, fresh bool) *parcelBatch {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.again); n > 0 {
		b := s.again[n-1]
		s.again = s.again[:n-1]
		return b
	}
	if !fresh {
		return nil
	}
	b := &parcelBatch{key: fmt.Sprintf("batch-%d", s.next)}
	b.ids, b.body = parcels(t, s.next*perBatch, perBatch)
	s.next++
	return b
}

func (s *sender) send(ctx context.Context, t testing.TB, addr, key string, b *parcelBatch) bool {
	b.tries++
	if b.tries > 1 && b.tries%2 == 0 {
		b.key += "x" // a client that forgot its key: the items themselves must be known
	}
	status, lines, ok := post(ctx, http.DefaultClient, addr, key, b.key, b.body)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !ok || status != http.StatusOK {
		s.again = append(s.again, b)
		return false
	}
	if len(lines) != len(b.ids) {
		t.Errorf("%d answers to %d items", len(lines), len(b.ids))
		return false
	}
	s.sent++
	if b.tries > 1 {
		s.repeated++
	}
	for i, l := range lines {
		var a struct{ Item, Result string }
		if err := json.Unmarshal([]byte(l), &a); err != nil || a.Item != b.ids[i] {
			t.Errorf("answer %q to %s: %v", l, b.ids[i], err)
		}
		if a.Result != "decided" && a.Result != "duplicate" {
			t.Errorf("%s: %s", a.Item, l)
		}
		s.answered[a.Item]++
	}
	return true
}

// The server is killed fifty times while items come in. It serves again within five
// seconds; what was answered is on record, nothing is decided twice, and the log is
// whole.
func TestKilledFiftyTimes(t *testing.T) {
	if testing.Short() {
		t.Skip("kills the real server fifty times: takes a minute")
	}
	p, key := build(t)
	s := &sender{answered: map[string]int{}}
	r := rand.New(rand.NewPCG(50, 9))
	for range 50 {
		p.start()
		ctx, stop := context.WithCancel(t.Context())
		var senders sync.WaitGroup
		for range 3 {
			senders.Go(func() {
				for ctx.Err() == nil {
					if !s.send(ctx, t, p.addr, key, s.take(t, true)) {
						return
					}
				}
			})
		}
		time.Sleep(time.Duration(r.IntN(150)) * time.Millisecond)
		p.kill()
		stop()
		senders.Wait()
	}
	p.start()
	for b := s.take(t, false); b != nil; b = s.take(t, false) {
		if !s.send(t.Context(), t, p.addr, key, b) {
			t.Fatal("a server that is left alone does not answer")
		}
	}
	p.kill()
	if s.sent < 20 || s.repeated < 5 {
		t.Errorf("only %d batches were answered, %d of them repeated: nothing was tried", s.sent, s.repeated)
	}
	usual := p.usualStart()
	t.Logf("%d items answered, %d batches sent again, serving after %s", len(s.answered), s.repeated, usual.Round(time.Millisecond))
	if usual > 5*time.Second {
		t.Errorf("serving again takes %s, not at most five seconds", usual)
	}
	checkRecord(t, filepath.Join(p.dir, "house.db"), s)
	if out := p.run("", "verify", "--log", "house.db"); !strings.Contains(out, "the log is whole") {
		t.Error(out)
	}
}

// The server is killed while it works through a mailbox: in the end every file is done and
// answered, and nothing is decided twice.
func TestKilledOverItsMailbox(t *testing.T) {
	if testing.Short() {
		t.Skip("kills the real server eight times")
	}
	p, _ := build(t)
	p.mailbox = filepath.Join(p.dir, "mailbox")
	in := filepath.Join(p.mailbox, "in")
	if err := os.MkdirAll(in, 0o755); err != nil {
		t.Fatal(err)
	}
	s := &sender{answered: map[string]int{}}
	const files = 400
	old := time.Now().Add(-time.Hour)
	for n := range files {
		b := s.take(t, true)
		file := filepath.Join(in, fmt.Sprintf("%03d.jsonl", n))
		if err := os.WriteFile(file, b.body, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, old, old); err != nil {
			t.Fatal(err)
		}
		for _, id := range b.ids {
			s.answered[id]++
		}
	}
	r := rand.New(rand.NewPCG(8, 9))
	for range 8 {
		p.start()
		time.Sleep(time.Duration(480+r.IntN(300)) * time.Millisecond) // files are taken at the second look
		p.kill()
	}
	count := func(folder string) int {
		found, err := filepath.Glob(filepath.Join(p.mailbox, folder, "*.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	t.Logf("%d of %d files were done when the killing ended", count("done"), files)
	p.start()
	for deadline := time.Now().Add(20 * time.Second); count("done") < files && time.Now().Before(deadline); {
		time.Sleep(50 * time.Millisecond)
	}
	p.kill()
	if done, failed := count("done"), count("failed"); done != files || failed != 0 {
		t.Errorf("%d files are done, %d failed: %s", done, failed, p.log.String())
	}
	for n := range files {
		reply, err := os.ReadFile(filepath.Join(p.mailbox, "out", fmt.Sprintf("%03d.jsonl.decisions.jsonl", n)))
		if err != nil || strings.Count(string(reply), "\n") != perBatch || strings.Contains(string(reply), "refused") {
			t.Errorf("reply to file %d: %s %v", n, reply, err)
		}
	}
	checkRecord(t, filepath.Join(p.dir, "house.db"), s)
	if out := p.run("", "verify", "--log", "house.db"); !strings.Contains(out, "the log is whole") {
		t.Error(out)
	}
}

// checkRecord compares what was answered with what is on record.
func checkRecord(t *testing.T, file string, s *sender) {
	t.Helper()
	store, err := sqlite.View(file)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	decided := map[string]int{}
	for after := int64(0); ; {
		entries, err := store.Follow(t.Context(), after, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) == 0 {
			break
		}
		for _, e := range entries {
			after = e.Seq
			if e.Event.Kind == clearance.Decided {
				decided[e.Key.ID]++
			}
		}
	}
	for id := range s.answered {
		if decided[id] != 1 {
			t.Errorf("%s was answered and is decided %d times", id, decided[id])
		}
	}
	if len(decided) != s.next*perBatch {
		t.Errorf("%d items are decided, %d were sent", len(decided), s.next*perBatch)
	}
	if counts, err := store.Counts(t.Context()); err != nil || counts.Total != int64(len(decided)) {
		t.Errorf("%d items are counted, %v", counts.Total, err)
	}
}
