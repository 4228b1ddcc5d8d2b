package classify

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"greenlane/item/hs"
)

// Index holds our phrases so that the ones nearest to a text are found quickly. It is
// immutable and safe for concurrent use.
type Index struct {
	codes []code // in the order of the nomenclature

	vocabulary map[string]uint32
	words      []string  // by word number
	weight     []float32 // by word number: how telling the word is (inverse document frequency)

	// Postings of word w are the range starts[w]:starts[w+1] of docs and shares.
	starts []uint32
	docs   []uint32  // phrase numbers, rising
	shares []float32 // part of the word in the unit vector of the phrase
	owner  []uint16  // by phrase number: index in codes

	byWord    *speech // words for codes
	byHeading *speech // words for headings
	byPair    *speech // pairs of neighbouring words for codes
	headings  int

	resembling *lookalikes
	scratch    sync.Pool
	memo       *memo
	version    string
}

type code struct {
	hs, label string
	frequency uint8
	heading   uint16 // number of its heading, from 0
}

// phrases are the terms of a part of the nomenclature as numbers of a vocabulary of its own.
type phrases struct {
	vocabulary map[string]uint32
	words      []string
	terms      []uint32 // terms of all phrases, one after another, each once a phrase
	ends       []uint32 // by phrase: end in terms
	owner      []uint16
}

// Example is a description whose code a person has confirmed.
type Example struct{ Text, HS string }

// New builds the index from the phrases of the nomenclature.
func New() *Index { return NewTaught(nil) }

// NewTaught builds it from those phrases and from confirmed examples, whose order does not
// matter. Examples with a code that is not in the edition are left out.
func NewTaught(confirmed []Example) *Index {
	return build(confirmed, func(string) bool { return true })
}

// build takes the phrases that keep accepts; labels and examples are always kept.
func build(confirmed []Example, keep func(phrase string) bool) *Index {
	x := &Index{version: version(confirmed), memo: newMemo()}
	examples := map[string][]string{}
	for _, e := range confirmed {
		if hs.Valid(e.HS) {
			examples[e.HS[:6]] = append(examples[e.HS[:6]], e.Text)
		}
	}
	for _, list := range examples {
		slices.Sort(list)
	}
	texts := make([]string, 0, hs.Len())
	hs.Each(func(c, label string, frequency int, phrases string) {
		heading := uint16(0)
		if n := len(x.codes); n > 0 {
			heading = x.codes[n-1].heading
			if hs.Heading(x.codes[n-1].hs) != hs.Heading(c) {
				heading++
			}
		}
		x.codes = append(x.codes, code{hs: c, label: label, frequency: uint8(frequency), heading: heading})
		texts = append(texts, phrases)
	})
	// Two halves of about equal length, read at the same time and joined in order: the same
	// tables give the same index on any machine.
	half, length, sum := 0, 0, 0
	for _, t := range texts {
		length += len(t)
	}
	for half < len(texts) && sum < length/2 {
		sum += len(texts[half])
		half++
	}
	var a, b *phrases
	var wait sync.WaitGroup
	wait.Go(func() { b = x.read(texts, half, len(texts), keep, examples) })
	a = x.read(texts, 0, half, keep, examples)
	wait.Wait()
	a.join(b)
	x.vocabulary, x.words, x.owner = a.vocabulary, a.words, a.owner
	x.headings = int(x.codes[len(x.codes)-1].heading) + 1
	wait.Go(func() { x.resembling = newLookalikes(x.words, counts(a)); x.indexPairs(a) })
	wait.Go(func() { x.indexCodes(a) })
	x.indexPhrases(a)
	wait.Wait()
	x.scratch.New = func() any { return newScratch(len(x.owner), len(x.codes)) }
	return x
}

// version is the checksum of the nomenclature, or of it and the examples.
func version(confirmed []Example) string {
	if len(confirmed) == 0 {
		return hs.Checksum()
	}
	lines := make([]string, len(confirmed))
	for i, e := range confirmed {
		lines[i] = strconv.Quote(e.Text) + e.HS + "\n"
	}
	slices.Sort(lines)
	sum := sha256.New()
	sum.Write([]byte(hs.Checksum() + "\n" + strings.Join(lines, "")))
	return "sha256:" + hex.EncodeToString(sum.Sum(nil))
}

func (x *Index) read(texts []string, from, to int, keep func(string) bool, examples map[string][]string) *phrases {
	p := &phrases{vocabulary: make(map[string]uint32, 1<<16), terms: make([]uint32, 0, 400_000), ends: make([]uint32, 0, 80_000)}
	var s scanner
	for i := from; i < to; i++ {
		p.add(&s, x.codes[i].label, i)
		rest, more := texts[i], texts[i] != ""
		for more {
			var phrase string
			phrase, rest, more = strings.Cut(rest, hs.Separator)
			if keep(phrase) {
				p.add(&s, phrase, i)
			}
		}
		for _, text := range examples[x.codes[i].hs] {
			p.add(&s, text, i)
		}
	}
	return p
}

func (p *phrases) add(s *scanner, text string, owner int) {
	s.scan(text)
	from := len(p.terms)
next:
	for i := range s.terms {
		w := s.text(i)
		id, ok := p.vocabulary[string(w)]
		if !ok {
			id = uint32(len(p.words))
			word := string(w)
			p.words = append(p.words, word)
			p.vocabulary[word] = id
		}
		for _, before := range p.terms[from:] {
			if before == id {
				continue next
			}
		}
		p.terms = append(p.terms, id)
	}
	if len(p.terms) > from {
		p.ends = append(p.ends, uint32(len(p.terms)))
		p.owner = append(p.owner, uint16(owner))
	}
}

