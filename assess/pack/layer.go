package pack

import "io/fs"

// layered looks into the first file system, then into the second.
type layered struct{ over, under fs.FS }

// Layer gives a file system in which packs of over are found beside the built-in ones, so
// that a pack from outside may extend a built-in pack. A folder of over hides the built-in
// folder of the same name as a whole.
func Layer(over fs.FS) fs.FS { return layered{over, Embedded()} }

func (l layered) pick(name string) fs.FS {
	top := name
	for i := range name {
		if name[i] == '/' {
			top = name[:i]
			break
		}
	}
	if _, err := fs.Stat(l.over, top); err == nil && top != "." {
		return l.over
	}
	return l.under
}

// Open is of fs.FS.
func (l layered) Open(name string) (fs.File, error) { return l.pick(name).Open(name) }

// ReadDir is of fs.ReadDirFS.
func (l layered) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(l.pick(name), name) }
