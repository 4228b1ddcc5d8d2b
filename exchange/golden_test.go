package exchange

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"greenlane/item"
)

var update = flag.Bool("update", false, "write the golden files")

// samples lists our own sample files.
func samples(t testing.TB) []string {
	t.Helper()
	all, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range all {
		if info, err := os.Stat(f); err == nil && info.Mode().IsRegular() && !strings.Contains(f, ".golden") {
			out = append(out, f)
		}
	}
	if len(out) < 8 {
		t.Fatalf("only %d samples", len(out))
	}
	return out
}

func mustRead(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestGoldens holds what is read from each sample, with its faults and their places, and
// what is written in the same format, against files; and checks that the written form is
// read as the same items.
func TestGoldens(t *testing.T) {
	for _, file := range samples(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data := mustRead(t, file)
			format, err := Detect(data)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			var good []*item.Item
			for rec, err := range Read(bytes.NewReader(data), Options{Name: filepath.Base(file), Partner: "freedonia"}) {
				if err != nil {
					got.WriteString("end: " + err.Error() + "\n")
					break
				}
				for _, f := range rec.Faults {
					got.WriteString("fault: " + f.Error() + "\n")
				}
				if rec.Item != nil {
					got.Write(append(item.AppendJSON(nil, rec.Item), '\n'))
				} else {
					got.WriteString("no item\n")
				}
				if rec.Faults == nil {
					good = append(good, rec.Item)
				}
			}
			if len(good) > 0 {
				back := write(t, format, good)
				if again := readAll(t, back, Options{Format: format}); !same(good, again) {
					t.Errorf("written and read again, the items differ:\n%s", cmp.Diff(write(t, JSON, good), write(t, JSON, again)))
				}
				got.WriteString("--- written as " + format + "\n")
				got.Write(back)
			}
			golden := file + ".golden"
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(mustRead(t, golden)), got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
