package intake_test
import "testing"
func TestProbe(t *testing.T){
 h:=open(t)
 for i,v:=range []string{"20","45","60","120","300"} {
  r:=h.take(shirts(i+1,v))[0]
  t.Log(v, r.Outcome, r.Faults, r.Row.State, r.Row.Lane, r.Row.Hold, r.Row.Due, r.Row.Charges, r.Assessment.Reasons)
 }
 t.Log(h.balances())
}
