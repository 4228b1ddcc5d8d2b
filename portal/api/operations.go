package api

import (
	"net/http"
	"reflect"

	"greenlane/portal/auth"
)

// operation is one row of the table that the interface and its description are made from.
type operation struct {
	method, path, id string
	summary, text    string
	group            string
	right            auth.Right // "": open to everyone
	guess            bool       // open, and worth guessing at: limited per address
	limit            int64      // bytes of a body
	lines            bool       // request and answer are NDJSON
	plain            bool       // the answer is plain text
	params           []param
	in, out          reflect.Type
	inExample        string
	outExample       string
	status           int
	answer           func(c *call) (answer, error)
}

// param is a parameter of the query.
type param struct {
	name, text, example string
	many                bool
}

// Limits of bodies in bytes.
const (
	oneBody   = 1 << 20
	batchBody = 64 << 20
)

func (o *operation) inType() string {
	if o.lines {
		return linesType
	}
	return jsonType
}

func (o *operation) outType() string {
	if o.plain {
		return "text/plain"
	}
	return o.inType()
}

// Examples of the description. Names are fictional.
const (
	itemExample = `{"id":"EE000000012KH","class":"E","origin":"NL","destination":"KH","posted":"2026-11-20","declaration":{"nature":"11","sender":{"name":"Example Shop of Freedonia","country":"NL"},` +
		`"recipient":{"name":"Sasha Sample","city":"Phnom Penh","country":"KH"},"gross_weight":"0.500","lines":[{"index":1,"description":"cotton T-shirt, men","quantity":2,"net_weight":"0.350","value":{"amount":"40.00","currency":"USD"},"hs":"610910","origin":"NL"}]}}`
	decidedExample = `"item":"EE000000012KH","decision":"release","lane":"green","state":"released","reasons":[],"lines":[{"hs":"610910","hs_source":"declared","candidates":[],"customs_value":"40.00","charges":[]}],` +
		`"total_due":"0.00","currency":"USD","quality":{"score":100,"findings":[]},"risk":{"p":0.0310,"top":[],"selected_by":"none","draw":"0.734512009"},"status":"final","pack":"KH","rulebook":"sha256:5f0c","decided_at":"2026-11-21T09:00:00Z"`
	rowExample     = `{"item":"EE000000012KH","month":"2026-11","version":1,"state":"released","lane":"green","decision":"release","status":"final","pack":"KH","lines":1,"value":{"amount":"40.00","currency":"USD"}}`
	heldRowExample = `{"item":"EE000000012KH","month":"2026-11","version":3,"state":"held","hold":"examination","lane":"red","decision":"hold","status":"final","pack":"KH","lines":1}`
	packExample    = `"id":"KH","title":"Cambodia","version":"2026.1","country":"KH","currency":"KHR","hash":"sha256:77aa"`
)

// operations is the whole interface.
func operations() []operation {
	return append(itemOperations(), houseOperations()...)
}

