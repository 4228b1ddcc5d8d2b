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
	for _, f := range files {
		t.Run(f.Name(), func(t *testing.T) {
			code, out, errs := inside(t, "", "clear", "--pack", "NL", "--json", filepath.Join(dir, f.Name()))
			list := answers(t, out)
			if want, refused := refusals[f.Name()]; refused {
				if code != exitFailed || len(list) != 1 || list[0].Status != "refused" || list[0].Faults[0].Code != want || list[0].Faults[0].Fix == "" {
					t.Errorf("exit %d, %+v, %s; want %s", code, list, errs, want)
				}
				return
			}
			if want := max(1, items[f.Name()]); code != exitDone || len(list) != want {
				t.Fatalf("exit %d, %d answers, not %d: %s", code, len(list), want, errs)
			}
			for _, a := range list {
				if _, err := s10.Parse(a.Item); err != nil || a.Decision == "" || a.Lane == "" || a.State == "" {
					t.Errorf("%+v, %v", a, err)
				}
			}
		})
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
	for n, cells := range rows[1:] {
		row := map[string]string{}
		for i, name := range rows[0] {
			row[name] = cells[i]
		}
		want, _, _ := strings.Cut(row["expected_decision"], " ")
		for name, message := range map[string]string{"columns": columnsJSON(t, uint32(n+1), row), "message": sampleOf(t, dir, row["case"])} {
			t.Run(row["case"]+" as "+name, func(t *testing.T) {
				code, out, errs := inside(t, message, "clear", "--packs", packs, "--pack", "TEST", "--json", "-")
				list := answers(t, out)
				if code != exitDone || len(list) == 0 {
					t.Fatalf("exit %d, %d answers: %s %s", code, len(list), errs, out)
				}
				for _, a := range list {
					if a.Outcome != want {
						t.Errorf("outcome %q, not %q: %s", a.Outcome, want, out)
					}
					dutiable := a.TotalDue != nil && money.MustParse(*a.TotalDue).Sign() > 0
					if expected := row["expected_dutiable"]; expected != "" && dutiable != (expected == "Yes") {
						t.Errorf("dutiable is %t, expected %s: %s", dutiable, expected, out)
					}
				}
			})
		}
	}
}

// sampleOf gives the message of a case: the ITMATT, or the PREDES where there is only that.
func sampleOf(t *testing.T, dir, name string) string {
	t.Helper()
	for _, file := range []string{"postnl-itmatt-" + name + ".xml", "postnl-predes-" + name + ".json"} {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err == nil {
			return string(text)
		}
	}
	t.Fatalf("there is no message of case %s", name)
	return ""
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
