// Package pack is the law and the settings of a customs territory as data.
//
// A pack is a directory of files without code: pack.yaml, regimes.yaml, taxes.yaml,
// thresholds.yaml, fees.yaml, fx.yaml, tables of rates (*.csv), quality.yaml,
// restrictions.yaml, rules.yaml, lists.yaml, settings.yaml and worked examples
// (tests/*.json). docs/packs.md describes each file.
//
//	p, err := pack.Load(os.DirFS("packs"), "KH")
//	all, err := pack.Builtin()
//
// Every figure names a source and a period. [Load] refuses a pack with a figure that has
// none, an unknown member, a wrong date, or two figures for one day, and says in which
// file and line. A loaded [Pack] never changes; its Hash names its bytes.
package pack
