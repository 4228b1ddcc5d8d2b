package api

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"greenlane/item/fault"
)

//go:embed reference.html
var referencePage string

//go:embed reference.css
var referenceStyle string

func exampleFault() fault.List {
	return fault.List{fault.New("item.not_found", "", "EE000000012KH")}
}

// serveDescription serves the OpenAPI document and the pages made from it. Both are made
// once; neither asks another host for anything.
func serveDescription(mux *http.ServeMux, doc *huma.OpenAPI) error {
	text, err := json.Marshal(doc)
	if err != nil {
		return fmt.Errorf("openapi: %w", err)
	}
	page, err := referenceHTML(doc)
	if err != nil {
		return fmt.Errorf("reference: %w", err)
	}
	sum := sha256.Sum256([]byte(referenceStyle))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	serve := func(kind string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Write(body)
		}
	}
	mux.HandleFunc("GET /v1/openapi.json", serve("application/openapi+json", text))
	mux.HandleFunc("GET /v1/docs", serve("text/html; charset=utf-8", page))
	return nil
}

// view is what the page shows.
type view struct {
	Title, Version, Overview string
	Style                    template.CSS
	Groups                   []groupView
	Shapes                   []shapeView
	Faults                   []faultView
}

type groupView struct {
	Name       string
	Operations []operationView
}

type operationView struct {
	ID, Method, Path, Summary, Text string
	Open                            bool
	Params                          []paramView
	In, Out                         bodyView
	Status                          string
}

type paramView struct {
	Name, In, Text string
	Required       bool
}

type bodyView struct{ Kind, Shape, Example string }

type shapeView struct {
	Name    string
	Members []memberView
}

type memberView struct {
	Name, Type, Text, Shape string
	Required                bool
}

type faultView struct {
	Code, Text, Fix string
	Status          int
}

func referenceHTML(doc *huma.OpenAPI) ([]byte, error) {
	v := view{Title: doc.Info.Title, Version: doc.Info.Version, Overview: doc.Info.Description, Style: template.CSS(referenceStyle)}
	for _, tag := range doc.Tags {
		g := groupView{Name: tag.Name}
		for _, o := range operations() {
			if o.group == tag.Name {
				g.Operations = append(g.Operations, viewOperation(findOperation(doc, &o), o.path, o.method))
			}
		}
		v.Groups = append(v.Groups, g)
	}
	shapes := doc.Components.Schemas.Map()
	for name := range shapes {
		v.Shapes = append(v.Shapes, viewShape(name, shapes[name]))
	}
	slices.SortFunc(v.Shapes, func(a, b shapeView) int { return strings.Compare(a.Name, b.Name) })
	for _, row := range fault.Catalogue() {
		f := &fault.Fault{Kind: row.Kind, Code: row.Code}
		v.Faults = append(v.Faults, faultView{row.Code, row.Text, row.Fix, statusOf(f)})
	}
	page, err := template.New("reference").Parse(referencePage)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = page.Execute(&out, v)
	return out.Bytes(), err
}

func findOperation(doc *huma.OpenAPI, o *operation) *huma.Operation {
	path := doc.Paths[o.path]
	if o.method == http.MethodPost {
		return path.Post
	}
	return path.Get
}

func viewOperation(op *huma.Operation, path, method string) operationView {
	v := operationView{ID: op.OperationID, Method: method, Path: path, Summary: op.Summary, Text: op.Description, Open: len(op.Security) == 0}
	for _, p := range op.Parameters {
		v.Params = append(v.Params, paramView{p.Name, p.In, p.Description, p.Required})
	}
	if op.RequestBody != nil {
		v.In = viewBody(op.RequestBody.Content)
	}
	for status, r := range op.Responses {
		if status != "default" {
			v.Status, v.Out = status, viewBody(r.Content)
		}
	}
	return v
}

func viewBody(content map[string]*huma.MediaType) bodyView {
	for kind, m := range content {
		b := bodyView{Kind: kind, Shape: shapeOf(m.Schema)}
		switch example := m.Example.(type) {
		case string:
			b.Example = example
		case json.RawMessage:
			var pretty bytes.Buffer
			if json.Indent(&pretty, example, "", "  ") == nil {
				b.Example = pretty.String()
			}
		}
		return b
	}
	return bodyView{}
}

func shapeOf(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	if s.Items != nil {
		return shapeOf(s.Items)
	}
	return strings.TrimPrefix(s.Ref, "#/components/schemas/")
}

func viewShape(name string, s *huma.Schema) shapeView {
	v := shapeView{Name: name}
	for member, m := range s.Properties {
		kind := m.Type
		if m.Items != nil {
			kind = "list of " + m.Items.Type
		}
		v.Members = append(v.Members, memberView{Name: member, Type: strings.TrimSpace(kind), Text: m.Description, Shape: shapeOf(m), Required: slices.Contains(s.Required, member)})
	}
	slices.SortFunc(v.Members, func(a, b memberView) int { return strings.Compare(a.Name, b.Name) })
	return v
}
