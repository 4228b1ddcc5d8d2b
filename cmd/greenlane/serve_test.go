package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlane/exchange"
	"greenlane/item"
	"greenlane/item/money"
	"greenlane/item/s10"
)

// program is the real binary with a house of its own.
type program struct {
	testing.TB
	bin, dir, addr string
	process        *exec.Cmd
	mailbox        string // folder of the mailbox; "" has none
	log            bytes.Buffer
	starts         []time.Duration // from start to ready
}

// asBuilt builds the program once for all tests. It stands in a folder that the scripts have
// made for their commands, and goes away with it.
var asBuilt = sync.OnceValues(func() (string, error) {
	beside, err := exec.LookPath("greenlane")
	if err != nil {
		return "", err
	}
	file := filepath.Join(filepath.Dir(beside), "greenlane-as-built")
	if out, err := exec.Command("go", "build", "-o", file, "greenlane/cmd/greenlane").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, out)
	}
	return file, nil
})

// build makes the binary and a house with one user who may lodge items.
func build(t testing.TB) (p *program, key string) {
	t.Helper()
	bin, err := asBuilt()
	if err != nil {
		t.Fatal(err)
	}
	p = &program{TB: t, bin: bin, dir: t.TempDir()}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.addr = l.Addr().String()
	l.Close()
	t.Cleanup(p.kill)
	p.run("four words make a password\n", "user", "add", "loader", "--role", "clerk")
	return p, strings.TrimSpace(p.run("", "user", "key", "loader"))
}

// run runs a command to its end and gives what it printed.
func (p *program) run(stdin string, args ...string) string {
	p.Helper()
	c := p.command(args...)
	c.Stdin = strings.NewReader(stdin)
	out, err := c.Output()
	if err != nil {
		p.Fatalf("greenlane %s: %v: %s", strings.Join(args, " "), err, c.Stderr)
	}
	return string(out)
}

func (p *program) command(args ...string) *exec.Cmd {
	c := exec.Command(p.bin, args...)
	c.Dir = p.dir
	c.Env = append(c.Environ(), "GREENLANE_DB=sqlite:house.db", "GREENLANE_KEY_FILE=house.key")
	c.Stderr = nil
	return c
}

// start starts the server and waits until it serves.
func (p *program) start() {
	p.Helper()
	args := []string{"serve", "--addr", p.addr, "--log-level", "warn"}
	if p.mailbox != "" {
		args = append(args, "--mailbox", p.mailbox)
	}
	c := p.command(args...)
	c.Stderr = &p.log
	begun := time.Now()
	if err := c.Start(); err != nil {
		p.Fatal(err)
	}
	p.process = c
	for time.Since(begun) < 30*time.Second { // the machine may be busy with other things
		r, err := http.Get("http://" + p.addr + "/readyz")
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				p.starts = append(p.starts, time.Since(begun))
				return
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	p.Fatalf("not serving after half a minute: %s", p.log.String())
}

// usualStart is the median time from start to ready.
func (p *program) usualStart() time.Duration {
	slices.Sort(p.starts)
	return p.starts[len(p.starts)/2]
}

// kill ends the server at once, as a loss of power would.
func (p *program) kill() {
	if p.process != nil {
		_ = p.process.Process.Kill() // SIGKILL
		_ = p.process.Wait()
		p.process = nil
	}
}

// post sends a batch and gives the lines of the answer; ok is false where none came.
func post(ctx context.Context, client *http.Client, addr, key, idempotency string, body []byte) (status int, lines []string, ok bool) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/v1/items:batch", bytes.NewReader(body))
	if err != nil {
		return 0, nil, false
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/x-ndjson")
	r.Header.Set("Idempotency-Key", idempotency)
	answer, err := client.Do(r)
	if err != nil {
		return 0, nil, false
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, nil, false
	}
	return answer.StatusCode, slices.Collect(strings.Lines(string(text))), true
}

// parcels writes n declarations with serial numbers from first on.
func parcels(t testing.TB, first, n int) (ids []string, body []byte) {
	t.Helper()
	items := make([]*item.Item, n)
	for i := range items {
		id, err := s10.New("CP", uint32(first+i), "TH")
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id.String())
		items[i] = &item.Item{
			ID: id.String(), Flow: item.Inbound, Class: "C", Origin: "TH", Destination: "KH", Posted: item.DateOf(time.Now()),
			Declaration: item.Declaration{
				Nature: "11", Sender: item.Party{Name: "Example Textile Works", Country: "TH"},
				Recipient: item.Party{Name: "Sok Example", Address: []string{"12 Example Street"}, City: "Phnom Penh", Country: "KH"},
				Postage:   money.New(money.MustParse("9.00"), "USD"),
				Lines: []item.Line{{Index: 1, Description: "men's cotton t-shirts, knitted", Quantity: 4, NetWeight: item.Kilograms(money.MustParse("0.800")),
					Value: money.New(money.MustParse(fmt.Sprintf("%d.50", 5+(first+i)%200)), "USD"), HS: "610910", Origin: "TH"}},
			},
		}
	}
	var out bytes.Buffer
	if err := exchange.Write(&out, exchange.JSON, slices.Values(items)); err != nil {
		t.Fatal(err)
	}
	return ids, out.Bytes()
}
