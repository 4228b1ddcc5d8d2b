package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"sort"
	"strings"
	"text/tabwriter"
	"time"

	"greenlane/item/jsontext"
	"greenlane/server/bench"
)

type benchCmd struct {
	Items    int           `help:"Items in the closed loop." default:"60000"`
	DB       string        `name:"db" help:"Database to use, empty for a new SQLite file: postgres://... (its tables must be empty)."`
	Batch    int           `help:"Items in a file and a transaction." default:"200"`
	Takers   int           `help:"Files taken at once." default:"3"`
	OpenLoop time.Duration `help:"Length of the open-loop load at half the measured rate; 0 leaves it out." default:"5s"`
	Peers    bool          `help:"Measure pgbench TPC-B in the same run where PostgreSQL is installed." default:"true" negatable:""`
	Seed     uint64        `help:"The same seed gives the same mail." default:"1"`
	JSON     bool          `name:"json" help:"One JSON object."`
}

func (c *benchCmd) Help() string {
	return "Makes declaration files, takes them in durably as fast as it goes on the same processors, checks every answer with an independent oracle, and verifies the log."
}

func (c *benchCmd) Run(e env) error {
	dir, err := os.MkdirTemp("", "greenlane-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil { // the user of PostgreSQL must reach into it
		return err
	}
	progress := func(string) {}
	if e.terminal {
		progress = func(step string) { fmt.Fprintf(e.err, "\r\033[K%s ...", step) }
	}
	r, err := bench.Run(e.ctx, bench.Options{Items: c.Items, DB: c.DB, Dir: dir, Seed: c.Seed, Batch: c.Batch, Takers: c.Takers, OpenLoop: c.OpenLoop, Peers: c.Peers,
		Clock: e.now, Random: rand.Reader, Progress: progress})
	if e.terminal {
		fmt.Fprint(e.err, "\r\033[K")
	}
	if err != nil {
		return err
	}
	if c.JSON {
		fmt.Fprintln(e.out, string(benchJSON(r)))
	} else {
		printBench(e, r)
	}
	if r.Failed > 0 {
		return errPartly
	}
	return nil
}

func printBench(e env, r *bench.Result) {
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "items/s, durable\t%.0f\n", r.ItemsPerS)
	fmt.Fprintf(w, "CPU an item\t%.0f us, of which %.0f us make the item and its file\n", r.CPUusPerItem, r.GeneratorUs)
	fmt.Fprintf(w, "answer, open loop at %.0f items/s\tp50 %.2f ms, p99 %.2f ms\n", r.OpenRate, r.P50ms, r.P99ms)
	fmt.Fprintf(w, "bytes an item\t%.0f\n", r.BytesPerItem)
	fmt.Fprintf(w, "start\t%.0f ms\n", r.StartMs)
	fmt.Fprintf(w, "memory\t%.0f MB idle, %.0f MB under load\n", r.IdleMB, r.RSSMB)
	fmt.Fprintf(w, "log verified\t%.0f rows/s\n", r.VerifyRowsPerS)
	fmt.Fprintf(w, "outcomes\t%s\n", outcomeText(r))
	fmt.Fprintf(w, "answers checked by the oracle\t%d right, %d wrong\n", r.Verified, r.Failed)
	for _, p := range r.Peers {
		fmt.Fprintf(w, "peer %s\t%.0f/s (%s): we do %.2f items for one of them\n", p.Name, p.PerS, p.Detail, p.Ratio)
	}
	w.Flush()
	if len(r.FirstFailures) > 0 {
		fmt.Fprintf(e.out, "wrong:\n  %s\n", strings.Join(r.FirstFailures, "\n  "))
	}
}

func outcomeText(r *bench.Result) string {
	parts := make([]string, 0, len(r.Outcomes))
	for o, n := range r.Outcomes {
		parts = append(parts, fmt.Sprintf("%s %d", o, n))
	}
	sort.Strings(parts)
	return strings.Join(parts, ", ")
}

func benchJSON(r *bench.Result) []byte {
	var w jsontext.Writer
	w.Begin('{')
	w.Key("items_per_s").Float(r.ItemsPerS, 1)
	w.Key("cpu_us_per_item").Float(r.CPUusPerItem, 1)
	w.Key("p50_ms").Float(r.P50ms, 3)
	w.Key("p99_ms").Float(r.P99ms, 3)
	w.Key("bytes_per_item").Float(r.BytesPerItem, 0)
	w.Key("rss_mb").Float(r.RSSMB, 1)
	w.Key("verified").Int(int64(r.Verified))
	w.Key("failed").Int(int64(r.Failed))
	w.Key("peers").Begin('[')
	for _, p := range r.Peers {
		w.Begin('{')
		w.Key("name").String(p.Name)
		w.Key("per_s").Float(p.PerS, 1)
		w.Key("ratio").Float(p.Ratio, 3)
		w.Key("detail").String(p.Detail)
		w.End('}')
	}
	w.End(']')
	w.Key("generator_us_per_item").Float(r.GeneratorUs, 1)
	w.Key("open_loop_items_per_s").Float(r.OpenRate, 1)
	w.Key("start_ms").Float(r.StartMs, 1)
	w.Key("idle_mb").Float(r.IdleMB, 1)
	w.Key("verify_rows_per_s").Float(r.VerifyRowsPerS, 1)
	w.Key("outcomes").Begin('{')
	for _, o := range []string{"decided", "amended", "duplicate", "late", "refused"} {
		for k, n := range r.Outcomes {
			if string(k) == o {
				w.Key(o).Int(int64(n))
			}
		}
	}
	w.End('}')
	w.Key("failures").Strings(r.FirstFailures)
	w.End('}')
	return w.Bytes()
}
