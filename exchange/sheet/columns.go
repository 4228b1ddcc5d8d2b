package sheet

import (
	"strings"

	"greenlane/item/fault"
)

// Column is a column of the canonical form.
type Column struct {
	Name     string
	Required bool
	PerLine  bool     // says something about the content line, not about the item
	Aliases  []string // other names, in the folded spelling: small letters and digits only
}

// column is the place of a column in the canonical form.
type column int

const (
	colItem column = iota
	colLocalID
	colFlow
	colClass
	colCategory
	colOriginPost
	colDestinationPost
	colOrigin
	colDestination
	colReceptacle
	colPosted
	colNumber
	colNature
	colSenderName
	colSenderCompany
	colSenderAddress
	colSenderAddress2
	colSenderCity
	colSenderState
	colSenderPostcode
	colSenderCountry
	colSenderTelephone
	colSenderEmail
	colSenderReference
	colRecipientName
	colRecipientCompany
	colRecipientAddress
	colRecipientAddress2
	colRecipientCity
	colRecipientState
	colRecipientPostcode
	colRecipientCountry
	colRecipientTelephone
	colRecipientEmail
	colRecipientReference
	colGrossWeight
	colPostage
	colPostageCurrency
	colInsured
	colInsuredCurrency
	colInsurance
	colInsuranceCurrency
	colVendor
	colPrepaid
	colPrepaidCurrency
	colDocuments
	colLine
	colDescription
	colQuantity
	colNetWeight
	colValue
	colCurrency
	colHS
	colLineOrigin
	colRevisedDescription
	colRevisedHS
	colExtra
	columnCount
)

