package api

// The structs of this file describe the JSON for OpenAPI; a test decodes real answers into
// them without leftovers. They carry no behaviour and never hold an item on its way.

type amountShape struct {
	Amount   string `json:"amount" doc:"Decimal number as a text; never a float" example:"12.50"`
	Currency string `json:"currency" doc:"ISO 4217" example:"USD"`
}

type partyShape struct {
	Name      string   `json:"name,omitempty"`
	Company   string   `json:"company,omitempty"`
	Address   []string `json:"address,omitempty" doc:"Street lines"`
	City      string   `json:"city,omitempty"`
	State     string   `json:"state,omitempty"`
	Postcode  string   `json:"postcode,omitempty"`
	Country   string   `json:"country,omitempty" doc:"ISO 3166-1 alpha-2"`
	Telephone string   `json:"telephone,omitempty"`
	Email     string   `json:"email,omitempty"`
	Reference string   `json:"reference,omitempty" doc:"Identity or tax number"`
}

type declaredLineShape struct {
	Index       int          `json:"index,omitempty" doc:"Place in the declaration, from 1"`
	Description string       `json:"description,omitempty" doc:"Goods in plain words" example:"cotton T-shirt, men"`
	Quantity    int64        `json:"quantity,omitempty" doc:"Pieces"`
	NetWeight   string       `json:"net_weight,omitempty" doc:"Kilograms of the whole line, as a text" example:"0.350"`
	Value       *amountShape `json:"value,omitempty" doc:"Of the whole line"`
	HS          string       `json:"hs,omitempty" doc:"6 to 12 digits, if known" example:"610910"`
	Origin      string       `json:"origin,omitempty" doc:"Country of origin of the goods"`
}

type documentShape struct {
	Type   string `json:"type,omitempty" doc:"licence, certificate, invoice"`
	Number string `json:"number,omitempty"`
	Name   string `json:"name,omitempty"`
}

type declarationShape struct {
	Number      string              `json:"number,omitempty"`
	Nature      string              `json:"nature,omitempty" doc:"11 sale, 21 return, 31 gift, 32 sample, 91 documents, 991 mixed, 999 other"`
	Sender      partyShape          `json:"sender"`
	Recipient   partyShape          `json:"recipient"`
	GrossWeight string              `json:"gross_weight,omitempty" doc:"Kilograms, as a text"`
	Postage     *amountShape        `json:"postage,omitempty" doc:"What the sender paid for carriage"`
	Insured     *amountShape        `json:"insured,omitempty"`
	Insurance   *amountShape        `json:"insurance,omitempty"`
	Vendor      string              `json:"vendor,omitempty" doc:"Registration of the seller: IOSS, VOEC, GST"`
	Prepaid     *amountShape        `json:"prepaid,omitempty"`
	Documents   []documentShape     `json:"documents,omitempty"`
	Lines       []declaredLineShape `json:"lines"`
}

type itemShape struct {
	ID              string           `json:"id" doc:"S10 identifier" example:"EE000000012KH"`
	LocalID         string           `json:"local_id,omitempty"`
	Flow            string           `json:"flow,omitempty" doc:"I inbound, O outbound" enum:"I,O"`
	Class           string           `json:"class,omitempty" doc:"Mail class: U letter, C parcel, E EMS, T empty"`
	Category        string           `json:"category,omitempty"`
	OriginPost      string           `json:"origin_post,omitempty"`
	DestinationPost string           `json:"destination_post,omitempty"`
	Origin          string           `json:"origin,omitempty" doc:"ISO 3166-1 alpha-2 of the country of posting"`
	Destination     string           `json:"destination,omitempty" doc:"ISO 3166-1 alpha-2 of the country of delivery"`
	Receptacle      string           `json:"receptacle,omitempty"`
	Posted          string           `json:"posted,omitempty" doc:"Day of posting" example:"2026-11-20"`
	Declaration     declarationShape `json:"declaration"`
	Source          *sourceShape     `json:"source,omitempty" doc:"Set by the server"`
}

type sourceShape struct {
	Format  string `json:"format,omitempty"`
	Message string `json:"message,omitempty"`
	Partner string `json:"partner,omitempty"`
	Line    int    `json:"line,omitempty"`
	Offset  int64  `json:"offset,omitempty"`
}

