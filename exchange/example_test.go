package exchange_test

import (
	"fmt"
	"os"
	"strings"

	"greenlane/exchange"
	"greenlane/item"
)

// A file is read whatever its format, and written in another; a refused row is named and
// stops no other.
func Example() {
	file := strings.NewReader("Tracking Number;Goods Description;Declared Value;Currency\n" +
		"LX000000015DE;Book;7.00;EUR\n" +
		"LX000000029DE;Cup;1,5;EUR\n")
	items := func(yield func(*item.Item) bool) {
		for rec, err := range exchange.Read(file, exchange.Options{Name: "monday.csv"}) {
			if err != nil {
				fmt.Println("the file ends here:", err)
				return
			}
			for _, f := range rec.Faults {
				fmt.Printf("line %d, %s: %s\n", f.Line, f.Field, f.Text)
			}
			if rec.Faults == nil && !yield(rec.Item) {
				return
			}
		}
	}
	if err := exchange.Write(os.Stdout, exchange.CDS, items); err != nil {
		fmt.Println(err)
	}
	// Output:
	// line 3, /declaration/lines/0/value/amount: "1,5" is not a plain decimal number
	// {"MailObject":{"Id":"LX000000015DE"},"Declaration":{"Data":{"ContentPieces":[{"Index":1,"Description":"Book","Amount":7.00,"CurrencyCd":"EUR"}]}}}
}
