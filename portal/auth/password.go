package auth

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"greenlane/item/fault"
)

// Length of a password in characters. The upper bound only keeps megabytes out.
const (
	MinPassword = 10
	maxPassword = 1000
)

// Cost of a hash: the second choice of the OWASP Password Storage Cheat Sheet for argon2id,
// read in 2026: 19 MiB, two passes, one lane.
const (
	hashMemory  = 19 * 1024 // KiB
	hashPasses  = 2
	hashLanes   = 1
	hashBytes   = 32
	saltBytes   = 16
	worstMemory = 256 * 1024 // KiB: a stored hash that asks for more is refused
	worstPasses = 16
)

var plainBase64 = base64.RawStdEncoding

// HashPassword gives the PHC form "$argon2id$v=19$m=19456,t=2,p=1$salt$hash" of a new
// password, with a salt from rand. Passwords shorter than MinPassword characters are the
// fault auth.password_length.
func HashPassword(rand io.Reader, password string) (string, error) {
	if n := utf8.RuneCountInString(password); n < MinPassword || n > maxPassword {
		return "", fault.New("auth.password_length", "/password", MinPassword, maxPassword)
	}
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(rand, salt); err != nil {
		return "", fmt.Errorf("salt of a password: %w", err)
	}
	sum := argon2.IDKey(plainPassword(password), salt, hashPasses, hashMemory, hashLanes, hashBytes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		plainBase64.EncodeToString(salt), plainBase64.EncodeToString(sum)), nil
}

// CheckPassword says whether the password belongs to the PHC form, in constant time and at
// the cost that the form names. A form that cannot be read matches nothing.
func CheckPassword(phc, password string) bool {
	f, ok := readPHC(phc)
	if !ok || len(password) > 4*maxPassword {
		return false
	}
	sum := argon2.IDKey(plainPassword(password), f.salt, f.passes, f.memory, f.lanes, uint32(len(f.sum)))
	return subtle.ConstantTimeCompare(sum, f.sum) == 1
}

// CheckName says whether a text may be the sign-in name of a new user: 2 to 64 small
// letters, digits and . _ @ -, so that it can stand in keys and references as it is. The
// names under which the house itself acts are nobody's: who bore one would own what visitors
// declared.
func CheckName(name string) error {
	ok := len(name) >= 2 && len(name) <= 64
	switch name {
	case "web", "mailbox", "system", "post":
		ok = false
	}
	for i := range len(name) {
		c := name[i]
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("._@-", c) >= 0)
	}
	if !ok {
		return fault.New("auth.name", "/name", name[:min(len(name), 64)])
	}
	return nil
}

// plainPassword makes the two ways to type an accented letter one.
func plainPassword(s string) []byte { return norm.NFC.Bytes([]byte(s)) }

type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, sum      []byte
}

func readPHC(s string) (f phc, ok bool) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return f, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &f.memory, &f.passes, &f.lanes); err != nil {
		return f, false
	}
	if f.memory < 8 || f.memory > worstMemory || f.passes < 1 || f.passes > worstPasses || f.lanes < 1 {
		return f, false
	}
	var err error
	if f.salt, err = plainBase64.DecodeString(parts[4]); err != nil || len(f.salt) < 8 || len(f.salt) > 64 {
		return f, false
	}
	if f.sum, err = plainBase64.DecodeString(parts[5]); err != nil || len(f.sum) < 16 || len(f.sum) > 64 {
		return f, false
	}
	return f, true
}
