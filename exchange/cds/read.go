package cds

import (
	"io"
	"iter"
	"strconv"
	"strings"

	"greenlane/exchange/stream"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

// Format is the name of this format in the contract.
const Format = "cds-json"

// Paths under which unknown members are kept.
const (
	pathTop         = "cds:"
	pathMail        = "cds:MailObject."
	pathDeclaration = "cds:Declaration."
	pathData        = "cds:Declaration.Data."
	pathPiece       = "cds:Declaration.Data.ContentPieces."
	pathDocuments   = "cds:Declaration.Data.Documents."
)

// Read gives the declarations of a file one after another.
func Read(r io.Reader, o stream.Options) iter.Seq2[stream.Record, error] {
	o.Format = Format
	return func(yield func(stream.Record, error) bool) {
		frames := stream.NewJSON(stream.NewSource(r, o), "CDSViews")
		for {
			f, err := frames.Next()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(stream.Record{Line: f.Line, Offset: f.Offset}, err)
				return
			}
			if !readFrame(&f, &o, yield) {
				return
			}
		}
	}
}

func readFrame(f *stream.Frame, o *stream.Options, yield func(stream.Record, error) bool) bool {
	if f.Fault != nil {
		return yield(stream.Record{Faults: fault.List{f.Fault}, Line: f.Line, Offset: f.Offset}, nil)
	}
	d := decoder{r: f.Reader(), it: new(item.Item)}
	err := d.r.Object(d.top)
	if err == nil {
		err = d.r.Done()
	}
	all := d.views
	if len(all) == 0 || d.view || d.bare {
		all = append(all, &d)
	}
	for i, one := range all {
		if i == len(all)-1 && err != nil { // whatever was read last is not whole
			one.faults = append(one.faults, asFault(err, f))
		} else {
			one.finish(f)
		}
		if one.it != nil {
			one.it.Source = o.Origin(f.Line, f.Offset)
		}
		if !yield(stream.Record{Item: one.it, Faults: one.faults, Line: f.Line, Offset: f.Offset}, nil) {
			return false
		}
	}
	return true
}

func asFault(err error, f *stream.Frame) *fault.Fault {
	if known, ok := fault.As(err); ok {
		return known
	}
	return fault.New("json.syntax", "", err.Error()).At(f.Line, f.Offset)
}

// decoder reads one CDSView, or one declaration that stands alone.
type decoder struct {
	r      *jsontext.Reader
	it     *item.Item
	faults fault.List
	views  []*decoder // of a wrapper
	view   bool       // has members of a CDSView
	bare   bool       // has members of a declaration's data
	claim  claim
}

// claim is a request of the interface: to bind an anonymous declaration, or another one.
type claim struct {
	declaration, item string
	bind, login       bool
}

func (d *decoder) fault(f *fault.Fault) {
	if f != nil && len(d.faults) < stream.MaxFaults {
		d.faults = append(d.faults, d.r.Fault(f))
	}
}

func (d *decoder) top(key string) error {
	switch key {
	case "MailObject":
		d.view = true
		return d.r.Object(d.mail)
	case "Declaration":
		d.view = true
		return d.r.Object(d.head)
	case "Response", "DCResponse":
		d.view = true
		return d.keep(&d.it.Extra, pathTop, key)
	case "CDSViews":
		return d.r.Array(func(int) error {
			one := &decoder{r: d.r, it: new(item.Item)}
			d.views = append(d.views, one)
			return d.r.Object(one.top)
		})
	case "request":
		return d.r.Object(d.top)
	case "anonymousDeclarationId":
		d.claim.bind = true
		return d.r.Scalar(&d.claim.declaration)
	case "internationalItemId":
		d.claim.bind = true
		return d.r.Scalar(&d.claim.item)
	case "securityToken", "password":
		d.claim.login = true
		_, err := d.r.Raw() // never kept
		return err
	}
	if dataMember(key) {
		d.bare = true
		return d.data(key)
	}
	return d.keep(&d.it.Extra, pathTop, key)
}

// finish judges the shape, and derives what no member says.
func (d *decoder) finish(f *stream.Frame) {
	place := func(code string, args ...any) {
		d.faults = append(d.faults, fault.New(code, "", args...).At(f.Line, f.Offset))
	}
	switch {
	case d.claim.bind:
		place("cds.not_declaration", "a request to bind the anonymous declaration "+
			strconv.Quote(clip(d.claim.declaration))+" to the item "+strconv.Quote(clip(d.claim.item)))
	case d.claim.login:
		place("cds.not_declaration", "a request of the interface with its security token")
	case d.view && d.bare:
		place("cds.shape", "members of a declaration's data stand beside MailObject and Declaration")
	case !d.view && !d.bare:
		place("cds.shape", "no member of a CDSView or of a declaration")
	}
	it := d.it
	if d.claim.bind || d.claim.login {
		d.it = nil
		return
	}
	it.Origin = it.Declaration.Sender.Country
	it.Destination = it.Declaration.Recipient.Country
	joinName(&it.Declaration.Sender, "Sender")
	joinName(&it.Declaration.Recipient, "Recipient")
	stream.Order(it)
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "..."
	}
	return s
}

