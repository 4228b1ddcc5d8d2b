package exchange

import (
	"bytes"
	"errors"

	"greenlane/exchange/sheet"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
)

// Detect names the format of a file from its first bytes; a few kilobytes are enough.
// Formats that are recognised but not read here give their own fault.
func Detect(head []byte) (string, error) {
	text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if len(text) >= 2 && (text[0] == 0 || text[1] == 0 || text[0] == 0xff && text[1] == 0xfe || text[0] == 0xfe && text[1] == 0xff) {
		return "", fault.New("input.charset", "").At(1, 1)
	}
	text = bytes.TrimLeft(text, " \t\r\n")
	if len(text) == 0 {
		return "", fault.New("input.empty", "")
	}
	switch {
	case text[0] == '{' || text[0] == '[':
		return detectJSON(text)
	case text[0] == '<':
		return detectXML(text)
	case bytes.HasPrefix(text, []byte("UNA")) || bytes.HasPrefix(text, []byte("UNB+")):
		return "", fault.New("format.unsupported", "", "EDIFACT", "read")
	case sheet.Recognises(text):
		return CSV, nil
	}
	return "", fault.New("input.unknown_format", "").At(1, 1)
}

// detectXML looks for the element Item, the record of ITMATT.
func detectXML(text []byte) (string, error) {
	for _, open := range [...]string{"<Item>", "<Item ", "<Item/", ":Item>", ":Item "} {
		if bytes.Contains(text, []byte(open)) {
			return ITMATT, nil
		}
	}
	if bytes.Contains(text, []byte("<!DOCTYPE")) || bytes.Contains(text, []byte("<!ENTITY")) {
		return "", fault.New("xml.forbidden", "", "a document type").At(1, 1)
	}
	for _, other := range [...]string{"<ASYCUDA", "<Awmds", "urn:wco:datamodel"} {
		if bytes.Contains(text, []byte(other)) {
			return "", fault.New("format.unsupported", "", other, "read")
		}
	}
	return "", fault.New("input.unknown_format", "").At(1, 1)
}

var errFound = errors.New("found")

// detectJSON walks the keys of the first object until one belongs to a format. The head
// may end in the middle of the object.
func detectJSON(text []byte) (string, error) {
	format := ""
	var object func(r *jsontext.Reader) error
	object = func(r *jsontext.Reader) error {
		return r.Object(func(key string) error {
			switch key {
			case "PWS_Receptacle":
				format = PREDES
			case "MailObject", "Declaration", "Response", "DCResponse", "CDSViews", "ContentPieces", "NatureTypeCd",
				"GrossWeight", "SenderName", "SenderFirstName", "RecipientName", "RecipientFirstName",
				"anonymousDeclarationId", "securityToken":
				format = CDS
			case "declaration", "id", "items", "local_id":
				format = JSON
			case "request":
				return object(r)
			}
			if format != "" {
				return errFound
			}
			_, err := r.Raw()
			return err
		})
	}
	r := jsontext.NewReader(text)
	var err error
	if text[0] == '[' {
		err = r.Array(func(int) error { return object(r) })
	} else {
		err = object(r)
	}
	if format != "" {
		return format, nil
	}
	if f, ok := fault.As(err); ok && f.Code != "input.truncated" {
		return "", f
	}
	return "", fault.New("input.unknown_format", "").At(1, 1)
}
