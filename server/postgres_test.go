package server_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"greenlane/clearance"
	"greenlane/exchange"
	"greenlane/record/audit"
	"greenlane/record/recordtest"
	"greenlane/server"
)

// The same house on PostgreSQL, and a second node on the same database.
func TestHouseOnPostgreSQL(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a PostgreSQL server")
	}
	db := recordtest.Database(t, recordtest.Postgres(t, os.Getenv("GREENLANE_TEST_POSTGRES")))
	one := open(t, server.Config{DB: db})
	two := open(t, server.Config{DB: db})
	one.lodge(shirts(1, "60"), shirts(2, "20"))
	code, answer := two.call(http.MethodPost, "/v1/items:batch", "cleo", text(t, exchange.JSON, shirts(1, "60"), shirts(3, "60")), "Content-Type", "application/x-ndjson")
	if code != http.StatusOK || strings.Count(answer, `"result":"duplicate"`) != 1 || strings.Count(answer, `"result":"decided"`) != 1 {
		t.Errorf("second node: %d %s", code, answer)
	}
	ann := two.signIn("ann")
	if code, page := ann.get("/officer/items/" + number(1)); code != http.StatusOK || !strings.Contains(page, "18.29") {
		t.Errorf("item page: %d", code)
	}
	if code, _ := ann.submit("/officer/items/"+number(1), "same-origin", "kind", "paid", "amount", "18.29", "currency", "USD", "version", "1"); code != http.StatusOK {
		t.Errorf("payment: %d", code)
	}
	if code, _ := ann.submit("/officer/items/"+number(1), "same-origin", "kind", "noted", "reason", "out of date", "version", "1"); code != http.StatusConflict {
		t.Errorf("an action on a page that is out of date: %d", code)
	}
	row, err := one.Store.Find(t.Context(), number(1))
	if err != nil || row.State != clearance.Released || row.Version != 2 {
		t.Errorf("%+v %v", row, err)
	}
	balances, err := one.Store.Balances(t.Context())
	if err != nil || len(balances) == 0 {
		t.Errorf("%v %v", balances, err)
	}
	src, done, err := server.OpenLog(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if report, err := audit.Verify(t.Context(), src, audit.Options{}); err != nil || report.Err() != nil || report.Items != 3 {
		t.Errorf("log: %+v %v", report, err)
	}
}
