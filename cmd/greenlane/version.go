package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"greenlane/assess/classify"
	"greenlane/item/hs"
	"greenlane/item/jsontext"
	"greenlane/server"
)

type versionCmd struct {
	JSON bool `name:"json" help:"One JSON object."`
}

func (c *versionCmd) Run(e env) error {
	packs, err := server.LoadPacks("")
	if err != nil {
		return err
	}
	model := classify.New().Version()
	sqliteVersion, err := server.SQLiteVersion(e.ctx)
	if err != nil {
		return err
	}
	if !c.JSON {
		fmt.Fprintf(e.out, "greenlane %s (%s)\n%s, SQLite %s, driver %s\nHS %s, classifier data %s\n", version, commit, runtime.Version(), sqliteVersion, driverVersion(), hs.Edition, model)
		for _, p := range packs {
			fmt.Fprintf(e.out, "pack %s %s  %s\n", p.ID, p.Version, p.Title)
		}
		return nil
	}
	var w jsontext.Writer
	w.Begin('{')
	w.Key("version").String(version)
	w.Key("commit").String(commit)
	w.Key("go").String(runtime.Version())
	w.Key("sqlite").String(sqliteVersion)
	w.Key("driver").String(driverVersion())
	w.Key("hs_edition").String(hs.Edition)
	w.Key("models").Begin('{')
	w.Key("hs").String(model)
	w.End('}')
	w.Key("packs").Begin('{')
	for _, p := range packs {
		w.Key(p.ID).String(p.Version)
	}
	w.End('}')
	w.End('}')
	fmt.Fprintln(e.out, string(w.Bytes()))
	return nil
}

func driverVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dep := range info.Deps {
		if dep.Path == "modernc.org/sqlite" {
			return dep.Version
		}
	}
	return "unknown"
}
