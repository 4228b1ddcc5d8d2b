package auth

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"greenlane/item/fault"
)

func TestPasswordComesBack(t *testing.T) {
	hash, err := HashPassword(zeros{}, "four words of caf\u00e9")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(hash)
	}
	if !CheckPassword(hash, "four words of cafe\u0301") {
		t.Error("the same text typed in the other way is refused")
	}
	if CheckPassword(hash, "four words of cafe") {
		t.Error("another text is accepted")
	}
}

func TestPasswordLength(t *testing.T) {
	for _, p := range []string{"", "ninechars", strings.Repeat("x", 1001)} {
		if _, err := HashPassword(zeros{}, p); !fault.Is(err, "auth.password_length") {
			t.Errorf("%d characters: %v", len(p), err)
		}
	}
	if _, err := HashPassword(iotest.ErrReader(errors.New("dry")), "long enough password"); err == nil {
		t.Error("a hash without salt")
	}
}

func TestCheckName(t *testing.T) {
	for _, good := range []string{"ab", "officer2", "kim.keys@example.org", "example-post_1", strings.Repeat("x", 64)} {
		if err := CheckName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "a", "Officer", "two words", "a/b", "a\x00b", "web", "mailbox", "system", "post", "\u00e9t\u00e9", strings.Repeat("x", 65)} {
		if !fault.Is(CheckName(bad), "auth.name") {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestFormsThatMatchNothing(t *testing.T) {
	good, err := HashPassword(zeros{}, "long enough password")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, phc string }{
		{"empty", ""},
		{"plain text", "long enough password"},
		{"other algorithm", strings.Replace(good, "argon2id", "argon2i", 1)},
		{"other version", strings.Replace(good, "v=19", "v=16", 1)},
		{"memory beyond reason", strings.Replace(good, "m=19456", "m=4194304", 1)},
		{"passes beyond reason", strings.Replace(good, "t=2", "t=4000000", 1)},
		{"no passes", strings.Replace(good, "t=2", "t=0", 1)},
		{"no lanes", strings.Replace(good, "p=1", "p=0", 1)},
		{"no hash", good[:strings.LastIndexByte(good, '$')+1]},
		{"cut hash", good[:len(good)-4]},
		{"not base64", good[:len(good)-1] + "!"},
	} {
		start := time.Now()
		if CheckPassword(c.phc, "long enough password") {
			t.Errorf("%s: accepted", c.name)
		}
		if time.Since(start) > 5*time.Second {
			t.Errorf("%s: took %v", c.name, time.Since(start))
		}
	}
}

func FuzzReadPHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, s string) {
		if f, ok := readPHC(s); ok && (f.memory > worstMemory || f.passes > worstPasses || len(f.sum) < 16) {
			t.Errorf("%q: %+v", s, f)
		}
	})
}

func BenchmarkHashPassword(b *testing.B) {
	for b.Loop() {
		if _, err := HashPassword(zeros{}, "long enough password"); err != nil {
			b.Fatal(err)
		}
	}
}
