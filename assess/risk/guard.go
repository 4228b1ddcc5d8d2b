package risk

import (
	"math"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

// guard is one plain comparison from the top-level conjunction of a rule. It means
// exactly what the language means by it and cannot fail, so a rule whose guard does not
// hold is false whatever else it says.
type guard struct {
	f     *field
	op    op
	other *field // for same and differs
	text  string
	set   map[string]struct{}
	heads []string // for opIn: beginnings that do as well, from a disjunction
	num   float64
	whole int64
	want  bool
}

type op uint8

const (
	opSame    op = iota // field == field
	opDiffers           // field != field
	opEqual             // field == "text"
	opUnequal
	opIn
	opPrefix
	opContains
	opTruth
	opIs // whole
	opIsNot
	opLess // number or whole
	opAtMost
	opMore
	opAtLeast
)

func (g *guard) ofLine() bool { return g.f.ofLine() || g.other != nil && g.other.ofLine() }

func (g *guard) holds(f *Facts, l *LineFacts) bool {
	switch g.op {
	case opSame:
		return g.f.text(f, l) == g.other.text(f, l)
	case opDiffers:
		return g.f.text(f, l) != g.other.text(f, l)
	case opEqual:
		return g.f.text(f, l) == g.text
	case opUnequal:
		return g.f.text(f, l) != g.text
	case opIn:
		v := g.f.text(f, l)
		if _, ok := g.set[v]; ok {
			return true
		}
		for _, h := range g.heads {
			if strings.HasPrefix(v, h) {
				return true
			}
		}
		return false
	case opPrefix:
		return strings.HasPrefix(g.f.text(f, l), g.text)
	case opContains:
		return strings.Contains(g.f.text(f, l), g.text)
	case opTruth:
		return g.f.truth(f, l) == g.want
	}
	var c int
	if g.f.kind == whole {
		c = order(g.f.whole(f, l), g.whole)
	} else {
		x := g.f.num(f, l)
		if math.IsNaN(x) {
			return false
		}
		c = order(x, g.num)
	}
	switch g.op {
	case opLess:
		return c < 0
	case opAtMost:
		return c <= 0
	case opMore:
		return c > 0
	case opIs:
		return c == 0
	case opIsNot:
		return c != 0
	}
	return c >= 0
}

func order[T int64 | float64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// indexable says that the guard can be a key of the index, and how well it sorts out:
// the lower the better.
func (g *guard) indexable() (cost int, ok bool) {
	switch g.op {
	case opEqual:
		return g.f.rank * 1000, true
	case opIn:
		for _, h := range g.heads {
			if h == "" {
				return 0, false
			}
		}
		return g.f.rank*1000 + min(len(g.set)+20*len(g.heads), 999), true
	case opPrefix:
		return g.f.rank*1000 + 500 - 50*min(len(g.text), 9), g.text != ""
	}
	return 0, false
}

// reader turns parts of a checked rule into guards.
type reader struct {
	fields map[string]*field
	lists  *lists
}

// conjunction gives the guards of a rule and whether they are all that it says.
func (r *reader) conjunction(e ast.Expr) (guards []guard, all bool) {
	if e.Kind() == ast.CallKind && e.AsCall().FunctionName() == "_&&_" {
		all = true
		for _, arg := range e.AsCall().Args() {
			g, whole := r.conjunction(arg)
			guards = append(guards, g...)
			all = all && whole
		}
		return guards, all
	}
	if g, ok := r.guard(e); ok {
		return []guard{g}, true
	}
	return nil, false
}

func (r *reader) guard(e ast.Expr) (guard, bool) {
	if f := r.field(e); f != nil {
		return guard{f: f, op: opTruth, want: true}, f.kind == truth
	}
	if e.Kind() != ast.CallKind {
		return guard{}, false
	}
	call := e.AsCall()
	args := call.Args()
	switch call.FunctionName() {
	case "!_":
		f := r.field(args[0])
		return guard{f: f, op: opTruth}, f != nil && f.kind == truth
	case "startsWith", "contains":
		if !call.IsMemberFunction() || len(args) != 1 {
			return guard{}, false
		}
		f := r.field(call.Target())
		lit, ok := literal[types.String](args[0])
		if f == nil || !ok || f.kind != text {
			return guard{}, false
		}
		o := opPrefix
		if call.FunctionName() == "contains" {
			o = opContains
		}
		return guard{f: f, op: o, text: string(lit)}, true
	case "@in":
		return r.membership(args[0], args[1])
	case "_==_":
		return r.compare(args[0], args[1], opEqual)
	case "_!=_":
		return r.compare(args[0], args[1], opUnequal)
	case "_<_":
		return r.compare(args[0], args[1], opLess)
	case "_<=_":
		return r.compare(args[0], args[1], opAtMost)
	case "_>_":
		return r.compare(args[0], args[1], opMore)
	case "_>=_":
		return r.compare(args[0], args[1], opAtLeast)
	case "_||_":
		return r.either(args)
	}
	return guard{}, false
}

// field finds the fact that an expression such as item.sender.country names.
func (r *reader) field(e ast.Expr) *field {
	name := path(e)
	return r.fields[name]
}

func path(e ast.Expr) string {
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent()
	case ast.SelectKind:
		s := e.AsSelect()
		if s.IsTestOnly() {
			return ""
		}
		if p := path(s.Operand()); p != "" {
			return p + "." + s.FieldName()
		}
	}
	return ""
}

func literal[T types.String | types.Double | types.Int](e ast.Expr) (T, bool) {
	var none T
	if e.Kind() != ast.LiteralKind {
		return none, false
	}
	v, ok := e.AsLiteral().(T)
	return v, ok
}

// membership reads field in ["A", "B"] and field in lists.name.
func (r *reader) membership(left, right ast.Expr) (guard, bool) {
	f := r.field(left)
	if f == nil || f.kind != text {
		return guard{}, false
	}
	if name, ok := strings.CutPrefix(path(right), "lists."); ok {
		set, ok := r.lists.members[name]
		return guard{f: f, op: opIn, set: set}, ok
	}
	if right.Kind() != ast.ListKind {
		return guard{}, false
	}
	set := map[string]struct{}{}
	for _, e := range right.AsList().Elements() {
		s, ok := literal[types.String](e)
		if !ok {
			return guard{}, false
		}
		set[string(s)] = struct{}{}
	}
	return guard{f: f, op: opIn, set: set}, true
}

// either reads a disjunction of equalities, memberships and beginnings of one field.
func (r *reader) either(args []ast.Expr) (guard, bool) {
	var out guard
	for i, arg := range args {
		g, ok := r.guard(arg)
		if !ok || g.op != opEqual && g.op != opIn && g.op != opPrefix || i > 0 && g.f != out.f {
			return guard{}, false
		}
		if i == 0 {
			out = guard{f: g.f, op: opIn, set: map[string]struct{}{}}
		}
		switch g.op {
		case opEqual:
			out.set[g.text] = struct{}{}
		case opPrefix:
			out.heads = append(out.heads, g.text)
		}
		out.heads = append(out.heads, g.heads...)
		for s := range g.set {
			out.set[s] = struct{}{}
		}
	}
	return out, len(args) > 0
}

// compare reads field op literal, literal op field and field op field.
func (r *reader) compare(left, right ast.Expr, o op) (guard, bool) {
	f := r.field(left)
	if f == nil {
		if f = r.field(right); f == nil {
			return guard{}, false
		}
		right, o = left, turned(o)
	}
	g := guard{f: f, op: o}
	if f.kind == text {
		return g, r.compareText(&g, right)
	}
	ok := false
	switch o {
	case opEqual:
		g.op = opIs
	case opUnequal:
		g.op = opIsNot
	}
	switch f.kind {
	case whole:
		var n types.Int
		n, ok = literal[types.Int](right)
		g.whole = int64(n)
	case number:
		var x types.Double
		if x, ok = literal[types.Double](right); !ok {
			var n types.Int
			n, ok = literal[types.Int](right)
			ok = ok && -1<<53 < n && n < 1<<53
			x = types.Double(n)
		}
		g.num = float64(x)
	}
	return g, ok && !math.IsNaN(g.num)
}

func (r *reader) compareText(g *guard, right ast.Expr) bool {
	if g.op != opEqual && g.op != opUnequal {
		return false
	}
	if other := r.field(right); other != nil && other.kind == text {
		g.other = other
		g.op -= opEqual - opSame
		return true
	}
	lit, ok := literal[types.String](right)
	g.text = string(lit)
	return ok
}

func turned(o op) op {
	switch o {
	case opLess:
		return opMore
	case opMore:
		return opLess
	case opAtMost:
		return opAtLeast
	case opAtLeast:
		return opAtMost
	}
	return o
}
