package cds

import (
	"strconv"
	"time"

	"greenlane/exchange/stream"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

// Outcome is what customs answers about one item: the Response of a CDSView, and beside
// it the words and codes that customs put in place of the declared ones.
type Outcome struct {
	Item       string    // identifier of the item
	Cleared    time.Time // when it was decided; zero is unknown
	Decision   string    // ours: release, hold, refer, refuse or seize; "" if the code is not mapped
	Code       string    // the code on the wire; "" lets the table choose
	ReasonCode string
	ReasonName string
	Dutiable   *bool // nil is unknown
	Taxes      []Tax
	TotalFee   money.Amount
	Revised    []Revision
	Extra      []item.Extra // members without a place, under "cds:Response."
}

// Tax is one charge, for one line or for the item.
type Tax struct {
	Type        string // such as duty, vat, excise, fee
	Description string // of the goods, or of the charge
	HS          string
	Number      int64 // pieces; 0 is unknown
	NetWeight   item.Weight
	Rate        money.Decimal // in percent
	Amount      money.Amount
}

// Revision is what customs wrote beside a declared line.
type Revision struct {
	Index       int // 1-based place of the line
	Description string
	HS          string
}

const (
	pathAnswer     = "cds:Response."
	pathAnswerData = "cds:Response.Data."
	pathTaxes      = "cds:Response.Data.Taxes."
)

// AppendResponse appends the outcome as a CDSView. The code is the one of the outcome if
// it has one and the table knows it, else the first of the table for its decision; a
// decision without a code is a fault (code.decision).
func AppendResponse(dst []byte, o *Outcome, codes Codes) ([]byte, error) {
	code := o.Code
	var err error
	if code != "" {
		_, err = codes.Decision(code)
	} else {
		code, err = codes.Code(o.Decision)
	}
	if err != nil {
		return dst, err
	}
	var w jsontext.Writer
	w.Begin('{')
	w.Key("MailObject").Begin('{')
	w.OptString("Id", o.Item)
	w.End('}')
	if len(o.Revised) > 0 {
		writeRevised(&w, o.Revised)
	}
	w.Key("Response").Begin('{')
	writeKept(&w, o.Extra, pathAnswer, reservedHead)
	w.Key("Data").Begin('{')
	if !o.Cleared.IsZero() {
		w.Key("ClearanceDt").String(o.Cleared.UTC().Format(time.RFC3339Nano))
	}
	w.Key("DecisionCd").String(code)
	w.OptString("DecisionReasonCd", o.ReasonCode)
	w.OptString("DecisionReasonNm", o.ReasonName)
	if o.Dutiable != nil {
		w.Key("Dutiable").Bool(*o.Dutiable)
	}
	if len(o.Taxes) > 0 {
		w.Key("Taxes").Begin('[')
		for i := range o.Taxes {
			writeTax(&w, o, i)
		}
		w.End(']')
	}
	writeNumber(&w, "TotalFee", o.TotalFee.Decimal)
	w.OptString("TotalFeeCurrencyCd", o.TotalFee.Currency)
	writeKept(&w, o.Extra, pathAnswerData, reservedAnswer)
	w.End('}')
	w.End('}')
	w.End('}')
	return append(dst, w.Bytes()...), nil
}

func writeRevised(w *jsontext.Writer, revised []Revision) {
	w.Key("Declaration").Begin('{')
	w.Key("Data").Begin('{')
	w.Key("ContentPieces").Begin('[')
	for _, r := range revised {
		w.Begin('{')
		w.Key("Index").Int(int64(r.Index))
		w.OptString("RevisedDescription", r.Description)
		w.OptString("RevisedHS", r.HS)
		w.End('}')
	}
	w.End(']')
	w.End('}')
	w.End('}')
}

func writeTax(w *jsontext.Writer, o *Outcome, i int) {
	t := &o.Taxes[i]
	w.Begin('{')
	w.OptString("Type", t.Type)
	w.OptString("Description", t.Description)
	w.OptString("HS", t.HS)
	w.OptInt("Number", t.Number)
	writeNumber(w, "NetWeight", t.NetWeight.Decimal)
	writeNumber(w, "Rate", t.Rate)
	writeNumber(w, "Amount", t.Amount.Decimal)
	w.OptString("CurrencyCd", t.Amount.Currency)
	writeKept(w, o.Extra, pathTaxes+strconv.Itoa(i)+".", reservedTax)
	w.End('}')
}

func reservedTax(name string) bool {
	switch name {
	case "Type", "Description", "HS", "Number", "NetWeight", "Rate", "Amount", "CurrencyCd":
		return true
	}
	return false
}

func reservedAnswer(name string) bool {
	switch name {
	case "ClearanceDt", "DecisionCd", "DecisionReasonCd", "DecisionReasonNm", "Dutiable", "Taxes", "TotalFee", "TotalFeeCurrencyCd":
		return true
	}
	return false
}

// ReadResponse reads one CDSView as an answer. A code that is not in the table is a fault
// (code.decision), and the outcome still holds all that was read, with the raw code.
func ReadResponse(data []byte, codes Codes) (*Outcome, error) {
	r := jsontext.NewReader(data)
	a := answer{decoder: decoder{r: r, it: new(item.Item)}, o: new(Outcome)}
	err := r.Object(func(key string) error {
		switch key {
		case "MailObject":
			return r.Object(a.mail)
		case "Declaration":
			return r.Object(a.head)
		case "Response":
			a.seen = true
			return r.Object(a.response)
		}
		_, err := r.Raw()
		return err
	})
	if err == nil {
		err = r.Done()
	}
	if err != nil {
		return nil, err
	}
	o := a.o
	o.Item = a.it.ID
	for _, l := range a.it.Declaration.Lines {
		if l.RevisedDescription != "" || l.RevisedHS != "" {
			o.Revised = append(o.Revised, Revision{l.Index, l.RevisedDescription, l.RevisedHS})
		}
	}
	switch {
	case !a.seen:
		return nil, fault.New("field.missing", "", "Response")
	case len(a.faults) > 0:
		return o, a.faults
	}
	o.Decision, err = codes.Decision(o.Code)
	return o, err
}

// answer reads a Response; what stands around it is read as in a declaration.
type answer struct {
	decoder
	o    *Outcome
	seen bool
}

func (a *answer) response(key string) error {
	if key == "Data" {
		return a.r.Object(a.member)
	}
	return a.keep(&a.o.Extra, pathAnswer, key)
}

func (a *answer) member(key string) error {
	o := a.o
	switch key {
	case "ClearanceDt":
		return a.clearance()
	case "DecisionCd":
		return a.r.Scalar(&o.Code)
	case "DecisionReasonCd":
		return a.r.Scalar(&o.ReasonCode)
	case "DecisionReasonNm":
		return a.r.Scalar(&o.ReasonName)
	case "Dutiable":
		var s string
		if err := a.r.Scalar(&s); err != nil {
			return err
		}
		yes, known, f := stream.Bool(s, "/dutiable")
		a.fault(f)
		if known {
			o.Dutiable = &yes
		}
		return nil
	case "Taxes":
		return a.r.Array(a.tax)
	case "TotalFee":
		return a.decimal(&o.TotalFee.Decimal, "money.syntax", "/total_fee")
	case "TotalFeeCurrencyCd":
		return a.r.Scalar(&o.TotalFee.Currency)
	}
	return a.keep(&o.Extra, pathAnswerData, key)
}

// clearance reads a time; without an offset it is taken as UTC.
func (a *answer) clearance() error {
	var s string
	if err := a.r.Scalar(&s); err != nil || s == "" {
		return err
	}
	for _, form := range [...]string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", time.DateTime, time.DateOnly} {
		if t, err := time.Parse(form, s); err == nil {
			a.o.Cleared = t.UTC()
			return nil
		}
	}
	a.fault(fault.New("date.syntax", "/cleared", clip(s)))
	return nil
}

func (a *answer) tax(i int) error {
	a.o.Taxes = append(a.o.Taxes, Tax{})
	t := &a.o.Taxes[i]
	at := func(field string) string { return "/taxes/" + strconv.Itoa(i) + "/" + field }
	return a.r.Object(func(key string) error {
		switch key {
		case "Type":
			return a.r.Scalar(&t.Type)
		case "Description":
			return a.r.Scalar(&t.Description)
		case "HS":
			return a.r.Scalar(&t.HS)
		case "Number":
			var s string
			if err := a.r.Scalar(&s); err != nil {
				return err
			}
			n, f := stream.Quantity(s, at("number"))
			t.Number = n
			a.fault(f)
			return nil
		case "NetWeight":
			return a.number(&t.NetWeight.Decimal, "weight.syntax", at, "net_weight")
		case "Rate":
			return a.number(&t.Rate, "money.syntax", at, "rate")
		case "Amount":
			return a.number(&t.Amount.Decimal, "money.syntax", at, "amount")
		case "CurrencyCd":
			return a.r.Scalar(&t.Amount.Currency)
		}
		return a.keep(&a.o.Extra, pathTaxes+strconv.Itoa(i)+".", key)
	})
}
