package server

import (
	"fmt"
	"os"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/assess/pack"
	"greenlane/assess/risk"
	"greenlane/assess/screening"
)

// RulebookOptions say what a rulebook is made of.
type RulebookOptions struct {
	Packs string   // folder of further packs; one with the identifier of a built-in pack replaces it
	List  string   // CSV file of screening entries; "" is the built-in demonstration list
	Key   risk.Key // draws lots
}

// BuildRulebook loads packs, list and classifier, and refuses a pack whose worked examples
// fail.
func BuildRulebook(o RulebookOptions) (*assess.Rulebook, error) {
	packs, err := LoadPacks(o.Packs)
	if err != nil {
		return nil, err
	}
	list, err := loadList(o.List)
	if err != nil {
		return nil, err
	}
	book, err := assess.New(assess.Parts{Packs: packs, Classifier: classify.New(), Screening: list, Key: o.Key})
	if err != nil {
		return nil, err
	}
	for _, p := range packs {
		if failures := book.CheckExamples(p.ID); len(failures) > 0 {
			return nil, fmt.Errorf("%w (and %d more)", failures[0].Err(p.ID), len(failures)-1)
		}
	}
	return book, nil
}

// LoadPacks gives the built-in packs, and those of a folder over them.
func LoadPacks(folder string) ([]*pack.Pack, error) {
	packs, err := pack.Builtin()
	if err != nil || folder == "" {
		return packs, err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("read packs: %w", err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		p, err := pack.Load(pack.Layer(os.DirFS(folder)), e.Name())
		if err != nil {
			return nil, err
		}
		replaced := false
		for i := range packs {
			if packs[i].ID == p.ID {
				packs[i], replaced = p, true
			}
		}
		if !replaced {
			packs = append(packs, p)
		}
	}
	return packs, nil
}

func loadList(path string) (*screening.List, error) {
	if path == "" {
		return screening.Demo()
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open screening list: %w", err)
	}
	defer f.Close()
	return screening.Load(f, screening.FormatCSV)
}