// Columns is the canonical form: the columns in the order in which they are written, and
// all the names by which they are recognised.
func Columns() []Column {
	return []Column{
		colItem:               {Name: "item", Required: true, Aliases: words("itemid id s10 s10id barcode trackingnumber trackingno trackingid tracking trackingcode itemnumber itemno itemidentifier postalitem postalitemid parcelid parcelnumber mailitemid consignmentnumber articleid articlenumber")},
		colLocalID:            {Name: "local_id", Aliases: words("localidentifier orderid ordernumber orderno internalid customerreference shipperreference localreference")},
		colFlow:               {Name: "flow", Aliases: words("direction")},
		colClass:              {Name: "class", Aliases: words("mailclass mailclasscd mailclasscode serviceclass")},
		colCategory:           {Name: "category", Aliases: words("mailcategory mailcategorycd mailcategorycode")},
		colOriginPost:         {Name: "origin_post", Aliases: words("origpost originoffice originpostorg origpostorgcd originoperator originoe")},
		colDestinationPost:    {Name: "destination_post", Aliases: words("destpost destinationoffice destpostorg destpostorgcd destinationoperator destinationoe")},
		colOrigin:             {Name: "origin", Aliases: words("countryofposting postingcountry fromcountry dispatchcountry")},
		colDestination:        {Name: "destination", Aliases: words("destinationcountry countryofdestination tocountry destcountry")},
		colReceptacle:         {Name: "receptacle", Aliases: words("receptacleid s9 bagid bag")},
		colPosted:             {Name: "posted", Aliases: words("postingdate dateofposting posteddate postingdt shipdate mailingdate")},
		colNumber:             {Name: "number", Aliases: words("declarationnumber declarationid declarationno cn22number cn23number")},
		colNature:             {Name: "nature", Aliases: words("natureoftransaction naturetype naturetypecd naturecode contenttype categoryofitem reasonforexport")},
		colSenderName:         {Name: "sender_name", Aliases: words("sender shipper shippername fromname consignor consignorname sendername exporter")},
		colSenderCompany:      {Name: "sender_company", Aliases: words("shippercompany fromcompany")},
		colSenderAddress:      {Name: "sender_address", Aliases: words("senderaddress1 senderaddressline1 senderstreet shipperaddress fromaddress fromstreet")},
		colSenderAddress2:     {Name: "sender_address_2", Aliases: words("senderaddressline2 shipperaddress2 fromaddress2")},
		colSenderCity:         {Name: "sender_city", Aliases: words("shippercity fromcity sendertown")},
		colSenderState:        {Name: "sender_state", Aliases: words("shipperstate fromstate senderprovince senderregion")},
		colSenderPostcode:     {Name: "sender_postcode", Aliases: words("senderzip senderzipcode senderpostalcode shipperpostcode shipperzip fromzip frompostcode")},
		colSenderCountry:      {Name: "sender_country", Aliases: words("sendercountrycode sendercountrycd shippercountry consignorcountry")},
		colSenderTelephone:    {Name: "sender_telephone", Aliases: words("senderphone sendertel sendermobile shipperphone fromphone senderphonenumber")},
		colSenderEmail:        {Name: "sender_email", Aliases: words("senderemailaddress sendermail shipperemail fromemail")},
		colSenderReference:    {Name: "sender_reference", Aliases: words("senderidref sendertaxid sendervat sendereori senderid")},
		colRecipientName:      {Name: "recipient_name", Aliases: words("recipient receiver receivername consignee consigneename addressee addresseename toname importer")},
		colRecipientCompany:   {Name: "recipient_company", Aliases: words("receivercompany consigneecompany tocompany")},
		colRecipientAddress:   {Name: "recipient_address", Aliases: words("recipientaddress1 recipientaddressline1 recipientstreet receiveraddress receiveraddress1 receiverstreet consigneeaddress addresseeaddress toaddress tostreet deliveryaddress")},
		colRecipientAddress2:  {Name: "recipient_address_2", Aliases: words("recipientaddressline2 receiveraddress2 consigneeaddress2 toaddress2")},
		colRecipientCity:      {Name: "recipient_city", Aliases: words("receivercity consigneecity tocity recipienttown deliverycity")},
		colRecipientState:     {Name: "recipient_state", Aliases: words("receiverstate consigneestate tostate recipientprovince recipientregion")},
		colRecipientPostcode:  {Name: "recipient_postcode", Aliases: words("recipientzip recipientzipcode recipientpostalcode receiverpostcode receiverzip consigneepostcode tozip topostcode")},
		colRecipientCountry:   {Name: "recipient_country", Aliases: words("recipientcountrycode recipientcountrycd receivercountry consigneecountry addresseecountry")},
		colRecipientTelephone: {Name: "recipient_telephone", Aliases: words("recipientphone recipienttel recipientmobile receiverphone receivertelephone consigneephone tophone recipientphonenumber")},
		colRecipientEmail:     {Name: "recipient_email", Aliases: words("recipientemailaddress recipientmail receiveremail consigneeemail toemail")},
		colRecipientReference: {Name: "recipient_reference", Aliases: words("recipientidref recipienttaxid recipientvat recipientid receivertaxid consigneetaxid")},
		colGrossWeight:        {Name: "gross_weight", Aliases: words("grossweightkg totalweight totalweightkg weighttotal itemweight itemweightkg")},
		colPostage:            {Name: "postage", Aliases: words("freight shippingcost transportcosts transportcost shipping postagepaid shippingfee")},
		colPostageCurrency:    {Name: "postage_currency", Aliases: words("freightcurrency shippingcurrency transportcurrency postagecurrencycd")},
		colInsured:            {Name: "insured", Aliases: words("insuredvalue insuredamount")},
		colInsuredCurrency:    {Name: "insured_currency", Aliases: words("insuredvaluecurrency insuredvaluecurrencycd")},
		colInsurance:          {Name: "insurance", Aliases: words("insurancecost insurancefee insurancecosts")},
		colInsuranceCurrency:  {Name: "insurance_currency", Aliases: words("insurancecostcurrency")},
		colVendor:             {Name: "vendor", Aliases: words("ioss iossnumber voec voecnumber gstnumber vendorid sellerid sellerregistration")},
		colPrepaid:            {Name: "prepaid", Aliases: words("prepaidduty prepaidtax ddpamount taxprepaid")},
		colPrepaidCurrency:    {Name: "prepaid_currency", Aliases: words("ddpcurrency")},
		colDocuments:          {Name: "documents", Aliases: words("accompanyingdocuments attacheddocuments")},
		colLine:               {Name: "line", PerLine: true, Aliases: words("lineno linenumber index lineindex piece sequence")},
		colDescription:        {Name: "description", Required: true, PerLine: true, Aliases: words("contents content goods goodsdescription descriptionofgoods itemdescription productdescription product productname contentdescription descriptionofcontents")},
		colQuantity:           {Name: "quantity", PerLine: true, Aliases: words("qty pieces numberofpieces units numberofunits count")},
		colNetWeight:          {Name: "net_weight", PerLine: true, Aliases: words("netweightkg weight weightkg lineweight contentweight piecesweight netkg")},
		colValue:              {Name: "value", Required: true, PerLine: true, Aliases: words("amount linevalue declaredvalue customsvalue totalvalue contentvalue valueofgoods")},
		colCurrency:           {Name: "currency", Required: true, PerLine: true, Aliases: words("currencycode currencycd valuecurrency linecurrency declaredcurrency")},
		colHS:                 {Name: "hs", PerLine: true, Aliases: words("hscode hs6 hstariff hstariffnumber hsnumber tariff tariffcode tariffnumber commoditycode harmonizedcode harmonisedcode htscode hts")},
		colLineOrigin:         {Name: "line_origin", PerLine: true, Aliases: words("countryoforigin origincountry goodsorigin origincountrycode origcountrycd madein coo")},
		colRevisedDescription: {Name: "revised_description", PerLine: true, Aliases: words("customsdescription")},
		colRevisedHS:          {Name: "revised_hs", PerLine: true, Aliases: words("customshs revisedhscode")},
		colExtra:              {Name: "extra", PerLine: true, Aliases: words("otherfields")},
	}
}