type candidateShape struct {
	HS    string   `json:"hs"`
	P     float64  `json:"p" doc:"Probability, 0 to 1"`
	Label string   `json:"label,omitempty"`
	Why   []string `json:"why,omitempty" doc:"Words of the text that spoke for it"`
}

type stepShape struct {
	Text  string `json:"text"`
	Law   string `json:"law,omitempty"`
	Value string `json:"value,omitempty"`
}

type chargeShape struct {
	Type     string      `json:"type" enum:"duty,vat,excise,fee"`
	Name     string      `json:"name,omitempty"`
	Base     *string     `json:"base" doc:"null: not known" nullable:"true"`
	Rate     string      `json:"rate"`
	Amount   *string     `json:"amount" doc:"null: not known" nullable:"true"`
	Currency string      `json:"currency"`
	Source   string      `json:"source,omitempty"`
	Trace    []stepShape `json:"trace" doc:"The arithmetic, step by step, with the law"`
}

type assessedLineShape struct {
	HS           string           `json:"hs"`
	HSSource     string           `json:"hs_source" doc:"declared, proposed or officer; empty where no code is known"`
	Candidates   []candidateShape `json:"candidates"`
	CustomsValue *string          `json:"customs_value" nullable:"true"`
	Charges      []chargeShape    `json:"charges"`
}

type reasonShape struct {
	Code   string `json:"code"`
	Field  string `json:"field" doc:"JSON Pointer into the item"`
	Text   string `json:"text"`
	Weight string `json:"weight"`
	Fix    string `json:"fix,omitempty"`
	Lane   string `json:"lane,omitempty"`
	Secret bool   `json:"secret,omitempty" doc:"Shown to customs only"`
}

type findingShape struct {
	Code     string `json:"code"`
	Field    string `json:"field"`
	Text     string `json:"text"`
	Fix      string `json:"fix,omitempty"`
	Points   int    `json:"points"`
	Complete bool   `json:"complete,omitempty"`
}

type qualityShape struct {
	Score    int            `json:"score" doc:"0 to 100"`
	Findings []findingShape `json:"findings"`
}

type effectShape struct {
	Feature string  `json:"feature"`
	Effect  float64 `json:"effect"`
	Text    string  `json:"text"`
}

type riskShape struct {
	P          float64       `json:"p"`
	Score      int           `json:"score,omitempty"`
	Top        []effectShape `json:"top"`
	SelectedBy string        `json:"selected_by" doc:"rule, model, random, screening or none; empty for callers outside customs"`
	Rules      []string      `json:"rules,omitempty"`
	Draw       string        `json:"draw"`
}

type decisionShape struct {
	Item      string              `json:"item"`
	Decision  string              `json:"decision" enum:"release,hold,refer,refuse,seize"`
	Lane      string              `json:"lane" enum:"green,blue,yellow,red"`
	State     string              `json:"state"`
	Hold      string              `json:"hold,omitempty"`
	Reasons   []reasonShape       `json:"reasons"`
	Lines     []assessedLineShape `json:"lines"`
	Charges   []chargeShape       `json:"charges,omitempty" doc:"Charges of the item as a whole"`
	TotalDue  *string             `json:"total_due" doc:"null: not known" nullable:"true"`
	Currency  string              `json:"currency"`
	Quality   qualityShape        `json:"quality"`
	Risk      riskShape           `json:"risk"`
	Status    string              `json:"status" enum:"needs_input,final,provisional"`
	Outcome   string              `json:"outcome,omitempty"`
	Pack      string              `json:"pack"`
	Regime    string              `json:"regime,omitempty"`
	Notes     []string            `json:"notes,omitempty"`
	Rulebook  string              `json:"rulebook"`
	DecidedAt string              `json:"decided_at" format:"date-time"`
}

