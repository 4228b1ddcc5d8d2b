package risk_test

import (
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/assess/pack"
	"greenlane/assess/quality"
	"greenlane/assess/risk"
	"greenlane/assess/screening"
	"greenlane/item"
	"greenlane/item/money"
)

func repository(t *testing.T) string {
	t.Helper()
	root := "."
	for range 8 {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			return root
		}
		root = filepath.Join(root, "..")
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// testPack loads testdata/packs/TEST over the built-in packs that it extends.
func testPack(t *testing.T) *pack.Pack {
	t.Helper()
	both := fstest.MapFS{}
	for _, from := range []fs.FS{pack.Embedded(), os.DirFS(filepath.Join(repository(t), "testdata", "packs"))} {
		err := fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(from, path)
			both[path] = &fstest.MapFile{Data: b}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	p, err := pack.Load(both, "TEST")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// amount and kilograms read a cell; an empty one is unknown.
func amount(cell, currency string) money.Amount {
	d, err := money.Parse(cell)
	if err != nil {
		return money.Amount{}
	}
	return money.New(d, currency)
}

func kilograms(cell string) item.Weight {
	w, err := item.ParseWeight(cell)
	if err != nil {
		return item.Weight{}
	}
	return w
}

// itemOf makes the item that a row of the cases describes.
func itemOf(row map[string]string) *item.Item {
	it := &item.Item{
		ID: row["item_prefix"] + "000000000" + row["item_country"], Class: row["mail_class"], Flow: item.Inbound,
		Origin: row["origin_country"], Destination: "NL", Receptacle: row["predes_receptacle_prefix"],
	}
	if row["receiver_name"] == "" {
		return it // announced in a PREDES only
	}
	d := &it.Declaration
	d.Nature = "11"
	if row["gift"] == "true" {
		d.Nature = "31"
	}
	party := func(role string) item.Party {
		p := item.Party{Name: row[role+"_name"], Company: row[role+"_company"], City: row[role+"_city"], Postcode: row[role+"_postcode"], Country: row[role+"_country"]}
		if s := row[role+"_street"]; s != "" {
			p.Address = []string{s + " " + row[role+"_house_number"]}
		}
		return p
	}
	d.Sender, d.Recipient = party("sender"), party("receiver")
	d.GrossWeight = kilograms(row["total_weight_kg"])
	d.Postage = amount(row["transport_costs"], row["transport_currency"])
	d.Lines = []item.Line{{Index: 1, Description: row["description"], Quantity: 1, HS: row["hs_code"], Origin: row["piece_origin_country"],
		NetWeight: kilograms(row["piece_weight_kg"]), Value: amount(row["value"], row["currency"])}}
	return it
}

func TestInboundCasesGetTheirOutcome(t *testing.T) {
	dir := os.Getenv("GREENLANE_SHARED")
	if dir == "" {
		dir = filepath.Join(repository(t), "..", "shared")
	}
	file, err := os.Open(filepath.Join(dir, "data", "upu-messages", "inbound-item-cases.csv"))
	if err != nil {
		t.Skipf("the shared cases are not here: %v", err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 9 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	p := testPack(t)
	set, err := risk.Compile(p.Rules, p.Lists)
	if err != nil {
		t.Fatal(err)
	}
	if unknown := quality.Unknown(p.Quality); len(unknown) > 0 {
		t.Fatalf("the pack requires fields that no item has: %v", unknown)
	}
	required := quality.Compile(p.Quality)
	book, err := assess.New(assess.Parts{Packs: []*pack.Pack{p}, Classifier: classify.New(), Screening: screening.NewList(nil), Key: risk.Key("test key")})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for _, cells := range rows[1:] {
		row := map[string]string{}
		for i, name := range rows[0] {
			row[name] = cells[i]
		}
		it := itemOf(row)
		report := quality.Check(it, required, "2026-11-21")
		var f risk.Facts
		f.Read(it)
		f.Complete, f.Quality = !report.Incomplete(), int64(report.Score)
		got, best := "", -1
		for _, h := range set.Evaluate(&f, "2026-11-21") {
			if h.Err != nil {
				t.Errorf("%s: %v", row["case"], h.Err)
			}
			if h.Rule.Code != "" && h.Rule.Priority > best {
				got, best = h.Rule.Code+" - "+h.Rule.Title, h.Rule.Priority
			}
		}
		if whole := book.Assess(it, assess.Inputs{At: at}); whole.Outcome == "" || whole.Outcome+" - " != got[:min(len(got), len(whole.Outcome)+3)] {
			t.Errorf("%s: the whole judgement gives %q", row["case"], whole.Outcome)
		}
		if got != row["expected_decision"] {
			t.Errorf("%s: %q, want %q; findings %+v", row["case"], got, row["expected_decision"], report.Findings)
		}
	}
}

func TestBuiltInPacksAskWhatCanBeAnswered(t *testing.T) {
	packs, err := pack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packs {
		if unknown := quality.Unknown(p.Quality); len(unknown) > 0 {
			t.Errorf("%s requires fields that no item has: %v", p.ID, unknown)
		}
		if _, err := risk.Compile(p.Rules, p.Lists); err != nil {
			t.Errorf("%s: %v", p.ID, err)
		}
	}
}
