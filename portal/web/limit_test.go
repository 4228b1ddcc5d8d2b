package web

import "testing"

// Nobody fills the record from outside, and what was typed is not lost.
func TestDeclaringIsLimited(t *testing.T) {
	h := newHouse()
	site := newSite(t, h)
	site.Limiter = never{}
	form := validForm()
	form.Set("action", "lodge")
	r := post(t, site, "/declare", form)
	if r.StatusCode < 400 || len(h.rows) != 0 {
		t.Errorf("status %d, %d items", r.StatusCode, len(h.rows))
	}
	want(t, body(t, r), form.Get("sender.name"))
}
