package web

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/fault"
)

func get(t *testing.T, site *Site, path string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Result()
}

func post(t *testing.T, site *Site, path string, form url.Values) *http.Response {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func want(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("the page lacks %q", p)
		}
	}
}

const hostile = `"><script>alert(1)</script><b onmouseover='x'>{{.}}</b>`

// TestHostileTextIsEscaped renders every page with hostile text in every field.
func TestHostileTextIsEscaped(t *testing.T) {
	h := newHouse()
	h.fill(hostile, hostile)
	for id, entries := range h.entries {
		for i := range entries {
			h.entries[id][i].Event.Reason, h.entries[id][i].Event.Actor, h.entries[id][i].Event.Ref = hostile, hostile, hostile
		}
	}
	h.rows[0].First = hostile
	h.user.Title = hostile
	site := newSite(t, h)
	pages := pagesToSee(site)
	pages["search"] = "/officer?q=" + url.QueryEscape(hostile) + "&lane=" + url.QueryEscape(hostile)
	pages["track form"] = "/track?id=" + url.QueryEscape(hostile)
	pages["sign-in next"] = "/sign-in?next=" + url.QueryEscape("javascript:"+hostile)
	for name, path := range pages {
		for _, tongue := range tongues {
			r := get(t, site, path+map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]+"lang="+tongue.tag)
			page := body(t, r)
			checkMarkup(t, name+" "+tongue.tag, page)
		}
	}
	form := validForm()
	for name := range form {
		if name != "line_count" {
			form.Set(name, hostile)
		}
	}
	for _, action := range []string{"check", "add", "lodge", "choose:0:" + hostile, "remove:0"} {
		form.Set("action", action)
		checkMarkup(t, "declare "+action, body(t, post(t, site, "/declare", form)))
	}
	checkMarkup(t, "check", body(t, post(t, site, "/declare/check", form)))
	checkMarkup(t, "act", body(t, post(t, site, "/officer/items/"+firstID, url.Values{"kind": {hostile}, "reason": {hostile}, "version": {"7"}})))
}

var missing = regexp.MustCompile(`⟦[^⟧]*⟧`)

func checkMarkup(t *testing.T, name, page string) {
	t.Helper()
	if strings.Contains(page, "<script>alert") || strings.Contains(page, "<b onmouseover") || strings.Contains(page, "ZgotmplZ") {
		t.Errorf("%s: hostile text came through", name)
	}
	if m := missing.FindString(page); m != "" {
		t.Errorf("%s: text missing from the catalogue: %s", name, m)
	}
	if strings.Contains(page, " style=") || strings.Contains(page, " onclick=") || strings.Contains(page, "%!") {
		t.Errorf("%s: inline style or script, or a broken format", name)
	}
	for _, tag := range []string{"main", "form", "details", "section", "table", "fieldset", "bdi"} {
		if open, closed := strings.Count(page, "<"+tag+">")+strings.Count(page, "<"+tag+" "), strings.Count(page, "</"+tag+">"); open != closed {
			t.Errorf("%s: %d <%s> and %d </%s>", name, open, tag, closed, tag)
		}
	}
}

func validForm() url.Values {
	return url.Values{
		"line_count": {"1"}, "nature": {"11"}, "currency": {"USD"}, "action": {"lodge"}, "gross_weight": {"0,85"},
		"sender.name": {"Ana Example"}, "sender.country": {"France"}, "recipient.name": {"Sok Example"}, "recipient.address": {"12 Example Road"}, "recipient.city": {"Phnom Penh"}, "recipient.country": {"kh"},
		"lines.0.description": {"Women's woven polyester dress"}, "lines.0.quantity": {"2"}, "lines.0.value": {"63.00"}, "lines.0.net_weight": {"0.7"}, "lines.0.origin": {"Frankreich?"},
	}
}

func TestLodgeGivesReceipt(t *testing.T) {
	h := newHouse()
	h.user = nil
	site := newSite(t, h)
	r := post(t, site, "/declare", validForm())
	if r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, body(t, r))
	}
	at := r.Header.Get("Location")
	if !regexp.MustCompile(`^/declare/receipt/UX[0-9]{9}FR\?secret=`).MatchString(at) {
		t.Fatalf("receipt at %s", at)
	}
	page := body(t, get(t, site, at))
	want(t, page, h.rows[0].ID, clearance.Secret(testKey, h.rows[0].Key), "France → Cambodia")
	it, _, _, err := latest(&h.rows[0], h.entries[h.rows[0].ID])
	if err != nil {
		t.Fatal(err)
	}
	if got := it.Declaration.GrossWeight.Decimal.String(); got != "0.85" || it.Destination != "KH" || it.Origin != "FR" {
		t.Errorf("weight %s from %s to %s", got, it.Origin, it.Destination)
	}
	if r := get(t, site, strings.Split(at, "?")[0]); r.StatusCode != http.StatusForbidden {
		t.Errorf("without the phrase: status %d", r.StatusCode)
	}
}

