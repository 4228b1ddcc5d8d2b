package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
)

func TestAnswers(t *testing.T) {
	secret := clearance.Secret(secretKey, clearance.Key{ID: oneID, Month: "2026-11"})
	at := "/v1/items/" + oneID
	const other = "EE000000026KH"
	for _, c := range []struct {
		name, method, target, role, body string
		header                           []string
		status                           int
		has, not                         []string
	}{
		{"lodge", "POST", "/v1/items", "officer", itemJSON(other), nil, 201, []string{`{"item":"` + other, `"decision":"hold"`, `"state":"held"`, `"total_due":"6.00"`, `"result":"decided"`, `"secret":true`, `hidden-rule`}, nil},
		{"lodge as a sender", "POST", "/v1/items", "sender", itemJSON(other), nil, 201, []string{`"code":"hs.proposed"`, `"selected_by":""`}, []string{"rule.hit", "hidden-rule", "017", `"score":80`, "0.100000000"}},
		{"lodge again", "POST", "/v1/items", "officer", itemJSON(oneID), nil, 200, []string{`"result":"duplicate"`, `"state":"held"`}, nil},
		{"lodge late", "POST", "/v1/items", "clerk", strings.Replace(itemJSON(oneID), `{`, `{"local_id":"late",`, 1), nil, 200, []string{`"result":"late"`, `"total_due":"6.00"`, `"row":{`}, nil},
		{"lodge late what another sender declared", "POST", "/v1/items", "sender", strings.Replace(itemJSON(oneID), `{`, `{"local_id":"late",`, 1), nil, 200, []string{`"result":"late"`, `"total_due":"99.00"`, `"state":"held"`}, []string{`"row"`, `"total_due":"6.00"`}},
		{"batch late what another sender declared", "POST", "/v1/items:batch", "sender", strings.Replace(itemJSON(oneID), `{`, `{"local_id":"late",`, 1), nil, 200, []string{`"result":"late","state":"held"}`}, nil},
		{"lodge a bad one", "POST", "/v1/items", "officer", itemJSON("EE1KH"), nil, 422, []string{`"code":"s10.length"`, `"field":"/id"`, `"fix":"`, `"errors":[`, `field.missing`}, nil},
		{"lodge not JSON", "POST", "/v1/items", "officer", `{"id":`, nil, 400, []string{`"code":"input.truncated"`, `"line":1`}, nil},
		{"lodge null", "POST", "/v1/items", "officer", `null`, nil, 400, []string{`json.type`}, nil},
		{"lodge two", "POST", "/v1/items", "officer", itemJSON(other) + itemJSON(other), nil, 400, []string{`json.syntax`}, nil},
		{"lodge nothing", "POST", "/v1/items", "officer", ``, nil, 400, []string{`input.empty`}, nil},
		{"lodge a float amount", "POST", "/v1/items", "officer", strings.Replace(itemJSON(other), `"40.00"`, `"4e1"`, 1), nil, 422, []string{`money.syntax`, `"field":"/declaration/lines/0/value/amount"`}, nil},
		{"lodge too deep", "POST", "/v1/items", "officer", strings.Repeat(`{"a":`, 100), nil, 413, []string{`input.too_deep`}, nil},
		{"lodge too large", "POST", "/v1/items", "officer", strings.Repeat(" ", oneBody+1), nil, 413, []string{`input.too_large`}, nil},
		{"lodge as an auditor", "POST", "/v1/items", "auditor", itemJSON(other), nil, 403, []string{`role.not_allowed`, `sender or clerk`}, nil},
		{"lodge XML", "POST", "/v1/items", "officer", `<a/>`, []string{"Content-Type", "application/xml"}, 415, []string{`request.media`}, nil},
		{"lodge with a parameter", "POST", "/v1/items?pack=KH", "officer", itemJSON(other), nil, 400, []string{`request.parameter`}, nil},
		{"lodge from another site", "POST", "/v1/items", "officer", itemJSON(other), []string{"Sec-Fetch-Site", "cross-site"}, 403, []string{`request.origin`}, nil},

		{"batch", "POST", "/v1/items:batch", "officer", itemJSON(other) + "\n\n{]\r\n" + itemJSON("x"), nil, 200,
			[]string{`{"line":1,"item":"` + other + `","result":"decided","decision":"hold"`, `{"line":3,"result":"refused","errors":[{"code":"json.syntax"`, `{"line":4,"item":"x","result":"refused","errors":[{"code":"s10.length"`}, []string{`"full"`}},
		{"batch in full", "POST", "/v1/items:batch?full=true", "sender", itemJSON(other), nil, 200, []string{`"full":{"item":"`, `hs.proposed`}, []string{`hidden-rule`, `rule.hit`}},
		{"batch in full, again", "POST", "/v1/items:batch?full=true", "sender", itemJSON(oneID), nil, 200, []string{`"result":"duplicate"`, `"full":{"item":"`}, []string{`hidden-rule`, `rule.hit`}},
		{"batch of nothing", "POST", "/v1/items:batch", "officer", "\n\n", nil, 400, []string{`input.empty`}, nil},
		{"batch flag", "POST", "/v1/items:batch?full=yes", "officer", itemJSON(other), nil, 400, []string{`true or false`}, nil},
		{"batch with one long line", "POST", "/v1/items:batch", "officer", itemJSON(other) + "\n" + strings.Repeat("x", maxLine+1), nil, 200, []string{`{"line":2,"result":"refused","errors":[{"code":"input.too_large"`, `"result":"decided"`}, nil},

		{"list", "GET", "/v1/items?state=held&state=arrived&lane=red&hold=examination&order=urgent&limit=10&search=ee0", "clerk", "", nil, 200, []string{`"items":[{"item":"` + oneID, `"next":"page2"`}, []string{`rule.hit`, `"score"`}},
		{"list as an officer", "GET", "/v1/items", "officer", "", nil, 200, []string{`"reason":"rule.hit"`, `"score":80`}, nil},
		{"list blue as a clerk", "GET", "/v1/items?lane=blue", "clerk", "", nil, 403, []string{`role.not_allowed`}, nil},
		{"list blue as an officer", "GET", "/v1/items?lane=blue", "officer", "", nil, 200, nil, nil},
		{"list as a sender", "GET", "/v1/items", "sender", "", nil, 403, []string{`role.not_allowed`}, nil},
		{"list, wrong state", "GET", "/v1/items?state=lost", "clerk", "", nil, 400, []string{`request.parameter`}, nil},
		{"list, wrong lane", "GET", "/v1/items?lane=pink", "clerk", "", nil, 400, []string{`request.parameter`}, nil},
		{"list, wrong hold", "GET", "/v1/items?hold=x", "clerk", "", nil, 400, []string{`request.parameter`}, nil},
		{"list, wrong order", "GET", "/v1/items?order=x", "clerk", "", nil, 400, []string{`request.parameter`}, nil},
		{"list, long search", "GET", "/v1/items?search=" + strings.Repeat("x", 41), "clerk", "", nil, 400, []string{`request.parameter`}, nil},
		{"list, limit", "GET", "/v1/items?limit=201", "clerk", "", nil, 400, []string{`from 1 to 200`}, nil},
		{"list, cursor", "GET", "/v1/items?cursor=guess", "clerk", "", nil, 400, []string{`page.cursor`}, nil},

		{"show", "GET", at, "officer", "", nil, 200, []string{`{"item":"` + oneID, `"row":{`, `"version":1`, `"actions":[`, `"verb":"order examination"`, `hidden-rule`}, []string{"Secret Recipient"}},
		{"show as a clerk", "GET", at + "?declaration=true", "clerk", "", nil, 200, []string{`"declaration":{"id":"`, "Secret Recipient"}, []string{`hidden-rule`, `rule.hit`}},
		{"show as an auditor", "GET", at, "auditor", "", nil, 200, []string{`hidden-rule`}, []string{"Secret Recipient"}},
		{"show persons to an auditor", "GET", at + "?declaration=true", "auditor", "", nil, 403, []string{`role.not_allowed`}, []string{"Secret Recipient"}},
		{"show in small letters", "GET", "/v1/items/ee%20000000012%20kh", "officer", "", nil, 200, []string{oneID}, nil},
		{"show unchanged", "GET", at, "officer", "", []string{"If-None-Match", `"0", "1"`}, 304, nil, []string{oneID}},
		{"show nothing", "GET", "/v1/items/EE000000030KH", "officer", "", nil, 404, []string{`item.not_found`}, nil},
		{"show a long name", "GET", "/v1/items/" + strings.Repeat("E", 500), "officer", "", nil, 404, []string{`item.not_found`}, nil},
		{"history", "GET", at + "/history", "auditor", "", nil, 200, []string{`"entries":[{"seq":1`, `"kind":"decided"`, `"decision":{`}, []string{"Secret Recipient", `"leaf"`}},

		{"act", "POST", at + "/actions", "officer", `{"kind":"ordered","reason":"look"}`, []string{"If-Match", `"1"`}, 200, []string{`"version":2`}, nil},
		{"act on what changed", "POST", at + "/actions", "officer", `{"kind":"ordered","reason":"look"}`, []string{"If-Match", `"7"`}, 412, []string{`request.changed`, `version 7`}, nil},
		{"act, any version", "POST", at + "/actions", "officer", `{"kind":"ordered","reason":"look"}`, []string{"If-Match", `*`}, 200, nil, nil},
		{"act, weak tag", "POST", at + "/actions", "officer", `{"kind":"ordered","reason":"look"}`, []string{"If-Match", `W/"1"`}, 400, []string{`request.parameter`}, nil},
		{"act, impossible", "POST", at + "/actions", "supervisor", `{"kind":"destroyed","reason":"x"}`, nil, 409, []string{`state.not_allowed`}, nil},
		{"act, not one's own", "POST", at + "/actions", "clerk", `{"kind":"released","reason":"x"}`, nil, 403, []string{`role.not_allowed`}, nil},
		{"act, unknown", "POST", at + "/actions", "officer", `{"kind":"fly"}`, nil, 400, []string{`"field":"/kind"`}, nil},
		{"act, nothing", "POST", at + "/actions", "officer", `{}`, nil, 422, []string{`field.missing`}, nil},
		{"act, misspelt", "POST", at + "/actions", "officer", `{"kind":"ordered","reasn":"x"}`, nil, 400, []string{`request.unknown`, `/reasn`}, nil},
		{"act on nothing", "POST", "/v1/items/EE000000030KH/actions", "officer", `{"kind":"ordered","reason":"x"}`, nil, 404, []string{`item.not_found`}, nil},
		{"act, wrong time", "POST", at + "/actions", "officer", `{"kind":"ordered","at":"yesterday"}`, nil, 422, []string{`date.syntax`}, nil},
		{"act, wrong amount", "POST", at + "/actions", "officer", `{"kind":"paid","amount":{"amount":"a lot"}}`, nil, 422, []string{`money.syntax`}, nil},
		{"event", "POST", at + "/events", "clerk", `{"event":"located","at":"2026-11-21T08:00:00Z","ref":"scan-1"}`, nil, 200, []string{`"version":2`}, nil},
		{"event, payment", "POST", at + "/events", "clerk", `{"event":"paid","amount":{"amount":"6.00","currency":"USD"}}`, nil, 200, nil, nil},
		{"event that is a decision", "POST", at + "/events", "officer", `{"event":"released"}`, nil, 400, []string{`"field":"/event"`}, nil},
		{"event from an auditor", "POST", at + "/events", "auditor", `{"event":"located"}`, nil, 403, nil, nil},
		{"event, long ref", "POST", at + "/events", "clerk", `{"event":"located","ref":"` + strings.Repeat("x", 201) + `"}`, nil, 413, []string{`input.too_long`, `/ref`}, nil},

		{"quote", "POST", "/v1/quote", "sender", itemJSON(""), nil, 200, []string{`"total_due":"6.00"`, `"trace":[`, `"missing":[{"code":"quality.vague"`, `illustrative`}, []string{`"lane"`, `rule.hit`, `"risk"`, `"decision"`, `hidden-rule`, `reasons`}},
		{"quote elsewhere", "POST", "/v1/quote", "sender", strings.Replace(itemJSON(""), `"KH"`, `"XX"`, 1), nil, 404, []string{`pack.not_found`}, nil},
		{"quote by a pack", "POST", "/v1/quote?pack=KH", "sender", strings.Replace(itemJSON(""), `"KH"`, `"XX"`, 1), nil, 200, nil, nil},
		{"quote by no pack", "POST", "/v1/quote?pack=XX", "sender", itemJSON(""), nil, 404, []string{`pack.not_found`}, nil},
		{"quote nothing", "POST", "/v1/quote", "sender", `{}`, nil, 422, []string{`/declaration/lines`}, nil},
		{"classify", "POST", "/v1/classify", "sender", `{"text":"dress","top":1}`, nil, 200, []string{`"candidates":[{"hs":"610443","p":0.420`, `"confident":false`, `"ask":"Is it knitted?"`}, []string{"620443"}},
		{"classify nothing", "POST", "/v1/classify", "sender", `{}`, nil, 422, []string{`/text`}, nil},
		{"classify a book", "POST", "/v1/classify", "sender", `{"text":"` + strings.Repeat("x", 2001) + `"}`, nil, 413, nil, nil},
		{"classify too many", "POST", "/v1/classify", "sender", `{"text":"x","top":21}`, nil, 400, nil, nil},
		{"classify misspelt", "POST", "/v1/classify", "sender", `{"txt":"x"}`, nil, 400, []string{`request.unknown`}, nil},

		{"packs", "GET", "/v1/packs", "sender", "", nil, 200, []string{`"rulebook":"sha256:book"`, `"id":"KH"`}, nil},
		{"pack", "GET", "/v1/packs/KH", "sender", "", nil, 200, []string{`"standing":"illustrative"`, `"effect":"prohibited"`}, []string{`hidden-rule`}},
		{"no pack", "GET", "/v1/packs/XX", "sender", "", nil, 404, []string{`pack.not_found`}, nil},
		{"counts", "GET", "/v1/counts", "clerk", "", nil, 200, []string{`"total":1`, `"red":1`, `"green":0`, `"held":1`}, nil},
		{"counts for a sender", "GET", "/v1/counts", "sender", "", nil, 403, nil, nil},
		{"journal", "GET", "/v1/journal?after=0", "auditor", "", nil, 200, []string{`"seq":1`, `"leaf":"bGVhZg=="`, `"next":"1"`, `hidden-rule`}, []string{"Secret Recipient"}},
		{"journal for an admin", "GET", "/v1/journal", "admin", "", nil, 200, []string{`"leaf":`}, []string{"Secret Recipient", "hidden-rule"}},
		{"journal at its end", "GET", "/v1/journal?after=1", "auditor", "", nil, 200, []string{`"entries":[]`, `"next":"1"`}, nil},
		{"journal for an officer", "GET", "/v1/journal", "officer", "", nil, 403, nil, nil},
		{"journal, wrong place", "GET", "/v1/journal?after=-1", "auditor", "", nil, 400, nil, nil},
		{"checkpoint", "GET", "/v1/checkpoint", "", "", nil, 200, []string{"example.org/log\n1\n"}, nil},
		{"status", "GET", "/v1/status/" + oneID + "?secret=" + strings.ToLower(secret), "", "", nil, 200, []string{`"state":"held"`, `"outstanding":{"amount":"6.00"`}, []string{`"lane"`, `examination`, "Secret"}},
		{"status, wrong secret", "GET", "/v1/status/" + oneID + "?secret=AAAA-AAAA-AAAA", "", "", nil, 403, []string{`auth.secret`}, nil},
		{"status, no secret", "GET", "/v1/status/" + oneID, "officer", "", nil, 403, []string{`auth.secret`}, nil},
		{"status of nothing", "GET", "/v1/status/EE000000030KH?secret=" + secret, "", "", nil, 403, []string{`auth.secret`}, nil},

		{"nobody", "GET", "/v1/items", "", "", nil, 401, []string{`auth.needed`}, nil},
		{"false key", "GET", "/v1/items", "false", "", nil, 401, []string{`auth.key`}, nil},
		{"no such address", "GET", "/v1/parcels", "officer", "", nil, 404, []string{`request.not_found`}, nil},
		{"no such method", "DELETE", at, "officer", "", nil, 405, []string{`request.method`}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.lodgeOne()
			w := h.ask(c.method, c.target, c.role, c.body, c.header...)
			if w.Code != c.status {
				t.Fatalf("status %d, want %d: %.300s", w.Code, c.status, w.Body)
			}
			body := w.Body.String()
			for _, s := range c.has {
				if !strings.Contains(body, s) {
					t.Errorf("no %s in %.1500s", s, body)
				}
			}
			for _, s := range c.not {
				if strings.Contains(body, s) {
					t.Errorf("%s is told: %.1500s", s, body)
				}
			}
			checkForm(t, c.target, w.Code, w.Header(), body)
		})
	}
}

