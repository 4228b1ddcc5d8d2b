package main

import (
	"bytes"
	"fmt"
	"time"

	"greenlane/clearance"
	"greenlane/clearance/intake"
	"greenlane/item/jsontext"
	"greenlane/server"
)

type replayCmd struct {
	dbFlags
	Since string `help:"Only decisions from this day on." placeholder:"DATE"`
	Packs string `help:"Folder of country packs to decide under, such as a draft." env:"GREENLANE_PACKS" placeholder:"DIR"`
	List  string `help:"Screening list (CSV)." env:"GREENLANE_LIST" placeholder:"FILE"`
	JSON  bool   `name:"json" help:"One JSON object an item that would be decided otherwise."`
}

func (c *replayCmd) Help() string {
	return "Decides recorded items again, as of their own moment, and shows what would change. Under the rulebook that decided them the answer is the same to the byte."
}

func (c *replayCmd) Run(e env) error {
	since, err := moment(c.Since, time.Time{})
	if err != nil {
		return err
	}
	return c.existing(e, func(s server.Store, keys *server.Keys) error {
		book, err := server.BuildRulebook(server.RulebookOptions{Packs: c.Packs, List: c.List, Key: keys.Draw})
		if err != nil {
			return err
		}
		same, changed, other := 0, 0, 0
		for after := int64(0); ; {
			entries, err := s.Follow(e.ctx, after, 500)
			if err != nil {
				return err
			}
			if len(entries) == 0 {
				break
			}
			for i := range entries {
				en := &entries[i]
				after = en.Seq
				if en.Event.Kind != clearance.Decided || en.Event.At.Before(since) {
					continue
				}
				if en.Event.Facts.Rulebook != book.Hash() {
					other++
				}
				again, err := intake.Again(book, en)
				if err != nil {
					return err
				}
				if bytes.Equal(again.DecisionJSON, en.Assessment) {
					same++
					continue
				}
				if c.changed(e, en, &again) {
					changed++
				} else {
					same++
				}
			}
		}
		fmt.Fprintf(e.err, "%d decisions replayed under %s: %d the same, %d changed (%d were made under another rulebook)\n", same+changed, book.Hash(), same, changed, other)
		return nil
	})
}

// changed tells what differs; a decision that differs only in the rulebook that it names
// has not changed.
func (c *replayCmd) changed(e env, en *clearance.Entry, again *intake.Judged) bool {
	old, new := en.Event.Facts, again.Facts
	if new == nil {
		return false
	}
	if old.Lane == new.Lane && old.Decision == new.Decision && old.Due.String() == new.Due.String() && old.Reason == new.Reason {
		return false
	}
	if !c.JSON {
		fmt.Fprintf(e.out, "%s  %s %s %s  ->  %s %s %s  (%s)\n", en.Key.ID, old.Lane, old.Decision, old.Due, new.Lane, new.Decision, new.Due, new.Reason)
		return true
	}
	var w jsontext.Writer
	w.Begin('{')
	w.Key("item").String(en.Key.ID)
	w.Key("seq").Int(en.Seq)
	w.Key("before").Raw(en.Assessment)
	w.Key("after").Raw(again.DecisionJSON)
	w.End('}')
	fmt.Fprintln(e.out, string(w.Bytes()))
	return true
}
