package risk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/big"

	"greenlane/item/fault"
	"greenlane/item/money"
)

// one is the whole of a share: parts per thousand million.
const one = 1_000_000_000

// Key draws lots. The draw of an item depends on the key and the item alone, so nobody
// can draw again, and who holds the key can recompute every draw.
type Key []byte

// Draw is a fraction of one in thousand-millionths: 0 to 999,999,999.
type Draw uint32

// Share is a part of all items in thousand-millionths: 0 to 1,000,000,000.
type Share uint32

// Draw gives the lot of an item: the first 16 bytes of HMAC-SHA256(key, "purpose|id|month"),
// read as a big-endian number, modulo 1,000,000,000. Sixteen bytes make the remainder even
// to within one part in 10^29.
func (k Key) Draw(purpose, id, month string) Draw {
	mac := hmac.New(sha256.New, k)
	var room [96]byte
	msg := append(room[:0], purpose...)
	msg = append(append(msg, '|'), id...)
	msg = append(append(msg, '|'), month...)
	mac.Write(msg)
	var sum [sha256.Size]byte
	mac.Sum(sum[:0])
	high, low := binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])
	const wrap = (1<<64 - one) % one // 2^64 modulo one
	return Draw(((high%one)*wrap + low%one) % one)
}

// Commitment is the SHA-256 of the key in hexadecimal. Published beforehand, it proves
// later that the key was not chosen after the items were known.
func (k Key) Commitment() string {
	sum := sha256.Sum256(k)
	return hex.EncodeToString(sum[:])
}

// Below says whether the draw falls into the share: never for 0, always for the whole.
func (d Draw) Below(s Share) bool { return uint32(d) < uint32(s) }

// String is the draw as "0.123456789".
func (d Draw) String() string {
	b := []byte("0.000000000")
	for i := len(b) - 1; i > 1; i-- {
		b[i] = '0' + byte(d%10)
		d /= 10
	}
	return string(b)
}

// Percent is the share of so many whole percent, as a rule gives it; 0 means all of them,
// and more than 100 is all.
func Percent(n int) Share {
	if n <= 0 || n >= 100 {
		return one
	}
	return Share(n) * (one / 100)
}

// ParsePercent reads a decimal percentage from "0" to "100" with at most seven places,
// such as the "1.5" of a pack's selection; "" is no share.
func ParsePercent(s string) (Share, error) {
	if s == "" {
		return 0, nil
	}
	d, err := money.Parse(s)
	if err != nil {
		return 0, fault.New("rule.percent", "", s)
	}
	parts := d.Rat()
	parts.Mul(parts, big.NewRat(one/100, 1))
	if !parts.IsInt() || parts.Sign() < 0 || parts.Num().Cmp(big.NewInt(one)) > 0 {
		return 0, fault.New("rule.percent", "", s)
	}
	return Share(parts.Num().Int64()), nil
}
