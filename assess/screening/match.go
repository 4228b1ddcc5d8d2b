package screening

import (
	"cmp"
	"slices"
	"strconv"

	"greenlane/item"
)

// Hit is a listed entry that a party resembles.
type Hit struct {
	Entry   *Entry
	Score   float64 // 0..1
	Field   string  // name or company: what was compared
	Name    string  // the listed name or alias that fits best
	Reasons []string
}

// scratch is the room of one question.
type scratch struct {
	bound   []float64 // per name: the most that it can reach
	stamp   []uint32  // question in which bound was set
	clock   uint32
	found   []int32
	folded  []byte
	tokens  [][]byte
	query   []asked
	similar []similar
	gains   []similar // likeness times weight
}

// asked is a word of the question.
type asked struct {
	runes  []rune
	weight float64
	near   [2]int32 // its part of similar
}

type similar struct {
	word     int32
	likeness float64
}

func newScratch(names int) *scratch {
	return &scratch{bound: make([]float64, names), stamp: make([]uint32, names)}
}

// Match gives the entries that the name or the company of the party resembles, best
// first. Nothing found is nil.
func (l *List) Match(p *item.Party) []Hit {
	if len(l.names) == 0 || p.Name == "" && p.Company == "" {
		return nil
	}
	sc := l.scratch.Get().(*scratch)
	defer l.scratch.Put(sc)
	hits := l.matchText(sc, nil, p.Name, "name", p.Country)
	hits = l.matchText(sc, hits, p.Company, "company", p.Country)
	if len(hits) > 1 {
		slices.SortStableFunc(hits, func(a, b Hit) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Entry.ID, b.Entry.ID))
		})
	}
	return hits
}

func (l *List) matchText(sc *scratch, hits []Hit, text, field, country string) []Hit {
	if text == "" {
		return hits
	}
	sc.folded = l.folder.foldAll(sc.folded[:0], text)
	words := 0
	for w, rest := cut(sc.folded); w != nil; w, rest = cut(rest) {
		words++
	}
	if words <= maxTokens {
		return l.matchWords(sc, hits, sc.folded, field, country)
	}
	// Nobody hides behind many words: they are looked at some at a time, each twice.
	for rest := sc.folded; len(rest) > 0; {
		part, half, end := rest, rest, rest
		for n := range maxTokens {
			if _, end = cut(end); n == maxTokens/2-1 {
				half = end
			}
		}
		hits = l.matchWords(sc, hits, part[:len(part)-len(end)], field, country)
		if rest = half; len(end) == 0 {
			break
		}
	}
	return hits
}

func (l *List) matchWords(sc *scratch, hits []Hit, folded []byte, field, country string) []Hit {
	sc.tokens = l.folder.tokens(sc.tokens[:0], folded)
	if len(sc.tokens) == 0 {
		return hits
	}
	whole := l.prepare(sc)
	l.collect(sc)
	for _, n := range sc.found {
		nm := &l.names[n]
		bound := sc.bound[n]
		if max(2*bound/(whole+nm.weight), contained(bound, nm)) < Threshold-1e-9 {
			continue
		}
		score, reasons := l.compare(sc, nm, whole)
		if score >= Threshold {
			hits = l.keep(hits, nm, score, field, country, reasons)
		}
	}
	var room [maxNameBytes]byte
	all := room[:0]
	for _, t := range sc.tokens {
		all = append(all, t...)
	}
	for _, n := range l.joined[string(all)] {
		if nm := &l.names[n]; len(nm.words) != len(sc.tokens) {
			hits = l.keep(hits, nm, 0.97, field, country, []string{"the same letters with other blanks"})
		}
	}
	return hits
}

// prepare fills in the words of the question and gives their weight together.
func (l *List) prepare(sc *scratch) (whole float64) {
	sc.similar = sc.similar[:0]
	for len(sc.query) < len(sc.tokens) {
		sc.query = append(sc.query, asked{})
	}
	sc.query = sc.query[:len(sc.tokens)]
	for i, t := range sc.tokens {
		q := &sc.query[i]
		q.runes = runes(q.runes[:0], t)
		q.weight = weight(len(q.runes), 1)
		start := len(sc.similar)
		l.neighbours(q.runes, func(h uint64) {
			at, ok := l.deleted[h]
			if !ok {
				return
			}
			for ; at >= 0; at = l.chain[at].next {
				sc.similar = append(sc.similar, similar{word: l.chain[at].word})
			}
		})
		sc.similar = l.grade(sc.similar, start, q.runes)
		q.near = [2]int32{int32(start), int32(len(sc.similar))}
		for _, s := range sc.similar[start:] {
			if s.likeness == 1 {
				q.weight = l.words[s.word].weight
			}
		}
		whole += q.weight
	}
	return whole
}

