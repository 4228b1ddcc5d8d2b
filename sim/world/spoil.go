package world

import "greenlane/item/money"

// spoilForm breaks one rule of form, as faulty software of a sender does.
func (w *World) spoilForm(m *Mail) {
	it := m.Item
	d := &it.Declaration
	l := &d.Lines[0]
	faults := [...]string{"check_digit", "currency", "negative_weight", "no_value", "no_recipient", "no_lines", "short_code", "country", "negative_value", "no_description"}
	m.Truth.Kind, m.Truth.Fault = Malformed, pick(w.rng, faults[:])
	switch m.Truth.Fault {
	case "check_digit":
		id := []byte(it.ID)
		id[10] = '0' + (id[10]-'0'+1)%10
		it.ID = string(id)
	case "currency":
		l.Value.Currency = "XQZ"
	case "negative_weight":
		l.NetWeight.Decimal = money.FromMinor(-120, 3)
	case "no_value":
		l.Value = money.Amount{}
	case "no_recipient":
		d.Recipient.Name, d.Recipient.Company, d.Recipient.Address = "", "", nil
	case "no_lines":
		d.Lines = nil
	case "short_code":
		l.HS = "61"
	case "country":
		l.Origin = "QQ"
	case "negative_value":
		l.Value.Decimal = money.FromMinor(-500, 2)
	case "no_description":
		l.Description = ""
	}
}