func TestNoDraftIsLost(t *testing.T) {
	for _, test := range []struct {
		name   string
		change map[string]string
		broken error
		status int
		text   string
	}{
		{"a name is missing", map[string]string{"recipient.name": ""}, nil, 422, "Full name is missing"},
		{"a number cannot be read", map[string]string{"lines.0.value": "12.5.0"}, nil, 422, "12.5.0"},
		{"the identifier is wrong", map[string]string{"id": "RR473124828GB"}, nil, 422, "check digit"},
		{"the record is full", nil, fault.New("record.full", ""), 503, "disk is full"},
		{"the record breaks", nil, errors.New("boom"), 503, "nothing was lost"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse()
			h.broken = test.broken
			form := validForm()
			for k, v := range test.change {
				form.Set(k, v)
			}
			r := post(t, newSite(t, h), "/declare", form)
			page := body(t, r)
			if r.StatusCode != test.status {
				t.Errorf("status %d, want %d", r.StatusCode, test.status)
			}
			want(t, page, test.text, "woven polyester dress", "12 Example Road", `value="France"`, `href="#`)
			if strings.Contains(page, "boom") {
				t.Error("an inner error is shown")
			}
			if len(h.rows) > 0 {
				t.Error("something was recorded")
			}
		})
	}
}

func TestLinesOfTheForm(t *testing.T) {
	site := newSite(t, newHouse())
	form := validForm()
	form.Set("action", "add")
	page := body(t, post(t, site, "/declare", form))
	want(t, page, `name="line_count" value="2"`, `id="lines.1.description"`, "woven polyester dress")
	form.Set("line_count", "2")
	form.Set("lines.1.description", "Silk scarf")
	form.Set("action", "remove:0")
	page = body(t, post(t, site, "/declare", form))
	want(t, page, `name="line_count" value="1"`, "Silk scarf")
	if strings.Contains(page, "woven polyester dress") {
		t.Error("the removed line is still there")
	}
	form.Set("action", "choose:1:610444")
	page = body(t, post(t, site, "/declare", form))
	want(t, page, `id="lines.1.hs" name="lines.1.hs" type="text" value="610444"`)
}

func TestCheckShowsFindingsCodesAndDuty(t *testing.T) {
	page := body(t, post(t, newSite(t, newHouse()), "/declare/check", validForm()))
	want(t, page, `hx-target="#advice-0"`, "does not say what is inside", "620444", `value="choose:0:610444"`, "9.45 USD", "12.34 USD", "illustrative", "heading 62.04")
	if strings.Contains(page, "WATCHED-SENDER-RULE") || strings.Contains(page, "<html") {
		t.Error("a secret reason or a whole page came back")
	}
}

func TestTrack(t *testing.T) {
	h := newHouse()
	h.fill()
	h.user = nil
	site := newSite(t, h)
	phrase := clearance.Secret(testKey, clearance.Key{ID: firstID, Month: "2026-11"})
	for _, test := range []struct {
		name, id, phrase string
		status           int
	}{
		{"right", firstID, phrase, 303},
		{"right, typed loosely", "cp 0000 0010 0 fr", strings.ToLower(strings.ReplaceAll(phrase, "-", " ")), 303},
		{"wrong phrase", firstID, "AAAA-AAAA-AAAA", 403},
		{"phrase of another item", "CP000000110FR", phrase, 403},
		{"no such item", "CP999999999FR", phrase, 403},
		{"nothing", "", "", 403},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := post(t, site, "/track", url.Values{"id": {test.id}, "secret": {test.phrase}})
			if r.StatusCode != test.status {
				t.Errorf("status %d, want %d", r.StatusCode, test.status)
			}
			if strings.Contains(r.Header.Get("Location"), "secret") {
				t.Error("the phrase stands in an address")
			}
		})
	}
	page := body(t, get(t, site, "/track/"+firstID+"?secret="+url.QueryEscape(phrase)))
	want(t, page, "Waiting for an examination", "An officer opens", "9.45 USD", "12.34 USD", "customs value 63.00 USD x 15 %", "far below")
	for _, secret := range []string{"WATCHED-SENDER-RULE", "Ana Example", "Sok Example", "12 Example Road", "example.org", "0.118273645", phrase} {
		if strings.Contains(page, secret) {
			t.Errorf("the public page shows %q", secret)
		}
	}
}

type never struct{}

