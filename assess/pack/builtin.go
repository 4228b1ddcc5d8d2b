package pack

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed packs
var embedded embed.FS

// Embedded are the directories of the packs in the binary: KH, GB, EU, NL, US.
func Embedded() fs.FS {
	sub, err := fs.Sub(embedded, "packs")
	if err != nil {
		return embedded // cannot be: the path is valid and fixed
	}
	return sub
}

// Builtin loads the packs in the binary, in the order of their ids.
func Builtin() ([]*Pack, error) {
	entries, err := fs.ReadDir(Embedded(), ".")
	if err != nil {
		return nil, fmt.Errorf("list packs: %w", err)
	}
	var packs []*Pack
	for _, e := range entries {
		p, err := Load(Embedded(), e.Name())
		if err != nil {
			return nil, err
		}
		packs = append(packs, p)
	}
	return packs, nil
}
