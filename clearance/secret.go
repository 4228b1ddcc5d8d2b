package clearance

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"
)

// secretLetters leave out what is easily misread: no I, L, O, U, 0, 1.
const secretLetters = "ABCDEFGHJKMNPQRSTVWXYZ23456789"

// Secret is the phrase on a notice that opens the public status page of an item, such as
// "7KQM-2XTA-PD9C": 58 bits from HMAC-SHA256 of the key of the house and the item, so that
// nothing needs to be stored and nobody can guess it.
func Secret(key []byte, k Key) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("public status\x00" + k.ID + "\x00" + k.Month))
	sum := mac.Sum(nil)
	var b strings.Builder
	for i := range 12 {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(secretLetters[int(sum[i])%len(secretLetters)])
	}
	return b.String()
}

// SecretMatches compares a phrase that somebody typed, in constant time; case, spaces and
// dashes do not matter.
func SecretMatches(key []byte, k Key, phrase string) bool {
	plain := strings.NewReplacer("-", "", " ", "").Replace
	want := plain(Secret(key, k))
	return hmac.Equal([]byte(want), []byte(strings.ToUpper(plain(phrase))))
}
