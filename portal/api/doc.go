// Package api is the interface for programs: JSON over HTTP under /v1, described by OpenAPI
// 3.1 at /v1/openapi.json and, for people, at /v1/docs.
//
//	handler, err := api.New(api.Options{Reader: store, Taker: intake, Doer: casework, Desk: store,
//		Auth: who, Rulebook: func() api.Book { return book.Load() }, SecretKey: key})
//	mux.Handle("/v1/", handler)
//
// Every operation is one row of one table: address, right that it needs, limit of its body,
// shapes and examples for the description, and the function that answers. Everything that
// operations share is done once around it: sign-in by session or API key, rights, rate
// limit, Idempotency-Key, and the answer to a fault as an RFC 9457 problem.
//
// Items and decisions are read and written by packages item and assess, so that files,
// commands and this interface agree to the byte. The structs of shapes.go only describe.
//
// What concerns persons (the declaration) is given only to roles that work on items, and
// why an item was selected only to customs.
package api
