package server

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPagesAreCompressed(t *testing.T) {
	page := strings.Repeat("<p>the same again</p>", 500)
	handler := compressed(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/page":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusNotFound)
		case "/text":
			w.Header().Set("Content-Type", "text/plain")
		case "/stored":
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "br")
		case "/nothing":
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		io.WriteString(w, page)
	}))
	for _, test := range []struct {
		name, path, accept, encoding string
		code                         int
	}{
		{"a page with its status", "/page", "br, gzip", "gzip", 404},
		{"a browser that takes none", "/page", "", "", 404},
		{"not a page", "/text", "gzip", "", 200},
		{"stored compressed", "/stored", "gzip", "br", 200},
		{"no content", "/nothing", "gzip", "", 204},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", test.path, nil)
			r.Header.Set("Accept-Encoding", test.accept)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != test.code || w.Header().Get("Content-Encoding") != test.encoding {
				t.Fatalf("status %d, encoding %q", w.Code, w.Header().Get("Content-Encoding"))
			}
			if test.encoding != "gzip" {
				if test.code != 204 && w.Body.String() != page {
					t.Error("the body changed")
				}
				return
			}
			if w.Body.Len() > len(page)/5 || w.Header().Get("Vary") != "Accept-Encoding" {
				t.Errorf("%d bytes, vary %q", w.Body.Len(), w.Header().Get("Vary"))
			}
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(z); err != nil || string(got) != page {
				t.Errorf("the page does not come back: %v", err)
			}
		})
	}
}
