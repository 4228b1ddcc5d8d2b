package fault

import "sort"

// Row describes one code.
type Row struct {
	Code string
	Kind Kind
	Text string // with fmt verbs for the arguments of New
	Fix  string
}

// Catalogue lists every code in order, for the manual and for API documentation.
func Catalogue() []Row {
	out := append([]Row(nil), catalogue...)
	sort.Slice(out, func(i, j int) bool { return out[i].Code < out[j].Code })
	return out
}

var rows = func() map[string]Row {
	m := make(map[string]Row, len(catalogue))
	for _, r := range catalogue {
		if _, twice := m[r.Code]; twice {
			panic("fault: code listed twice: " + r.Code)
		}
		m[r.Code] = r
	}
	return m
}()

// catalogue is the one table of codes. Codes are stable: never renamed, never reused.
var catalogue = []Row{
	// Files and syntax.
	{"input.empty", Invalid, "the file is empty", "send a file that holds at least one declaration"},
	{"input.too_large", TooLarge, "larger than the limit of %s", "split it into smaller files"},
	{"input.unknown_format", Invalid, "the format is not one that is known here", "send CDS JSON, ITMATT XML, PREDES JSON, CSV with a header, or our own JSON, or name the format with --format"},
	{"input.truncated", Invalid, "the input ends in the middle of a record", "send the file again, whole"},
	{"input.charset", Invalid, "not valid UTF-8 text", "save the file as UTF-8"},
	{"input.too_deep", TooLarge, "nested deeper than %d levels", "remove the extra levels"},
	{"input.too_many", TooLarge, "more than %d %s in one record", "split the record"},
	{"input.too_long", TooLarge, "longer than %d characters", "shorten the text"},
	{"input.control", Invalid, "holds a control character", "remove characters that cannot be seen"},
	{"json.syntax", Invalid, "not valid JSON: %s", "mend the JSON at the place named"},
	{"json.duplicate_key", Invalid, "the key %q stands twice in one object", "keep one of the two"},
	{"json.type", Invalid, "expected %s, found %s", "change the type of the value"},
	{"xml.syntax", Invalid, "not valid XML: %s", "mend the XML at the place named"},
	{"xml.forbidden", Invalid, "holds %s, which is not accepted", "remove it"},
	{"csv.syntax", Invalid, "not valid CSV: %s", "mend the line; texts that hold a comma or a quote stand in double quotes"},
	{"csv.header", Invalid, "the header has no column for %s", "add the column; docs/formats.md lists names and aliases"},
	{"csv.column_twice", Invalid, "the columns %q and %q both mean %s", "keep one of the two"},

	// Values of fields.
	{"field.missing", Missing, "%s is missing", "fill it in"},
	{"field.mixed", Invalid, "rows of one item disagree about %s: %q and %q", "give all rows of the item the same value"},
	{"s10.length", Invalid, "an item identifier has 13 characters, this one has %d", "copy the identifier from the label, such as RR473124829GB"},
	{"s10.form", Invalid, "not of the form two letters, nine digits, two letters", "copy the identifier from the label, such as RR473124829GB"},
	{"s10.check_digit", Invalid, "the check digit is %s but the serial number gives %s", "look at the label again; one digit is wrong"},
	{"s10.check_digit_letter", Invalid, "the check digit is a letter", "look at the label again; the ninth digit is missing"},
	{"s10.country", Invalid, "%q is not a country that issues identifiers", "look at the last two letters on the label"},
	{"s10.indicator", Invalid, "the service indicator %q is reserved", "look at the first two letters on the label"},
	{"money.syntax", Invalid, "%q is not a plain decimal number", "write digits with a point, such as 12.50"},
	{"money.too_large", Invalid, "%q has more than 18 digits before the point", "check the amount"},
	{"money.beyond", Invalid, "the charges would be %s, more than any postal item owes", "check the values and their currency"},
	{"money.too_fine", Invalid, "%q has more than 12 digits after the point", "round the amount"},
	{"money.negative", Invalid, "the amount is below nought", "give the amount without a sign"},
	{"weight.syntax", Invalid, "%q is not a plain decimal number of kilograms", "write kilograms with a point, such as 0.350"},
	{"weight.negative", Invalid, "the weight is below nought", "give the weight without a sign"},
	{"code.country", Invalid, "%q is not an ISO 3166-1 country code", "use two letters, such as KH"},
	{"code.currency", Invalid, "%q is not an ISO 4217 currency code", "use three letters, such as USD"},
	{"code.expired", Invalid, "%s %q was valid to %s", "use the code that replaced it"},
	{"code.not_yet", Invalid, "%s %q is valid only from %s", "use the code in force on the day"},
	{"code.nature", Invalid, "%q is not a nature of transaction that is known here", "use 11 sale, 21 return, 31 gift, 32 sample, 91 documents, 991 mixed or 999 other"},
	{"code.decision", Invalid, "the decision code %q has no meaning in the loaded table", "add it to the table of the partner"},
	{"hs.form", Invalid, "%q is not an HS code", "give 6 to 12 digits"},
	{"hs.unknown", Invalid, "%q is not in HS %s", "look the code up again"},
	{"date.syntax", Invalid, "%q is not a date", "write year-month-day, such as 2026-11-21"},
	{"quantity.syntax", Invalid, "%q is not a whole number of pieces", "give the number of pieces as digits"},
	{"boolean.syntax", Invalid, "%q is neither yes nor no", "write true or false"},

	// Records, states and people.
	{"record.conflict", Conflict, "the item was changed by somebody else", "load it again and repeat the action"},
	{"record.closed", Conflict, "the item is %s, which is final", "lodge a new item, or open a case"},
	{"record.unavailable", Unavailable, "the record cannot take anything now: %s", "try again in a moment; nothing was lost"},
	{"record.full", Unavailable, "the disk is full", "free space on the server; reading goes on and intake starts again by itself"},
	{"item.not_found", NotFound, "no item %q", "check the identifier"},
	{"state.not_allowed", Conflict, "%s is not possible while the item is %s", "see the actions offered on the item's page"},
	{"role.not_allowed", Forbidden, "%s needs the role %s", "ask a colleague who has it"},
	{"role.not_owner", Forbidden, "somebody else declared this item", "check the identifier; only who declared it, the post or customs may change it"},
	{"role.second_person", Forbidden, "a red item is released by two persons, and you were the first", "ask a colleague to confirm"},
	{"role.second_person_needed", Forbidden, "%s needs a second person", "ask a colleague to confirm"},
	{"payment.currency", Invalid, "paid in %s, but %s is owed", "take the payment in the currency owed"},
	{"payment.too_much", Invalid, "%s is more than the %s that is owed", "take at most what is owed"},
	{"reason.missing", Missing, "an action needs a reason", "say why in one sentence"},
	{"idempotency.conflict", Conflict, "this Idempotency-Key was used with another body", "use a new key for a new request"},
	{"idempotency.missing", Missing, "the Idempotency-Key header is missing", "send a new random key with each new request"},
	{"auth.needed", Forbidden, "sign in first", "sign in"},
	{"auth.refused", Forbidden, "the user name or the password is wrong", "try again"},
	{"auth.secret", Forbidden, "the secret does not belong to this item", "copy the secret from your notice"},
	{"auth.too_many", Unavailable, "too many attempts", "wait a minute"},
	{"page.cursor", Invalid, "the cursor is not one that this server gave", "start again without a cursor"},

	// Packs and judgement.
	{"pack.not_found", NotFound, "no country pack %q", "name one of the loaded packs"},
	{"pack.invalid", Invalid, "pack %s: %s", "mend the pack and run `greenlane pack check`"},
	{"pack.test_failed", Invalid, "pack %s: worked example %s: %s", "mend the pack; it is refused while an example fails"},
	{"rule.invalid", Invalid, "rule %s: %s", "mend the rule and run `greenlane pack check`"},
	{"log.broken", Conflict, "the decision log is broken at row %d: %s", "keep the file as evidence and restore from a backup"},

	// Tariff and duty.
	{"tariff.expression", Invalid, "the rate %q cannot be read: %s", "write a rate such as 15 % or 1.10 USD/kg + 4 % or FREE"},
	{"tariff.row", Invalid, "tariff row %q: %s", "mend the row"},
	{"duty.value_missing", Missing, "the value of line %d is not declared", "declare the value and its currency"},
	{"duty.postage_missing", Missing, "the postage is not declared, and it belongs to the customs value", "declare what was paid for carriage"},
	{"duty.rate_missing", Missing, "the pack has no exchange rate from %s to %s on %s", "add the official rate of that day to the pack"},
	{"duty.hs_missing", Missing, "line %d has no HS code, and the rate of %s depends on it", "declare the code or accept a proposed one"},
	{"duty.hs_short", Missing, "the code %s of line %d has too few digits to tell the rate of %s", "give the code with eight or ten digits"},
	{"duty.measure_missing", Missing, "the pack has no rate of %s for code %s on %s", "import the official tariff into the pack"},
	{"duty.origin_missing", Missing, "the country of origin of line %d is not declared, and the rate of %s depends on it", "declare the country of origin"},
	{"duty.weight_missing", Missing, "the net weight of line %d is not declared, and the rate of %s counts it", "declare the net weight"},
	{"duty.quantity_missing", Missing, "the quantity of line %d is not declared, and the rate of %s counts it", "declare the number of pieces"},
	{"duty.unit_missing", Missing, "the rate of %[2]s on line %[1]d counts %[3]s, which a postal declaration does not carry", "ask the recipient for the quantity and let an officer assess it"},
	{"duty.regime_missing", Missing, "the pack has no regime for this item on %s", "add a regime to the pack or ask an officer to assess the item"},
	{"duty.lines_missing", Missing, "the declaration lists no content", "declare each content piece with its value"},

	// Sign-in and the HTTP interface.
	{"auth.key", Forbidden, "the API key is not accepted", "check that the key is whole and its user is not disabled"},
	{"auth.name", Invalid, "%q is not a sign-in name", "use 2 to 64 small letters, digits and . _ @ -"},
	{"auth.password_length", Invalid, "a password has %d to %d characters", "choose a longer password, such as four words"},
	{"request.not_found", NotFound, "there is nothing at this address", "see /v1/docs for the addresses"},
	{"request.method", Invalid, "this address does not take the method %s", "see /v1/docs for the methods"},
	{"request.media", Invalid, "the body is of the type %q and not %s", "set the header Content-Type"},
	{"request.parameter", Invalid, "%s is not %s", "change the value"},
	{"request.unknown", Invalid, "the member %q is not known here", "remove it, or look for a misspelling"},
	{"request.origin", Forbidden, "the request comes from another site", "call the interface from a program with an API key"},
	{"request.too_many", Unavailable, "more requests than this user may send", "wait as long as the header Retry-After says"},
	{"request.changed", Conflict, "the item has changed since version %d", "load it again and look whether the action still fits"},
	{"idempotency.running", Conflict, "the request with this Idempotency-Key is still being answered", "wait, and send the same request again"},
	{"service.absent", Unavailable, "this server has no %s", "ask the operator to set it up"},
	{"request.failed", Unavailable, "the server could not answer", "try again in a moment, and tell the operator if it goes on"},

	// Rules and screening lists.
	{"rule.percent", Invalid, "%q is not a percentage from 0 to 100 with at most seven places", "write a decimal such as 1.5"},
	{"list.header", Invalid, "the screening list has no column %q in its header", "start the file with: id,name,aliases,country,kind,program,list,source"},
	{"list.row", Invalid, "row %d of the screening list: %s", "mend the row"},
	{"list.format", Invalid, "%q is not a list format that is known here", "use csv, ofac-sdn, ofac-alt or un-xml"},

	// Wire formats.
	{"format.unsupported", Invalid, "the format %q cannot be %s here", "use one of cds-json, itmatt-xml, predes-json, csv and json"},
	{"cds.shape", Invalid, "%s", "send a CDSView with MailObject and Declaration, or the data of a declaration alone"},
	{"cds.not_declaration", Invalid, "this is %s, which holds no declaration", "send the declaration itself; bind it to its item through the operation made for that"},
	{"cds.extra_fields", Invalid, "ExtraFieldNames has %d entries and ExtraFieldValues %d", "give each name one value"},
	{"xml.twice", Invalid, "the element %s stands twice", "keep one of the two"},
	{"itmatt.gift", Invalid, "Gift says %t and NatureOfTransaction says %q", "let both say the same"},
	{"s9.form", Invalid, "%q is not a receptacle identifier", "give two offices of six characters, category, sub-class and up to 14 digits"},
	{"mailbox.crashed", Invalid, "the program ended %d times while it worked on this file", "look at the file; move it back to the folder in/ to try it again"},

	// Codes of the item's head.
	{"code.flow", Invalid, "%q is not a direction", "use I inbound or O outbound"},
	{"code.class", Invalid, "%q is not a mail class", "use U letter, C parcel, E EMS or T empty receptacles"},
	{"code.category", Invalid, "%q is not a mail category", "use A air, B S.A.L., C surface or D priority by surface"},
}
