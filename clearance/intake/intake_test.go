package intake_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
	"greenlane/item/s10"
	"greenlane/sim/world"
)

func TestTheSameBatchTwiceHasOneEffect(t *testing.T) {
	h := open(t)
	batch := []*item.Item{shirts(1, "20"), shirts(2, "60"), shirts(3, "300")}
	first := h.take(batch...)
	before, err := h.store.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	owed := h.balances()
	second := h.take(batch...)
	after, err := h.store.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := outcomes(first); got != "decided decided decided " {
		t.Errorf("first: %s", got)
	}
	if got := outcomes(second); got != "duplicate duplicate duplicate " {
		t.Errorf("second: %s", got)
	}
	if after.LastSeq != 3 || before.LastSeq != 3 || after.Total != 3 {
		t.Errorf("journal rows %d, then %d; %d items", before.LastSeq, after.LastSeq, after.Total)
	}
	for i := range second {
		if second[i].Row == nil || second[i].Row.Version != 1 || second[i].Row.State != first[i].Row.State {
			t.Errorf("the answer to a repeat shows no row as it stands: %+v", second[i].Row)
		}
	}
	if again := h.balances(); len(again) != len(owed) || again["receivable:KH/USD"] != owed["receivable:KH/USD"] {
		t.Errorf("the repeat moved money: %v, then %v", owed, again)
	}
}

// Spelling of the identifier and the place in a file are not part of what is declared.
func TestARepeatIsKnownWhateverItsEnvelope(t *testing.T) {
	h := open(t)
	h.take(shirts(1, "60"))
	other := shirts(1, "60")
	other.ID = strings.ToLower(other.ID[:2] + " " + other.ID[2:11] + " " + other.ID[11:])
	other.Source = item.Source{Format: "csv", Message: "another file", Line: 77}
	if got := outcomes(h.take(other)); got != "duplicate " {
		t.Error(got)
	}
}

func TestInsideOneBatch(t *testing.T) {
	for _, c := range []struct {
		name   string
		batch  []*item.Item
		want   string
		rows   int64 // journal rows
		items  int64
		lastTo string // due of the item at the end
	}{
		{"the same item twice", []*item.Item{shirts(1, "60"), shirts(2, "20"), shirts(1, "60")}, "decided decided duplicate ", 2, 2, "18.29 USD"},
		{"amended at once", []*item.Item{shirts(1, "60"), shirts(1, "120")}, "decided amended ", 2, 1, "34.19 USD"},
		{"amended and repeated", []*item.Item{shirts(1, "60"), shirts(1, "120"), shirts(1, "60"), shirts(1, "120")}, "decided amended duplicate duplicate ", 2, 1, "34.19 USD"},
		{"released at once, then amended", []*item.Item{shirts(1, "20"), shirts(1, "120")}, "decided late ", 2, 1, "0.00 USD"},
		{"posted in another month", []*item.Item{posted(shirts(1, "60"), "2026-10-30"), posted(shirts(1, "120"), "2026-11-02")}, "decided amended ", 2, 1, "34.19 USD"},
		{"posted in another month, newer first", []*item.Item{posted(shirts(1, "60"), "2026-10-30"), posted(shirts(1, "60"), "2026-10-30"), posted(shirts(1, "45"), "2026-11-02"), posted(shirts(1, "120"), "2026-11-19")},
			"decided duplicate amended amended ", 3, 1, "34.19 USD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			together, apart := open(t), open(t)
			if got := outcomes(together.take(c.batch...)); got != c.want {
				t.Errorf("in one batch: %s, not %s", got, c.want)
			}
			got := ""
			for _, it := range c.batch {
				got += outcomes(apart.take(it))
			}
			if got != c.want {
				t.Errorf("one by one: %s, not %s", got, c.want)
			}
			for _, h := range []*house{together, apart} {
				counts, err := h.store.Counts(t.Context())
				if err != nil || counts.LastSeq != c.rows || counts.Total != c.items {
					t.Errorf("%d rows, %d items, %v", counts.LastSeq, counts.Total, err)
				}
				if row := h.find(number(1)); row.Due.String() != c.lastTo {
					t.Errorf("due %s, not %s", row.Due, c.lastTo)
				}
				h.checkFold(t, number(1))
			}
			if a, b := together.balances(), apart.balances(); len(a) != len(b) || a["receivable:KH/USD"] != b["receivable:KH/USD"] {
				t.Errorf("money differs: %v in one batch, %v one by one", a, b)
			}
		})
	}
}

