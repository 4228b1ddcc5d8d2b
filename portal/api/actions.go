package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

// scanKinds are the events that devices and partners report.
func scanKinds() []clearance.Kind {
	return []clearance.Kind{clearance.Departed, clearance.Arrival, clearance.Found, clearance.Shown, clearance.Payment}
}

// act carries out what a person does with an item.
func act(c *call) (answer, error) {
	a, err := readAction(c.body, "kind")
	if err != nil {
		return answer{}, err
	}
	if a.Version, err = c.version(); err != nil {
		return answer{}, err
	}
	a.Ref = "api/" + c.user.Name + "/" + c.key
	return c.do(a)
}

// report records what a scanner or a partner saw.
func report(c *call) (answer, error) {
	a, err := readAction(c.body, "event")
	if err != nil {
		return answer{}, err
	}
	if !slices.Contains(scanKinds(), a.Kind) {
		return answer{}, fault.New("request.parameter", "/event", "event", "departed, arrived, located, presented or paid")
	}
	if a.Version, err = c.version(); err != nil {
		return answer{}, err
	}
	if a.Ref == "" {
		a.Ref = c.key
	}
	a.Ref = "api/" + c.user.Name + "/" + a.Ref
	return c.do(a)
}

func (c *call) do(a casework.Action) (answer, error) {
	found, err := c.find()
	if err != nil {
		return answer{}, err
	}
	row, err := c.s.o.Doer.Do(c.ctx(), found.ID, *c.user, a)
	if fault.Is(err, "record.conflict") && a.Version != 0 {
		return answer{}, fault.New("request.changed", "", a.Version)
	}
	if err != nil {
		return answer{}, err
	}
	w := jsontext.NewWriter(nil)
	c.writeRow(w, row)
	out := jsonAnswer(http.StatusOK, w.Bytes())
	out.etag = etag(row)
	return out, nil
}

// version is the row version that If-Match names; 0 where none is asked for.
func (c *call) version() (int64, error) {
	text := strings.TrimSpace(c.r.Header.Get("If-Match"))
	if text == "" || text == "*" {
		return 0, nil
	}
	n, err := strconv.ParseInt(strings.Trim(text, `"`), 10, 64)
	if err != nil || n < 1 || text != `"`+strconv.FormatInt(n, 10)+`"` {
		return 0, fault.New("request.parameter", "", "If-Match", `an ETag of this item, such as "3"`)
	}
	return n, nil
}

// readAction reads {"kind": ..., "reason": ..., "ref": ..., "at": ..., "finding": ...,
// "amount": {...}}; kindKey is "kind" or "event".
func readAction(body []byte, kindKey string) (casework.Action, error) {
	var a casework.Action
	r := jsontext.NewReader(body)
	err := r.Object(func(key string) error {
		switch key {
		case kindKey:
			return r.String((*string)(&a.Kind))
		case "reason":
			return r.String(&a.Reason)
		case "ref":
			if err := r.String(&a.Ref); err != nil {
				return err
			}
			if len(a.Ref) > maxKeySize {
				return r.Fault(fault.New("input.too_long", "/ref", maxKeySize))
			}
			return nil
		case "finding":
			return r.String(&a.Finding)
		case "at":
			return readTime(r, &a.At)
		case "amount":
			return readAmount(r, &a.Amount)
		}
		return r.Fault(fault.New("request.unknown", "/"+cutText(key), cutText(key)))
	})
	if err == nil {
		err = r.Done()
	}
	if err == nil && a.Kind == "" {
		err = fault.New("field.missing", "/"+kindKey, "the "+kindKey)
	}
	if _, known := clearance.TransitionOf(a.Kind); err == nil && !known {
		err = fault.New("request.parameter", "/"+kindKey, kindKey, "an event that is known here")
	}
	return a, err
}

func readTime(r *jsontext.Reader, to *time.Time) error {
	var s string
	if err := r.String(&s); err != nil || s == "" {
		return err
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return r.Fault(fault.New("date.syntax", "/at", cutText(s)))
	}
	*to = t
	return nil
}

func readAmount(r *jsontext.Reader, to *money.Amount) error {
	return r.Object(func(key string) error {
		switch key {
		case "amount":
			var s string
			if err := r.Scalar(&s); err != nil {
				return err
			}
			d, err := money.Parse(s)
			if err != nil {
				return r.Fault(fault.New("money.syntax", "/amount/amount", cutText(s)))
			}
			to.Decimal = d
			return nil
		case "currency":
			return r.String(&to.Currency)
		}
		return r.Fault(fault.New("request.unknown", "/amount/"+cutText(key), cutText(key)))
	})
}