// grade leaves each similar word once, with its likeness.
func (l *List) grade(all []similar, start int, q []rune) []similar {
	part := all[start:]
	if len(part) == 0 {
		return all
	}
	slices.SortFunc(part, func(a, b similar) int { return cmp.Compare(a.word, b.word) })
	part = slices.CompactFunc(part, func(a, b similar) bool { return a.word == b.word })
	n := start
	for _, s := range part {
		if s.likeness = likeness(q, l.words[s.word].runes); s.likeness > 0 {
			all[n] = s
			n++
		}
	}
	return all[:n]
}

// collect finds the names that hold words like those of the question, each with the most
// that it can reach: every one of its words at its best. However often a question repeats
// variants of one common word, names with that word alone stay low.
func (l *List) collect(sc *scratch) {
	sc.found, sc.gains = sc.found[:0], sc.gains[:0]
	if sc.clock++; sc.clock == 0 { // after 2^32 questions old stamps would look new
		clear(sc.stamp)
		sc.clock = 1
	}
	for i := range sc.query {
		q := &sc.query[i]
		for _, s := range sc.similar[q.near[0]:q.near[1]] {
			sc.gains = append(sc.gains, similar{s.word, s.likeness * max(q.weight, l.words[s.word].weight)})
		}
	}
	slices.SortFunc(sc.gains, func(a, b similar) int {
		return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(b.likeness, a.likeness))
	})
	for i, g := range sc.gains {
		if i > 0 && g.word == sc.gains[i-1].word {
			continue
		}
		for _, n := range l.words[g.word].names {
			if sc.stamp[n] != sc.clock {
				sc.stamp[n], sc.bound[n] = sc.clock, 0
				sc.found = append(sc.found, n)
			}
			sc.bound[n] += g.likeness
		}
	}
}

// contained is the score of a listed name of two or more words that stands whole inside a
// longer one. Initials alone are no name.
func contained(sum float64, nm *name) float64 {
	if len(nm.words) < 2 || nm.weight < 1 {
		return 0
	}
	return 0.92 * sum / nm.weight
}

// compare assigns the words of the question to those of the name, best pairs first, and
// gives the score: twice the weight in common over the weight of both, or the part of the
// listed name that was found.
func (l *List) compare(sc *scratch, nm *name, whole float64) (float64, []string) {
	type pair struct {
		q, n int
		like float64
	}
	var room [maxTokens * maxTokens]pair
	pairs := room[:0]
	for i := range sc.query {
		q := &sc.query[i]
		for _, s := range sc.similar[q.near[0]:q.near[1]] {
			for j, w := range nm.words {
				if w == s.word {
					pairs = append(pairs, pair{i, j, s.likeness})
				}
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.like, a.like) })
	var usedQ, usedN [maxTokens]bool
	sum, exact, close := 0.0, 0, 0
	both, found := whole+nm.weight, 0.0
	for _, p := range pairs {
		if usedQ[p.q] || usedN[p.n] {
			continue
		}
		usedQ[p.q], usedN[p.n] = true, true
		w := l.words[nm.words[p.n]].weight
		both += w - sc.query[p.q].weight // a word and its misspelling weigh the same
		sum += p.like * w
		found += p.like * w
		if p.like == 1 {
			exact++
		} else {
			close++
		}
	}
	score := max(2*sum/both, contained(found, nm))
	reasons := []string{strconv.Itoa(exact) + " of " + strconv.Itoa(len(nm.words)) + " words equal"}
	if close > 0 {
		reasons = append(reasons, strconv.Itoa(close)+" nearly equal")
	}
	if len(sc.query) > exact+close {
		reasons = append(reasons, strconv.Itoa(len(sc.query)-exact-close)+" words are not on the list")
	}
	return min(score, 1), reasons
}

// keep adds a hit, or betters the one that the entry has already.
func (l *List) keep(hits []Hit, nm *name, score float64, field, country string, reasons []string) []Hit {
	e := &l.entries[nm.entry]
	if country != "" && country == e.Country {
		score = min(score+0.02, 1)
		reasons = append(reasons, "same country")
	}
	if nm.text != e.Name {
		reasons = append(reasons, "by an alias")
	}
	h := Hit{Entry: e, Score: score, Field: field, Name: nm.text, Reasons: reasons}
	for i := range hits {
		if hits[i].Entry == e {
			if score > hits[i].Score {
				hits[i] = h
			}
			return hits
		}
	}
	return append(hits, h)
}
