package auth

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlane/clearance"
	"greenlane/item/fault"
)

// memory is a desk that forgets when the test ends.
type memory struct {
	clearance.Desk
	mu       sync.Mutex
	users    map[string]clearance.User
	sessions map[string][]byte
	commits  int
	broken   error
}

func (m *memory) User(_ context.Context, name string) (*clearance.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if u, ok := m.users[name]; ok {
		return &u, m.broken
	}
	return nil, m.broken
}

func (m *memory) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.sessions[token]
	return b, ok, nil
}

func (m *memory) CommitCtx(_ context.Context, token string, b []byte, _ time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[token] = b
	m.commits++
	return nil
}

func (m *memory) DeleteCtx(_ context.Context, token string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, token)
	return nil
}

// house is a small site with sign-in, sign-out and a page that names the user.
type house struct {
	t      *testing.T
	desk   *memory
	who    *Service
	now    time.Time
	site   http.Handler
	cookie *http.Cookie
}

var houseKey = []byte("a key of thirty-two bytes length")

func newHouse(t *testing.T, secure bool) *house {
	t.Helper()
	h := &house{t: t, now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}
	users, err := DemoUsers(zeros{}, h.now, func(name string) string { return name + " password" })
	if err != nil {
		t.Fatal(err)
	}
	h.desk = &memory{users: map[string]clearance.User{}, sessions: map[string][]byte{}}
	for _, u := range users {
		h.desk.users[u.Name] = u
	}
	h.who, err = New(Options{Desk: h.desk, HouseKey: houseKey, Secure: secure, Clock: func() time.Time { return h.now }})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /in", func(w http.ResponseWriter, r *http.Request) {
		if err := h.who.SignIn(w, r, r.FormValue("name"), r.FormValue("password")); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		w.Write([]byte("welcome " + h.who.User(r).Name))
	})
	mux.HandleFunc("POST /out", func(w http.ResponseWriter, r *http.Request) {
		if err := h.who.SignOut(w, r); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		if err := h.who.Known(r); err != nil {
			w.Write([]byte(err.Error()))
			return
		}
		w.Write([]byte(h.who.User(r).Name + h.who.Key(r)))
	})
	mux.Handle("GET /queue", h.who.Require(clearance.Officer, clearance.Supervisor)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("queue")) })))
	h.site = h.who.Load(h.who.Load(mux))
	return h
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func (h *house) ask(method, target, remote string, header ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(method, target, nil)
	r.RemoteAddr = remote
	if h.cookie != nil {
		r.AddCookie(h.cookie)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		h.cookie = c
		if c.MaxAge < 0 {
			h.cookie = nil
		}
	}
	return w
}

func (h *house) signIn(name, password string) *httptest.ResponseRecorder {
	return h.ask("POST", "/in?name="+name+"&password="+strings.ReplaceAll(password, " ", "+"), "192.0.2.1:999")
}

func (h *house) me() string { return h.ask("GET", "/me", "192.0.2.1:999").Body.String() }

func TestSignInMeSignOut(t *testing.T) {
	h := newHouse(t, true)
	if me := h.me(); !strings.Contains(me, "auth.needed") || h.cookie != nil {
		t.Errorf("before sign-in: %q, cookie %v", me, h.cookie)
	}
	if w := h.signIn("Officer", "officer password"); w.Body.String() != "welcome officer" {
		t.Fatal(w.Body.String())
	}
	c := h.cookie
	if c.Name != "__Host-greenlane" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %+v", c)
	}
	if h.me() != "officer" {
		t.Error("the session does not hold")
	}
	first := h.cookie.Value
	h.signIn("officer", "officer password")
	if h.cookie.Value == first {
		t.Error("the token is the same after a new sign-in")
	}
	if _, still := h.desk.sessions[first]; still {
		t.Error("the old token still opens the session")
	}
	h.ask("POST", "/out", "192.0.2.1:999")
	if h.cookie != nil || len(h.desk.sessions) != 0 {
		t.Errorf("after sign-out: cookie %v, %d sessions", h.cookie, len(h.desk.sessions))
	}
	if h2 := newHouse(t, false); h2.signIn("clerk", "clerk password").Code != 200 || h2.cookie.Name != "greenlane" || h2.cookie.Secure {
		t.Errorf("without HTTPS: %+v", h2.cookie)
	}
}

