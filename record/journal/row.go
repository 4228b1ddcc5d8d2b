package journal

import (
	"fmt"
	"strings"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item"
)

// RowColumns are the columns of the state row in the order of RowValues. The last two are
// made for sorting: urgency ascends from the most urgent, waiting marks the states in
// which somebody has to act.
const RowColumns = "month, id, version, state, hold, lane, decision, status, pack, flow, class, origin, destination, summary, reason," +
	" score, lines, value, due, paid, charges, pay_first, digest, rulebook, lodged_at, decided_at, arrived_at, updated_at, deadline," +
	" first, lodged_seq, refs, urgency, waiting"

// RowWidth is the number of RowColumns.
const RowWidth = 34

// NoDeadline stands in the column deadline of an item that has none, so that it sorts
// behind all others: the end of the year 9999.
const NoDeadline int64 = 253402300799999999

// Waiting says whether somebody has to act in the state; those items make the officers'
// queue.
func Waiting(s clearance.State) bool {
	switch s {
	case clearance.Referred, clearance.Arrived, clearance.Held, clearance.Located, clearance.Presented, clearance.Examined, clearance.Assessed:
		return true
	}
	return false
}

// RowValues appends the columns of a row: texts and int64 only.
func RowValues(dst []any, r *clearance.Row) []any {
	deadline := Micros(r.Deadline)
	if deadline == 0 {
		deadline = NoDeadline
	}
	return append(dst, r.Month, r.ID, r.Version, plain(string(r.State)), plain(string(r.Hold)), plain(string(r.Lane)), plain(string(r.Decision)), plain(string(r.Status)), plain(r.Pack), plain(string(r.Flow)),
		plain(r.Class), plain(r.Origin), plain(r.Destination), plain(r.Summary), plain(r.Reason), int64(r.Score), int64(r.Lines), plain(AmountText(r.Value)), plain(AmountText(r.Due)), plain(AmountText(r.Paid)),
		plain(ChargesText(r.Charges)), whole(r.PayFirst), plain(r.Digest), plain(r.Rulebook), Micros(r.LodgedAt), Micros(r.DecidedAt), Micros(r.ArrivedAt), Micros(r.UpdatedAt),
		deadline, plain(r.First), r.LodgedSeq, strings.Join(r.Refs, " "), Urgency(r), whole(Waiting(r.State)))
}

// Urgency sorts the queue: red before yellow before blue before green, then the higher
// score first; smaller is more urgent.
func Urgency(r *clearance.Row) int64 { return -int64(r.Lane.Rank()*1000 + r.Score) }

func whole(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// cells reads values by position and keeps the first that has the wrong type.
type cells struct {
	values []any
	err    error
}

func (c *cells) text(i int) string {
	switch v := c.values[i].(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	c.wrong(i)
	return ""
}

func (c *cells) number(i int) int64 {
	if v, ok := c.values[i].(int64); ok {
		return v
	}
	c.wrong(i)
	return 0
}

func (c *cells) wrong(i int) {
	if c.err == nil {
		c.err = fmt.Errorf("column %d holds a %T", i+1, c.values[i])
	}
}

// ReadRow reads the columns of RowValues.
func ReadRow(values []any) (clearance.Row, error) {
	var r clearance.Row
	if len(values) != RowWidth {
		return r, fmt.Errorf("state row: %d columns", len(values))
	}
	c := cells{values: values}
	r.Key = clearance.Key{Month: c.text(0), ID: c.text(1)}
	r.Version, r.State, r.Hold = c.number(2), clearance.State(c.text(3)), assess.HoldReason(c.text(4))
	r.Lane, r.Decision, r.Status = assess.Lane(c.text(5)), assess.Decision(c.text(6)), assess.Status(c.text(7))
	r.Pack, r.Flow, r.Class, r.Origin, r.Destination = c.text(8), item.Flow(c.text(9)), c.text(10), c.text(11), c.text(12)
	r.Summary, r.Reason, r.Score, r.Lines = c.text(13), c.text(14), int(c.number(15)), int(c.number(16))
	r.PayFirst, r.Digest, r.Rulebook = c.number(21) == 1, c.text(22), c.text(23)
	r.LodgedAt, r.DecidedAt, r.ArrivedAt, r.UpdatedAt = Time(c.number(24)), Time(c.number(25)), Time(c.number(26)), Time(c.number(27))
	if d := c.number(28); d != NoDeadline {
		r.Deadline = Time(d)
	}
	r.First, r.LodgedSeq = c.text(29), c.number(30)
	if refs := c.text(31); refs != "" {
		r.Refs = strings.Split(refs, " ")
	}
	if c.err != nil {
		return r, c.err
	}
	var err error
	if r.Value, err = ReadAmount(c.text(17)); err != nil {
		return r, err
	}
	if r.Due, err = ReadAmount(c.text(18)); err != nil {
		return r, err
	}
	if r.Paid, err = ReadAmount(c.text(19)); err != nil {
		return r, err
	}
	r.Charges, err = ReadCharges(c.text(20))
	return r, err
}

// SameRow says whether two rows are stored alike.
func SameRow(a, b *clearance.Row) bool { return Difference(a, b) == "" }

// Difference names the first column in which two rows are not stored alike, with both
// values; "" if there is none.
func Difference(a, b *clearance.Row) string {
	x, y := RowValues(make([]any, 0, RowWidth), a), RowValues(make([]any, 0, RowWidth), b)
	for i := range x {
		if x[i] != y[i] {
			return fmt.Sprintf("%s is %v, expected %v", strings.Split(RowColumns, ", ")[i], x[i], y[i])
		}
	}
	return ""
}
