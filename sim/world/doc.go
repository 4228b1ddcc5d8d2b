// Package world makes up the mail of a destination country: senders, recipients, goods,
// declarations with their usual faults, and the scans that follow them. The same seed gives
// the same mail byte for byte on every machine: no clock is read, and every number comes
// from integers and from operations that IEEE 754 rounds exactly.
//
//	w := world.New(1, world.Options{Destination: "KH"})
//	mail := w.Next(now)              // one item and the truth about it
//	items := w.Batch(now, 10000)     // only the items
//	wait := w.Flow(50)               // times between items at 50 a second
//	for _, s := range w.Events(mail.Item, now) { ... }
//
// Everybody in it is made up: companies are of countries that do not exist, e-mail
// addresses end in example.org, example.com or example.net, and telephone numbers cannot be
// dialled or are reserved for fiction.
package world
