package api

import (
	"time"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/jsontext"
	"greenlane/item/money"
	"greenlane/portal/auth"
)

// shown leaves out of a decision what the caller may not know: why an item was selected is
// told to customs only, because who knows it can avoid it.
func (c *call) shown(a *assess.Assessment) *assess.Assessment {
	if c.may(auth.Selection) {
		return a
	}
	return a.Public()
}

// lane is the lane as the caller may see it. That a released item will be audited is known
// to customs only; for everybody else blue is handled, and called, green.
func (c *call) lane(l assess.Lane) assess.Lane {
	if l == assess.Blue && !c.may(auth.Selection) {
		return assess.Green
	}
	return l
}

// decision gives the recorded decision of an item with the state in which it is now, as
// the caller may see it; nil where nothing was decided.
func (c *call) decision(row *clearance.Row) ([]byte, error) {
	if row.LodgedSeq == 0 {
		return nil, nil
	}
	e, err := c.s.o.Reader.Entry(c.ctx(), row.LodgedSeq)
	if err != nil {
		return nil, err
	}
	return c.redecide(e.Assessment, string(row.State))
}

// redecide writes a recorded decision for the caller; state "" keeps the one recorded.
func (c *call) redecide(recorded []byte, state string) ([]byte, error) {
	a, then, err := assess.ReadJSON(jsontext.NewReader(recorded))
	if err != nil {
		return nil, err
	}
	if state == "" {
		state = then
	}
	return assess.AppendJSON(nil, c.shown(a), state), nil
}

func writeAmount(w *jsontext.Writer, key string, a money.Amount) {
	if !a.Known() {
		return
	}
	w.Key(key).Begin('{')
	w.Key("amount").Decimal(a.Decimal)
	w.Key("currency").String(a.Currency)
	w.End('}')
}

func writeTime(w *jsontext.Writer, key string, t time.Time) {
	if !t.IsZero() {
		w.Key(key).String(t.UTC().Format(time.RFC3339))
	}
}

// writeRow writes the state row of an item.
func (c *call) writeRow(w *jsontext.Writer, r *clearance.Row) {
	w.Begin('{')
	w.Key("item").String(r.ID)
	w.Key("month").String(r.Month)
	w.Key("version").Int(r.Version)
	w.Key("state").String(string(r.State))
	w.OptString("hold", string(r.Hold))
	w.OptString("lane", string(c.lane(r.Lane)))
	w.OptString("decision", string(r.Decision))
	w.OptString("status", string(r.Status))
	w.OptString("pack", r.Pack)
	w.OptString("flow", string(r.Flow))
	w.OptString("class", r.Class)
	w.OptString("origin", r.Origin)
	w.OptString("destination", r.Destination)
	w.OptString("summary", r.Summary)
	if c.may(auth.Selection) {
		w.OptString("reason", r.Reason)
		w.Key("score").Int(int64(r.Score))
	}
	w.Key("lines").Int(int64(r.Lines))
	writeAmount(w, "value", r.Value)
	writeAmount(w, "due", r.Due)
	writeAmount(w, "paid", r.Paid)
	writeAmount(w, "outstanding", r.Outstanding())
	w.OptBool("second_person_needed", r.First != "")
	writeTime(w, "lodged_at", r.LodgedAt)
	writeTime(w, "decided_at", r.DecidedAt)
	writeTime(w, "arrived_at", r.ArrivedAt)
	writeTime(w, "updated_at", r.UpdatedAt)
	writeTime(w, "deadline", r.Deadline)
	w.End('}')
}

// writeEntry writes a journal entry without the declaration. With proof, the leaf hash of
// the decision log stands beside it.
func (c *call) writeEntry(w *jsontext.Writer, e *clearance.Entry, proof bool) error {
	w.Begin('{')
	w.Key("seq").Int(e.Seq)
	w.Key("item").String(e.Key.ID)
	w.Key("month").String(e.Key.Month)
	w.Key("kind").String(string(e.Event.Kind))
	writeTime(w, "at", e.Event.At)
	w.OptString("actor", e.Event.Actor)
	w.OptString("reason", e.Event.Reason)
	w.OptString("ref", e.Event.Ref)
	writeAmount(w, "amount", e.Event.Amount)
	w.OptString("finding", e.Event.Finding)
	w.OptBool("late", e.Late)
	if len(e.Assessment) > 0 {
		d, err := c.redecide(e.Assessment, "")
		if err != nil {
			return err
		}
		w.Key("decision").Raw(d)
	}
	if proof && c.s.o.Leaf != nil {
		w.Key("leaf").String(encodeHash(c.s.o.Leaf(e)))
	}
	w.End('}')
	return nil
}
