package journal

import (
	"fmt"
	"time"

	"greenlane/clearance"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

// stamp is how times stand in an event: UTC with microseconds, which is what both
// databases keep.
const stamp = "2006-01-02T15:04:05.000000Z"

// AppendEvent appends the event as one JSON object: members in a fixed order, absent ones
// left out, times cut to microseconds. The same event always gives the same bytes.
func AppendEvent(dst []byte, e *clearance.Event) []byte {
	var w jsontext.Writer
	w.Begin('{')
	w.Key("kind").String(string(e.Kind))
	writeTime(&w, "at", e.At)
	w.OptString("actor", e.Actor)
	w.OptString("reason", e.Reason)
	w.OptString("ref", e.Ref)
	writeAmount(&w, "amount", e.Amount)
	w.OptString("finding", e.Finding)
	if e.Facts != nil {
		w.Key("facts")
		writeFacts(&w, e.Facts)
	}
	w.End('}')
	return append(dst, w.Bytes()...)
}

func writeFacts(w *jsontext.Writer, f *clearance.Facts) {
	w.Begin('{')
	w.OptString("state", string(f.State))
	w.OptString("hold", string(f.Hold))
	w.OptString("lane", string(f.Lane))
	w.OptString("decision", string(f.Decision))
	w.OptString("status", string(f.Status))
	w.OptString("pack", f.Pack)
	w.OptString("flow", string(f.Flow))
	w.OptString("class", f.Class)
	w.OptString("origin", f.Origin)
	w.OptString("destination", f.Destination)
	w.OptString("summary", f.Summary)
	w.OptString("reason", f.Reason)
	w.OptInt("score", int64(f.Score))
	w.OptInt("lines", int64(f.Lines))
	writeAmount(w, "value", f.Value)
	writeAmount(w, "due", f.Due)
	if len(f.Charges) > 0 {
		w.Key("charges").String(ChargesText(f.Charges))
	}
	w.OptBool("pay_first", f.PayFirst)
	w.OptString("digest", f.Digest)
	w.OptString("rulebook", f.Rulebook)
	writeTime(w, "deadline", f.Deadline)
	w.End('}')
}

func writeTime(w *jsontext.Writer, key string, t time.Time) {
	if !t.IsZero() {
		w.Key(key).String(t.UTC().Format(stamp))
	}
}

func writeAmount(w *jsontext.Writer, key string, a money.Amount) {
	w.OptString(key, AmountText(a))
}

// ReadEvent reads what AppendEvent wrote. Members that are not known are an error: a
// journal is never written by anything newer than its reader without a migration.
func ReadEvent(data []byte) (clearance.Event, error) {
	var e clearance.Event
	r := jsontext.NewReader(data)
	err := r.Object(func(key string) error {
		switch key {
		case "kind":
			return r.String((*string)(&e.Kind))
		case "at":
			return readTime(r, &e.At)
		case "actor":
			return r.String(&e.Actor)
		case "reason":
			return r.String(&e.Reason)
		case "ref":
			return r.String(&e.Ref)
		case "amount":
			return readAmount(r, &e.Amount)
		case "finding":
			return r.String(&e.Finding)
		case "facts":
			e.Facts = new(clearance.Facts)
			return readFacts(r, e.Facts)
		}
		return fmt.Errorf("event: unknown member %q", key)
	})
	if err == nil {
		err = r.Done()
	}
	return e, err
}

func readFacts(r *jsontext.Reader, f *clearance.Facts) error {
	texts := func(key string) *string {
		switch key {
		case "state":
			return (*string)(&f.State)
		case "hold":
			return (*string)(&f.Hold)
		case "lane":
			return (*string)(&f.Lane)
		case "decision":
			return (*string)(&f.Decision)
		case "status":
			return (*string)(&f.Status)
		case "pack":
			return &f.Pack
		case "flow":
			return (*string)(&f.Flow)
		case "class":
			return &f.Class
		case "origin":
			return &f.Origin
		case "destination":
			return &f.Destination
		case "summary":
			return &f.Summary
		case "reason":
			return &f.Reason
		case "digest":
			return &f.Digest
		case "rulebook":
			return &f.Rulebook
		}
		return nil
	}
	return r.Object(func(key string) error {
		switch key {
		case "score":
			return readInt(r, &f.Score)
		case "lines":
			return readInt(r, &f.Lines)
		case "value":
			return readAmount(r, &f.Value)
		case "due":
			return readAmount(r, &f.Due)
		case "charges":
			var s string
			if err := r.String(&s); err != nil {
				return err
			}
			var err error
			f.Charges, err = ReadCharges(s)
			return err
		case "pay_first":
			return r.Bool(&f.PayFirst)
		case "deadline":
			return readTime(r, &f.Deadline)
		}
		if to := texts(key); to != nil {
			return r.String(to)
		}
		return fmt.Errorf("facts: unknown member %q", key)
	})
}

func readInt(r *jsontext.Reader, to *int) error {
	var n int64
	err := r.Int(&n)
	*to = int(n)
	return err
}

func readTime(r *jsontext.Reader, to *time.Time) error {
	var s string
	if err := r.String(&s); err != nil {
		return err
	}
	t, err := time.Parse(stamp, s)
	*to = t
	return err
}

func readAmount(r *jsontext.Reader, to *money.Amount) error {
	var s string
	if err := r.String(&s); err != nil {
		return err
	}
	var err error
	*to, err = ReadAmount(s)
	return err
}