type rowShape struct {
	Item               string       `json:"item"`
	Month              string       `json:"month"`
	Version            int64        `json:"version" doc:"The number inside the ETag"`
	State              string       `json:"state"`
	Hold               string       `json:"hold,omitempty"`
	Lane               string       `json:"lane,omitempty"`
	Decision           string       `json:"decision,omitempty"`
	Status             string       `json:"status,omitempty"`
	Pack               string       `json:"pack,omitempty"`
	Flow               string       `json:"flow,omitempty"`
	Class              string       `json:"class,omitempty"`
	Origin             string       `json:"origin,omitempty"`
	Destination        string       `json:"destination,omitempty"`
	Summary            string       `json:"summary,omitempty"`
	Reason             string       `json:"reason,omitempty" doc:"Customs only"`
	Score              int          `json:"score,omitempty" doc:"Customs only"`
	Lines              int          `json:"lines"`
	Value              *amountShape `json:"value,omitempty"`
	Due                *amountShape `json:"due,omitempty"`
	Paid               *amountShape `json:"paid,omitempty"`
	Outstanding        *amountShape `json:"outstanding,omitempty"`
	SecondPersonNeeded bool         `json:"second_person_needed,omitempty"`
	LodgedAt           string       `json:"lodged_at,omitempty"`
	DecidedAt          string       `json:"decided_at,omitempty"`
	ArrivedAt          string       `json:"arrived_at,omitempty"`
	UpdatedAt          string       `json:"updated_at,omitempty"`
	Deadline           string       `json:"deadline,omitempty"`
}

type lodgedShape struct {
	decisionShape
	Result string    `json:"result" doc:"decided, amended, duplicate or late"`
	Row    *rowShape `json:"row,omitempty" doc:"For callers who may see items"`
}

type offeredShape struct {
	Kind string `json:"kind"`
	Verb string `json:"verb"`
}

type shownShape struct {
	decisionShape
	Declaration *itemShape     `json:"declaration,omitempty" doc:"With declaration=true"`
	Row         rowShape       `json:"row"`
	Actions     []offeredShape `json:"actions" doc:"What the caller may do now"`
}

type faultShape struct {
	Code   string `json:"code" doc:"Stable code, see the catalogue below" example:"money.syntax"`
	Field  string `json:"field,omitempty" doc:"JSON Pointer" example:"/declaration/lines/0/value/amount"`
	Detail string `json:"detail" doc:"What is wrong, in plain words"`
	Fix    string `json:"fix,omitempty" doc:"What to do about it"`
	Line   int    `json:"line,omitempty"`
	Offset int64  `json:"offset,omitempty"`
}

