package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"greenlane/assess"
	"greenlane/clearance/intake"
	"greenlane/exchange"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
	"greenlane/server"
)

// bookFlags choose the rulebook of commands that work without a server.
type bookFlags struct {
	Packs string `help:"Folder of further country packs; one with the name of a built-in pack replaces it." placeholder:"DIR"`
	List  string `help:"Screening list (CSV; docs/screening.md). Without it the fictional demonstration list is used." placeholder:"FILE"`
	Key   string `help:"Hexadecimal key that draws random selections. The default is public: fine for trials, not for live work." default:"677265656e6c616e65"`
}

func (f *bookFlags) build() (*assess.Rulebook, error) {
	key, err := hex.DecodeString(f.Key)
	if err != nil {
		return nil, usagef("--key is not hexadecimal")
	}
	return server.BuildRulebook(server.RulebookOptions{Packs: f.Packs, List: f.List, Key: key})
}

type clearCmd struct {
	Files  []string `arg:"" help:"Declaration files; - is standard input."`
	Pack   string   `help:"Judge under this country pack instead of that of each item's destination." placeholder:"KH"`
	At     string   `help:"Decide as of this day (2026-11-21) or moment (2026-11-21T08:00:00Z); default now." placeholder:"DATE"`
	Out    string   `help:"Write the replies (CDS responses) and what was refused to this folder." placeholder:"DIR"`
	Format string   `help:"Format of the files; without it the content tells." placeholder:"NAME"`
	JSON   bool     `name:"json" help:"One JSON decision an item, in input order."`
	bookFlags
}

func (c *clearCmd) Help() string {
	return "Reads CDS JSON, ITMATT XML, PREDES JSON, CSV (docs/formats.md) and our own JSON, decides every item, and prints the decisions. A record that cannot be read is explained and does not hold up the others; then the exit code is 1."
}

// moment reads --at.
func moment(at string, now time.Time) (time.Time, error) {
	if at == "" {
		return now, nil
	}
	for _, layout := range [...]string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, at); err == nil {
			if layout == time.DateOnly {
				t = t.Add(12 * time.Hour)
			}
			return t, nil
		}
	}
	return now, usagef("--at %q is neither a day such as 2026-11-21 nor a moment such as 2026-11-21T08:00:00Z", at)
}

func (c *clearCmd) Run(e env) error {
	at, err := moment(c.At, e.now())
	if err != nil {
		return err
	}
	book, err := c.build()
	if err != nil {
		return err
	}
	if c.Pack != "" {
		if _, ok := book.Pack(c.Pack); !ok {
			return usagef("%w", fault.New("pack.not_found", "", c.Pack))
		}
	}
	r := &clearing{env: e, cmd: c, book: book, at: at.UTC().Truncate(time.Second), lanes: map[assess.Lane]int{}, due: map[string]money.Amount{}, named: map[string]int{}}
	r.table = tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	if !c.JSON {
		fmt.Fprintln(r.table, "ITEM\tLANE\tDECISION\tDUE\tSTATUS\tWHY")
	}
	for _, name := range c.Files {
		if err := r.file(name); err != nil {
			r.table.Flush() // what was decided so far stands
			return err
		}
	}
	return r.finish()
}

// clearing is one run of the command.
type clearing struct {
	env
	cmd   *clearCmd
	book  *assess.Rulebook
	at    time.Time
	table *tabwriter.Writer

	read, decided, refused int
	lanes                  map[assess.Lane]int
	due                    map[string]money.Amount
	faults                 []string
	replies                *replies
	named                  map[string]int // replies by file name
}

const clearBatch = 256

