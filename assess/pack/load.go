package pack

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"greenlane/assess/tariff"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
)

// place is a name used in a file, checked once everything was read.
type place struct {
	file string
	line int
	name string
}

// span is a dated figure, for the check that no two hold on one day.
type span struct {
	place
	Period
}

// loader reads one directory and collects what is wrong with it.
type loader struct {
	fsys   fs.FS
	id     string
	file   string // being read
	base   *Pack  // extended pack, or nil
	p      *Pack
	faults fault.List
	spans  []span

	amounts                                            []place // the currency of each
	sourcesUsed, thresholdsUsed, taxesUsed, tablesUsed []place
}

// Load reads the pack in the directory id of fsys, and the pack that it extends.
func Load(fsys fs.FS, id string) (*Pack, error) { return load(fsys, id, 0) }

func load(fsys fs.FS, id string, depth int) (*Pack, error) {
	l := &loader{fsys: fsys, id: id, p: &Pack{Sources: map[string]Source{}, Lists: map[string][]string{}}}
	l.p.Law.Tables = map[string]*tariff.Table{}
	if !fs.ValidPath(id) || strings.Contains(id, "/") {
		return nil, fault.New("pack.not_found", "", id)
	}
	names, err := l.names()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(names, "pack.yaml") {
		return nil, fault.New("pack.not_found", "", id)
	}
	extends := l.readHead()
	if err := l.faults.Err(); err != nil {
		return nil, err
	}
	if extends != "" && depth < 3 {
		if l.base, err = load(fsys, extends, depth+1); err != nil {
			return nil, fmt.Errorf("pack %s extends %s: %w", id, extends, err)
		}
	} else if extends != "" {
		l.file = "pack.yaml"
		l.fail(1, "extends too deep")
	}
	l.readFiles(names)
	if l.base != nil {
		l.p.inherit(l.base)
	}
	if l.p.zone, err = time.LoadLocation(l.p.TimeZone); err != nil {
		l.failAt("pack.yaml", 1, "unknown time zone "+l.p.TimeZone)
	}
	l.p.Law.indexRates()
	l.check()
	if err := l.faults.Err(); err != nil {
		return nil, err
	}
	l.p.Hash, err = l.hash(names)
	return l.p, err
}

// fail notes what is wrong at a line of the file being read.
func (l *loader) fail(line int, why string) { l.failAt(l.file, line, why) }

func (l *loader) failAt(file string, line int, why string) {
	if len(l.faults) < 50 {
		l.faults = append(l.faults, fault.New("pack.invalid", "", l.id, file+": "+why).At(line, 0))
	}
}

// names lists the files of the pack in order.
func (l *loader) names() ([]string, error) {
	var names []string
	err := fs.WalkDir(l.fsys, l.id, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() && !strings.HasPrefix(d.Name(), ".") {
			names = append(names, strings.TrimPrefix(p, l.id+"/"))
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New("pack.not_found", "", l.id)
	}
	if err != nil {
		return nil, fmt.Errorf("read pack %s: %w", l.id, err)
	}
	slices.Sort(names)
	return names, nil
}

// hash is SHA-256 over name, length and bytes of every file, the extended pack's hash first.
func (l *loader) hash(names []string) (sum [32]byte, err error) {
	h := sha256.New()
	if l.base != nil {
		h.Write(l.base.Hash[:])
	}
	for _, name := range names {
		data, err := fs.ReadFile(l.fsys, path.Join(l.id, name))
		if err != nil {
			return sum, fmt.Errorf("read pack %s: %w", l.id, err)
		}
		fmt.Fprintf(h, "%s %d\n", name, len(data))
		h.Write(data)
	}
	h.Sum(sum[:0])
	return sum, nil
}

func (l *loader) readFiles(names []string) {
	for _, name := range names {
		l.file = name
		switch {
		case name == "pack.yaml":
		case name == "regimes.yaml":
			l.readRegimes()
		case name == "taxes.yaml":
			l.readTaxes()
		case name == "thresholds.yaml":
			l.readThresholds()
		case name == "fees.yaml":
			l.readFees()
		case name == "fx.yaml":
			l.readRates()
		case name == "quality.yaml":
			l.readQuality()
		case name == "restrictions.yaml":
			l.readRestrictions()
		case name == "rules.yaml":
			l.readRules()
		case name == "lists.yaml":
			l.readLists()
		case name == "settings.yaml":
			l.readSettings()
		case path.Ext(name) == ".csv" && !strings.Contains(name, "/"):
			l.readTable()
		case strings.HasPrefix(name, "tests/") && path.Ext(name) == ".json":
			l.readExamples()
		case path.Ext(name) == ".md":
		default:
			l.fail(0, "a file of this name has no place in a pack")
		}
	}
}

// text is a scalar that knows its line.
type text struct {
	v    string
	line int
}

// UnmarshalYAML keeps the scalar as it is written.
func (t *text) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: expected a single value", n.Line)
	}
	*t = text{n.Value, n.Line}
	return nil
}

// dated is what every figure carries.
type dated struct {
	Source text `yaml:"source"`
	From   text `yaml:"from"`
	To     text `yaml:"to"`
}

