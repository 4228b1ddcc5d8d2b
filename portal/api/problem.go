package api

import (
	"errors"
	"net/http"
	"strings"

	"greenlane/item/fault"
	"greenlane/item/jsontext"
)

// problem answers with an RFC 9457 problem. An error that is no fault is logged here, at
// the end of its way.
func (s *server) problem(w http.ResponseWriter, r *http.Request, err error) {
	if faultsOf(err) == nil {
		s.o.Logger.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	Refuse(w, r, err)
}

// Refuse answers with the problem of an error. An error that is no fault is told as
// request.failed: what went wrong inside is not shown. It is exported for whatever turns a
// request under /v1 away before it comes here, such as a session that cannot be read.
func Refuse(w http.ResponseWriter, _ *http.Request, err error) {
	list := faultsOf(err)
	if list == nil {
		list = fault.List{fault.New("request.failed", "")}
	}
	status := statusOf(list[0])
	switch status {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "1")
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(appendProblem(nil, status, list))
}

func faultsOf(err error) fault.List {
	var list fault.List
	if errors.As(err, &list) && len(list) > 0 {
		return list
	}
	if f, ok := fault.As(err); ok {
		return fault.List{f}
	}
	return nil
}

// statusOf is the one place where a fault becomes an HTTP status: by its kind, with the
// few codes for which HTTP has a status of its own.
func statusOf(f *fault.Fault) int {
	switch f.Code {
	case "auth.needed", "auth.key":
		return http.StatusUnauthorized
	case "request.method":
		return http.StatusMethodNotAllowed
	case "request.media":
		return http.StatusUnsupportedMediaType
	case "request.changed":
		return http.StatusPreconditionFailed
	case "request.too_many", "auth.too_many":
		return http.StatusTooManyRequests
	case "request.failed":
		return http.StatusInternalServerError
	case "idempotency.missing":
		return http.StatusBadRequest
	}
	switch f.Kind {
	case fault.Conflict:
		return http.StatusConflict
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	for _, syntax := range []string{"json.", "input.", "request.", "page."} {
		if strings.HasPrefix(f.Code, syntax) {
			return http.StatusBadRequest
		}
	}
	return http.StatusUnprocessableEntity
}

func appendProblem(dst []byte, status int, list fault.List) []byte {
	w := jsontext.NewWriter(dst)
	f := list[0]
	w.Begin('{')
	w.Key("type").String("/v1/docs#fault-" + f.Code)
	w.Key("title").String(http.StatusText(status))
	w.Key("status").Int(int64(status))
	writeFault(w, f)
	if len(list) > 1 {
		w.Key("errors").Begin('[')
		for _, f := range list {
			w.Begin('{')
			writeFault(w, f)
			w.End('}')
		}
		w.End(']')
	}
	w.End('}')
	return w.Bytes()
}

func writeFault(w *jsontext.Writer, f *fault.Fault) {
	w.Key("code").String(f.Code)
	w.OptString("field", f.Field)
	w.Key("detail").String(f.Text)
	w.OptString("fix", f.Fix)
	w.OptInt("line", int64(f.Line))
	w.OptInt("offset", f.Offset)
}
