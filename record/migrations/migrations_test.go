package migrations_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"greenlane/record/migrations"
)

func TestMigrateTwice(t *testing.T) {
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if at, newest, err := migrations.Version(t.Context(), db, migrations.SQLite); err != nil || at != 0 || newest == 0 {
		t.Errorf("an empty file is at %d of %d, %v", at, newest, err)
	}
	for range 2 {
		if err := migrations.Migrate(t.Context(), db, migrations.SQLite); err != nil {
			t.Fatal(err)
		}
	}
	if at, newest, err := migrations.Version(t.Context(), db, migrations.SQLite); err != nil || at != newest {
		t.Errorf("at %d of %d, %v", at, newest, err)
	}
}

// Both dialects have the same steps under the same names, so that one number tells the
// state of either.
func TestDialectsHaveTheSameSteps(t *testing.T) {
	names := func(dir string) string {
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range list {
			out = append(out, e.Name())
		}
		return strings.Join(out, " ")
	}
	if a, b := names("sqlite"), names("postgres"); a != b {
		t.Errorf("sqlite has %s, postgres has %s", a, b)
	}
}

// The driver of SQLite is tested with one version of its C library only; a mixture gives
// obscure faults.
func TestDriverPair(t *testing.T) {
	path := filepath.Join("..", "..", "go.mod")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"modernc.org/sqlite v1.60.1", "modernc.org/libc v1.77.1"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("go.mod lacks %s: raise both together, to the pair that the driver's own go.mod names", want)
		}
	}
}
