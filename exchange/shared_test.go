package exchange

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"greenlane/item"
)

// sharedSamples is the folder of sample messages that are not part of this project.
func sharedSamples(t testing.TB) string {
	t.Helper()
	root := os.Getenv("GREENLANE_SHARED")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				break
			}
			if filepath.Dir(dir) == dir {
				t.Fatal("no go.mod above the test")
			}
			dir = filepath.Dir(dir)
		}
		root = filepath.Join(dir, "..", "shared")
	}
	return filepath.Join(root, "data", "upu-messages")
}

// TestSharedSamples reads the sample messages, where they are, and checks that writing
// and reading again changes nothing.
func TestSharedSamples(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(sharedSamples(t), "postnl-*"))
	if len(files) == 0 {
		t.Skip("no sample messages: set GREENLANE_SHARED to the folder that holds data/upu-messages")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := ITMATT
			if strings.HasSuffix(file, ".json") {
				want = PREDES
			}
			if got, err := Detect(data); got != want {
				t.Fatalf("detected %q, %v", got, err)
			}
			items := readAll(t, data, Options{})
			if len(items) == 0 {
				t.Fatal("no item")
			}
			for _, it := range items {
				if len(it.ID) != 13 || it.Origin == "" || it.Destination != "NL" {
					t.Errorf("%+v", it)
				}
			}
			for _, format := range []string{want, JSON, CSV} {
				if again := readAll(t, write(t, format, items), Options{}); !same(items, again) {
					t.Errorf("%s: an item changed:\n%s\n%s", format, item.AppendJSON(nil, items[0]), item.AppendJSON(nil, again[0]))
				}
			}
		})
	}
}

func readAll(t testing.TB, data []byte, o Options) []*item.Item {
	t.Helper()
	var items []*item.Item
	for rec, err := range Read(bytes.NewReader(data), o) {
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if rec.Faults != nil {
			t.Fatalf("%v\n%s", rec.Faults, data)
		}
		items = append(items, rec.Item)
	}
	return items
}

func write(t testing.TB, format string, items []*item.Item) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, slices.Values(items)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// same compares what was declared, leaving out where it came from.
func same(a, b []*item.Item) bool {
	return slices.EqualFunc(a, b, func(x, y *item.Item) bool { return x.Digest() == y.Digest() })
}
