package journal

import "time"

// Months gives the month of a key and the two before it, newest first: where a late
// repeat of an item may have its row. A text that is no month stands alone.
func Months(month string) []string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return []string{month}
	}
	return []string{month, t.AddDate(0, -1, 0).Format("2006-01"), t.AddDate(0, -2, 0).Format("2006-01")}
}
