package recordtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"greenlane/record/postgres/pgserver"
)

// Postgres gives the address of a PostgreSQL server for tests: the one given, which tests
// take from the variable GREENLANE_TEST_POSTGRES, or if that is empty a private one that
// ends with the test. Where PostgreSQL is not installed the test is skipped.
func Postgres(t testing.TB, given string) string {
	t.Helper()
	if given != "" {
		return given
	}
	// Not t.TempDir: the user postgres could not enter it.
	url, stop, err := pgserver.Start(context.Background(), os.TempDir())
	if errors.Is(err, pgserver.ErrAbsent) {
		t.Skipf("needs PostgreSQL: install it, or set GREENLANE_TEST_POSTGRES to the address of a server (%v)", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return url
}

// Database makes an empty database on the server, which goes away with the test, and
// gives its address.
func Database(t testing.TB, server string) string {
	t.Helper()
	name := fmt.Sprintf("greenlane_%d_%s", os.Getpid(), strings.ToLower(t.Name()))
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, name)
	name = name[:min(len(name), 50)]
	run := func(text string) {
		t.Helper()
		ctx := context.Background()
		c, err := pgx.Connect(ctx, server)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(ctx)
		if _, err := c.Exec(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
	run("CREATE DATABASE " + name + " ENCODING 'UTF8' TEMPLATE template0")
	t.Cleanup(func() { run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)") })
	at := strings.LastIndexByte(server, '/')
	_, query, _ := strings.Cut(server[at:], "?")
	return server[:at+1] + name + "?" + query
}
