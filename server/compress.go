package server

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// compressed sends pages in gzip to browsers that take it: on a slow line a page is there
// after a fifth of the time. Styles and scripts are stored compressed and pass untouched.
func compressed(next http.Handler) http.Handler {
	pool := &sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
		return z
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		out := &squeezed{ResponseWriter: w, pool: pool}
		next.ServeHTTP(out, r)
		out.close()
	})
}

// squeezed decides at the first byte whether an answer is a page.
type squeezed struct {
	http.ResponseWriter
	pool    *sync.Pool
	z       *gzip.Writer // nil: as it is
	decided bool
}

func (w *squeezed) WriteHeader(code int) {
	h := w.Header()
	if !w.decided && code >= 200 {
		w.decided = true
		page := strings.HasPrefix(h.Get("Content-Type"), "text/html") && h.Get("Content-Encoding") == ""
		if page && code != http.StatusNoContent && code != http.StatusNotModified {
			h.Set("Content-Encoding", "gzip")
			h.Add("Vary", "Accept-Encoding")
			h.Del("Content-Length")
			w.z = w.pool.Get().(*gzip.Writer)
			w.z.Reset(w.ResponseWriter)
		}
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *squeezed) Write(p []byte) (int, error) {
	if !w.decided {
		w.WriteHeader(http.StatusOK)
	}
	if w.z != nil {
		return w.z.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

// close ends the stream; after a panic it is not reached, so that half a page never looks
// like a whole one.
func (w *squeezed) close() {
	if w.z == nil {
		return
	}
	_ = w.z.Close() // the browser has gone away
	w.z.Reset(nil)
	w.pool.Put(w.z)
}

// Unwrap lets http.ResponseController reach the real writer.
func (w *squeezed) Unwrap() http.ResponseWriter { return w.ResponseWriter }
