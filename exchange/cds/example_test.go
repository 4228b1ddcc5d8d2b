package cds_test

import (
	"fmt"

	"greenlane/exchange/cds"
	"greenlane/item/money"
)

// The answer to a post; the table of codes is the illustration that comes along.
func ExampleAppendResponse() {
	out, err := cds.AppendResponse(nil, &cds.Outcome{
		Item: "LX000000015DE", Decision: "release", TotalFee: money.New(money.MustParse("6.74"), "USD"),
	}, cds.Illustrative())
	fmt.Println(string(out), err)
	// Output:
	// {"MailObject":{"Id":"LX000000015DE"},"Response":{"Data":{"DecisionCd":"1","TotalFee":6.74,"TotalFeeCurrencyCd":"USD"}}} <nil>
}