// keep stores a member that has no place, with its raw text.
func (d *decoder) keep(to *[]item.Extra, path, key string) error {
	raw, err := d.r.Raw()
	if err == nil {
		*to = append(*to, item.Extra{Key: path + stream.Escape(key), Value: string(raw)})
	}
	return err
}

func (d *decoder) mail(key string) error {
	it := d.it
	switch key {
	case "Id":
		err := d.r.Scalar(&it.ID)
		it.ID = stream.ID(it.ID)
		return err
	case "LocalId":
		return d.r.Scalar(&it.LocalID)
	case "MailClassCd":
		return d.r.Scalar(&it.Class)
	case "MailCategoryCd":
		return d.r.Scalar(&it.Category)
	case "OrigPostOrgCd":
		return d.r.Scalar(&it.OriginPost)
	case "DestPostOrgCd":
		return d.r.Scalar(&it.DestinationPost)
	case "PostingDt":
		var s string
		if err := d.r.Scalar(&s); err != nil {
			return err
		}
		var f *fault.Fault
		it.Posted, f = stream.Date(s, "/posted")
		d.fault(f)
		if len(s) > len(it.Posted) && f == nil { // the time of the day is kept beside it
			it.Extra = append(it.Extra, item.Extra{Key: pathMail + key, Value: string(jsontext.AppendString(nil, s))})
		}
		return nil
	}
	return d.keep(&it.Extra, pathMail, key)
}

func (d *decoder) head(key string) error {
	if key == "Data" {
		return d.r.Object(d.data)
	}
	return d.keep(&d.it.Declaration.Extra, pathDeclaration, key)
}

func (d *decoder) data(key string) error {
	decl := &d.it.Declaration
	const at = "/declaration"
	switch key {
	case "NatureTypeCd":
		return d.r.Scalar(&decl.Nature)
	case "GrossWeight":
		return d.decimal(&decl.GrossWeight.Decimal, "weight.syntax", at+"/gross_weight")
	case "Postage":
		return d.decimal(&decl.Postage.Decimal, "money.syntax", at+"/postage/amount")
	case "PostageCurrencyCd":
		return d.r.Scalar(&decl.Postage.Currency)
	case "InsuredValue":
		return d.decimal(&decl.Insured.Decimal, "money.syntax", at+"/insured/amount")
	case "InsuredValueCurrencyCd":
		return d.r.Scalar(&decl.Insured.Currency)
	case "ContentPieces":
		return d.r.Array(d.piece)
	case "Documents":
		return d.r.Array(d.document)
	case "ExtraFieldNames", "ExtraFieldValues":
		if err := d.keep(&decl.Extra, pathData, key); err != nil {
			return err
		}
		d.parallel(decl.Extra, pathData, at)
		return nil
	}
	if rest, ok := strings.CutPrefix(key, "Sender"); ok {
		return d.party(&decl.Sender, key, rest)
	}
	if rest, ok := strings.CutPrefix(key, "Recipient"); ok {
		return d.party(&decl.Recipient, key, rest)
	}
	return d.keep(&decl.Extra, pathData, key)
}

// dataMember says whether a key can stand in the data of a declaration.
func dataMember(key string) bool {
	switch key {
	case "NatureTypeCd", "GrossWeight", "Postage", "PostageCurrencyCd", "InsuredValue", "InsuredValueCurrencyCd",
		"ContentPieces", "Documents", "ExtraFieldNames", "ExtraFieldValues",
		"HandlingClassCd", "TransportMode", "TransportDate", "MaxIndex", "CommercialTransactions":
		return true
	}
	rest, ok := strings.CutPrefix(key, "Sender")
	if !ok {
		rest, ok = strings.CutPrefix(key, "Recipient")
	}
	switch rest {
	case "Name", "FirstName", "LastName", "AddressLine1", "AddressLine2", "City", "State", "ZIP", "CountryCd",
		"Telephone", "Email", "IdRef", "Fax":
		return ok
	}
	return false
}

func (d *decoder) party(p *item.Party, key, rest string) error {
	switch rest {
	case "Name":
		return d.r.Scalar(&p.Name)
	case "AddressLine1", "AddressLine2":
		var s string
		err := d.r.Scalar(&s)
		switch {
		case s == "":
		case rest == "AddressLine1" && len(p.Address) > 0: // the second line came first
			p.Address = []string{s, p.Address[0]}
		default:
			p.Address = append(p.Address, s)
		}
		return err
	case "City":
		return d.r.Scalar(&p.City)
	case "State":
		return d.r.Scalar(&p.State)
	case "ZIP":
		return d.r.Scalar(&p.Postcode)
	case "CountryCd":
		return d.r.Scalar(&p.Country)
	case "Telephone":
		return d.r.Scalar(&p.Telephone)
	case "Email":
		return d.r.Scalar(&p.Email)
	case "IdRef":
		return d.r.Scalar(&p.Reference)
	}
	return d.keep(&p.Extra, pathData, key)
}

