package api

import (
	"net/http"
	"slices"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
)

// quoteMembers are what a quote shows of a decision. Lane, risk and selection are left
// out: asking for quotes must not teach anybody how to avoid an examination.
func quoteMembers() []string {
	return []string{"pack", "regime", "status", "lines", "charges", "total_due", "currency", "notes", "rulebook"}
}

// quote computes what would be owed for a draft item, without recording anything.
func quote(c *call) (answer, error) {
	it, err := readItem(c.body, 1, 0, c.user.Name)
	if err != nil {
		return answer{}, err
	}
	if len(it.Declaration.Lines) == 0 {
		return answer{}, fault.New("field.missing", "/declaration/lines", "a line")
	}
	book := c.s.o.Rulebook()
	packID := c.query.Get("pack")
	if _, ok := book.Pack(packID); packID != "" && !ok {
		return answer{}, fault.New("pack.not_found", "", cutText(packID))
	}
	a := book.Assess(it, assess.Inputs{At: c.s.o.Clock(), Pack: packID})
	if a.Pack == "" {
		return answer{}, fault.New("pack.not_found", "/destination", cutText(it.Destination))
	}
	whole := assess.AppendJSON(nil, a, "")
	w := jsontext.NewWriter(make([]byte, 0, len(whole)))
	w.Begin('{')
	r := jsontext.NewReader(whole)
	err = r.Object(func(key string) error {
		raw, err := r.Raw()
		if err == nil && slices.Contains(quoteMembers(), key) {
			w.Key(key).Raw(raw)
		}
		return err
	})
	if err != nil {
		return answer{}, err
	}
	w.Key("missing").Begin('[')
	for i := range a.Quality.Findings {
		f := &a.Quality.Findings[i]
		w.Begin('{')
		w.Key("code").String(f.Code)
		w.Key("field").String(f.Field)
		w.Key("detail").String(f.Text)
		w.OptString("fix", f.Fix)
		w.End('}')
	}
	w.End(']')
	w.End('}')
	return jsonAnswer(http.StatusOK, w.Bytes()), nil
}

const maxText = 2000

// classifyText proposes codes for a description.
func classifyText(c *call) (answer, error) {
	if c.s.o.Classifier == nil {
		return answer{}, fault.New("service.absent", "", "classifier")
	}
	var text string
	var top int64
	r := jsontext.NewReader(c.body)
	err := r.Object(func(key string) error {
		switch key {
		case "text":
			return r.String(&text)
		case "top":
			return r.Int(&top)
		}
		return r.Fault(fault.New("request.unknown", "/"+cutText(key), cutText(key)))
	})
	if err == nil {
		err = r.Done()
	}
	switch {
	case err != nil:
		return answer{}, err
	case text == "":
		return answer{}, fault.New("field.missing", "/text", "the text")
	case len(text) > maxText:
		return answer{}, fault.New("input.too_long", "/text", maxText)
	case top < 0 || top > 20:
		return answer{}, fault.New("request.parameter", "/top", "top", "a whole number from 1 to 20")
	case top == 0:
		top = 5
	}
	index := c.s.o.Classifier()
	candidates := index.Propose(text, int(top))
	return jsonAnswer(http.StatusOK, classify.AppendJSON(nil, text, candidates, index.Ask(candidates))), nil
}
