package journal

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/fault"
	"greenlane/ledger"
)

// AnswerLife is how long an answer stays under its Idempotency-Key: long enough for a
// sender that was cut off over a weekend.
const AnswerLife = 7 * 24 * time.Hour

// blob takes a text for its bytes: whoever changes a row by hand may leave one, and it is
// the hash of the row that shall tell.
func (c *cells) blob(i int) []byte {
	switch v := c.values[i].(type) {
	case []byte:
		return v
	case string:
		return []byte(v)
	case nil:
		return nil
	}
	c.wrong(i)
	return nil
}

func read(values []any, width int) (*cells, error) {
	if len(values) != width {
		return nil, fmt.Errorf("stored row: %d columns, expected %d", len(values), width)
	}
	return &cells{values: values}, nil
}

// ReadRecord reads the columns seq, item, month, kind, at, actor, rulebook, late, leaf,
// event, body, assessment.
func ReadRecord(values []any) (Record, error) {
	c, err := read(values, 12)
	if err != nil {
		return Record{}, err
	}
	r := Record{Seq: c.number(0), Item: c.text(1), Month: c.text(2), Kind: c.text(3), At: c.number(4), Actor: c.text(5), Rulebook: c.text(6),
		Late: c.number(7) != 0, Leaf: c.blob(8), Event: c.blob(9), Body: c.blob(10), Assessment: c.blob(11)}
	if c.err != nil {
		return r, fault.New("log.broken", "", r.Seq, c.err.Error())
	}
	return r, nil
}

// Entries reads records.
func Entries(list []Record) ([]clearance.Entry, error) {
	out := make([]clearance.Entry, len(list))
	for i := range list {
		var err error
		if out[i], err = list[i].Entry(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// AddCount adds a line of the counters: lane, state, number of items; the line without a
// state carries the last sequence number.
func AddCount(to *clearance.Counts, values []any) error {
	c, err := read(values, 3)
	if err != nil {
		return err
	}
	lane, state, n := c.text(0), c.text(1), c.number(2)
	if state == "" {
		to.LastSeq = n
		return c.err
	}
	to.Total += n
	to.Lanes[assess.Lane(lane)] += n
	to.States[clearance.State(state)] += n
	return c.err
}

// ReadPosting reads the columns item, month, at, kind, debit, credit, minor, places,
// currency.
func ReadPosting(values []any) (ledger.Posting, error) {
	c, err := read(values, 9)
	if err != nil {
		return ledger.Posting{}, err
	}
	p := ledger.Posting{Item: c.text(0), Month: c.text(1), At: Time(c.number(2)), Kind: c.text(3), Debit: ledger.Account(c.text(4)), Credit: ledger.Account(c.text(5)),
		Minor: c.number(6), Places: int(c.number(7)), Currency: c.text(8)}
	return p, c.err
}

// ReadBalance reads the columns account, currency, places, debit, credit.
func ReadBalance(values []any) (Balance, error) {
	c, err := read(values, 5)
	if err != nil {
		return Balance{}, err
	}
	return Balance{Account: Account{ledger.Account(c.text(0)), c.text(1), int(c.number(2))}, Debit: c.number(3), Credit: c.number(4)}, c.err
}

// UserValues gives the columns name, title, roles, office, language, password, disabled,
// created.
func UserValues(u *clearance.User) []any {
	roles := make([]string, len(u.Roles))
	for i, r := range u.Roles {
		roles[i] = string(r)
	}
	return []any{u.Name, u.Title, strings.Join(roles, " "), u.Office, u.Language, u.Password, whole(u.Disabled), Micros(u.Created)}
}

// ReadUser reads the columns of UserValues.
func ReadUser(values []any) (clearance.User, error) {
	c, err := read(values, 8)
	if err != nil {
		return clearance.User{}, err
	}
	u := clearance.User{Name: c.text(0), Title: c.text(1), Office: c.text(3), Language: c.text(4), Password: c.text(5), Disabled: c.number(6) != 0, Created: Time(c.number(7))}
	for r := range strings.FieldsSeq(c.text(2)) {
		u.Roles = append(u.Roles, clearance.Role(r))
	}
	return u, c.err
}

// ReadAnswer reads the columns request, status, type, body, at; an answer to another
// request is the fault idempotency.conflict.
func ReadAnswer(values []any, request [32]byte) (*clearance.Answer, error) {
	c, err := read(values, 5)
	if err != nil {
		return nil, err
	}
	a := &clearance.Answer{Status: int(c.number(1)), Type: c.text(2), Body: c.blob(3), At: Time(c.number(4))}
	if c.err == nil && !bytes.Equal(c.blob(0), request[:]) {
		return nil, fault.New("idempotency.conflict", "")
	}
	return a, c.err
}
