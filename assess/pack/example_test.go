package pack_test

import (
	"fmt"

	"greenlane/assess/pack"
)

func ExampleLoad() {
	p, err := pack.Load(pack.Embedded(), "KH")
	if err != nil {
		fmt.Println(err)
		return
	}
	limit := p.Law.Threshold("exemption", "2026-11-21")
	fmt.Println(p.Title, limit.Title, limit.Amount, p.Sources[limit.Source].Standing)
	// Output: Cambodia exemption of items up to USD 50 50.00 USD secondary
}
