package pack

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// ops are the words of conditions in pack files.
var ops = map[string]Op{
	"all": All, "any": Any, "not": Not, "gift": Gift, "nature": Nature, "class": Class, "vendor": Vendor, "vendor_form": VendorForm,
	"within": Within, "over": Over, "dispatch": Dispatch, "destination": Destination, "origin": Origin, "origin_any": OriginAny,
	"goods": Goods, "goods_any": GoodsAny, "goods_seen": GoodsSeen, "company": Company, "outbound": Outbound, "returned": Returned,
}

// condition reads a condition from YAML. A mapping of several words means all of them.
func (l *loader) condition(n *yaml.Node) *Cond {
	if n == nil || n.Kind == 0 {
		return nil
	}
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		l.fail(n.Line, "a condition is a mapping such as {gift: true}")
		return nil
	}
	var subs []*Cond
	for i := 0; i+1 < len(n.Content); i += 2 {
		if c := l.question(n.Content[i], n.Content[i+1]); c != nil {
			subs = append(subs, c)
		}
	}
	if len(subs) == 1 {
		return subs[0]
	}
	return &Cond{Op: All, Subs: subs}
}

func (l *loader) question(key, val *yaml.Node) *Cond {
	op, ok := ops[key.Value]
	if !ok {
		l.fail(key.Line, "unknown condition "+key.Value)
		return nil
	}
	c := &Cond{Op: op}
	switch op {
	case All, Any:
		if val.Kind != yaml.SequenceNode || len(val.Content) == 0 {
			l.fail(val.Line, key.Value+" needs a list of conditions")
			return nil
		}
		for _, n := range val.Content {
			c.Subs = append(c.Subs, l.condition(n))
		}
	case Not:
		c.Subs = []*Cond{l.condition(val)}
	case Gift, Vendor, Company, Outbound, Returned:
		want, err := strconv.ParseBool(val.Value)
		if err != nil {
			l.fail(val.Line, key.Value+" is true or false")
		}
		c.Want = want
	case Within, Over:
		c.ID = val.Value
		l.thresholdsUsed = append(l.thresholdsUsed, place{l.file, val.Line, c.ID})
	default:
		if val.Kind != yaml.SequenceNode || len(val.Content) == 0 {
			l.fail(val.Line, key.Value+" needs a list")
			return nil
		}
		for _, n := range val.Content {
			c.List = append(c.List, n.Value)
		}
	}
	return c
}