// That an item will be audited after its release is told to customs only.
func TestBlueLooksGreenOutsideCustoms(t *testing.T) {
	for role, want := range map[clearance.Role]assess.Lane{clearance.Sender: assess.Green, clearance.Clerk: assess.Green, clearance.Admin: assess.Green,
		clearance.Officer: assess.Blue, clearance.Supervisor: assess.Blue, clearance.Auditor: assess.Blue} {
		c := &call{user: &clearance.User{Name: "x", Roles: []clearance.Role{role}}}
		if got := c.shown(&assess.Assessment{Lane: assess.Blue}).Lane; got != want {
			t.Errorf("%s sees %s in the decision", role, got)
		}
		w := jsontext.NewWriter(nil)
		c.writeRow(w, &clearance.Row{Lane: assess.Blue})
		if !strings.Contains(string(w.Bytes()), `"lane":"`+string(want)) {
			t.Errorf("%s sees %s", role, w.Bytes())
		}
		if c.lane(assess.Red) != assess.Red {
			t.Errorf("%s does not see red", role)
		}
	}
	c := &call{user: &clearance.User{Name: "x", Roles: []clearance.Role{clearance.Clerk}}, query: url.Values{"lane": {"green"}}}
	if f, err := c.filter(); err != nil || len(f.Lanes) != 2 {
		t.Errorf("green for a clerk is %v, %v", f.Lanes, err)
	}
}