func itemOperations() []operation {
	return []operation{
		{method: http.MethodPost, path: "/v1/items", id: "lodge-item", group: "Items", right: auth.Lodge, limit: oneBody,
			summary: "Lodge one item", text: "Takes one declared item, decides it and records the decision before it answers. The same declaration again has no second effect; another one for the same item amends it while it is not released. 201: decided now; 200: amended, duplicate or late.",
			in: reflect.TypeFor[itemShape](), inExample: itemExample, out: reflect.TypeFor[lodgedShape](), outExample: `{` + decidedExample + `,"result":"decided","row":` + rowExample + `}`,
			status: http.StatusCreated, answer: lodge},
		{method: http.MethodPost, path: "/v1/items:batch", id: "lodge-batch", group: "Items", right: auth.Lodge, limit: batchBody, lines: true,
			summary: "Lodge 1 to 10,000 items", text: "One item a line (NDJSON); the answer has one line for each line of the request that is not empty, in the same order. A line that is refused does not hold up the others; all others are recorded in one transaction.",
			params: []param{{name: "full", text: "true adds the whole decision to each line", example: "false"}},
			in:     reflect.TypeFor[itemShape](), inExample: itemExample, out: reflect.TypeFor[batchLineShape](),
			outExample: `{"line":1,"item":"EE000000012KH","result":"decided","decision":"release","lane":"green","state":"released","status":"final","total_due":"0.00","currency":"USD","version":1}`,
			status:     http.StatusOK, answer: batch},
		{method: http.MethodGet, path: "/v1/items", id: "list-items", group: "Items", right: auth.Items,
			summary: "List items", text: "State rows, newest change first, a page at a time. Pass next as cursor to go on.",
			params: []param{{name: "state", text: "state, repeatable", example: "held", many: true}, {name: "lane", text: "lane, repeatable", example: "red", many: true},
				{name: "hold", text: "what a held item waits for", example: "documents"}, {name: "search", text: "start of an identifier", example: "EE0000"},
				{name: "order", text: "urgent, or deadline; absent: newest change first", example: "urgent"},
				{name: "cursor", text: "next of the page before"}, {name: "limit", text: "1 to 200; absent: 50", example: "50"}},
			out: reflect.TypeFor[listShape](), outExample: `{"items":[` + rowExample + `],"next":"c2VxOjQy"}`, status: http.StatusOK, answer: list},
		{method: http.MethodGet, path: "/v1/items/{id}", id: "get-item", group: "Items", right: auth.Items,
			summary: "Show one item", text: "The decision with the present state, the row, and what the caller may do. The ETag is the version of the row; If-None-Match gives 304.",
			params: []param{{name: "declaration", text: "true adds the declaration; clerks, officers and supervisors only", example: "true"}},
			out:    reflect.TypeFor[shownShape](), outExample: `{` + decidedExample + `,"row":` + rowExample + `,"actions":[{"kind":"noted","verb":"note"}]}`, status: http.StatusOK, answer: show},
		{method: http.MethodGet, path: "/v1/items/{id}/history", id: "get-history", group: "Items", right: auth.Items,
			summary: "Show the journal of one item", text: "Everything that happened to the item, oldest first.",
			out:        reflect.TypeFor[entriesShape](),
			outExample: `{"entries":[{"seq":1,"item":"EE000000012KH","month":"2026-11","kind":"decided","at":"2026-11-21T09:00:00Z","actor":"example-post"}]}`, status: http.StatusOK, answer: history},
		{method: http.MethodPost, path: "/v1/items/{id}/actions", id: "act-on-item", group: "Items", right: auth.Items, limit: oneBody,
			summary: "Do something with an item", text: "Release, refuse, ask for documents, order or record an examination, and so on: the kinds that GET of the item offers under actions. If-Match with the ETag makes sure that nobody changed it meanwhile (412). A red item is released by two persons.",
			in: reflect.TypeFor[actionShape](), inExample: `{"kind":"ordered","reason":"declared weight does not fit the goods"}`,
			out: reflect.TypeFor[rowShape](), outExample: heldRowExample, status: http.StatusOK, answer: act},
		{method: http.MethodPost, path: "/v1/items/{id}/events", id: "report-event", group: "Items", right: auth.Scan, limit: oneBody,
			summary: "Report a scan or a payment", text: "The same ref twice has one effect, and an event that comes after the item has moved on is recorded and not applied.",
			in: reflect.TypeFor[eventShape](), inExample: `{"event":"arrived","at":"2026-11-21T08:30:00Z","ref":"scan-000123"}`,
			out: reflect.TypeFor[rowShape](), outExample: rowExample, status: http.StatusOK, answer: report},
	}
}

