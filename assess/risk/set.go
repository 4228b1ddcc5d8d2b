package risk

import (
	"fmt"
	"math/bits"
	"slices"
	"sort"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"greenlane/assess/pack"
	"greenlane/item"
	"greenlane/item/fault"
)

// Set is a compiled list of rules with its index. It is immutable and safe for any
// number of goroutines.
type Set struct {
	rules   []rule
	lists   *lists
	index   []fieldIndex
	always  []int32 // rules without a key
	scratch sync.Pool
}

type rule struct {
	src      *pack.Rule
	program  cel.Program // the whole rule
	plain    bool        // the guards are all that the rule says
	guards   []guard     // on the item
	perLine  []guard     // on a content piece
	usesLine bool
}

// fieldIndex holds the rules whose key is a comparison of one field.
type fieldIndex struct {
	f        *field
	exact    map[string][]int32
	prefixes map[string][]int32
	lengths  []int // of the prefixes, ascending
}

// Hit is a rule that holds for an item, or could not be evaluated.
type Hit struct {
	Rule *pack.Rule
	Line int   // 0-based content piece on which it holds first; -1 for the item
	Err  error // not nil: the rule failed on this item; treat it as a hit on the safe side
}

// Compile checks and indexes the rules of a pack that are live or in shadow; others are
// left out. The fault is rule.invalid and names the first rule that is wrong, with the
// line and column in its text.
func Compile(rules []pack.Rule, named map[string][]string) (*Set, error) {
	table := fieldTable()
	s := &Set{lists: newLists(named)}
	s.scratch.New = func() any { return new(scratch) }
	env, err := newEnv(table, s.lists)
	if err != nil {
		return nil, err
	}
	r := &reader{fields: make(map[string]*field, len(table)), lists: s.lists}
	for i := range table {
		r.fields[table[i].name] = &table[i]
	}
	periods := make(map[string][]pack.Period, len(rules))
	for i := range rules {
		src := &rules[i]
		if src.State != "live" && src.State != "shadow" && src.State != "" {
			continue
		}
		if src.ID == "" || slices.ContainsFunc(periods[src.ID], func(p pack.Period) bool { return meet(p, src.Period) }) {
			return nil, fault.New("rule.invalid", "", src.ID, "the id is empty, or used twice for one day")
		}
		periods[src.ID] = append(periods[src.ID], src.Period)
		compiled, err := compileRule(env, r, src)
		if err != nil {
			return nil, err
		}
		s.rules = append(s.rules, compiled)
	}
	s.build()
	return s, nil
}

// meet says that two periods have a day in common.
func meet(a, b pack.Period) bool {
	return (a.To == "" || b.From < a.To) && (b.To == "" || a.From < b.To)
}

func compileRule(env *cel.Env, r *reader, src *pack.Rule) (rule, error) {
	invalid := func(format string, args ...any) error {
		return fault.New("rule.invalid", "/when", src.ID, fmt.Sprintf(format, args...))
	}
	if len(src.When) > MaxRuleBytes {
		return rule{}, invalid("the condition is longer than %d bytes", MaxRuleBytes)
	}
	checked, issues := env.Compile(src.When)
	if issues.Err() != nil {
		first := issues.Errors()[0]
		return rule{}, invalid("line %d, column %d: %s", first.Location.Line(), first.Location.Column()+1, oneLine(first.Message))
	}
	if !checked.OutputType().IsExactType(types.BoolType) {
		return rule{}, invalid("the condition gives %s, not true or false", checked.OutputType())
	}
	native := checked.NativeRep()
	uses, bad := survey(native)
	if bad != "" {
		return rule{}, invalid("%s", bad)
	}
	program, err := env.Program(checked, cel.EvalOptions(cel.OptOptimize), cel.CostLimit(costLimit))
	if err != nil {
		return rule{}, invalid("%s", oneLine(err.Error()))
	}
	out := rule{src: src, program: program, usesLine: uses}
	guards, all := r.conjunction(native.Expr())
	for _, g := range guards {
		if g.ofLine() {
			out.perLine = append(out.perLine, g)
		} else {
			out.guards = append(out.guards, g)
		}
	}
	out.plain = all
	return out, nil
}

