package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/clearance/intake"
	"greenlane/exchange"
	"greenlane/exchange/cds"
	"greenlane/exchange/mailbox"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/record/journal"
)

// runMailbox polls the mailbox until the context ends.
func (s *Server) runMailbox(ctx context.Context) error {
	box, err := mailbox.Open(s.config.Mailbox, s.receive)
	if err != nil {
		return err
	}
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		report, err := box.Poll(ctx, s.parts.Clock())
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			s.parts.Log.Error("mailbox", slog.Any("error", err))
		case len(report.Failed) > 0:
			s.parts.Log.Warn("files that could not be taken are in failed/ with the reason beside them", slog.Int("files", len(report.Failed)))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

const mailboxBatch = 500

// mailboxActor is who lodges what comes through the mailbox.
const mailboxActor = "mailbox"

// receive takes one file in. The reply has a line for every record, in order: the decision
// (a CDS response where the file was CDS JSON), or why it was refused.
func (s *Server) receive(ctx context.Context, name string, file io.ReadSeeker, reply io.Writer) (string, error) {
	r := &receiving{s: s, reply: bufio.NewWriterSize(reply, 64<<10)}
	for rec, err := range exchange.Read(file, exchange.Options{Name: name}) {
		if err != nil {
			if r.taken == 0 && len(r.batch) == 0 {
				return "", err // nothing in it could be read: to failed/
			}
			r.refused("", faultsOf(err))
			break
		}
		r.batch = append(r.batch, rec)
		if len(r.batch) == mailboxBatch {
			if err := r.take(ctx); err != nil {
				return "", err
			}
		}
	}
	if err := r.take(ctx); err != nil {
		return "", err
	}
	ending := ".decisions.jsonl"
	if r.cds {
		ending = ".response.jsonl"
	}
	if err := r.reply.Flush(); err != nil { // what was taken is taken: the file is answered again when there is room
		return "", fault.New("record.unavailable", "", "the reply cannot be written: "+err.Error())
	}
	return name + ending, nil
}

// receiving is one file on its way in.
type receiving struct {
	s     *Server
	batch []exchange.Record
	taken int
	cds   bool
	reply *bufio.Writer // an error of it comes with Flush
}

func (r *receiving) take(ctx context.Context) error {
	items := make([]*item.Item, 0, len(r.batch))
	for i := range r.batch {
		if len(r.batch[i].Faults) == 0 {
			items = append(items, r.batch[i].Item)
		}
	}
	results, err := r.s.Intake.Take(ctx, items, intake.Origin{Actor: mailboxActor})
	if err != nil {
		return err
	}
	n := 0
	for i := range r.batch {
		rec := &r.batch[i]
		if len(rec.Faults) > 0 {
			id := ""
			if rec.Item != nil {
				id = rec.Item.ID
			}
			r.refused(id, rec.Faults)
			continue
		}
		x := &results[n]
		n++
		if x.Outcome == intake.Refused {
			r.refused(x.Item, x.Faults)
			continue
		}
		if err := r.decided(ctx, rec.Item, x); err != nil {
			return err
		}
	}
	r.taken += len(r.batch)
	r.batch = r.batch[:0]
	return nil
}

// decided writes the answer for an item: the decision that stands, which for a repeat, a
// late amendment or a dispatch is the one recorded before. A partner is told no more than
// the public form, with the state in which the item is now.
func (r *receiving) decided(ctx context.Context, received *item.Item, x *intake.Result) error {
	declared, a := received, x.Assessment
	if x.Outcome != intake.Decided && x.Outcome != intake.Amended && x.Row.LodgedSeq > 0 {
		entry, err := r.s.Store.Entry(ctx, x.Row.LodgedSeq)
		if err != nil {
			return err
		}
		if a, _, err = assess.ReadJSON(jsontext.NewReader(entry.Assessment)); err != nil {
			return err
		}
		if declared, err = item.ReadJSON(jsontext.NewReader(entry.Item)); err != nil {
			return err
		}
	}
	if received.Source.Format != exchange.CDS {
		r.reply.Write(append(assess.AppendJSON(nil, a.Public(), string(x.Row.State)), '\n'))
		return nil
	}
	r.cds = true
	line, err := cds.AppendResponse(nil, CDSOutcome(declared, a), cds.Illustrative())
	if err != nil {
		return err
	}
	r.reply.Write(append(line, '\n'))
	return nil
}

func (r *receiving) refused(id string, faults fault.List) {
	r.reply.Write(append(RefusalJSON(id, faults), '\n'))
}

func faultsOf(err error) fault.List {
	if f, ok := fault.As(err); ok {
		return fault.List{f}
	}
	return fault.List{fault.New("input.truncated", "")}
}

// RefusalJSON is the answer for a record that was not decided: the item, if known, and why.
func RefusalJSON(id string, faults fault.List) []byte {
	var w jsontext.Writer
	w.Begin('{')
	w.Key("item").String(id)
	w.Key("status").String("refused")
	w.Key("faults").Begin('[')
	for _, f := range faults {
		w.Begin('{')
		w.Key("code").String(f.Code)
		w.Key("field").String(f.Field)
		w.Key("text").String(f.Text)
		w.OptString("fix", f.Fix)
		w.OptInt("line", int64(f.Line))
		w.OptInt("byte", f.Offset)
		w.End('}')
	}
	w.End(']')
	w.End('}')
	return w.Bytes()
}

// runFollowers writes what happens to items after their decision to the mailbox, one JSON
// object a line: an event file for each batch of journal rows.
func (s *Server) runFollowers(ctx context.Context) error {
	// The folder is ours: however long it cannot be written, events go out when it can again.
	runner := journal.Runner{Source: s.Store, Clock: s.parts.Clock, Jitter: rand.Float64, Tries: math.MaxInt}
	return runner.Run(ctx, journal.Follower{Name: "mailbox-events", Handle: s.tellEvents})
}

func (s *Server) tellEvents(_ context.Context, entries []clearance.Entry) error {
	var out bytes.Buffer
	for i := range entries {
		e := &entries[i]
		answered := e.Event.Kind == clearance.Decided && e.Event.Actor == mailboxActor // the reply told it
		if answered || e.Event.Kind == clearance.Noted || e.Event.Kind == clearance.FirstYes || e.Late {
			continue
		}
		var w jsontext.Writer
		w.Begin('{')
		w.Key("seq").Int(e.Seq)
		w.Key("item").String(e.Key.ID)
		w.Key("event").String(string(e.Event.Kind))
		w.Key("at").String(e.Event.At.UTC().Format(time.RFC3339))
		w.OptDecimal("amount", e.Event.Amount.Decimal)
		w.OptString("currency", e.Event.Amount.Currency)
		if f := e.Event.Facts; f != nil { // declared anew by another road
			w.Key("decision").String(string(f.Decision))
			w.Key("state").String(string(f.State))
		}
		w.End('}')
		out.Write(append(w.Bytes(), '\n'))
	}
	if out.Len() == 0 {
		return nil
	}
	// The name is made of the rows: a repeat after a crash writes the same file again, or,
	// with rows that have come since, one of another name.
	name := fmt.Sprintf("events-%012d-%012d.jsonl", entries[0].Seq, entries[len(entries)-1].Seq)
	return writeWhole(filepath.Join(s.config.Mailbox, "out"), name, out.Bytes())
}

// writeWhole makes a file appear whole or not at all.
func writeWhole(dir, name string, body []byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".part-*")
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	if err == nil {
		err = f.Chmod(0o640) // as replies: the partner's account reads them by its group
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		os.Remove(f.Name())
		return err
	}
	folder, err := os.Open(dir) // the follower goes on only when the name is on the disk, too
	if err != nil {
		return err
	}
	err = folder.Sync()
	return errors.Join(err, folder.Close())
}
