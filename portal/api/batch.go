package api

import (
	"bytes"
	"net/http"

	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
)

// maxLine bounds one item of a batch.
const maxLine = 256 << 10

// batch takes up to 10,000 items, one a line. A line that cannot be read has its own
// answer and does not hold up the others; what is good is recorded in one transaction.
func batch(c *call) (answer, error) {
	full, err := c.flag("full")
	if err != nil {
		return answer{}, err
	}
	lines, err := readLines(c.body, c.user.Name)
	if err != nil {
		return answer{}, err
	}
	items := make([]*item.Item, 0, len(lines))
	for i := range lines {
		if lines[i].item != nil {
			items = append(items, lines[i].item)
		}
	}
	var results []intake.Result
	if len(items) > 0 {
		if results, err = c.s.o.Taker.Take(c.ctx(), items, lodging(c.user)); err != nil {
			return answer{}, err
		}
	}
	out := make([]byte, 0, 512*len(lines))
	next := 0
	for i := range lines {
		l := &lines[i]
		var r *intake.Result
		if l.item != nil {
			r = &results[next]
			next++
		} else {
			r = &intake.Result{Outcome: intake.Refused, Faults: faultsOf(l.err)}
		}
		if out, err = c.appendResult(out, l.number, r, full); err != nil {
			return answer{}, err
		}
	}
	return answer{status: http.StatusOK, kind: linesType, body: out}, nil
}

// line is one line of a batch: an item, or why it is none.
type line struct {
	number int
	item   *item.Item
	err    error
}

// readLines reads every line that is not empty.
func readLines(body []byte, from string) ([]line, error) {
	lines := make([]line, 0, min(bytes.Count(body, []byte{'\n'})+1, intake.MaxBatch))
	var at int64
	number := 0
	for text := range bytes.Lines(body) {
		number++
		base := at
		at += int64(len(text))
		text = bytes.TrimRight(text, "\r\n")
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if len(lines) == intake.MaxBatch {
			return nil, fault.New("input.too_many", "", intake.MaxBatch, "items")
		}
		l := line{number: number}
		if len(text) > maxLine {
			l.err = fault.New("input.too_large", "", "256 KiB").At(number, base+1)
		} else {
			l.item, l.err = readItem(text, number, base, from)
		}
		if l.err != nil {
			l.item = nil
		}
		lines = append(lines, l)
	}
	if len(lines) == 0 {
		return nil, fault.New("input.empty", "")
	}
	return lines, nil
}

// appendResult appends the answer for one line, with the names of the decision JSON.
func (c *call) appendResult(dst []byte, number int, r *intake.Result, full bool) ([]byte, error) {
	w := jsontext.NewWriter(dst)
	w.Begin('{')
	w.Key("line").Int(int64(number))
	w.OptString("item", r.Item)
	w.Key("result").String(string(r.Outcome))
	if r.Outcome == intake.Refused {
		w.Key("errors").Begin('[')
		for _, f := range r.Faults {
			w.Begin('{')
			writeFault(w, f)
			w.End('}')
		}
		w.End(']')
	} else if row := r.Row; c.foreign(r) {
		w.Key("state").String(string(row.State))
	} else {
		w.Key("decision").String(string(row.Decision))
		w.Key("lane").String(string(c.lane(row.Lane)))
		w.Key("state").String(string(row.State))
		w.OptString("hold", string(row.Hold))
		w.Key("status").String(string(row.Status))
		w.Key("total_due").Decimal(row.Due.Decimal)
		w.Key("currency").String(row.Due.Currency)
		w.Key("version").Int(row.Version)
		if full {
			d, err := c.outcomeJSON(r)
			if err != nil {
				return nil, err
			}
			w.Key("full").Raw(d)
		}
	}
	w.End('}')
	return append(w.Bytes(), '\n'), nil
}
