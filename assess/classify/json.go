package classify

import "greenlane/item/jsontext"

// AppendJSON appends the answer about a text in the form that outside programs rely on:
// the candidates, whether the first may be used without asking, and the question that
// splits them best, if there is one.
func AppendJSON(dst []byte, text string, candidates []Candidate, q *Question) []byte {
	w := jsontext.NewWriter(dst)
	w.Begin('{')
	w.Key("text").String(text)
	w.Key("candidates").Begin('[')
	for _, c := range candidates {
		w.Begin('{')
		w.Key("hs").String(c.HS)
		w.Key("p").Float(c.P, 3)
		w.Key("label").String(c.Label)
		w.Key("why").Strings(c.Why)
		w.End('}')
	}
	w.End(']')
	w.Key("confident").Bool(Confident(candidates))
	if q != nil {
		w.Key("question").Begin('{')
		w.Key("ask").String(q.Ask)
		w.OptString("why", q.Why)
		w.Key("options").Begin('[')
		for _, o := range q.Options {
			w.Begin('{')
			w.Key("answer").String(o.Answer)
			w.OptString("hint", o.Hint)
			w.Key("hs").Strings(o.HS)
			w.End('}')
		}
		w.End(']')
		w.End('}')
	}
	w.End('}')
	return w.Bytes()
}
