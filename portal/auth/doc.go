// Package auth says who is asking: passwords, sessions in a cookie, API keys, and what
// each role may do.
//
//	who, err := auth.New(auth.Options{Desk: desk, Secure: true, HouseKey: key})
//	handler := who.Load(mux)                                  // once, around everything
//	mux.Handle("/queue", who.Require(clearance.Officer)(page)) // one role of several is enough
//	user := who.User(r)                                       // nil: nobody signed in
//
// Passwords are kept as argon2id in PHC form. A name that does not exist costs as much time
// as a wrong password, only a few hashes are computed at once, and attempts are limited per
// name and per address, so neither guessing nor flooding pays.
//
// A session lives in the desk under a random token that is renewed at sign-in. It ends
// after an idle time, after its whole life, when the user is disabled, and when the password
// changes. An API key is a MAC over user name and number: nothing is stored, and disabling
// the user disables it.
//
// The address of a caller is that of the connection; behind a proxy the server must put
// the right one into the request first.
package auth
