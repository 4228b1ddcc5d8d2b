// Package quality asks how good a declaration is: whether all is there that the
// destination requires, whether names, addresses, weights and values are plausible, and
// whether the descriptions say what the goods are.
//
//	req := quality.Compile(p.Quality)
//	report := quality.Check(it, req, day)
//	if report.Incomplete() { ... }
//
// Every [Finding] has a stable code, the field as a JSON Pointer of our own item form, one
// sentence on what is wrong, one on how to say it better, and the points that it takes from
// 100. Nothing here knows duty, risk or people; it is pure and safe for any number of
// goroutines.
//
// The vocabulary lies in data/ as dated text files, not in code.
package quality
