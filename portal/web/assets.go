package web

import (
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
)

// The whole folder is embedded, sources included, so that the program compiles before the
// front-end build has run.
//
//go:embed static
var embedded embed.FS

//go:embed templates
var templates embed.FS

//go:embed messages
var messages embed.FS

var hashedName = regexp.MustCompile(`-[A-Z0-9]{8}\.[a-z0-9]+$`)

// assets serves what npm built. Every name carries a hash of its content, so answers may
// be kept for ever.
type assets struct {
	files       fs.FS
	stylesheet  string // "/static/app-XXXXXXXX.css", or ""
	script      string
	contentType map[string]string
}

func loadAssets(embedded fs.FS) *assets {
	a := &assets{contentType: map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2"}}
	a.files, _ = fs.Sub(embedded, "static/dist")
	entries, _ := fs.ReadDir(a.files, ".")
	for _, e := range entries {
		switch name := e.Name(); {
		case strings.HasPrefix(name, "app-") && strings.HasSuffix(name, ".css"):
			a.stylesheet = "/static/" + name
		case strings.HasPrefix(name, "app-") && strings.HasSuffix(name, ".js"):
			a.script = "/static/" + name
		}
	}
	return a
}

func (a *assets) missing() error {
	if a.stylesheet == "" || a.script == "" {
		return errors.New("styles and scripts were not built into this binary: run `npm ci && npm run build`, then build again")
	}
	return nil
}

// ServeHTTP answers with the smallest stored form that the browser takes.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/static/")
	ext := path.Ext(name)
	if !hashedName.MatchString(name) || a.contentType[ext] == "" {
		http.NotFound(w, r)
		return
	}
	body, encoding := a.read(name, r.Header.Get("Accept-Encoding"))
	if body == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.contentType[ext])
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func (a *assets) read(name, accepted string) (body []byte, encoding string) {
	for _, form := range []struct{ encoding, ext string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if strings.Contains(accepted, form.encoding) {
			if b, err := fs.ReadFile(a.files, name+form.ext); err == nil {
				return b, form.encoding
			}
		}
	}
	b, err := fs.ReadFile(a.files, name)
	if err != nil {
		return nil, ""
	}
	return b, ""
}

// secured sets the headers that keep pages safe: no script but our own, no framing, no
// address handed to other sites.
func secured(next http.Handler) http.Handler {
	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
