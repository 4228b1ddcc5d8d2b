package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// strictly decodes real JSON into the shape that describes it.
func strictly(t *testing.T, text []byte, shape reflect.Type) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(reflect.New(shape).Interface()); err != nil {
		t.Errorf("%s does not describe %.300s: %v", shape.Name(), text, err)
	}
}

func TestShapesDescribeRealAnswers(t *testing.T) {
	h := newHouse(t)
	h.lodgeOne()
	at := "/v1/items/" + oneID
	for id, c := range map[string]struct{ target, role, body string }{
		"lodge-item":     {"/v1/items", "officer", itemJSON("EE000000026KH")},
		"lodge-batch":    {"/v1/items:batch?full=true", "officer", itemJSON("EE000000030KH")},
		"list-items":     {"/v1/items", "officer", ""},
		"get-item":       {at + "?declaration=true", "officer", ""},
		"get-history":    {at + "/history", "officer", ""},
		"act-on-item":    {at + "/actions", "officer", `{"kind":"ordered","reason":"x"}`},
		"report-event":   {at + "/events", "officer", `{"event":"located"}`},
		"quote":          {"/v1/quote", "officer", itemJSON("")},
		"classify":       {"/v1/classify", "officer", `{"text":"dress"}`},
		"list-packs":     {"/v1/packs", "officer", ""},
		"get-pack":       {"/v1/packs/KH", "officer", ""},
		"get-counts":     {"/v1/counts", "officer", ""},
		"follow-journal": {"/v1/journal", "auditor", ""},
	} {
		o := operationOf(t, id)
		w := h.ask(o.method, c.target, c.role, c.body)
		if w.Code != o.status {
			t.Errorf("%s: %d %s", id, w.Code, w.Body)
		}
		strictly(t, w.Body.Bytes(), o.out)
	}
}

func operationOf(t *testing.T, id string) operation {
	t.Helper()
	for _, o := range operations() {
		if o.id == id {
			return o
		}
	}
	t.Fatalf("no operation %s", id)
	return operation{}
}

func TestExamplesFitTheirShapes(t *testing.T) {
	for _, o := range operations() {
		if o.summary == "" || o.text == "" || o.outExample == "" || o.group == "" || o.id == "" {
			t.Errorf("%s %s: summary, text, group and example are needed", o.method, o.path)
		}
		if o.in != nil {
			strictly(t, []byte(o.inExample), o.in)
		}
		if !o.plain {
			strictly(t, []byte(o.outExample), o.out)
		}
	}
}

func TestExampleRequestsWork(t *testing.T) {
	h := newHouse(t)
	h.lodgeOne()
	for _, o := range operations() {
		role := "supervisor"
		if o.id == "follow-journal" {
			role = "auditor"
		}
		if o.id == "get-status" {
			continue // needs a phrase
		}
		if strings.Contains(o.path, "packs/{id}") {
			o.path = "/v1/packs/KH"
		}
		body := o.inExample
		if w := h.ask(o.method, strings.Replace(o.path, "{id}", oneID, 1), role, body); w.Code >= 400 && w.Code != http.StatusConflict {
			t.Errorf("%s: %d %s", o.id, w.Code, w.Body)
		}
	}
}

func TestOpenAPI(t *testing.T) {
	h := newHouse(t)
	w := h.ask("GET", "/v1/openapi.json", "", "")
	var doc struct {
		OpenAPI    string
		Paths      map[string]map[string]map[string]any
		Components struct {
			Schemas map[string]any
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || w.Code != 200 {
		t.Fatal(w.Code, err)
	}
	if doc.OpenAPI != "3.1.0" || w.Header().Get("Content-Type") != "application/openapi+json" {
		t.Error(doc.OpenAPI, w.Header())
	}
	found := 0
	for _, o := range operations() {
		op := doc.Paths[o.path][strings.ToLower(o.method)]
		if op == nil {
			t.Errorf("%s %s is not described", o.method, o.path)
			continue
		}
		found++
		if op["summary"] == "" || op["operationId"] != o.id {
			t.Errorf("%s: %v", o.path, op["summary"])
		}
		answers := op["responses"].(map[string]any)
		if answers["default"] == nil || len(answers) != 2 {
			t.Errorf("%s: answers %v", o.path, answers)
		}
		text, err := json.Marshal(op)
		if err != nil || strings.Count(string(text), `"example":`) < 2 {
			t.Errorf("%s has no example: %v", o.path, err)
		}
		if post := strings.Contains(string(text), `"Idempotency-Key"`); post != (o.method == http.MethodPost) {
			t.Errorf("%s: Idempotency-Key described: %v", o.path, post)
		}
	}
	total := 0
	for _, methods := range doc.Paths {
		total += len(methods)
	}
	if total != found {
		t.Errorf("%d operations described, %d answered", total, found)
	}
	for _, m := range regexp.MustCompile(`"\$ref":"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(w.Body.String(), -1) {
		if doc.Components.Schemas[m[1]] == nil {
			t.Errorf("the reference to %s leads nowhere", m[1])
		}
	}
	for name, s := range doc.Components.Schemas {
		if strings.Contains(name, "Shape") || name == "" || s == nil {
			t.Errorf("schema %q", name)
		}
	}
}

func TestReferencePage(t *testing.T) {
	h := newHouse(t)
	w := h.ask("GET", "/v1/docs", "", "")
	page := w.Body.String()
	if w.Code != 200 || !strings.HasPrefix(page, "<!DOCTYPE html>") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Fatal(w.Code, w.Header())
	}
	for _, o := range operations() {
		if !strings.Contains(page, `id="`+o.id+`"`) || !strings.Contains(page, o.summary) {
			t.Errorf("%s is not on the page", o.id)
		}
	}
	for _, s := range []string{`id="shape-Decision"`, `id="fault-money.syntax"`, `id="fault-idempotency.missing"`} {
		if !strings.Contains(page, s) {
			t.Errorf("no %s", s)
		}
	}
	if m := regexp.MustCompile(`(?i)(src|href)="(https?:)?//|<script|@import|url\(`).FindString(page); m != "" {
		t.Errorf("the page asks another host: %s", m)
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("id %s stands twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !ids[m[1]] {
			t.Errorf("the link to #%s leads nowhere", m[1])
		}
	}
}
