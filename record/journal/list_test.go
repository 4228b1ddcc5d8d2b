package journal_test

import (
	"testing"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/record/journal"
)

// The words of the partial indexes must stand in the statements that they are for.
func TestListQuery(t *testing.T) {
	for want, f := range map[string]clearance.Filter{
		"":                                              {},
		" WHERE state = ? AND waiting = 1":              {States: []clearance.State{clearance.Held}},
		" WHERE state = ?":                              {States: []clearance.State{clearance.Seized}},
		" WHERE state IN (?, ?) AND waiting = 1":        {States: []clearance.State{clearance.Held, clearance.Referred}},
		" WHERE state IN (?, ?)":                        {States: []clearance.State{clearance.Held, clearance.Released}},
		" WHERE lane = ? AND lane <> 'green'":           {Lanes: []assess.Lane{assess.Red}},
		" WHERE lane IN (?, ?)":                         {Lanes: []assess.Lane{assess.Red, assess.Green}},
		" WHERE state = ? AND waiting = 1 AND hold = ?": {States: []clearance.State{clearance.Held}, Hold: assess.ForDocuments},
		" WHERE month IN (SELECT month FROM months) AND id >= ? AND id < ?": {Search: "LX"},
	} {
		q, err := journal.ListQuery(f, "", 50, journal.QuestionMark)
		if err != nil {
			t.Fatal(err)
		}
		if text := "SELECT " + journal.RowColumns + " FROM items" + want + " ORDER BY updated_at DESC, month DESC, id DESC LIMIT ?"; q.Text != text {
			t.Errorf("got  %s\nwant %s", q.Text, text)
		}
	}
	if _, err := journal.ListQuery(clearance.Filter{Order: "sideways"}, "", 50, journal.Dollar); err == nil {
		t.Error("an unknown order was taken")
	}
}

func FuzzCursor(f *testing.F) {
	rows := []clearance.Row{{Key: clearance.Key{ID: "LX000000001XX", Month: "2026-11"}}, {}}
	_, next := journal.Page(clearance.Filter{}, rows, 1)
	f.Add(next, "")
	f.Add("AAAA", "urgent")
	f.Fuzz(func(t *testing.T, cursor, order string) {
		q, err := journal.ListQuery(clearance.Filter{Order: clearance.Order(order)}, cursor, 1, journal.Dollar)
		if err == nil && cursor != "" && len(q.Args) < 4 {
			t.Errorf("a cursor gave %d arguments", len(q.Args))
		}
	})
}
