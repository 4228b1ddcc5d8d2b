package classify

import (
	"cmp"
	"math"
	"slices"
)

// scratch is what one search needs; searches borrow one each.
type scratch struct {
	scanner scanner
	query   []queryTerm

	rarest  []queryTerm // query in the order of collecting
	near    []float32   // by phrase: similarity so far
	touched []uint32
	best    []hit // the nearest phrases, a heap with the farthest on top

	votes  []float32 // by code
	score  []float32 // by code
	live   []uint16  // codes with a score or a vote
	result []ranked

	headings []float32 // by heading number, zero between searches

	seen []uint8 // by word, for lookalikes
	like []uint32
}

type queryTerm struct {
	word   uint32
	weight float32 // in the unit vector of the text
	trust  float32 // 1 for a known word, less for one that only looks like it
	source int     // index in scanner.terms
}

type hit struct {
	doc        uint32
	similarity float32
}

type ranked struct {
	code uint16
	p    float32
}

func newScratch(docs, codes int) *scratch {
	return &scratch{near: make([]float32, docs), votes: make([]float32, codes), score: make([]float32, codes), headings: make([]float32, codes)}
}

const (
	nearest   = 60   // phrases that vote
	longest   = 40   // words of a text that count
	common    = 1000 // phrases with a word from which it counts as common
	enough    = 300  // phrases found from which common words bring no new ones
	mostTries = 12   // unknown words of a text for which a known one is sought
)

// rank fills s.result with the codes of a text, likeliest first.
func (x *Index) rank(s *scratch, text string) {
	s.scanner.scan(text)
	known := x.ask(s)
	s.result = s.result[:0]
	if len(s.query) == 0 {
		return
	}
	x.collect(s)
	top := x.vote(s)
	x.scoreCodes(s)
	x.mix(s, known, top)
}

// ask fills s.query with the words of the text; known is the part of the text, by weight,
// that is made of known words.
func (x *Index) ask(s *scratch) (known float32) {
	s.query = s.query[:0]
	if len(s.seen) < len(x.words) {
		s.seen = make([]uint8, len(x.words))
	}
	all, have, tries := 0.0, 0.0, 0
	for i := range s.scanner.terms {
		if i == 2*longest || len(s.query) == longest {
			break
		}
		text := s.scanner.text(i)
		w, ok := x.vocabulary[string(text)]
		trust := float32(1)
		if !ok && tries < mostTries {
			tries++
			w, trust, s.like, ok = x.resembling.find(string(text), s.seen, s.like)
		}
		if !ok {
			all += unknownWeight * unknownWeight
			continue
		}
		if slices.ContainsFunc(s.query, func(q queryTerm) bool { return q.word == w }) {
			continue
		}
		weight := x.weight[w] * trust
		all += float64(x.weight[w] * x.weight[w])
		have += float64(weight * weight)
		s.query = append(s.query, queryTerm{w, weight, trust, i})
	}
	norm := float32(1 / math.Sqrt(max(all, 1e-9)))
	for i := range s.query {
		s.query[i].weight *= norm
	}
	return float32(have / max(all, 1e-9))
}

// unknownWeight is what a word that nobody knows takes from the certainty of the rest.
const unknownWeight = 7

// collect adds up the similarity of every phrase that shares a word and keeps the nearest.
// Words are taken rarest first; once there are phrases enough, a common word no longer
// brings new ones in, as a phrase that shares nothing rarer is not among the nearest.
func (x *Index) collect(s *scratch) {
	s.rarest = append(s.rarest[:0], s.query...)
	slices.SortFunc(s.rarest, func(a, b queryTerm) int {
		return cmp.Compare(x.starts[a.word+1]-x.starts[a.word], x.starts[b.word+1]-x.starts[b.word])
	})
	s.touched = s.touched[:0]
	for _, q := range s.rarest {
		from, to := x.starts[q.word], x.starts[q.word+1]
		docs, shares := x.docs[from:to], x.shares[from:to]
		if len(docs) > common && len(s.touched) > enough {
			for i, d := range docs {
				if s.near[d] != 0 {
					s.near[d] += q.weight * shares[i]
				}
			}
			continue
		}
		for i, d := range docs {
			if s.near[d] == 0 {
				s.touched = append(s.touched, d)
			}
			s.near[d] += q.weight * shares[i]
		}
	}
	s.best = s.best[:0]
	for _, d := range s.touched {
		h := hit{d, s.near[d]}
		s.near[d] = 0
		if len(s.best) < nearest {
			s.best = append(s.best, h)
			if len(s.best) == nearest {
				for i := nearest/2 - 1; i >= 0; i-- {
					sink(s.best, i)
				}
			}
		} else if farther(s.best[0], h) {
			s.best[0] = h
			sink(s.best, 0)
		}
	}
}