// join adds the phrases of b after those of p.
func (p *phrases) join(b *phrases) {
	number := make([]uint32, len(b.words))
	for i, w := range b.words {
		id, ok := p.vocabulary[w]
		if !ok {
			id = uint32(len(p.words))
			p.words = append(p.words, w)
			p.vocabulary[w] = id
		}
		number[i] = id
	}
	base := uint32(len(p.terms))
	for _, id := range b.terms {
		p.terms = append(p.terms, number[id])
	}
	for _, end := range b.ends {
		p.ends = append(p.ends, base+end)
	}
	p.owner = append(p.owner, b.owner...)
}

// indexPhrases fills the postings of phrases, by counting sort.
func (x *Index) indexPhrases(p *phrases) {
	x.starts = make([]uint32, len(p.words)+1)
	for _, w := range p.terms {
		x.starts[w+1]++
	}
	x.weight = make([]float32, len(p.words))
	n := float64(len(p.ends))
	for w := range x.weight {
		x.weight[w] = float32(math.Log(1 + n/float64(x.starts[w+1])))
	}
	for w := range x.words {
		x.starts[w+1] += x.starts[w]
	}
	x.docs, x.shares = make([]uint32, len(p.terms)), make([]float32, len(p.terms))
	at := append([]uint32(nil), x.starts...)
	from := uint32(0)
	for doc, end := range p.ends {
		sum := 0.0
		for _, w := range p.terms[from:end] {
			sum += float64(x.weight[w]) * float64(x.weight[w])
		}
		norm := float32(1 / math.Sqrt(sum))
		for _, w := range p.terms[from:end] {
			x.docs[at[w]], x.shares[at[w]] = uint32(doc), x.weight[w]*norm
			at[w]++
		}
		from = end
	}
}

// speech is what features (words, groups of letters) say for codes or headings: for each
// feature the groups that have it, rising, and a boost, the logarithm of how much likelier
// the feature is there than in general.
type speech struct {
	starts []uint32 // of feature f: the range starts[f]:starts[f+1]
	of     []uint16
	boost  []float32
	size   []float32 // by group: what each feature of a text costs the group
}

// newSpeech counts the features that each calls its argument with, for groups in rising
// order. smoothing is how many features of general language stand beside those of each
// group.
func newSpeech(features, groups int, smoothing float64, each func(func(feature uint32, group int32))) *speech {
	total := make([]float64, features)
	sizes := make([]float64, groups)
	t := &speech{starts: make([]uint32, features+1), size: make([]float32, groups)}
	last := make([]int32, features)
	for f := range last {
		last[f] = -1
	}
	sum := 0.0
	each(func(f uint32, group int32) {
		total[f]++
		sum++
		sizes[group]++
		if last[f] != group {
			last[f] = group
			t.starts[f+1]++
		}
	})
	for f := range features {
		t.starts[f+1] += t.starts[f]
		last[f] = -1
	}
	n := t.starts[features]
	t.of, t.boost = make([]uint16, n), make([]float32, n)
	at := append([]uint32(nil), t.starts...)
	each(func(f uint32, group int32) {
		if last[f] != group {
			last[f] = group
			t.of[at[f]] = uint16(group)
			at[f]++
		}
		t.boost[at[f]-1]++
	})
	for f := range features {
		general := smoothing * total[f] / sum
		for i := t.starts[f]; i < t.starts[f+1]; i++ {
			t.boost[i] = float32(math.Log(1 + float64(t.boost[i])/general))
		}
	}
	for g := range sizes {
		t.size[g] = float32(math.Log(1 + sizes[g]/smoothing))
	}
	return t
}

// each calls f with every term and the code that owns its phrase.
func (p *phrases) each(f func(word uint32, owner int32)) {
	from := uint32(0)
	for doc, end := range p.ends {
		for _, w := range p.terms[from:end] {
			f(w, int32(p.owner[doc]))
		}
		from = end
	}
}

// counts gives in how many phrases each word stands.
func counts(p *phrases) []uint32 {
	n := make([]uint32, len(p.words))
	for _, w := range p.terms {
		n[w]++
	}
	return n
}

// Smoothing of words and pairs: how many of general language stand beside those of each
// code or heading.
const (
	smoothCode    = 60
	smoothHeading = 200
	smoothPair    = 100
)

func (x *Index) indexCodes(p *phrases) {
	x.byWord = newSpeech(len(p.words), len(x.codes), smoothCode, p.each)
	x.byHeading = newSpeech(len(p.words), x.headings, smoothHeading, func(f func(uint32, int32)) {
		p.each(func(w uint32, owner int32) { f(w, int32(x.codes[owner].heading)) })
	})
}

const pairSlots = 1 << 19

func pairSlot(a, b uint32) uint32 { return (a*0x9E3779B1 ^ b*0x85EBCA6B) * 0xC2B2AE35 >> 13 }

func (x *Index) indexPairs(p *phrases) {
	x.byPair = newSpeech(pairSlots, len(x.codes), smoothPair, func(f func(uint32, int32)) {
		from := uint32(0)
		for doc, end := range p.ends {
			for i := from + 1; i < end; i++ {
				f(pairSlot(p.terms[i-1], p.terms[i]), int32(p.owner[doc]))
			}
			from = end
		}
	})
}
