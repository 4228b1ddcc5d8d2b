package api

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"greenlane/clearance"
	"greenlane/portal/auth"
)

// desk is the part of a desk that signing in needs.
type desk struct {
	clearance.Desk
	users    map[string]clearance.User
	sessions map[string][]byte
}

func (d desk) User(_ context.Context, name string) (*clearance.User, error) {
	u, ok := d.users[name]
	if !ok {
		return nil, nil
	}
	return &u, nil
}
func (d desk) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	b, ok := d.sessions[token]
	return b, ok, nil
}
func (d desk) CommitCtx(_ context.Context, token string, b []byte, _ time.Time) error {
	d.sessions[token] = b
	return nil
}
func (d desk) DeleteCtx(_ context.Context, token string) error {
	delete(d.sessions, token)
	return nil
}

// The interface behind a real connection, with real sign-in: key, session, neither.
func TestKeyAndSessionOverTheWire(t *testing.T) {
	users, err := auth.DemoUsers(rand.Reader, noon, func(string) string { return "a long password" })
	if err != nil {
		t.Fatal(err)
	}
	d := desk{users: map[string]clearance.User{}, sessions: map[string][]byte{}}
	for _, u := range users {
		d.users[u.Name] = u
	}
	who, err := auth.New(auth.Options{Desk: d, HouseKey: secretKey, Refuse: Refuse})
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	h.options.Auth = who
	h.open()
	mux := http.NewServeMux()
	mux.Handle("/v1/", h.handler)
	mux.HandleFunc("POST /in", func(w http.ResponseWriter, r *http.Request) {
		if err := who.SignIn(w, r, "officer", "a long password"); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(who.Load(mux))
	defer server.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	send := func(method, path, body string, header ...string) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Idempotency-Key", path+body[:min(len(body), 20)])
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		a, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		text, err := io.ReadAll(a.Body)
		if err != nil {
			t.Fatal(err)
		}
		return a.StatusCode, string(text)
	}
	expect := func(name string, status, want int, body string) {
		t.Helper()
		if status != want {
			t.Errorf("%s: %d, want %d: %s", name, status, want, body)
		}
	}
	key := []string{"Authorization", "Bearer " + auth.APIKey(secretKey, "clerk", 1)}
	status, body := send("POST", "/v1/items", itemJSON(oneID), key...)
	expect("key", status, 201, body)
	status, body = send("GET", "/v1/items/"+oneID, "", "Authorization", key[1]+"x")
	expect("false key", status, 401, body)
	status, body = send("GET", "/v1/items/"+oneID, "")
	expect("nobody", status, 401, body)
	status, body = send("POST", "/in", "x")
	expect("sign in", status, 200, body)
	status, body = send("GET", "/v1/items/"+oneID, "")
	expect("session", status, 200, body)
	status, body = send("POST", "/v1/items/"+oneID+"/actions", `{"kind":"ordered","reason":"x"}`, "Sec-Fetch-Site", "cross-site")
	expect("session used by another site", status, 403, body)
	status, body = send("POST", "/v1/items/"+oneID+"/actions", `{"kind":"ordered","reason":"x"}`, "Sec-Fetch-Site", "same-origin")
	expect("session used by our pages", status, 200, body)
}
