package sheet

import (
	"strings"

	"greenlane/exchange/stream"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

// setItem reads a cell that is not empty into the item.
func setItem(it *item.Item, c column, s string) *fault.Fault {
	d := &it.Declaration
	switch c {
	case colLocalID:
		it.LocalID = s
	case colFlow:
		it.Flow = item.Flow(s)
	case colClass:
		it.Class = s
	case colCategory:
		it.Category = s
	case colOriginPost:
		it.OriginPost = s
	case colDestinationPost:
		it.DestinationPost = s
	case colOrigin:
		it.Origin = s
	case colDestination:
		it.Destination = s
	case colReceptacle:
		it.Receptacle = s
	case colPosted:
		var f *fault.Fault
		it.Posted, f = stream.Date(s, "/posted")
		return f
	case colNumber:
		d.Number = s
	case colNature:
		d.Nature = nature(s)
	case colGrossWeight:
		return decimal(&d.GrossWeight.Decimal, s, "weight.syntax", "/declaration/gross_weight")
	case colPostage:
		return decimal(&d.Postage.Decimal, s, "money.syntax", "/declaration/postage/amount")
	case colPostageCurrency:
		d.Postage.Currency = s
	case colInsured:
		return decimal(&d.Insured.Decimal, s, "money.syntax", "/declaration/insured/amount")
	case colInsuredCurrency:
		d.Insured.Currency = s
	case colInsurance:
		return decimal(&d.Insurance.Decimal, s, "money.syntax", "/declaration/insurance/amount")
	case colInsuranceCurrency:
		d.Insurance.Currency = s
	case colVendor:
		d.Vendor = s
	case colPrepaid:
		return decimal(&d.Prepaid.Decimal, s, "money.syntax", "/declaration/prepaid/amount")
	case colPrepaidCurrency:
		d.Prepaid.Currency = s
	case colDocuments:
		return readDocuments(d, s)
	case colItem:
	default:
		if c >= colRecipientName && c <= colRecipientReference {
			setParty(&d.Recipient, c-colRecipientName+colSenderName, s)
		} else {
			setParty(&d.Sender, c, s)
		}
	}
	return nil
}

func decimal(to *money.Decimal, s, code, field string) (f *fault.Fault) {
	*to, f = stream.Decimal(s, code, field)
	return f
}

// setParty reads a cell into a party; the columns of the sender stand for both.
func setParty(p *item.Party, c column, s string) {
	switch c {
	case colSenderName:
		p.Name = s
	case colSenderCompany:
		p.Company = s
	case colSenderAddress, colSenderAddress2:
		lines := addressLines(s)
		if c == colSenderAddress { // its column may stand behind that of the second line
			p.Address = append(lines, p.Address...)
		} else {
			p.Address = append(p.Address, lines...)
		}
	case colSenderCity:
		p.City = s
	case colSenderState:
		p.State = s
	case colSenderPostcode:
		p.Postcode = s
	case colSenderCountry:
		p.Country = s
	case colSenderTelephone:
		p.Telephone = s
	case colSenderEmail:
		p.Email = s
	case colSenderReference:
		p.Reference = s
	}
}

// addressLines takes the lines of a cell; an address may stand in one cell with line
// breaks.
func addressLines(s string) []string {
	if strings.IndexByte(s, '\n') < 0 {
		return []string{s}
	}
	var out []string
	for _, line := range strings.Split(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// nature takes the code, or one of the six words that stand on postal forms.
func nature(s string) string {
	switch fold(s) {
	case "gift":
		return "31"
	case "documents":
		return "91"
	case "saleofgoods", "sale":
		return "11"
	case "commercialsample", "sample":
		return "32"
	case "returnedgoods", "return":
		return "21"
	case "other":
		return "999"
	}
	return s
}

// setLine reads a cell that is not empty into the line; fields are relative to it.
func setLine(l *item.Line, c column, s string) (f *fault.Fault) {
	switch c {
	case colLine:
		var n int64
		n, f = stream.Quantity(s, "/index")
		l.Index = int(n)
	case colDescription:
		l.Description = s
	case colQuantity:
		l.Quantity, f = stream.Quantity(s, "/quantity")
	case colNetWeight:
		f = decimal(&l.NetWeight.Decimal, s, "weight.syntax", "/net_weight")
	case colValue:
		f = decimal(&l.Value.Decimal, s, "money.syntax", "/value/amount")
	case colCurrency:
		l.Value.Currency = s
	case colHS:
		l.HS = stream.HS(s)
	case colLineOrigin:
		l.Origin = s
	case colRevisedDescription:
		l.RevisedDescription = s
	case colRevisedHS:
		l.RevisedHS = stream.HS(s)
	}
	return f
}

// readDocuments reads the cell that the writer makes, a JSON list, or takes a plain text
// as the number of one document.
func readDocuments(d *item.Declaration, s string) *fault.Fault {
	if s[0] != '[' {
		d.Documents = append(d.Documents, item.Document{Number: s})
		return nil
	}
	r := jsontext.NewReader([]byte(s))
	err := r.Array(func(int) error {
		var doc item.Document
		err := r.Object(func(key string) error {
			switch key {
			case "type":
				return r.String(&doc.Type)
			case "number":
				return r.String(&doc.Number)
			case "name":
				return r.String(&doc.Name)
			}
			_, err := r.Raw()
			return err
		})
		d.Documents = append(d.Documents, doc)
		return err
	})
	return cellFault(r, err, "/declaration/documents")
}

// cellFault makes a fault of a cell out of an error in its JSON.
func cellFault(r *jsontext.Reader, err error, field string) *fault.Fault {
	if err == nil {
		err = r.Done()
	}
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	bare := *f
	bare.Line, bare.Offset, bare.Field = 0, 0, field
	return &bare
}

// levels are the members of the cell "extra", one for each place that keeps fields.
var levels = [...]string{"item", "declaration", "sender", "recipient", "line"}

// places gives the lists of kept fields in the order of levels.
func places(it *item.Item, l *item.Line) [len(levels)]*[]item.Extra {
	d := &it.Declaration
	return [...]*[]item.Extra{&it.Extra, &d.Extra, &d.Sender.Extra, &d.Recipient.Extra, &l.Extra}
}

// readExtra reads the cell "extra"; line says that the content line has a share in it.
func readExtra(s string, it *item.Item, l *item.Line) (line bool, f *fault.Fault) {
	before := len(l.Extra)
	lists := places(it, l)
	r := jsontext.NewReader([]byte(s))
	err := r.Object(func(key string) error {
		for i, name := range levels {
			if name == key {
				return readPairs(r, lists[i])
			}
		}
		_, err := r.Raw()
		return err
	})
	return len(l.Extra) > before, cellFault(r, err, "/extra")
}

func readPairs(r *jsontext.Reader, to *[]item.Extra) error {
	return r.Array(func(int) error {
		var e item.Extra
		err := r.Array(func(i int) error {
			switch i {
			case 0:
				return r.String(&e.Key)
			case 1:
				return r.String(&e.Value)
			}
			_, err := r.Raw()
			return err
		})
		*to = append(*to, e)
		return err
	})
}
