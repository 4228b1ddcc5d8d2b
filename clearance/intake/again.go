package intake

import (
	"fmt"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item"
	"greenlane/item/jsontext"
)

// after gives the judgement as it is for an item that is known: what customs wants of it
// stands, and what has arrived is not asked for before its flight.
func (j *Judged) after(before *clearance.Row) *Judged {
	a := j.Assessment
	if hold, wanted := before.Wanted(); wanted {
		a = a.Uphold(before.Lane, hold)
	}
	facts := *j.Facts
	if a != j.Assessment {
		facts.Lane, facts.Decision, facts.Hold, facts.Reason, facts.Deadline = a.Lane, a.Decision, a.Hold, a.Reasons[0].Code, before.Deadline
		facts.State = stateOf(a, &facts)
	}
	if facts.State == clearance.Referred && !before.ArrivedAt.IsZero() {
		facts.State, facts.Hold = clearance.Held, assess.ForDocuments
	}
	if a == j.Assessment && facts.State == j.Facts.State {
		return j
	}
	own := *j
	own.Assessment, own.Facts = a, &facts
	own.DecisionJSON = assess.AppendJSON(nil, a, string(facts.State))
	return &own
}

// Again decides a journal entry again, as of its own moment and with what stood then. Under
// the rulebook that decided it, DecisionJSON is what was recorded, to the byte.
func Again(book *assess.Rulebook, en *clearance.Entry) (Judged, error) {
	it, err := item.ReadJSON(jsontext.NewReader(en.Item))
	if err != nil {
		return Judged{}, fmt.Errorf("journal row %d: %w", en.Seq, err)
	}
	recorded, state, err := assess.ReadJSON(jsontext.NewReader(en.Assessment))
	if err != nil {
		return Judged{}, fmt.Errorf("journal row %d: %w", en.Seq, err)
	}
	j := Judge(it, en.Event.Facts.Pack, book, en.Event.At)
	if j.Outcome == Refused {
		return j, nil
	}
	if lane, hold, upheld := recorded.Upheld(); upheld {
		j.Assessment = j.Assessment.Uphold(lane, hold)
		j.Facts.Lane, j.Facts.Decision, j.Facts.Hold, j.Facts.Reason = j.Assessment.Lane, j.Assessment.Decision, j.Assessment.Hold, j.Assessment.Reasons[0].Code
		j.Facts.State = stateOf(j.Assessment, j.Facts)
	}
	if j.Assessment.Decision == recorded.Decision { // where it led may lie in what had happened to the item
		j.Facts.State = clearance.State(state)
	}
	j.DecisionJSON = assess.AppendJSON(nil, j.Assessment, string(j.Facts.State))
	return j, nil
}