// joinName makes the full name of first and last name where no full name was given.
func joinName(p *item.Party, role string) {
	if p.Name == "" && len(p.Extra) > 0 {
		p.Name = joined(p, role)
	}
}

func joined(p *item.Party, role string) string {
	var first, last string
	for _, e := range p.Extra {
		switch e.Key {
		case pathData + role + "FirstName":
			_ = jsontext.NewReader([]byte(e.Value)).Scalar(&first)
		case pathData + role + "LastName":
			_ = jsontext.NewReader([]byte(e.Value)).Scalar(&last)
		}
	}
	if first == "" || last == "" {
		return first + last
	}
	return first + " " + last
}

func (d *decoder) piece(i int) error {
	decl := &d.it.Declaration
	decl.Lines = append(decl.Lines, item.Line{Index: i + 1})
	l := &decl.Lines[i]
	at := func(field string) string { return item.Pointer("/declaration/lines", i, field) }
	return d.r.Object(func(key string) error {
		switch key {
		case "Index":
			return d.whole(&l.Index, at)
		case "Number":
			var s string
			if err := d.r.Scalar(&s); err != nil {
				return err
			}
			n, f := stream.Quantity(s, "")
			if l.Quantity = n; f != nil {
				d.fault(f.Under(at("quantity")))
			}
			return nil
		case "Description":
			return d.r.Scalar(&l.Description)
		case "NetWeight":
			return d.number(&l.NetWeight.Decimal, "weight.syntax", at, "net_weight")
		case "Amount":
			return d.number(&l.Value.Decimal, "money.syntax", at, "value/amount")
		case "CurrencyCd":
			return d.r.Scalar(&l.Value.Currency)
		case "HS":
			err := d.r.Scalar(&l.HS)
			l.HS = stream.HS(l.HS)
			return err
		case "OrigCountryCd":
			return d.r.Scalar(&l.Origin)
		case "RevisedDescription":
			return d.r.Scalar(&l.RevisedDescription)
		case "RevisedHS":
			err := d.r.Scalar(&l.RevisedHS)
			l.RevisedHS = stream.HS(l.RevisedHS)
			return err
		case "ExtraFieldNames", "ExtraFieldValues":
			if err := d.keep(&l.Extra, pathPiece, key); err != nil {
				return err
			}
			d.parallel(l.Extra, pathPiece, item.Pointer("/declaration/lines", i))
			return nil
		}
		return d.keep(&l.Extra, pathPiece, key)
	})
}

func (d *decoder) document(i int) error {
	decl := &d.it.Declaration
	decl.Documents = append(decl.Documents, item.Document{})
	doc := &decl.Documents[i]
	return d.r.Object(func(key string) error {
		switch key {
		case "DocumentId":
			return d.r.Scalar(&doc.Number)
		case "DocumentName":
			return d.r.Scalar(&doc.Name)
		case "DocumentType":
			return d.r.Scalar(&doc.Type)
		}
		return d.keep(&decl.Extra, pathDocuments+strconv.Itoa(i)+".", key)
	})
}

func (d *decoder) decimal(to *money.Decimal, code, field string) error {
	return d.number(to, code, func(f string) string { return f }, field)
}

// number reads a JSON number or a text as an exact decimal; a text that is none is a
// fault of the record, and the reading goes on.
func (d *decoder) number(to *money.Decimal, code string, at func(string) string, field string) error {
	var s string
	if err := d.r.Scalar(&s); err != nil {
		return err
	}
	v, f := stream.Decimal(s, code, "")
	if *to = v; f != nil {
		d.fault(f.Under(at(field)))
	}
	return nil
}

func (d *decoder) whole(to *int, at func(string) string) error {
	var s string
	if err := d.r.Scalar(&s); err != nil || s == "" {
		return err
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		d.fault(fault.New("json.type", at("index"), "a whole number", strconv.Quote(clip(s))))
		return nil
	}
	*to = n
	return nil
}

// parallel checks, once both are there, that names and values of extra fields pair up.
func (d *decoder) parallel(extra []item.Extra, path, field string) {
	names, values := -1, -1
	for _, e := range extra {
		switch e.Key {
		case path + "ExtraFieldNames":
			names = count(e.Value)
		case path + "ExtraFieldValues":
			values = count(e.Value)
		}
	}
	if names >= 0 && values >= 0 && names != values {
		d.fault(fault.New("cds.extra_fields", field, names, values))
	}
}

func count(raw string) int {
	n := 0
	r := jsontext.NewReader([]byte(raw))
	if err := r.Array(func(int) error {
		n++
		_, err := r.Raw()
		return err
	}); err != nil {
		return -2 // neither a list nor null: nothing to pair
	}
	return n
}
