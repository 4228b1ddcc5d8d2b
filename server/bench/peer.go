package bench

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"greenlane/record/postgres/pgserver"
)

var tpsLine = regexp.MustCompile(`tps = ([0-9.]+)`)

// pgbench runs the TPC-B-like load of PostgreSQL on a private server with its standard
// durability, at several client counts, and gives the best. It gives nothing where
// PostgreSQL is not installed.
func pgbench(ctx context.Context, dir string) ([]Peer, error) {
	program, err := find("pgbench")
	if err != nil {
		return nil, nil
	}
	url, stop, err := pgserver.Start(ctx, dir)
	if errors.Is(err, pgserver.ErrAbsent) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer stop()
	if out, err := exec.CommandContext(ctx, program, "-i", "-q", "-s", "10", url).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("pgbench -i: %w: %s", err, out)
	}
	best := Peer{Name: "pgbench TPC-B"}
	for _, clients := range []int{4, 8, 16, 32} {
		call, cancel := context.WithTimeout(ctx, time.Minute)
		out, err := exec.CommandContext(call, program, "-c", strconv.Itoa(clients), "-j", "2", "-T", "6", url).CombinedOutput()
		cancel()
		if err != nil {
			return nil, fmt.Errorf("pgbench -c %d: %w: %s", clients, err, out)
		}
		m := tpsLine.FindSubmatch(out)
		if m == nil {
			return nil, fmt.Errorf("pgbench -c %d: no rate in %q", clients, out)
		}
		if tps, err := strconv.ParseFloat(string(m[1]), 64); err == nil && tps > best.PerS {
			best.PerS, best.Detail = tps, fmt.Sprintf("scale 10, %d clients, 6 s, fsync on", clients)
		}
	}
	return []Peer{best}, nil
}

// find looks for a program in PATH and where Debian puts those of PostgreSQL.
func find(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	hits, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(hits) == 0 {
		return "", exec.ErrNotFound
	}
	return hits[len(hits)-1], nil
}
