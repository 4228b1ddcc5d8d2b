package journal

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/fault"
)

// Placeholder writes the n-th argument (from 1) of a statement.
type Placeholder func(n int) string

// QuestionMark is how SQLite writes arguments.
func QuestionMark(int) string { return "?" }

// Dollar is how PostgreSQL writes arguments.
func Dollar(n int) string { return "$" + strconv.Itoa(n) }

// Query is a statement with its arguments: int64 and string only.
type Query struct {
	Text string
	Args []any
	hold Placeholder
}

func (q *Query) arg(v any) string {
	q.Args = append(q.Args, v)
	return q.hold(len(q.Args))
}

func (q *Query) in(column string, values []string) string {
	if len(values) == 1 {
		return column + " = " + q.arg(values[0]) // the order of an index by column and time serves
	}
	holds := make([]string, len(values))
	for i, v := range values {
		holds[i] = q.arg(v)
	}
	return column + " IN (" + strings.Join(holds, ", ") + ")"
}

func textsOf[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// sorts are the columns of each order; month and id follow, so that no two rows are equal.
// All ascend but those of Newest, which all descend.
func sorts(o clearance.Order) ([]string, error) {
	switch o {
	case clearance.Newest:
		return []string{"updated_at"}, nil
	case clearance.Urgent:
		return []string{"urgency", "lodged_at"}, nil
	case clearance.Deadline:
		return []string{"deadline"}, nil
	}
	return nil, fault.New("page.cursor", "")
}

// place is the position of a row in an order.
func place(o clearance.Order, r *clearance.Row) []int64 {
	switch o {
	case clearance.Urgent:
		return []int64{Urgency(r), Micros(r.LodgedAt)}
	case clearance.Deadline:
		if r.Deadline.IsZero() {
			return []int64{NoDeadline}
		}
		return []int64{Micros(r.Deadline)}
	}
	return []int64{Micros(r.UpdatedAt)}
}

// ListQuery is the statement of Reader.List. It asks for one row more than the limit, by
// which Page knows whether there are more.
func ListQuery(f clearance.Filter, cursor string, limit int, hold Placeholder) (Query, error) {
	q := Query{hold: hold}
	columns, err := sorts(f.Order)
	if err != nil {
		return q, err
	}
	var where []string
	if len(f.States) > 0 {
		where = append(where, q.in("state", textsOf(f.States)))
		waiting := true
		for _, s := range f.States {
			waiting = waiting && Waiting(s)
		}
		if waiting {
			where = append(where, "waiting = 1") // the words of the partial indexes
		}
	}
	if len(f.Lanes) > 0 {
		where = append(where, q.in("lane", textsOf(f.Lanes)))
		if !slices.Contains(f.Lanes, assess.Green) {
			where = append(where, "lane <> 'green'") // the same
		}
	}
	if f.Hold != "" {
		where = append(where, "hold = "+q.arg(string(f.Hold)))
	}
	if f.Search != "" {
		// The months let the search go through the primary key.
		where = append(where, "month IN (SELECT month FROM months) AND id >= "+q.arg(f.Search)+" AND id < "+q.arg(f.Search+"\U0010ffff"))
	}
	way, compare := "", ">"
	if f.Order == clearance.Newest {
		way, compare = " DESC", "<"
	}
	columns = append(columns, "month", "id")
	if cursor != "" {
		after, err := readCursor(cursor, f.Order, len(columns))
		if err != nil {
			return q, err
		}
		holds := make([]string, len(after))
		for i, v := range after {
			holds[i] = q.arg(v)
		}
		where = append(where, "("+strings.Join(columns, ", ")+") "+compare+" ("+strings.Join(holds, ", ")+")")
	}
	var b strings.Builder
	b.WriteString("SELECT " + RowColumns + " FROM items")
	if len(where) > 0 {
		b.WriteString(" WHERE " + strings.Join(where, " AND "))
	}
	b.WriteString(" ORDER BY " + strings.Join(columns, way+", ") + way + " LIMIT " + q.arg(int64(limit)+1))
	q.Text = b.String()
	return q, nil
}

// Page cuts what ListQuery gave to the limit and makes the cursor of the next page.
func Page(f clearance.Filter, list []clearance.Row, limit int) ([]clearance.Row, string) {
	if len(list) <= limit || limit <= 0 {
		return list, ""
	}
	list = list[:limit]
	last := &list[limit-1]
	parts := []string{string(f.Order)}
	for _, n := range place(f.Order, last) {
		parts = append(parts, strconv.FormatInt(n, 10))
	}
	parts = append(parts, last.Month, last.ID)
	return list, base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\x00")))
}

func readCursor(cursor string, o clearance.Order, width int) ([]any, error) {
	wrong := fault.New("page.cursor", "")
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, wrong
	}
	parts := strings.Split(string(text), "\x00")
	if len(parts) != width+1 || parts[0] != string(o) {
		return nil, wrong
	}
	out := make([]any, 0, width)
	for i, p := range parts[1:] {
		if i >= width-2 {
			out = append(out, p)
			continue
		}
		n, err := strconv.ParseInt(p, 10, 64)
		if err != nil {
			return nil, wrong
		}
		out = append(out, n)
	}
	return out, nil
}