func (r *clearing) file(name string) error {
	in := io.NopCloser(r.in)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		in = f
	}
	defer in.Close()
	if r.cmd.Out != "" {
		var err error
		if r.replies, err = newReplies(r.cmd.Out, r.replyName(name)); err != nil {
			return err
		}
	}
	batch := make([]exchange.Record, 0, clearBatch)
	for rec, err := range exchange.Read(in, exchange.Options{Format: r.cmd.Format, Name: filepath.Base(name)}) {
		if err != nil {
			r.broken(name, err)
			break
		}
		if batch = append(batch, rec); len(batch) == clearBatch {
			if err := r.batch(name, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	if err := r.batch(name, batch); err != nil {
		return err
	}
	if r.replies != nil {
		return r.replies.close()
	}
	return nil
}

// replyName is the file name under which replies are written; of two files of one name in
// different folders the second gets a number.
func (r *clearing) replyName(name string) string {
	base := filepath.Base(name)
	if name == "-" {
		base = "stdin"
	}
	r.named[base]++
	if n := r.named[base]; n > 1 {
		base += "." + strconv.Itoa(n)
	}
	return base
}

// broken tells of a file that cannot be read on.
func (r *clearing) broken(name string, err error) {
	r.refused++
	r.faults = append(r.faults, name+": "+err.Error())
	if r.cmd.JSON {
		f, ok := fault.As(err)
		if !ok {
			f = fault.New("json.syntax", "", err.Error())
		}
		r.explain("", fault.List{f})
	}
}

func (r *clearing) batch(name string, batch []exchange.Record) error {
	items := make([]*item.Item, 0, len(batch))
	for i := range batch {
		if len(batch[i].Faults) == 0 {
			items = append(items, batch[i].Item)
		}
	}
	judged, err := intake.JudgeAll(r.ctx, items, r.cmd.Pack, r.book, r.at)
	if err != nil {
		return err
	}
	n := 0
	for i := range batch {
		r.read++
		if len(batch[i].Faults) > 0 {
			r.refuse(name, &batch[i], batch[i].Faults)
			continue
		}
		j := &judged[n]
		n++
		if j.Outcome == intake.Refused {
			r.refuse(name, &batch[i], j.Faults)
			continue
		}
		r.tell(j)
		if r.replies != nil {
			if err := r.replies.decided(batch[i].Item, j); err != nil {
				return err
			}
		}
	}
	if r.terminal {
		fmt.Fprintf(r.err, "\r%d read, %d decided, %d refused ", r.read, r.decided, r.refused)
	}
	return nil
}

func (r *clearing) tell(j *intake.Judged) {
	a := j.Assessment
	r.decided++
	r.lanes[a.Lane]++
	if a.Total.Known() {
		sum, ok := r.due[a.Total.Currency]
		if !ok {
			sum = money.New(money.Zero, a.Total.Currency)
		}
		r.due[a.Total.Currency] = sum.Plus(a.Total)
	}
	if r.cmd.JSON {
		r.out.Write(append(j.DecisionJSON, '\n'))
		return
	}
	fmt.Fprintf(r.table, "%s\t%s\t%s\t%s\t%s\t%s\n", a.Item, a.Lane, decisionText(a), a.Total, a.Status, clip(plainReason(a), 90))
}

func decisionText(a *assess.Assessment) string {
	text := string(a.Decision)
	if a.Hold != "" && a.Decision == assess.Hold {
		text += " (" + string(a.Hold) + ")"
	}
	if a.Outcome != "" {
		text += " " + a.Outcome
	}
	return text
}

func plainReason(a *assess.Assessment) string {
	if len(a.Reasons) == 0 {
		return ""
	}
	return a.Reasons[0].Text
}

func clip(s string, n int) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s))
	if len(runes) <= n {
		return string(runes)
	}
	return string(runes[:n-1]) + "…"
}

func (r *clearing) refuse(name string, rec *exchange.Record, faults fault.List) {
	r.refused++
	id := ""
	if rec.Item != nil {
		id = rec.Item.ID
	}
	for i, f := range faults {
		faults[i] = f.At(pick(f.Line, rec.Line), pick(f.Offset, rec.Offset))
		r.faults = append(r.faults, strings.TrimPrefix(name+": ", "-: ")+prefix(id)+faults[i].Error())
	}
	if r.cmd.JSON {
		r.explain(id, faults)
	}
	if r.replies != nil {
		r.replies.refused(id, faults)
	}
}

func prefix(id string) string {
	if id == "" {
		return ""
	}
	return id + ": "
}

func pick[T int | int64](have, or T) T {
	if have != 0 {
		return 0 // At leaves it as it is
	}
	return or
}

// explain prints the JSON line of a record that was not decided.
func (r *clearing) explain(id string, faults fault.List) {
	r.out.Write(append(server.RefusalJSON(id, faults), '\n'))
}

func (r *clearing) finish() error {
	if r.terminal {
		fmt.Fprint(r.err, "\r\033[K")
	}
	if !r.cmd.JSON {
		r.table.Flush()
		fmt.Fprintf(r.out, "\n%s: %d decided, %d explained\n", records(r.decided+r.refused), r.decided, r.refused)
		fmt.Fprintf(r.out, "lanes: green %d, blue %d, yellow %d, red %d\n", r.lanes[assess.Green], r.lanes[assess.Blue], r.lanes[assess.Yellow], r.lanes[assess.Red])
		for _, c := range sortedKeys(r.due) {
			fmt.Fprintf(r.out, "due: %s\n", r.due[c])
		}
	}
	if len(r.faults) > 0 && !r.cmd.JSON {
		fmt.Fprintf(r.out, "\nnot decided:\n  %s\n", strings.Join(r.faults, "\n  "))
	}
	if r.refused > 0 {
		return errPartly
	}
	return nil
}

// records counts records in words.
func records[N int | int64](n N) string {
	if n == 1 {
		return "1 record"
	}
	return fmt.Sprintf("%d records", n)
}
