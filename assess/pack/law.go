package pack

// Law is how charges are computed.
type Law struct{}