// checkForm checks what holds for every answer.
func checkForm(t *testing.T, target string, status int, header http.Header, body string) {
	t.Helper()
	kind := header.Get("Content-Type")
	if status >= 400 {
		var p struct{ Code, Detail, Fix, Type, Title string }
		if err := json.Unmarshal([]byte(body), &p); err != nil || kind != "application/problem+json" || p.Code == "" || p.Detail == "" || p.Fix == "" || p.Type == "" || p.Title == "" {
			t.Errorf("not a whole problem: %s %s %v", kind, body, err)
		}
		if status == 401 && header.Get("WWW-Authenticate") == "" {
			t.Error("401 without WWW-Authenticate")
		}
		return
	}
	if kind == jsonType && !json.Valid([]byte(body)) {
		t.Errorf("not JSON: %s", body)
	}
	for line := range strings.Lines(body) {
		if kind == linesType && !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
	if header.Get("Cache-Control") == "" {
		t.Errorf("%s may be cached by anybody", target)
	}
}

func TestEveryKindOfFaultIsAProblem(t *testing.T) {
	h := newHouse(t)
	h.lodgeOne()
	for _, c := range []struct {
		err    error
		status int
		code   string
	}{
		{fault.New("pack.invalid", "", "KH", "x"), 422, "pack.invalid"},
		{fault.New("input.charset", ""), 400, "input.charset"},
		{fault.New("reason.missing", "/reason"), 422, "reason.missing"},
		{fault.New("record.closed", "", "returned"), 409, "record.closed"},
		{fault.New("role.second_person", ""), 403, "role.second_person"},
		{fault.New("pack.not_found", "", "XX"), 404, "pack.not_found"},
		{fault.New("input.too_many", "", 1, "x"), 413, "input.too_many"},
		{fault.New("record.full", ""), 503, "record.full"},
		{fault.List{fault.New("s10.form", "/id"), fault.New("reason.missing", "")}, 422, "s10.form"},
		{errors.New("pq: password of the database"), 500, "request.failed"},
	} {
		h.fail = c.err
		for _, w := range []interface {
			Result() *http.Response
		}{h.ask("GET", "/v1/counts", "officer", ""), h.ask("POST", "/v1/items", "officer", itemJSON(oneID)), h.ask("POST", "/v1/items/"+oneID+"/actions", "officer", `{"kind":"ordered"}`)} {
			r := w.Result()
			var p problemShape
			d := json.NewDecoder(r.Body)
			d.DisallowUnknownFields()
			if err := d.Decode(&p); err != nil || r.StatusCode != c.status || p.Status != c.status || p.Code != c.code {
				t.Errorf("%v: %d %+v %v", c.err, r.StatusCode, p, err)
			}
			if strings.Contains(p.Detail, "password") {
				t.Errorf("the inside is shown: %s", p.Detail)
			}
			if (c.status == 503) != (r.Header.Get("Retry-After") != "") {
				t.Errorf("%v: Retry-After %q", c.err, r.Header.Get("Retry-After"))
			}
		}
	}
}

func TestStatusOfEveryRowOfTheCatalogue(t *testing.T) {
	allowed := map[int]bool{400: true, 401: true, 403: true, 404: true, 405: true, 409: true, 412: true, 413: true, 415: true, 422: true, 429: true, 500: true, 503: true}
	for _, row := range fault.Catalogue() {
		if s := statusOf(&fault.Fault{Kind: row.Kind, Code: row.Code}); !allowed[s] {
			t.Errorf("%s: %d", row.Code, s)
		}
	}
}

func TestEveryPostNeedsAKey(t *testing.T) {
	h := newHouse(t)
	for _, o := range operations() {
		if o.method != http.MethodPost {
			continue
		}
		target := strings.Replace(o.path, "{id}", oneID, 1)
		for key, code := range map[string]string{"": "idempotency.missing", "two words": "request.parameter", strings.Repeat("x", 201): "request.parameter", "ключ": "request.parameter"} {
			w := h.ask("POST", target, "officer", o.inExample, "Idempotency-Key", key)
			if w.Code != 400 || !strings.Contains(w.Body.String(), code) {
				t.Errorf("%s with key %.10q: %d %s", target, key, w.Code, w.Body)
			}
		}
	}
	if h.taken != 0 || len(h.acted) != 0 {
		t.Error("something was done")
	}
}

func TestReplay(t *testing.T) {
	h := newHouse(t)
	first := h.ask("POST", "/v1/items", "officer", itemJSON(oneID), "Idempotency-Key", "one")
	again := h.ask("POST", "/v1/items", "officer", itemJSON(oneID), "Idempotency-Key", `"one"`)
	if again.Code != first.Code || again.Body.String() != first.Body.String() || again.Header().Get("Idempotent-Replay") != "true" || first.Header().Get("Idempotent-Replay") != "" {
		t.Errorf("first %d, again %d, header %q", first.Code, again.Code, again.Header().Get("Idempotent-Replay"))
	}
	if h.taken != 1 {
		t.Errorf("taken %d times", h.taken)
	}
	if w := h.ask("POST", "/v1/items", "officer", itemJSON("EE000000026KH"), "Idempotency-Key", "one"); w.Code != 409 || !strings.Contains(w.Body.String(), "idempotency.conflict") {
		t.Errorf("other body: %d %s", w.Code, w.Body)
	}
	if w := h.ask("POST", "/v1/quote", "officer", itemJSON(oneID), "Idempotency-Key", "one"); w.Code != 409 {
		t.Errorf("other address: %d %s", w.Code, w.Body)
	}
	if w := h.ask("POST", "/v1/items", "clerk", itemJSON(oneID), "Idempotency-Key", "one"); w.Code != 200 || w.Header().Get("Idempotent-Replay") != "" {
		t.Errorf("other user: %d", w.Code)
	}
	// What was refused is not kept: mended, it may come again under its key.
	h.ask("POST", "/v1/items", "officer", itemJSON("x"), "Idempotency-Key", "two")
	if w := h.ask("POST", "/v1/items", "officer", itemJSON("EE000000026KH"), "Idempotency-Key", "two"); w.Code != 201 {
		t.Errorf("after a refusal: %d %s", w.Code, w.Body)
	}
}

func TestReplayWhileRunning(t *testing.T) {
	s := &server{running: map[string]bool{}}
	if !s.begin("a/1") || s.begin("a/1") || !s.begin("b/1") {
		t.Error("one key runs twice, or stops another")
	}
	s.end("a/1")
	if !s.begin("a/1") {
		t.Error("a key that ended does not run again")
	}
}

func TestReferenceOfActionsIsTheKey(t *testing.T) {
	h := newHouse(t)
	h.lodgeOne()
	h.ask("POST", "/v1/items/"+oneID+"/actions", "officer", `{"kind":"ordered","reason":"x","ref":"mine"}`, "Idempotency-Key", "k1")
	h.ask("POST", "/v1/items/"+oneID+"/events", "clerk", `{"event":"located","ref":"scan-1"}`, "Idempotency-Key", "k2")
	h.ask("POST", "/v1/items/"+oneID+"/events", "clerk", `{"event":"located"}`, "Idempotency-Key", "k3")
	var refs []string
	for _, a := range h.acted {
		refs = append(refs, a.Ref)
	}
	if got := strings.Join(refs, " "); got != "api/officer/k1 api/clerk/scan-1 api/clerk/k3" {
		t.Error(got)
	}
}

func TestRateLimits(t *testing.T) {
	h := newHouse(t)
	h.options.Burst, h.options.Every = 3, time.Second
	h.open()
	for range 3 {
		if w := h.ask("GET", "/v1/packs", "clerk", ""); w.Code != 200 {
			t.Fatal(w.Code)
		}
	}
	if w := h.ask("GET", "/v1/packs", "clerk", ""); w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("the fourth: %d", w.Code)
	}
	if w := h.ask("GET", "/v1/packs", "officer", ""); w.Code != 200 {
		t.Errorf("another user: %d", w.Code)
	}
	h.now = h.now.Add(time.Second)
	if w := h.ask("GET", "/v1/packs", "clerk", ""); w.Code != 200 {
		t.Errorf("a second later: %d", w.Code)
	}
	last := 0
	for range 31 {
		last = h.ask("GET", "/v1/status/"+oneID+"?secret=AAAA", "", "").Code
	}
	if last != 429 {
		t.Errorf("the 31st guess: %d", last)
	}
}

func TestPartsThatAreAbsent(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Error("an interface without a record")
	}
	h := newHouse(t)
	h.options.Classifier, h.options.Checkpoint = nil, nil
	h.open()
	if w := h.ask("POST", "/v1/classify", "sender", `{"text":"x"}`); w.Code != 503 {
		t.Error(w.Code)
	}
	if w := h.ask("GET", "/v1/checkpoint", "", ""); w.Code != 503 {
		t.Error(w.Code)
	}
}
