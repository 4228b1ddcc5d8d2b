package risk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"
)

// Limits on rules: what a pack's author can write is bounded before it runs, and what a
// rule may cost on one item is bounded while it runs.
const (
	MaxRuleBytes = 8 << 10
	maxNesting   = 40
	costLimit    = 100_000 // in the evaluator's own units; a list of 10,000 read through stays below
)

// Names of the types in the language.
const (
	itemType  = "greenlane.Item"
	lineType  = "greenlane.Line"
	partyType = "greenlane.Party"
	listsType = "greenlane.Lists"
)

// subject is what a rule is tried on: it stands for the variables item, line and lists.
type subject struct {
	facts *Facts
	line  *LineFacts
	lists *lists
}

// ResolveName gives the variables their values.
func (s *subject) ResolveName(name string) (any, bool) {
	switch name {
	case "item":
		return s, true
	case "line":
		return s, s.line != nil
	case "lists":
		return s.lists, true
	}
	return nil, false
}

// Parent is nil: there is nothing outside.
func (s *subject) Parent() cel.Activation { return nil }

// lists are the named lists of the pack.
type lists struct {
	members map[string]map[string]struct{}
	values  map[string]traits.Lister
}

// memberList is a list of texts whose `in` is a look-up, not a walk.
type memberList struct {
	traits.Lister
	members map[string]struct{}
}

// Contains answers `in`.
func (m *memberList) Contains(v ref.Val) ref.Val {
	s, ok := v.(types.String)
	if !ok {
		return types.False
	}
	_, found := m.members[string(s)]
	return types.Bool(found)
}

func newLists(named map[string][]string) *lists {
	l := &lists{members: map[string]map[string]struct{}{}, values: map[string]traits.Lister{}}
	for name, entries := range named {
		members := make(map[string]struct{}, len(entries))
		for _, e := range entries {
			members[e] = struct{}{}
		}
		l.members[name] = members
		l.values[name] = &memberList{types.NewStringList(types.DefaultTypeAdapter, slices.Clone(entries)), members}
	}
	return l
}

// provider tells the checker and the evaluator about our types. It adds to the standard
// registry; no map is made for an item.
type provider struct {
	types.Provider
	structs map[string]map[string]*types.FieldType
}

// FindStructType knows our types and those of the registry.
func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if _, ok := p.structs[name]; ok {
		return types.NewTypeTypeWithParam(types.NewObjectType(name)), true
	}
	return p.Provider.FindStructType(name)
}

// FindStructFieldNames lists the fields in order.
func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	fields, ok := p.structs[name]
	if !ok {
		return p.Provider.FindStructFieldNames(name)
	}
	return slices.Sorted(maps.Keys(fields)), true
}

// FindStructFieldType gives the type of a field and the way to read it.
func (p *provider) FindStructFieldType(name, fieldName string) (*types.FieldType, bool) {
	fields, ok := p.structs[name]
	if !ok {
		return p.Provider.FindStructFieldType(name, fieldName)
	}
	f, ok := fields[fieldName]
	return f, ok
}

// NewValue refuses to make our types inside a rule.
func (p *provider) NewValue(name string, fields map[string]ref.Val) ref.Val {
	if _, ok := p.structs[name]; ok {
		return types.NewErr("a rule cannot make a %s", name)
	}
	return p.Provider.NewValue(name, fields)
}

func newProvider(base types.Provider, table []field, ls *lists) *provider {
	p := &provider{base, map[string]map[string]*types.FieldType{itemType: {}, lineType: {}, partyType + ".sender": {}, partyType + ".recipient": {}, listsType: {}}}
	for i := range table {
		d := &table[i]
		owner, name, _ := strings.Cut(d.name, ".")
		in := itemType
		if owner == "line" {
			in = lineType
		}
		if party, rest, nested := strings.Cut(name, "."); nested {
			in, name = partyType+"."+party, rest
			p.structs[itemType][party] = through(types.NewObjectType(in))
		}
		p.structs[in][name] = &types.FieldType{
			Type: d.celType(),
			IsSet: func(v any) bool {
				s, ok := v.(*subject)
				return ok && d.known(s.facts, s.line)
			},
			GetFrom: func(v any) (any, error) {
				s, ok := v.(*subject)
				if !ok {
					return nil, fmt.Errorf("%s read from something else", d.name)
				}
				return d.value(s.facts, s.line), nil
			},
		}
	}
	for name, list := range ls.values {
		p.structs[listsType][name] = &types.FieldType{
			Type:    types.NewListType(types.StringType),
			IsSet:   func(any) bool { return true },
			GetFrom: func(any) (any, error) { return list, nil },
		}
	}
	return p
}

// through is a field that leads to a part of the same subject.
func through(t *types.Type) *types.FieldType {
	return &types.FieldType{
		Type:    t,
		IsSet:   func(any) bool { return true },
		GetFrom: func(v any) (any, error) { return v, nil },
	}
}

// newEnv is the language: the standard functions of CEL, the texts extension
// (lowerAscii, replace, split and others) and our three variables.
func newEnv(table []field, ls *lists) (*cel.Env, error) {
	registry, err := types.NewRegistry()
	if err != nil {
		return nil, fmt.Errorf("rule types: %w", err)
	}
	return cel.NewEnv(
		cel.CustomTypeAdapter(registry),
		cel.CustomTypeProvider(newProvider(registry, table, ls)),
		cel.Variable("item", cel.ObjectType(itemType)),
		cel.Variable("line", cel.ObjectType(lineType)),
		cel.Variable("lists", cel.ObjectType(listsType)),
		cel.CrossTypeNumericComparisons(true),
		cel.ParserExpressionSizeLimit(MaxRuleBytes),
		cel.ParserRecursionLimit(maxNesting),
		ext.Strings(),
	)
}
