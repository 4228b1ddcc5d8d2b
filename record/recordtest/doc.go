// Package recordtest is the suite that every store of the record passes.
//
//	func TestStore(t *testing.T) {
//		recordtest.Run(t, func(t *testing.T, now func() time.Time, s note.Signer, verifier string) recordtest.Opened {
//			...
//		})
//	}
//
// Extend the suite first, then the stores.
package recordtest
