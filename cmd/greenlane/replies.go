package main

import (
	"bufio"
	"os"
	"path/filepath"
	"sort"

	"greenlane/clearance/intake"
	"greenlane/exchange/cds"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/server"
)

// replies writes what goes back to whoever sent a file: the CDS responses, and beside them
// what was refused, one JSON object a line.
type replies struct {
	out, bad  *os.File
	responses *bufio.Writer
	explained *bufio.Writer
}

func newReplies(dir, base string) (*replies, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	out, err := os.Create(filepath.Join(dir, base+".response.jsonl"))
	if err != nil {
		return nil, err
	}
	bad, err := os.Create(filepath.Join(dir, base+".refused.jsonl"))
	if err != nil {
		out.Close()
		return nil, err
	}
	return &replies{out: out, bad: bad, responses: bufio.NewWriter(out), explained: bufio.NewWriter(bad)}, nil
}

func (r *replies) decided(received *item.Item, j *intake.Judged) error {
	line, err := cds.AppendResponse(nil, server.CDSOutcome(received, j.Assessment), cds.Illustrative())
	if err != nil {
		return err
	}
	_, err = r.responses.Write(append(line, '\n'))
	return err
}

func (r *replies) refused(id string, faults fault.List) {
	r.explained.Write(append(server.RefusalJSON(id, faults), '\n'))
}

func (r *replies) close() error {
	err := r.responses.Flush()
	for _, f := range [...]func() error{r.explained.Flush, r.out.Close, r.bad.Close} {
		if e := f(); err == nil {
			err = e
		}
	}
	return err
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
