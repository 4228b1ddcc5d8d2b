package main

import (
	"fmt"
	"os"
	"path/filepath"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/assess/pack"
	"greenlane/assess/screening"
	"greenlane/server"
)

type packCmd struct {
	Check packCheckCmd `cmd:"" help:"Load packs and say what is wrong with them."`
	Diff  packDiffCmd  `cmd:"" help:"Explain in plain sentences what differs between two packs."`
	Test  packTestCmd  `cmd:"" help:"Judge the packs' own worked examples."`
}

// loadNamed gives the pack of a folder, or the built-in pack of that name.
func loadNamed(name string) (*pack.Pack, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return pack.Load(pack.Layer(os.DirFS(filepath.Dir(filepath.Clean(name)))), filepath.Base(filepath.Clean(name)))
	}
	return pack.Load(pack.Embedded(), name)
}

func loadAll(names []string) ([]*pack.Pack, error) {
	if len(names) == 0 {
		return server.LoadPacks("")
	}
	var out []*pack.Pack
	for _, n := range names {
		p, err := loadNamed(n)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

type packCheckCmd struct {
	Pack []string `arg:"" optional:"" help:"Folders or names of built-in packs; without one all built-in packs."`
}

func (c *packCheckCmd) Run(e env) error {
	packs, err := loadAll(c.Pack)
	if err != nil {
		return err
	}
	for _, p := range packs {
		if _, err := examiner(p); err != nil {
			return err
		}
		standing := map[pack.Standing]int{}
		for _, s := range p.Sources {
			standing[s.Standing]++
		}
		fmt.Fprintf(e.out, "%s %s: %s: sound; %d regimes, %d rules, %d restrictions, %d worked examples; sources: %d verified, %d secondary, %d illustrative; %x\n",
			p.ID, p.Version, p.Title, len(p.Law.Regimes), len(p.Rules), len(p.Restrictions), len(p.Examples),
			standing[pack.Verified], standing[pack.Secondary], standing[pack.Illustrative], p.Hash[:6])
	}
	return nil
}

// examiner makes a rulebook of one pack.
func examiner(p *pack.Pack) (*assess.Rulebook, error) {
	list, err := screening.Demo()
	if err != nil {
		return nil, err
	}
	return assess.New(assess.Parts{Packs: []*pack.Pack{p}, Classifier: classify.New(), Screening: list, Key: []byte("worked examples")})
}

type packTestCmd struct {
	Pack []string `arg:"" optional:"" help:"Folders or names of built-in packs; without one all built-in packs."`
}

func (c *packTestCmd) Run(e env) error {
	packs, err := loadAll(c.Pack)
	if err != nil {
		return err
	}
	passed, failed := 0, 0
	for _, p := range packs {
		book, err := examiner(p)
		if err != nil {
			return err
		}
		failures := book.CheckExamples(p.ID)
		for _, f := range failures {
			fmt.Fprintf(e.out, "FAIL %s %s %s\n", p.ID, f.Example, f.Title)
			for _, w := range f.Wrong {
				fmt.Fprintf(e.out, "     %s\n", w)
			}
		}
		failed += len(failures)
		passed += len(p.Examples) - len(failures)
	}
	fmt.Fprintf(e.out, "%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return errPartly
	}
	return nil
}

type packDiffCmd struct {
	Old string `arg:"" help:"Folder or name of the pack as it is."`
	New string `arg:"" help:"Folder or name of the pack as it shall be."`
}

func (c *packDiffCmd) Run(e env) error {
	a, err := loadNamed(c.Old)
	if err != nil {
		return err
	}
	b, err := loadNamed(c.New)
	if err != nil {
		return err
	}
	changes := pack.Diff(a, b)
	for _, ch := range changes {
		fmt.Fprintln(e.out, ch.Text)
	}
	if len(changes) == 0 {
		fmt.Fprintln(e.out, "no difference")
	}
	return nil
}