func words(s string) []string { return strings.Fields(s) }

// fold is the spelling under which column names are compared: small letters and digits.
func fold(name string) string {
	out := make([]byte, 0, len(name))
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'A' && c <= 'Z':
			out = append(out, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c >= 0x80:
			out = append(out, c)
		}
	}
	return string(out)
}

// layout says which cell of a row holds what.
type layout struct {
	columns []Column
	place   [columnCount]int // cell of a column, -1 where the header has none
	names   []string         // the header as it stands
	meaning []column         // column of each cell, or -1
}

// newLayout understands a header. Faults are without a place.
func newLayout(header []string) (*layout, fault.List) {
	l := &layout{columns: Columns(), names: header, meaning: make([]column, len(header))}
	byName := make(map[string]column)
	for c, col := range l.columns {
		l.place[c] = -1
		byName[fold(col.Name)] = column(c)
		for _, alias := range col.Aliases {
			byName[alias] = column(c)
		}
	}
	var faults fault.List
	for i, name := range header {
		c, known := byName[fold(name)]
		l.meaning[i] = -1
		switch {
		case !known:
		case l.place[c] >= 0:
			faults = append(faults, fault.New("csv.column_twice", "", header[l.place[c]], name, l.columns[c].Name))
		default:
			l.place[c] = i
			l.meaning[i] = c
		}
	}
	for c, col := range l.columns {
		if col.Required && l.place[c] < 0 {
			faults = append(faults, fault.New("csv.header", "", col.Name))
		}
	}
	return l, faults
}

// Recognises says whether the start of a file looks like CSV with a header of known
// columns: three of them, or two of which one names the item.
func Recognises(head []byte) bool {
	line := head
	for i, c := range head {
		if c == '\n' {
			line = head[:i]
			break
		}
	}
	delimiter, ok := findDelimiter(line)
	if !ok {
		return false
	}
	cells, f := split(string(line), delimiter, nil)
	if f != nil {
		return false
	}
	l, _ := newLayout(cells)
	known := 0
	for _, c := range l.meaning {
		if c >= 0 {
			known++
		}
	}
	return known >= 3 || known == 2 && l.place[colItem] >= 0
}