type problemShape struct {
	Type   string `json:"type" format:"uri-reference"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	faultShape
	Errors []faultShape `json:"errors,omitempty" doc:"All faults, where there are several"`
}

type batchLineShape struct {
	Line     int            `json:"line" doc:"Line of the request, from 1"`
	Item     string         `json:"item,omitempty"`
	Result   string         `json:"result" enum:"decided,amended,duplicate,late,refused"`
	Errors   []faultShape   `json:"errors,omitempty" doc:"Why it was refused"`
	Decision string         `json:"decision,omitempty"`
	Lane     string         `json:"lane,omitempty"`
	State    string         `json:"state,omitempty"`
	Hold     string         `json:"hold,omitempty"`
	Status   string         `json:"status,omitempty"`
	TotalDue *string        `json:"total_due,omitempty" nullable:"true"`
	Currency string         `json:"currency,omitempty"`
	Version  int64          `json:"version,omitempty"`
	Full     *decisionShape `json:"full,omitempty" doc:"With full=true"`
}

type listShape struct {
	Items []rowShape `json:"items"`
	Next  string     `json:"next,omitempty" doc:"Cursor of the next page; absent at the end"`
}

type entryShape struct {
	Seq      int64          `json:"seq"`
	Item     string         `json:"item"`
	Month    string         `json:"month"`
	Kind     string         `json:"kind"`
	At       string         `json:"at"`
	Actor    string         `json:"actor,omitempty"`
	Reason   string         `json:"reason,omitempty"`
	Ref      string         `json:"ref,omitempty"`
	Amount   *amountShape   `json:"amount,omitempty"`
	Finding  string         `json:"finding,omitempty"`
	Late     bool           `json:"late,omitempty" doc:"Recorded, not applied"`
	Decision *decisionShape `json:"decision,omitempty"`
	Leaf     string         `json:"leaf,omitempty" doc:"Leaf hash in the decision log, base64"`
}

type entriesShape struct {
	Entries []entryShape `json:"entries"`
	Next    string       `json:"next,omitempty" doc:"Value of after for the next call"`
}

type actionShape struct {
	Kind    string       `json:"kind" doc:"One of the kinds under actions of the item"`
	Reason  string       `json:"reason,omitempty" doc:"Why, in one sentence; needed for what people decide"`
	Ref     string       `json:"ref,omitempty"`
	At      string       `json:"at,omitempty" format:"date-time"`
	Finding string       `json:"finding,omitempty" doc:"Result of an examination"`
	Amount  *amountShape `json:"amount,omitempty" doc:"Of a payment"`
}

type eventShape struct {
	Event  string       `json:"event" enum:"departed,arrived,located,presented,paid"`
	At     string       `json:"at,omitempty" format:"date-time" doc:"When it happened; absent: now"`
	Ref    string       `json:"ref,omitempty" doc:"Identifier of the event at its source: the same one twice has one effect; absent: the Idempotency-Key"`
	Reason string       `json:"reason,omitempty"`
	Amount *amountShape `json:"amount,omitempty" doc:"Of paid"`
}

type missingShape struct {
	Code   string `json:"code"`
	Field  string `json:"field"`
	Detail string `json:"detail"`
	Fix    string `json:"fix,omitempty"`
}

type quoteShape struct {
	Pack     string              `json:"pack"`
	Regime   string              `json:"regime,omitempty"`
	Status   string              `json:"status"`
	Lines    []assessedLineShape `json:"lines"`
	Charges  []chargeShape       `json:"charges,omitempty"`
	TotalDue *string             `json:"total_due" nullable:"true"`
	Currency string              `json:"currency"`
	Notes    []string            `json:"notes,omitempty"`
	Rulebook string              `json:"rulebook"`
	Missing  []missingShape      `json:"missing" doc:"What would make the declaration better or the amount known"`
}

type textShape struct {
	Text string `json:"text" maxLength:"2000"`
	Top  int    `json:"top,omitempty" minimum:"1" maximum:"20"`
}

type optionShape struct {
	Answer string   `json:"answer"`
	Hint   string   `json:"hint,omitempty"`
	HS     []string `json:"hs"`
}

type questionShape struct {
	Ask     string        `json:"ask"`
	Why     string        `json:"why,omitempty"`
	Options []optionShape `json:"options"`
}

type proposalShape struct {
	Text       string           `json:"text"`
	Candidates []candidateShape `json:"candidates"`
	Confident  bool             `json:"confident"`
	Question   *questionShape   `json:"question,omitempty"`
}

type packShape struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Version  string `json:"version"`
	Country  string `json:"country,omitempty"`
	Currency string `json:"currency,omitempty"`
	TimeZone string `json:"time_zone,omitempty"`
	From     string `json:"from,omitempty"`
	To       string `json:"to,omitempty"`
	Payment  string `json:"payment,omitempty"`
	Hash     string `json:"hash"`
}

type packsShape struct {
	Rulebook string      `json:"rulebook"`
	Packs    []packShape `json:"packs"`
}

type lawSourceShape struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Reference string `json:"reference,omitempty"`
	Checked   string `json:"checked,omitempty"`
	Standing  string `json:"standing" doc:"verified, secondary or illustrative"`
}

type restrictionShape struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Effect string   `json:"effect"`
	HS     []string `json:"hs,omitempty"`
	Permit string   `json:"permit,omitempty"`
	Where  string   `json:"where,omitempty"`
	Agency string   `json:"agency,omitempty"`
	Source string   `json:"source,omitempty"`
}

type onePackShape struct {
	packShape
	Sources      []lawSourceShape   `json:"sources"`
	Restrictions []restrictionShape `json:"restrictions"`
}

type countsShape struct {
	Total   int64            `json:"total"`
	Lanes   map[string]int64 `json:"lanes"`
	States  map[string]int64 `json:"states"`
	LastSeq int64            `json:"last_seq"`
	At      string           `json:"at,omitempty"`
}

type statusShape struct {
	Item        string       `json:"item"`
	State       string       `json:"state"`
	Hold        string       `json:"hold,omitempty" doc:"documents or payment: what the recipient can do"`
	Due         *amountShape `json:"due,omitempty"`
	Paid        *amountShape `json:"paid,omitempty"`
	Outstanding *amountShape `json:"outstanding,omitempty"`
	Deadline    string       `json:"deadline,omitempty"`
	UpdatedAt   string       `json:"updated_at,omitempty"`
}
