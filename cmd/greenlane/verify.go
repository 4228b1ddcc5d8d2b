package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"greenlane/item/jsontext"
	"greenlane/record/audit"
	"greenlane/server"
)

type verifyCmd struct {
	Log        string   `help:"Database of the log: a SQLite file, or postgres://..." env:"GREENLANE_DB" default:"greenlane.db" placeholder:"FILE"`
	Key        []string `help:"Verifier key known from elsewhere; without it the one kept in the database is used." placeholder:"KEY"`
	Checkpoint string   `help:"Signed checkpoint kept elsewhere, which the log must contain: shows that its end was not cut off." placeholder:"FILE"`
	Save       string   `help:"Write the newest checkpoint to this file, to be kept elsewhere." placeholder:"FILE"`
	JSON       bool     `name:"json" help:"One JSON object."`
}

func (c *verifyCmd) Help() string {
	return "Reads the whole log offline: every row against its leaf, the Merkle tree, every signed checkpoint, and every state row against the journal of its item. Names the first bad row. No server is needed."
}

func (c *verifyCmd) Run(e env) error {
	o := audit.Options{Keys: c.Key}
	if c.Checkpoint != "" {
		data, err := os.ReadFile(c.Checkpoint)
		if err != nil {
			return err
		}
		o.Checkpoint = data
	}
	if e.terminal {
		o.Progress = func(rows int64) { fmt.Fprintf(e.err, "\r%d rows ", rows) }
	}
	start := time.Now()
	report, err := verifyLog(e.ctx, c.Log, o)
	if e.terminal {
		fmt.Fprint(e.err, "\r\033[K")
	}
	if err != nil {
		return err
	}
	if c.JSON {
		var w jsontext.Writer
		w.Begin('{')
		w.Key("ok").Bool(report.OK())
		w.Key("rows").Int(report.Rows)
		w.Key("checkpoints").Int(report.Checkpoints)
		w.Key("items").Int(report.Items)
		w.Key("root").String(report.Root.String())
		w.OptInt("bad_row", report.Bad)
		w.OptString("problem", report.Problem)
		w.End('}')
		fmt.Fprintln(e.out, string(w.Bytes()))
	} else if report.OK() {
		fmt.Fprintf(e.out, "the log is whole: %d rows, %d signed checkpoints, %d items, root %s (%.1f s)\n", report.Rows, report.Checkpoints, report.Items, report.Root, time.Since(start).Seconds())
	}
	if err := report.Err(); err != nil {
		return err
	}
	if c.Save != "" {
		return os.WriteFile(c.Save, report.Last, 0o644)
	}
	return nil
}

// verifyLog opens a database for reading only and checks its log.
func verifyLog(ctx context.Context, log string, o audit.Options) (audit.Report, error) {
	src, done, err := server.OpenLog(ctx, log)
	if err != nil {
		return audit.Report{}, err
	}
	defer done()
	return audit.Verify(ctx, src, o)
}
