package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"greenlane/exchange"
	"greenlane/item"
	"greenlane/item/money"
	"greenlane/item/s10"
)

// upuMessages is the folder of sample messages that lies beside the repository.
func upuMessages(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("GREENLANE_SHARED")
	if shared == "" {
		shared = filepath.Join(repository(t), "..", "shared")
	}
	dir := filepath.Join(shared, "data", "upu-messages")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the sample messages are not here; set GREENLANE_SHARED: %v", err)
	}
	return dir
}

// answer is the part of a decision or refusal that the tests look at.
type answer struct {
	Item, Decision, Lane, State, Status, Outcome, Currency string
	TotalDue                                               *string `json:"total_due"`
	Faults                                                 []struct{ Code, Text, Fix string }
}

func answers(t *testing.T, out string) []answer {
	t.Helper()
	var list []answer
	for l := range strings.Lines(out) {
		var a answer
		if err := json.Unmarshal([]byte(l), &a); err != nil {
			t.Fatalf("%v: %.200s", err, l)
		}
		list = append(list, a)
	}
	return list
}

// Every sample that holds declarations is decided, one JSON object an item; every other
// file is explained.
func TestSampleMessagesAreDecided(t *testing.T) {
	dir := upuMessages(t)
	items := map[string]int{"postnl-predes-T002.json": 3}
	refusals := map[string]string{
		"cds-login-sample.json": "cds.not_declaration", "cds-convert-anonymous-sample.json": "cds.not_declaration", "inbound-item-cases.csv": "csv.header",
		"ics2-stop-words-partial.csv": "input.unknown_format", "s10-vectors.csv": "input.unknown_format", "README.md": "input.unknown_format",
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 15 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var good, bad []string // one call for all of a kind: the rulebook is loaded once
	var owner []string     // the file of each item of the good ones
	for _, f := range files {
		path := filepath.Join(dir, f.Name())
		if refusals[f.Name()] != "" {
			bad = append(bad, path)
			continue
		}
		good = append(good, path)
		for range max(1, items[f.Name()]) {
			owner = append(owner, f.Name())
		}
	}
	code, out, errs := inside(t, "", append([]string{"clear", "--pack", "NL", "--json"}, good...)...)
	list := answers(t, out)
	if code != exitDone || len(list) != len(owner) {
		t.Fatalf("exit %d, %d answers to %d items of %d files: %s", code, len(list), len(owner), len(good), errs)
	}
	for i, a := range list {
		if _, err := s10.Parse(a.Item); err != nil || a.Decision == "" || a.Lane == "" || a.State == "" {
			t.Errorf("%s: %+v, %v", owner[i], a, err)
		}
	}
	code, out, errs = inside(t, "", append([]string{"clear", "--pack", "NL", "--json"}, bad...)...)
	list = answers(t, out)
	if code != exitFailed || len(list) != len(bad) {
		t.Fatalf("exit %d, %d answers to %d files: %s", code, len(list), len(bad), errs)
	}
	for i, a := range list {
		if want := refusals[filepath.Base(bad[i])]; a.Status != "refused" || a.Faults[0].Code != want || a.Faults[0].Fix == "" {
			t.Errorf("%s: %+v, not %s", bad[i], a, want)
		}
	}
}

// The eight cases of inbound items, once as their columns tell them and once as the sample
// messages say them, have the outcome that is expected of them.
func TestInboundCasesAreDecidedAsExpected(t *testing.T) {
	dir := upuMessages(t)
	file, err := os.Open(filepath.Join(dir, "inbound-item-cases.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) != 9 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	packs := filepath.Join(repository(t), "testdata", "packs")
	var columns strings.Builder
	messages := []string{"clear", "--packs", packs, "--pack", "TEST", "--json"}
	var asColumns, asMessage []map[string]string // the case of each answer
	for n, cells := range rows[1:] {
		row := map[string]string{}
		for i, name := range rows[0] {
			row[name] = cells[i]
		}
		columns.WriteString(columnsJSON(t, uint32(n+1), row))
		asColumns = append(asColumns, row)
		file, items := sampleOf(t, dir, row["case"])
		messages = append(messages, file)
		for range items {
			asMessage = append(asMessage, row)
		}
	}
	code, out, errs := inside(t, columns.String(), "clear", "--packs", packs, "--pack", "TEST", "--json", "-")
	if code != exitDone {
		t.Fatalf("exit %d: %s", code, errs)
	}
	checkCases(t, "columns", asColumns, answers(t, out))
	if code, out, errs = inside(t, "", messages...); code != exitDone {
		t.Fatalf("exit %d: %s", code, errs)
	}
	checkCases(t, "message", asMessage, answers(t, out))
}

func checkCases(t *testing.T, form string, cases []map[string]string, list []answer) {
	t.Helper()
	if len(list) != len(cases) {
		t.Fatalf("%s: %d answers to %d items", form, len(list), len(cases))
	}
	for i, a := range list {
		row := cases[i]
		if want, _, _ := strings.Cut(row["expected_decision"], " "); a.Outcome != want {
			t.Errorf("%s as %s: outcome %q, not %q: %+v", row["case"], form, a.Outcome, want, a)
		}
		dutiable := a.TotalDue != nil && money.MustParse(*a.TotalDue).Sign() > 0
		if expected := row["expected_dutiable"]; expected != "" && dutiable != (expected == "Yes") {
			t.Errorf("%s as %s: dutiable is %t, expected %s: %+v", row["case"], form, dutiable, expected, a)
		}
	}
}

// sampleOf gives the message of a case and how many items it holds: the ITMATT, or the
// PREDES where there is only that.
func sampleOf(t *testing.T, dir, name string) (file string, items int) {
	t.Helper()
	file = filepath.Join(dir, "postnl-itmatt-"+name+".xml")
	if _, err := os.Stat(file); err == nil {
		return file, 1
	}
	return filepath.Join(dir, "postnl-predes-"+name+".json"), 3
}

// columnsJSON writes a case in our own form.
func columnsJSON(t *testing.T, serial uint32, row map[string]string) string {
	t.Helper()
	id, err := s10.New(row["item_prefix"], serial, row["item_country"])
	if err != nil {
		t.Fatal(err)
	}
	it := &item.Item{ID: id.String(), Flow: item.Inbound, Class: row["mail_class"], Origin: row["origin_country"], Destination: "NL", Posted: "2026-11-19"}
	if row["receiver_name"] != "" {
		declare(t, &it.Declaration, row)
	}
	var out strings.Builder
	if err := exchange.Write(&out, exchange.JSON, slices.Values([]*item.Item{it})); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func declare(t *testing.T, d *item.Declaration, row map[string]string) {
	t.Helper()
	number := func(column string) money.Decimal {
		n, err := money.Parse(row[column])
		if err != nil {
			t.Fatalf("%s: %v", column, err)
		}
		return n
	}
	d.Nature = map[string]string{"true": "31", "false": "11"}[row["gift"]]
	party := func(role string) item.Party {
		p := item.Party{Name: row[role+"_name"], Company: row[role+"_company"], City: row[role+"_city"], Postcode: row[role+"_postcode"], Country: row[role+"_country"]}
		if street := strings.TrimSpace(row[role+"_street"] + " " + row[role+"_house_number"]); street != "" {
			p.Address = []string{street}
		}
		return p
	}
	d.Sender, d.Recipient = party("sender"), party("receiver")
	d.GrossWeight = item.Kilograms(number("total_weight_kg"))
	d.Postage = money.New(number("transport_costs"), row["transport_currency"])
	d.Lines = []item.Line{{Index: 1, Description: row["description"], Quantity: 1, HS: row["hs_code"], Origin: row["piece_origin_country"],
		NetWeight: item.Kilograms(number("piece_weight_kg")), Value: money.New(number("value"), row["currency"])}}
}