func (never) Allow(string) bool { return false }

func TestTooManyTries(t *testing.T) {
	h := newHouse()
	h.fill()
	site := newSite(t, h)
	site.Limiter = never{}
	if r := post(t, site, "/track", url.Values{"id": {firstID}, "secret": {"x"}}); r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("track: status %d", r.StatusCode)
	}
	if r := post(t, site, "/sign-in", url.Values{"name": {"dara"}, "password": {"right"}}); r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("sign-in: status %d", r.StatusCode)
	}
}

func TestTwoPersonsReleaseRed(t *testing.T) {
	h := newHouse()
	h.fill()
	site := newSite(t, h)
	at := "/officer/items/" + firstID
	want(t, body(t, get(t, site, at)), "two persons release it", "Approve release", `name="version" value="1"`)
	r := post(t, site, at, url.Values{"kind": {"released"}, "reason": {"papers are right"}, "version": {"1"}})
	if r.StatusCode != http.StatusSeeOther || !strings.Contains(strings.Join(r.Header.Values("Set-Cookie"), ";"), "flash=done.first") {
		t.Fatalf("first approval: status %d, cookies %v", r.StatusCode, r.Header.Values("Set-Cookie"))
	}
	page := body(t, get(t, site, at))
	want(t, page, "Waiting for a second person", "papers are right", "16:30", "09:30 UTC")
	if strings.Contains(page, `value="released"`) {
		t.Error("the first person is offered the release again")
	}
	h.user = &clearance.User{Name: "mealea", Title: "Mealea", Roles: []clearance.Role{clearance.Supervisor}}
	want(t, body(t, get(t, site, at)), "dara approved the release. You are the second person", `value="released"`)
}

func TestActionFaults(t *testing.T) {
	for _, test := range []struct {
		name   string
		form   url.Values
		status int
		text   string
	}{
		{"no reason", url.Values{"kind": {"refused"}, "reason": {" "}, "version": {"1"}}, 422, "An action needs a reason"},
		{"somebody else was faster", url.Values{"kind": {"refused"}, "reason": {"typed with care"}, "version": {"9"}}, 409, "Somebody else changed this item"},
		{"not a number", url.Values{"kind": {"paid"}, "reason": {"typed with care"}, "amount": {"1e9"}, "currency": {"USD"}}, 422, "1e9"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse()
			h.fill()
			r := post(t, newSite(t, h), "/officer/items/"+firstID, test.form)
			page := body(t, r)
			if r.StatusCode != test.status {
				t.Errorf("status %d, want %d", r.StatusCode, test.status)
			}
			want(t, page, test.text, strings.TrimSpace(test.form.Get("reason")))
			if h.rows[0].State != clearance.Held {
				t.Error("the item moved")
			}
		})
	}
}

func TestQueueFilters(t *testing.T) {
	h := newHouse()
	h.fill()
	site := newSite(t, h)
	for _, test := range []struct {
		query string
		rows  int
	}{{"", 5}, {"?lane=red", 2}, {"?state=released", 2}, {"?q=CP00000010", 1}, {"?q=ZZ", 0}, {"?lane=green&state=held", 0}} {
		for _, path := range []string{"/officer", "/officer/rows"} {
			if got := strings.Count(body(t, get(t, site, path+test.query)), "data-row"); got != test.rows {
				t.Errorf("%s%s: %d rows, want %d", path, test.query, got, test.rows)
			}
		}
	}
	if page := body(t, get(t, site, "/officer?live=off")); strings.Contains(page, "hx-trigger") {
		t.Error("a paused queue refreshes")
	}
	if r := get(t, site, "/officer?q="+firstID+"&go=1"); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/officer/items/"+firstID {
		t.Errorf("a whole identifier leads to %d %s", r.StatusCode, r.Header.Get("Location"))
	}
}

func TestDoors(t *testing.T) {
	h := newHouse()
	h.fill()
	site := newSite(t, h)
	for _, test := range []struct {
		name, path string
		roles      []clearance.Role
		status     int
	}{
		{"a visitor is sent to sign in", "/officer", nil, 303},
		{"a sender may not", "/officer", []clearance.Role{clearance.Sender}, 403},
		{"an auditor may", "/officer", []clearance.Role{clearance.Auditor}, 200},
		{"nothing there", "/nowhere", nil, 404},
		{"no such item", "/officer/items/CP999999999FR", []clearance.Role{clearance.Officer}, 404},
		{"source files are not served", "/static/src/app.scss", nil, 404},
		{"no way out of the folder", "/static/../messages/en.json", nil, 404},
	} {
		t.Run(test.name, func(t *testing.T) {
			h.user = nil
			if test.roles != nil {
				h.user = &clearance.User{Name: "x", Title: "X", Roles: test.roles}
			}
			r := get(t, site, test.path)
			if r.StatusCode != test.status && !(test.status == 404 && r.StatusCode/100 == 3 && strings.Contains(test.path, "..")) {
				t.Errorf("status %d, want %d", r.StatusCode, test.status)
			}
			if r.Header.Get("Content-Security-Policy") == "" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Error("security headers are missing")
			}
		})
	}
	site.Demo = false
	if r := get(t, site, "/demo"); r.StatusCode != http.StatusNotFound {
		t.Errorf("live view outside the demo: %d", r.StatusCode)
	}
}

