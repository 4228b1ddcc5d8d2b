package recordtest

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"greenlane/assess"
	"greenlane/clearance"
)

// Bench writes new items in batches of 200, each with a declaration of 900 bytes and a
// decision of 2,000, and reports the time of a row.
func Bench(b *testing.B, r clearance.Store) {
	const batch = 200
	declaration, decision := filler(900), filler(2000)
	f := Facts(clearance.ClearedToLoad, assess.Green, 3)
	f.Rulebook, f.Digest = "sha256:"+string(bytes.Repeat([]byte("0f"), 32)), string(bytes.Repeat([]byte("0f"), 32))
	n := 0
	b.ResetTimer()
	for b.Loop() {
		keys := make([]clearance.Key, batch)
		for i := range keys {
			n++
			keys[i] = Key(n*7919%100_000_000, "2026-11") // identifiers come in no order
		}
		err := r.Update(b.Context(), keys, func(rows []*clearance.Row) ([]clearance.Write, error) {
			out := make([]clearance.Write, len(keys))
			for i, k := range keys {
				var err error
				if out[i], err = Decide(rows[i], k, Start.Add(time.Duration(n)*time.Millisecond), f); err != nil {
					return nil, err
				}
				out[i].Entry.Item, out[i].Entry.Assessment = declaration, decision
			}
			return out, nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n)/1000, "µs/row")
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
}

// filler is JSON of about n bytes.
func filler(n int) []byte {
	var out bytes.Buffer
	out.WriteString("{")
	for i := 0; out.Len() < n-24; i++ {
		fmt.Fprintf(&out, `"member_%d":"%d",`, i, i*i*7919)
	}
	out.WriteString(`"end":true}`)
	return out.Bytes()
}
