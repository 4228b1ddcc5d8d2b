package journal

import (
	"encoding/binary"
	"fmt"

	"greenlane/clearance"
)

// Record is an entry as both databases store it.
type Record struct {
	Seq        int64
	Item       string
	Month      string
	Kind       string
	At         int64 // Micros
	Actor      string
	Rulebook   string // of Decided: hash of the rulebook that decided
	Late       bool
	Event      []byte // AppendEvent
	Body       []byte // JSON of the declaration; nil unless Decided
	Assessment []byte // JSON of the decision; nil unless Decided
	Leaf       []byte // hash in the audit log; not part of Canonical
}

// Encode gives the record of an entry; Leaf is filled by the audit log.
func Encode(e *clearance.Entry) Record {
	r := Record{Seq: e.Seq, Item: e.Key.ID, Month: e.Key.Month, Kind: string(e.Event.Kind), At: Micros(e.Event.At), Actor: plain(e.Event.Actor),
		Late: e.Late, Event: AppendEvent(nil, &e.Event), Body: e.Item, Assessment: e.Assessment}
	if e.Event.Facts != nil {
		r.Rulebook = plain(e.Event.Facts.Rulebook)
	}
	return r
}

// Entry reads the record back.
func (r *Record) Entry() (clearance.Entry, error) {
	event, err := ReadEvent(r.Event)
	if err != nil {
		return clearance.Entry{}, fmt.Errorf("journal row %d: %w", r.Seq, err)
	}
	return clearance.Entry{Seq: r.Seq, Key: clearance.Key{ID: r.Item, Month: r.Month}, Event: event, Late: r.Late, Item: r.Body, Assessment: r.Assessment}, nil
}

// canonical is the first member of every leaf, so that bytes of another kind or a later
// layout can never be taken for a journal row.
const canonical = "greenlane journal row 1"

// AppendCanonical appends what the audit log hashes: everything stored in the row but the
// hash itself. Every member is preceded by its length, so no two rows share their bytes.
func (r *Record) AppendCanonical(dst []byte) []byte {
	dst = appendMember(dst, canonical)
	dst = binary.BigEndian.AppendUint64(dst, uint64(r.Seq))
	dst = appendMember(dst, r.Item)
	dst = appendMember(dst, r.Month)
	dst = appendMember(dst, r.Kind)
	dst = binary.BigEndian.AppendUint64(dst, uint64(r.At))
	dst = appendMember(dst, r.Actor)
	dst = appendMember(dst, r.Rulebook)
	late := byte(0)
	if r.Late {
		late = 1
	}
	dst = append(dst, late)
	dst = appendMember(dst, r.Event)
	dst = appendMember(dst, r.Body)
	return appendMember(dst, r.Assessment)
}

func appendMember[T string | []byte](dst []byte, s T) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(s)))
	return append(dst, s...)
}

// Fold applies the entries of one item, oldest first, and gives its row. It is what the
// state row must be; an entry that could not have happened is an error.
func Fold(entries []clearance.Entry) (clearance.Row, error) {
	var row clearance.Row
	for i := range entries {
		e := &entries[i]
		if i == 0 {
			row.Key = e.Key
		}
		after, late, err := row.Apply(e.Event)
		switch {
		case err != nil:
			return row, fmt.Errorf("journal row %d: %w", e.Seq, err)
		case e.Key != row.Key:
			return row, fmt.Errorf("journal row %d: of another item", e.Seq)
		case late != e.Late:
			return row, fmt.Errorf("journal row %d: marked late=%t, which folding contradicts", e.Seq, e.Late)
		}
		row = after
		if e.Event.Kind == clearance.Decided && !late {
			row.LodgedSeq = e.Seq
		}
	}
	return row, nil
}
