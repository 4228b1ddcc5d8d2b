package server_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"greenlane/clearance"
	"greenlane/exchange"
	"greenlane/server"
)

// An item goes the whole way over real connections: lodged by a program, seen in the queue
// by an officer, paid, released, and seen released by the recipient.
func TestFromLodgementToRelease(t *testing.T) {
	h := open(t, server.Config{})
	h.lodge(shirts(1, "60"), shirts(2, "20"))
	id := number(1)

	public := h.visitor()
	row, err := h.Store.Find(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	phrase := clearance.Secret(h.Keys.Notice, row.Key)
	if code, page := public.submit("/track", "same-origin", "id", id, "secret", "AAAA-BBBB-CCCC"); code != http.StatusForbidden || strings.Contains(page, "18.29") {
		t.Errorf("a wrong phrase opens the item: %d", code)
	}
	code, before := public.submit("/track", "same-origin", "id", id, "secret", phrase)
	if code != http.StatusOK || !strings.Contains(before, id) || !strings.Contains(before, "18.29") {
		t.Fatalf("status page: %d, amount shown: %t", code, strings.Contains(before, "18.29"))
	}

	if code, page := h.visitor().get("/officer"); !strings.Contains(page, `name="password"`) {
		t.Errorf("the queue is open to everyone: %d", code)
	}
	ann := h.signIn("ann")
	if code, page := ann.get("/officer?state=assessed"); code != http.StatusOK {
		t.Errorf("queue: %d %.300s", code, page)
	}
	code, card := ann.get("/officer/items/" + id)
	if code != http.StatusOK || !strings.Contains(card, id) || !strings.Contains(card, "18.29") || !strings.Contains(card, "610910") {
		t.Fatalf("item page: %d", code)
	}
	if code, _ := ann.submit("/officer/items/"+id, "same-origin", "kind", "released", "reason", "", "version", "1"); code == http.StatusOK {
		t.Error("an action without a reason was taken")
	}
	if code, _ := ann.submit("/officer/items/"+id, "same-origin", "kind", "noted", "reason", "looked at the invoice", "version", "1"); code != http.StatusOK {
		t.Errorf("note: %d", code)
	}
	if code, _ := ann.submit("/officer/items/"+id, "same-origin", "kind", "paid", "amount", "18.29", "currency", "USD", "version", "1"); code != http.StatusConflict {
		t.Errorf("an action on a page that is out of date: %d", code)
	}
	if code, _ := ann.submit("/officer/items/"+id, "same-origin", "kind", "paid", "amount", "18.29", "currency", "USD", "version", "2"); code != http.StatusOK {
		t.Errorf("payment: %d", code)
	}
	if row, err = h.Store.Find(t.Context(), id); err != nil || row.State != clearance.Released {
		t.Fatalf("%+v %v", row, err)
	}
	if _, after := public.get("/track/" + id); after == before || strings.Contains(after, `18.29</`) && strings.Contains(after, "Pay") {
		t.Error("the status page did not change")
	}
	if code, answer := h.call(http.MethodGet, "/v1/items/"+id, "ann", ""); code != http.StatusOK || !strings.Contains(answer, `"state":"released"`) {
		t.Errorf("%d %s", code, answer)
	}
	if code, answer := h.call(http.MethodGet, "/v1/items/"+id+"/history", "ann", ""); code != http.StatusOK || strings.Count(answer, `"seq"`) != 3 {
		t.Errorf("history: %d %s", code, answer)
	}
}

func TestTwoOfficersReleaseARedItemOnThePage(t *testing.T) {
	h := open(t, server.Config{})
	red := shirts(1, "60")
	red.Declaration.Lines[0].Description, red.Declaration.Lines[0].HS = "pistol and ammunition", "930200"
	h.lodge(red)
	row, err := h.Store.Find(t.Context(), red.ID)
	if err != nil || row.Lane != "red" {
		t.Fatalf("%+v %v", row, err)
	}
	ann, bob := h.signIn("ann"), h.signIn("bob")
	release := func(b *visitor) {
		b.submit("/officer/items/"+red.ID, "same-origin", "kind", "released", "reason", "a toy, seen by both")
	}
	release(ann)
	release(ann)
	if row, err = h.Store.Find(t.Context(), red.ID); err != nil || row.First != "ann" || row.State != clearance.Held {
		t.Fatalf("after one person, twice: %+v %v", row, err)
	}
	release(bob)
	if row, err = h.Store.Find(t.Context(), red.ID); err != nil || row.First != "" || row.State == clearance.Held {
		t.Errorf("after two: %+v %v", row, err)
	}
}

func TestHealthAndMetrics(t *testing.T) {
	h := open(t, server.Config{})
	h.lodge(shirts(1, "60"), shirts(2, "20"))
	for path, want := range map[string]string{"/healthz": "ok", "/readyz": "ready", "/metrics": `greenlane_items_by_state{state="released"} 1`, "/v1/openapi.json": `"openapi":"3.1`, "/": "Greenlane", "/help/states": "What each state means", "/declare": "<form"} {
		if code, text := h.call(http.MethodGet, path, "", ""); code != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("%s: %d, no %q in %.200s", path, code, want, text)
		}
	}
	_, text := h.call(http.MethodGet, "/metrics", "", "")
	for _, want := range []string{`greenlane_items_by_lane{lane="green"} 2`, "greenlane_journal_rows 2", `greenlane_http_seconds_count{method="POST",status="200"} 1`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in the metrics", want)
		}
	}
	if strings.Contains(text, number(1)) {
		t.Error("the metrics name an item")
	}
	if code, _ := h.call(http.MethodGet, "/nowhere", "", ""); code != http.StatusNotFound {
		t.Errorf("/nowhere: %d", code)
	}
}

