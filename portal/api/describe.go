package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"greenlane/portal/auth"
)

const overview = `Declarations in, decisions out. Sign in with a session cookie or with "Authorization: Bearer" and an API key. ` +
	`Every POST needs an Idempotency-Key: the same key and request again give the stored answer with Idempotent-Replay: true, the same key with another request is refused. ` +
	`Amounts and weights are decimal numbers as texts. Faults are RFC 9457 problems with a stable code, the JSON Pointer of the field, what is wrong and what to do.`

// description is the head of the OpenAPI document. The pages that the library would serve
// are off: they load scripts from other hosts.
func description(version string) huma.Config {
	if version == "" {
		version = "1"
	}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Greenlane", Version: version, Description: overview},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", shapeName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"key":     {Type: "http", Scheme: "bearer", Description: "API key of a user"},
					"session": {Type: "apiKey", In: "cookie", Name: "__Host-greenlane", Description: "Session of a person"},
				},
			},
			Tags: []*huma.Tag{{Name: "Items"}, {Name: "Questions"}, {Name: "House"}},
		},
		Formats:       huma.DefaultFormats,
		DefaultFormat: jsonType,
	}
}

func shapeName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := strings.TrimSuffix(t.Name(), "Shape")
	if name == "" {
		return hint
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// describe makes the OpenAPI operation of a row of the table.
func describe(doc *huma.OpenAPI, o *operation) (*huma.Operation, error) {
	schema := func(t reflect.Type) *huma.Schema { return doc.Components.Schemas.Schema(t, true, "") }
	out, err := media(o.outType(), schema(o.out), o.outExample)
	if err != nil {
		return nil, fmt.Errorf("describe %s: %w", o.id, err)
	}
	op := &huma.Operation{
		OperationID: o.id, Method: o.method, Path: o.path, Summary: o.summary, Description: o.text, Tags: []string{o.group},
		Security: []map[string][]string{},
		Responses: map[string]*huma.Response{
			strconv.Itoa(o.status): {Description: http.StatusText(o.status), Content: out},
			"default": {Description: "A problem", Content: map[string]*huma.MediaType{"application/problem+json": {
				Schema: schema(reflect.TypeFor[problemShape]()), Example: json.RawMessage(appendProblem(nil, http.StatusNotFound, exampleFault()))}}},
		},
	}
	if o.right != "" {
		op.Security = []map[string][]string{{"key": {}}, {"session": {}}}
		var roles []string
		for _, r := range auth.RolesWith(o.right) {
			roles = append(roles, string(r))
		}
		op.Description += " Roles: " + strings.Join(roles, ", ") + "."
	}
	if o.in != nil {
		in, err := media(o.inType(), schema(o.in), o.inExample)
		if err != nil {
			return nil, fmt.Errorf("describe %s: %w", o.id, err)
		}
		op.RequestBody = &huma.RequestBody{Required: true, Content: in}
	}
	op.Parameters = parameters(o)
	return op, nil
}

func parameters(o *operation) []*huma.Param {
	text := &huma.Schema{Type: huma.TypeString}
	var out []*huma.Param
	if strings.Contains(o.path, "{id}") {
		out = append(out, &huma.Param{Name: "id", In: "path", Required: true, Schema: text, Description: "Identifier"})
	}
	for _, p := range o.params {
		s := text
		if p.many {
			s = &huma.Schema{Type: huma.TypeArray, Items: text}
		}
		q := &huma.Param{Name: p.name, In: "query", Description: p.text, Schema: s}
		if p.example != "" && !p.many {
			q.Example = p.example
		}
		out = append(out, q)
	}
	if o.method == http.MethodPost {
		out = append(out, &huma.Param{Name: "Idempotency-Key", In: "header", Required: true, Schema: text, Description: "A new random text for each new request", Example: "9b1deb4d-3b7d-4bad"})
	}
	if o.id == "act-on-item" || o.id == "report-event" {
		out = append(out, &huma.Param{Name: "If-Match", In: "header", Schema: text, Description: "ETag of the item as it was seen", Example: `"2"`})
	}
	if o.id == "get-item" {
		out = append(out, &huma.Param{Name: "If-None-Match", In: "header", Schema: text, Description: "ETag that the caller has", Example: `"2"`})
	}
	return out
}

// media gives one media type with its example; examples of JSON are checked.
func media(kind string, schema *huma.Schema, example string) (map[string]*huma.MediaType, error) {
	m := &huma.MediaType{Schema: schema, Example: example}
	if kind == jsonType {
		if !json.Valid([]byte(example)) {
			return nil, fmt.Errorf("the example is not JSON: %.80s", example)
		}
		m.Example = json.RawMessage(example)
	}
	return map[string]*huma.MediaType{kind: m}, nil
}
