// Package web is the pages of Greenlane: what senders, recipients and officers see.
//
// Pages are rendered on the server from typed views and work without script; htmx then
// refreshes parts of them. Texts come from one catalogue a language in messages/; styles,
// fonts and scripts are built by npm into static/dist and embedded. A binary built before
// npm ran still serves every page, unstyled, and says so through [Site.AssetsMissing].
//
//	site, err := web.New(web.Options{Record: store, Intake: take, Casework: cases,
//		Rulebook: func() web.Judge { return live.Load() }, Gate: gate, Key: key})
//	http.ListenAndServe(addr, site)
//
// The server in front applies http.CrossOriginProtection; every change of state is a POST.
package web