// Another site cannot make a signed-in browser do anything.
func TestOtherSitesAreRefused(t *testing.T) {
	h := open(t, server.Config{})
	h.lodge(shirts(1, "60"))
	ann := h.signIn("ann")
	for _, site := range []string{"cross-site", "same-site"} {
		if code, _ := ann.submit("/officer/items/"+number(1), site, "kind", "refused", "reason", "made by another site"); code != http.StatusForbidden {
			t.Errorf("%s: %d", site, code)
		}
	}
	r, err := http.NewRequest(http.MethodPost, h.base+"/v1/items", strings.NewReader(text(t, exchange.JSON, shirts(2, "20"))))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "https://other.example.org")
	r.Header.Set("Authorization", "Bearer "+h.key("cleo"))
	r.Header.Set("Idempotency-Key", "other-site")
	r.Header.Set("Content-Type", "application/json")
	if code, text := h.send(http.DefaultClient, r); code != http.StatusForbidden || !strings.Contains(text, "request.origin") {
		t.Errorf("interface for programs: %d %s", code, text)
	}
	if row, err := h.Store.Find(t.Context(), number(1)); err != nil || row.State != clearance.Assessed {
		t.Errorf("%+v %v", row, err)
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	h := open(t, server.Config{})
	one := text(t, exchange.JSON, shirts(1, "20"))
	for _, c := range []struct {
		method, path, user, body string
		want                     int
	}{
		{http.MethodPost, "/v1/items", "", one, http.StatusUnauthorized},
		{http.MethodPost, "/v1/items", "admin", one, http.StatusForbidden},
		{http.MethodPost, "/v1/items", "cleo", one, http.StatusCreated},
		{http.MethodPost, "/v1/items", "cleo", one, http.StatusOK},
		{http.MethodPost, "/v1/items", "cleo", "{", http.StatusBadRequest},
		{http.MethodGet, "/v1/items/" + number(1), "", "", http.StatusUnauthorized},
		{http.MethodGet, "/v1/items/" + number(9), "ann", "", http.StatusNotFound},
		{http.MethodGet, "/v1/journal", "ann", "", http.StatusForbidden},
		{http.MethodGet, "/v1/journal", "admin", "", http.StatusOK},
		{http.MethodGet, "/v1/checkpoint", "", "", http.StatusOK},
	} {
		if code, text := h.call(c.method, c.path, c.user, c.body); code != c.want {
			t.Errorf("%s %s as %q: %d, not %d: %.200s", c.method, c.path, c.user, code, c.want, text)
		}
	}
	if err := h.Store.PutUser(t.Context(), clearance.User{Name: "cleo", Roles: []clearance.Role{clearance.Clerk}, Disabled: true}); err != nil {
		t.Fatal(err)
	}
	if code, _ := h.call(http.MethodPost, "/v1/items", "cleo", one); code != http.StatusUnauthorized {
		t.Errorf("the key of a disabled user: %d", code)
	}
}

// A stop lets the request in flight finish, takes nothing new, and ends.
func TestStopLetsRequestsFinish(t *testing.T) {
	h := open(t, server.Config{})
	body := text(t, exchange.JSON, shirts(1, "20"))
	in, out := io.Pipe()
	r, err := http.NewRequest(http.MethodPost, h.base+"/v1/items", in)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.key("cleo"))
	r.Header.Set("Idempotency-Key", "in-flight")
	r.Header.Set("Content-Type", "application/json")
	answered := make(chan int, 1)
	go func() {
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Error(err)
			answered <- 0
			return
		}
		answer.Body.Close()
		answered <- answer.StatusCode
	}()
	if _, err := io.WriteString(out, body[:100]); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // the request is being read
	stopped := make(chan error, 1)
	go func() { stopped <- h.stop() }()
	for deadline := time.Now().Add(5 * time.Second); h.Ready() == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it goes on saying that it is ready")
		}
	}
	select {
	case err := <-stopped:
		t.Fatalf("stopped with a request in flight: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	if c, err := net.DialTimeout("tcp", strings.TrimPrefix(h.base, "http://"), time.Second); err == nil {
		c.Close()
		t.Error("it still takes connections")
	}
	if _, err := io.WriteString(out, body[100:]); err != nil {
		t.Fatal(err)
	}
	out.Close()
	if code := <-answered; code != http.StatusCreated {
		t.Errorf("the request in flight was answered with %d", code)
	}
	select {
	case err := <-stopped:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("it does not end")
	}
	if _, err := h.Store.Find(t.Context(), number(1)); err != nil {
		t.Error(err)
	}
}
