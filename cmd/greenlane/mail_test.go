package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/clearance/intake"
	"greenlane/exchange"
	"greenlane/item"
	"greenlane/server"
	"greenlane/sim/world"
)

var day = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

// declarations makes n well-formed declarations of n items, the same every time.
func declarations(n int) []*item.Item {
	w := world.New(4, world.Options{})
	items := make([]*item.Item, 0, n)
	for len(items) < n {
		switch m := w.Next(day); m.Truth.Kind {
		case world.Malformed, world.Duplicate, world.Amendment:
		default:
			items = append(items, m.Item)
		}
	}
	return items
}

// printMail prints N declarations in a format; "broken" is CSV with ten broken rows.
func printMail(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: mail FORMAT N")
	}
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	if args[0] == "broken" {
		text, _, err := brokenSheet(n)
		if err != nil {
			return err
		}
		_, err = os.Stdout.Write(text)
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	if err := exchange.Write(out, args[0], slices.Values(declarations(n))); err != nil {
		return err
	}
	return out.Flush()
}

// breakage is a row of a sheet that somebody spoilt, and what must be said about it.
type breakage struct {
	name  string
	spoil func(row, columns []string) []string
	raw   func(line string) string
	code  string
	field string
	line  int // where it came to stand
}

func cell(name, value string) func(row, columns []string) []string {
	return func(row, columns []string) []string {
		row[slices.Index(columns, name)] = value
		return row
	}
}

func breakages() []breakage {
	return []breakage{
		{name: "check digit", code: "s10.check_digit", field: "/id", spoil: func(row, columns []string) []string {
			i := slices.Index(columns, "item")
			id := []byte(row[i])
			id[10] = '0' + (id[10]-'0'+1)%10
			row[i] = string(id)
			return row
		}},
		{name: "currency", code: "code.currency", field: "/declaration/lines/0/value/currency", spoil: cell("currency", "XQZ")},
		{name: "negative weight", code: "weight.negative", field: "/declaration/lines/0/net_weight", spoil: cell("net_weight", "-0.350")},
		{name: "columns", code: "csv.syntax", spoil: func(row, _ []string) []string { return append(row, "one too many") }},
		{name: "not a number", code: "money.syntax", field: "/declaration/lines/0/value/amount", spoil: cell("value", "12,5O")},
		{name: "date", code: "date.syntax", field: "/posted", spoil: cell("posted", "2026-13-45")},
		{name: "country", code: "code.country", field: "/destination", spoil: cell("destination", "QQ")},
		{name: "charset", code: "input.charset", raw: func(line string) string { return strings.Replace(line, ",", ",\xff\xfe", 1) }},
		{name: "no identifier", code: "field.missing", field: "/id", spoil: cell("item", "")},
	}
}

// brokenSheet is CSV of n items of which ten are broken, each in its own way: nine rows are
// spoilt, and one item has a second row that disagrees with its first.
func brokenSheet(n int) (text []byte, broken []breakage, err error) {
	var whole bytes.Buffer
	if err := exchange.Write(&whole, exchange.CSV, slices.Values(declarations(n))); err != nil {
		return nil, nil, err
	}
	rows, err := csv.NewReader(&whole).ReadAll()
	if err != nil {
		return nil, nil, err
	}
	columns := rows[0]
	id := slices.Index(columns, "item")
	alone := func(i int) bool {
		return rows[i-1][id] != rows[i][id] && (i+1 == len(rows) || rows[i+1][id] != rows[i][id])
	}
	broken = breakages()
	var out bytes.Buffer
	next, line, mixed := 0, 0, false
	every := len(rows) / (len(broken) + 2)
	for i, row := range rows {
		raw := func(s string) string { return s }
		var more []string
		switch {
		case i == 0 || !alone(i) || i < every*(next+1):
		case next < len(broken):
			b := &broken[next]
			next++
			b.line = line + 1
			if b.spoil != nil {
				row = b.spoil(row, columns)
			} else {
				raw = b.raw
			}
		case !mixed:
			mixed = true
			more = slices.Clone(row)
			more[slices.Index(columns, "origin")] = "NO"
			more[slices.Index(columns, "line")] = "2"
			broken = append(broken, breakage{name: "rows that disagree", code: "field.mixed", field: "/origin", line: line + 2})
			next++
		}
		for _, r := range [][]string{row, more} {
			if r == nil {
				continue
			}
			var one bytes.Buffer
			w := csv.NewWriter(&one)
			if err := w.Write(r); err != nil {
				return nil, nil, err
			}
			w.Flush()
			line += bytes.Count(one.Bytes(), []byte{'\n'}) // an address has lines of its own
			out.WriteString(raw(one.String()))
		}
	}
	if !mixed {
		return nil, nil, errors.New("too few rows to break ten")
	}
	return out.Bytes(), broken, nil
}

// fill takes items in, and pays and releases some of them.
func fill(args []string) error {
	if len(args) != 3 {
		return errors.New("usage: fill DB KEYFILE N")
	}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	ctx, now := context.Background(), day
	clock := func() time.Time { return now }
	s, err := server.Open(ctx, server.Config{DB: args[0], KeyFile: args[1]}, server.Parts{Clock: clock, Random: zeros{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer s.Close()
	items := declarations(n)
	for from := 0; from < n; from += 50 {
		now = now.Add(time.Hour)
		results, err := s.Intake.Take(ctx, items[from:min(n, from+50)], intake.Origin{Actor: "fill"})
		if err != nil {
			return err
		}
		for _, r := range results {
			if r.Outcome != intake.Decided || r.Row.State != clearance.Assessed {
				continue
			}
			till := clearance.User{Name: "till", Roles: []clearance.Role{clearance.Clerk}}
			if _, err := s.Casework.Do(ctx, r.Item, till, casework.Action{Kind: clearance.Payment, Amount: r.Row.Due}); err != nil {
				return err
			}
		}
	}
	return nil
}

// zeros is randomness for tests.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// tamper runs SQL on a SQLite file.
func tamper(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: tamper DB SQL")
	}
	db, err := sql.Open("sqlite", "file:"+args[0])
	if err != nil {
		return err
	}
	result, err := db.Exec(args[1])
	if err == nil {
		if n, _ := result.RowsAffected(); n == 0 {
			err = errors.New("the SQL changed nothing")
		}
	}
	return errors.Join(err, db.Close())
}

// jsonLines checks that standard input is so many JSON objects, one a line.
func jsonLines(args []string) error {
	want, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	got := 0
	for l := range bytes.Lines(text) {
		var any map[string]json.RawMessage
		if err := json.Unmarshal(l, &any); err != nil {
			return fmt.Errorf("line %d: %w", got+1, err)
		}
		got++
	}
	if got != want {
		return fmt.Errorf("%d objects, not %d", got, want)
	}
	return nil
}
