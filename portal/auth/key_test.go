package auth

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestKeyOpensForItsUserOnly(t *testing.T) {
	h := newHouse(t, false)
	key := APIKey(houseKey, "clerk", 1)
	other := APIKey([]byte("another house"), "clerk", 1)
	off := h.desk.users["auditor"]
	off.Disabled = true
	h.desk.users["auditor"] = off
	for _, c := range []struct{ name, header, want string }{
		{"good", "Bearer " + key, "clerkgl_clerk_1"},
		{"scheme in lower case", "bearer " + key, "clerkgl_clerk_1"},
		{"second key", "Bearer " + APIKey(houseKey, "clerk", 2), "clerkgl_clerk_2"},
		{"of another house", "Bearer " + other, "auth.key"},
		{"other name, same mac", "Bearer " + strings.Replace(key, "clerk", "admin", 1), "auth.key"},
		{"other number, same mac", "Bearer " + strings.Replace(key, "_1_", "_2_", 1), "auth.key"},
		{"cut", "Bearer " + key[:len(key)-1], "auth.key"},
		{"number with a nought", "Bearer " + strings.Replace(key, "_1_", "_01_", 1), "auth.key"},
		{"disabled user", "Bearer " + APIKey(houseKey, "auditor", 1), "auth.key"},
		{"unknown user", "Bearer " + APIKey(houseKey, "nobody", 1), "auth.key"},
		{"empty", "Bearer ", "auth.key"},
		{"another scheme", "Basic " + key, "auth.needed"},
	} {
		if got := h.ask("GET", "/me", "192.0.2.1:1", "Authorization", c.header).Body.String(); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if h.cookie != nil || len(h.desk.sessions) != 0 {
		t.Error("a key starts a session")
	}
}

func TestNoHouseKeyNoKeys(t *testing.T) {
	if _, _, ok := ReadAPIKey(nil, APIKey(nil, "clerk", 1)); ok {
		t.Error("a key signed with nothing is accepted")
	}
}

func TestKeysComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		user := rapid.StringMatching(`[a-z][a-z0-9._-]{0,30}`).Draw(t, "user")
		n := rapid.IntRange(1, 1000).Draw(t, "n")
		if u, m, ok := ReadAPIKey(houseKey, APIKey(houseKey, user, n)); !ok || u != user || m != n {
			t.Fatalf("%s %d -> %s %d %v", user, n, u, m, ok)
		}
	})
}

func FuzzReadAPIKey(f *testing.F) {
	f.Add("gl_clerk_1_abc")
	f.Add("gl___")
	f.Add(APIKey(houseKey, "clerk", 1))
	f.Fuzz(func(t *testing.T, key string) {
		if user, n, ok := ReadAPIKey(houseKey, key); ok && key != APIKey(houseKey, user, n) {
			t.Errorf("%q is accepted as key %d of %s", key, n, user)
		}
	})
}

func BenchmarkReadAPIKey(b *testing.B) {
	key := APIKey(houseKey, "clerk", 1)
	for b.Loop() {
		if _, _, ok := ReadAPIKey(houseKey, key); !ok {
			b.Fatal("refused")
		}
	}
}
