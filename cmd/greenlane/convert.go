package main

import (
	"fmt"
	"iter"
	"os"

	"greenlane/exchange"
	"greenlane/item"
)

type convertCmd struct {
	To     string `help:"Format to write; docs/formats.md lists them." required:"" placeholder:"FORMAT"`
	Format string `help:"Format of the file; without it the content tells." placeholder:"FORMAT"`
	File   string `arg:"" help:"File to read; - is standard input."`
}

func (c *convertCmd) Run(e env) error {
	in := e.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	var broken error
	refused := 0
	var items iter.Seq[*item.Item] = func(yield func(*item.Item) bool) {
		for rec, err := range exchange.Read(in, exchange.Options{Format: c.Format, Name: c.File}) {
			if err != nil {
				broken = err
				return
			}
			if len(rec.Faults) > 0 {
				refused++
				fmt.Fprintln(e.err, rec.Faults.Error())
				continue
			}
			if !yield(rec.Item) {
				return
			}
		}
	}
	if err := exchange.Write(e.out, c.To, items); err != nil {
		return err
	}
	if broken != nil {
		return broken
	}
	if refused > 0 {
		fmt.Fprintf(e.err, "left out: %s\n", records(refused))
		return errPartly
	}
	return nil
}
