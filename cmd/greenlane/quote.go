package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"greenlane/assess"
	"greenlane/exchange"
	"greenlane/item/fault"
)

type quoteCmd struct {
	File string `arg:"" help:"Basket in any declaration format; - is standard input."`
	Pack string `help:"Quote under this country pack instead of that of the destination." placeholder:"KH"`
	At   string `help:"Quote as of this day or moment; default now." placeholder:"DATE"`
	JSON bool   `name:"json" help:"One JSON decision a basket."`
	bookFlags
}

func (c *quoteCmd) Run(e env) error {
	at, err := moment(c.At, e.now())
	if err != nil {
		return err
	}
	book, err := c.build()
	if err != nil {
		return err
	}
	if _, ok := book.Pack(c.Pack); c.Pack != "" && !ok {
		return usagef("%w", fault.New("pack.not_found", "", c.Pack))
	}
	in := e.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	failed := false
	for rec, err := range exchange.Read(in, exchange.Options{Name: c.File}) {
		if err != nil {
			return err
		}
		if len(rec.Faults) > 0 {
			failed = true
			fmt.Fprintln(e.err, rec.Faults.Error())
			continue
		}
		a := book.Assess(rec.Item, assess.Inputs{At: at, Pack: c.Pack})
		if c.JSON {
			e.out.Write(append(assess.AppendJSON(nil, a, "quoted"), '\n'))
			continue
		}
		printQuote(e.out, a)
	}
	if failed {
		return errPartly
	}
	return nil
}

func printQuote(out io.Writer, a *assess.Assessment) {
	fmt.Fprintf(out, "%s  pack %s  regime %s  %s\n", a.Item, a.Pack, a.Regime, a.Status)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for i := range a.Lines {
		l := &a.Lines[i]
		fmt.Fprintf(w, "  line %d\t%s (%s)\tcustoms value\t%s\n", i+1, l.HS, l.HSSource, l.CustomsValue)
		for _, c := range l.Charges {
			fmt.Fprintf(w, "\t%s\t%s of %s\t%s\n", c.Name, c.Rate, c.Base, c.Amount)
			for _, s := range c.Trace {
				fmt.Fprintf(w, "\t\t  %s\t%s\n", s.Text, s.Law)
			}
		}
	}
	for _, c := range a.Charges {
		fmt.Fprintf(w, "  item\t%s\t%s\t%s\n", c.Name, c.Rate, c.Amount)
	}
	fmt.Fprintf(w, "  total\t\t\t%s\n", a.Total)
	w.Flush()
	for _, n := range a.Notes {
		fmt.Fprintf(out, "  note: %s\n", n)
	}
	if a.Status == assess.NeedsInput {
		for _, r := range a.Reasons {
			if r.Fix != "" {
				fmt.Fprintf(out, "  missing: %s (%s)\n", r.Text, r.Fix)
			}
		}
	}
}