func posted(it *item.Item, day item.Date) *item.Item {
	it.Posted = day
	return it
}

// An amendment takes the old charges back and books the new ones.
func TestAmendmentIsChargedAgain(t *testing.T) {
	h := open(t)
	h.take(shirts(1, "60"))
	if b := h.balances(); b["receivable:KH/USD"] != 1829 || b["payable:KH:duty/USD"] != -1035 || b["payable:KH:vat/USD"] != -794 {
		t.Fatalf("charged: %v", b)
	}
	r := h.take(shirts(1, "120"))[0]
	if r.Outcome != intake.Amended || r.Row.Version != 2 || r.Row.Due.String() != "34.19 USD" || r.Row.State != clearance.Assessed {
		t.Errorf("%s %+v", r.Outcome, r.Row)
	}
	if b := h.balances(); b["receivable:KH/USD"] != 3419 || b["payable:KH:duty/USD"] != -1935 || b["payable:KH:vat/USD"] != -1484 || len(b) != 3 {
		t.Errorf("charged again: %v", b)
	}
	postings, err := h.store.Postings(t.Context(), r.Row.Key)
	if err != nil || len(postings) != 6 { // two charges, two reversals, two charges
		t.Errorf("%d postings, %v", len(postings), err)
	}
	h.take(shirts(1, "20")) // below the threshold: nothing is owed, and it is released
	if b := h.balances(); len(b) != 0 {
		t.Errorf("after the value fell below the threshold: %v", b)
	}
	if row := h.find(number(1)); row.State != clearance.Released {
		t.Errorf("state %s", row.State)
	}
}

// An item that turns out to go elsewhere owes nothing where it was charged first.
func TestAmendmentToAnotherCountry(t *testing.T) {
	h := open(t)
	h.take(shirts(1, "60"))
	moved := shirts(1, "60")
	moved.Destination, moved.DestinationPost = "US", "USA"
	moved.Declaration.Recipient.Country, moved.Declaration.Recipient.City, moved.Declaration.Recipient.State, moved.Declaration.Recipient.Postcode = "US", "Springfield", "IL", "62701"
	if r := h.take(moved)[0]; r.Outcome != intake.Amended || r.Row.Pack != "US" {
		t.Fatalf("%s, pack %s", r.Outcome, r.Row.Pack)
	}
	for account, n := range h.balances() {
		if strings.Contains(string(account), "KH") {
			t.Errorf("%s keeps %d", account, n)
		}
	}
}

// A later declaration of an item that was lodged the month before is booked where its item is.
func TestPostingsOfALateRepeatStayWithTheirItem(t *testing.T) {
	h := open(t)
	h.take(posted(shirts(1, "60"), "2026-10-30"))
	r := h.take(posted(shirts(1, "120"), "2026-11-02"))[0]
	if r.Row.Month != "2026-10" {
		t.Fatalf("month %s", r.Row.Month)
	}
	postings, err := h.store.Postings(t.Context(), r.Row.Key)
	if err != nil || len(postings) != 6 {
		t.Errorf("%d postings stand with the item, %v", len(postings), err)
	}
}

