package cds

import (
	"io"
	"iter"
	"strconv"
	"strings"

	"greenlane/exchange/stream"
	"greenlane/item"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

// Write writes one item as a single object and several as a list.
func Write(w io.Writer, items iter.Seq[*item.Item]) error {
	var jw jsontext.Writer
	n := 0
	put := func(before string) error {
		if _, err := io.WriteString(w, before); err != nil {
			return err
		}
		_, err := w.Write(jw.Bytes())
		return err
	}
	for it := range items {
		var err error
		switch n {
		case 0:
		case 1:
			err = put("[\n")
		default:
			err = put(",\n")
		}
		if err != nil {
			return err
		}
		jw.Reset()
		WriteView(&jw, it)
		n++
	}
	before, after := ",\n", "\n]\n"
	switch n {
	case 0:
		_, err := io.WriteString(w, "[]\n")
		return err
	case 1:
		before, after = "", "\n"
	}
	if err := put(before); err != nil {
		return err
	}
	_, err := io.WriteString(w, after)
	return err
}

// WriteView writes the item as one CDSView; an item without identifier and mail object is
// an anonymous declaration, of which the data stand alone.
func WriteView(w *jsontext.Writer, it *item.Item) {
	w.Begin('{')
	if anonymous(it) {
		writeData(w, &it.Declaration)
		writeKept(w, it.Extra, pathTop, reservedTop)
		w.End('}')
		return
	}
	w.Key("MailObject").Begin('{')
	w.OptString("Id", it.ID)
	w.OptString("LocalId", it.LocalID)
	w.OptString("MailClassCd", it.Class)
	w.OptString("MailCategoryCd", it.Category)
	w.OptString("OrigPostOrgCd", it.OriginPost)
	w.OptString("DestPostOrgCd", it.DestinationPost)
	if posting := postingTime(it); posting != "" {
		w.Key("PostingDt").String(posting)
	} else {
		w.OptString("PostingDt", string(it.Posted))
	}
	writeKept(w, it.Extra, pathMail, reservedMail)
	w.End('}')
	if !bare(&it.Declaration) {
		w.Key("Declaration").Begin('{')
		writeKept(w, it.Declaration.Extra, pathDeclaration, reservedHead)
		w.Key("Data").Begin('{')
		writeData(w, &it.Declaration)
		w.End('}')
		w.End('}')
	}
	writeKept(w, it.Extra, pathTop, reservedTop)
	w.End('}')
}

func anonymous(it *item.Item) bool {
	if it.ID != "" || it.LocalID != "" || it.Class != "" || it.Category != "" || it.OriginPost != "" ||
		it.DestinationPost != "" || it.Posted != "" {
		return false
	}
	for _, e := range it.Extra {
		if strings.HasPrefix(e.Key, pathMail) || e.Key == "cds:Response" || e.Key == "cds:DCResponse" {
			return false
		}
	}
	for _, e := range it.Declaration.Extra {
		if strings.HasPrefix(e.Key, pathDeclaration) && !strings.HasPrefix(e.Key, pathData) {
			return false
		}
	}
	return !bare(&it.Declaration)
}

// bare says that the declaration has nothing that could be written.
func bare(d *item.Declaration) bool {
	party := func(p *item.Party) bool {
		return p.Name == "" && len(p.Address) == 0 && p.City == "" && p.State == "" && p.Postcode == "" &&
			p.Country == "" && p.Telephone == "" && p.Email == "" && p.Reference == "" && len(p.Extra) == 0
	}
	return d.Nature == "" && party(&d.Sender) && party(&d.Recipient) && !d.GrossWeight.Known() &&
		!d.Postage.Known() && d.Postage.Currency == "" && !d.Insured.Known() && d.Insured.Currency == "" &&
		len(d.Documents) == 0 && len(d.Lines) == 0 && len(d.Extra) == 0
}

// postingTime is the kept time of posting while it still names the day of the item.
func postingTime(it *item.Item) string {
	for _, e := range it.Extra {
		if e.Key == pathMail+"PostingDt" && it.Posted != "" {
			var s string
			if jsontext.NewReader([]byte(e.Value)).String(&s) == nil && strings.HasPrefix(s, string(it.Posted)) {
				return s
			}
		}
	}
	return ""
}

func writeData(w *jsontext.Writer, d *item.Declaration) {
	writeParty(w, &d.Sender, "Sender")
	writeParty(w, &d.Recipient, "Recipient")
	w.OptString("NatureTypeCd", d.Nature)
	writeNumber(w, "GrossWeight", d.GrossWeight.Decimal)
	writeNumber(w, "Postage", d.Postage.Decimal)
	w.OptString("PostageCurrencyCd", d.Postage.Currency)
	writeNumber(w, "InsuredValue", d.Insured.Decimal)
	w.OptString("InsuredValueCurrencyCd", d.Insured.Currency)
	if len(d.Documents) > 0 {
		w.Key("Documents").Begin('[')
		for i, doc := range d.Documents {
			w.Begin('{')
			w.OptString("DocumentId", doc.Number)
			w.OptString("DocumentName", doc.Name)
			w.OptString("DocumentType", doc.Type)
			writeKept(w, d.Extra, pathDocuments+strconv.Itoa(i)+".", reservedDocument)
			w.End('}')
		}
		w.End(']')
	}
	if len(d.Lines) > 0 {
		w.Key("ContentPieces").Begin('[')
		for i := range d.Lines {
			writePiece(w, &d.Lines[i])
		}
		w.End(']')
	}
	writeKept(w, d.Extra, pathData, reservedData)
}

func writeParty(w *jsontext.Writer, p *item.Party, role string) {
	split := false
	for _, e := range p.Extra {
		split = split || e.Key == pathData+role+"FirstName" || e.Key == pathData+role+"LastName"
	}
	if !split || p.Name != joined(p, role) {
		w.OptString(role+"Name", p.Name)
	}
	switch len(p.Address) {
	case 0:
	case 1:
		w.Key(role + "AddressLine1").String(p.Address[0])
	default:
		w.Key(role + "AddressLine1").String(p.Address[0])
		w.Key(role + "AddressLine2").String(strings.Join(p.Address[1:], ", "))
	}
	w.OptString(role+"City", p.City)
	w.OptString(role+"State", p.State)
	w.OptString(role+"ZIP", p.Postcode)
	w.OptString(role+"CountryCd", p.Country)
	w.OptString(role+"Telephone", p.Telephone)
	w.OptString(role+"Email", p.Email)
	w.OptString(role+"IdRef", p.Reference)
	writeKept(w, p.Extra, pathData, reservedParty(role))
}

func writePiece(w *jsontext.Writer, l *item.Line) {
	w.Begin('{')
	w.Key("Index").Int(int64(l.Index))
	w.OptInt("Number", l.Quantity)
	w.OptString("Description", l.Description)
	writeNumber(w, "NetWeight", l.NetWeight.Decimal)
	writeNumber(w, "Amount", l.Value.Decimal)
	w.OptString("CurrencyCd", l.Value.Currency)
	w.OptString("HS", l.HS)
	w.OptString("OrigCountryCd", l.Origin)
	w.OptString("RevisedDescription", l.RevisedDescription)
	w.OptString("RevisedHS", l.RevisedHS)
	writeKept(w, l.Extra, pathPiece, reservedPiece)
	w.End('}')
}

// writeNumber writes a known number as a JSON number, as the interface does.
func writeNumber(w *jsontext.Writer, key string, d money.Decimal) {
	if d.Known() {
		var digits [32]byte
		w.Key(key).Raw(d.Append(digits[:0]))
	}
}

// writeKept writes the members that were kept for one object. Items come from other
// formats too, so what is kept is checked again: a member that this package writes
// itself, a second one of the same name and a text that is not JSON cannot slip in.
func writeKept(w *jsontext.Writer, extra []item.Extra, path string, reserved func(name string) bool) {
	for i, e := range extra {
		name, ok := strings.CutPrefix(e.Key, path)
		if !ok || strings.Contains(name, ".") {
			continue
		}
		name = stream.Unescape(name)
		if reserved(name) || twice(extra[:i], e.Key) {
			continue
		}
		r := jsontext.NewReader([]byte(e.Value))
		raw, err := r.Raw()
		if err != nil || r.Done() != nil {
			w.Key(name).String(e.Value)
			continue
		}
		w.Key(name).Raw(raw)
	}
}

func twice(before []item.Extra, key string) bool {
	for _, e := range before {
		if e.Key == key {
			return true
		}
	}
	return false
}

// The members that are written from the vocabulary, object by object.

func reservedTop(name string) bool {
	switch name {
	case "MailObject", "Declaration", "CDSViews", "request", "anonymousDeclarationId", "internationalItemId",
		"securityToken", "password":
		return true
	}
	return dataMember(name)
}

func reservedMail(name string) bool {
	switch name {
	case "Id", "LocalId", "MailClassCd", "MailCategoryCd", "OrigPostOrgCd", "DestPostOrgCd", "PostingDt":
		return true
	}
	return false
}

func reservedHead(name string) bool { return name == "Data" }

func reservedData(name string) bool {
	switch name {
	case "NatureTypeCd", "GrossWeight", "Postage", "PostageCurrencyCd", "InsuredValue", "InsuredValueCurrencyCd",
		"ContentPieces", "Documents":
		return true
	}
	return strings.HasPrefix(name, "Sender") || strings.HasPrefix(name, "Recipient")
}

func reservedDocument(name string) bool {
	return name == "DocumentId" || name == "DocumentName" || name == "DocumentType"
}

func reservedPiece(name string) bool {
	switch name {
	case "Index", "Number", "Description", "NetWeight", "Amount", "CurrencyCd", "HS", "OrigCountryCd",
		"RevisedDescription", "RevisedHS":
		return true
	}
	return false
}

func reservedParty(role string) func(string) bool {
	return func(name string) bool {
		rest, ok := strings.CutPrefix(name, role)
		switch rest {
		case "Name", "AddressLine1", "AddressLine2", "City", "State", "ZIP", "CountryCd", "Telephone", "Email", "IdRef":
			return true
		}
		return !ok
	}
}