func TestSessionEnds(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(h *house)
		want string
	}{
		{"a request in time", func(h *house) { h.now = h.now.Add(29 * time.Minute) }, "officer"},
		{"idle too long", func(h *house) { h.now = h.now.Add(31 * time.Minute) }, "auth.needed"},
		{"busy to the end of its life", func(h *house) {
			for range 36 {
				h.now = h.now.Add(20 * time.Minute)
				h.me()
			}
			h.now = h.now.Add(time.Minute)
		}, "auth.needed"},
		{"busy for half a day less a little", func(h *house) {
			for range 35 {
				h.now = h.now.Add(20 * time.Minute)
				h.me()
			}
		}, "officer"},
		{"user disabled", func(h *house) {
			u := h.desk.users["officer"]
			u.Disabled = true
			h.desk.users["officer"] = u
		}, "auth.needed"},
		{"user removed", func(h *house) { delete(h.desk.users, "officer") }, "auth.needed"},
		{"password changed", func(h *house) {
			u := h.desk.users["officer"]
			u.Password = h.desk.users["clerk"].Password
			h.desk.users["officer"] = u
		}, "auth.needed"},
		{"a token that nobody gave", func(h *house) { h.cookie.Value = "guess" }, "auth.needed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, false)
			h.signIn("officer", "officer password")
			c.do(h)
			if got := h.me(); !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestReadingPagesDoesNotWriteEachTime(t *testing.T) {
	h := newHouse(t, false)
	h.signIn("officer", "officer password")
	before := h.desk.commits
	for range 60 {
		h.now = h.now.Add(10 * time.Second)
		h.me()
	}
	if n := h.desk.commits - before; n < 1 || n > 4 {
		t.Errorf("%d writes in 60 requests of ten minutes", n)
	}
}

func TestRefusals(t *testing.T) {
	h := newHouse(t, false)
	off := h.desk.users["clerk"]
	off.Disabled = true
	h.desk.users["clerk"] = off
	program := h.desk.users["admin"]
	program.Password = ""
	h.desk.users["admin"] = program
	var texts []string
	for _, c := range [][2]string{{"officer", "wrong password"}, {"nobody", "officer password"}, {"clerk", "clerk password"}, {"admin", ""}, {"", ""}, {"officer", strings.Repeat("x", 5000)}} {
		w := h.signIn(c[0], c[1])
		if w.Code != 403 || h.cookie != nil {
			t.Errorf("%q: %d %s", c[0], w.Code, w.Body)
		}
		texts = append(texts, w.Body.String())
	}
	if len(slices.Compact(texts)) != 1 {
		t.Errorf("the answers tell which part was wrong: %q", texts)
	}
}

func TestUnknownNameCostsTheSame(t *testing.T) {
	h := newHouse(t, false)
	cost := func(name string) time.Duration {
		best := time.Hour
		for range 4 {
			start := time.Now()
			h.signIn(name, "wrong password")
			best = min(best, time.Since(start))
		}
		return best
	}
	known, unknown := cost("officer"), cost("nobody")
	if unknown < known/3 {
		t.Errorf("a known name takes %v, an unknown one %v", known, unknown)
	}
}

func TestAttemptsAreLimited(t *testing.T) {
	h := newHouse(t, false)
	tooMany := func(name, remote string) bool {
		return strings.Contains(h.ask("POST", "/in?name="+name+"&password=x", remote).Body.String(), "auth.too_many")
	}
	for i := range 10 {
		if tooMany("officer", "198.51.100."+string(rune('0'+i))+":1") {
			t.Fatalf("attempt %d of a name is refused", i+1)
		}
	}
	if !tooMany("officer", "198.51.100.77:1") {
		t.Error("the eleventh attempt of a name from another address is let through")
	}
	h.now = h.now.Add(time.Minute)
	if w := h.signIn("officer", "officer password"); w.Code != 200 {
		t.Errorf("after a minute: %s", w.Body)
	}
	for i := range 30 {
		if h.who.hosts.Allow(host("[2001:db8::1]:1"), h.now) != true {
			t.Fatalf("attempt %d of an address", i+1)
		}
	}
	if !tooMany("supervisor", "[2001:db8::ffff]:1") {
		t.Error("another address of the same IPv6 subscriber is let through")
	}
	if tooMany("supervisor", "[2001:db8:0:1::1]:1") {
		t.Error("another subscriber is refused")
	}
}

func TestHashesAreComputedFewAtATime(t *testing.T) {
	h := newHouse(t, false)
	for range cap(h.who.slots) {
		h.who.slots <- struct{}{}
	}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if _, err := h.who.check(ctx, "officer", "officer password"); !fault.Is(err, "auth.too_many") {
		t.Errorf("with all places taken: %v", err)
	}
	<-h.who.slots
	if u, err := h.who.check(t.Context(), "officer", "officer password"); err != nil || u.Name != "officer" {
		t.Errorf("with a place free: %v", err)
	}
}

func TestDeskThatFails(t *testing.T) {
	h := newHouse(t, false)
	h.signIn("officer", "officer password")
	h.desk.broken = errors.New("no disk")
	if w := h.ask("GET", "/me", "192.0.2.1:1"); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "disk") {
		t.Errorf("session: %d %s", w.Code, w.Body)
	}
	if w := h.ask("GET", "/me", "192.0.2.1:1", "Authorization", "Bearer "+APIKey(houseKey, "officer", 1)); w.Code != http.StatusServiceUnavailable {
		t.Errorf("key: %d %s", w.Code, w.Body)
	}
	if _, err := New(Options{}); err == nil {
		t.Error("a service without a desk")
	}
}

func TestRequire(t *testing.T) {
	h := newHouse(t, false)
	for name, want := range map[string]int{"": 401, "sender": 403, "clerk": 403, "officer": 200, "supervisor": 200, "auditor": 403, "admin": 403} {
		h.cookie = nil
		if name != "" {
			h.signIn(name, name+" password")
		}
		if w := h.ask("GET", "/queue", "192.0.2.1:1"); w.Code != want {
			t.Errorf("%q: %d, want %d", name, w.Code, want)
		}
	}
}
