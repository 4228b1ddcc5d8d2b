package quality

// Finding is one thing about a declaration that could be better.
type Finding struct {
	Code     string
	Field    string // JSON Pointer
	Text     string
	Fix      string
	Points   int  // taken from the score of 100
	Complete bool // the declaration is not complete without mending it
}

// Report is all findings and the score that they leave.
type Report struct {
	Score    int // 0..100: 100 less the points of all findings
	Findings []Finding
}

// Incomplete says whether a finding makes the declaration incomplete.
func (r *Report) Incomplete() bool {
	for i := range r.Findings {
		if r.Findings[i].Complete {
			return true
		}
	}
	return false
}