// readHere decodes the file being read; unknown members are refused.
func (l *loader) readHere(to any) bool {
	data, err := fs.ReadFile(l.fsys, path.Join(l.id, l.file))
	if err != nil {
		l.fail(0, err.Error())
		return false
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(to); err != nil && !errors.Is(err, io.EOF) {
		var te *yaml.TypeError
		if !errors.As(err, &te) {
			l.fail(lineOf(err.Error()), strings.TrimPrefix(err.Error(), "yaml: "))
			return false
		}
		for _, why := range te.Errors {
			l.fail(lineOf(why), why)
		}
		return false
	}
	return true
}

var linePattern = regexp.MustCompile(`line (\d+)`)

// lineOf finds the line in the text of a YAML error, or 0.
func lineOf(why string) int {
	if m := linePattern.FindStringSubmatch(why); m != nil {
		n, err := strconv.Atoi(m[1])
		if err == nil {
			return n
		}
	}
	return 0
}

// source checks that a figure names a source; a missing one is refused.
func (l *loader) source(t text, line int) string {
	if t.v == "" {
		l.fail(line, "a figure without a source")
		return ""
	}
	l.sourcesUsed = append(l.sourcesUsed, place{l.file, t.line, t.v})
	return t.v
}

func (l *loader) date(t text) item.Date {
	if t.v == "" {
		return ""
	}
	if _, ok := item.Date(t.v).Time(); !ok {
		l.fail(t.line, t.v+" is not a date")
	}
	return item.Date(t.v)
}

func (l *loader) period(d dated) Period {
	p := Period{l.date(d.From), l.date(d.To)}
	if p.From != "" && p.To != "" && p.From >= p.To {
		l.fail(d.To.line, "the period ends before it begins")
	}
	return p
}

// once notes that a figure of the name holds in the period.
func (l *loader) once(name string, line int, p Period) {
	l.spans = append(l.spans, span{place{l.file, line, name}, p})
}

func (l *loader) decimal(t text) money.Decimal {
	if t.v == "" {
		return money.Decimal{}
	}
	d, err := money.Parse(t.v)
	if err != nil {
		l.fail(t.line, t.v+" is "+err.Error())
	}
	return d
}

// amount reads "12.34 USD".
func (l *loader) amount(t text) money.Amount {
	if t.v == "" {
		return money.Amount{}
	}
	n, cur, ok := strings.Cut(t.v, " ")
	d, err := money.Parse(n)
	if !ok || err != nil || len(cur) != 3 {
		l.fail(t.line, t.v+" is not an amount such as 12.34 USD")
	}
	l.amounts = append(l.amounts, place{l.file, t.line, cur})
	return money.New(d, cur)
}

func (l *loader) expression(t text) *tariff.Expr {
	e, err := tariff.Parse(t.v)
	if err != nil {
		l.fail(t.line, err.Error())
		return &tariff.Expr{}
	}
	return e
}

// oneOf checks a word against the words allowed; an empty one becomes the first.
func (l *loader) oneOf(t text, line int, allowed ...string) string {
	if t.v == "" {
		return allowed[0]
	}
	if !slices.Contains(allowed, t.v) {
		l.fail(max(t.line, line), t.v+" is not one of "+strings.Join(allowed, ", "))
	}
	return t.v
}

func (l *loader) mode(t text) money.Mode {
	if t.v == "" {
		return money.HalfUp
	}
	m, ok := money.ParseMode(t.v)
	if !ok {
		l.fail(t.line, t.v+" is not a rounding mode")
	}
	return m
}

// check follows every name to what it names and compares periods.
func (l *loader) check() {
	for _, s := range l.sourcesUsed {
		if _, ok := l.p.Sources[s.name]; !ok {
			l.failAt(s.file, s.line, "unknown source "+s.name)
		}
	}
	for _, t := range l.thresholdsUsed {
		if !slices.ContainsFunc(l.p.Law.Thresholds, func(x *Threshold) bool { return x.ID == t.name }) {
			l.failAt(t.file, t.line, "unknown threshold "+t.name)
		}
	}
	for _, t := range l.taxesUsed {
		if !slices.ContainsFunc(l.p.Law.Taxes, func(x *Tax) bool { return x.ID == t.name }) {
			l.failAt(t.file, t.line, "unknown tax "+t.name)
		}
	}
	for _, t := range l.tablesUsed {
		if l.p.Law.Tables[t.name] == nil {
			l.failAt(t.file, t.line, "no file "+t.name+".csv")
		}
	}
	for _, a := range l.amounts {
		if a.name != l.p.Currency {
			l.failAt(a.file, a.line, "an amount in "+a.name+", but charges are owed in "+l.p.Currency)
		}
	}
	for i, a := range l.spans {
		for _, b := range l.spans[:i] {
			if a.name == b.name && (a.To == "" || b.From < a.To) && (b.To == "" || a.From < b.To) {
				l.failAt(a.file, a.line, a.name+" overlaps in time with line "+strconv.Itoa(b.line)+" of "+b.file)
			}
		}
	}
}
