package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"greenlane/server"
)

// Who asks does not choose how much the server remembers.
func TestMadeUpMethodsAreOne(t *testing.T) {
	h := open(t, server.Config{})
	for i := range 20 {
		h.call(fmt.Sprintf("BREW%d", i), "/", "", "")
	}
	_, text := h.call(http.MethodGet, "/metrics", "", "")
	if strings.Contains(text, "BREW") || !strings.Contains(text, `method="other"`) {
		t.Errorf("metrics %.300s", text)
	}
}

// Behind a proxy every visitor seems to come from this machine: the numbers need a key, and
// attempts are counted by the address that the proxy tells.
func TestBehindAProxy(t *testing.T) {
	h := open(t, server.Config{Secure: true})
	for user, want := range map[string]int{"": http.StatusUnauthorized, "ann": http.StatusOK, "admin": http.StatusOK} {
		if code, text := h.call(http.MethodGet, "/metrics", user, ""); code != want || strings.Contains(text, "journal_rows") != (want == http.StatusOK) {
			t.Errorf("metrics for %q: %d", user, code)
		}
	}
	guess := func(address string) (refused int) {
		for range 60 {
			if code, _ := h.call(http.MethodGet, "/v1/status/"+number(1)+"?secret=AAAA-BBBB-CCCC", "", "", "X-Forwarded-For", address); code == http.StatusTooManyRequests {
				refused++
			}
		}
		return refused
	}
	if guess("192.0.2.1") == 0 {
		t.Error("one visitor may guess without end")
	}
	if guess("198.51.100.9, 192.0.2.1") == 0 {
		t.Error("who makes up a hop before the proxy is taken for somebody else")
	}
	if code, _ := h.call(http.MethodGet, "/v1/status/"+number(1)+"?secret=AAAA-BBBB-CCCC", "", "", "X-Forwarded-For", "192.0.2.2"); code == http.StatusTooManyRequests {
		t.Error("one visitor's guesses shut out another")
	}
}
