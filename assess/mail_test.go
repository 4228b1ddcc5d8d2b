package assess_test

import (
	"time"

	"greenlane/item"
	"greenlane/sim/world"
)

// mail is realistic mail to Cambodia, always the same.
func mail(n int) []*item.Item {
	return world.New(7, world.Options{}).Batch(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), n)
}