// survey finds whether a rule speaks of a content piece, and refuses what would only
// fail later: item, line or a party used as a value, and loop variables that hide ours.
func survey(a *ast.AST) (usesLine bool, bad string) {
	operands := map[int64]bool{}
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.SelectKind:
			operands[e.AsSelect().Operand().ID()] = true
		case ast.IdentKind:
			usesLine = usesLine || e.AsIdent() == "line"
		case ast.ComprehensionKind:
			c := e.AsComprehension()
			for _, name := range []string{c.IterVar(), c.IterVar2(), c.AccuVar()} {
				if name == "item" || name == "line" || name == "lists" {
					bad = "a loop variable may not be called " + name
				}
			}
		case ast.StructKind:
			bad = "a rule cannot make a " + e.AsStruct().TypeName()
		}
		if t := a.GetType(e.ID()); t != nil && strings.HasPrefix(t.TypeName(), "greenlane.") && !operands[e.ID()] && bad == "" {
			bad = "name a field behind item, line, lists, sender or recipient"
		}
	}))
	return usesLine, bad
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// build sorts every rule under its most telling key.
func (s *Set) build() {
	at := map[*field]int{}
	for i := range s.rules {
		key := bestKey(&s.rules[i])
		if key == nil {
			s.always = append(s.always, int32(i))
			continue
		}
		n, ok := at[key.f]
		if !ok {
			n = len(s.index)
			at[key.f] = n
			s.index = append(s.index, fieldIndex{f: key.f, exact: map[string][]int32{}, prefixes: map[string][]int32{}})
		}
		x := &s.index[n]
		switch key.op {
		case opEqual:
			x.exact[key.text] = append(x.exact[key.text], int32(i))
		case opIn:
			for v := range key.set {
				x.exact[v] = append(x.exact[v], int32(i))
			}
			for _, h := range key.heads {
				x.prefixes[h] = append(x.prefixes[h], int32(i))
			}
		case opPrefix:
			x.prefixes[key.text] = append(x.prefixes[key.text], int32(i))
		}
	}
	for i := range s.index {
		seen := map[int]bool{}
		for p := range s.index[i].prefixes {
			if !seen[len(p)] {
				seen[len(p)] = true
				s.index[i].lengths = append(s.index[i].lengths, len(p))
			}
		}
		sort.Ints(s.index[i].lengths)
	}
}

func bestKey(r *rule) *guard {
	var best *guard
	least := 0
	for _, guards := range [][]guard{r.perLine, r.guards} {
		for i := range guards {
			g := &guards[i]
			if cost, ok := g.indexable(); ok && (best == nil || cost < least) {
				best, least = g, cost
			}
		}
	}
	return best
}

// scratch is the room of one evaluation.
type scratch struct {
	candidates []uint64
	subject    subject
}

func (sc *scratch) mark(rules []int32) {
	for _, i := range rules {
		sc.candidates[i>>6] |= 1 << (i & 63)
	}
}

func (x *fieldIndex) look(sc *scratch, f *Facts, l *LineFacts) {
	v := x.f.text(f, l)
	sc.mark(x.exact[v])
	for _, n := range x.lengths {
		if n > len(v) {
			return
		}
		sc.mark(x.prefixes[v[:n]])
	}
}

// Evaluate gives the rules in force on the day that hold for the item, in the order of
// the pack. Rules in shadow are among them: the caller reads Rule.State.
func (s *Set) Evaluate(f *Facts, day item.Date) []Hit {
	if len(s.rules) == 0 {
		return nil
	}
	sc := s.scratch.Get().(*scratch)
	defer s.scratch.Put(sc)
	words := (len(s.rules) + 63) / 64
	if len(sc.candidates) != words {
		sc.candidates = make([]uint64, words)
	}
	clear(sc.candidates)
	sc.mark(s.always)
	for i := range s.index {
		x := &s.index[i]
		if !x.f.ofLine() {
			x.look(sc, f, nil)
			continue
		}
		for j := range f.Lines {
			x.look(sc, f, &f.Lines[j])
		}
	}
	sc.subject = subject{facts: f, lists: s.lists}
	var hits []Hit
	for w, word := range sc.candidates {
		for word != 0 {
			i := w<<6 + bits.TrailingZeros64(word)
			word &= word - 1
			r := &s.rules[i]
			if !r.src.Period.Covers(day) {
				continue
			}
			if hit, ok := r.try(&sc.subject); ok {
				hits = append(hits, hit)
			}
		}
	}
	sc.subject = subject{}
	return hits
}

// try evaluates one rule on the item or on its lines until it holds. Where it holds on
// none but failed on one, the failure is the hit.
func (r *rule) try(s *subject) (Hit, bool) {
	for i := range r.guards {
		if !r.guards[i].holds(s.facts, nil) {
			return Hit{}, false
		}
	}
	if !r.usesLine {
		s.line = nil
		holds, err := r.run(s)
		return Hit{r.src, -1, err}, holds || err != nil
	}
	var failed Hit
lines:
	for j := range s.facts.Lines {
		s.line = &s.facts.Lines[j]
		for i := range r.perLine {
			if !r.perLine[i].holds(s.facts, s.line) {
				continue lines
			}
		}
		holds, err := r.run(s)
		if holds {
			return Hit{r.src, j, nil}, true
		}
		if err != nil && failed.Err == nil {
			failed = Hit{r.src, j, err}
		}
	}
	return failed, failed.Err != nil
}

// run asks the guards' rest: nothing for a plain rule, the whole rule for the others.
func (r *rule) run(s *subject) (bool, error) {
	if r.plain {
		return true, nil
	}
	return r.evaluate(s)
}

func (r *rule) evaluate(s *subject) (bool, error) {
	out, _, err := r.program.Eval(s)
	if err != nil {
		return false, fmt.Errorf("rule %s: %w", r.src.ID, err)
	}
	return out == types.True, nil
}
