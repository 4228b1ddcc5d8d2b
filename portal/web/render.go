package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"greenlane/clearance"
	"greenlane/item/fault"
)

// Frame is what every page has around its own view.
type Frame struct {
	*Words
	Title     string
	Path      string // of the page, to mark the current entry of the menu
	Languages []LanguageLink
	User      *clearance.User
	Staff     bool
	Demo      bool
	CSS, JS   string
	Unstyled  string // why styles are missing
	Trouble   string // what is wrong with the service, for everybody to see
	Flash     string
	Problems  []Problem
	Wide      bool
}

// Problem is one entry of the error summary.
type Problem struct{ Href, Text, Fix, Original string }

func (s *Site) frame(w http.ResponseWriter, r *http.Request, titleKey string) Frame {
	words := s.wordsFor(w, r)
	f := Frame{
		Words: words, Title: words.T(titleKey), Path: r.URL.Path, Languages: languageLinks(r, words.Lang),
		User: s.Gate.User(r), Demo: s.Demo, CSS: s.assets.stylesheet, JS: s.assets.script,
	}
	f.Staff = f.User != nil && isStaff(f.User)
	if err := s.assets.missing(); err != nil {
		f.Unstyled = err.Error()
	}
	if s.Ready != nil {
		if err := s.Ready(); err != nil {
			f.Trouble = words.T("trouble.banner", plain(err))
		}
	}
	f.Flash = s.takeFlash(w, r, words)
	return f
}

// plain is an error as a person should read it.
func plain(err error) string {
	if f, ok := fault.As(err); ok {
		if f.Fix != "" {
			return f.Text + ": " + f.Fix
		}
		return f.Text
	}
	return err.Error()
}

// flash leaves a message for the next page; only keys of the catalogue travel.
func (s *Site) flash(w http.ResponseWriter, key string) {
	http.SetCookie(w, &http.Cookie{Name: "flash", Value: key, Path: "/", MaxAge: 60, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
}

func (s *Site) takeFlash(w http.ResponseWriter, r *http.Request, words *Words) string {
	c, err := r.Cookie("flash")
	if err != nil || r.Header.Get("HX-Request") != "" || !strings.HasPrefix(c.Value, "done.") || !words.Has(c.Value) {
		return ""
	}
	http.SetCookie(w, &http.Cookie{Name: "flash", Path: "/", MaxAge: -1})
	return words.T(c.Value)
}

// parsePages makes one template set a page: the layout, the shared parts and the page.
func parsePages(files fs.FS) (map[string]*template.Template, error) {
	shared, err := template.New("").Funcs(functions).ParseFS(files, "templates/layout.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	names, err := fs.Glob(files, "templates/page_*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, name := range names {
		set, err := shared.Clone()
		if err == nil {
			_, err = set.ParseFS(files, name)
		}
		if err != nil {
			return nil, fmt.Errorf("web: %s: %w", name, err)
		}
		pages[strings.TrimSuffix(strings.TrimPrefix(path.Base(name), "page_"), ".html")] = set
	}
	return pages, nil
}

var functions = template.FuncMap{
	"utc":      func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") },
	"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"titled":   titled,
	"laneSign": laneSign,
	"sub":      func(a, b int) int { return a - b },
	"dict":     dict,
}

// dict hands several values to a shared part.
func dict(pairs ...any) (map[string]any, error) {
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		k, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is not a name", pairs[i])
		}
		m[k] = pairs[i+1]
	}
	return m, nil
}

// titled makes the first letter of a sentence a capital.
func titled(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// page renders a whole page; part renders one named part of it.
func (s *Site) page(w http.ResponseWriter, r *http.Request, status int, name string, view any) {
	s.part(w, r, status, name, "layout", view)
}

func (s *Site) part(w http.ResponseWriter, r *http.Request, status int, name, part string, view any) {
	var buf bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&buf, part, view); err != nil {
		s.Log.Error("render page", "page", name, "error", err)
		http.Error(w, "The page could not be shown. Nothing was lost; go back and try again.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = buf.WriteTo(w)
	}
}

// statusOf is the HTTP status of a fault.
func statusOf(err error) int {
	f, ok := fault.As(err)
	if !ok {
		return http.StatusInternalServerError
	}
	switch f.Kind {
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusUnprocessableEntity
}

// ErrorView is the page of something that went wrong.
type ErrorView struct {
	Frame
	Status int
	Text   string
	Detail string
	Fix    string
}

// fail shows the page of an error. What is not a fault is logged and not shown.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, status int, err error) {
	key := "error.500"
	switch status {
	case http.StatusNotFound:
		key = "error.404"
	case http.StatusForbidden:
		key = "error.403"
	case http.StatusServiceUnavailable:
		key = "error.503"
	}
	v := ErrorView{Frame: s.frame(w, r, key+".title"), Status: status}
	v.Text = v.T(key + ".text")
	if f, ok := fault.As(err); ok {
		v.Detail, v.Fix = v.Or("fault."+f.Code, f.Text), f.Fix
	} else if err != nil {
		s.Log.Error("page failed", "path", r.URL.Path, "error", err)
	}
	s.page(w, r, status, "error", v)
}

func (s *Site) broken(w http.ResponseWriter, r *http.Request, err error) {
	s.fail(w, r, statusOf(err), err)
}

func (s *Site) notFound(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, http.StatusNotFound, nil)
}