func TestSignInReturnsInside(t *testing.T) {
	site := newSite(t, newHouse())
	for next, at := range map[string]string{"/officer?lane=red": "/officer?lane=red", "https://example.org/": "/start", "//example.org": "/start", `/\example.org`: "/start", "": "/start"} {
		r := post(t, site, "/sign-in", url.Values{"name": {"dara"}, "password": {"right"}, "next": {next}})
		if r.Header.Get("Location") != at {
			t.Errorf("next %q leads to %q, want %q", next, r.Header.Get("Location"), at)
		}
	}
	r := post(t, site, "/sign-in", url.Values{"name": {"dara"}, "password": {"wrong"}})
	if page := body(t, r); r.StatusCode != http.StatusForbidden || strings.Contains(page, `value="wrong"`) {
		t.Errorf("wrong password: status %d", r.StatusCode)
	}
}

func TestAssets(t *testing.T) {
	a := loadAssets(fstest.MapFS{
		"static/dist/app-ABCDEFGH.css": {Data: []byte("body{}")}, "static/dist/app-ABCDEFGH.css.gz": {Data: []byte("zipped")},
		"static/dist/app-12345678.js": {Data: []byte("1")}, "static/src/app.scss": {Data: []byte("x")},
	})
	if a.missing() != nil || a.stylesheet != "/static/app-ABCDEFGH.css" || a.script != "/static/app-12345678.js" {
		t.Fatalf("assets: %+v", a)
	}
	for _, test := range []struct{ accept, body, encoding string }{{"", "body{}", ""}, {"gzip, br", "zipped", "gzip"}} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/static/app-ABCDEFGH.css", nil)
		r.Header.Set("Accept-Encoding", test.accept)
		a.ServeHTTP(w, r)
		if w.Body.String() != test.body || w.Header().Get("Content-Encoding") != test.encoding || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("accepting %q: %q %v", test.accept, w.Body, w.Header())
		}
	}
	if loadAssets(fstest.MapFS{}).missing() == nil {
		t.Error("missing assets are not noticed")
	}
}

func TestUnbuiltAssetsAreTold(t *testing.T) {
	site := newSite(t, newHouse())
	site.assets = loadAssets(fstest.MapFS{})
	want(t, body(t, get(t, site, "/")), "npm run build", "Declare an item")
	if site.AssetsMissing() == nil {
		t.Error("health does not tell")
	}
}

func TestHonestBanner(t *testing.T) {
	site := newSite(t, newHouse())
	site.Ready = func() error { return fault.New("record.full", "") }
	want(t, body(t, get(t, site, "/")), "the disk is full", "safe")
}

func TestStatesPageShowsTheTable(t *testing.T) {
	page := body(t, get(t, newSite(t, newHouse()), "/help/states"))
	if got, all := strings.Count(page, `<th scope="row">`), len(clearance.Transitions()); got != all {
		t.Errorf("%d rows, want %d", got, all)
	}
}

func TestEveryStateHasAStage(t *testing.T) {
	words := newSite(t, newHouse()).words.languages["en"]
	for _, state := range clearance.States() {
		for _, hold := range []assess.HoldReason{"", assess.ForDocuments, assess.ForExamination, assess.ForPayment, assess.ForAgency} {
			at := stage(&clearance.Row{State: state, Hold: hold})
			if !words.Has("stage."+at) || !words.Has("stage."+at+".next") || !words.Has("who."+stageWho[at]) {
				t.Errorf("%s %s: the public page has no words for %q", state, hold, at)
			}
		}
	}
}

func FuzzFieldOf(f *testing.F) {
	for _, s := range []string{"", "/destination", "/declaration/lines/0/value/amount", "/declaration/lines/3", "/declaration/sender/address/1", "/declaration/lines", "lines.x.y"} {
		f.Add(s)
	}
	words := &Words{texts: map[string]string{}, spare: map[string]string{}}
	f.Fuzz(func(_ *testing.T, pointer string) {
		fieldOf(pointer)
		whereOf(words, pointer)
	})
}
