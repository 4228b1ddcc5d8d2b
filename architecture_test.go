package greenlane_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "greenlane"

// mayImport is the import table of ARCHITECTURE.md: a wing may import itself and these.
var mayImport = map[string][]string{
	"item":      {},
	"assess":    {"item"},
	"ledger":    {"item"},
	"clearance": {"item", "assess", "ledger"},
	"record":    {"item", "assess", "ledger", "clearance"},
	"exchange":  {"item", "clearance"},
	"portal":    {"item", "assess", "ledger", "clearance"},
	"sim":       {"item", "exchange"},
	"server":    {"item", "assess", "ledger", "clearance", "record", "exchange", "portal", "sim"},
	"cmd":       {"item", "assess", "ledger", "clearance", "record", "exchange", "portal", "sim", "server"},
}

// domain wings carry no SQL, HTTP or logging.
var domain = []string{"item", "assess", "ledger", "clearance"}
var notInDomain = []string{"database/sql", "net/http", "log", "log/slog", "encoding/json", "os/exec", "net", "math/rand", "math/rand/v2", "crypto/rand"}

type listed struct {
	ImportPath  string
	Dir         string
	Name        string
	Imports     []string
	TestImports []string
	GoFiles     []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,Name,Imports,TestImports,GoFiles", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p listed
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 20 {
		t.Fatalf("go list found only %d packages", len(all))
	}
	return all
}

func wing(path string) string {
	rest, ok := strings.CutPrefix(path, module+"/")
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

func TestImportsGoOnlyDown(t *testing.T) {
	for _, p := range packages(t) {
		from := wing(p.ImportPath)
		if from == "" {
			continue // the root holds tests only
		}
		allowed, ok := mayImport[from]
		if !ok {
			t.Errorf("%s is in no wing of the table", p.ImportPath)
			continue
		}
		for _, imp := range p.Imports {
			if to := wing(imp); to != "" && to != from && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s: %s may import only itself and %v", p.ImportPath, imp, from, allowed)
			}
			if slices.Contains(domain, from) && slices.Contains(notInDomain, imp) {
				t.Errorf("%s imports %s, which a domain wing must not", p.ImportPath, imp)
			}
			if from == "item" && strings.Contains(imp, ".") && imp != "github.com/cockroachdb/apd/v3" {
				t.Errorf("%s imports %s: item stands on the standard library and apd alone", p.ImportPath, imp)
			}
		}
	}
}

func TestPackageNamesAreNounsOfTheTrade(t *testing.T) {
	bad := []string{"util", "utils", "common", "helper", "helpers", "manager", "types", "model", "models", "core", "v2", "misc", "shared", "base"}
	for _, p := range packages(t) {
		last := filepath.Base(p.ImportPath)
		if slices.Contains(bad, p.Name) || slices.Contains(bad, last) && p.ImportPath != module+"/assess/risk/model" {
			t.Errorf("%s: %s says nothing", p.ImportPath, p.Name)
		}
		if wing(p.ImportPath) == "" || p.Name == "main" {
			continue
		}
		if _, err := os.Stat(filepath.Join(p.Dir, "doc.go")); err != nil && len(p.GoFiles) > 0 {
			t.Errorf("%s has no doc.go", p.ImportPath)
		}
	}
}

// No file reads the environment outside cmd, no package has an init, and domain structs
// carry no tags.
func TestSourcesKeepTheHouseRules(t *testing.T) {
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		first, _, _ := strings.Cut(filepath.ToSlash(path), "/")
		inDomain := slices.Contains(domain, first) && !strings.HasPrefix(filepath.ToSlash(path), "assess/pack/")
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					t.Errorf("%s: init has effects nobody sees", set.Position(n.Pos()))
				}
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "os" && (n.Sel.Name == "Getenv" || n.Sel.Name == "LookupEnv" || n.Sel.Name == "Environ") && first != "cmd" {
					t.Errorf("%s: the environment is read in cmd only", set.Position(n.Pos()))
				}
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && (n.Sel.Name == "Now" || n.Sel.Name == "Since") && slices.Contains(domain, first) {
					t.Errorf("%s: the clock is an argument", set.Position(n.Pos()))
				}
			case *ast.Field:
				if inDomain && n.Tag != nil {
					t.Errorf("%s: a struct tag in a domain wing", set.Position(n.Pos()))
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Floats never touch money or weight: none in the packages that compute them.
func TestNoFloatsWhereMoneyIs(t *testing.T) {
	for _, dir := range []string{"item", "item/money", "assess/duty", "assess/tariff", "ledger"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Errorf("%s: no files (%v)", dir, err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && (id.Name == "float64" || id.Name == "float32") {
					t.Errorf("%s: %s", set.Position(n.Pos()), id.Name)
				}
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.FLOAT {
					t.Errorf("%s: %s", set.Position(n.Pos()), lit.Value)
				}
				return true
			})
		}
	}
}

// The SQLite driver and its libc are a tested pair; another pair gives obscure faults.
func TestPinnedDriverPair(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"modernc.org/sqlite v1.60.1", "modernc.org/libc v1.77.1"} {
		if !strings.Contains(string(mod), want) {
			t.Errorf("go.mod does not name %s", want)
		}
	}
}

// Files stay short enough to read.
func TestFilesAreShort(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if n := strings.Count(string(data), "\n"); n > 600 && !strings.HasSuffix(path, "_test.go") {
			t.Errorf("%s has %d lines: split it by meaning", path, n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
