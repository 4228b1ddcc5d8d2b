package classify

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"greenlane/item/hs"
)

// shared opens a compressed reference file outside the repository, or skips.
func shared(t *testing.T, name string) *gzip.Reader {
	t.Helper()
	dir := os.Getenv("GREENLANE_SHARED")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Skipf("reference data is not here: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

type labelled struct{ text, hs string }

// figures are shares of hits: the first at two, four and six digits, the first five at six.
type figures struct{ hs2, hs4, hs6, five float64 }

func measure(x *Index, set []labelled) (f figures, bins string) {
	var n, hit [10]float64
	var sum [10]float64
	for _, l := range set {
		c := x.Propose(l.text, 5)
		for i := range c {
			if c[i].HS == l.hs {
				f.five++
			}
		}
		if len(c) == 0 {
			continue
		}
		b := min(9, int(c[0].P*10))
		n[b]++
		sum[b] += c[0].P
		if c[0].HS[:2] == l.hs[:2] {
			f.hs2++
		}
		if c[0].HS[:4] == l.hs[:4] {
			f.hs4++
		}
		if c[0].HS == l.hs {
			f.hs6++
			hit[b]++
		}
	}
	k := float64(len(set))
	for b := range n {
		if n[b] > 0 {
			bins += fmt.Sprintf(" %.2f:%.2f(%.0f)", sum[b]/n[b], hit[b]/n[b], n[b])
		}
	}
	return figures{f.hs2 / k, f.hs4 / k, f.hs6 / k, f.five / k}, bins
}

func fpo(t *testing.T) []labelled {
	rows, err := csv.NewReader(shared(t, "data/hs/uk-fpo-extra_references-train.csv.gz")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var set []labelled
	for _, r := range rows[1:] {
		if hs.Valid(r[1]) {
			set = append(set, labelled{r[0], r[1]})
		}
	}
	return set
}

func references(t *testing.T) []labelled {
	var m map[string]string
	if err := json.NewDecoder(shared(t, "data/hs/uk-fpo-search_references.json.gz")).Decode(&m); err != nil {
		t.Fatal(err)
	}
	var set []labelled
	for text, code := range m {
		if len(code) >= 6 && hs.Valid(code[:6]) {
			set = append(set, labelled{text, code[:6]})
		}
	}
	return set
}

// The floors lie a little under what was measured when they were set, to catch a change
// for the worse.
func TestOutsideDescriptions(t *testing.T) {
	x := New()
	for _, c := range []struct {
		name      string
		set       []labelled
		hs6, five float64
	}{
		{"sloppy parcel descriptions", fpo(t), 0.195, 0.37},
		{"everyday terms", references(t), 0.46, 0.65},
	} {
		f, bins := measure(x, c.set)
		t.Logf("%s, %d: %s; reliability%s", c.name, len(c.set), f, bins)
		if f.hs6 < c.hs6 || f.five < c.five {
			t.Errorf("%s: %s is under the floor %.2f, %.2f", c.name, f, c.hs6, c.five)
		}
	}
}

func (f figures) String() string {
	return fmt.Sprintf("first right at HS2 %.3f, HS4 %.3f, HS6 %.3f, among five %.3f", f.hs2, f.hs4, f.hs6, f.five)
}
