package classify

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"greenlane/item/jsontext"
)

//go:embed data/questions.jsonl
var questionText string

// Question is the one plain question that splits the candidates best.
type Question struct {
	ID      string
	Ask     string // at most 170 characters
	Why     string // one sentence: why it matters
	Options []Option
}

// Option is an answer and the codes that it keeps.
type Option struct {
	Answer string
	Hint   string // examples; may be empty
	HS     []string
}

// catalogue is every question, and which of them speak of a code.
type catalogue struct {
	questions []Question
	of        map[string][]int32
}

var questions = sync.OnceValue(func() *catalogue {
	c, err := readQuestions(questionText)
	if err != nil {
		panic("classify: " + err.Error()) // the file is part of the program
	}
	return c
})

func readQuestions(text string) (*catalogue, error) {
	c := &catalogue{of: map[string][]int32{}}
	for line := range strings.Lines(text) {
		var q Question
		r := jsontext.NewReader([]byte(line))
		err := r.Object(func(key string) error {
			switch key {
			case "id":
				return r.String(&q.ID)
			case "ask":
				return r.String(&q.Ask)
			case "why":
				return r.String(&q.Why)
			case "options":
				return r.Array(func(int) error { return readOption(r, &q) })
			}
			_, err := r.Raw()
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, o := range q.Options {
			for _, code := range o.HS {
				if !slices.Contains(c.of[code], int32(len(c.questions))) {
					c.of[code] = append(c.of[code], int32(len(c.questions)))
				}
			}
		}
		c.questions = append(c.questions, q)
	}
	return c, nil
}

func readOption(r *jsontext.Reader, q *Question) error {
	var o Option
	err := r.Object(func(key string) error {
		switch key {
		case "answer":
			return r.String(&o.Answer)
		case "hint":
			return r.String(&o.Hint)
		case "codes":
			return r.Array(func(int) error {
				o.HS = append(o.HS, "")
				return r.String(&o.HS[len(o.HS)-1])
			})
		}
		_, err := r.Raw()
		return err
	})
	q.Options = append(q.Options, o)
	return err
}

// leastGain is the gain under which a question is not worth a person's time.
const leastGain = 0.01

// Ask gives the question whose answers split the candidates best, with the answers that
// still keep one of them, or nil if no question tells them apart. A person who is not sure
// changes nothing.
func (x *Index) Ask(candidates []Candidate) *Question {
	all := questions()
	var best *Question
	most := leastGain
	var tried []int32
	for _, c := range candidates {
		for _, n := range all.of[c.HS] {
			if slices.Contains(tried, n) {
				continue
			}
			tried = append(tried, n)
			if q, gain := narrow(&all.questions[n], candidates); gain > most {
				best, most = q, gain
			}
		}
	}
	return best
}

// narrow keeps the answers and codes that match a candidate. gain is the probability that
// of two draws from the candidates no answer keeps both.
func narrow(q *Question, candidates []Candidate) (*Question, float64) {
	out := &Question{ID: q.ID, Ask: q.Ask, Why: q.Why}
	for _, o := range q.Options {
		kept := Option{Answer: o.Answer, Hint: o.Hint}
		for _, c := range candidates {
			if slices.Contains(o.HS, c.HS) {
				kept.HS = append(kept.HS, c.HS)
			}
		}
		if len(kept.HS) > 0 {
			out.Options = append(out.Options, kept)
		}
	}
	gain := 0.0
	for i, a := range candidates {
		for _, b := range candidates[i+1:] {
			if out.speaksOf(a.HS) && out.speaksOf(b.HS) && !out.keepsBoth(a.HS, b.HS) {
				gain += 2 * a.P * b.P
			}
		}
	}
	return out, gain
}

func (q *Question) speaksOf(code string) bool { return q.keepsBoth(code, code) }

func (q *Question) keepsBoth(a, b string) bool {
	for i := range q.Options {
		if hs := q.Options[i].HS; slices.Contains(hs, a) && slices.Contains(hs, b) {
			return true
		}
	}
	return false
}
