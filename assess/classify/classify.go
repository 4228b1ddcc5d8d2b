package classify

import (
	"slices"
	"strings"

	"greenlane/item/hs"
)

// Candidate is a proposed HS code.
type Candidate struct {
	HS    string
	P     float64  // 0..1; candidates of one text add up to at most 1
	Label string   // plain label of the code
	Why   []string // words of the text that spoke for it
}

// Agreement says how a declared code fits the words.
type Agreement string

// The agreements, by headings of four digits.
const (
	Consistent Agreement = "consistent" // the declared heading is the likeliest
	Plausible  Agreement = "plausible"  // it is among the five likeliest
	Mismatch   Agreement = "mismatch"   // it is not
	Unknown    Agreement = "unknown"    // the code is none, or the words say too little to tell
)

const (
	sure     = 0.65 // probability from which a proposal may be used without asking
	telling  = 0.4  // probability of the likeliest heading from which a contradiction counts
	mostWhy  = 5    // words told for a candidate
	leastWhy = 0.05 // a word that adds less to the score of a code is not told
)

// Propose gives the n likeliest six-digit codes of a description, likeliest first. Their
// probabilities add up to less than one where the text holds words that nobody knows.
func (x *Index) Propose(text string, n int) []Candidate {
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	x.rank(s, text)
	return x.candidates(s, n)
}

// Check says how a declared code of 6 to 12 digits fits the description.
func (x *Index) Check(text, code string) Agreement {
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	x.rank(s, text)
	return x.agreement(s, code)
}

// Weigh is Propose and Check in one search, with a memory for texts that come again. The
// candidates are shared: they must not be changed.
func (x *Index) Weigh(text, code string, n int) ([]Candidate, Agreement) {
	if len(text) > maxMemoText {
		return x.weigh(text, code, n)
	}
	slot := x.memo.slot(text, code)
	if r := x.memo.find(slot, text, code, n); r != nil {
		return r.candidates, r.agreement
	}
	candidates, agreement := x.weigh(text, code, n)
	x.memo.keep(slot, &remembered{text: strings.Clone(text), code: strings.Clone(code), n: n, candidates: candidates, agreement: agreement})
	return candidates, agreement
}

func (x *Index) weigh(text, code string, n int) ([]Candidate, Agreement) {
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	x.rank(s, text)
	return x.candidates(s, n), x.agreement(s, code)
}

// Confident says whether the first candidate may be used without asking anybody. On
// phrases that the index had not seen, such a candidate was right at six digits in about
// seven of eight cases; a test keeps watch over that.
func Confident(c []Candidate) bool { return len(c) > 0 && c[0].P >= sure }

// Version names the state of the tables behind the index, "sha256:" and 64 digits.
func (x *Index) Version() string { return x.version }

func (x *Index) candidates(s *scratch, n int) []Candidate {
	n = max(0, min(n, len(s.result)))
	if n == 0 {
		return nil
	}
	out := make([]Candidate, n)
	for i := range out {
		r := s.result[i]
		c := &x.codes[r.code]
		out[i] = Candidate{HS: c.hs, P: float64(r.p), Label: c.label, Why: x.why(s, r.code)}
	}
	return out
}

// why gives the words that spoke for a code, loudest first.
func (x *Index) why(s *scratch, code uint16) []string {
	type voice struct {
		loud   float32
		source int
	}
	var voices [longest]voice
	n := 0
	for _, q := range s.query {
		t := x.byWord
		from, to := t.starts[q.word], t.starts[q.word+1]
		i, ok := slices.BinarySearch(t.of[from:to], code)
		if !ok {
			continue
		}
		if loud := t.boost[int(from)+i] * q.weight; loud >= leastWhy {
			voices[n] = voice{loud, q.source}
			n++
		}
	}
	slices.SortStableFunc(voices[:n], func(a, b voice) int {
		switch {
		case a.loud > b.loud:
			return -1
		case a.loud < b.loud:
			return 1
		}
		return 0
	})
	out := make([]string, min(n, mostWhy))
	for i := range out {
		out[i] = string(s.scanner.text(voices[i].source))
	}
	return out
}

// agreement adds the probabilities up by heading and finds the place of the declared one.
func (x *Index) agreement(s *scratch, code string) Agreement {
	if !hs.Valid(code) || len(s.result) == 0 {
		return Unknown
	}
	heading := hs.Heading(code)
	declared, top := float32(0), float32(0)
	for _, r := range s.result {
		h := x.codes[r.code].heading
		s.headings[h] += r.p
		top = max(top, s.headings[h])
		if x.codes[r.code].hs[:4] == heading {
			declared = s.headings[h]
		}
	}
	better := 0
	for _, r := range s.result {
		h := x.codes[r.code].heading
		if s.headings[h] > declared {
			better++
		}
		s.headings[h] = 0
	}
	switch {
	case declared > 0 && better == 0:
		return Consistent
	case declared > 0 && better < 5:
		return Plausible
	case top < telling:
		return Unknown
	}
	return Mismatch
}
