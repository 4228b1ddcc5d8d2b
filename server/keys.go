package server

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"greenlane/record/audit"
)

const keyHead = "greenlane-key-1 "

// Keys are the secrets of one house, all derived from one seed (HKDF-SHA256, RFC 5869), so
// that there is one file to guard and to back up.
type Keys struct {
	Notice   []byte // phrases of public status pages
	Draw     []byte // random selection
	API      []byte // API keys
	Signer   note.Signer
	Verifier string // belongs to Signer; may be published
}

// DeriveKeys makes the keys of a seed of 32 bytes. name is the name of the decision log.
func DeriveKeys(seed []byte, name string) (*Keys, error) {
	part := func(purpose string) []byte {
		key, err := hkdf.Key(sha256.New, seed, nil, "greenlane "+purpose, 32)
		if err != nil {
			panic("server: hkdf: " + err.Error()) // 32 bytes are always possible
		}
		return key
	}
	if len(seed) != 32 {
		return nil, errors.New("the seed of the house key is not 32 bytes long")
	}
	private, err := noteKey(name, part("decision log"))
	if err != nil {
		return nil, err
	}
	k := &Keys{Notice: part("notice"), Draw: part("draw"), API: part("api")}
	k.Signer, k.Verifier, err = audit.NewSigner(private)
	return k, err
}

// noteKey writes an Ed25519 key in the form of golang.org/x/mod/sumdb/note.
func noteKey(name string, seed []byte) (string, error) {
	public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	verifier, err := note.NewEd25519VerifierKey(name, public)
	if err != nil {
		return "", err
	}
	parts := strings.SplitN(verifier, "+", 3)
	return "PRIVATE+KEY+" + name + "+" + parts[1] + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, seed...)), nil
}

// LoadSeed reads the house key, and makes one at the first start: for a record that is there
// already another key would only spoil what the lost one signed. The file is readable by its
// owner only.
func LoadSeed(db, path string, random io.Reader) ([]byte, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if Exists(db) && !IsPostgres(db) {
			return nil, fmt.Errorf("the record %s is there, but its house key %s is not: name the file of the key, or bring it back from its backup", db, path)
		}
		seed := make([]byte, 32)
		if _, err := io.ReadFull(random, seed); err != nil {
			return nil, fmt.Errorf("make house key: %w", err)
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return nil, fmt.Errorf("write house key: %w", err)
		}
		_, err = f.WriteString(keyHead + hex.EncodeToString(seed) + "\n")
		return seed, errors.Join(err, f.Sync(), f.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("read house key: %w", err)
	}
	rest, ok := bytes.CutPrefix(bytes.TrimSpace(data), []byte(keyHead))
	seed, err := hex.DecodeString(string(rest))
	if !ok || err != nil || len(seed) != 32 {
		return nil, fmt.Errorf("%s does not hold a house key (%q and 64 hexadecimal digits)", path, keyHead)
	}
	return seed, nil
}