func houseOperations() []operation {
	return []operation{
		{method: http.MethodPost, path: "/v1/quote", id: "quote", group: "Questions", right: auth.Ask, limit: oneBody,
			summary: "Quote duty, taxes and fees", text: "What would be owed for a draft item, by line and with the arithmetic. Nothing is recorded and nothing about selection is told.",
			params: []param{{name: "pack", text: "pack to judge by; absent: that of the destination", example: "KH"}},
			in:     reflect.TypeFor[itemShape](), inExample: itemExample, out: reflect.TypeFor[quoteShape](),
			outExample: `{"pack":"KH","status":"final","lines":[{"hs":"610910","hs_source":"declared","candidates":[],"customs_value":"40.00","charges":[]}],"total_due":"0.00","currency":"USD","rulebook":"sha256:5f0c","missing":[]}`,
			status:     http.StatusOK, answer: quote},
		{method: http.MethodPost, path: "/v1/classify", id: "classify", group: "Questions", right: auth.Ask, limit: oneBody,
			summary: "Propose HS codes for a description", text: "Candidates with probabilities, and a question where two of them are near each other.",
			in: reflect.TypeFor[textShape](), inExample: `{"text":"women's knitted polyester dress","top":5}`, out: reflect.TypeFor[proposalShape](),
			outExample: `{"text":"women's knitted polyester dress","candidates":[{"hs":"610443","p":0.62,"label":"Dresses, synthetic, knitted","why":["dress","knitted"]}],"confident":true}`,
			status:     http.StatusOK, answer: classifyText},
		{method: http.MethodGet, path: "/v1/packs", id: "list-packs", group: "House", right: auth.Ask,
			summary: "List the country packs", text: "The packs of the rulebook in force.",
			out: reflect.TypeFor[packsShape](), outExample: `{"rulebook":"sha256:5f0c","packs":[{` + packExample + `}]}`, status: http.StatusOK, answer: packs},
		{method: http.MethodGet, path: "/v1/packs/{id}", id: "get-pack", group: "House", right: auth.Ask,
			summary: "Show one country pack", text: "With the sources that its figures rest on and its restrictions; selectivity rules are not shown.",
			out: reflect.TypeFor[onePackShape](), outExample: `{` + packExample + `,"sources":[{"id":"law","title":"Law on customs","standing":"verified"}],"restrictions":[]}`, status: http.StatusOK, answer: onePack},
		{method: http.MethodGet, path: "/v1/counts", id: "get-counts", group: "House", right: auth.Numbers,
			summary: "Count items", text: "Items per lane and state.",
			out: reflect.TypeFor[countsShape](), outExample: `{"total":3,"lanes":{"red":1,"yellow":0,"blue":0,"green":2},"states":{"held":1,"released":2},"last_seq":5,"at":"2026-11-21T09:00:00Z"}`, status: http.StatusOK, answer: counts},
		{method: http.MethodGet, path: "/v1/journal", id: "follow-journal", group: "House", right: auth.Journal,
			summary: "Follow the journal", text: "Rows after a place, oldest first, with the leaf hash of the decision log. Call again with next as after; an empty list means that nothing is new. Declarations are not part of it.",
			params: []param{{name: "after", text: "seq of the last row known; absent: from the start", example: "0"}, {name: "limit", text: "1 to 1000; absent: 100", example: "100"}},
			out:    reflect.TypeFor[entriesShape](), outExample: `{"entries":[{"seq":1,"item":"EE000000012KH","month":"2026-11","kind":"decided","at":"2026-11-21T09:00:00Z","leaf":"AAAA"}],"next":"1"}`, status: http.StatusOK, answer: journal},
		{method: http.MethodGet, path: "/v1/checkpoint", id: "get-checkpoint", group: "House", plain: true,
			summary: "Newest checkpoint of the decision log", text: "A signed note: origin, size, root hash, signature. Open to everyone, so that anybody can keep the house to its word.",
			out: reflect.TypeFor[string](), outExample: "example.org/log\n42\nqqqq\n\n\u2014 example.org/log AAAA\n", status: http.StatusOK, answer: checkpoint},
		{method: http.MethodGet, path: "/v1/status/{id}", id: "get-status", group: "House", guess: true,
			summary: "Public status of an item", text: "For recipients, with the phrase from the notice. Attempts are limited per address.",
			params: []param{{name: "secret", text: "phrase from the notice", example: "7KQM-2XTA-PD9C"}},
			out:    reflect.TypeFor[statusShape](), outExample: `{"item":"EE000000012KH","state":"released","updated_at":"2026-11-21T09:00:00Z"}`, status: http.StatusOK, answer: publicStatus},
	}
}
