package exchange

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"greenlane/item"
)

// fuzzFormat reads whatever comes: no panic, every fault with a place, and what is
// accepted can be written in the same format and read again as the same items.
func fuzzFormat(f *testing.F, format string) {
	files := samples(f)
	if shared, err := filepath.Glob(filepath.Join(sharedSamples(f), "*")); err == nil {
		files = append(files, shared...)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = Detect(data)
		var items []*item.Item
		for rec, err := range Read(bytes.NewReader(data), Options{Format: format, MaxRecord: 1 << 16}) {
			if err != nil {
				break
			}
			if rec.Line == 0 || rec.Offset == 0 || rec.Item == nil && rec.Faults == nil {
				t.Fatalf("a record without a place or without anything: %+v", rec)
			}
			for _, fl := range rec.Faults {
				if fl.Line == 0 {
					t.Fatalf("%v has no place", fl)
				}
			}
			if rec.Faults == nil {
				items = append(items, rec.Item)
			}
		}
		if len(items) == 0 || format == CSV && repeated(items) {
			return
		}
		var b bytes.Buffer
		if err := Write(&b, format, slices.Values(items)); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		i := 0
		for rec, err := range Read(&b, Options{Format: format, MaxRecord: 1 << 20}) {
			if err != nil || rec.Faults != nil {
				t.Fatalf("written and refused: %v %v\n%s", err, rec.Faults, text)
			}
			if i >= len(items) || items[i].Digest() != rec.Item.Digest() {
				t.Fatalf("item %d changed:\n%s\n%s\n%s", i, item.AppendJSON(nil, items[min(i, len(items)-1)]), item.AppendJSON(nil, rec.Item), text)
			}
			i++
		}
		if i != len(items) {
			t.Fatalf("%d items of %d", i, len(items))
		}
	})
}

// repeated says that neighbours have one identifier, which a table cannot tell from one
// item of two lines.
func repeated(items []*item.Item) bool {
	for i := 1; i < len(items); i++ {
		if items[i].ID == items[i-1].ID {
			return true
		}
	}
	return false
}

func FuzzCDS(f *testing.F)    { fuzzFormat(f, CDS) }
func FuzzITMATT(f *testing.F) { fuzzFormat(f, ITMATT) }
func FuzzPREDES(f *testing.F) { fuzzFormat(f, PREDES) }
func FuzzCSV(f *testing.F)    { fuzzFormat(f, CSV) }
func FuzzJSON(f *testing.F)   { fuzzFormat(f, JSON) }
