package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"greenlane/clearance"
)

func TestStartByRole(t *testing.T) {
	h := newHouse()
	site := newSite(t, h)
	for at, u := range map[string]*clearance.User{
		"/": nil, "/declare": {Name: "x", Roles: []clearance.Role{clearance.Sender}}, "/officer": {Name: "x", Roles: []clearance.Role{clearance.Clerk}},
	} {
		h.user = u
		if got := get(t, site, "/start").Header.Get("Location"); got != at {
			t.Errorf("%+v starts at %q, want %q", u, got, at)
		}
	}
}

// TestNextItem leads to what waits for this person, past the item just seen and past what
// the person approved already.
func TestNextItem(t *testing.T) {
	h := newHouse()
	h.fill()
	site := newSite(t, h)
	first := h.rows[0].ID
	if got := get(t, site, "/officer/next").Header.Get("Location"); got != "/officer/items/"+first {
		t.Errorf("the next item is at %q", got)
	}
	second := get(t, site, "/officer/next?after="+first).Header.Get("Location")
	if second == "/officer/items/"+first || !strings.HasPrefix(second, "/officer/items/") {
		t.Errorf("after the first comes %q", second)
	}
	h.rows[0].First = "dara"
	if got := get(t, site, "/officer/next").Header.Get("Location"); got != second {
		t.Errorf("the item that waits for a colleague is offered again: %q", got)
	}
	for i := range h.rows {
		h.rows[i].State = clearance.Released
	}
	r := get(t, site, "/officer/next")
	if r.Header.Get("Location") != "/officer" || !strings.Contains(strings.Join(r.Header.Values("Set-Cookie"), ";"), "flash=done.nothing") {
		t.Errorf("with nothing to do: %q %v", r.Header.Get("Location"), r.Header.Values("Set-Cookie"))
	}
}

// TestStatusPageIsToldToRenew asks as an open page does, before and after a change.
func TestStatusPageIsToldToRenew(t *testing.T) {
	h := newHouse()
	h.fill()
	site := newSite(t, h)
	at := "/track/" + firstID + "/now?secret=" + url.QueryEscape(clearance.Secret(testKey, clearance.Key{ID: firstID, Month: "2026-11"})) + "&version="
	if r := get(t, site, at+"1"); r.StatusCode != http.StatusNoContent || r.Header.Get("HX-Refresh") != "" {
		t.Errorf("unchanged: %d %q", r.StatusCode, r.Header.Get("HX-Refresh"))
	}
	h.rows[0].Version = 2
	if r := get(t, site, at+"1"); r.StatusCode != http.StatusOK || r.Header.Get("HX-Refresh") != "true" {
		t.Errorf("changed: %d %q", r.StatusCode, r.Header.Get("HX-Refresh"))
	}
	if r := get(t, site, "/track/"+firstID+"/now?version=1&secret=AAAA-AAAA-AAAA"); r.StatusCode != http.StatusNoContent || r.Header.Get("HX-Refresh") != "" {
		t.Errorf("with a wrong phrase: %d %q", r.StatusCode, r.Header.Get("HX-Refresh"))
	}
}

// TestQuestionIsAsked sees the one question for unclear goods and takes an answer.
func TestQuestionIsAsked(t *testing.T) {
	h := newHouse()
	site := newSite(t, h)
	form := validForm()
	form.Set("lines.0.description", "silk scarf")
	h.candidates = classifier().Propose("silk scarf", 5)
	page := body(t, post(t, site, "/declare/check", form))
	want(t, page, "knitted or woven", `value="choose:0:621410:woven silk"`, `data-fill="silk scarf, woven silk"`)
	form.Set("action", "choose:0:621410:woven silk")
	want(t, body(t, post(t, site, "/declare", form)), `value="silk scarf, woven silk"`, `name="lines.0.hs" type="text" value="621410"`)
	form.Set("recipient.country", "")
	form.Set("action", "check")
	want(t, body(t, post(t, site, "/declare", form)), "Say which country it goes to", "knitted or woven")
}