// What was paid before an amendment stays paid.
func TestAmendmentAfterPayment(t *testing.T) {
	h := open(t)
	h.take(shirts(1, "120"))
	pay := func(amount string) *clearance.Row {
		return h.do(number(1), clearance.User{Name: "till", Roles: []clearance.Role{clearance.Clerk}}, casework.Action{Kind: clearance.Payment, Amount: money.New(money.MustParse(amount), "USD")})
	}
	pay("20.00")
	r := h.take(shirts(1, "300"))[0]
	if r.Outcome != intake.Amended || r.Row.Outstanding().String() != "61.89 USD" || r.Row.State != clearance.Assessed {
		t.Errorf("%s, %s owed, %s", r.Outcome, r.Row.Outstanding(), r.Row.State)
	}
	r = h.take(shirts(1, "60"))[0] // 18.29: less than what was paid
	if r.Row.State != clearance.Released || r.Row.Hold != "" {
		t.Errorf("all is paid, and it still waits: %s %s, %s owed", r.Row.State, r.Row.Hold, r.Row.Outstanding())
	}
	if b := h.balances(); b["receivable:KH/USD"] != 1829-2000 || b["cash:KH/USD"] != 2000 {
		t.Errorf("%v", b)
	}
	h.checkFold(t, number(1))
}

func TestAmendmentAfterReleaseIsRecordedAsLate(t *testing.T) {
	h := open(t)
	first := h.take(shirts(1, "20"))[0]
	if first.Row.State != clearance.Released {
		t.Fatal(first.Row.State)
	}
	late := h.take(shirts(1, "300"))[0]
	if late.Outcome != intake.Late || late.Row.State != clearance.Released || late.Row.Due.String() != "0.00 USD" {
		t.Errorf("%s %+v", late.Outcome, late.Row)
	}
	entries := h.entries(late.Row.Key)
	if len(entries) != 2 || !entries[1].Late || entries[1].Event.Facts.Due.String() != "81.89 USD" || !bytes.Contains(entries[1].Item, []byte(`"300"`)) {
		t.Errorf("what came late is not on record: %d entries", len(entries))
	}
	if b := h.balances(); len(b) != 0 {
		t.Errorf("a late declaration was charged: %v", b)
	}
	if row := h.find(number(1)); row.LodgedSeq != 1 || row.Version != 2 {
		t.Errorf("lodged in row %d, version %d", row.LodgedSeq, row.Version)
	}
	if again := outcomes(h.take(shirts(1, "300"))); again != "duplicate " {
		t.Errorf("the late one again: %s", again)
	}
	h.checkFold(t, number(1))
}

// First the amendment, then the first declaration once more: the amendment stands.
func TestRedeliveryOutOfOrder(t *testing.T) {
	h := open(t)
	h.take(shirts(1, "60"))
	h.take(shirts(1, "120"))
	r := h.take(shirts(1, "60"))[0]
	if r.Outcome != intake.Duplicate || r.Row.Due.String() != "34.19 USD" || r.Row.Version != 2 {
		t.Errorf("%s %+v", r.Outcome, r.Row)
	}
	if b := h.balances(); b["receivable:KH/USD"] != 3419 {
		t.Errorf("%v", b)
	}
}

// A record that is refused has its own answer and does not hold up the others; answers
// stand in the order of the batch.
func TestRefusedRecordsDoNotHoldUpTheOthers(t *testing.T) {
	h := open(t)
	var batch []*item.Item
	for n := range 60 {
		it := shirts(n, "20")
		switch n % 20 {
		case 3:
			it.ID = it.ID[:10] + string('0'+(it.ID[10]-'0'+1)%10) + it.ID[11:]
		case 7:
			it.Declaration.Lines[0].Value.Currency = "XQZ"
		case 11:
			it.Declaration.Lines[0].NetWeight.Decimal = money.MustParse("-1")
		case 19:
			it.Destination, it.Declaration.Recipient.Country = "FJ", "FJ" // no pack
		}
		batch = append(batch, it)
	}
	want := map[int]string{3: "s10.check_digit", 7: "code.currency", 11: "weight.negative", 19: "pack.not_found"}
	for i, r := range h.take(batch...) {
		if r.Item != s10.Canonical(batch[i].ID) {
			t.Fatalf("answer %d is about %s and not %s", i, r.Item, batch[i].ID)
		}
		code, bad := want[i%20]
		if !bad {
			if r.Outcome != intake.Decided {
				t.Errorf("%d: %s: %v", i, r.Outcome, r.Faults)
			}
			continue
		}
		if r.Outcome != intake.Refused || r.Row != nil || !fault.Is(r.Faults.Err(), code) {
			t.Errorf("%d: %s %v, not %s", i, r.Outcome, r.Faults, code)
		}
	}
	if c, err := h.store.Counts(t.Context()); err != nil || c.Total != 48 || c.LastSeq != 48 {
		t.Errorf("%+v %v", c, err)
	}
}

