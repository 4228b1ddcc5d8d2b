package audit

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// fingerprint is how many bytes of each leaf a checkpoint repeats. The root protects the
// log; the fingerprints only say which row of a commit was changed.
const fingerprint = 8

// Checkpoint is the signed state of the log after one commit.
type Checkpoint struct {
	Origin string // name of the key and of the log
	Size   int64
	Root   tlog.Hash
	Leaves []byte // first 8 bytes of each leaf of the commit; the last is leaf Size
	Note   []byte // the signed text, as stored
}

// First is the sequence number of the first row of the commit.
func (c *Checkpoint) First() int64 { return c.Size - int64(len(c.Leaves)/fingerprint) + 1 }

// NewSigner reads a private key in note form ("PRIVATE+KEY+name+hash+key", as
// note.GenerateKey makes it) and gives its signer and the verifier key that belongs to it.
func NewSigner(key string) (s note.Signer, verifier string, err error) {
	if s, err = note.NewSigner(key); err != nil {
		return nil, "", fmt.Errorf("key of the decision log: %w", err)
	}
	parts := strings.SplitN(strings.TrimSpace(key), "+", 5) // base64 has a plus of its own
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, "", errors.New("key of the decision log: not an Ed25519 key in note form")
	}
	public := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	verifier, err = note.NewEd25519VerifierKey(s.Name(), public)
	return s, verifier, err
}

// Sign signs the state of the tree after a commit of the given leaves. The text is a
// checkpoint as transparency logs write it (origin, size, root) with one more line: the
// fingerprints of the leaves.
func Sign(s note.Signer, t *Tree, leaves []tlog.Hash) (Checkpoint, error) {
	c := Checkpoint{Origin: s.Name(), Size: t.Size(), Root: t.Root(), Leaves: make([]byte, 0, len(leaves)*fingerprint)}
	for i := range leaves {
		c.Leaves = append(c.Leaves, leaves[i][:fingerprint]...)
	}
	text := c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\nleaves " + base64.StdEncoding.EncodeToString(c.Leaves) + "\n"
	var err error
	c.Note, err = note.Sign(&note.Note{Text: text}, s)
	return c, err
}

// OpenCheckpoint checks the signature and reads the checkpoint.
func OpenCheckpoint(signed []byte, known note.Verifiers) (Checkpoint, error) {
	c := Checkpoint{Note: signed}
	n, err := note.Open(signed, known)
	if err != nil {
		return c, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 {
		return c, errors.New("checkpoint: not three lines")
	}
	c.Origin = lines[0]
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 0 {
		return c, fmt.Errorf("checkpoint: size %q", lines[1])
	}
	if c.Root, err = tlog.ParseHash(lines[2]); err != nil {
		return c, fmt.Errorf("checkpoint: root: %w", err)
	}
	if text, ok := strings.CutPrefix(lines[3], "leaves "); ok {
		if c.Leaves, err = base64.StdEncoding.DecodeString(text); err != nil || len(c.Leaves)%fingerprint != 0 || c.First() < 1 {
			return c, errors.New("checkpoint: leaves")
		}
	}
	return c, nil
}

// Verifiers reads verifier keys, one a line.
func Verifiers(keys ...string) (note.Verifiers, error) {
	var list []note.Verifier
	for _, k := range keys {
		if k = strings.TrimSpace(k); k == "" {
			continue
		}
		v, err := note.NewVerifier(k)
		if err != nil {
			return nil, fmt.Errorf("verifier key %q: %w", k, err)
		}
		list = append(list, v)
	}
	if len(list) == 0 {
		return nil, errors.New("no verifier key")
	}
	return note.VerifierList(list...), nil
}

// sameLeaf says whether a leaf has the fingerprint at place i of the commit.
func (c *Checkpoint) sameLeaf(i int64, leaf tlog.Hash) bool {
	at := i * fingerprint
	return at+fingerprint <= int64(len(c.Leaves)) && bytes.Equal(c.Leaves[at:at+fingerprint], leaf[:fingerprint])
}
