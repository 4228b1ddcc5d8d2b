package classify

// Candidate is a proposed HS code.
type Candidate struct {
	HS    string
	P     float64  // 0..1; candidates of one text add up to at most 1
	Label string   // plain label of the code
	Why   []string // words of the text that spoke for it
}