func TestBatchLimits(t *testing.T) {
	h := open(t)
	if results := h.take(); len(results) != 0 {
		t.Error("an empty batch has answers")
	}
	items := make([]*item.Item, intake.MaxBatch+1)
	for i := range items {
		items[i] = shirts(i, "20")
	}
	if _, err := h.Take(t.Context(), items, intake.Origin{}); !fault.Is(err, "input.too_many") {
		t.Errorf("%d items: %v", len(items), err)
	}
	if c, err := h.store.Counts(t.Context()); err != nil || c.Total != 0 {
		t.Errorf("%+v %v", c, err)
	}
	if got := len(h.take(items[:2000]...)); got != 2000 {
		t.Error(got)
	}
}

func TestAStoppedBatchIsNotRecorded(t *testing.T) {
	h := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Take(ctx, []*item.Item{shirts(1, "20")}, intake.Origin{}); err == nil {
		t.Error("a batch whose caller has gone was answered")
	}
	if c, err := h.store.Counts(t.Context()); err != nil || c.Total != 0 {
		t.Errorf("%+v %v", c, err)
	}
}

// What is answered is what is on record, byte for byte, and it can be read back.
func TestAnswersCarryTheStoredBytes(t *testing.T) {
	h := open(t)
	w := world.New(7, world.Options{})
	checked := 0
	for _, r := range h.take(w.Batch(start, 300)...) {
		if r.Outcome != intake.Decided {
			continue
		}
		entries := h.entries(r.Row.Key)
		if !bytes.Equal(entries[0].Assessment, r.DecisionJSON) {
			t.Fatalf("%s: answered %s, stored %s", r.Item, r.DecisionJSON, entries[0].Assessment)
		}
		if entries[0].Event.Ref != r.Row.Digest || entries[0].Event.Actor != "post:XXA" || !entries[0].Event.At.Equal(h.now) {
			t.Fatalf("entry %+v", entries[0].Event)
		}
		if !bytes.Contains(r.DecisionJSON, []byte(`"state":"`+string(r.Row.State)+`"`)) && r.Row.Version == 1 {
			t.Fatalf("%s is %s, but its decision is %s", r.Item, r.Row.State, r.DecisionJSON)
		}
		checked++
	}
	if checked < 280 {
		t.Errorf("only %d items were decided", checked)
	}
}

