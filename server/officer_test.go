package server_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/money"
	"greenlane/item/s10"
	"greenlane/server"
)

// signIn signs an officer in, after whoever was there signed out.
func (b *tab) signIn(name string) {
	b.Helper()
	b.see("/sign-in?lang=en&next=/officer?live=off")
	if b.eval(`String(!!document.querySelector('form[action="/sign-out"]'))`) == "true" {
		b.tap(`form[action="/sign-out"] button`)
		b.wait("signing out", `!document.querySelector('form[action="/sign-out"]') && document.readyState === "complete"`)
		b.see("/sign-in?next=/officer?live=off")
	}
	b.write("name", name)
	b.write("password", server.DemoPassword(name))
	b.do(chromedp.KeyEvent("\r"))
	b.at("/officer")
}

// calm starts a house with the demo's users and no simulated mail, so that nobody else
// touches its items: one red, because its recipient is on the fictional list, and three
// yellow, because code and words disagree.
func calm(t *testing.T) (s *server.Server, base, red string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	dir := t.TempDir()
	seed := sha256.Sum256([]byte(t.Name()))
	s, err := server.Open(ctx, server.Config{DB: "sqlite:" + filepath.Join(dir, "house.db"), Seed: seed[:], Demo: true}, server.Parts{Clock: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	var items []*item.Item
	for i, recipient := range []string{"Zorblax Quimbly-Vantongue", "Sok Example", "Dara Example", "Chan Example"} {
		id, err := s10.New("CP", uint32(10_000_001+i), "FR")
		if err != nil {
			t.Fatal(err)
		}
		it := &item.Item{ID: id.String(), Origin: "FR", Destination: "KH", Class: "C", Posted: item.DateOf(time.Now()), Source: item.Source{Format: "json"}}
		d := &it.Declaration
		d.Nature = "11"
		d.Sender = item.Party{Name: "Ada Example", Address: []string{"1 Example Street"}, City: "Lyon", Country: "FR"}
		d.Recipient = item.Party{Name: recipient, Address: []string{"12 Example Road"}, City: "Phnom Penh", Country: "KH", Telephone: "+855 23 000 000"}
		d.GrossWeight.Decimal = money.MustParse("0.5")
		d.Lines = []item.Line{{Index: 1, Description: "plastic phone case", HS: "910511", Quantity: 1, Origin: "FR", Value: money.New(money.MustParse("20"), "USD")}}
		d.Lines[0].NetWeight.Decimal = money.MustParse("0.4")
		items = append(items, it)
	}
	results, err := s.Intake.Take(t.Context(), items, intake.Origin{Actor: "test"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []assess.Lane{assess.Red, assess.Yellow, assess.Yellow, assess.Yellow} {
		if row := results[i].Row; row == nil || row.Lane != want || row.State != clearance.Held {
			t.Fatalf("item %d: %+v %v", i, row, results[i].Faults)
		}
	}
	return s, "http://" + listener.Addr().String(), items[0].ID
}

// find waits for an item of the simulated mail.
func find(t *testing.T, s *server.Server, f clearance.Filter, fits func(*clearance.Row) bool) *clearance.Row {
	t.Helper()
	for range 300 {
		rows, _, err := s.Store.List(t.Context(), f, "", 200)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			if fits(&rows[i]) {
				return &rows[i]
			}
		}
		time.Sleep(200 * time.Millisecond)
	}
	t.Fatal("no such item came up")
	return nil
}

// A red item needs two persons: the first approves and cannot release, the second does.
func TestTwoOfficersReleaseARedItem(t *testing.T) {
	s, base, red := calm(t)
	b := &tab{t, browser(t), base}
	card := "/officer/items/" + red
	approve := func(reason string) {
		t.Helper()
		b.write("reason", reason)
		b.tap(`.gl-action[open] form button`)
		b.wait("the reason in the history", `document.querySelector(".gl-history").innerText.includes("`+reason+`") && document.readyState === "complete"`)
	}

	b.signIn("officer")
	b.see(card)
	if page := b.text(); !strings.Contains(page, "two persons release it") || !strings.Contains(page, "Approve release") {
		t.Fatalf("the page does not say that two persons are needed:\n%s", page)
	}
	b.eval(`document.querySelector('input[value="released"]').closest("details").open = true; ""`)
	approve("looked inside and it is as declared")
	if page := b.text(); !strings.Contains(page, "Waiting for a second person") {
		t.Errorf("the item does not wait:\n%s", page)
	}
	b.shot("red-first")
	if b.eval(`String(!!document.querySelector('input[value="released"]'))`) == "true" {
		t.Error("the first person is offered the release")
	}
	b.see("/officer?live=off&q=" + red)
	if page := b.text(); !strings.Contains(page, "Waiting for a second person") {
		t.Errorf("the queue does not show that the item waits:\n%s", page)
	}

	b.signIn("officer2")
	b.see(card)
	if page := b.text(); !strings.Contains(page, "officer approved the release. You are the second person") {
		t.Errorf("the second person is not told about the first:\n%s", page)
	}
	approve("agreed after the examination")
	b.shot("red-second")
	after, err := s.Store.Find(t.Context(), red)
	if err != nil || after.State != clearance.Released && after.State != clearance.Assessed {
		t.Errorf("after two approvals: %+v %v", after, err)
	}
}

// With nothing but the keys that the pages announce, an officer takes the next item,
// releases it and takes the one after.
func TestOfficerWithTheKeyboard(t *testing.T) {
	s, base, _ := calm(t)
	b := &tab{t, browser(t), base}
	keys := func(text string) { b.do(chromedp.KeyEvent(text)) }
	b.signIn("officer")
	b.see("/officer?live=off&lane=yellow&state=held")
	for _, key := range []string{"j", "k", "Enter", "n", "/"} {
		if b.eval(`String([...document.querySelectorAll(".gl-keys kbd")].some(k => k.textContent === "`+key+`"))`) != "true" {
			t.Errorf("the queue does not announce the key %s", key)
		}
	}
	keys("j")
	keys("j")
	keys("k")
	b.wait("the first item has the focus", `document.activeElement === document.querySelector("a[data-row]")`)
	keys("\r")
	b.at("/officer/items/")
	id := b.eval(`location.pathname.split("/").pop()`)
	keys("d")
	b.wait("the reason has the focus", `document.activeElement.matches(".gl-action[open] textarea") && document.activeElement.closest("form").elements.kind.value === "released"`)
	keys("papers seen, quite right")                        // holds keys that are shortcuts elsewhere
	b.do(chromedp.KeyEvent("\r", chromedp.KeyModifiers(2))) // control
	b.wait("the release", `document.readyState === "complete" && document.querySelector(".gl-flash")?.innerText.includes("elease")`)
	row, err := s.Store.Find(t.Context(), id)
	if err != nil || row.State != clearance.Released && row.State != clearance.Assessed {
		t.Fatalf("%s after the release: %+v %v", id, row, err)
	}
	keys("q")
	b.at("/officer")
	if got := b.eval(`location.search`); got != "?live=off&lane=yellow&state=held" {
		t.Errorf("the way back leads to %q", got)
	}
	keys("n")
	b.wait("the next item", `location.pathname.startsWith("/officer/items/") && location.pathname !== "/officer/items/`+id+`" && document.readyState === "complete"`)
	b.shot("keyboard")
}

// The public status page in Khmer: headings and states in the language, amounts in figures.
func TestStatusInKhmer(t *testing.T) {
	s, base := demo(t)
	b := &tab{t, browser(t), base}
	row := find(t, s, clearance.Filter{States: []clearance.State{clearance.Assessed}}, func(r *clearance.Row) bool { return r.Due.Known() && r.Due.Sign() > 0 })
	b.see("/track/" + row.ID + "?lang=km&secret=" + url.QueryEscape(clearance.Secret(s.Keys.Notice, row.Key)))
	if lang := b.eval(`document.documentElement.lang + " " + document.documentElement.dir`); lang != "km ltr" {
		t.Errorf("the page says it is %s", lang)
	}
	if plain := b.eval(`JSON.stringify([...document.querySelectorAll("h1, h2, dt, th[scope=col]")].map(e => e.textContent).filter(t => !/[\u1780-\u17ff]/.test(t)))`); plain != "[]" {
		t.Errorf("headings without Khmer: %s", plain)
	}
	page := b.text()
	if !strings.Contains(page, row.Outstanding().String()) {
		t.Errorf("the page does not show %s:\n%s", row.Outstanding(), page)
	}
	if strings.Contains(page, "⟦") {
		t.Errorf("a text is missing:\n%s", page)
	}
	b.shot("khmer")
}