// farther orders hits: less similar, and of equals the later phrase.
func farther(a, b hit) bool {
	return a.similarity < b.similarity || a.similarity == b.similarity && a.doc > b.doc
}

func sink(h []hit, i int) {
	for {
		c := 2*i + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && farther(h[c+1], h[c]) {
			c++
		}
		if !farther(h[c], h[i]) {
			return
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
}

// vote lets the nearest phrases vote for their codes with the fourth power of their similarity,
// adding up to one; it gives the greatest similarity.
func (x *Index) vote(s *scratch) (top float32) {
	slices.SortFunc(s.best, func(a, b hit) int {
		if farther(b, a) {
			return -1
		}
		return 1
	})
	sum := float32(0)
	for _, h := range s.best {
		c := x.owner[h.doc]
		v := h.similarity * h.similarity
		v *= v * (1 + frequencyVote*float32(x.codes[c].frequency))
		sum += v
		if s.votes[c] == 0 {
			s.live = append(s.live, c)
		}
		s.votes[c] += v
		top = max(top, h.similarity)
	}
	for _, c := range s.live {
		s.votes[c] /= sum + doubt
	}
	return top
}

// scoreCodes adds up what the words, pairs of neighbouring words and headings say for each
// code.
func (x *Index) scoreCodes(s *scratch) {
	for k, q := range s.query {
		s.hear(x.byWord, q.word, q.trust)
		if k > 0 {
			s.hear(x.byPair, pairSlot(s.query[k-1].word, q.word), pairShare*q.trust)
		}
		t := x.byHeading
		for i := t.starts[q.word]; i < t.starts[q.word+1]; i++ {
			s.headings[t.of[i]] += t.boost[i] * q.trust
		}
	}
}

// hear adds what one feature says to the scores of codes.
func (s *scratch) hear(t *speech, feature uint32, weight float32) {
	from, to := t.starts[feature], t.starts[feature+1]
	boost := t.boost[from:to]
	for i, c := range t.of[from:to] {
		if s.score[c] == 0 && s.votes[c] == 0 {
			s.live = append(s.live, c)
		}
		s.score[c] += boost[i] * weight
	}
}

// Parameters of the mixture, chosen on held-out phrases.
const (
	frequencyVote  float32 = 0.5  // weight of the mailing frequency in the votes
	frequencyScore float32 = 1.2  // and in the scores
	headingShare   float32 = 0.5  // weight of what the words say for headings
	pairShare      float32 = 0.3  // weight of what pairs of words say for codes
	sharpness      float32 = 0.6  // how fast probability falls with the score
	voteShare      float32 = 0.5  // the rest comes from the scores
	doubt          float32 = 0.15 // votes that nobody cast: few and distant phrases weigh less
)

// mix turns scores into probabilities, mixes them with the votes and orders the codes.
func (x *Index) mix(s *scratch, known, top float32) {
	length := float32(0)
	for _, q := range s.query {
		length += q.trust
	}
	best := float32(math.Inf(-1))
	for _, c := range s.live {
		code := &x.codes[c]
		s.score[c] += frequencyScore*float32(code.frequency) - length*x.byWord.size[c] +
			headingShare*(s.headings[code.heading]-length*x.byHeading.size[code.heading])
		best = max(best, s.score[c])
	}
	sum := 0.0
	for _, c := range s.live {
		e := float32(0)
		if d := sharpness * (s.score[c] - best); d > -12 {
			e = float32(math.Exp(float64(d)))
		}
		s.score[c] = e
		sum += float64(e)
	}
	trust := known * min(1, 0.3+top)
	for _, c := range s.live {
		p := voteShare*s.votes[c] + (1-voteShare)*s.score[c]/float32(sum)
		s.votes[c], s.score[c] = 0, 0
		if p > leastP {
			s.result = append(s.result, ranked{c, p * trust})
		}
	}
	s.live = s.live[:0]
	clear(s.headings)
	slices.SortFunc(s.result, func(a, b ranked) int {
		if a.p > b.p || a.p == b.p && a.code < b.code {
			return -1
		}
		return 1
	})
}

// leastP is the probability under which a code is not told at all.
const leastP = 1e-4