// A pre-advice of dispatch names the item and says nothing of its contents: it does not take
// the place of a declaration, before or after.
func TestPreAdviceLeavesTheDeclarationAlone(t *testing.T) {
	preadvice := func(n int) *item.Item {
		return &item.Item{ID: number(n), Flow: item.Inbound, Class: "C", Origin: "TH", Destination: "KH", Posted: "2026-11-19", Receptacle: "THBKKAKHPNHACUN60001001011234", Source: item.Source{Format: "predes-json"}}
	}
	h := open(t)
	h.take(shirts(1, "60"))
	for _, want := range []intake.Outcome{intake.Noted, intake.Duplicate} {
		r := h.take(preadvice(1))[0]
		if r.Outcome != want || r.Row.State != clearance.Assessed || r.Row.Due.String() != "18.29 USD" || r.Row.Lines != 1 {
			t.Errorf("%s, %s, %s due", r.Outcome, r.Row.State, r.Row.Due)
		}
	}
	entries := h.entries(h.find(number(1)).Key)
	if len(entries) != 2 || entries[1].Event.Kind != clearance.Departed || !strings.Contains(entries[1].Event.Reason, "THBKKAKHPNH") || len(entries[1].Item) > 0 {
		t.Errorf("%d entries, the last %+v", len(entries), entries[1].Event)
	}
	if r := h.take(preadvice(2))[0]; r.Outcome != intake.Decided || r.Row.State != clearance.Referred {
		t.Errorf("without a declaration: %s %s", r.Outcome, r.Row.State)
	}
	if r := h.take(shirts(2, "60"))[0]; r.Outcome != intake.Amended || r.Row.State != clearance.Assessed {
		t.Errorf("the declaration after it: %s %s", r.Outcome, r.Row.State)
	}
	unclear := shirts(3, "60")
	unclear.Declaration.Lines = nil
	unclear.Declaration.Postage = money.Amount{}
	if r := h.take(unclear)[0]; r.Row.State != clearance.Referred {
		t.Fatal(r.Row.State)
	}
	if r := h.take(preadvice(3))[0]; r.Outcome != intake.Noted || r.Row.State != clearance.Referred || r.Row.Deadline.IsZero() {
		t.Errorf("dispatch of what was referred: %s %v, %+v", r.Outcome, r.Faults, r.Row)
	}
	for n := range 3 {
		h.checkFold(t, number(n+1))
	}
}

// Eight partners send the same items at the same time: each is decided once.
func TestConcurrentTakesDecideOnce(t *testing.T) {
	h := open(t)
	const sides, count = 8, 300
	results := make([][]intake.Result, sides)
	var wg sync.WaitGroup
	for side := range sides {
		items := make([]*item.Item, count)
		for i := range items {
			items[i] = shirts((i+side*37)%count, "60")
		}
		wg.Go(func() {
			for from := 0; from < count; from += 50 {
				r, err := h.Take(t.Context(), items[from:from+50], intake.Origin{Actor: "post"})
				if err != nil {
					t.Error(err)
					return
				}
				results[side] = append(results[side], r...)
			}
		})
	}
	wg.Wait()
	decided := map[string]int{}
	for _, list := range results {
		for i := range list {
			switch list[i].Outcome {
			case intake.Decided:
				decided[list[i].Item]++
			case intake.Duplicate:
			default:
				t.Errorf("%s: %s", list[i].Item, list[i].Outcome)
			}
		}
	}
	for i := range count {
		if decided[number(i)] != 1 {
			t.Errorf("%s was decided %d times", number(i), decided[number(i)])
		}
	}
	if c, err := h.store.Counts(t.Context()); err != nil || c.LastSeq != count {
		t.Errorf("%d journal rows, %v", c.LastSeq, err)
	}
	if b := h.balances(); b["receivable:KH/USD"] != count*1829 {
		t.Errorf("%v", b)
	}
}

// The pack that the caller names wins over that of the destination.
func TestPackOfTheCaller(t *testing.T) {
	h := open(t)
	r, err := h.Take(t.Context(), []*item.Item{shirts(1, "60")}, intake.Origin{Pack: "NL"})
	if err != nil || r[0].Row.Pack != "NL" {
		t.Errorf("%v %v", r, err)
	}
	r, err = h.Take(t.Context(), []*item.Item{shirts(2, "60")}, intake.Origin{Pack: "ZZ"})
	if err != nil || r[0].Outcome != intake.Refused || !fault.Is(r[0].Faults.Err(), "pack.not_found") {
		t.Errorf("%v %v", r, err)
	}
}

// A batch is judged under one rulebook, whatever is loaded meanwhile.
func TestRulebookIsTakenOncePerBatch(t *testing.T) {
	h := open(t)
	b, err := book()
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	h.Rulebook = func() *assess.Rulebook { taken++; return b }
	h.take(shirts(1, "20"), shirts(2, "20"), shirts(3, "20"))
	if taken != 1 {
		t.Errorf("taken %d times", taken)
	}
}
