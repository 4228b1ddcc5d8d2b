package server_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlane/clearance"
	"greenlane/exchange"
	"greenlane/item"
	"greenlane/item/money"
	"greenlane/item/s10"
	"greenlane/portal/auth"
	"greenlane/server"
)

const password = "four words make a password"

// house is a server that runs on a real listener.
type house struct {
	testing.TB
	*server.Server
	base string
	stop func() error // asks it to stop and waits until it has
}

// open starts a server with the users ann and bob (officers), cleo (clerk) and sue
// (supervisor).
func open(t testing.TB, c server.Config) *house {
	t.Helper()
	h := &house{TB: t}
	if c.DB == "" {
		c.DB = "sqlite:" + filepath.Join(t.TempDir(), "house.db")
	}
	c.Seed = bytes.Repeat([]byte{7}, 32)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	var err error
	h.Server, err = server.Open(ctx, c, server.Parts{Clock: time.Now, Random: rand.Reader, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	hash, err := auth.HashPassword(rand.Reader, password)
	if err != nil {
		t.Fatal(err)
	}
	for name, role := range map[string]clearance.Role{"ann": clearance.Officer, "bob": clearance.Officer, "cleo": clearance.Clerk, "sue": clearance.Supervisor, "admin": clearance.Admin} {
		if err := h.Store.PutUser(ctx, clearance.User{Name: name, Title: name, Roles: []clearance.Role{role}, Password: hash, Created: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.base = "http://" + listener.Addr().String()
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx, listener) }()
	stopped := false
	h.stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if err := h.stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
		if err := h.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return h
}

func (h *house) key(user string) string { return auth.APIKey(h.Keys.API, user, 1) }

// call makes a request with a key and gives status and body.
func (h *house) call(method, path, user, body string, header ...string) (int, string) {
	h.Helper()
	r, err := http.NewRequest(method, h.base+path, strings.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	if user != "" {
		r.Header.Set("Authorization", "Bearer "+h.key(user))
	}
	if method == http.MethodPost {
		r.Header.Set("Idempotency-Key", fmt.Sprintf("%s%s-%d", h.Name(), path, time.Now().UnixNano()))
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return h.send(http.DefaultClient, r)
}

func (h *house) send(c *http.Client, r *http.Request) (int, string) {
	h.Helper()
	answer, err := c.Do(r)
	if err != nil {
		h.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		h.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// visitor keeps cookies and follows redirects.
type visitor struct {
	*house
	client *http.Client
}

func (h *house) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.Fatal(err)
	}
	return &visitor{h, &http.Client{Jar: jar}}
}

func (b *visitor) get(path string) (int, string) {
	b.Helper()
	r, err := http.NewRequest(http.MethodGet, b.base+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	return b.send(b.client, r)
}

func (b *visitor) submit(path, site string, form ...string) (int, string) {
	b.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	r, err := http.NewRequest(http.MethodPost, b.base+path, strings.NewReader(values.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", site)
	return b.send(b.client, r)
}

// signIn gives a browser in which somebody is signed in.
func (h *house) signIn(name string) *visitor {
	h.Helper()
	b := h.visitor()
	if code, text := b.submit("/sign-in", "same-origin", "name", name, "password", password, "next", "/officer"); code != http.StatusOK || strings.Contains(text, `name="password"`) {
		h.Fatalf("sign in as %s: %d", name, code)
	}
	return b
}

// number is the identifier of the n-th parcel.
func number(n int) string {
	id, err := s10.New("CP", uint32(n), "TH")
	if err != nil {
		panic(err)
	}
	return id.String()
}

// shirts is a declaration to Cambodia worth so many dollars; without postage it is complete
// all the same.
func shirts(n int, dollars string) *item.Item {
	return &item.Item{
		ID: number(n), Flow: item.Inbound, Class: "C", Origin: "TH", Destination: "KH", Posted: item.DateOf(time.Now().UTC()),
		Declaration: item.Declaration{
			Nature: "11", Sender: item.Party{Name: "Example Textile Works", Country: "TH"},
			Recipient: item.Party{Name: "Sok Example", Address: []string{"12 Example Street"}, City: "Phnom Penh", Country: "KH"},
			Postage:   money.New(money.MustParse("9.00"), "USD"),
			Lines: []item.Line{{Index: 1, Description: "men's cotton t-shirts, knitted", Quantity: 4, NetWeight: item.Kilograms(money.MustParse("0.800")),
				Value: money.New(money.MustParse(dollars), "USD"), HS: "610910", Origin: "TH"}},
		},
	}
}

// text writes items in a format.
func text(t testing.TB, format string, items ...*item.Item) string {
	t.Helper()
	var out strings.Builder
	if err := exchange.Write(&out, format, slices.Values(items)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// lodge sends items through the interface for programs.
func (h *house) lodge(items ...*item.Item) {
	h.Helper()
	code, answer := h.call(http.MethodPost, "/v1/items:batch", "cleo", text(h, exchange.JSON, items...), "Content-Type", "application/x-ndjson")
	if code != http.StatusOK || strings.Count(answer, `"result":"decided"`) != len(items) {
		h.Fatalf("lodge: %d %s", code, answer)
	}
}
