package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/note"

	"greenlane/record/postgres"
	"greenlane/record/postgres/pgserver"
	"greenlane/record/recordtest"
)

// TestMain starts one server for all tests, unless one is given.
func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if os.Getenv("GREENLANE_TEST_POSTGRES") == "" {
		url, stop, err := pgserver.Start(context.Background(), os.TempDir())
		switch {
		case err == nil:
			defer stop()
			os.Setenv("GREENLANE_TEST_POSTGRES", url)
		case !errors.Is(err, pgserver.ErrAbsent): // then each test skips and says so
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return m.Run()
}

func open(t testing.TB, url string, o postgres.Options) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	server := recordtest.Postgres(t, os.Getenv("GREENLANE_TEST_POSTGRES"))
	recordtest.Run(t, func(t *testing.T, now func() time.Time, signer note.Signer, verifier string) recordtest.Opened {
		url := recordtest.Database(t, server)
		current := open(t, url, postgres.Options{Signer: signer, Verifier: verifier, Now: now})
		return recordtest.Opened{
			Record: current,
			Reopen: func(t *testing.T) recordtest.Record {
				if err := current.Close(); err != nil {
					t.Fatal(err)
				}
				return open(t, url, postgres.Options{Signer: signer, Verifier: verifier, Now: now})
			},
			SQL: func(t *testing.T, text string) {
				t.Helper()
				change(t, url, strings.NewReplacer("HEX'", `'\x`, "AS BYTES", "AS BYTEA").Replace(text))
			},
		}
	})
}

// change runs SQL on a database behind the store's back.
func change(t testing.TB, url, text string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}
