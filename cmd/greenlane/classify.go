package main

import (
	"bufio"
	"fmt"
	"strings"

	"greenlane/assess/classify"
	"greenlane/item/fault"
)

type classifyCmd struct {
	Text []string `arg:"" optional:"" help:"Description; without one, each line of standard input is a description."`
	Top  int      `help:"How many proposals." default:"5"`
	JSON bool     `name:"json" help:"One JSON object a description."`
}

func (c *classifyCmd) Run(e env) error {
	if c.Top < 1 || c.Top > 100 {
		return usagef("--top is from 1 to 100")
	}
	index := classify.New()
	w := bufio.NewWriter(e.out)
	defer w.Flush()
	if len(c.Text) > 0 {
		c.one(w, index, strings.Join(c.Text, " "))
		return nil
	}
	lines := bufio.NewScanner(e.in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		c.one(w, index, lines.Text())
	}
	if err := lines.Err(); err != nil {
		return fault.New("input.too_long", "", 1<<20)
	}
	return nil
}

func (c *classifyCmd) one(w *bufio.Writer, index *classify.Index, text string) {
	candidates := index.Propose(text, c.Top)
	question := index.Ask(candidates)
	if c.JSON {
		w.Write(append(classify.AppendJSON(nil, text, candidates, question), '\n'))
		return
	}
	fmt.Fprintf(w, "%s\n", text)
	if len(candidates) == 0 {
		fmt.Fprintf(w, "  no proposal: say what it is, what it is made of and what it is for\n")
	}
	for _, k := range candidates {
		fmt.Fprintf(w, "  %s  %4.0f %%  %s  (%s)\n", k.HS, 100*k.P, k.Label, strings.Join(k.Why, ", "))
	}
	if question != nil && !classify.Confident(candidates) {
		fmt.Fprintf(w, "  ? %s\n", question.Ask)
		for _, o := range question.Options {
			fmt.Fprintf(w, "    %s: %s\n", o.Answer, strings.Join(o.HS, ", "))
		}
	}
}
