package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// tongues lists the languages in the order in which the page offers them; the first is
// what everybody gets whose language is not among them.
var tongues = []struct{ tag, name string }{
	{"en", "English"}, {"fr", "Français"}, {"es", "Español"}, {"ar", "العربية"}, {"zh", "中文"}, {"ru", "Русский"}, {"km", "ខ្មែរ"},
}

// catalogue holds every text of the pages by language.
type catalogue struct {
	languages map[string]*Words
	matcher   language.Matcher
}

// Words is the texts of one language; a text that is not there is taken from English.
type Words struct {
	Lang  string
	Dir   string // ltr or rtl
	texts map[string]string
	spare map[string]string

	reasons map[string]saying
	facts   facts
}

func loadCatalogue(files fs.FS) (*catalogue, error) {
	c := &catalogue{languages: map[string]*Words{}}
	var tags []language.Tag
	for _, t := range tongues {
		raw, err := fs.ReadFile(files, "messages/"+t.tag+".json")
		if err != nil {
			return nil, fmt.Errorf("web: messages of %s: %w", t.tag, err)
		}
		w := &Words{Lang: t.tag, Dir: "ltr"}
		if err := json.Unmarshal(raw, &w.texts); err != nil {
			return nil, fmt.Errorf("web: messages of %s: %w", t.tag, err)
		}
		if err := w.loadReasons(files); err != nil {
			return nil, err
		}
		if t.tag == "ar" {
			w.Dir = "rtl"
		}
		c.languages[t.tag] = w
		w.spare = c.languages["en"].texts
		tags = append(tags, language.Make(t.tag))
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// T gives a text; {0}, {1} ... are replaced by the arguments. An unknown key is shown as it
// is, which the tests of the templates look for.
func (w *Words) T(key string, args ...any) string {
	text, ok := w.texts[key]
	if !ok {
		if text, ok = w.spare[key]; !ok {
			return "⟦" + key + "⟧"
		}
	}
	for i, a := range args {
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", fmt.Sprint(a))
	}
	return text
}

// Has says whether the key exists in this language or in English.
func (w *Words) Has(key string) bool {
	_, here := w.texts[key]
	_, there := w.spare[key]
	return here || there
}

// Or gives a text, or what was written elsewhere where the catalogue has none.
func (w *Words) Or(key, otherwise string) string {
	if w.Has(key) {
		return w.T(key)
	}
	return otherwise
}

// wordsFor chooses the language of a page. Pages of the house are shown in English where
// their texts are not there: a page in one language is easier than a mixture.
func (s *Site) wordsFor(w http.ResponseWriter, r *http.Request) *Words {
	words := s.preferred(w, r)
	if _, whole := words.texts["card.title"]; !whole && (strings.HasPrefix(r.URL.Path, "/officer") || r.URL.Path == "/help/states") {
		return s.words.languages["en"]
	}
	return words
}

// preferred is ?lang=, then the cookie, then what the user or the browser prefers. A
// language asked for in the address is remembered.
func (s *Site) preferred(w http.ResponseWriter, r *http.Request) *Words {
	if asked := r.URL.Query().Get("lang"); asked != "" {
		if words := s.words.languages[asked]; words != nil {
			http.SetCookie(w, &http.Cookie{Name: "lang", Value: asked, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
			return words
		}
	}
	if c, err := r.Cookie("lang"); err == nil {
		if words := s.words.languages[c.Value]; words != nil {
			return words
		}
	}
	prefer := r.Header.Get("Accept-Language")
	if u := s.Gate.User(r); u != nil && u.Language != "" {
		prefer = u.Language
	}
	tags, _, err := language.ParseAcceptLanguage(prefer)
	if err != nil || len(tags) == 0 {
		return s.words.languages["en"]
	}
	_, i, sure := s.words.matcher.Match(tags...)
	if sure == language.No {
		i = 0
	}
	return s.words.languages[tongues[i].tag]
}

// LanguageLink is one entry of the language menu.
type LanguageLink struct {
	Tag, Name, Href string
	Current         bool
}

func languageLinks(r *http.Request, current string) []LanguageLink {
	query := r.URL.Query()
	query.Del("secret")
	links := make([]LanguageLink, 0, len(tongues))
	for _, t := range tongues {
		query.Set("lang", t.tag)
		links = append(links, LanguageLink{Tag: t.tag, Name: t.name, Href: r.URL.Path + "?" + query.Encode(), Current: t.tag == current})
	}
	return slices.Clip(links)
}
