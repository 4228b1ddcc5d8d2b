package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"greenlane/record/recordtest"
	"greenlane/record/sqlite"
)

func TestStore(t *testing.T) {
	recordtest.Run(t, func(t *testing.T, now func() time.Time, signer note.Signer, verifier string) recordtest.Opened {
		path := filepath.Join(t.TempDir(), "a record?.db") // characters that an address must escape
		current := open(t, path, sqlite.Options{Signer: signer, Verifier: verifier, Now: now})
		return recordtest.Opened{
			Record: current,
			Reopen: func(t *testing.T) recordtest.Record {
				if err := current.Close(); err != nil {
					t.Fatal(err)
				}
				return open(t, path, sqlite.Options{Signer: signer, Verifier: verifier, Now: now})
			},
			SQL: func(t *testing.T, text string) {
				t.Helper()
				change(t, path, strings.NewReplacer("HEX'", "X'", "AS BYTES", "AS BLOB").Replace(text))
			},
		}
	})
}

func open(t testing.TB, path string, o sqlite.Options) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// change runs SQL on a file behind the store's back.
func change(t *testing.T, path, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+strings.ReplaceAll(path, "?", "%3f")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}
