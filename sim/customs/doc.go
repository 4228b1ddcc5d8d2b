// Package customs is a robot that stands in for clerks, officers and recipients at the
// destination: it scans items in, examines, asks for documents, releases, refuses, and pays.
// It is for the demonstration and for tests; it works off a share of what waits and leaves
// the rest for people to try their hand at.
//
//	robot := customs.New(house, customs.Options{Seed: 1})
//	done, err := robot.Step(ctx, now) // again and again
//
// What happens to an item depends on the seed, the item and the step, never on chance or
// on the order in which items are seen. The robot talks to the house through [House] in
// plain words, so that it can stand before a program in the same process or one far away.
package customs
