package api

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/item/s10"
	"greenlane/portal/auth"
)

func encodeHash(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// readItem reads one item in our own form. Where it came from is said by the caller's
// name and not by what the text claims.
func readItem(text []byte, line int, base int64, from string) (*item.Item, error) {
	r := jsontext.NewReader(text)
	r.Base, r.BaseLine = base, line-1
	if k, err := r.Peek(); err == nil && k == jsontext.Null {
		return nil, r.Fault(fault.New("json.type", "", "an object", "null"))
	}
	it, err := item.ReadJSON(r)
	if err != nil {
		return nil, err
	}
	if err := r.Done(); err != nil {
		return nil, err
	}
	it.Source = item.Source{Format: "json", Partner: from, Line: line}
	return it, nil
}

// lodge takes one item in: 201 for a new decision, 200 where there was one before.
func lodge(c *call) (answer, error) {
	it, err := readItem(c.body, 1, 0, c.user.Name)
	if err != nil {
		return answer{}, err
	}
	results, err := c.s.o.Taker.Take(c.ctx(), []*item.Item{it}, lodging(c.user))
	if err != nil {
		return answer{}, err
	}
	r := &results[0]
	if r.Outcome == intake.Refused {
		return answer{}, r.Faults.Err()
	}
	d, err := c.outcomeJSON(r)
	if err != nil {
		return answer{}, err
	}
	w := extend(d)
	w.Key("result").String(string(r.Outcome))
	if c.may(auth.Items) {
		w.Key("row")
		c.writeRow(w, r.Row)
	}
	w.End('}')
	a := jsonAnswer(http.StatusOK, w.Bytes())
	if r.Outcome == intake.Decided {
		a.status = http.StatusCreated
	}
	a.etag = etag(r.Row)
	return a, nil
}

// outcomeJSON is the decision that stands after an item was taken in: the new one, or for
// a repeat, a late amendment or a dispatch the one recorded before.
func (c *call) outcomeJSON(r *intake.Result) ([]byte, error) {
	if (r.Outcome == intake.Duplicate || r.Outcome == intake.Late || r.Outcome == intake.Noted) && r.Row.LodgedSeq != 0 && !c.foreign(r) {
		return c.decision(r.Row)
	}
	return assess.AppendJSON(nil, c.shown(r.Assessment), string(r.Row.State)), nil
}

// foreign says that what stands recorded may be somebody else's and is not for this caller:
// a sender who declares an item otherwise than it was decided learns only its state.
func (c *call) foreign(r *intake.Result) bool {
	return (r.Outcome == intake.Late || r.Outcome == intake.Noted) && !c.may(auth.Items)
}

// extend opens a written object again, so that members can be added at its end.
func extend(object []byte) *jsontext.Writer {
	w := jsontext.NewWriter(nil)
	w.Begin('{')
	inner := object[1 : len(object)-1]
	if len(inner) > 0 {
		w.Raw(inner)
	}
	return w
}

func etag(r *clearance.Row) string { return `"` + strconv.FormatInt(r.Version, 10) + `"` }

// find gives the row that the address names.
func (c *call) find() (*clearance.Row, error) {
	id := c.r.PathValue("id")
	if len(id) > 40 {
		return nil, clearance.ErrNoItem(cutText(id))
	}
	return c.s.o.Reader.Find(c.ctx(), s10.Canonical(id))
}

// show gives one item: decision, row, what the caller may do, and the declaration for
// those who work on items and ask for it.
func show(c *call) (answer, error) {
	declared, err := c.flag("declaration")
	if err != nil {
		return answer{}, err
	}
	if declared && !c.may(auth.People) {
		return answer{}, fault.New("role.not_allowed", "", "to "+string(auth.People), "clerk, officer or supervisor")
	}
	row, err := c.find()
	if err != nil {
		return answer{}, err
	}
	if slices.ContainsFunc(strings.Split(c.r.Header.Get("If-None-Match"), ","), func(t string) bool { return strings.TrimSpace(t) == etag(row) }) {
		return answer{status: http.StatusNotModified, etag: etag(row)}, nil
	}
	w := jsontext.NewWriter(nil)
	w.Begin('{')
	w.Key("item").String(row.ID)
	w.Key("state").String(string(row.State))
	if row.LodgedSeq != 0 {
		e, err := c.s.o.Reader.Entry(c.ctx(), row.LodgedSeq)
		if err != nil {
			return answer{}, err
		}
		d, err := c.redecide(e.Assessment, string(row.State))
		if err != nil {
			return answer{}, err
		}
		w = extend(d)
		if declared {
			w.Key("declaration").Raw(e.Item)
		}
	}
	w.Key("row")
	c.writeRow(w, row)
	w.Key("actions").Begin('[')
	for _, t := range casework.Offered(row, *c.user) {
		w.Begin('{')
		w.Key("kind").String(string(t.Kind))
		w.Key("verb").String(t.Verb)
		w.End('}')
	}
	w.End(']')
	w.End('}')
	a := jsonAnswer(http.StatusOK, w.Bytes())
	a.etag = etag(row)
	return a, nil
}

// list gives rows by state, lane and hold, a page at a time.
func list(c *call) (answer, error) {
	limit, err := c.number("limit", 50, 1, 200)
	if err != nil {
		return answer{}, err
	}
	f, err := c.filter()
	if err != nil {
		return answer{}, err
	}
	rows, next, err := c.s.o.Reader.List(c.ctx(), f, c.query.Get("cursor"), int(limit))
	if err != nil {
		return answer{}, err
	}
	w := jsontext.NewWriter(nil)
	w.Begin('{')
	w.Key("items").Begin('[')
	for i := range rows {
		c.writeRow(w, &rows[i])
	}
	w.End(']')
	w.OptString("next", next)
	w.End('}')
	return jsonAnswer(http.StatusOK, w.Bytes()), nil
}

func (c *call) filter() (f clearance.Filter, err error) {
	for _, v := range c.query["state"] {
		s := clearance.State(v)
		if s.Rank() < 0 {
			return f, fault.New("request.parameter", "", "state", "one of the states")
		}
		f.States = append(f.States, s)
	}
	for _, v := range c.query["lane"] {
		l := assess.Lane(v)
		if !slices.Contains([]assess.Lane{assess.Red, assess.Yellow, assess.Blue, assess.Green}, l) {
			return f, fault.New("request.parameter", "", "lane", "red, yellow, blue or green")
		}
		if l == assess.Blue && !c.may(auth.Selection) {
			return f, fault.New("role.not_allowed", "", "to "+string(auth.Selection), "officer, supervisor or auditor")
		}
		f.Lanes = append(f.Lanes, l)
		if l == assess.Green && !c.may(auth.Selection) {
			f.Lanes = append(f.Lanes, assess.Blue)
		}
	}
	f.Hold = assess.HoldReason(c.query.Get("hold"))
	if !slices.Contains([]assess.HoldReason{"", assess.ForDocuments, assess.ForExamination, assess.ForPayment, assess.ForAgency}, f.Hold) {
		return f, fault.New("request.parameter", "", "hold", "documents, examination, payment or agency")
	}
	f.Order = clearance.Order(c.query.Get("order"))
	if !slices.Contains([]clearance.Order{clearance.Newest, clearance.Urgent, clearance.Deadline}, f.Order) {
		return f, fault.New("request.parameter", "", "order", "urgent or deadline")
	}
	f.Search = strings.ToUpper(strings.TrimSpace(c.query.Get("search")))
	if len(f.Search) > 40 {
		return f, fault.New("request.parameter", "", "search", "the start of an identifier")
	}
	return f, nil
}

// history gives the journal of one item, oldest first.
func history(c *call) (answer, error) {
	row, err := c.find()
	if err != nil {
		return answer{}, err
	}
	entries, err := c.s.o.Reader.Entries(c.ctx(), row.Key)
	if err != nil {
		return answer{}, err
	}
	return c.entries(entries, "", false)
}

// entries writes a list of journal entries under "entries".
func (c *call) entries(entries []clearance.Entry, next string, proof bool) (answer, error) {
	w := jsontext.NewWriter(make([]byte, 0, 512*(len(entries)+1)))
	w.Begin('{')
	w.Key("entries").Begin('[')
	for i := range entries {
		if err := c.writeEntry(w, &entries[i], proof); err != nil {
			return answer{}, err
		}
	}
	w.End(']')
	w.OptString("next", next)
	w.End('}')
	return jsonAnswer(http.StatusOK, w.Bytes()), nil
}

// lodging says who declares. Posts and customs may declare any item anew, others only what
// they declared themselves.
func lodging(u *clearance.User) intake.Origin {
	from := intake.Origin{Actor: u.Name, Amend: intake.AmendOwn}
	if auth.May(u, auth.Scan) {
		from.Amend = intake.AmendAny
	}
	return from
}
