package world_test

import (
	"fmt"
	"time"

	"greenlane/sim/world"
)

func Example() {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	w := world.New(1, world.Options{Destination: "KH"})
	m := w.Next(now)
	fmt.Println(m.Item.ID, m.Item.Declaration.Lines[0].Description)
	fmt.Println(m.Truth.Kind, m.Truth.HS)
	for _, s := range w.Events(m.Item, now) {
		fmt.Println(s.Kind, s.At.Format(time.DateTime))
	}
	// Output:
	// EP618034023CN home use handbag textile silver No. 24622
	// vague [420222 392690]
	// departed 2026-11-23 01:43:58
	// arrived 2026-11-27 07:11:02
	// presented 2026-11-27 09:24:06
}
