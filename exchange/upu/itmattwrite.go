package upu

import (
	"io"
	"iter"
	"strconv"
	"strings"

	"greenlane/item"
	"greenlane/item/money"
)

// WriteITMATT writes one item as the root <Item>, and several below a root <Items>.
func WriteITMATT(w io.Writer, items iter.Seq[*item.Item]) error {
	const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	var pending []byte
	n := 0
	for it := range items {
		switch n {
		case 0:
			pending = append(pending, head...)
		case 1:
			pending = append([]byte(head+"<Items>\n"), pending[len(head):]...)
		}
		if n > 0 {
			if _, err := w.Write(pending); err != nil {
				return err
			}
			pending = pending[:0]
		}
		pending = AppendItem(pending, it)
		n++
	}
	switch n {
	case 0:
		pending = append(pending, head+"<Items></Items>\n"...)
	case 1:
	default:
		pending = append(pending, "</Items>\n"...)
	}
	_, err := w.Write(pending)
	return err
}

// AppendItem appends the Item element of an item, elements in the order of the profile.
func AppendItem(dst []byte, it *item.Item) []byte {
	d := &it.Declaration
	dst = append(dst, "<Item>\n"...)
	dst = text(dst, "  ", "ItemId", it.ID)
	dst = number(dst, "  ", "TotalWeight", d.GrossWeight.Decimal)
	dst = text(dst, "  ", "MailClass", it.Class)
	switch d.Nature {
	case "":
		for _, e := range it.Extra {
			if e.Key == pathItem+"Gift" && strings.TrimSpace(elementText(e.Value)) != "" {
				dst = text(dst, "  ", "Gift", elementText(e.Value))
				break
			}
		}
	case "31":
		dst = text(dst, "  ", "Gift", "true")
	default:
		dst = text(dst, "  ", "Gift", "false")
		dst = text(dst, "  ", "NatureOfTransaction", d.Nature)
	}
	dst = number(dst, "  ", "TransportCosts", d.Postage.Decimal)
	dst = text(dst, "  ", "TransportCurrency", d.Postage.Currency)
	dst = text(dst, "  ", "OriginCountry", it.Origin)
	for i := range d.Lines {
		dst = appendPiece(dst, &d.Lines[i])
	}
	dst = appendParty(dst, &d.Recipient, "ReceiverAddress", "ReceiverContactInformation")
	dst = appendParty(dst, &d.Sender, "SenderAddress", "SenderContactInformation")
	dst = kept(dst, it.Extra, pathItem, "ItemId", "TotalWeight", "MailClass", "Gift", "NatureOfTransaction", "TransportCosts",
		"TransportCurrency", "OriginCountry", "ContentPiece", "ReceiverAddress", "SenderAddress",
		"ReceiverContactInformation", "SenderContactInformation", "Item")
	return append(dst, "</Item>\n"...)
}

func appendPiece(dst []byte, l *item.Line) []byte {
	dst = append(dst, "  <ContentPiece>"...)
	dst = text(dst, "", "HSCode", l.HS)
	dst = number(dst, "", "Weight", l.NetWeight.Decimal)
	if l.Quantity != 0 {
		dst = text(dst, "", "NumberOfPieces", strconv.FormatInt(l.Quantity, 10))
	}
	dst = number(dst, "", "Value", l.Value.Decimal)
	dst = text(dst, "", "Currency", l.Value.Currency)
	dst = text(dst, "", "OriginCountry", l.Origin)
	dst = text(dst, "", "Description", l.Description)
	dst = kept(dst, l.Extra, pathPiece, "HSCode", "Weight", "NumberOfPieces", "Value", "Currency", "OriginCountry", "Description")
	return append(dst, "</ContentPiece>\n"...)
}

func appendParty(dst []byte, p *item.Party, address, contact string) []byte {
	path := pathItem + address + "."
	start := len(dst)
	dst = append(dst, "  <"+address+">"...)
	empty := len(dst)
	dst = text(dst, "", "Name", p.Name)
	dst = text(dst, "", "Company", p.Company)
	lines := p.Address
	if line := streetLine(p, path); hasStreet(p, path) && (line == "" || len(lines) > 0 && lines[0] == line) {
		dst = only(dst, p.Extra, path, "Street", "HouseNumber", "HouseNumberAddition")
		if line != "" {
			lines = lines[1:]
		}
	}
	dst = text(dst, "", "StreetAndNumber", strings.Join(lines, ", "))
	dst = text(dst, "", "PostCode", p.Postcode)
	dst = text(dst, "", "City", p.City)
	dst = text(dst, "", "State", p.State)
	dst = text(dst, "", "Country", p.Country)
	dst = kept(dst, p.Extra, path, "Name", "Company", "Street", "HouseNumber", "HouseNumberAddition", "StreetAndNumber",
		"PostCode", "City", "State", "Country")
	if len(dst) == empty {
		dst = dst[:start]
	} else {
		dst = append(dst, "</"+address+">\n"...)
	}
	start = len(dst)
	dst = append(dst, "  <"+contact+">"...)
	empty = len(dst)
	dst = text(dst, "", "Telephone", p.Telephone)
	dst = text(dst, "", "Email", p.Email)
	dst = kept(dst, p.Extra, pathItem+contact+".", "Telephone", "Email")
	if len(dst) == empty {
		return dst[:start]
	}
	return append(dst, "</"+contact+">\n"...)
}

func hasStreet(p *item.Party, path string) bool {
	for _, e := range p.Extra {
		if name, ok := strings.CutPrefix(e.Key, path); ok && (name == "Street" || name == "HouseNumber" || name == "HouseNumberAddition") {
			return true
		}
	}
	return false
}

// only writes the kept elements of the names, as texts.
func only(dst []byte, extra []item.Extra, path string, wanted ...string) []byte {
	for _, name := range wanted {
		for _, e := range extra {
			if e.Key == path+name {
				dst = append(dst, element(name, elementText(e.Value))...)
				break
			}
		}
	}
	return dst
}

// text writes an element; with an indent it stands on a line of its own. Empty texts are
// left out.
func text(dst []byte, indent, name, s string) []byte {
	if s == "" {
		return dst
	}
	dst = append(dst, indent...)
	dst = append(append(append(dst, '<'), name...), '>')
	dst = appendText(dst, s)
	dst = append(append(append(dst, "</"...), name...), '>')
	if indent != "" {
		dst = append(dst, '\n')
	}
	return dst
}

func number(dst []byte, indent, name string, d money.Decimal) []byte {
	if !d.Known() {
		return dst
	}
	return text(dst, indent, name, d.String())
}

// kept writes back the elements that were kept below a path. They are checked again,
// because items come from other formats too: what is not one whole element of the name
// it is kept under, or would stand for an element of the profile, is left out.
func kept(dst []byte, extra []item.Extra, path string, reserved ...string) []byte {
	for _, e := range extra {
		name, ok := strings.CutPrefix(e.Key, path)
		if !ok || contains(reserved, name) {
			continue
		}
		s := newScanner([]byte(e.Value), 1, 1)
		t, err := s.openTag()
		if err != nil || string(t.name) != name || s.skip(t) != nil || s.at != len(s.data) {
			continue
		}
		dst = append(dst, e.Value...)
	}
	return dst
}
