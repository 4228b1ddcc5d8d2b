package duty_test

import (
	"fmt"

	"greenlane/assess/duty"
	"greenlane/assess/pack"
	"greenlane/item"
	"greenlane/item/money"
)

func ExampleAssess() {
	p, err := pack.Load(pack.Embedded(), "KH")
	if err != nil {
		fmt.Println(err)
		return
	}
	usd := func(s string) money.Amount { return money.New(money.MustParse(s), "USD") }
	it := &item.Item{Destination: "KH", Origin: "CN", Declaration: item.Declaration{Nature: "11", Postage: usd("20.00"),
		Lines: []item.Line{{Description: "Woven dress", HS: "620443", Origin: "CN", Quantity: 1, Value: usd("80.00")}}}}

	r := duty.Assess(it, p, duty.Inputs{At: p.Noon("2026-11-21")})
	fmt.Println(r.Title, r.Total)
	for _, c := range r.Lines[0].Charges {
		fmt.Println(c.Name, c.Rate, c.Amount)
		for _, s := range c.Trace {
			fmt.Println("  " + s.Text)
		}
	}
	// Output:
	// Summary declaration, personal items up to USD 300 26.50 USD
	// customs duty 15 % 15.00 USD
	//   100.00 USD x 15 % = 15.0000 USD
	// value added tax 10 % 11.50 USD
	//   base of value added tax: customs value 100.00 + customs duty 15.00 + special tax 0 = 115.00 USD
	//   115.00 USD x 10 % = 11.5000 USD
}
