package server_test

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/jsontext"
	"greenlane/server"
)

var shots = flag.String("shots", "", "folder for screenshots of the journey")

// chance is randomness that is the same in every run: the number of an item without a label
// is drawn from it, and with it whether the item is picked for examination by lot.
type chance struct {
	mu  sync.Mutex
	rng *rand.ChaCha8
}

func (c *chance) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rng.Read(p)
}

// demo starts the whole demo on a free port and gives its address.
func demo(t *testing.T) (*server.Server, string) {
	t.Helper()
	dir := t.TempDir()
	seed := sha256.Sum256([]byte(t.Name()))
	ctx, cancel := context.WithCancel(context.Background())
	mailbox := filepath.Join(dir, "mailbox")
	s, err := server.Open(ctx, server.Config{DB: "sqlite:" + filepath.Join(dir, "demo.db"), Seed: seed[:], Mailbox: mailbox, Demo: true},
		server.Parts{Clock: time.Now, Random: &chance{rng: rand.NewChaCha8(seed)}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 2)
	go func() { done <- s.Run(ctx, listener) }()
	go func() { done <- s.RunDemo(ctx, server.Demo{Seed: 1, Rate: 30, Dir: mailbox}) }()
	t.Cleanup(func() {
		cancel()
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, "http://" + listener.Addr().String()
}

// browser starts a headless browser, or skips where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("the journey in a browser is left out with -short")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: the journey is not made in a browser")
	}
	if found, _ := filepath.Glob("../portal/web/static/dist/app-*.css"); len(found) == 0 {
		t.Skip("the front end is not built: run make build first")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 1000),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// tab is a page of the browser in a test.
type tab struct {
	*testing.T
	ctx  context.Context
	base string
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

func (b *tab) see(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.base+path), chromedp.WaitReady(chromedp.CSS("main")))
}

func (b *tab) eval(script string) string {
	b.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script))
	if err != nil {
		b.Fatal(err)
	}
	return text
}

func (b *tab) text() string { return b.eval(`document.querySelector("main")?.innerText ?? ""`) }

// wait asks again until the script is true.
func (b *tab) wait(what, script string) {
	b.Helper()
	for range 300 {
		// An error here is a page that is just being left.
		if text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`String(!!(`+script+`))`)); err == nil && text == "true" {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
	b.Fatalf("%s did not come about; the page says:\n%s", what, b.text())
}

func (b *tab) shot(name string) {
	b.Helper()
	if *shots == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644); err != nil {
		b.Fatal(err)
	}
}

// waiting finds a held yellow item with duty to pay that is decided for good.
func waiting(t *testing.T, s *server.Server) *clearance.Row {
	t.Helper()
	for range 300 {
		rows, _, err := s.Store.List(t.Context(), clearance.Filter{States: []clearance.State{clearance.Held}, Lanes: []assess.Lane{assess.Yellow}}, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			if rows[i].Due.Known() && rows[i].Due.Sign() > 0 && rows[i].Status != assess.NeedsInput {
				return &rows[i]
			}
		}
		time.Sleep(200 * time.Millisecond)
	}
	t.Fatal("no held item with duty came up")
	return nil
}

// The main job, as a stranger sees it: mail flows, an officer signs in, sees items appear
// by themselves in all four lanes, opens one, reads why and how the duty was worked out,
// releases it, and the public status page changes; after the payment it changes again.
func TestOfficersJourney(t *testing.T) {
	s, base := demo(t)
	b := &tab{t, browser(t), base}

	b.see("/sign-in")
	b.do(chromedp.SendKeys(chromedp.CSS(`input[name="name"]`), "officer"), chromedp.SendKeys(chromedp.CSS(`input[name="password"]`), server.DemoPassword("officer")))
	b.do(chromedp.Click(chromedp.CSS(`main form button`)))
	b.wait("signing in", `location.pathname !== "/sign-in" && document.readyState === "complete" && (document.body?.innerText ?? "").includes("Robin Ruler")`)

	b.see("/demo")
	count := `parseInt(((document.querySelector("main")?.innerText ?? "").match(/(\d+)\s*items/) || [0, "0"])[1])`
	before := b.eval("String(" + count + ")")
	b.wait("new items without a reload", count+" > "+before)
	b.see("/officer")
	for _, lane := range []string{"Red", "Yellow", "Blue", "Green"} {
		b.wait("an item in the lane "+lane, fmt.Sprintf(`Array.from(document.querySelectorAll("main a, main li, main div")).some(e => new RegExp("^\\s*[1-9]\\d*\\s*\\S?\\s*%s").test(e.innerText))`, lane))
	}
	b.shot("queue")

	row := waiting(t, s)
	status := "/track/" + row.ID + "?secret=" + url.QueryEscape(clearance.Secret(s.Keys.Notice, row.Key))
	b.see(status)
	heading := `document.querySelector("h1")?.innerText ?? ""`
	held := b.eval(heading)

	b.see("/officer/items/" + row.ID)
	b.eval(`document.querySelectorAll("section:nth-of-type(2) details.gl-trace")[1].open = true; ""`)
	b.shot("officer")
	b.eval(`document.querySelectorAll("details.gl-trace").forEach(d => d.open = true); ""`)
	page := b.text()
	entry, err := s.Store.Entry(t.Context(), row.LodgedSeq)
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := assess.ReadJSON(jsontext.NewReader(entry.Assessment))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, r := range a.Reasons {
		want = append(want, r.Text)
	}
	for _, l := range a.Lines {
		for _, c := range l.Charges {
			for _, step := range c.Trace {
				want = append(want, step.Text)
			}
		}
	}
	if len(want) < 3 {
		t.Fatalf("only %d reasons and steps", len(want))
	}
	flat := strings.ToLower(strings.Join(strings.Fields(page), " "))
	for _, text := range want {
		if !strings.Contains(flat, strings.ToLower(strings.Join(strings.Fields(text), " "))) {
			t.Errorf("the item page does not say %q", text)
		}
	}
	b.shot("item")

	act := func(kind string) {
		t.Helper()
		b.eval(`document.querySelector('input[name="kind"][value="` + kind + `"]').closest("details").open = true; ""`)
		b.do(chromedp.SendKeys(chromedp.CSS("#reason-"+kind), "papers seen, "+kind))
		b.eval(`document.querySelector('#reason-` + kind + `').closest("form").querySelector("button").click(); ""`)
		b.wait(kind, `document.readyState === "complete" && !document.querySelector('#reason-`+kind+`')?.value && (document.body?.innerText ?? "").includes("papers seen, `+kind+`")`)
	}
	act("released")
	b.see(status)
	owed := b.eval(heading)
	if owed == held {
		t.Errorf("after the release the status page still says %q", held)
	}
	b.shot("status")
	b.see("/officer/items/" + row.ID)
	act("paid")
	b.see(status)
	if last := b.eval(heading); last == owed || last == held {
		t.Errorf("after the payment the status page still says %q", last)
	}
	now, err := s.Store.Find(t.Context(), row.ID)
	if err != nil || now.State != clearance.Released {
		t.Errorf("%+v %v", now, err)
	}
}
