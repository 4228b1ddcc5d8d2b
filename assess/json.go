package assess

import (
	"strconv"
	"time"

	"greenlane/assess/classify"
	"greenlane/assess/duty"
	"greenlane/assess/quality"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

// AppendJSON appends the decision in the form that outside programs rely on: members in a
// fixed order, so that the same assessment always gives the same bytes. state is where the
// item stands; the record keeps the decision with the state that it led to.
func AppendJSON(dst []byte, a *Assessment, state string) []byte {
	w := jsontext.NewWriter(dst)
	w.Begin('{')
	w.Key("item").String(a.Item)
	w.Key("decision").String(string(a.Decision))
	w.Key("lane").String(string(a.Lane))
	w.Key("state").String(state)
	w.OptString("hold", string(a.Hold))
	w.Key("reasons").Begin('[')
	for i := range a.Reasons {
		writeReason(w, &a.Reasons[i])
	}
	w.End(']')
	w.Key("lines").Begin('[')
	for i := range a.Lines {
		writeLine(w, &a.Lines[i])
	}
	w.End(']')
	if len(a.Charges) > 0 {
		w.Key("charges")
		writeCharges(w, a.Charges)
	}
	w.Key("total_due").Decimal(a.Total.Decimal)
	w.Key("currency").String(a.Total.Currency)
	w.Key("quality").Begin('{')
	w.Key("score").Int(int64(a.Quality.Score))
	w.Key("findings").Begin('[')
	for i := range a.Quality.Findings {
		writeFinding(w, &a.Quality.Findings[i])
	}
	w.End(']')
	w.End('}')
	writeRisk(w, &a.Risk)
	w.Key("status").String(string(a.Status))
	w.OptString("outcome", a.Outcome)
	w.Key("pack").String(a.Pack)
	w.OptString("regime", a.Regime)
	if len(a.Notes) > 0 {
		w.Key("notes").Strings(a.Notes)
	}
	w.Key("rulebook").String(a.Rulebook)
	w.Key("decided_at").String(a.At.UTC().Format(time.RFC3339))
	w.End('}')
	return w.Bytes()
}

func writeReason(w *jsontext.Writer, r *Reason) {
	w.Begin('{')
	w.Key("code").String(r.Code)
	w.Key("field").String(r.Field)
	w.Key("text").String(r.Text)
	w.Key("weight").String(strconv.Itoa(r.Weight))
	w.OptString("fix", r.Fix)
	w.OptString("lane", string(r.Lane))
	w.OptBool("secret", r.Secret)
	w.End('}')
}

func writeLine(w *jsontext.Writer, l *Line) {
	w.Begin('{')
	w.Key("hs").String(l.HS)
	w.Key("hs_source").String(l.HSSource)
	w.Key("candidates").Begin('[')
	for _, c := range l.Candidates {
		w.Begin('{')
		w.Key("hs").String(c.HS)
		w.Key("p").Float(c.P, 3)
		w.OptString("label", c.Label)
		if len(c.Why) > 0 {
			w.Key("why").Strings(c.Why)
		}
		w.End('}')
	}
	w.End(']')
	w.Key("customs_value").Decimal(l.CustomsValue.Decimal)
	if len(l.Trace) > 0 {
		w.Key("trace")
		writeTrace(w, l.Trace)
	}
	w.Key("charges")
	writeCharges(w, l.Charges)
	w.End('}')
}

func writeCharges(w *jsontext.Writer, charges []duty.Charge) {
	w.Begin('[')
	for i := range charges {
		c := &charges[i]
		w.Begin('{')
		w.Key("type").String(string(c.Type))
		w.OptString("name", c.Name)
		w.Key("base").Decimal(c.Base.Decimal)
		w.Key("rate").String(c.Rate)
		w.Key("amount").Decimal(c.Amount.Decimal)
		w.Key("currency").String(c.Amount.Currency)
		w.OptString("source", c.Source)
		w.Key("trace")
		writeTrace(w, c.Trace)
		w.End('}')
	}
	w.End(']')
}

func writeTrace(w *jsontext.Writer, steps []duty.Step) {
	w.Begin('[')
	for i := range steps {
		w.Begin('{')
		w.Key("text").String(steps[i].Text)
		w.OptString("law", steps[i].Law)
		w.OptDecimal("value", steps[i].Value)
		w.End('}')
	}
	w.End(']')
}

func writeFinding(w *jsontext.Writer, f *quality.Finding) {
	w.Begin('{')
	w.Key("code").String(f.Code)
	w.Key("field").String(f.Field)
	w.Key("text").String(f.Text)
	w.OptString("fix", f.Fix)
	w.Key("points").Int(int64(f.Points))
	w.OptBool("complete", f.Complete)
	w.End('}')
}

func writeRisk(w *jsontext.Writer, r *Risk) {
	w.Key("risk").Begin('{')
	w.Key("p").Float(r.P, 4)
	w.OptInt("score", int64(r.Score))
	w.Key("top").Begin('[')
	for _, e := range r.Top {
		w.Begin('{')
		w.Key("feature").String(e.Feature)
		w.Key("effect").Float(e.Effect, 4)
		w.Key("text").String(e.Text)
		w.End('}')
	}
	w.End(']')
	w.Key("selected_by").String(r.SelectedBy)
	if len(r.Rules) > 0 {
		w.Key("rules").Strings(r.Rules)
	}
	w.Key("draw").String(r.Draw)
	w.End('}')
}

// ReadJSON reads what AppendJSON wrote, for pages and replies. Members that it does not
// know are passed over.
func ReadJSON(r *jsontext.Reader) (a *Assessment, state string, err error) {
	a = new(Assessment)
	var at string
	err = r.Object(func(key string) error {
		switch key {
		case "item":
			return r.String(&a.Item)
		case "decision":
			return r.String((*string)(&a.Decision))
		case "lane":
			return r.String((*string)(&a.Lane))
		case "state":
			return r.String(&state)
		case "hold":
			return r.String((*string)(&a.Hold))
		case "reasons":
			return r.Array(func(int) error { return readReason(r, &a.Reasons) })
		case "lines":
			return r.Array(func(int) error { return readLine(r, &a.Lines) })
		case "charges":
			return readCharges(r, &a.Charges)
		case "total_due":
			return readDecimal(r, &a.Total.Decimal)
		case "currency":
			return r.String(&a.Total.Currency)
		case "quality":
			return readQuality(r, &a.Quality)
		case "risk":
			return readRisk(r, &a.Risk)
		case "status":
			return r.String((*string)(&a.Status))
		case "outcome":
			return r.String(&a.Outcome)
		case "pack":
			return r.String(&a.Pack)
		case "regime":
			return r.String(&a.Regime)
		case "notes":
			return readStrings(r, &a.Notes)
		case "rulebook":
			return r.String(&a.Rulebook)
		case "decided_at":
			return r.String(&at)
		}
		return skip(r)
	})
	if err == nil {
		a.At, err = time.Parse(time.RFC3339, at)
		for i := range a.Lines {
			a.Lines[i].CustomsValue.Currency = a.Total.Currency
		}
	}
	return a, state, err
}

func skip(r *jsontext.Reader) error {
	_, err := r.Raw()
	return err
}

func readStrings(r *jsontext.Reader, to *[]string) error {
	return r.Array(func(int) error {
		var s string
		err := r.String(&s)
		*to = append(*to, s)
		return err
	})
}

func readDecimal(r *jsontext.Reader, to *money.Decimal) error {
	var s string
	if err := r.Scalar(&s); err != nil || s == "" {
		return err
	}
	var err error
	*to, err = money.ParseExact(s)
	return err
}

func readReason(r *jsontext.Reader, to *[]Reason) error {
	var x Reason
	err := r.Object(func(key string) error {
		switch key {
		case "code":
			return r.String(&x.Code)
		case "field":
			return r.String(&x.Field)
		case "text":
			return r.String(&x.Text)
		case "weight":
			var s string
			err := r.Scalar(&s)
			x.Weight, _ = strconv.Atoi(s)
			return err
		case "fix":
			return r.String(&x.Fix)
		case "lane":
			return r.String((*string)(&x.Lane))
		case "secret":
			return r.Bool(&x.Secret)
		}
		return skip(r)
	})
	*to = append(*to, x)
	return err
}

func readLine(r *jsontext.Reader, to *[]Line) error {
	var x Line
	err := r.Object(func(key string) error {
		switch key {
		case "hs":
			return r.String(&x.HS)
		case "hs_source":
			return r.String(&x.HSSource)
		case "candidates":
			return r.Array(func(int) error { return readCandidate(r, &x.Candidates) })
		case "customs_value":
			return readDecimal(r, &x.CustomsValue.Decimal)
		case "trace":
			return r.Array(func(int) error { return readStep(r, &x.Trace) })
		case "charges":
			return readCharges(r, &x.Charges)
		}
		return skip(r)
	})
	*to = append(*to, x)
	return err
}

func readCandidate(r *jsontext.Reader, to *[]classify.Candidate) error {
	var x classify.Candidate
	err := r.Object(func(key string) error {
		switch key {
		case "hs":
			return r.String(&x.HS)
		case "p":
			return readFloat(r, &x.P)
		case "label":
			return r.String(&x.Label)
		case "why":
			return readStrings(r, &x.Why)
		}
		return skip(r)
	})
	*to = append(*to, x)
	return err
}

func readFloat(r *jsontext.Reader, to *float64) error {
	var s string
	err := r.Scalar(&s)
	*to, _ = strconv.ParseFloat(s, 64)
	return err
}

func readCharges(r *jsontext.Reader, to *[]duty.Charge) error {
	return r.Array(func(int) error {
		var x duty.Charge
		var currency string
		err := r.Object(func(key string) error {
			switch key {
			case "type":
				return r.String((*string)(&x.Type))
			case "name":
				return r.String(&x.Name)
			case "base":
				return readDecimal(r, &x.Base.Decimal)
			case "rate":
				return r.String(&x.Rate)
			case "amount":
				return readDecimal(r, &x.Amount.Decimal)
			case "currency":
				return r.String(&currency)
			case "source":
				return r.String(&x.Source)
			case "trace":
				return r.Array(func(int) error { return readStep(r, &x.Trace) })
			}
			return skip(r)
		})
		x.Base.Currency, x.Amount.Currency = currency, currency
		*to = append(*to, x)
		return err
	})
}

func readStep(r *jsontext.Reader, to *[]duty.Step) error {
	var x duty.Step
	err := r.Object(func(key string) error {
		switch key {
		case "text":
			return r.String(&x.Text)
		case "law":
			return r.String(&x.Law)
		case "value":
			return readDecimal(r, &x.Value)
		}
		return skip(r)
	})
	*to = append(*to, x)
	return err
}

func readQuality(r *jsontext.Reader, q *quality.Report) error {
	return r.Object(func(key string) error {
		switch key {
		case "score":
			var n int64
			err := r.Int(&n)
			q.Score = int(n)
			return err
		case "findings":
			return r.Array(func(int) error { return readFinding(r, &q.Findings) })
		}
		return skip(r)
	})
}

func readFinding(r *jsontext.Reader, to *[]quality.Finding) error {
	var x quality.Finding
	err := r.Object(func(key string) error {
		switch key {
		case "code":
			return r.String(&x.Code)
		case "field":
			return r.String(&x.Field)
		case "text":
			return r.String(&x.Text)
		case "fix":
			return r.String(&x.Fix)
		case "points":
			var n int64
			err := r.Int(&n)
			x.Points = int(n)
			return err
		case "complete":
			return r.Bool(&x.Complete)
		}
		return skip(r)
	})
	*to = append(*to, x)
	return err
}

func readRisk(r *jsontext.Reader, k *Risk) error {
	return r.Object(func(key string) error {
		switch key {
		case "p":
			return readFloat(r, &k.P)
		case "score":
			var n int64
			err := r.Int(&n)
			k.Score = int(n)
			return err
		case "top":
			return r.Array(func(int) error {
				var x Effect
				err := r.Object(func(key string) error {
					switch key {
					case "feature":
						return r.String(&x.Feature)
					case "effect":
						return readFloat(r, &x.Effect)
					case "text":
						return r.String(&x.Text)
					}
					return skip(r)
				})
				k.Top = append(k.Top, x)
				return err
			})
		case "selected_by":
			return r.String(&k.SelectedBy)
		case "rules":
			return readStrings(r, &k.Rules)
		case "draw":
			return r.String(&k.Draw)
		}
		return skip(r)
	})
}
