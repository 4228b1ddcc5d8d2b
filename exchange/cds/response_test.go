package cds

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

var decimals = cmp.Comparer(func(a, b money.Decimal) bool { return a.String() == b.String() })

func outcome() *Outcome {
	yes := true
	return &Outcome{
		Item: "LX000000015DE", Cleared: time.Date(2026, 11, 21, 8, 30, 0, 0, time.UTC), Decision: "hold",
		ReasonCode: "EXAM", ReasonName: "selected for examination", Dutiable: &yes,
		Taxes: []Tax{{Type: "duty", Description: "Dress", HS: "620442", Number: 1, NetWeight: item.Weight{Decimal: money.MustParse("0.400")},
			Rate: money.MustParse("12.5"), Amount: money.New(money.MustParse("5.74"), "USD")}, {Type: "fee", Amount: money.New(money.MustParse("1"), "USD")}},
		TotalFee: money.New(money.MustParse("6.74"), "USD"),
		Revised:  []Revision{{Index: 2, Description: "toy train, wood", HS: "950300"}},
		Extra:    []item.Extra{{Key: "cds:Response.CDSStateCd", Value: "55"}, {Key: "cds:Response.Data.Note", Value: `"x"`}, {Key: "cds:Response.Data.Taxes.1.Law", Value: `"F-1"`}},
	}
}

func TestResponse(t *testing.T) {
	out, err := AppendResponse(nil, outcome(), Illustrative())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"MailObject":{"Id":"LX000000015DE"},"Declaration":{"Data":{"ContentPieces":[{"Index":2,"RevisedDescription":"toy train, wood","RevisedHS":"950300"}]}},` +
		`"Response":{"CDSStateCd":55,"Data":{"ClearanceDt":"2026-11-21T08:30:00Z","DecisionCd":"3","DecisionReasonCd":"EXAM","DecisionReasonNm":"selected for examination","Dutiable":true,` +
		`"Taxes":[{"Type":"duty","Description":"Dress","HS":"620442","Number":1,"NetWeight":0.400,"Rate":12.5,"Amount":5.74,"CurrencyCd":"USD"},{"Type":"fee","Amount":1,"CurrencyCd":"USD","Law":"F-1"}],` +
		`"TotalFee":6.74,"TotalFeeCurrencyCd":"USD","Note":"x"}}}`
	if diff := cmp.Diff(want, string(out)); diff != "" {
		t.Fatal(diff)
	}
	back, err := ReadResponse(out, Illustrative())
	if err != nil {
		t.Fatal(err)
	}
	wantBack := outcome()
	wantBack.Code = "3"
	byKey := cmpopts.SortSlices(func(a, b item.Extra) bool { return a.Key < b.Key })
	if diff := cmp.Diff(wantBack, back, decimals, byKey); diff != "" {
		t.Error(diff)
	}
}

func TestDecisionCodesBelongToATable(t *testing.T) {
	codes := Codes{Organisation: "freedonia", Rows: []Code{{"7", "release", "free to go"}}}
	if _, err := AppendResponse(nil, outcome(), codes); !fault.Is(err, "code.decision") {
		t.Errorf("a decision without a code: %v", err)
	}
	o := outcome()
	o.Code = "42"
	if _, err := AppendResponse(nil, o, Illustrative()); !fault.Is(err, "code.decision") {
		t.Errorf("a code outside of the table: %v", err)
	}
	back, err := ReadResponse([]byte(`{"Response":{"Data":{"DecisionCd":3}}}`), codes)
	if !fault.Is(err, "code.decision") || back == nil || back.Code != "3" || back.Decision != "" {
		t.Errorf("an unmapped code: %+v, %v", back, err)
	}
	if back, err = ReadResponse([]byte(`{"Response":{"Data":{"DecisionCd":7}}}`), codes); err != nil || back.Decision != "release" {
		t.Errorf("a mapped code: %+v, %v", back, err)
	}
	for _, code := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "99"} {
		if _, err := Illustrative().Decision(code); err != nil {
			t.Error(err)
		}
	}
}

func TestResponseFaults(t *testing.T) {
	for _, c := range []struct{ in, code string }{
		{`{"MailObject":{}}`, "field.missing"},
		{`{"Response":{"Data":{"TotalFee":"1,5","DecisionCd":1}}}`, "money.syntax"},
		{`{"Response":{"Data":{"ClearanceDt":"yesterday","DecisionCd":1}}}`, "date.syntax"},
		{`{"Response":{"Data":{"Taxes":[{"Number":"x"}],"DecisionCd":1}}}`, "quantity.syntax"},
		{`{"Response":{"Data":{"Dutiable":"perhaps","DecisionCd":1}}}`, "boolean.syntax"},
		{`{"Response":`, "input.truncated"},
	} {
		if _, err := ReadResponse([]byte(c.in), Illustrative()); !fault.Is(err, c.code) {
			t.Errorf("%s: %v; want %s", c.in, err, c.code)
		}
	}
}

// An officer who changes the joined name changes what is written.
func TestNamesAreSplitUntilTheyChange(t *testing.T) {
	p := item.Party{Name: "Ada Example", Extra: []item.Extra{
		{Key: pathData + "SenderFirstName", Value: `"Ada"`}, {Key: pathData + "SenderLastName", Value: `"Example"`}}}
	for _, c := range []struct{ name, want string }{
		{"Ada Example", `{"SenderFirstName":"Ada","SenderLastName":"Example"}`},
		{"Ada Other", `{"SenderName":"Ada Other","SenderFirstName":"Ada","SenderLastName":"Example"}`},
	} {
		p.Name = c.name
		var w jsontext.Writer
		w.Begin('{')
		writeParty(&w, &p, "Sender")
		w.End('}')
		if got := string(w.Bytes()); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func FuzzReadResponse(f *testing.F) {
	out, err := AppendResponse(nil, outcome(), Illustrative())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(out)
	f.Add([]byte(`{"Response":{"Data":{"DecisionCd":7,"Taxes":[{}]}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := ReadResponse(data, Illustrative())
		if err != nil {
			return
		}
		again, err := AppendResponse(nil, o, Illustrative())
		if err != nil {
			t.Fatal(err)
		}
		back, err := ReadResponse(again, Illustrative())
		if err != nil {
			t.Fatalf("%v\n%s", err, again)
		}
		if diff := cmp.Diff(o, back, decimals, cmpopts.SortSlices(func(a, b item.Extra) bool { return a.Key < b.Key })); diff != "" {
			t.Fatal(diff)
		}
	})
}
