package web

import (
	"testing"

	"cipherdesk/internal/store"
)

func TestMetersShowWhatWasNotDelivered(t *testing.T) {
	r, s := openDesk(t)
	r.holds("/metrics", `cipherdesk_deliveries{state="waiting"} 0`, `cipherdesk_deliveries{state="lost"} 0`)
	for entry, state := range map[string]store.DeliveryState{"a": store.DeliveryDue, "b": store.DeliveryGivenUp, "c": store.DeliveryUnconfirmed, "d": store.DeliverySent} {
		what := store.Delivery{Recipient: "r", Entry: entry}
		_, _, err := s.db.Claim(t.Context(), what, now, false)
		s.must(err)
		s.must(s.db.Settle(t.Context(), what, state, now, "why"))
	}
	r.holds("/metrics", `cipherdesk_deliveries{state="waiting"} 1`, `cipherdesk_deliveries{state="lost"} 2`)
}
