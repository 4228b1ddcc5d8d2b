package api

import (
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"greenlane/assess"
	"greenlane/assess/pack"
	"greenlane/clearance"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/item/s10"
)

// packs lists the country packs that are loaded.
func packs(c *call) (answer, error) {
	book := c.s.o.Rulebook()
	w := jsontext.NewWriter(nil)
	w.Begin('{')
	w.Key("rulebook").String(book.Hash())
	w.Key("packs").Begin('[')
	for _, p := range book.Packs() {
		w.Begin('{')
		writePack(w, p)
		w.End('}')
	}
	w.End(']')
	w.End('}')
	return jsonAnswer(http.StatusOK, w.Bytes()), nil
}

// onePack shows a pack with its sources and restrictions, so that anybody can check what
// the figures rest on. Selectivity rules are not shown.
func onePack(c *call) (answer, error) {
	id := c.r.PathValue("id")
	p, ok := c.s.o.Rulebook().Pack(id)
	if !ok {
		return answer{}, fault.New("pack.not_found", "", cutText(id))
	}
	w := jsontext.NewWriter(nil)
	w.Begin('{')
	writePack(w, p)
	w.Key("sources").Begin('[')
	for _, id := range slices.Sorted(maps.Keys(p.Sources)) {
		s := p.Sources[id]
		w.Begin('{')
		w.Key("id").String(id)
		w.Key("title").String(s.Title)
		w.OptString("reference", s.Reference)
		w.OptString("checked", string(s.Checked))
		w.Key("standing").String(string(s.Standing))
		w.End('}')
	}
	w.End(']')
	w.Key("restrictions").Begin('[')
	for i := range p.Restrictions {
		writeRestriction(w, &p.Restrictions[i])
	}
	w.End(']')
	w.End('}')
	return jsonAnswer(http.StatusOK, w.Bytes()), nil
}

func writePack(w *jsontext.Writer, p *pack.Pack) {
	w.Key("id").String(p.ID)
	w.Key("title").String(p.Title)
	w.Key("version").String(p.Version)
	w.OptString("country", p.Country)
	w.OptString("currency", p.Currency)
	w.OptString("time_zone", p.TimeZone)
	w.OptString("from", string(p.Period.From))
	w.OptString("to", string(p.Period.To))
	w.OptString("payment", p.Settings.Payment)
	w.Key("hash").String("sha256:" + hex.EncodeToString(p.Hash[:]))
}

func writeRestriction(w *jsontext.Writer, x *pack.Restriction) {
	w.Begin('{')
	w.Key("id").String(x.ID)
	w.Key("title").String(x.Title)
	w.Key("effect").String(x.Effect)
	if len(x.HS) > 0 {
		w.Key("hs").Strings(x.HS)
	}
	w.OptString("permit", x.Permit)
	w.OptString("where", x.Where)
	w.OptString("agency", x.Agency)
	w.OptString("source", x.Source)
	w.End('}')
}

// counts is the state of the house in numbers.
func counts(c *call) (answer, error) {
	n, err := c.s.o.Reader.Counts(c.ctx())
	if err != nil {
		return answer{}, err
	}
	w := jsontext.NewWriter(nil)
	w.Begin('{')
	w.Key("total").Int(n.Total)
	w.Key("lanes").Begin('{')
	for _, l := range []assess.Lane{assess.Red, assess.Yellow, assess.Blue, assess.Green} {
		w.Key(string(l)).Int(n.Lanes[l])
	}
	w.End('}')
	w.Key("states").Begin('{')
	for _, s := range clearance.States() {
		w.OptInt(string(s), n.States[s])
	}
	w.End('}')
	w.Key("last_seq").Int(n.LastSeq)
	writeTime(w, "at", n.At)
	w.End('}')
	return jsonAnswer(http.StatusOK, w.Bytes()), nil
}

// journal gives the rows after a place, for followers outside.
func journal(c *call) (answer, error) {
	after, err := c.number("after", 0, 0, 1<<62)
	if err != nil {
		return answer{}, err
	}
	limit, err := c.number("limit", 100, 1, 1000)
	if err != nil {
		return answer{}, err
	}
	entries, err := c.s.o.Reader.Follow(c.ctx(), after, int(limit))
	if err != nil {
		return answer{}, err
	}
	next := after
	if n := len(entries); n > 0 {
		next = entries[n-1].Seq
	}
	return c.entries(entries, strconv.FormatInt(next, 10), true)
}

// checkpoint gives the newest signed checkpoint of the decision log as it is.
func checkpoint(c *call) (answer, error) {
	if c.s.o.Checkpoint == nil {
		return answer{}, fault.New("service.absent", "", "decision log")
	}
	text, err := c.s.o.Checkpoint(c.ctx())
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, kind: "text/plain; charset=utf-8", body: text}, nil
}

// publicStatus tells a recipient how the item stands, against the phrase of the notice.
// An identifier that nobody lodged gives the same answer as a wrong phrase.
func publicStatus(c *call) (answer, error) {
	refused := fault.New("auth.secret", "")
	id := c.r.PathValue("id")
	if len(id) > 40 {
		return answer{}, refused
	}
	row, err := c.s.o.Reader.Find(c.ctx(), s10.Canonical(id))
	if fault.Is(err, "item.not_found") {
		return answer{}, refused
	}
	if err != nil {
		return answer{}, err
	}
	if !clearance.SecretMatches(c.s.o.SecretKey, row.Key, c.query.Get("secret")) {
		return answer{}, refused
	}
	w := jsontext.NewWriter(nil)
	w.Begin('{')
	w.Key("item").String(row.ID)
	w.Key("state").String(string(row.State))
	// A hold is told where the recipient can do something about it.
	if row.Hold == assess.ForDocuments || row.Hold == assess.ForPayment {
		w.Key("hold").String(string(row.Hold))
	}
	writeAmount(w, "due", row.Due)
	writeAmount(w, "paid", row.Paid)
	writeAmount(w, "outstanding", row.Outstanding())
	writeTime(w, "deadline", row.Deadline)
	writeTime(w, "updated_at", row.UpdatedAt)
	w.End('}')
	return jsonAnswer(http.StatusOK, w.Bytes()), nil
}
