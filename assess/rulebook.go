package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"

	"greenlane/assess/classify"
	"greenlane/assess/pack"
	"greenlane/assess/quality"
	"greenlane/assess/risk"
	"greenlane/assess/screening"
	"greenlane/item"
	"greenlane/item/fault"
)

// Revision names the judging code itself in the hash of a rulebook: it is raised whenever
// the same data would be judged otherwise.
const Revision = "2"

// Parts is what a rulebook is made of.
type Parts struct {
	Packs      []*pack.Pack
	Classifier *classify.Index
	Screening  *screening.List
	Key        risk.Key // draws lots; only its commitment goes into the hash
}

// Rulebook is everything a judgement rests on besides the item. It is immutable and may be
// used by any number of goroutines.
type Rulebook struct {
	parts Parts
	hash  string
	books map[string]*book
	home  map[string]string // destination country to pack
}

// book is one pack, compiled.
type book struct {
	pack    *pack.Pack
	quality quality.Compiled
	goods   *screening.Goods
	rules   *risk.Set
	examine risk.Share // random share of otherwise green items
	audit   risk.Share
}

// New compiles the parts. A pack whose rules do not compile is refused.
func New(parts Parts) (*Rulebook, error) {
	b := &Rulebook{parts: parts, books: map[string]*book{}, home: map[string]string{}}
	sum := sha256.New()
	fmt.Fprintf(sum, "greenlane rulebook %s\nclassifier %s\nscreening %s\ndraw %s\n", Revision, parts.Classifier.Version(), parts.Screening.Hash(), parts.Key.Commitment())
	packs := append([]*pack.Pack(nil), parts.Packs...)
	sort.Slice(packs, func(i, j int) bool { return packs[i].ID < packs[j].ID })
	for _, p := range packs {
		if _, twice := b.books[p.ID]; twice {
			return nil, fault.New("pack.invalid", "", p.ID, "loaded twice")
		}
		compiled, err := compile(p)
		if err != nil {
			return nil, err
		}
		b.books[p.ID] = compiled
		fmt.Fprintf(sum, "pack %s %s\n", p.ID, hex.EncodeToString(p.Hash[:]))
		if p.Country != "" {
			if _, taken := b.home[p.Country]; !taken {
				b.home[p.Country] = p.ID
			}
		}
	}
	for _, p := range packs { // members of a union without a pack of their own
		for _, member := range p.Union {
			if _, taken := b.home[member]; !taken {
				b.home[member] = p.ID
			}
		}
	}
	b.hash = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	return b, nil
}

func compile(p *pack.Pack) (*book, error) {
	rules, err := risk.Compile(p.Rules, p.Lists)
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", p.ID, err)
	}
	b := &book{pack: p, quality: quality.Compile(p.Quality), goods: screening.CompileRestrictions(p.Restrictions), rules: rules}
	if b.examine, err = risk.ParsePercent(p.Selection.RandomPercent); err == nil {
		b.audit, err = risk.ParsePercent(p.Selection.RandomBluePercent)
	}
	if err != nil {
		return nil, fmt.Errorf("pack %s: selection: %w", p.ID, err)
	}
	return b, nil
}

// Hash names exactly this rulebook: "sha256:" and 64 hexadecimal digits.
func (b *Rulebook) Hash() string { return b.hash }

// Commitment is the SHA-256 of the key that draws lots.
func (b *Rulebook) Commitment() string { return b.parts.Key.Commitment() }

// Classifier is the classifier of this rulebook.
func (b *Rulebook) Classifier() *classify.Index { return b.parts.Classifier }

// Pack finds a pack by its identifier.
func (b *Rulebook) Pack(id string) (*pack.Pack, bool) {
	k, ok := b.books[id]
	if !ok {
		return nil, false
	}
	return k.pack, true
}

// Packs lists the packs in the order of their identifiers.
func (b *Rulebook) Packs() []*pack.Pack {
	out := make([]*pack.Pack, 0, len(b.books))
	for _, k := range b.books {
		out = append(out, k.pack)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

// PackFor finds the pack whose law an item meets: that of its destination; where only the
// recipient's address tells the destination, that of the address.
func (b *Rulebook) PackFor(it *item.Item) (string, bool) {
	for _, country := range [...]string{it.Destination, it.Declaration.Recipient.Country} {
		if id, ok := b.home[country]; ok {
			return id, true
		}
	}
	return "", false
}

// ListedNames gives some names of the screening list, for a simulated world that shall bear
// them.
func (b *Rulebook) ListedNames(n int) []string { return b.parts.Screening.Names(n) }
