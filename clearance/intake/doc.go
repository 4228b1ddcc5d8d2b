// Package intake takes batches of declared items and gives back decided ones.
//
// A batch is validated, assessed on all cores under one rulebook, and written in one
// durable transaction; [Service.Take] answers after the commit. Each item has its own
// result: an item that cannot be read does not hold up the others.
//
// Taking is idempotent: a declaration that was decided before has no second effect, and an
// amended one is decided again as long as the item is not released. Released, it is called
// back by a declaration after which it must be examined.
package intake
