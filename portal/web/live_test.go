package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"greenlane/assess"
	"greenlane/clearance"
)

// until waits until the expression is true in the page.
func until(t *testing.T, ctx context.Context, what, expression string) {
	t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for time.Now().Before(deadline) {
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression)); err == nil && ok {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("never happened: %s", what)
}

// TestPagesLive drives the parts that refresh by themselves, with the protection against
// requests of other sites in front as on the real server, and fails on any message of the
// browser about the security policy or a broken script.
func TestPagesLive(t *testing.T) {
	h := newHouse()
	h.fill()
	site := newSite(t, h)
	styled(t, site)
	ctx := browser(t)
	var mu sync.Mutex
	var complaints []string
	err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			complaints = append(complaints, e.Entry.Text)
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(locked(&h.mu, http.NewCrossOriginProtection().Handler(site)))
	defer server.Close()

	step := func(name string, f func(t *testing.T)) { // a step stands on those before it
		if !t.Failed() {
			t.Run(name, f)
		}
	}
	step("an item appears by itself and the focus stays", func(t *testing.T) {
		if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/officer"), chromedp.KeyEvent("j"), chromedp.KeyEvent("j")); err != nil {
			t.Fatal(err)
		}
		until(t, ctx, "j moves the focus", `document.activeElement.textContent === "CP000000110FR"`)
		h.mu.Lock()
		it := sampleItem("CP000000990FR", "Ceramic bowl")
		h.add(clearance.Row{Key: clearance.Key{ID: it.ID, Month: "2026-11"}, State: clearance.Held, Lane: assess.Red, Summary: "Ceramic bowl", UpdatedAt: testNow}, it, h.Assess(it, assess.Inputs{At: testNow}))
		h.mu.Unlock()
		until(t, ctx, "the new item", `document.body.textContent.includes("Ceramic bowl")`)
		until(t, ctx, "the count of the red lane", `document.querySelector(".gl-tile--red .gl-tile__n").textContent === "3"`)
		until(t, ctx, "the focus is where it was", `document.activeElement.textContent === "CP000000110FR"`)
		if err := chromedp.Do(ctx, chromedp.KeyEvent("\r")); err != nil {
			t.Fatal(err)
		}
		until(t, ctx, "enter opens the item", `location.pathname === "/officer/items/CP000000110FR"`)
	})
	step("an action from the card", func(t *testing.T) {
		if err := chromedp.Do(ctx, chromedp.SendKeys(chromedp.CSS("details[open] textarea[name=reason]"), "looked right"), chromedp.Click(chromedp.CSS("details[open] form button"))); err != nil {
			t.Fatal(err)
		}
		until(t, ctx, "the message of success", `document.querySelector(".gl-flash")?.textContent.includes("second person")`)
		until(t, ctx, "the reason in the history", `document.querySelector(".gl-history").textContent.includes("looked right")`)
	})
	step("the form answers while somebody types", func(t *testing.T) {
		if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/declare"), chromedp.SendKeys(chromedp.CSS(`[id="recipient.country"]`), "KH"), chromedp.SendKeys(chromedp.CSS(`[id="lines.0.description"]`), "polyester dress")); err != nil {
			t.Fatal(err)
		}
		until(t, ctx, "the estimate", `document.querySelector("#check .gl-total")?.textContent.includes("12.34 USD")`)
		until(t, ctx, "the focus stays in the field", `document.activeElement.id === "lines.0.description"`)
		if err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(`.gl-candidates [data-hs="610444"]`))); err != nil {
			t.Fatal(err)
		}
		until(t, ctx, "the chosen code", `document.getElementById("lines.0.hs").value === "610444"`)
		until(t, ctx, "the description is kept", `document.getElementById("lines.0.description").value === "polyester dress"`)
		if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/declare")); err != nil {
			t.Fatal(err)
		}
		until(t, ctx, "the draft comes back", `document.getElementById("lines.0.description").value === "polyester dress"`)
	})
	step("the live view moves", func(t *testing.T) {
		if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/demo")); err != nil {
			t.Fatal(err)
		}
		h.mu.Lock()
		it := sampleItem("CP000000880FR", "Wooden flute")
		row := clearance.Row{Key: clearance.Key{ID: it.ID, Month: "2026-11"}, State: clearance.Released, Lane: assess.Green, Summary: "Wooden flute", UpdatedAt: testNow}
		h.add(row, it, h.Assess(it, assess.Inputs{At: testNow}))
		h.mu.Unlock()
		until(t, ctx, "the total", `document.querySelector(".gl-big").textContent.startsWith("9")`)
		until(t, ctx, "the newest item", `document.querySelector(".gl-newest").textContent.includes("Wooden flute")`)
	})
	mu.Lock()
	if len(complaints) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(complaints, "\n"))
	}
	mu.Unlock()
	step("a lost line is told", func(t *testing.T) {
		server.CloseClientConnections()
		server.Listener.Close()
		until(t, ctx, "the word about the lost line", `document.querySelector("[data-lost-text]").textContent.includes("is lost")`)
	})
}

// locked lets the test change the house between requests.
func locked(mu *sync.Mutex, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		next.ServeHTTP(w, r)
	})
}
