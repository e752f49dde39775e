package selftest

import "testing"

// The suite that `cipherdesk selftest` prints.
func TestPromises(t *testing.T) {
	for _, promise := range Tests() {
		t.Run(promise.ID, func(t *testing.T) {
			r := promise.Run(t.Context(), Options{Version: "test"})
			for _, seen := range r.Seen {
				t.Log(seen)
			}
			for _, c := range r.Cases {
				t.Logf("%-45s %9d bytes %-11s %5.2f s %4d MB  %s", c.Name, c.Read, c.Outcome, c.Seconds, c.PeakHeap>>20, c.Reason)
			}
			for _, failure := range r.Failures {
				t.Error(failure)
			}
		})
	}
}
