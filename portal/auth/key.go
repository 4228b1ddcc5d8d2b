package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
)

const keyPrefix = "gl_"

var keyLetters = base32.NewEncoding("abcdefghjkmnpqrstuvwxyz123456789").WithPadding(base32.NoPadding)

// APIKey is the key number n of a user, such as "gl_example-post_1_7kqm2xta...": 160 bits of
// HMAC-SHA256 of the key of the house, so that nothing needs to be stored. It works for as
// long as the user exists and is not disabled. The next number is another key, but the
// older ones go on working.
func APIKey(houseKey []byte, user string, n int) string {
	mac := hmac.New(sha256.New, houseKey)
	mac.Write([]byte("api key\x00" + user + "\x00" + strconv.Itoa(n)))
	return keyPrefix + user + "_" + strconv.Itoa(n) + "_" + keyLetters.EncodeToString(mac.Sum(nil)[:20])
}

// ReadAPIKey gives the user and the number of a key of this house, in constant time for
// keys of one user and number; ok is false for every other text.
func ReadAPIKey(houseKey []byte, key string) (user string, n int, ok bool) {
	rest, found := strings.CutPrefix(key, keyPrefix)
	if !found || len(key) > 200 || len(houseKey) == 0 {
		return "", 0, false
	}
	last := strings.LastIndexByte(rest, '_')
	if last < 0 {
		return "", 0, false
	}
	middle := strings.LastIndexByte(rest[:last], '_')
	if middle < 1 {
		return "", 0, false
	}
	n, err := strconv.Atoi(rest[middle+1 : last])
	if err != nil || n < 1 {
		return "", 0, false
	}
	user = rest[:middle]
	if !hmac.Equal([]byte(APIKey(houseKey, user, n)), []byte(key)) {
		return "", 0, false
	}
	return user, n, true
}
